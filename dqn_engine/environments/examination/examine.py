"""The whole examination, finding by finding."""

import gc
import threading
import time
from collections.abc import Iterator

import gymnasium
import numpy as np

from dqn_engine.environments.adapter import adapter_of, allowed_in
from dqn_engine.environments.atari import is_atari
from dqn_engine.environments.examination.compiled import findings_of_compiled
from dqn_engine.environments.examination.findings import EnvironmentFinding, EnvironmentVerdict, fault, fine, note
from dqn_engine.environments.examination.gymnasiums_checker import gymnasiums_findings
from dqn_engine.environments.examination.habits import habits, repeatability
from dqn_engine.environments.examination.observations import findings_of_observations, layout
from dqn_engine.environments.examination.play import allowed_at_random, findings_of_play
from dqn_engine.environments.gymnasium_environment import episode_limit, make_environment
from dqn_engine.environments.info import LONGEST_ID
from dqn_engine.environments.options import check_options, parts_of
from dqn_engine.environments.registry import environment_info, is_registered
from dqn_engine.system.errors import BrokenEnvironmentError, InputError
from dqn_engine.system.foreign_code import foreign_code, left_behind, take_troubles
from dqn_engine.system.memory import resident_bytes
from dqn_engine.system.signals import is_the_users
from dqn_engine.system.text import error_words

_LITTLE_BYTES = 2**20


def examine(environment: str, seed: int = 0) -> Iterator[EnvironmentFinding]:
    """Examines the environment of that name, finding by finding; TensorFlow is loaded only for one that is compiled.

    Whatever the environment raises is a fault, and the last finding. A call that doesn't come back is for the caller to
    notice; see `CallWatch`.

    Raises:
        InputError: There is no environment of that name, or its constructor doesn't take the arguments in it.
    """
    base, options = parts_of(environment)
    if not is_registered(environment):
        environment_info(environment)  # Says what there is instead.
    check_options(base, options)
    try:
        yield from _examined(environment, base, seed)
    except GeneratorExit:
        raise
    except BaseException as error:  # Of an environment that broke in a way that nothing foresaw.
        if is_the_users(error):
            raise
        told = isinstance(error, InputError | BrokenEnvironmentError)
        yield fault("examining it", str(error) if told else f"It failed: {error_words(error)}.")


def _examined(environment: str, base: str, seed: int) -> Iterator[EnvironmentFinding]:
    before = set(threading.enumerate())
    try:
        make_environment(environment).close()  # Which may import a lot, once.
        begun = time.perf_counter()
        made = make_environment(environment)
        took_s = time.perf_counter() - begun
    except InputError as error:
        yield fault("making it", str(error))
        return
    yield from _troubles()
    yield fine("making it", f"It is made in {1e6 * took_s:,.0f} µs.")
    try:
        with foreign_code(environment[:LONGEST_ID], "its attributes", "reading its time limit"):
            limit = list(_limit(base, made))
        yield from limit
        yield from gymnasiums_findings(environment)
        seen, sound = [], True
        for finding in findings_of_play(made, environment[:LONGEST_ID], seed, seen):
            sound = sound and finding.verdict is not EnvironmentVerdict.FAULT
            yield finding
    finally:
        made.close()
    yield from _troubles()
    yield from _threads(before)
    if not sound:
        return
    if not left_behind(environment[:LONGEST_ID]):
        yield from _closes(environment)
    yield from habits(environment, seed)
    yield from repeatability(environment, seed)
    info = environment_info(environment)
    yield from layout(info)
    yield from findings_of_observations(info, made.observation_space, np.array(seen), adapter_of(made).precision)
    yield from _memory(environment)
    yield from findings_of_compiled(info)


def _limit(base: str, made: gymnasium.Env) -> Iterator[EnvironmentFinding]:
    if is_atari(base):
        yield fine("time limit", "The game has its own.")
        return
    limit = episode_limit(base, made)
    if limit.attribute:
        yield fine(
            "time limit",
            f"None is registered, but it keeps one of {limit.steps:,} steps, as {limit.attribute}; episodes are cut "
            "off there, whether it does that itself or not.",
        )
    elif not limit.ours:
        yield fine("time limit", f"Episodes are cut off after {limit.steps:,} steps.")
    else:
        yield note(
            "time limit",
            f"None is registered, so episodes are cut off after {limit.steps:,} steps here; register it with "
            "max_episode_steps to choose another.",
        )


def _troubles() -> Iterator[EnvironmentFinding]:
    """What there was to tell of a `close` that didn't come back, and of a `__del__` that failed."""
    gc.collect()
    for trouble in take_troubles():
        yield note("leaving it", f"{trouble}")


def _closes(environment: str) -> Iterator[EnvironmentFinding]:
    """Whether `close` fails, which the program itself passes over."""
    made = make_environment(environment)
    made.reset(seed=0)
    try:
        with foreign_code(environment[:LONGEST_ID], "close()"):
            adapter_of(made).env.close()
    except BrokenEnvironmentError as error:
        yield note("leaving it", f"{error} It is passed over here; other programs may stop there.")


def _memory(environment: str) -> Iterator[EnvironmentFinding]:
    """What one holds once it is played."""
    before = resident_bytes()
    held = []
    for index in range(4):
        held.append(make_environment(environment))
        _, info = held[-1].reset(seed=index)
        held[-1].step(allowed_at_random(held[-1], allowed_in(info), np.random.default_rng(index)))
    after = resident_bytes()
    for made in held:
        made.close()
    if before is None or after is None:
        return
    each = max(0, after - before) / len(held)
    shown = f"about {each / 2**20:,.0f} MiB" if each >= _LITTLE_BYTES else "less than 1 MiB"
    yield fine("memory", f"One of them holds {shown}; evaluations make up to 16, and a run num_envs.")


def _threads(before: set[threading.Thread]) -> Iterator[EnvironmentFinding]:
    left = [
        thread for thread in threading.enumerate() if thread not in before and thread.is_alive() and not thread.daemon
    ]
    if left:
        yield note(
            "threads",
            f"It left {len(left)} {'thread' if len(left) == 1 else 'threads'} running after it was closed; end them in "
            "close(), or begin them with daemon=True. This program doesn't wait for them when it ends, others would.",
        )
