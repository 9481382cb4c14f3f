"""Network health, held to NumPy written out unit by unit, and to the Keras model's own layers."""

import dataclasses
from typing import Any

import keras
import numpy as np
import pytest

from dqn_engine.config.run_config import run_config
from dqn_engine.environments.registry import environment_info
from dqn_engine.networks.heads.expected import ExpectedValues
from dqn_engine.networks.hidden_layers import HiddenLayers
from dqn_engine.networks.keras_model import build_model
from dqn_engine.networks.spec import NetworkSpec
from dqn_engine.probes.health import HealthRequest, health, layer_of, rank_of
from dqn_engine.probes.layer_outputs import layer_outputs
from dqn_engine.probes.subject import Subject, Weights, subject_of
from dqn_engine.replay.replay_buffer import Contents
from dqn_engine.system.errors import InputError
from dqn_engine.training.learning_record import Past
from dqn_engine.training.metrics import COLUMN
from dqn_engine.training.program import Program
from dqn_engine.training.run import Run
from tests.support.program_pool import SMALL, cartpole_spec, small_knobs

pytestmark = pytest.mark.usefixtures("pooled_sessions")
CARTPOLE = environment_info("CartPole-v1")


@pytest.fixture(scope="module")
def trained() -> tuple[Subject, np.ndarray]:
    """An agent, and the metrics of all its steps."""
    run = Run(run_config(seed=4, changes=SMALL), chunk_steps=50)
    metrics = np.concatenate([run.train(50)[0] for _ in range(2)])
    return subject_of(run), metrics


@pytest.fixture(scope="module")
def subject(trained: tuple[Subject, np.ndarray]) -> Subject:
    return trained[0]


def model_of(spec: NetworkSpec, weights: Weights) -> keras.Model:
    model = build_model(spec)
    model.set_weights(list(weights.values()))
    return model


def random_weights(spec: NetworkSpec) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(3)
    return {name: rng.normal(0, 0.3, shape).astype(np.float32) for name, shape in spec.weight_shapes.items()}


def test_that_units_are_scored_as_keras_layers_say(subject: Subject) -> None:
    found = health(subject, HealthRequest())
    rows = subject.program.state_arrays()["replay.rows"][found.slots][:, :4]
    model = model_of(subject.spec, subject.online)
    hidden = np.asarray(keras.Model(model.input, model.get_layer("hidden_1").output)(rows), np.float64)
    activity = [float(np.mean([abs(h) for h in hidden[:, unit]])) for unit in range(16)]
    scores = [each / (sum(activity) / 16) for each in activity]
    (layer,) = found.layers
    assert layer.name == "hidden_1"
    assert layer.scores == pytest.approx(scores, rel=1e-4)
    assert layer.dormant == sum(score <= 0.025 for score in scores) / 16
    assert layer.nearly_dormant == sum(score <= 0.1 for score in scores) / 16
    (rank,) = found.ranks
    singular = np.linalg.svd(hidden, compute_uv=False)
    np.testing.assert_allclose(rank.singular_values, singular, atol=1e-4 * singular[0])
    held = 0
    while singular[:held].sum() < 0.99 * singular.sum():
        held += 1
    assert rank.effective == held


def test_that_values_and_networks_are_compared_as_keras_says(subject: Subject) -> None:
    found = health(subject, HealthRequest())
    rows = subject.program.state_arrays()["replay.rows"][found.slots][:, :4]
    online, target, average = (
        np.asarray(model_of(subject.spec, weights)(rows))
        for weights in (subject.online, subject.target, subject.average)
    )
    np.testing.assert_array_equal(found.actions, online.argmax(axis=1))
    for apart, other in ((found.target, target), (found.average, average)):
        assert apart.drift == pytest.approx(np.abs(online - other).mean(), abs=1e-5)
        assert apart.churn == pytest.approx((online.argmax(axis=1) != other.argmax(axis=1)).mean())
    assert found.target.drift > 0.0
    assert found.largest_q == pytest.approx(online.max(axis=1).mean(), abs=1e-4)
    assert (found.lowest_q, found.highest_q) == pytest.approx((online.min(), online.max()), abs=1e-4)
    assert found.action_gap == pytest.approx(np.abs(online[:, 0] - online[:, 1]).mean(), abs=1e-4)


def test_that_the_streams_of_dueling_are_told_apart(subject: Subject) -> None:
    found = health(subject, HealthRequest())
    rows = subject.program.state_arrays()["replay.rows"][found.slots][:, :4]
    model = model_of(subject.spec, subject.online)
    value, advantage = (
        np.asarray(keras.Model(model.input, model.get_layer(name).output)(rows)) for name in ("value", "advantage")
    )
    advantage = advantage - advantage.mean(axis=1, keepdims=True)
    assert found.dueling is not None
    assert found.dueling.value_mean == pytest.approx(value.mean(), abs=1e-4)
    assert found.dueling.value_spread == pytest.approx(value.std(), abs=1e-4)
    assert found.dueling.advantage_size == pytest.approx(np.abs(advantage).mean(), abs=1e-4)
    np.testing.assert_allclose(found.dueling.advantages, advantage.mean(axis=0), atol=1e-4)


def test_that_steps_that_terminated_are_valued(subject: Subject) -> None:
    rows = subject.program.state_arrays()["replay.rows"]
    ends = rows[rows[:, 10] > 0.5]
    found = health(subject, HealthRequest()).terminal
    assert found is not None
    assert (found.count, found.reward) == (len(ends), 1.0)
    for weights, mean in ((subject.online, found.online), (subject.target, found.target)):
        q_values = np.asarray(model_of(subject.spec, weights)(ends[:, :4]))
        taken = [q_values[place, int(action)] for place, action in enumerate(ends[:, 8])]
        assert mean == pytest.approx(np.mean(taken), abs=1e-4)


def test_that_steps_that_terminated_by_chance_are_not_held_against_their_reward(subject: Subject) -> None:
    slippery = dataclasses.replace(subject.info, random_steps=True)
    assert health(dataclasses.replace(subject, info=slippery), HealthRequest(states=10)).terminal is None


def test_that_gradients_are_those_of_the_last_updates(trained: tuple[Subject, np.ndarray]) -> None:
    subject, metrics = trained
    norms = metrics[metrics[:, COLUMN.updates] > 0, COLUMN.gradient_norm]
    found = health(subject, HealthRequest())
    assert len(norms) < 100
    assert found.gradient_norm == pytest.approx(norms.mean(), rel=1e-5)
    assert found.clipped == pytest.approx((norms > subject.knobs["gradient_clip"]).mean())
    opened = health(dataclasses.replace(subject, past=None), HealthRequest())
    assert opened.gradient_norm > 0.0
    assert np.isnan(opened.clipped)


class Changed:
    """A program some of whose methods give something else."""

    def __init__(self, program: Program, **given: object) -> None:
        self._program, self._given = program, given

    def __getattr__(self, name: str) -> Any:
        return (lambda: self._given[name]) if name in self._given else getattr(self._program, name)


def test_that_only_the_stretches_of_the_last_hundred_updates_count(subject: Subject) -> None:
    numbers = ([500.0, 60.0, 60.0], [0.0, 0.0, 0.0], [100.0, 1.0, 3.0], [1.0, 0.0, 0.5], [9.0, 9.0, 9.0])
    past = Past(*map(np.array, numbers))
    found = health(dataclasses.replace(subject, past=past), HealthRequest(states=10))
    assert (found.gradient_norm, found.clipped) == (2.0, 0.25)


def with_networks(program: Program, weights: Weights) -> Changed:
    """A program whose networks have other weights."""
    return Changed(program, weights=weights, target_weights=weights, average_weights=weights)


def test_that_values_of_terminal_states_are_those_of_the_newest(subject: Subject) -> None:
    stored = subject.program.contents()
    many = Contents(*(np.tile(column, 10) for column in stored))
    ages = np.random.default_rng(0).permutation(len(many.slots))
    many = many._replace(age=ages, reward=ages.astype(np.float32), terminated=np.ones(len(ages), bool))
    program = Changed(subject.program, contents=many)
    terminal = health(dataclasses.replace(subject, program=program), HealthRequest(states=10)).terminal
    assert terminal.count == 256 < len(ages)
    assert terminal.reward == np.arange(256).mean(), "the ages of the newest"


def test_that_norms_and_sigmas_are_those_of_the_weights(subject: Subject) -> None:
    spec = cartpole_spec(small_knobs(noisy=True))
    weights = random_weights(spec)
    noisy = dataclasses.replace(subject, spec=spec, program=with_networks(subject.program, weights))
    found = health(noisy, HealthRequest())
    assert list(found.weight_norms) == list(found.sigmas) == ["hidden_1", "value", "advantage"]
    for layer, norm in found.weight_norms.items():
        proper = [weights[f"{layer}/{kind}"].ravel() for kind in ("kernel", "bias")]
        sigmas = [weights[f"{layer}/sigma_{kind}"].ravel() for kind in ("kernel", "bias")]
        assert norm == pytest.approx(np.linalg.norm(np.concatenate(proper)), rel=1e-5)
        assert found.sigmas[layer] == pytest.approx(np.abs(np.concatenate(sigmas)).mean(), rel=1e-5)


def test_that_the_average_is_the_network_that_is_averaged_now_whatever_plays(subject: Subject) -> None:
    doubled = {name: 2 * each for name, each in subject.online.items()}
    program = Changed(subject.program, average_weights=doubled)
    found = health(dataclasses.replace(subject, program=program, playing=subject.online), HealthRequest())
    observations, _ = subject.program.observations_at(found.slots)
    said, averaged = (np.asarray(model_of(subject.spec, each)(observations)) for each in (subject.online, doubled))
    assert found.average.drift == pytest.approx(np.abs(said - averaged).mean(), rel=1e-4)


def test_that_drift_counts_what_rose_and_what_fell_alike(subject: Subject) -> None:
    spec = cartpole_spec(small_knobs())
    online = random_weights(spec)
    target = {name: -weight for name, weight in online.items()}
    program = Changed(subject.program, weights=online, target_weights=target, average_weights=online)
    found = health(dataclasses.replace(subject, spec=spec, program=program), HealthRequest())
    observations, _ = subject.program.observations_at(found.slots)
    said, held = (np.asarray(model_of(spec, weights)(observations)) for weights in (online, target))
    assert (said > held).any()
    assert (said < held).any(), "differences of both signs"
    assert found.target.drift == pytest.approx(np.abs(said - held).mean(), rel=1e-4)


def test_that_the_action_gap_is_to_the_second_best_of_many_actions(subject: Subject) -> None:
    spec = dataclasses.replace(cartpole_spec(small_knobs()), action_count=4)
    weights = random_weights(spec)
    found = health(
        dataclasses.replace(subject, spec=spec, program=with_networks(subject.program, weights)), HealthRequest()
    )
    observations, _ = subject.program.observations_at(found.slots)
    ordered = np.sort(np.asarray(model_of(spec, weights)(observations)), axis=1)
    assert found.action_gap == pytest.approx((ordered[:, 3] - ordered[:, 2]).mean(), rel=1e-4)


def test_that_a_layer_that_is_silent_is_dormant_and_has_no_rank() -> None:
    layer, rank = layer_of("hidden_1", np.zeros((5, 4), np.float32)), rank_of("hidden_1", np.zeros((5, 4), np.float32))
    assert (layer.dormant, layer.nearly_dormant, rank.effective) == (1.0, 1.0, 0)
    one = np.outer(np.arange(1, 6), [1.0, 2.0, 0.0, 0.05]).astype(np.float32)
    assert (layer_of("a", one).dormant, layer_of("a", one).nearly_dormant) == (0.25, 0.5)
    assert rank_of("a", one).effective == 1
    assert rank_of("a", np.eye(4, dtype=np.float32)).effective == 4
    assert rank_of("a", np.full((5, 4), np.inf, np.float32)).effective == 0


def test_that_the_same_slots_are_asked_about_at_every_look(subject: Subject) -> None:
    few = health(subject, HealthRequest(states=10))
    again = health(dataclasses.replace(subject, env_steps=subject.env_steps), HealthRequest(states=10))
    other = health(dataclasses.replace(subject, seed=5), HealthRequest(states=10))
    assert len(few.slots) == len(set(few.slots.tolist())) == 10
    np.testing.assert_array_equal(few.slots, again.slots)
    assert few.slots.tolist() != other.slots.tolist()
    ages = (subject.env_steps - 1 - few.slots) % 64
    np.testing.assert_array_equal(few.stored_at, subject.env_steps - ages)


@pytest.mark.parametrize(
    "hidden",
    [
        HiddenLayers(sizes=(5, 4), activation="tanh", layer_norm=True),
        HiddenLayers(sizes=(6,), activation="relu"),
    ],
)
def test_that_outputs_of_layers_are_those_of_keras(hidden: HiddenLayers) -> None:
    spec = NetworkSpec(
        observation_scale=(2.0, 1.0, 4.0), action_count=2, hidden=hidden, head=ExpectedValues(), dueling=False
    )
    weights = random_weights(spec)
    observations = np.random.default_rng(1).normal(size=(7, 3)).astype(np.float32)
    model, found = model_of(spec, weights), layer_outputs(spec, weights, observations)
    assert list(found) == [f"hidden_{place}" for place in range(1, len(hidden.sizes) + 1)]
    for name, output in found.items():
        layer = model.get_layer(f"{name}_activation" if hidden.layer_norm else name)
        expected = np.asarray(keras.Model(model.input, layer.output)(observations))
        np.testing.assert_allclose(output, expected, atol=1e-5)


def test_that_outputs_of_layers_on_images_are_those_of_keras() -> None:
    spec = NetworkSpec(
        observation_scale=(255.0,),
        action_count=2,
        hidden=HiddenLayers(sizes=(5,), activation="relu"),
        head=ExpectedValues(),
        dueling=True,
        image_shape=(2, 8, 8, 1),
        convolutions=((3, 3, 1),),
    )
    weights = random_weights(spec)
    images = np.random.default_rng(1).integers(0, 256, (40, 2, 8, 8, 1), np.uint8)
    model, found = model_of(spec, weights), layer_outputs(spec, weights, images)
    assert list(found) == ["conv_1", "value_hidden_1", "advantage_hidden_1"]
    for name, output in found.items():
        expected = np.asarray(keras.Model(model.input, model.get_layer(name).output)(images))
        np.testing.assert_allclose(output, expected, atol=1e-4)


def test_that_what_cannot_be_looked_at_is_refused(subject: Subject) -> None:
    with pytest.raises(InputError, match="states is 0, but must be from 1 to 4,096"):
        health(subject, HealthRequest(states=0))
    empty = subject_of(Run(run_config(seed=4, changes={**SMALL, "prioritized": False}), chunk_steps=50))
    with pytest.raises(InputError, match="The replay buffer is empty"):
        health(empty, HealthRequest())
