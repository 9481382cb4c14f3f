"""What `check-env` finds in compiled environments besides steps: beginnings, and what isn't pure."""

from typing import Any, NamedTuple

import gymnasium
import numpy as np
import pytest
import tensorflow as tf

from dqn_engine.environments.compiled.beginnings import fault_of_two
from dqn_engine.environments.compiled.catalogue import register_compiled
from dqn_engine.environments.compiled.comparison import compare
from dqn_engine.environments.registry import environment_info
from tests.support.rule_breakers import Lawful


class State(NamedTuple):
    place: tf.Tensor
    step: tf.Tensor


class Outcome(NamedTuple):
    state: State
    reward: tf.Tensor
    terminated: tf.Tensor
    truncated: tf.Tensor


class Compiled:
    """The compiled twin of `Lawful`: places 0 and 1 in turn, paid by the place, over after five steps."""

    observation_size, reset_numbers, step_numbers = 1, 0, 0
    first, begun = 0, 0

    def observe(self, state: State) -> tf.Tensor:
        """The place."""
        return tf.cast(state.place, tf.float32)[tf.newaxis]

    def reset(self, uniform: tf.Tensor) -> State:
        """Place 0."""
        return State(tf.constant(self.first), tf.constant(self.begun))

    def step(self, state: State, action: tf.Tensor, uniform: tf.Tensor) -> Outcome:
        """To the other place."""
        taken = state.step + 1
        return Outcome(State(1 - state.place, taken), self.paid(state), taken >= 5, tf.constant(False))

    def paid(self, state: State) -> tf.Tensor:
        """As the place."""
        return tf.cast(state.place, tf.float32)

    def state_in(self, environment: Any, step: int) -> State:
        """As Gymnasium's has it."""
        return State(tf.constant(environment.taken % 2), tf.constant(step))


class PaysNan(Compiled):
    """Its rewards are NaN."""

    def paid(self, state: State) -> tf.Tensor:
        """NaN."""
        return tf.constant(float("nan"))


class BeginsElsewhere(Compiled):
    """Begins at place 1."""

    first = 1


class BeginsLate(Compiled):
    """Begins in step 2."""

    begun = 2


class Counts(Compiled):
    """Counts in a variable, of which nothing depends."""

    def __init__(self) -> None:
        self.count = tf.Variable(0)

    def paid(self, state: State) -> tf.Tensor:
        """As the place."""
        self.count.assign_add(1)
        return super().paid(state)


class Rolls(Compiled):
    """Draws numbers that nobody gave it, of which hardly anything depends."""

    def paid(self, state: State) -> tf.Tensor:
        """Nearly as the place."""
        return super().paid(state) + 1e-9 * tf.random.uniform([])


class Remembers(Compiled):
    """Remembers in Python how often it was asked."""

    asked = 0

    def paid(self, state: State) -> tf.Tensor:
        """A little more each time."""
        self.asked += 1
        return super().paid(state) + 1e-8 * self.asked


class Exits(Compiled):
    """Ends the process at the third step that it is asked for."""

    asked = 0

    def paid(self, state: State) -> tf.Tensor:
        """As the place."""
        self.asked += 1
        if self.asked == 3:
            raise SystemExit(0)
        return super().paid(state)


FAULTS = {
    PaysNan: "reward nan where Gymnasium's goes to",
    BeginsElsewhere: "always begins in [1.] where Gymnasium's begins in [0.]",
    BeginsLate: "begins an episode at step 2, but `step` must begin at 0",
    Counts: "changes a variable (AssignAddVariableOp)",
    Rolls: "draws random numbers of its own (RandomUniform)",
    Remembers: "goes elsewhere when step() is given the same state, action and numbers again",
}


OWN = "LawfulAndCompiled-v0"
"""Its own, since what is compiled under an id stays so for whatever test comes next."""


@pytest.fixture(autouse=True)
def _known() -> None:
    if OWN not in gymnasium.registry:
        gymnasium.register(OWN, entry_point=Lawful)


@pytest.mark.parametrize("kind", FAULTS, ids=lambda kind: kind.__name__)
def test_that_what_steps_alone_would_not_show_is_a_fault(kind: type[Compiled]) -> None:
    register_compiled(OWN, lambda info: kind())
    compared = compare(environment_info(OWN), steps=20)
    assert compared is not None
    assert FAULTS[kind] in compared.fault


def test_that_a_sound_one_has_no_fault_and_one_that_exits_is_broken() -> None:
    from dqn_engine.system.errors import BrokenEnvironmentError

    register_compiled(OWN, lambda info: Compiled())
    compared = compare(environment_info(OWN), steps=20)
    assert compared is not None
    assert (compared.fault, compared.steps) == ("", 20)
    register_compiled(OWN, lambda info: Exits())
    with pytest.raises(BrokenEnvironmentError, match=r"step\(\) of the compiled environment failed: SystemExit: 0"):
        compare(environment_info(OWN), steps=20)


NUMBERS = np.random.default_rng(0)
UNIFORM = NUMBERS.uniform(-0.05, 0.05, (500, 2))
STATES = np.eye(300)[NUMBERS.integers(0, 300, 500)]


@pytest.mark.parametrize(
    ("ours", "words"),
    [
        (NUMBERS.uniform(-0.05, 0.05, (500, 2)), ""),
        (UNIFORM[:, ::-1] + 1e-7, ""),
        (NUMBERS.uniform(-0.04, 0.04, (500, 2)), "number 0 of the observation between"),
        (NUMBERS.uniform(-0.05, 0.05, (500, 2)) + (0.0, 0.03), "number 1 of the observation between"),
        (NUMBERS.normal(0.0, 0.01, (500, 2)), "number 0 of the observation between"),
        (np.full((500, 2), np.nan), "isn't finite"),
    ],
)
def test_that_numbers_must_be_spread_alike(ours: np.ndarray, words: str) -> None:
    assert words in fault_of_two(ours, UNIFORM)
    assert words or fault_of_two(ours, UNIFORM) == ""


def test_that_states_are_to_be_those_that_the_other_begins_in() -> None:
    alike = np.eye(300)[NUMBERS.integers(0, 300, 500)]
    assert fault_of_two(alike, STATES) == ""
    half = np.eye(300)[NUMBERS.integers(0, 150, 500)]
    assert "as Gymnasium's does" in fault_of_two(half, STATES)
    assert "which Gymnasium's never did in 500 resets" in fault_of_two(STATES, half)
    few = np.eye(3)[(NUMBERS.random(500) < 0.05).astype(int)]
    assert "which Gymnasium's never did" in fault_of_two(few, np.eye(3)[np.zeros(500, int)])
