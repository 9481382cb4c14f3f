"""Running mean and deviation: exact, the same in every network, and saved with the weights."""

from pathlib import Path

import keras
import numpy as np
import pytest
import tensorflow as tf

from dqn_engine.config.run_config import run_config
from dqn_engine.networks import compiled_network, observation_statistics
from dqn_engine.networks.fingerprint import weights_sha256
from dqn_engine.networks.keras_model import build_model
from dqn_engine.networks.noisy_numpy_policy import NoisyNumpyPolicy
from dqn_engine.networks.numpy_normalisation import normaliser
from dqn_engine.networks.numpy_policy import NumpyPolicy
from dqn_engine.networks.observation_statistics import (
    SMALLEST_OF_EARLIER_RUNS,
    ObservationStatistics,
    as_weights,
    from_weights,
    none_seen,
    normalised,
    scaling_of,
    updated,
)
from dqn_engine.networks.spec import NetworkSpec
from dqn_engine.storage.weights.weights_file import SAVED_SUFFIXES, load_weights, save_weights
from dqn_engine.system.errors import InputError
from dqn_engine.training.live_inputs import pack
from dqn_engine.training.program import Program
from tests.support.networks import random_weights, small_spec
from tests.support.program_pool import PLAIN, ProgramPool, cartpole_spec, small_knobs

SPEC = small_spec(normalised=True, observation_scale=(1.0,) * 4)
KNOBS = small_knobs(**PLAIN, observation_scaling="running", reward_shaping="notebook-1")

_seen = tf.function(
    lambda observations: tf.while_loop(
        lambda index, _: index < tf.shape(observations)[0],
        lambda index, statistics: (index + 1, updated(statistics, observations[index])),
        (0, none_seen(SPEC)),
    )[1],
    jit_compile=True,
    autograph=False,
)


def seen(observations: np.ndarray) -> ObservationStatistics:
    """The statistics of observations [N, 4]."""
    return _seen(tf.constant(observations.astype(np.float32)))


# --- the statistics ---------------------------------------------------------------------------------------------------


def test_that_mean_and_deviation_are_those_of_all_observations() -> None:
    observations = np.random.default_rng(0).normal((0, 5, -1000, 1e6), (1, 0.01, 30, 2), (3000, 4)).astype(np.float32)
    found, exact = seen(observations), observations.astype(np.float64)
    assert float(found.count) == 3000
    np.testing.assert_allclose(found.mean, exact.mean(axis=0), rtol=1e-12)
    np.testing.assert_allclose(scaling_of(SPEC, found)[1], exact.std(axis=0), rtol=1e-6)


def test_that_nothing_is_scaled_before_there_are_two_observations() -> None:
    raw = tf.constant([[3.0, -0.5, 7.0, 0.0]])
    np.testing.assert_array_equal(normalised(SPEC, none_seen(SPEC), raw), raw)
    np.testing.assert_array_equal(normalised(SPEC, seen(np.ones((1, 4))), raw), [[2.0, -1.5, 6.0, -1.0]])


def test_that_inputs_are_off_the_mean_in_deviations_and_cut_at_ten() -> None:
    statistics = seen(np.array([[0, -1, 4, 0], [2, 1, 4, 0]]))  # means 1, 0, 4, 0; deviations 1, 1, 0, 0
    found = normalised(
        SPEC, statistics, tf.constant([[4.0, -2.5, 4.0, 1.0], [-100.0, 100.0, 3.0, SMALLEST_OF_EARLIER_RUNS]])
    )
    np.testing.assert_allclose(found, [[3.0, -2.5, 0.0, 10.0], [-10.0, 10.0, -10.0, 1.0]], rtol=1e-5)


def test_that_statistics_become_weights_and_are_continued_from() -> None:
    first, rest = np.split(np.random.default_rng(2).normal(3, 2, (300, 4)), [100])
    weights = as_weights(SPEC, seen(first))
    assert {name: weight.shape for name, weight in weights.items()} == {
        name: shape for name, shape in SPEC.weight_shapes.items() if name not in SPEC.trained_shapes
    }
    assert {weight.dtype for weight in weights.values()} == {np.dtype(np.float32)}
    continued = from_weights(SPEC, weights)
    for observation in rest.astype(np.float32)[:50]:
        continued = updated(continued, tf.constant(observation))
    expected = seen(np.concatenate([first, rest[:50]]))
    for found, exact in zip(continued, expected, strict=True):
        np.testing.assert_allclose(found, exact, rtol=1e-5)


RANGED = small_spec(normalised=True, observation_scale=(1.0,) * 4, input_ranges=((1005.0, 5.0), None, (0.0, 2.0), None))


def test_that_what_has_a_range_is_scaled_by_it_whatever_was_seen() -> None:
    statistics = seen(np.array([[1, -1, 4, 0], [2, 1, 4, 2e-6]]))
    found = normalised(RANGED, statistics, tf.constant([[1010.0, -2.5, 1.0, 1e-6], [1000.0, 0.0, 9e9, 3e-6]]))
    np.testing.assert_allclose(found, [[1.0, -2.5, 0.5, 0.0], [-1.0, 0.0, 10.0, 2.0]], atol=1e-5)
    before = normalised(RANGED, none_seen(RANGED), tf.constant([[1010.0, 3.0, 1.0, 7.0]]))
    np.testing.assert_allclose(before, [[1.0, 3.0, 0.5, 7.0]])
    weights = as_weights(RANGED, statistics)
    np.testing.assert_allclose(weights["normalisation/mean"], [1005.0, 0.0, 0.0, 1e-6])
    np.testing.assert_allclose(weights["normalisation/deviation"], [5.0, 1.0, 2.0, 1e-6])
    again = as_weights(RANGED, from_weights(RANGED, weights))
    assert weights_sha256(again) == weights_sha256(weights)


def test_that_an_observation_that_never_changed_is_not_blown_up() -> None:
    statistics = seen(np.full((5, 4), [1005.0, 1e6, 0.0, -0.1], np.float32))
    raw = np.array([[1005.0, 1e6, 0.0, np.float32(-0.1)]], np.float32)
    np.testing.assert_allclose(normalised(RANGED, statistics, tf.constant(raw)), np.zeros((1, 4)), atol=0.1)


@pytest.mark.parametrize(("low", "high"), [(1e-30, 3e-30), (3e-7, 9e-7), (0.0, 1e-33), (1e30, 3e30)])
def test_that_numbers_of_any_size_are_brought_to_about_one(low: float, high: float) -> None:
    spec = small_spec(normalised=True, observation_scale=(1.0,) * 4, input_ranges=(None,) * 4)
    observations = np.random.default_rng(3).uniform(low, high, (50, 4)).astype(np.float32)
    statistics = seen(observations)
    found = np.asarray(normalised(spec, statistics, tf.constant(observations)))
    np.testing.assert_allclose(found.mean(axis=0), 0.0, atol=1e-4)
    np.testing.assert_allclose(found.std(axis=0), 1.0, rtol=1e-4)
    policy = normaliser(spec, as_weights(spec, from_weights(spec, as_weights(spec, statistics))))
    np.testing.assert_allclose(policy(observations), found, rtol=1e-4, atol=1e-4)


@pytest.mark.filterwarnings("error")
def test_that_what_is_too_far_away_for_float32_is_cut_without_a_warning() -> None:
    weights = as_weights(RANGED, seen(np.random.default_rng(3).uniform(-0.1, 0.1, (50, 4)).astype(np.float32)))
    far = np.array([[3e38, -3e38, 3.4e38, 0.0]], np.float32)
    np.testing.assert_array_equal(normaliser(RANGED, weights)(far)[0, :3], [10.0, -10.0, 10.0])


def test_that_runs_without_them_carry_nothing() -> None:
    plain = small_spec()
    assert none_seen(plain) == from_weights(plain, {}) == updated((), tf.zeros(4)) == ()
    assert as_weights(plain, ()) == {}
    raw = tf.constant([[30.0, -0.5, 7.0, 0.0]])
    np.testing.assert_array_equal(normalised(plain, (), raw), raw)
    assert plain.weight_shapes == plain.trained_shapes


# --- the networks -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("noisy", [False, True])
@pytest.mark.parametrize("dueling", [False, True])
def test_that_every_form_of_the_network_scales_alike(noisy: bool, dueling: bool) -> None:
    spec = small_spec(normalised=True, observation_scale=(1.0,) * 4, noisy=noisy, dueling=dueling)
    weights = random_weights(spec)
    for name in weights:
        if "sigma" in name:
            weights[name] = np.zeros_like(weights[name])
    observations = np.random.default_rng(4).normal(0, 6, (30, 4)).astype(np.float32)
    expected = NumpyPolicy(spec, weights).q_values(observations)
    model = build_model(spec)
    model.set_weights(list(weights.values()))
    np.testing.assert_allclose(model(tf.constant(observations)), expected, rtol=1e-4, atol=1e-4)
    inputs = normalised(spec, from_weights(spec, weights), tf.constant(observations))
    assert np.abs(inputs).max() == 10.0, "some are cut"
    packed = tuple(map(tf.constant, compiled_network.pack(spec, weights)))
    np.testing.assert_allclose(compiled_network.q_values(spec, packed, inputs), expected, rtol=1e-4, atol=1e-4)
    if noisy:
        numbers = np.random.default_rng(0)
        np.testing.assert_allclose(NoisyNumpyPolicy(spec, weights).q_values(observations, numbers), expected, atol=1e-3)
    keras.backend.clear_session()


def test_that_statistics_are_not_trained() -> None:
    model = build_model(SPEC)
    assert [tuple(weight.shape) for weight in model.trainable_variables] == list(SPEC.trained_shapes.values())
    assert [tuple(weight.shape) for weight in model.weights] == list(SPEC.weight_shapes.values())
    keras.backend.clear_session()


# --- a run ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def program(programs: ProgramPool) -> Program:
    """Trained for 60 of its 64 places."""
    program = programs.small(KNOBS, seed=3)
    program.run(60, pack(KNOBS))
    return program


def test_that_a_run_s_statistics_are_those_of_the_observations_it_stored(program: Program) -> None:
    stored = program.state.replay.rows.numpy()[:60, :4].astype(np.float64)
    for weights in (program.weights(), program.policy_weights()):
        assert list(weights) == list(program.spec.weight_shapes)
        np.testing.assert_allclose(weights["normalisation/mean"], stored.mean(axis=0), rtol=1e-5, atol=1e-7)
        np.testing.assert_allclose(weights["normalisation/deviation"], stored.std(axis=0), rtol=1e-5)
        assert weights["normalisation/count"].tolist() == [60.0]


@pytest.mark.parametrize("suffix", SAVED_SUFFIXES)
def test_that_they_are_saved_with_the_weights_and_continued_from(program: Program, tmp_path: Path, suffix: str) -> None:
    path, saved = tmp_path / f"running{suffix}", program.policy_weights()
    save_weights(path, program.spec, saved, run_config(changes=KNOBS))
    loaded = load_weights(path, program.spec)
    assert weights_sha256(loaded) == weights_sha256(saved)
    moved = {**saved, "normalisation/mean": saved["normalisation/mean"] + np.float32(1e-6)}
    assert weights_sha256(moved) != weights_sha256(saved)
    program.restart(8)
    program.set_weights(loaded)
    assert weights_sha256(program.policy_weights()) == weights_sha256(saved)
    program.run(4, pack(KNOBS))
    after = program.policy_weights()
    assert after["normalisation/count"].tolist() == [64.0]
    away = np.abs(after["normalisation/mean"] - saved["normalisation/mean"])
    assert (away > 0).all()
    assert (away < 0.3 * saved["normalisation/deviation"]).all(), "sixty observations still count"


def test_that_a_rebuilt_program_continues_with_them(program: Program, programs: ProgramPool, monkeypatch) -> None:
    from tests.support.program_pool import continued_with

    monkeypatch.setattr("dqn_engine.training.program.Program", programs.stand_in)
    following = continued_with(program, {**KNOBS, "batch_size": 9})
    assert weights_sha256(following.policy_weights()) == weights_sha256(program.policy_weights())


@pytest.mark.parametrize("suffix", SAVED_SUFFIXES)
@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("deviation", 0.0, "normalisation/deviation holds 0, but"),
        ("deviation", -1.0, "normalisation/deviation holds -1, but"),
        ("count", -2.0, "normalisation/count holds -2, but"),
        ("mean", np.nan, "normalisation/mean holds 1 of 4 numbers that are not finite"),
    ],
)
def test_that_statistics_that_can_t_be_are_refused(
    tmp_path: Path, suffix: str, name: str, value: float, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    weights = random_weights(SPEC)
    weights[f"normalisation/{name}"][-1] = value
    monkeypatch.setattr("dqn_engine.storage.weights.weights_file._refuse_not_finite", lambda weights: None)
    save_weights(tmp_path / f"bad{suffix}", SPEC, weights, None)
    monkeypatch.undo()
    with pytest.raises(InputError, match=words):
        load_weights(tmp_path / f"bad{suffix}", SPEC)


@pytest.mark.parametrize("suffix", SAVED_SUFFIXES)
def test_that_networks_with_and_without_them_are_not_taken_for_each_other(tmp_path: Path, suffix: str) -> None:
    path, bounds = tmp_path / f"w{suffix}", small_spec()
    save_weights(path, SPEC, random_weights(SPEC), None)
    with pytest.raises(InputError, match="holds 'normalisation/mean', .* which this network doesn't have"):
        load_weights(path, bounds)
    save_weights(path, bounds, random_weights(bounds), None)
    with pytest.raises(InputError, match="it lacks 'normalisation/mean'"):
        load_weights(path, SPEC)


def test_that_only_the_choice_running_makes_them_where_sizes_are_typical() -> None:
    for scaling in ("auto", "bounds", "none", "running"):
        spec: NetworkSpec = cartpole_spec(small_knobs(observation_scaling=scaling))
        assert spec.normalised == (scaling == "running")
        assert (spec.observation_scale == (1.0,) * 4) == (scaling in ("none", "running"))
    assert observation_statistics.LARGEST_INPUT == 10.0
