"""Examines an environment before it is trained on: what won't work here, what it costs, what is done about its habits.

Gymnasium's own checker says what breaks its rules. Much of that does no harm here, since the adapter copies and checks
(see `adapter`), so it is told as a note; what this program can't train on is a fault.
"""

import gc
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import gymnasium
import numpy as np
from gymnasium import spaces
from gymnasium.utils.env_checker import check_env

from dqn_engine.environments.adapter import ACTION_MASK, CheckedEnvironment, adapter_of, allowed_in
from dqn_engine.environments.atari import is_atari
from dqn_engine.environments.compiled.catalogue import is_compiled
from dqn_engine.environments.flat_observations import input_labels
from dqn_engine.environments.global_generators import NumbersApart
from dqn_engine.environments.gymnasium_environment import episode_limit, make_environment
from dqn_engine.environments.info import LONGEST_ID, PRECISION_REMEDY, EnvironmentInfo, layout_sentence
from dqn_engine.environments.input_scaling import SMALLEST_DEVIATION, input_scaling
from dqn_engine.environments.options import check_options, parts_of
from dqn_engine.environments.precision import PrecisionWatch, lost_digits
from dqn_engine.environments.registry import environment_info, is_registered
from dqn_engine.environments.vector import refuse_beyond_float32
from dqn_engine.system.errors import BrokenEnvironmentError, InputError
from dqn_engine.system.foreign_code import foreign_code, left_behind, take_troubles, under_way
from dqn_engine.system.memory import resident_bytes
from dqn_engine.system.signals import is_the_users
from dqn_engine.system.text import error_words, one_line, plain_words, printable

PLAYED_STEPS = 1000
_STEPS_OF_COPIES = 200
MOST_S = 20.0
"""Seconds that either of these may take; a slow environment is played for fewer steps."""

_FAR_SCALED = 10.0
"""What scaled observations should stay within: beyond it, a network learns badly."""
_NARROW = 0.05
"""How much of its own size an observation should vary by."""
_TINY = 2e-3
"""How much scaled observations should vary by, at least."""
_LARGE_REWARD = 1e3
"""Of one step: beyond it, a network takes very long until its values are large enough."""
_OF_WRAPPERS = "is different from the unwrapped version"
"""What Gymnasium's checker says of a wrapper that belongs to the environment, as its entry point returns it."""
_LITTLE_BYTES = 2**20


class EnvironmentVerdict(StrEnum):
    """How a finding is meant."""

    FINE = "fine"
    NOTE = "note"  # works, with what the sentence says
    FAULT = "fault"  # won't work


@dataclass(frozen=True, slots=True, kw_only=True)
class EnvironmentFinding:
    """One thing that was looked at: what, and a sentence."""

    what: str
    verdict: EnvironmentVerdict
    sentence: str


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
        yield _fault("examining it", str(error) if told else f"It failed: {error_words(error)}.")


def _examined(environment: str, base: str, seed: int) -> Iterator[EnvironmentFinding]:
    before = set(threading.enumerate())
    try:
        make_environment(environment).close()  # Which may import a lot, once.
        begun = time.perf_counter()
        made = make_environment(environment)
        took_s = time.perf_counter() - begun
    except InputError as error:
        yield _fault("making it", str(error))
        return
    yield from _troubles()
    yield _fine("making it", f"It is made in {1e6 * took_s:,.0f} µs.")
    try:
        with foreign_code(environment[:LONGEST_ID], "its attributes", "reading its time limit"):
            limit = list(_limit(base, made))
        yield from limit
        yield from _gymnasiums_own(environment)
        seen, sound = [], True
        for finding in _played(made, environment[:LONGEST_ID], seed, seen):
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
    yield from _habits(environment, seed)
    yield from _repeated(environment, seed)
    info = environment_info(environment)
    yield from _layout(info)
    yield from _observations(info, made.observation_space, np.array(seen), adapter_of(made).precision)
    yield from _memory(environment)
    yield from _compiled(info)


def _limit(base: str, made: gymnasium.Env) -> Iterator[EnvironmentFinding]:
    if is_atari(base):
        yield _fine("time limit", "The game has its own.")
        return
    limit = episode_limit(base, made)
    if limit.attribute:
        yield _fine(
            "time limit",
            f"None is registered, but it keeps one of {limit.steps:,} steps, as {limit.attribute}; episodes are cut "
            "off there, whether it does that itself or not.",
        )
    elif not limit.ours:
        yield _fine("time limit", f"Episodes are cut off after {limit.steps:,} steps.")
    else:
        yield _note(
            "time limit",
            f"None is registered, so episodes are cut off after {limit.steps:,} steps here; register it with "
            "max_episode_steps to choose another.",
        )


def _gymnasiums_own(environment: str) -> Iterator[EnvironmentFinding]:
    """What `gymnasium.utils.env_checker` complains of."""
    what, said = "Gymnasium's checker", []
    made = make_environment(environment)
    masked = _begins_with_mask(made)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            with under_way(environment[:LONGEST_ID], "a call by Gymnasium's checker"):
                check_env(_layers_own(adapter_of(made).env), skip_render_check=True, skip_close_check=True)
        except BaseException as error:  # Whatever an environment does is a finding; the checker's own are sentences.
            if is_the_users(error):
                raise
            its_own = type(error) is AssertionError or isinstance(error, gymnasium.error.Error)
            said.append((its_own and _plain(error)) or f"a call failed with {error_words(error)}.")
    made.close()
    said += [_plain(warning.message) for warning in caught if issubclass(warning.category, UserWarning)]
    said = [sentence for sentence in said if _OF_WRAPPERS not in sentence]
    if not said:
        yield _fine(what, "It has nothing to say against it.")
    for sentence in dict.fromkeys(said):
        yield _note(what, f"It says: {sentence}")
    if said and masked:
        yield _note(what, "It knows no action masks and may have taken forbidden actions, as nothing else here does.")


def _layers_own(made: gymnasium.Env) -> gymnasium.Env:
    """An environment as its entry point gives it, without what `gymnasium.make` puts around it."""
    while isinstance(made, gymnasium.wrappers.OrderEnforcing | gymnasium.wrappers.PassiveEnvChecker):
        made = made.env
    return made


def _begins_with_mask(made: gymnasium.Env) -> bool:
    try:
        return allowed_in(made.reset(seed=0)[1]) is not None
    except BrokenEnvironmentError:  # Which is found when it is played.
        return False


def _played(made: gymnasium.Env, name: str, seed: int, seen: list[np.ndarray]) -> Iterator[EnvironmentFinding]:
    """Random steps through the adapter, as in training; what was observed is added to `seen`."""
    numbers = np.random.default_rng(seed)
    reset_s: list[float] = []
    allowed_counts: list[int] = []
    step_s: list[float] = []
    ended, paid, largest = 0, 0.0, 0.0
    try:
        begun = until = time.perf_counter()
        until += MOST_S
        observation, info = made.reset(seed=seed)
        reset_s.append(time.perf_counter() - begun)
        for _ in range(PLAYED_STEPS):
            _take(made, observation, seen)
            if begun > until:
                break
            allowed = allowed_in(info)
            if allowed is not None:
                allowed_counts.append(int(allowed.sum()))
            action = _allowed_at_random(made, allowed, numbers)
            begun = time.perf_counter()
            observation, reward, terminated, truncated, info = made.step(action)
            step_s.append(time.perf_counter() - begun)
            paid += float(reward)
            largest = max(largest, abs(float(reward)))
            refuse_beyond_float32(name, np.array([paid]), np.array([float(reward)]))
            if terminated or truncated:
                ended, paid = ended + 1, 0.0
                _take(made, observation, seen)
                begun = time.perf_counter()
                observation, info = made.reset()
                reset_s.append(time.perf_counter() - begun)
    except BrokenEnvironmentError as error:
        yield _fault("playing it", str(error))
        return
    slow = "" if len(step_s) == PLAYED_STEPS else " More would have taken too long."
    yield _fine("playing it", f"{len(step_s):,} random steps, in which {ended:,} episodes ended, broke no rule.{slow}")
    if allowed_counts:
        yield _fine(
            "action masks",
            f"It gives an action mask with every observation, which allows {min(allowed_counts)} to "
            f"{max(allowed_counts)} of {_action_count(made)} actions, {np.mean(allowed_counts):.1f} on average; no "
            "other is taken or learned, unless action_mask is set to false.",
        )
    if adapter_of(made).masks_differ:
        yield _note(
            "action masks",
            "Those in its observations and in info contradict each other; only what both allow is taken and learned. "
            "Give one of them only.",
        )
    if largest > _LARGE_REWARD:
        yield _note(
            "rewards",
            f"They went up to {largest:g}, and values of that size are learned slowly, very large ones not at all; "
            "set reward_shaping to scale and reward_scale to bring them to about 1, or scale them in the environment.",
        )
    yield _fine(
        "time",
        f"A step takes {1e6 * float(np.median(step_s)):,.0f} µs and a reset {1e6 * float(np.median(reset_s)):,.0f} µs "
        "in the median.",
    )


def _action_count(made: gymnasium.Env) -> int:
    return adapter_of(made).actions.count


def _allowed_at_random(made: gymnasium.Env, allowed: np.ndarray | None, numbers: np.random.Generator) -> int:
    if allowed is None:
        return int(numbers.integers(_action_count(made)))
    return int(numbers.choice(np.flatnonzero(allowed)))


def _take(made: gymnasium.Env, observation: Any, seen: list[np.ndarray]) -> None:
    array = np.asarray(observation)
    if array.shape != made.observation_space.shape:
        raise BrokenEnvironmentError(
            f"It observed an array of shape {array.shape}, but its space has {made.observation_space.shape}."
        )
    with np.errstate(over="ignore"):  # What float32 doesn't hold is infinite to what learns.
        lost = np.flatnonzero(~np.isfinite(array.astype(np.float32)))
    if lost.size:
        index, number = int(lost[0]), float(array.reshape(-1)[lost[0]])
        label = input_labels(adapter_of(made).observation_space)[index]
        why = "larger than float32 holds, in which observations are stored; scale it" if np.isfinite(number) else ""
        raise BrokenEnvironmentError(
            f"It gave {number:g} for {label}, {why or 'which is no finite number; mend that'}."
        )
    seen.append(array.astype(np.float64) if array.ndim == 1 else np.array([array.min(), array.max()], np.float64))


def _habits(environment: str, seed: int) -> Iterator[EnvironmentFinding]:
    """What the adapter puts right: seen by playing what it wraps, which is what training steps."""
    made = make_environment(environment)
    with foreign_code(environment[:LONGEST_ID], "reset() or step()", "a step or a reset"):
        same, others, keys = _habits_seen(made, seed)
    made.close()
    if same:
        yield _note("one array", "It returns the same array at every step; each is copied here, so that does no harm.")
    if others:
        yield _note("rewards", f"Its rewards are of type {', '.join(others)}; each is taken as one number.")
    if keys:
        named = ", ".join(keys)
        yield _note("info", f"Its info holds {printable(named)[:200]}, which training doesn't read.")


def _habits_seen(made: gymnasium.Env, seed: int) -> tuple[bool, list[str], list[str]]:
    """Whether it returns one array, the odd types of its rewards, and what its info holds besides a mask."""
    numbers, adapter = np.random.default_rng(seed), adapter_of(made)
    bare = adapter.env
    first, info = bare.reset(seed=seed, options=None)  # By name, as Gymnasium's wrappers do.
    same, rewards, flags, keys = False, set(), set(), set(info)
    for _ in range(20):
        allowed = _allowed_by_all(adapter, first, info)
        action = adapter.actions.of(_allowed_at_random(made, allowed, numbers))
        observation, reward, terminated, truncated, info = bare.step(action)
        same = same or (isinstance(observation, np.ndarray) and np.shares_memory(observation, np.asarray(first)))
        rewards.add(type(reward))
        flags |= {type(terminated), type(truncated)}
        keys |= set(info)
        first = observation
        if bool(terminated) or bool(truncated):
            break
    keys.discard(ACTION_MASK)
    others = sorted(kind.__name__ for kind in rewards if not issubclass(kind, int | float | np.number))
    return same, others, sorted(map(str, keys))


def _allowed_by_all(adapter: CheckedEnvironment, observation: Any, info: Any) -> np.ndarray | None:
    """What all its masks allow [A]; through the adapter it was played already, so that each is as it must be."""
    masks = [info.get(ACTION_MASK), observation.get(ACTION_MASK) if adapter.mask_within else None]
    allowed = [np.asarray(adapter.actions.joined_mask(mask), np.bool_) for mask in masks if mask is not None]
    return np.logical_and.reduce(allowed) if allowed else None


def _troubles() -> Iterator[EnvironmentFinding]:
    """What there was to tell of a `close` that didn't come back, and of a `__del__` that failed."""
    gc.collect()
    for trouble in take_troubles():
        yield _note("leaving it", f"{trouble}")


def _closes(environment: str) -> Iterator[EnvironmentFinding]:
    """Whether `close` fails, which the program itself passes over."""
    made = make_environment(environment)
    made.reset(seed=0)
    try:
        with foreign_code(environment[:LONGEST_ID], "close()"):
            adapter_of(made).env.close()
    except BrokenEnvironmentError as error:
        yield _note("leaving it", f"{error} It is passed over here; other programs may stop there.")


def _repeated(environment: str, seed: int) -> Iterator[EnvironmentFinding]:
    """Two of them under one seed and the same actions."""
    what = "the same seed"
    if _went_alike(environment, seed):
        yield _fine(what, "Two of them under the same seed went the same way.")
        return
    numbers = NumbersApart(seed), NumbersApart(seed)  # As a run seeds them before it makes its environments.
    if _went_alike(environment, seed, *(one.in_use for one in numbers)):
        yield _note(
            what,
            "It draws from the random generators that Python and NumPy have for the whole process. A run seeds them, "
            "so that it can be reproduced all the same; other programs may not. Let everything random come from "
            "self.np_random.",
        )
        return
    yield _note(
        what,
        "Two of them, reset with the same seed and given the same actions, went different ways, also with the random "
        "generators of Python and NumPy seeded: it can be trained, but a run of it can't be reproduced. Let everything "
        "random come from self.np_random.",
    )


_Surroundings = Callable[[], AbstractContextManager[object]]


def _went_alike(
    environment: str, seed: int, one: _Surroundings = nullcontext, other: _Surroundings = nullcontext
) -> bool:
    """Whether two of them, made and played one after another within `one` and `other`, gave the same."""
    with one():
        first = list(_outcomes(environment, seed, _STEPS_OF_COPIES, MOST_S / 2))
    with other():
        second = _outcomes(environment, seed, len(first) - 1)
        return all(_alike(*pair) for pair in zip(first, second, strict=True))


def _outcomes(environment: str, seed: int, steps: int, most_s: float = np.inf) -> Iterator[list[Any]]:
    """What a first reset and then `steps` steps and resets give, with actions of that seed; fewer after `most_s`."""
    made, numbers = make_environment(environment), np.random.default_rng(seed)
    until = time.perf_counter() + most_s
    try:
        outcome: list[Any] = list(made.reset(seed=seed))
        yield outcome
        for _ in range(steps):
            if time.perf_counter() > until:
                return
            ended = len(outcome) > 2 and (outcome[2] or outcome[3])
            outcome = list(
                made.reset() if ended else made.step(_allowed_at_random(made, allowed_in(outcome[-1]), numbers))
            )
            yield outcome
    finally:
        made.close()


def _alike(one: list[Any], other: list[Any]) -> bool:
    """Whether two resets or steps gave the same, their action masks included."""
    (*ours, info), (*theirs, other_info) = one, other
    alike = len(ours) == len(theirs) and all(map(np.array_equal, ours, theirs))
    return alike and np.array_equal(np.array(allowed_in(info)), np.array(allowed_in(other_info)))


def _observations(
    info: EnvironmentInfo, space: gymnasium.Space, seen: np.ndarray, watch: PrecisionWatch
) -> Iterator[EnvironmentFinding]:
    """What an observation holds, and what scaling makes of it."""
    if info.image_shape:
        height, width, colours = info.image_shape
        size = height * width * colours
        yield _fine("observations", f"Pictures of {height} × {width} × {colours}: {size:,} bytes each before packing.")
        return
    size = len(info.observation_scale)
    if info.one_hot:
        yield _fine(
            "observations",
            f"The number of one of {size:,} states, stored as such: 4 bytes each, twice in every stored transition. "
            "The network sees it one-hot.",
        )
    else:
        yield _fine("observations", f"{size:,} numbers: {4 * size:,} bytes each, twice in every stored transition.")
    if isinstance(space, spaces.Box):
        outside = np.any((seen < space.low - 1e-6) | (seen > space.high + 1e-6), axis=0, keepdims=True)[0]
        if outside.any():
            named = _named(info, outside)
            yield _note(
                "observations", f"{named} left the bounds of the observation space; they are used all the same."
            )
    yield from _precision(info, seen, watch)
    scaling = input_scaling("auto", info)
    # What running statistics scale is of the right size whatever it is, unless it is hardly a number.
    by_statistics = np.array([part is None for part in scaling.ranges] or [False] * size)
    lost = by_statistics & (np.ptp(seen, axis=0) > 0) & (seen.std(axis=0) < SMALLEST_DEVIATION)
    if lost.any():
        index = int(np.flatnonzero(lost)[0])
        yield _note(
            "scale",
            f"{_named(info, lost)} stayed between {seen[:, index].min():g} and {seen[:, index].max():g}, which running "
            "statistics don't tell apart, since float32 hardly holds less; multiply it in the environment.",
        )
    ranges = [part or (0.0, np.inf) for part in scaling.ranges or [(0.0, size) for size in info.observation_scale]]
    middles, halves = np.array(ranges).T
    scaled = (seen - middles) / halves
    far = np.abs(scaled).max(axis=0) > _FAR_SCALED
    middle, spread = np.abs(scaled.mean(axis=0)), np.ptp(scaled, axis=0)
    narrow = ~far & (spread > 0) & (middle > 0.5) & (spread < _NARROW * middle)
    tiny = ~narrow & (spread > 0) & (spread < _TINY)
    remedy = "set observation_scaling to running, which scales by what was seen"
    if far.any():
        index = int(np.argmax(np.abs(scaled).max(axis=0)))
        yield _note(
            "scale",
            f"{_named(info, far)} went up to {np.abs(seen[:, index]).max():g}, which the bounds scale to "
            f"{np.abs(scaled[:, index]).max():g} where about 1 learns well; {remedy}.",
        )
    if narrow.any():
        index = int(np.flatnonzero(narrow)[0])
        yield _note(
            "scale",
            f"{_named(info, narrow)} stayed between {seen[:, index].min():g} and {seen[:, index].max():g}, nearly the "
            f"same number once the bounds scale it; {remedy}.",
        )
    if tiny.any():
        index = int(np.flatnonzero(tiny)[0])
        yield _note(
            "scale",
            f"{_named(info, tiny)} stayed between {seen[:, index].min():g} and {seen[:, index].max():g}, of which the "
            f"bounds leave a spread of {spread[index]:.1g} where about 1 learns well; {remedy}.",
        )
    if not (lost.any() or far.any() or narrow.any() or tiny.any()):
        yield _fine("scale", f"{scaling.sentence} All stays within what a network learns well from.")
    elif scaling.running:
        yield _fine("scale", scaling.sentence)


def _precision(info: EnvironmentInfo, seen: np.ndarray, watch: PrecisionWatch) -> Iterator[EnvironmentFinding]:
    """Whether float32, in which observations are stored, tells them apart."""
    wide = np.isfinite(watch.low)  # Seen before anything was rounded.
    low, high = np.where(wide, watch.low, seen.min(axis=0)), np.where(wide, watch.high, seen.max(axis=0))
    lost = lost_digits(low, high, watch.differs)
    if lost.any():
        index = int(np.flatnonzero(lost)[0])
        also = f" (and likewise {_named(info, lost, after=index)})" if lost.sum() > 1 else ""
        yield _note(
            "precision",
            f"{info.observation_labels[index]} stayed between {low[index]:.15g} and {high[index]:.15g}{also}, which "
            f"float32, in which observations are stored, hardly tells apart. {PRECISION_REMEDY}",
        )


def _layout(info: EnvironmentInfo) -> Iterator[EnvironmentFinding]:
    """Pictures that aren't taken for pictures, and action masks that aren't for masks."""
    if info.layout is not None:
        yield _note("pictures", layout_sentence(info.layout))
    if any(f".{ACTION_MASK}" in label for label in info.observation_labels):
        yield _note(
            "action masks",
            f"An {ACTION_MASK} deeper in its observation is learned as numbers and forbids nothing; give it in info, "
            "or in the outermost Dict.",
        )


def _named(info: EnvironmentInfo, chosen: np.ndarray, after: int = -1) -> str:
    """The names of those that are chosen, at most three, from behind the one in the place `after` on."""
    names = [info.observation_labels[index] for index in np.flatnonzero(chosen) if index > after]
    shown = ", ".join(names[:3])
    return shown if len(names) <= 3 else f"{shown} and {len(names) - 3} more"


def _memory(environment: str) -> Iterator[EnvironmentFinding]:
    """What one holds once it is played."""
    before = resident_bytes()
    held = []
    for index in range(4):
        held.append(make_environment(environment))
        _, info = held[-1].reset(seed=index)
        held[-1].step(_allowed_at_random(held[-1], allowed_in(info), np.random.default_rng(index)))
    after = resident_bytes()
    for made in held:
        made.close()
    if before is None or after is None:
        return
    each = max(0, after - before) / len(held)
    shown = f"about {each / 2**20:,.0f} MiB" if each >= _LITTLE_BYTES else "less than 1 MiB"
    yield _fine("memory", f"One of them holds {shown}; evaluations make up to 16, and a run num_envs.")


def _threads(before: set[threading.Thread]) -> Iterator[EnvironmentFinding]:
    left = [
        thread for thread in threading.enumerate() if thread not in before and thread.is_alive() and not thread.daemon
    ]
    if left:
        yield _note(
            "threads",
            f"It left {len(left)} {'thread' if len(left) == 1 else 'threads'} running after it was closed; end them in "
            "close(), or begin them with daemon=True. This program doesn't wait for them when it ends, others would.",
        )


def _compiled(info: EnvironmentInfo) -> Iterator[EnvironmentFinding]:
    """A compiled environment beside the one in Gymnasium."""
    what = "compiled"
    if not is_compiled(info.environment):
        yield _fine(what, "It is stepped in Python; nothing compiles it.")
        return
    from dqn_engine.system.tensorflow_setup import set_up_tensorflow

    set_up_tensorflow(gpu=False)
    from dqn_engine.environments.compiled.comparison import compare  # Imports TensorFlow, which is set up first.

    try:
        compared = compare(info)
    except InputError as error:
        yield _fault(what, str(error))
        return
    except BrokenEnvironmentError as error:
        yield _fault(what, str(error))
        return
    except BaseException as error:  # Of the user's functions.
        if is_the_users(error):
            raise
        yield _fault(what, f"Its compiled environment can't be traced: {error_words(error)}")
        return
    if compared is None:
        yield _note(
            what,
            "It is stepped inside the compiled program, which can't be compared with Gymnasium's: give the compiled "
            "environment a method state_in(environment, step).",
        )
    elif compared.fault:
        after = f"After {compared.steps:,} equal steps the" if compared.steps else "The"
        yield _fault(what, f"{after} compiled environment {compared.fault}; mend one of them.")
    else:
        yield _fine(
            what,
            f"It is stepped inside the compiled program; its episodes begin as Gymnasium's, and "
            f"{compared.steps:,} random steps of both agree within {max(compared.difference, 1e-9):.1g}.",
        )


def _finding(verdict: EnvironmentVerdict) -> Callable[[str, str], EnvironmentFinding]:
    return lambda what, sentence: EnvironmentFinding(what=what, verdict=verdict, sentence=sentence)


_fine, _note, _fault = map(_finding, (EnvironmentVerdict.FINE, EnvironmentVerdict.NOTE, EnvironmentVerdict.FAULT))


def _plain(value: object) -> str:
    said = plain_words(value) if isinstance(value, BaseException) else str(value)
    return printable(one_line(said.replace("\x1b[33mWARN: ", "").replace("\x1b[0m", "")))[:400]
