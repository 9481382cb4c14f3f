"""The one wrapper around every environment: what it takes, what it names, and that nothing else gets through."""

import signal
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType

import gymnasium
import numpy as np
import pytest
from gymnasium import spaces

from dqn_engine.environments.adapter import CheckedEnvironment
from dqn_engine.system.errors import BrokenEnvironmentError
from tests.support.rule_breakers import RULE_BREAKERS, Lawful


def checked(kind: type[gymnasium.Env]) -> CheckedEnvironment:
    return CheckedEnvironment(kind(), kind.__name__)


@pytest.mark.parametrize("name", ["SameArray", "NeedsItem", "VaryingInfo", "ColumnReward", "FractionReward"])
def test_that_an_environment_with_habits_of_its_own_is_the_lawful_one(name: str) -> None:
    ours, lawful = checked(RULE_BREAKERS[name]), Lawful()
    observations, expected = [ours.reset(seed=1)[0]], [lawful.reset(seed=1)[0]]
    for _ in range(5):
        observation, *rest = ours.step(1)
        theirs, reward, terminated, truncated, _ = lawful.step(1)
        observations.append(observation)
        expected.append(theirs)
        assert rest == [reward, terminated, truncated, {}]
        assert type(rest[0]) is float
    np.testing.assert_array_equal(observations, expected)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("NeedsPythonInt", r"TypeError: an int is needed, not int64\. .* convert it with int\(action\)"),
        ("PairReward", r"a reward of shape \(2,\), but it must be one number"),
        ("WordFlag", r"'no' for `terminated`, type str, but it must be True or False; return bool\(terminated\)"),
        ("OldStep", "follows the old Gym interface: its step.. returned 4 values, but must return 5"),
        ("OldReset", "follows the old Gym interface: its reset.. takes no seed"),
        ("BareReset", "follows the old Gym interface: its reset.. returned type ndarray"),
        ("Exits", "a step failed: SystemExit: 0"),
        ("RaisesBase", "a step failed: Catastrophe: the sky fell"),
    ],
)
def test_that_a_broken_rule_is_named_with_the_remedy(name: str, words: str) -> None:
    environment = checked(RULE_BREAKERS[name])
    with pytest.raises(BrokenEnvironmentError, match=words) as caught:  # noqa: PT012 - wherever it happens
        environment.reset(seed=0)
        for _ in range(5):
            environment.step(0)
    assert f"{name!r}" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_that_the_user_s_interrupt_comes_through() -> None:
    class Interrupted(Lawful):
        def step(self, action: int) -> tuple:
            raise KeyboardInterrupt

    environment = checked(Interrupted)
    environment.reset()
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            environment.step(0)
    finally:
        signal.signal(signal.SIGINT, before)


class Tensor:
    """As other libraries have them: no number, but it can be made one; some can't be made an array."""

    def __init__(self, *, array: bool) -> None:
        self._array = array

    def __float__(self) -> float:
        return 1.5

    def __array__(self, *_: object, **__: object) -> np.ndarray:
        if not self._array:
            raise RuntimeError("detach it first")
        return np.array(1.5)


@pytest.mark.parametrize(
    "reward",
    [
        Fraction(3, 2),
        np.array(1.5),
        np.array(Fraction(3, 2), object),
        np.ma.array([1.5]),
        Tensor(array=True),
        Tensor(array=False),
        Decimal("1.5"),
        np.array([Decimal("1.5")], object),
        np.array([[1.5]]),
        np.float16(1.5),
    ],
)
def test_that_a_reward_of_one_number_of_any_kind_is_taken(reward: object) -> None:
    class Paying(Lawful):
        def step(self, action: int) -> tuple:
            observation, _, *rest = super().step(action)
            return observation, reward, *rest

    made = checked(Paying)
    made.reset(seed=0)
    assert made.step(0)[1] == 1.5


def test_that_an_interrupt_that_the_user_did_not_make_is_the_environment_s() -> None:
    class Interrupts(Lawful):
        def step(self, action: int) -> tuple:
            raise KeyboardInterrupt

    made = checked(Interrupts)
    made.reset(seed=0)
    before = signal.signal(signal.SIGINT, lambda *_: None)  # As where a run answers Ctrl+C itself.
    try:
        with pytest.raises(BrokenEnvironmentError, match="a step failed: KeyboardInterrupt"):
            made.step(0)
    finally:
        signal.signal(signal.SIGINT, before)


@pytest.mark.parametrize("reward", [1, True, np.int8(1), np.float32(1), np.ones((1, 1, 1)), [1], (1.0,)])
def test_that_one_number_of_any_type_is_a_reward(reward: object) -> None:
    class Paid(Lawful):
        def step(self, action: int) -> tuple:
            observation, _, *rest = super().step(action)
            return observation, reward, *rest

    environment = checked(Paid)
    environment.reset()
    assert environment.step(0)[1] == 1.0


@pytest.mark.parametrize(
    ("reward", "words"),
    [
        (np.ma.masked, "a reward that is masked"),
        (np.ma.array([1.0], mask=[True]), "a reward that is masked"),
        ([np.ma.masked], "a reward"),
        ([10**400], "larger than any float"),
        (10**400, "larger than any float"),
        (Fraction(10**400, 3), "larger than any float"),
        (np.array(["1"], object), "of type ndarray"),
        (np.array([None]), "of type ndarray"),
        (np.complex128(1), "of type complex128"),
        (np.timedelta64(1, "s"), "of type timedelta64"),
        (np.str_("1"), "of type str_"),
        (b"1", "of type bytes"),
        (Decimal("sNaN"), "of type Decimal"),
        ((1.0, 2.0), r"of shape \(2,\)"),
    ],
)
def test_that_what_only_looks_like_a_number_is_named(reward: object, words: str) -> None:
    class Paid(Lawful):
        def step(self, action: int) -> tuple:
            observation, _, *rest = super().step(action)
            return observation, reward, *rest

    environment = checked(Paid)
    environment.reset()
    with pytest.raises(BrokenEnvironmentError, match=words):
        environment.step(0)


@pytest.mark.parametrize("reward", [float("nan"), float("inf"), Decimal("NaN"), np.float32("-inf"), Decimal("1e999")])
def test_that_a_reward_which_is_not_finite_is_left_to_the_caller(reward: object) -> None:
    class Paid(Lawful):
        def step(self, action: int) -> tuple:
            observation, _, *rest = super().step(action)
            return observation, reward, *rest

    environment = checked(Paid)
    environment.reset()
    assert not np.isfinite(environment.step(0)[1])


@pytest.mark.parametrize("reward", [None, "1", [], [1, 2], 1j, {"a": 1}])
def test_that_anything_else_is_no_reward(reward: object) -> None:
    class Paid(Lawful):
        def step(self, action: int) -> tuple:
            observation, _, *rest = super().step(action)
            return observation, reward, *rest

    environment = checked(Paid)
    environment.reset()
    with pytest.raises(BrokenEnvironmentError, match="but it must be one number"):
        environment.step(0)


@pytest.mark.parametrize("flag", [1, 0, None, "", np.array([True, False]), 0.0, np.ma.masked])
def test_that_a_flag_must_be_a_boolean(flag: object) -> None:
    class Flagged(Lawful):
        def step(self, action: int) -> tuple:
            observation, reward, terminated, _, info = super().step(action)
            return observation, reward, terminated, flag, info

    environment = checked(Flagged)
    environment.reset()
    with pytest.raises(BrokenEnvironmentError, match="for `truncated`"):
        environment.step(0)


def test_that_only_the_mask_of_an_info_is_handed_on_and_is_a_copy() -> None:
    mask = np.array([1, 0], np.int8)

    class Masked(Lawful):
        def reset(self, *, seed: int | None = None, options: dict | None = None) -> tuple:
            return super().reset(seed=seed)[0], {"action_mask": mask}

        def step(self, action: int) -> tuple:
            *rest, _ = super().step(action)
            return *rest, {"action_mask": mask, "more": 3}

    environment = checked(Masked)
    environment.reset()
    info = environment.step(0)[-1]
    assert set(info) == {"action_mask"}
    mask[:] = 9
    np.testing.assert_array_equal(info["action_mask"], [1, 0])


class Looped(Lawful):
    """Gives what it gives in lists, and its info as a mapping that is no dict."""

    def reset(self, *, seed: int | None = None, options: dict | None = None) -> list:
        """Begins."""
        observation, info = super().reset(seed=seed)
        return [observation, MappingProxyType(info)]

    def step(self, action: int) -> list:
        """One step."""
        *rest, info = super().step(action)
        return [*rest, MappingProxyType(info)]


def test_that_lists_for_tuples_and_any_mapping_for_a_dict_do_no_harm() -> None:
    environment = checked(Looped)
    observation, info = environment.reset(seed=0)
    assert (observation.tolist(), info) == ([0.0], {})
    assert len(environment.step(0)) == 5


@pytest.mark.parametrize("observation", [np.zeros(3, np.float32), np.zeros((1, 1), np.float32), np.float32(0), [0, 0]])
@pytest.mark.parametrize("last", [False, True])
def test_that_another_shape_is_named_also_at_the_end_of_an_episode(observation: object, last: bool) -> None:
    class Grows(Lawful):
        def observed(self) -> np.ndarray:
            return observation if self.taken == (5 if last else 2) else super().observed()

    environment = checked(Grows)
    environment.reset(seed=0)
    for _ in range(4 if last else 1):
        environment.step(0)
    with pytest.raises(BrokenEnvironmentError, match=r"an observation of shape .*, but its space is of shape \(1,\)"):
        environment.step(0)


class NoOptions(Lawful):
    """Its reset knows no options."""

    def reset(self, seed: int | None = None) -> tuple:
        """Begins."""
        return super().reset(seed=seed)


class AllNeeded(Lawful):
    """Its reset asks for both."""

    def reset(self, seed: int | None, options: dict | None) -> tuple:
        """Begins."""
        return super().reset(seed=seed, options=options)


def test_that_reset_is_given_both_arguments_and_one_that_takes_no_options_is_named() -> None:
    observation, _ = checked(AllNeeded).reset(seed=3)
    assert observation.tolist() == [0.0]
    with pytest.raises(
        BrokenEnvironmentError, match=r"a reset\(\) that takes no options.* Give it reset\(self, \*, seed"
    ):
        checked(NoOptions).reset(seed=3)


class OldReset(gymnasium.Env):
    """As before Gym 0.26, but for its steps."""

    observation_space, action_space, step = Lawful.observation_space, Lawful.action_space, Lawful.step
    observed = Lawful.observed

    def reset(self) -> np.ndarray:
        """Begins."""
        self.taken = 0
        return self.observed()


class Mended(gymnasium.Wrapper):
    """Gives an old environment the reset of today."""

    def reset(self, *, seed: int | None = None, options: dict | None = None) -> tuple:
        """Begins."""
        return self.env.reset(), {}


class HandsOn(gymnasium.Wrapper):
    """Hands on whatever its reset is given."""

    def reset(self, **given: object) -> tuple:
        """Begins."""
        return self.env.reset(**given)


def test_that_a_wrapper_mends_an_old_reset() -> None:
    environment = CheckedEnvironment(gymnasium.wrappers.OrderEnforcing(Mended(OldReset())), "Mended")
    assert environment.reset(seed=0)[0].tolist() == [0.0]
    assert environment.step(0)[0].tolist() == [1.0]


@pytest.mark.parametrize("wrapper", [gymnasium.wrappers.OrderEnforcing, HandsOn])
def test_that_a_wrapper_which_hands_arguments_on_doesn_t(wrapper: type[gymnasium.Wrapper]) -> None:
    with pytest.raises(BrokenEnvironmentError, match=r"the old Gym interface: its reset\(\) takes no seed"):
        CheckedEnvironment(wrapper(OldReset()), "Old").reset(seed=0)


@pytest.mark.parametrize(
    ("space", "result", "words"),
    [
        (spaces.Box(0, 1, (2,)), (np.zeros(2, np.float32), []), "gave an info of a list of 0 values"),
        (spaces.Box(0, 1, (2,)), [0.0, 0.0], "old Gym interface"),
        (spaces.Tuple([spaces.Discrete(2), spaces.Discrete(2)]), (1, 1), "old Gym interface"),
        (spaces.Tuple([spaces.Discrete(2), spaces.Dict({"a": spaces.Discrete(2)})]), (1, {"a": 1}), "old Gym"),
    ],
)
def test_that_a_reset_which_returns_something_else_is_told_as_what_it_is(
    space: gymnasium.Space, result: object, words: str
) -> None:
    class Returning(Lawful):
        observation_space = space

        def reset(self, *, seed: int | None = None, options: dict | None = None) -> object:
            return result

    with pytest.raises(BrokenEnvironmentError, match=words):
        checked(Returning).reset(seed=0)


def test_that_a_step_of_four_values_in_a_list_is_of_the_old_interface() -> None:
    class Lists(Lawful):
        def step(self, action: int) -> list:
            observation, reward, terminated, _, info = super().step(action)
            return [observation, reward, terminated, info]

    made = checked(Lists)
    made.reset(seed=0)
    with pytest.raises(BrokenEnvironmentError, match=r"the old Gym interface: its step\(\) returned 4 values"):
        made.step(0)


@pytest.mark.parametrize("key", ["", 0, None, "seen", ("a", 1)])
def test_that_the_one_part_beside_a_mask_is_the_observation_whatever_its_key(key: object) -> None:
    class Masked(Lawful):
        observation_space = spaces.Dict([("action_mask", spaces.MultiBinary(2)), (key, Lawful.observation_space)])

        def observed(self) -> dict:
            return {"action_mask": np.ones(2, np.int8), key: super().observed()}

    made = checked(Masked)
    assert made.observation_space == Lawful.observation_space
    assert made.reset(seed=0)[0].tolist() == [0.0]
    assert made.step(0)[0].tolist() == [1.0]


@pytest.mark.parametrize(
    ("error", "hinted"),
    [
        (TypeError("Object of type int64 is not JSON serializable"), True),
        (TypeError("list indices must be integers or slices, not numpy.int64"), True),
        (ValueError("not an int"), True),
        (KeyError(np.int64(1)), True),
        (ValueError("the point is out of the printed map"), False),
        (TypeError("unsupported operand type(s) for +: 'NoneType' and 'float'"), False),
    ],
)
def test_that_the_type_of_actions_is_told_only_where_it_may_be_the_cause(error: Exception, hinted: bool) -> None:
    class Raises(Lawful):
        def step(self, action: int) -> tuple:
            raise error

    made = checked(Raises)
    made.reset(seed=0)
    with pytest.raises(BrokenEnvironmentError) as caught:
        made.step(1)
    assert ("must convert it with int(action)" in str(caught.value)) == hinted
