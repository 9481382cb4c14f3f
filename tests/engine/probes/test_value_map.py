"""Toy text as a map of values, held to the Keras model cell by cell and to Gymnasium's own steps."""

import dataclasses

import numpy as np
import pytest

from dqn_engine.config.run_config import run_config
from dqn_engine.environments.gymnasium_environment import make_environment
from dqn_engine.environments.registry import environment_info
from dqn_engine.networks.keras_model import build_model
from dqn_engine.probes.state_maps import grid_of, map_of
from dqn_engine.probes.subject import Subject, subject_of
from dqn_engine.probes.value_map import ValueMap
from dqn_engine.probes.value_plane import PlaneRequest, value_plane
from dqn_engine.system.errors import InputError
from dqn_engine.training.run import Run
from tests.support.program_pool import SMALL

pytestmark = pytest.mark.usefixtures("pooled_sessions")

SHORT = 'FrozenLake-v1(desc=["SFF", "HFG"], is_slippery=false)'


def untrained(environment: str) -> Subject:
    changes = {**SMALL, "initial_values": "zero", "stepping": "gymnasium"}
    run = Run(run_config(environment=environment, seed=4, changes=changes))
    try:
        return dataclasses.replace(subject_of(run), observations=np.zeros((0, run.spec.observation_size), np.float32))
    finally:
        run.close()


def looked(subject: Subject, **request: object) -> ValueMap:
    found = value_plane(subject, PlaneRequest(**request))
    assert isinstance(found, ValueMap)
    return found


def models_values(subject: Subject) -> np.ndarray:
    """[S, A] of the averaged network as Keras runs it."""
    model = build_model(subject.spec)
    model.set_weights(list(subject.playing.values()))
    return np.asarray(model(np.eye(subject.spec.observation_size, dtype=np.float32)))


@pytest.mark.parametrize("environment", [SHORT, "CliffWalking-v1", "Taxi-v4"])
def test_that_the_grid_of_all_states_has_each_where_its_own_map_has_it(environment: str) -> None:
    info = environment_info(environment)
    grid = grid_of(info)
    assert grid is not None
    for number, agent in enumerate(grid.agents):
        found = map_of(info, number)
        assert found.states[agent] == number
        assert {tuple(place) for place in np.argwhere(found.walls).tolist()} == set(grid.walls)
        if grid.destinations:
            goal, waits = grid.destinations[number], grid.passengers[number]
            named = [found.letters[row][column] for row, column in (goal, *filter(None, [waits]))]
            assert all(letter in found.about for letter in named)
            assert ("rides" in found.about) == (waits is None)
    assert len(grid.agents) == len(info.observation_labels)
    letters = [
        "".join(
            "x" if (row, column) in grid.pits else "G" if (row, column) in grid.goals else letter
            for column, letter in enumerate(line)
        )
        for row, line in enumerate(grid.letters)
    ]
    expected = {SHORT: ["S  ", "x G"], "CliffWalking-v1": [" " * 12] * 3 + ["S" + "x" * 10 + "G"]}
    assert letters == expected.get(environment, ["R   G", *["     "] * 3, "Y  B "])
    assert grid_of(environment_info("CartPole-v1")) is None


def test_that_every_cell_is_the_keras_models_and_the_buffer_and_the_view_are_on_it() -> None:
    subject, states = untrained(SHORT), np.eye(6, dtype=np.float32)
    subject = dataclasses.replace(subject, observations=states[[0, 0, 0, 5, 1]]).seen_at(states[4], states[[0, 1, 4]])
    found, q_values = looked(subject), models_values(subject)
    assert found.map.letters == ("SFF", "HFG")
    np.testing.assert_allclose(found.largest_q.ravel(), q_values.max(axis=1), atol=1e-5)
    np.testing.assert_array_equal(found.action.ravel(), q_values.argmax(axis=1))
    ordered = np.sort(q_values, axis=1)
    np.testing.assert_allclose(found.gap.ravel(), ordered[:, -1] - ordered[:, -2], atol=1e-5)
    assert found.density.tolist() == [[3, 1, 0], [0, 0, 1]]
    assert found.map.over.tolist() == [[False, False, False], [True, False, True]]
    assert found.watched_path.tolist() == [[0, 0], [0, 1], [1, 1]]
    assert found.watched.tolist() == [1, 1]


@pytest.mark.parametrize(("environment", "state"), [(SHORT, 1), ("CliffWalking-v1", 14), ("Taxi-v4", 328)])
def test_that_an_arrow_points_to_where_gymnasium_goes(environment: str, state: int) -> None:
    subject = untrained(environment)
    found = map_of(subject.info, state)
    made = make_environment(environment)
    places = {int(number): place for place, number in np.ndenumerate(found.states)}
    for action, move in enumerate(found.moves.tolist()):
        if not found.allowed[places[state]][action] or move == [0, 0]:
            continue
        made.reset(seed=0)
        made.unwrapped.s = state
        after = int(np.argmax(made.step(action)[0]))
        rows, columns = found.states.shape
        row, column = np.clip(np.add(places[state], move), 0, (rows - 1, columns - 1))
        assert places[after] == (row, column)
    made.close()


def test_that_a_cliff_is_seen_where_nobody_stands() -> None:
    found = map_of(untrained("CliffWalking-v1").info, 0)
    assert found.letters == (" " * 12, " " * 12, " " * 12, "SCCCCCCCCCCG")


def test_that_a_taxis_map_is_that_of_its_passenger_and_heeds_the_mask() -> None:
    subject = untrained("Taxi-v4")
    taxi = make_environment("Taxi-v4").unwrapped
    number = taxi.encode(3, 1, 2, 0)
    found, q_values = looked(subject, state=(float(number),)), models_values(subject)
    assert found.map.about == "The passenger waits at Y and wants to go to R."
    assert found.map.letters == ("R   G", "     ", "     ", "     ", "Y  B ")
    assert found.map.walls[0].tolist() == [False, True, False, False, False]
    for (row, column), state in np.ndenumerate(found.map.states):
        assert tuple(taxi.decode(int(state))) == (row, column, 2, 0)
        allowed = taxi.action_mask(int(state)).astype(bool)
        best = max(np.flatnonzero(allowed), key=lambda action: q_values[state, action])
        assert found.action[row, column] == best
        assert found.largest_q[row, column] == pytest.approx(q_values[state, best], abs=1e-5)
    forbidden = ~taxi.action_mask(number).astype(bool)
    assert forbidden.any()
    np.testing.assert_array_equal(np.isneginf(found.q_values), forbidden)
    free = dataclasses.replace(subject, knobs={**subject.knobs, "action_mask": False})
    np.testing.assert_array_equal(
        looked(free, state=(float(number),)).action, q_values.argmax(axis=1)[found.map.states]
    )


@pytest.mark.parametrize(
    ("environment", "request_", "words"),
    [
        (SHORT, PlaneRequest(x="1"), "numbers, which have no axes"),
        (SHORT, PlaneRequest(state=(6.0,)), "state is 6, but the states of FrozenLake-v1"),
        (SHORT, PlaneRequest(state=(0.5,)), "whole numbers from 0 to 5"),
        (SHORT, PlaneRequest(state=(1.0, 0.0, 1.0, 0.0, 0.0, 0.0)), "isn't one-hot"),
        ("Blackjack-v1", PlaneRequest(), "Fewer than two numbers that Blackjack-v1 observes vary by degrees"),
    ],
)
def test_that_maps_that_cannot_be_are_refused_in_a_sentence(
    environment: str, request_: PlaneRequest, words: str
) -> None:
    with pytest.raises(InputError, match=".") as refused:
        value_plane(untrained(environment), request_)
    assert words in str(refused.value)
