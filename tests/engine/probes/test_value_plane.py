"""The value plane, held to the Keras model point by point."""

import dataclasses
import warnings

import numpy as np
import pytest

from dqn_engine.config.run_config import run_config
from dqn_engine.networks.keras_model import build_model
from dqn_engine.probes.axes import default_axes, plane_axes
from dqn_engine.probes.states import state_of
from dqn_engine.probes.subject import Subject, subject_of
from dqn_engine.probes.value_plane import PlaneRequest, value_plane
from dqn_engine.system.errors import InputError
from dqn_engine.training.run import Run
from tests.support.program_pool import SMALL

pytestmark = pytest.mark.usefixtures("pooled_sessions")


@pytest.fixture(scope="module")
def subject() -> Subject:
    run = Run(run_config(seed=4, changes=SMALL), chunk_steps=60)
    run.train(60)
    return subject_of(run)


def test_that_every_point_is_the_keras_models_of_the_network_that_plays(subject: Subject) -> None:
    apart = {name: 1.1 * weight + np.float32(0.01) for name, weight in subject.playing.items()}
    subject = dataclasses.replace(subject, playing=apart)
    state = (0.5, -0.25, 0.0, 0.0)
    plane = value_plane(subject, PlaneRequest(x="Angle", y="1", size=7, state=state))
    assert (plane.x.index, plane.y.index) == (2, 1)
    assert [(axis.index, axis.label) for axis in plane.others] == [(0, "Position"), (3, "Angular velocity")]
    model = build_model(subject.spec)
    model.set_weights(list(subject.playing.values()))
    for row, y in enumerate(np.linspace(plane.y.low, plane.y.high, 7)):
        for column, x in enumerate(np.linspace(plane.x.low, plane.x.high, 7)):
            observation = np.array([[0.5, y, x, 0.0]], np.float32)
            first, second = sorted(np.asarray(model(observation))[0].tolist(), reverse=True)
            assert plane.largest_q[row, column] == pytest.approx(first, abs=1e-4)
            assert plane.gap[row, column] == pytest.approx(first - second, abs=1e-4)
            assert plane.action[row, column] == int(np.asarray(model(observation))[0].argmax())
    np.testing.assert_array_equal(plane.state, np.array(state, np.float32))


def test_that_the_density_counts_the_buffers_states_in_the_cell_around_each_point(subject: Subject) -> None:
    seen = np.zeros((6, 4), np.float32)
    x_low, x_high = -0.20943951, 0.20943951
    seen[:, 2] = [x_low, x_low, 0.0, x_high, 1.0, 0.0]  # one lies beyond the plane
    seen[:, 3] = [-3.0, -3.0, 3.0, 0.0, 0.0, 9.0]  # and another
    plane = value_plane(dataclasses.replace(subject, observations=seen), PlaneRequest(size=3))
    assert plane.density.tolist() == [[2, 0, 0], [0, 0, 1], [0, 1, 0]]


def test_that_the_plane_goes_through_what_is_watched_or_through_the_middle_of_the_buffer(subject: Subject) -> None:
    seen = np.array([[9, 0, 0, 0], [0, 1, 0, 0], [1, 1, 1, 1], [2, 9, 9, 9], [9, 9, 9, 9]], np.float32)
    middle = value_plane(dataclasses.replace(subject, observations=seen), PlaneRequest(size=2))
    assert middle.state.tolist() == [1, 1, 1, 1], "the observation next to the median, which is none"
    path = np.arange(12, dtype=np.float32).reshape(3, 4)
    watched = subject.seen_at(path[-1], path)
    plane = value_plane(watched, PlaneRequest(size=2))
    np.testing.assert_array_equal(plane.state, path[-1])
    np.testing.assert_array_equal(plane.watched, [10, 11])
    np.testing.assert_array_equal(plane.watched_path, [[2, 3], [6, 7], [10, 11]])
    empty = dataclasses.replace(subject, observations=np.zeros((0, 4), np.float32))
    plane = value_plane(empty, PlaneRequest(size=2))
    assert plane.state.tolist() == [0, 0, 0, 0]
    assert plane.density.tolist() == [[0, 0], [0, 0]]


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        (PlaneRequest(x="speed"), "There is no axis 'speed'; there are Position"),
        (PlaneRequest(y="4"), "There is no axis '4'"),
        (PlaneRequest(x="2", y="Angle"), "Both axes are 'Angle'"),
        (PlaneRequest(size=1), "size is 1, but must be from 2 to 256"),
        (PlaneRequest(size=1000), "size is 1000"),
        (PlaneRequest(state=(1.0,)), "state has 1 numbers, but observations of CartPole-v1 have 4"),
    ],
)
def test_that_planes_that_cannot_be_are_refused_in_a_sentence(
    subject: Subject, request_: PlaneRequest, words: str
) -> None:
    with pytest.raises(InputError) as refused:
        value_plane(subject, request_)
    assert words in str(refused.value)


def test_that_an_axis_is_no_place_of_a_one_hot_number_where_others_are_there(subject: Subject) -> None:
    info = dataclasses.replace(
        subject.info, environment="Mixed-v0", observation_labels=("Gear=0", "Gear=1", "Speed", "Height")
    )
    subject = dataclasses.replace(subject, info=info)
    assert default_axes(subject) == (2, 3)
    numbers = np.random.default_rng(0).normal(size=(300, 4)).astype(np.float32)
    plain = dataclasses.replace(subject, info=dataclasses.replace(info, observation_labels=("a", "b", "c", "d")))
    for bits, expected in (((), (0, 1)), ((0,), (1, 2)), ((0, 2), (1, 3)), ((0, 1, 2), (0, 3))):
        observations = numbers.copy()
        observations[:, list(bits)] = observations[:, list(bits)] > 0.0
        observations[:, 1] = 5.0 if 1 in bits else observations[:, 1]  # a constant, which varies less than a bit
        assert default_axes(dataclasses.replace(plain, observations=observations)) == expected
    assert default_axes(dataclasses.replace(plain, observations=numbers[:0])) == (0, 1)
    with pytest.raises(
        InputError, match=r"^state isn't one-hot for Gear of CartPole-v1: one of Gear=0 to Gear=1 is 1,"
    ):
        state_of(dataclasses.replace(subject, info=dataclasses.replace(info, environment="CartPole-v1")), (1, 1, 0, 0))
    with pytest.raises(InputError, match=r"^Gear=1 of Mixed-v0 is one place .* axes can be Speed, Height\.$"):
        plane_axes(subject, "1", "Speed")


def test_that_a_number_too_large_for_a_state_is_outside_without_a_warning(subject: Subject) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(InputError, match=r"state has inf for Position, but in CartPole-v1 that is from -4\.8"):
            value_plane(subject, PlaneRequest(state=(1e300, 0.0, 0.0, 0.0)))


def test_that_an_axis_ends_where_there_are_no_states(subject: Subject) -> None:
    wider = dataclasses.replace(subject.info, observation_ranges=((0.0, 100.0), None, (0.0, 1e-3), None))
    x, y = plane_axes(dataclasses.replace(subject, info=wider), "Position", "Angle")
    assert (x.low, x.high) == pytest.approx((-4.8, 4.8)), "a bit of a MultiBinary was drawn from -1"
    assert (y.low, y.high) == pytest.approx((-1e-3, 1e-3))
