"""What an environment observes, copied and held against its space."""

import numpy as np
import pytest
from gymnasium import spaces

from dqn_engine.environments.observations import check_space, fitted

PLACE = spaces.Box(-1.0, 1.0, (2,))
BOTH = spaces.Dict({"a": PLACE, "b": spaces.Box(-1.0, 1.0, (3,))})


def test_that_every_array_within_an_observation_is_copied() -> None:
    array = np.zeros(2, np.float32)
    space = spaces.Dict({"a": PLACE, "b": spaces.Tuple([PLACE, spaces.Tuple([PLACE])]), "c": spaces.Discrete(5)})
    observation = fitted(space, {"a": array, "b": (array, [array]), "c": 3})
    array[:] = 9
    assert observation["a"].tolist() == observation["b"][0].tolist() == observation["b"][1][0].tolist() == [0, 0]
    assert observation["c"] == 3


@pytest.mark.parametrize(
    ("space", "observation", "kind"),
    [
        (PLACE, [0.5, 0.25], "f"),
        (PLACE, (0, 1), "i"),
        (spaces.Box(0, 255, (2,), np.uint8), np.array([0, 255], np.int64), "u"),
        (spaces.Box(0, 9, (2,), np.int64), np.array([3.0, 4.0]), "i"),
        (spaces.MultiBinary(2), [True, False], "b"),
        (spaces.MultiDiscrete([3, 4], start=[-1, 0]), [-1, 3], "i"),
    ],
)
def test_that_numbers_of_another_type_are_taken_where_the_space_holds_them(
    space: spaces.Space, observation: object, kind: str
) -> None:
    found = fitted(space, observation)
    assert found.dtype.kind == kind
    assert found.tolist() == np.asarray(observation).tolist()


@pytest.mark.parametrize(
    ("space", "observation", "words"),
    [
        (PLACE, np.array([0, 1], object), r"of NumPy's type object, which can hold anything \(here int\); give it"),
        (PLACE, ["a", "b"], "that holds other things than numbers, of type <U1"),
        (spaces.Discrete(4), -1, "isn't in its space"),
        (spaces.Discrete(4), 4, "isn't in its space"),
        (spaces.Discrete(4, start=5), 4, "isn't in its space"),
        (spaces.Discrete(4), 1.5, "isn't in its space"),
        (spaces.Discrete(4), float("nan"), "isn't in its space"),
        (spaces.Discrete(4), float("inf"), "isn't in its space"),
        (spaces.Discrete(4), [1, 2], "isn't in its space"),
        (spaces.Discrete(4), [], "isn't in its space"),
        (spaces.MultiBinary(3), [0, 1, 2], "isn't in its space"),
        (spaces.MultiDiscrete([3, 4]), [3, 0], "isn't in its space"),
        (spaces.Box(0, 255, (2,), np.uint8), np.array([-1, 0]), "give it the space's type"),
        (spaces.Box(0, 9, (2,), np.int64), np.array([0.5, 1.0]), "give it the space's type"),
        (PLACE, [None, 1.0], "other things than numbers"),
        (PLACE, "ab", "other things than numbers"),
        (PLACE, np.ma.array([1.0, 2.0], np.float32, mask=[True, False]), "masked numbers"),
        (PLACE, np.ma.masked, "masked numbers"),
        (PLACE, 1j, "other things than numbers"),
        (PLACE, [[1.0], [1.0, 2.0]], "can't be read as numbers"),
        (BOTH, {"a": np.zeros(3), "b": np.zeros(2)}, r"'a' of shape \(3,\), but its space is of shape \(2,\)"),
        (BOTH, {"a": np.zeros(2)}, "without the 'b' that its space has"),
        (BOTH, np.zeros(5), "its space is a dictionary"),
        (spaces.Tuple([PLACE, PLACE]), (np.zeros(2),), "its space has 2 parts"),
    ],
)
def test_that_what_does_not_fit_is_told(space: spaces.Space, observation: object, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        fitted(space, observation)


@pytest.mark.filterwarnings("ignore:the matrix subclass:PendingDeprecationWarning")
@pytest.mark.parametrize("kind", [np.matrix, np.ma.array])
def test_that_arrays_of_another_kind_become_plain_ones(kind: type) -> None:
    found = fitted(spaces.Box(-1.0, 1.0, (1, 2)), kind(np.zeros((1, 2), np.float32)))
    assert type(found) is np.ndarray
    assert found.shape == (1, 2)


GRAPH = spaces.Graph(spaces.Discrete(3), None)


@pytest.mark.parametrize(
    ("space", "words"),
    [
        (spaces.Text(5), "observes Text, but only Box, Discrete"),
        (spaces.OneOf([PLACE, spaces.Discrete(2)]), "observes OneOf, but"),
        (spaces.Sequence(PLACE), "observes Sequence, but"),
        (GRAPH, "observes Graph, but"),
        (None, "has no observation_space; set one"),
        (
            type("Box", (), {"__module__": "gym.spaces.box"})(),
            "an observation_space of gym.spaces.box.Box, the old Gym",
        ),
        ({"a": spaces.Discrete(2)}, "an observation_space of dict, which isn't one of Gymnasium's"),
        (spaces.Dict({"a": PLACE, "b": spaces.Text(3)}), "observes Text in 'b', but"),
        (spaces.Tuple([PLACE, spaces.Dict({"c": spaces.Tuple([GRAPH])})]), r"observes Graph in '1\.c\.0', but"),
    ],
)
def test_that_what_is_no_number_of_numbers_is_named(space: spaces.Space | None, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        check_space(space)
    check_space(BOTH)
