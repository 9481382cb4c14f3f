"""One-hot observations are kept as the number of their state, and nothing but size and speed changes."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest
import tensorflow as tf

from dqn_engine.config.network import network_of
from dqn_engine.config.run_config import run_config
from dqn_engine.environments.registry import environment_info
from dqn_engine.networks import compiled_network, state_numbers
from dqn_engine.networks.keras_model import build_model, named_weights
from dqn_engine.networks.spec import NetworkSpec
from dqn_engine.session.opening import restored_run
from dqn_engine.session.snapshot import snapshot_of
from dqn_engine.storage.checkpoints.checkpoint import write_checkpoint
from dqn_engine.storage.files.file_layer import Files
from dqn_engine.training.memory_need import buffer_bytes
from dqn_engine.training.run import Run
from tests.support.networks import random_weights, spec_with
from tests.support.program_pool import SMALL

STATES = 20
ONE_HOT = {"observation_scale": (1.0,) * STATES, "one_hot": True, "action_count": 3}
SPECS = [
    spec_with(**ONE_HOT, hidden_sizes=(8, 8), activation="relu", dueling=False),
    spec_with(**ONE_HOT, hidden_sizes=(6,), activation="tanh", dueling=True),
]


@pytest.mark.parametrize("spec", SPECS, ids=["two layers", "dueling"])
@pytest.mark.parametrize("jit", [False, True], ids=["eager", "compiled"])
def test_that_values_and_gradients_are_those_of_the_keras_model_in_one_hot_states(
    spec: NetworkSpec, *, jit: bool
) -> None:
    states = np.array([3, 0, 19, 3, 3, 7], np.int32)  # one of them thrice: its gradients add up
    observations = np.eye(STATES, dtype=np.float32)[states]
    weights = random_weights(spec)
    model = build_model(spec)
    model.set_weights(list(weights.values()))
    direction = tf.constant(np.random.default_rng(1).normal(size=(6, spec.action_count)).astype(np.float32))
    with tf.GradientTape() as tape:
        expected = model(observations)
        projection = tf.reduce_sum(expected * direction)
    expected_gradients = named_weights(spec, tape.gradient(projection, model.trainable_variables))

    def ours(*packed: tf.Tensor) -> tuple[tf.Tensor, list[tf.Tensor]]:
        with tf.GradientTape() as tape:
            tape.watch(packed)
            kept = state_numbers.kept(spec, tf.constant(observations))
            kept.shape.assert_is_compatible_with([6, 1])
            q_values = compiled_network.q_values(spec, packed, kept)
            projection = tf.reduce_sum(q_values * direction)
        return q_values, tape.gradient(projection, list(packed))

    called = tf.function(ours, jit_compile=jit, autograph=False)
    q_values, gradients = called(*[tf.constant(array) for array in compiled_network.pack(spec, weights)])
    np.testing.assert_allclose(q_values, expected, rtol=1e-5, atol=1e-6)
    for name, gradient in compiled_network.unpack(spec, tuple(g.numpy() for g in gradients)).items():
        np.testing.assert_allclose(gradient, expected_gradients[name], rtol=1e-5, atol=1e-6, err_msg=name)


def test_that_states_come_back_as_they_were() -> None:
    observations = np.eye(STATES, dtype=np.float32)[[4, 0, 19]]
    kept = state_numbers.kept_array(SPECS[0], observations)
    np.testing.assert_array_equal(kept, [[4], [0], [19]])
    np.testing.assert_array_equal(state_numbers.kept(SPECS[0], tf.constant(observations)), kept)
    np.testing.assert_array_equal(state_numbers.full_array(SPECS[0], kept), observations)
    other = dataclasses.replace(SPECS[0], one_hot=False)
    np.testing.assert_array_equal(state_numbers.kept_array(other, observations), observations)
    np.testing.assert_array_equal(state_numbers.full_array(other, observations), observations)


def spec_in(environment: str, **changes: object) -> NetworkSpec:
    return network_of(run_config(environment=environment, changes=changes), environment_info(environment))


def test_which_networks_see_numbers_of_states() -> None:
    for choice in ("auto", "bounds", "none"):
        assert spec_in("FrozenLake-v1", observation_scaling=choice).one_hot
    # Off their mean, in deviations, they are no longer 0 and 1.
    assert not spec_in("FrozenLake-v1", observation_scaling="running").one_hot
    # Several states beside each other, or numbers.
    assert not spec_in("Blackjack-v1").one_hot
    assert not spec_in("CartPole-v1").one_hot


def run_of(**changes: object) -> Run:
    return Run(run_config(environment="FrozenLake-v1", seed=3, changes={**SMALL, **changes}), chunk_steps=50)


@pytest.mark.usefixtures("pooled_sessions")
@pytest.mark.parametrize("stepping", ["auto", "gymnasium"])
def test_that_training_is_as_with_whole_observations(stepping: str, monkeypatch: pytest.MonkeyPatch) -> None:
    narrow = run_of(stepping=stepping)
    whole_spec = dataclasses.replace(narrow.spec, one_hot=False)
    monkeypatch.setattr("dqn_engine.training.run.network_of", lambda *_: whole_spec)
    whole = run_of(stepping=stepping)
    for run in (narrow, whole):
        for _ in range(6):
            run.train(50)
        run.close()
    assert narrow.updates == whole.updates > 200
    np.testing.assert_array_equal(narrow.program.stored_observations(64), whole.program.stored_observations(64))
    assert narrow.program.state.replay.rows.shape[1] == 2 + 4
    assert whole.program.state.replay.rows.shape[1] == 2 * 16 + 4
    for name, weight in narrow.program.weights().items():
        np.testing.assert_allclose(weight, whole.program.weights()[name], rtol=1e-3, atol=1e-5, err_msg=name)


@pytest.mark.usefixtures("pooled_sessions")
def test_that_a_checkpoint_with_whole_observations_still_opens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reference = run_of()
    with monkeypatch.context() as patched:
        whole_spec = dataclasses.replace(reference.spec, one_hot=False)
        patched.setattr("dqn_engine.training.run.network_of", lambda *_: whole_spec)
        earlier = run_of()
        earlier.train(50)
        earlier.train(50)
    manifest = write_checkpoint(tmp_path, "saved", 1, snapshot_of(earlier, ledger_entries=0), Files())
    opened = restored_run(tmp_path / "saved", manifest)
    assert opened.spec.one_hot
    np.testing.assert_array_equal(opened.program.stored_observations(64), earlier.program.stored_observations(64))
    np.testing.assert_array_equal(
        opened.program.state.replay.rows.numpy()[:, 2:], earlier.program.state.replay.rows.numpy()[:, 32:]
    )
    before = opened.updates
    opened.train(50)
    assert opened.updates > before


def test_that_a_million_transitions_of_taxi_take_little_memory() -> None:
    knobs = {**run_config(environment="Taxi-v4").knobs, "capacity": 1_000_000}
    assert buffer_bytes(spec_in("Taxi-v4"), knobs, masked=True) < 50e6
