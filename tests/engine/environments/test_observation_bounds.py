"""Observations of any range: what their bounds say, and that no digits are lost before they are scaled."""

import itertools

import gymnasium
import numpy as np
import pytest
from gymnasium import spaces

from dqn_engine.environments.flat_observations import readable
from dqn_engine.environments.gymnasium_environment import episode_limit, make_environment
from dqn_engine.environments.images import odd_layout
from dqn_engine.environments.info import OddLayout
from dqn_engine.environments.input_scaling import ScalingKind, input_scaling
from dqn_engine.environments.observation_bounds import loose_in, offsets_of, ranges_of, scales_of
from dqn_engine.environments.options import named
from dqn_engine.environments.registry import environment_info, environment_names
from dqn_engine.environments.vector import VectorEnvironment
from tests.support import larger_number
from tests.support.larger_number import ANY, NAME, Options

INF = np.inf
NUMBERS = itertools.count()
LARGEST = float(np.finfo(np.float32).max)


@pytest.fixture(autouse=True)
def _registered() -> None:
    larger_number.register()


def box(low: float, high: float, dtype: type = np.float64) -> spaces.Box:
    return spaces.Box(np.array([low], dtype), np.array([high], dtype), dtype=dtype)


@pytest.mark.parametrize(
    ("low", "high", "found"),
    [
        (0.0, 1.0, (0.0, 1.0)),
        (-5.0, 5.0, (0.0, 5.0)),
        (-1.0, 8.0, (0.0, 8.0)),  # 0 stays 0
        (1000.0, 1010.0, (1005.0, 5.0)),
        (-30.0, -10.0, (-20.0, 10.0)),
        (0.5, 10.5, (5.5, 5.0)),
        (0.0, 1000.0, None),
        (0.0, 1e-6, (0.0, 1e-6)),
        (7.0, 7.0, (7.0, 1.0)),
        (0.0, 0.0, (0.0, 1.0)),
        (0.0, 2e4, None),
        (1.0, 2e4, None),
        (-LARGEST, LARGEST, None),
        (-np.finfo(np.float64).max, np.finfo(np.float64).max, None),
        (-INF, INF, None),
        (0.0, INF, None),
        (-INF, 3.0, None),
    ],
)
def test_that_bounds_say_a_middle_and_a_width_or_nothing(
    low: float, high: float, found: tuple[float, float] | None
) -> None:
    assert ranges_of(box(low, high)) == (found,)


@pytest.mark.parametrize(
    ("low", "high", "offset"),
    [
        (-1e9, -1e9 + 10, -1e9 + 5),
        (1e6, 1e6 + 1, 1e6 + 0.5),
        (1e9, 1e9, 1e9),
        (1e9, INF, 1e9),
        (-INF, -1e9, -1e9),
        (1000.0, 1010.0, 0.0),
        (0.0, 1e9, 0.0),
        (-1e9, 1e9, 0.0),
        (5.0, INF, 0.0),
        (-INF, INF, 0.0),
        (1.0, 1.0, 0.0),
    ],
)
def test_that_an_offset_is_taken_away_where_float32_has_too_few_digits(low: float, high: float, offset: float) -> None:
    assert offsets_of(box(low, high)).tolist() == [offset]


def test_that_sizes_are_those_of_earlier_versions() -> None:
    space = spaces.Box(np.array([-3.0, 0.0, 0.0, -INF]), np.array([2.0, 2e4, 0.0, INF]), dtype=np.float64)
    assert scales_of(space) == (3.0, 1.0, 1.0, 1.0)


@pytest.mark.parametrize(
    ("low", "bounds", "space_dtype", "offset"),
    [
        (-1e9, (), "float64", -1e9 + 5),
        (-1e9, (), "int64", -1e9 + 5),
        (-1e9, (), "float32", -1e9),  # of the space, which so has one number only
        (1e9, ("1e9", "inf", "1e9", "inf"), "float64", 1e9),
    ],
)
def test_that_numbers_that_float32_takes_for_one_arrive_exactly(
    low: float, bounds: tuple[str, ...], space_dtype: str, offset: float
) -> None:
    options: Options = {"lows": (low, low), "highs": (low + 10, low + 10), "bounds": bounds, "space_dtype": space_dtype}
    options["dtype"] = "int64" if space_dtype == "int64" else "float64"
    environment = environment_name(options)
    raw, _ = larger_number.LargerNumber(**options).reset(seed=3)
    made = make_environment(environment)
    observation, _ = made.reset(seed=3)
    assert observation.dtype == np.float32
    np.testing.assert_array_equal(observation, (raw - offset).astype(np.float32))
    np.testing.assert_allclose(readable(made, observation), raw, rtol=0, atol=1e-6)
    several = VectorEnvironment(environment, 2, seed=0)
    assert np.abs(several.observations).max() <= 10.0
    assert several.observations.std() > 0.1
    several.close()
    made.close()


def environment_name(options: Options) -> str:
    return named(NAME, options)


@pytest.mark.parametrize(
    ("options", "kind", "ranges"),
    [
        ({}, ScalingKind.RUNNING, (None, None)),  # Which may all be from 0.001 to 0.002.
        ({"lows": (1000.0, 1000.0), "highs": (1010.0, 1010.0)}, ScalingKind.RUNNING, (None, None)),
        ({"bounds": (*ANY, *ANY)}, ScalingKind.RUNNING, (None, None)),
        ({"space_dtype": "int8"}, ScalingKind.SIZES, ()),
        ({"space_dtype": "bool"}, ScalingKind.SIZES, ()),
        ({"highs": (1000.0, 100.0), "space_dtype": "int32"}, ScalingKind.RUNNING, (None, None)),
        (
            {"lows": (1000.0, 1000.0), "highs": (1010.0, 1010.0), "space_dtype": "int32"},
            ScalingKind.BOUNDS,
            ((1005.0, 5.0),) * 2,
        ),
        (
            {"bounds": ("0", "1", "0", "100"), "space_dtype": "int32"},
            ScalingKind.MIXED,
            ((0.0, 1.0), None),
        ),
        ({"highs": (2e4, 2e4)}, ScalingKind.RUNNING, (None, None)),
        ({"highs": (255.0, 255.0), "space_dtype": "uint8"}, ScalingKind.RUNNING, (None, None)),
        ({"bounds": ("-2147483648", "2147483647") * 2, "space_dtype": "int32"}, ScalingKind.RUNNING, (None, None)),
    ],
)
def test_that_auto_uses_narrow_bounds_of_whole_numbers_and_running_statistics_else(
    options: Options, kind: ScalingKind, ranges: tuple
) -> None:
    scaling = input_scaling("auto", environment_info(environment_name(options)))
    assert (scaling.kind, scaling.ranges) == (kind, ranges)
    assert len(scaling.running) == sum(part is None for part in ranges)
    assert scaling.sentence.endswith(".")


@pytest.mark.parametrize(
    ("space", "loose"),
    [
        (box(0.0, 1.0, np.float32), (True,)),
        (box(0.0, 1.0, np.float16), (True,)),
        (spaces.Box(0, 1, (2, 2), np.int8), (False,) * 4),
        (spaces.Box(0, 1, (2,), np.bool_), (False,) * 2),
        (spaces.Discrete(3), (False,) * 3),
        (spaces.MultiDiscrete([2, 3]), (False,) * 5),
        (spaces.MultiBinary(2), (False,) * 2),
        (spaces.Dict({"b": spaces.Discrete(2), "a": box(0.0, 1.0)}), (True, False, False)),
        (
            spaces.Tuple((spaces.Discrete(2), spaces.Tuple((box(0.0, 1.0), spaces.MultiBinary(1))))),
            (False, False, True, False),
        ),
    ],
)
def test_that_numbers_with_a_fraction_may_be_loosely_bound(space: gymnasium.Space, loose: tuple[bool, ...]) -> None:
    assert loose_in(space) == loose
    assert len(loose) == spaces.flatdim(space)


def test_that_runs_of_earlier_versions_are_scaled_as_they_were() -> None:
    info = environment_info(environment_name({}))
    assert input_scaling("auto", info, earlier=True).kind == ScalingKind.SIZES
    assert input_scaling("auto", info).kind == ScalingKind.RUNNING


def test_that_listed_environments_are_scaled_as_they_always_were() -> None:
    for name in environment_names():
        scaling = input_scaling("auto", environment_info(name))
        assert scaling.ranges == ()
        assert scaling.kind in (ScalingKind.TYPICAL, ScalingKind.SIZES)


# --- time limits ------------------------------------------------------------------------------------------------------


class Endless(larger_number.LargerNumber):
    """Never ends by itself; may keep a limit of its own, after which it is cut off."""

    def __init__(self, max_steps: int = 0, keeps: bool = True) -> None:
        super().__init__()
        if max_steps:
            self.max_steps = max_steps
        self._limit, self._taken = max_steps if keeps else 0, 0

    def reset(self, *, seed: int | None = None, options: dict | None = None) -> tuple[np.ndarray, dict]:
        """As ever."""
        self._taken = 0
        return super().reset(seed=seed)

    def step(self, action: int) -> tuple[np.ndarray, float, bool, bool, dict]:
        """Goes on."""
        self._taken += 1
        observation, reward, _, _, info = super().step(action)
        return observation, reward, False, self._taken == self._limit, info


def limited() -> gymnasium.Env:
    """With a limit that the environment brings with it."""
    return gymnasium.wrappers.TimeLimit(Endless(), 1500)


@pytest.mark.parametrize(
    ("entry_point", "registered", "options", "steps", "ours"),
    [
        (Endless, 70, {}, 70, 0),
        (Endless, None, {}, 1000, 1000),
        (Endless, None, {"max_steps": 1200}, 1200, 0),
        (Endless, None, {"max_steps": 40, "keeps": False}, 40, 0),
        (limited, None, {}, 1500, 0),
    ],
)
def test_that_the_environment_s_own_limit_is_respected(
    entry_point: object, registered: int | None, options: Options, steps: int, ours: int
) -> None:
    name = f"Endless{next(NUMBERS)}-v0"
    gymnasium.register(name, entry_point=entry_point, max_episode_steps=registered)
    environment = named(name, options)
    made = make_environment(environment)
    made.reset(seed=0)
    taken, truncated = 0, False
    while not truncated:
        _, _, terminated, truncated, _ = made.step(0)
        taken += 1
        assert not terminated
    assert taken == steps
    assert episode_limit(name, made).ours == bool(ours)
    made.close()
    assert environment_info(environment).our_limit_steps == ours
    del gymnasium.registry[name]


# --- pictures ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("shape", "dtype", "layout"),
    [
        ((3, 84, 84), np.uint8, OddLayout.COLOURS_FIRST),
        ((1, 20, 30), np.uint8, OddLayout.COLOURS_FIRST),
        ((4, 84, 84), np.uint8, OddLayout.STACK),
        ((84, 84, 4), np.uint8, OddLayout.STACK),
        ((84, 84, 12), np.uint8, OddLayout.STACK),
        ((4, 84, 84, 3), np.uint8, OddLayout.STACK),
        ((4, 3, 84, 84), np.uint8, OddLayout.STACK),
        ((84, 84, 3), np.float32, OddLayout.NOT_BYTES),
        ((84, 84, 3), np.uint8, None),
        ((84, 84), np.uint8, None),
        ((10, 10, 4), np.bool_, None),
        ((128,), np.uint8, None),
        ((4, 4, 4), np.uint8, None),
        ((12, 3), np.float32, None),
    ],
)
def test_that_pictures_that_are_not_taken_for_pictures_are_recognised(
    shape: tuple[int, ...], dtype: type, layout: OddLayout | None
) -> None:
    high = 1 if dtype != np.uint8 else 255
    assert odd_layout(spaces.Box(0, high, shape, dtype)) is layout


@pytest.mark.parametrize(
    ("space", "layout"),
    [
        (spaces.Dict({"a": spaces.Box(0, 255, (20, 24, 3), np.uint8)}), OddLayout.PART),
        (spaces.Tuple([spaces.Discrete(3), spaces.Box(0, 255, (84, 84), np.uint8)]), OddLayout.PART),
        (spaces.Dict({"a": spaces.Tuple([spaces.Box(0, 255, (3, 84, 84), np.uint8)])}), OddLayout.PART),
        (spaces.Dict({"a": spaces.Box(0.0, 1.0, (84, 84, 3))}), OddLayout.PART),
        (spaces.Dict({"board": spaces.Box(0, 2, (3, 3), np.uint8), "turn": spaces.Discrete(2)}), None),
        (spaces.Tuple([spaces.Box(0.0, 1.0, (4,)), spaces.MultiBinary([20, 20])]), None),
    ],
)
def test_that_a_picture_among_other_parts_is_recognised(space: spaces.Space, layout: OddLayout | None) -> None:
    assert odd_layout(space) is layout
