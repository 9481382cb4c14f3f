"""`check-env`: what it says of environments that break the rules, each in another way, and of compiled ones."""

import dataclasses
import itertools
import json
import random
import re
import subprocess
import sys
import threading
import types
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, NamedTuple

import gymnasium
import numpy as np
import pytest
import tensorflow as tf
from gymnasium import spaces

from dqn_engine.commands import cli
from dqn_engine.environments.compiled.cartpole import CompiledCartPole
from dqn_engine.environments.compiled.catalogue import register_compiled
from dqn_engine.environments.compiled.comparison import compare
from dqn_engine.environments.compiled.mountain_car import CompiledMountainCar
from dqn_engine.environments.compiled.table import CompiledTable, table_of
from dqn_engine.environments.examination import play
from dqn_engine.environments.examination.examine import examine
from dqn_engine.environments.examination.findings import EnvironmentVerdict
from dqn_engine.environments.gymnasium_environment import make_environment
from dqn_engine.environments.registry import environment_info
from dqn_engine.system.errors import InputError
from tests.support.masked_environments import FAULTS as FAULTS_OF_MASKS
from tests.support.masked_environments import FORBIDDEN, fault_name
from tests.support.rule_breakers import RULE_BREAKERS, Lawful

FAULTS = {
    "NeedsPythonInt": "must convert it with int(action)",
    "PairReward": "reward of shape (2,)",
    "WordFlag": "return bool(terminated)",
    "OldStep": "old Gym interface: its step() returned 4 values",
    "OldReset": "old Gym interface: its reset() takes no seed",
    "BareReset": "old Gym interface: its reset() returned",
    "Exits": "SystemExit: 0",
    "ExitsAtOnce": "can't be made: SystemExit: 3",
    "RaisesBase": "Catastrophe: the sky fell",
}
NOTES = {
    "SameArray": ("one array", "copied here, so that does no harm"),
    "VaryingInfo": ("info", "holds name, seen, which training doesn't read"),
    "ColumnReward": ("rewards", "of type ndarray"),
    "FractionReward": ("rewards", "of type Fraction"),
    "NeedsItem": ("time limit", "cut off after 1,000 steps here"),
}


NUMBERS = itertools.count()
ROOT = Path(__file__).parents[3]


def found(environment: str) -> dict[str, list[str]]:
    """The sentences of each verdict, with what they are about."""
    by_verdict: dict[str, list[str]] = {verdict: [] for verdict in EnvironmentVerdict}
    for finding in examine(environment):
        by_verdict[finding.verdict].append(f"{finding.what}: {finding.sentence}")
    return by_verdict


@pytest.fixture
def registered() -> Iterator[list[str]]:
    """Registers classes for one test: append to it through `named`."""
    names: list[str] = []
    yield names
    for name in names:
        del gymnasium.registry[name]


def named(registered: list[str], kind: type[gymnasium.Env], **arguments: object) -> str:
    name = f"{kind.__name__}{next(NUMBERS)}-v0"  # Facts of an environment are found out once for each name.
    gymnasium.register(name, entry_point=kind, **arguments)
    registered.append(name)
    return name


@pytest.mark.parametrize("name", FAULTS)
def test_that_a_broken_rule_is_a_fault_in_one_sentence_and_exits_with_1(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["check-env", f"{name}-v0", "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert not told["sound"]
    (fault,) = [finding["sentence"] for finding in told["findings"] if finding["verdict"] == "fault"]
    assert FAULTS[name] in fault
    assert "\n" not in fault


@pytest.mark.parametrize("name", NOTES)
def test_that_a_habit_which_does_no_harm_is_a_note_and_exits_with_0(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["check-env", f"{name}-v0"]) == 0
    lines = capsys.readouterr().out.splitlines()
    what, words = NOTES[name]
    assert [line for line in lines if line.startswith(f"-- {what}: ") and words in line], lines
    assert lines[-1] == f"{name}-v0 can be trained here."


def test_that_every_rule_breaker_is_among_them() -> None:
    assert set(FAULTS) | set(NOTES) | {"LeavesThread"} == set(RULE_BREAKERS)


class Doubled(gymnasium.ActionWrapper):
    """Four actions for the two of what it wraps, which fails for others; with masks."""

    def __init__(self) -> None:
        super().__init__(Choosy())
        self.action_space = spaces.Discrete(4)

    def action(self, action: int) -> int:
        """Half of it."""
        return action // 2

    def step(self, action: int) -> tuple:
        """Allows all but the first."""
        *rest, _ = super().step(action)
        return *rest, {"action_mask": np.array([0, 1, 1, 1], np.int8)}

    def reset(self, *, seed: int | None = None, options: dict | None = None) -> tuple:
        """Begins, likewise."""
        return super().reset(seed=seed)[0], {"action_mask": np.array([0, 1, 1, 1], np.int8)}


class Choosy(Lawful):
    """Fails at actions that it doesn't have."""

    def step(self, action: int) -> tuple:
        """One step."""
        return {0: super().step, 1: super().step}[int(action)](action)


def test_that_an_environment_of_wrappers_is_examined_as_it_is_trained(registered: list[str]) -> None:
    told = found(named(registered, Doubled))
    assert not told[EnvironmentVerdict.FAULT]
    assert any(sentence.startswith("action masks: ") for sentence in told[EnvironmentVerdict.FINE])
    assert not any("unwrapped version" in note for note in told[EnvironmentVerdict.NOTE])


def test_that_threads_left_behind_are_counted(registered: list[str]) -> None:
    over = threading.Event()

    class Leaves(Lawful):
        def __init__(self) -> None:
            threading.Thread(target=over.wait).start()

    try:
        notes = found(named(registered, Leaves))[EnvironmentVerdict.NOTE]
    finally:
        over.set()
    assert any(note.startswith("threads: It left ") for note in notes)


def test_that_the_program_ends_in_spite_of_threads_that_never_do() -> None:
    given = ["check-env", "LeavesThread-v0", "--import", "tests.support.rule_breakers"]
    command = [sys.executable, "-m", "dqn_engine", *given]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("LeavesThread-v0 can be trained here.\n")


def test_that_a_process_which_an_environment_forks_ends_with_its_exit_and_isn_t_a_second_program(
    tmp_path: Path,
) -> None:
    (tmp_path / "forking.py").write_text(
        "import os, sys\n"
        "import gymnasium\n"
        "from tests.support.rule_breakers import Lawful\n"
        "class Forking(Lawful):\n"
        "    left = 3\n"  # A fork of a program this large takes its time.
        "    def step(self, action):\n"
        "        if Forking.left:\n"
        "            Forking.left -= 1\n"
        "            child = os.fork()\n"
        "            if child == 0:\n"
        "                sys.exit(5)\n"
        "            assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 5\n"
        "        return super().step(action)\n"
        "gymnasium.register('Forking-v0', entry_point=Forking)\n"
    )
    command = [sys.executable, "-m", "dqn_engine", "check-env", "Forking-v0", "--import", str(tmp_path / "forking.py")]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=100, check=False)
    assert (ended.returncode, ended.stderr) == (0, "")
    verdicts = [line for line in ended.stdout.splitlines() if line.startswith("Forking-v0 can")]
    assert verdicts == ["Forking-v0 can be trained here."]


def test_that_gymnasium_s_own_checker_is_asked(registered: list[str]) -> None:
    class Unseeded(Lawful):
        def reset(self, *, seed: int | None = None, options: dict | None = None) -> tuple[np.ndarray, dict]:
            self.taken = 0
            return self.observed(), {}

    assert any(note.startswith("Gymnasium's checker: It says: ") for note in found(named(registered, Unseeded))["note"])
    assert "Gymnasium's checker: It has nothing to say against it." in found("Lawful-v0")["fine"]


def test_that_what_the_same_seed_doesn_t_repeat_is_told(registered: list[str]) -> None:
    class Dice(Lawful):
        def observed(self) -> np.ndarray:
            return np.random.default_rng().random(1, np.float32)

    notes = found(named(registered, Dice))[EnvironmentVerdict.NOTE]
    assert any("went different ways" in note and "can't be reproduced" in note for note in notes)
    assert not any("went different ways" in note for note in found("Lawful-v0")[EnvironmentVerdict.NOTE])


@pytest.mark.parametrize("draw", [np.random.rand, random.random])
def test_that_one_which_draws_from_the_whole_process_is_said_to_be_reproduced(
    draw: Callable[[], float], registered: list[str]
) -> None:
    class Draws(Lawful):
        def observed(self) -> np.ndarray:
            return np.array([draw()], np.float32)

    (note,) = [one for one in found(named(registered, Draws))["note"] if one.startswith("the same seed: ")]
    assert "A run seeds them, so that it can be reproduced all the same" in note


@pytest.mark.parametrize("attribute", ["max_episode_steps", "_max_steps"])
@pytest.mark.parametrize("limit", [17, 17.0, np.int32(17)])
def test_that_a_limit_which_it_keeps_itself_is_said_and_kept(
    attribute: str, limit: float, registered: list[str]
) -> None:
    class Keeps(Lawful):
        pass

    setattr(Keeps, attribute, limit)
    gymnasium.register("Keeps-v0", entry_point=Keeps)
    registered.append("Keeps-v0")
    (said,) = [note for note in found("Keeps-v0")[EnvironmentVerdict.FINE] if note.startswith("time limit")]
    assert f"it keeps one of 17 steps, as {attribute}; episodes are cut off there" in said


class Scaled(Lawful):
    """Observes a number between two bounds."""

    low, high, space = 0.0, 1.0, (0.0, 1.0)

    def __init__(self) -> None:
        self.observation_space = spaces.Box(*self.space, (1,), np.float32)

    def observed(self) -> np.ndarray:
        """One end or the other."""
        return np.array([self.low if self.taken % 2 else self.high], np.float32)


class Counted(Scaled):
    """Observes a whole number."""

    def __init__(self) -> None:
        self.observation_space = spaces.Box(*map(int, self.space), (1,), np.int64)

    def observed(self) -> np.ndarray:
        """One end or the other."""
        return super().observed().astype(np.int64)


@pytest.mark.parametrize(
    ("kind", "low", "high", "space", "words"),
    [
        (Scaled, 0.0, 0.01, (-10.0, 10.0), ""),
        (Scaled, 9.50, 9.51, (0.0, 10.0), ""),
        (Scaled, 0.001, 0.002, (0.0, 10.0), ""),
        (Scaled, -1.0, 2.0, (-1.0, 1.0), "left the bounds"),
        (Scaled, 0.0, 800.0, (-np.inf, np.inf), ""),
        (Scaled, 1000.0, 1010.0, (1000.0, 1010.0), ""),
        (Scaled, 0.0, 2e4, (0.0, 2e4), ""),
        (Scaled, 1e-30, 3e-30, (-np.inf, np.inf), ""),
        (Counted, 1000, 1010, (1000, 1010), ""),
        (Counted, 0, 1000, (0, 1000), ""),
        (Counted, 3000, 3001, (0, 10), "which the bounds scale to 300.1 where about 1 learns well"),
    ],
)
def test_that_scales_which_learn_badly_are_told_with_the_remedy(
    kind: type[Scaled], low: float, high: float, space: tuple[float, float], words: str, registered: list[str]
) -> None:
    made = type("Made", (kind,), {"low": low, "high": high, "space": space})
    findings = found(named(registered, made))
    told = [note for note in findings[EnvironmentVerdict.NOTE] if note.startswith(("scale", "observations"))]
    assert any(words in note for note in told) == bool(words), told
    scales = [note for note in told if note.startswith("scale")]
    assert all("set observation_scaling to running" in note for note in scales)
    assert bool(scales) != any("learns well" in note for note in findings[EnvironmentVerdict.FINE])


def test_that_numbers_too_tiny_for_statistics_are_told_and_not_called_fine(registered: list[str]) -> None:
    kind = type("Scaled", (Scaled,), {"high": 1e-38, "low": 0.0, "space": (-np.inf, np.inf)})
    findings = found(named(registered, kind))
    notes = findings[EnvironmentVerdict.NOTE]
    assert any("stayed between 0 and 1e-38, which running statistics don't tell apart" in note for note in notes)
    assert not any("learns well" in note for note in findings[EnvironmentVerdict.FINE])


@pytest.mark.parametrize(
    ("kind", "space", "words"),
    [
        (Scaled, (-np.inf, np.inf), "The bounds don't say what sizes will be seen, so each observation is scaled by"),
        (Scaled, (0.0, 1.0), "The bounds don't say what sizes will be seen"),
        (Counted, (0, 1010), "The bounds don't say what sizes will be seen"),
        (Counted, (1000, 1010), "Each observation is scaled by the middle and the width of its bounds."),
        (Counted, (0, 20), "Each observation is divided by the largest size"),
    ],
)
def test_that_it_is_told_how_observations_are_scaled(
    kind: type[Scaled], space: tuple[float, float], words: str, registered: list[str]
) -> None:
    low, high = max(1.0, space[0]), min(9000.0, space[1])
    made = type("Made", (kind,), {"low": low, "high": high, "space": space})
    fine = found(named(registered, made))[EnvironmentVerdict.FINE]
    assert any(note.startswith(f"scale: {words}") for note in fine), fine


@pytest.mark.parametrize(
    ("number", "words"),
    [(4e300, "It gave 4e+300 for Observation 1, larger than"), (np.nan, "It gave nan for Observation 1, which is no")],
)
def test_that_a_number_which_isn_t_finite_in_float32_is_named(number: float, words: str, registered: list[str]) -> None:
    class Huge(Lawful):
        observation_space = spaces.Box(-np.inf, np.inf, (2,), np.float64)

        def observed(self) -> np.ndarray:
            return np.array([1.0, number if self.taken else 1.0])

    (fault,) = found(named(registered, Huge))[EnvironmentVerdict.FAULT]
    assert words in fault


def test_that_states_cost_what_their_number_does(registered: list[str]) -> None:
    class Numbered(Lawful):
        observation_space = spaces.Discrete(16)

        def observed(self) -> int:
            return 7 + self.taken

    fine = found(named(registered, Numbered))[EnvironmentVerdict.FINE]
    (told,) = [note for note in fine if note.startswith("observations")]
    assert "The number of one of 16 states, stored as such: 4 bytes each" in told


class Precise(Scaled):
    """Observes what float32 can't tell apart."""

    low, high, space = 1e9, 1e9 + 10, (-np.inf, np.inf)

    def observed(self) -> np.ndarray:
        """In float64."""
        return super().observed().astype(np.float64) * 0 + [self.low if self.taken % 2 else self.high]


def test_that_digits_which_float32_loses_are_told_unless_bounds_save_them(registered: list[str]) -> None:
    (told,) = [
        note for note in found(named(registered, Precise))[EnvironmentVerdict.NOTE] if note.startswith("precision")
    ]
    assert "float32, in which observations are stored, hardly tells apart" in told
    bounded = type("Bounded", (Precise,), {"space": (1e9, 1e9 + 10)})
    assert not any(note.startswith("precision") for note in found(named(registered, bounded))[EnvironmentVerdict.NOTE])


class Pictured(Scaled):
    """Shows pictures with the colours first."""

    def __init__(self) -> None:
        self.observation_space = spaces.Box(0, 255, (3, 20, 24), np.uint8)

    def observed(self) -> np.ndarray:
        """Black."""
        return np.zeros((3, 20, 24), np.uint8)


def test_that_pictures_with_the_colours_first_get_a_hint(registered: list[str]) -> None:
    (told,) = [
        note for note in found(named(registered, Pictured))[EnvironmentVerdict.NOTE] if note.startswith("pictures")
    ]
    assert "np.moveaxis(picture, 0, -1)" in told


def test_that_digits_are_looked_for_in_every_part_before_they_are_rounded(registered: list[str]) -> None:
    class Parts(Lawful):
        observation_space = spaces.Dict(
            {
                "clock": spaces.Box(-np.inf, np.inf, (2,), np.float32),
                "near": spaces.Box(0.0, 1.0, (1,)),
                "count": spaces.Tuple([spaces.Box(0, 2**40, (1,), np.int64)]),
            }
        )

        def observed(self) -> dict:
            clock = np.array([1.7e9 + self.taken, self.taken])
            return {"clock": clock, "near": np.zeros(1, np.float32), "count": (np.array([2**35 + self.taken]),)}

    (told,) = [
        note for note in found(named(registered, Parts))[EnvironmentVerdict.NOTE] if note.startswith("precision")
    ]
    assert "clock[0] stayed between 1700000000 and 1700000005" in told
    assert "(and likewise count.0[0])" in told or "count.0[0] stayed between 34359738368" in told


def test_that_noise_in_the_last_digit_of_float64_is_nothing_to_tell(registered: list[str]) -> None:
    class Noisy(Precise):
        low, high = 1.0, 1.0 + 2**-52

    assert not any(note.startswith("precision") for note in found(named(registered, Noisy))[EnvironmentVerdict.NOTE])


def test_that_a_picture_among_other_parts_gets_a_hint(registered: list[str]) -> None:
    class Among(Lawful):
        observation_space = spaces.Dict({"camera": spaces.Box(0, 255, (20, 24, 3), np.uint8)})

        def observed(self) -> dict:
            return {"camera": np.zeros((20, 24, 3), np.uint8)}

    (told,) = [note for note in found(named(registered, Among))[EnvironmentVerdict.NOTE] if note.startswith("pictures")]
    assert "A part of the observations looks like a picture" in told
    assert "observe the picture alone" in told


def test_that_whole_numbers_beyond_float64_are_looked_at_too(registered: list[str]) -> None:
    class Serial(Lawful):
        observation_space = spaces.Box(0, 2**62, (1,), np.int64)

        def observed(self) -> np.ndarray:
            return np.array([2**60 + self.taken])

    assert any(
        note.startswith("precision: Observation 0")
        for note in found(named(registered, Serial))[EnvironmentVerdict.NOTE]
    )


@pytest.mark.parametrize(("each", "words"), [(1e38, "a return of 2e+38"), (-3e38, "a reward of -3e+38")])
def test_that_returns_which_training_would_refuse_are_a_fault(each: float, words: str, registered: list[str]) -> None:
    class Rich(Lawful):
        def step(self, action: int) -> tuple:
            observation, _, *rest = super().step(action)
            return observation, each, *rest

    (fault,) = found(named(registered, Rich))[EnvironmentVerdict.FAULT]
    assert words in fault
    assert "scale its rewards" in fault


@pytest.mark.parametrize(("paid", "told"), [(1e3, False), (-1e6, True), (1e30, True)])
def test_that_rewards_too_large_to_be_learned_are_told_with_the_remedy(
    paid: float, told: bool, registered: list[str]
) -> None:
    class Rich(Lawful):
        def step(self, action: int) -> tuple:
            observation, _, *rest = super().step(action)
            return observation, paid, *rest

    notes = found(named(registered, Rich))[EnvironmentVerdict.NOTE]
    assert any(f"went up to {abs(paid):g}" in note and "set reward_shaping" in note for note in notes) == told


@pytest.mark.parametrize(
    ("drawn", "words"),
    [
        (lambda: np.zeros((2, 3, 3), np.uint8), ""),
        (lambda: "a line of text", "It drew str, not an array. It is watched without pictures."),
        (lambda: 1 / 0, "ZeroDivisionError: division by zero. It is watched without pictures."),
    ],
)
def test_that_pictures_which_can_t_be_drawn_are_a_note(
    drawn: Callable[[], object], words: str, registered: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    class Drawn(Lawful):
        metadata: ClassVar = {"render_modes": ["rgb_array"], "render_fps": 30}

        def __init__(self, render_mode: str | None = None) -> None:
            self.render_mode = render_mode

        def render(self) -> object:
            return drawn()

    assert cli.main(["check-env", named(registered, Drawn)]) == 0
    told = [line for line in capsys.readouterr().out.splitlines() if line.startswith("-- watching it: ")]
    assert len(told) == (1 if words else 0)
    assert not words or told[0].endswith(words)


def test_that_a_slow_environment_is_played_for_fewer_steps(
    registered: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(play, "MOST_S", 0.0)
    fine = "\n".join(found(named(registered, Lawful))[EnvironmentVerdict.FINE])
    assert "broke no rule. More would have taken too long." in fine
    assert "Two of them under the same seed went the same way." in fine


@pytest.mark.parametrize("rate", ["fast", -3, float("nan"), float("inf"), None, [30]])
def test_that_a_rate_of_pictures_which_can_be_none_is_the_usual_one(rate: object, registered: list[str]) -> None:
    kind = type("Rated", (Lawful,), {"metadata": {"render_fps": rate}})
    assert environment_info(named(registered, kind)).step_hz == 30.0


class Unready(Lawful):
    """Raises where it is asked what it observes."""

    @property
    def observation_space(self) -> spaces.Space:
        """Nothing yet."""
        raise RuntimeError("reset it first")


class Needy(Lawful):
    """Can't be made without an argument."""

    def __init__(self, size: int, *, colour: str) -> None:
        del size, colour


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (Unready, "can't be made: RuntimeError: reset it first."),
        (Needy, "can't be made without size and colour, which its constructor needs; give it by --env-set"),
        (type("Spaceless", (Lawful,), {"action_space": None}), "has no action_space; set one"),
        (type("Blind", (Lawful,), {"observation_space": None}), "has no observation_space; set one"),
        (type("Wordy", (Lawful,), {"observation_space": spaces.Text(3)}), "observes Text, but only Box"),
        (type("Talking", (Lawful,), {"action_space": spaces.Text(3)}), "Discrete, MultiDiscrete or MultiBinary"),
    ],
)
def test_that_what_cannot_be_made_is_one_sentence_everywhere(
    kind: type[gymnasium.Env], words: str, registered: list[str]
) -> None:
    name = named(registered, kind)
    (fault,) = found(name)[EnvironmentVerdict.FAULT]
    assert words in fault
    with pytest.raises(InputError, match=re.escape(words)):
        environment_info(name)


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["Pendulum-v1"], 1, "only discrete actions can be learned here"),
        (["Nope-v0"], 2, "There is no environment"),
        (["FrozenLake-v1", "--env-set", "is_slipery=true"], 2, "Did you mean is_slippery?"),
        (["FrozenLake-v1("], 2, "can't be read"),
    ],
)
def test_that_what_can_t_be_trained_and_what_was_given_wrongly_are_told_apart(
    arguments: list[str], code: int, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["check-env", *arguments]) == code
    assert words in "".join(capsys.readouterr())


# --- compiled ones ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "CartPole-v1",
        "Acrobot-v1",
        "MountainCar-v0",
        "FrozenLake-v1",
        "CliffWalkingSlippery-v1",
        "Taxi-v4(is_rainy=true)",
    ],
)
def test_that_every_compiled_environment_agrees_with_gymnasium_s(name: str) -> None:
    compared = compare(environment_info(name), steps=80)
    assert compared is not None
    assert (compared.steps, compared.fault) == (80, "")
    assert compared.difference < 1e-6


@dataclass(frozen=True)
class Steeper(CompiledMountainCar):
    """A mountain car that is pushed the other way."""

    def step(self, state: object, action: tf.Tensor, uniform: tf.Tensor | None = None) -> object:
        """One step."""
        return super().step(state, 2 - action)


@dataclass(frozen=True)
class Unaware(CompiledMountainCar):
    """A mountain car that doesn't count its steps."""

    def step(self, state: object, action: tf.Tensor, uniform: tf.Tensor | None = None) -> object:
        """One step."""
        after = super().step(state, action)
        return after._replace(state=after.state._replace(step=state.step))


def _other_rewards(info: object) -> CompiledTable:
    made = make_environment("FrozenLake-v1")
    table = table_of(made, 100)
    made.close()
    return CompiledTable(
        table.first_up_to, table.up_to, table.following, table.rewards + 1.0, table.terminal, table.limit_steps
    )


@pytest.mark.parametrize(
    ("name", "make", "words"),
    [
        ("MountainCar-v0", lambda info: Steeper(), "where Gymnasium's goes to"),
        ("MountainCar-v0", lambda info: CompiledMountainCar(limit_steps=50), ", truncated where"),
        ("MountainCar-v0", lambda info: Unaware(), "step() leaves something out"),
        ("CartPole-v1", lambda info: CompiledCartPole(limit_steps=501), "isn't cut off after 500 steps, but an"),
        ("CartPole-v1", lambda info: CompiledCartPole(limit_steps=499), "is cut off after 499 steps, but an"),
        ("FrozenLake-v1", _other_rewards, "reward 1"),
    ],
)
def test_that_a_compiled_environment_of_other_rules_is_a_fault(name: str, make: object, words: str) -> None:
    base = gymnasium.spec(name)
    copy = f"Copy{next(NUMBERS)}-v0"
    gymnasium.register(copy, entry_point=base.entry_point, kwargs=base.kwargs, max_episode_steps=base.max_episode_steps)
    register_compiled(copy, make)
    (fault,) = found(copy)[EnvironmentVerdict.FAULT]
    assert re.search("he compiled environment (goes from|goes on to|is cut off|isn't cut off) ", fault)
    assert words in fault
    del gymnasium.registry[copy]


def test_that_one_that_can_t_be_compared_or_traced_is_told(registered: list[str]) -> None:
    name = named(registered, Lawful)

    class Place(NamedTuple):
        step: tf.Tensor

    class Blind:
        observation_size, reset_numbers, step_numbers = 1, 0, 0

        def observe(self, state: Place) -> tf.Tensor:
            return tf.zeros([1])

        def reset(self, uniform: tf.Tensor) -> Place:
            return Place(tf.constant(0))

        def step(self, state: Place, action: tf.Tensor, uniform: tf.Tensor) -> object:
            return types.SimpleNamespace(
                state=state, reward=tf.constant(0.0), terminated=tf.constant(False), truncated=tf.constant(False)
            )

    register_compiled(name, lambda info: Blind())
    assert any(
        "give the compiled environment a method state_in" in note for note in found(name)[EnvironmentVerdict.NOTE]
    )
    Blind.state_in = lambda self, environment, step: 1 / 0
    assert any(
        "state_in() of the compiled environment failed: ZeroDivisionError" in fault
        for fault in found(name)[EnvironmentVerdict.FAULT]
    )


def test_that_masks_are_told_and_nothing_forbidden_is_taken() -> None:
    FORBIDDEN.clear()
    for name, words in (
        ("Doors-v0", "which allows 1 to 2 of 2 actions, 1.8"),
        ("DoorsInObservation-v0", "1 to 2 of 2"),
        ("Turning-v0", "2 to 2 of 3 actions, 2.0"),
        ("LeversMasked-v0", "8 to 8 of 12"),
    ):
        told = found(name)
        assert not told[EnvironmentVerdict.FAULT]
        (sentence,) = [fine for fine in told[EnvironmentVerdict.FINE] if fine.startswith("action masks: ")]
        assert words in sentence
        assert not any("Its info holds" in note for note in told[EnvironmentVerdict.NOTE])
        if any("Gymnasium's checker: It says" in note for note in told[EnvironmentVerdict.NOTE]):
            assert any(
                "knows no action masks and may have taken forbidden actions" in n for n in told[EnvironmentVerdict.NOTE]
            )
    for fault in ("short", "missing", "reset missing"):
        (sentence,) = found(fault_name(fault))[EnvironmentVerdict.FAULT]
        assert sentence.startswith("playing it: ")
        assert FAULTS_OF_MASKS[fault] in sentence


def test_that_masks_which_contradict_each_other_are_told_and_none_forbidden_by_either_is_taken(
    registered: list[str],
) -> None:
    class Contradicting(Lawful):
        observation_space = spaces.Dict({"place": Lawful.observation_space, "action_mask": spaces.MultiBinary(3)})
        action_space = spaces.Discrete(3)

        def observed(self) -> dict:
            return {"place": super().observed(), "action_mask": np.array([1, 0, 1], np.int8)}

        def reset(self, *, seed: int | None = None, options: dict | None = None) -> tuple:
            observation, info = super().reset(seed=seed, options=options)
            return observation, {**info, "action_mask": np.array([1, 1, 0], np.int8)}

        def step(self, action: int) -> tuple:
            if action != 0:  # As a fault, but among what Gymnasium's checker is told, which knows no masks.
                raise ValueError("forbidden")
            *rest, info = super().step(action)
            return *rest, {**info, "action_mask": np.array([1, 1, 0], np.int8)}

    name = named(registered, Contradicting)
    told = found(name)
    assert not told[EnvironmentVerdict.FAULT]
    assert any("contradict each other" in note for note in told[EnvironmentVerdict.NOTE])
    assert any("allows 1 to 1 of 3 actions" in fine for fine in told[EnvironmentVerdict.FINE])


def test_that_a_mask_deeper_in_the_observation_is_said_to_forbid_nothing(registered: list[str]) -> None:
    class Deeper(Lawful):
        observation_space = spaces.Dict({"board": spaces.Dict({"action_mask": spaces.MultiBinary(2)})})

        def observed(self) -> dict:
            return {"board": {"action_mask": np.array([1, 0], np.int8)}}

    notes = found(named(registered, Deeper))[EnvironmentVerdict.NOTE]
    assert any("deeper in its observation is learned as numbers and forbids nothing" in note for note in notes)


def _without_masks(info: object) -> CompiledTable:
    made = make_environment("Taxi-v4")
    table = table_of(made, 200)
    made.close()
    return CompiledTable(
        table.first_up_to, table.up_to, table.following, table.rewards, table.terminal, table.limit_steps
    )


def _other_masks(info: object) -> CompiledTable:
    made = make_environment("Taxi-v4")
    table = table_of(made, 200)
    made.close()
    return dataclasses.replace(table, masks=table.masks[:, ::-1])


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (_without_masks, "has no method `allowed`, but the environment in Gymnasium gives action masks"),
        (_other_masks, "compiled environment allows "),
    ],
)
def test_that_a_compiled_environment_with_other_masks_or_none_is_a_fault(make: object, words: str) -> None:
    copy = f"Copy{next(NUMBERS)}-v0"
    gymnasium.register(copy, entry_point=gymnasium.spec("Taxi-v4").entry_point, max_episode_steps=200)
    register_compiled(copy, make)
    (fault,) = found(copy)[EnvironmentVerdict.FAULT]
    assert words in fault
    del gymnasium.registry[copy]


def test_that_times_and_sizes_are_told() -> None:
    fine = "\n".join(found("Lawful-v0")[EnvironmentVerdict.FINE])
    for words in ("It is made in ", "A step takes ", "1 numbers: 4 bytes each", "holds less than 1 MiB"):
        assert words in fine
    assert play.PLAYED_STEPS == 1000
