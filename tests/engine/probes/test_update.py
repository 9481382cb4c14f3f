"""One update under the glass, held to the compiled program's next update and to the formulas in NumPy."""

import keras
import numpy as np
import pytest

from dqn_engine.config.run_config import run_config
from dqn_engine.networks.keras_model import build_model
from dqn_engine.probes.subject import Subject, Weights, subject_of
from dqn_engine.probes.update import UpdateReport, UpdateRequest, update
from dqn_engine.system.errors import InputError
from dqn_engine.system.values import KnobValue
from dqn_engine.training.live_inputs import pack
from dqn_engine.training.metrics import COLUMN
from dqn_engine.training.run import Run
from tests.support.program_pool import PLAIN, SMALL

pytestmark = pytest.mark.usefixtures("pooled_sessions")

EVERYTHING: dict[str, KnobValue] = {**SMALL, "n_step": 3, "gamma": 0.9, "gradient_clip": 0.5}
VARIANTS: dict[str, dict[str, KnobValue]] = {
    "default's switches": EVERYTHING,
    "DQN, squared loss": {**PLAIN, "loss": "squared", "gradient_clip": 0.0},
    "Munchausen, every third step": {**PLAIN, "munchausen": True, "train_interval": 3},
    "C51": {**EVERYTHING, "value_head": "c51", "num_atoms": 21, "v_min": -1.0, "v_max": 200.0},
    "QR-DQN": {**EVERYTHING, "value_head": "qr-dqn", "num_quantiles": 7},
    "IQN": {**EVERYTHING, "value_head": "iqn", "num_fractions": 3, "num_target_fractions": 5},
    "noisy, RMSprop, running statistics, layer norm": {
        **EVERYTHING,
        "noisy": True,
        "optimizer": "rmsprop",
        "learning_rate": 0.001,
        "observation_scaling": "running",
        "layer_norm": True,
    },
}


def run_of(variant: str) -> Run:
    run = Run(run_config(seed=6, changes=VARIANTS[variant]), chunk_steps=100)
    run.train(100)
    return run


def told_of(run: Run, slot: int = -1) -> UpdateReport:
    return update(subject_of(run), UpdateRequest(slot=slot))


def model_of(subject: Subject, weights: Weights) -> keras.Model:
    model = build_model(subject.spec)
    model.set_weights(list(weights.values()))
    return model


def q_of(model: keras.Model, observation: np.ndarray) -> np.ndarray:
    return np.asarray(model(observation[np.newaxis]), np.float64)[0]


@pytest.mark.parametrize("variant", VARIANTS)
def test_that_the_compiled_programs_next_update_is_what_was_told(variant: str) -> None:
    run = run_of(variant)
    subject = subject_of(run)
    preview, told = subject.program.next_update(pack(run.knobs)), update(subject, UpdateRequest())
    before = run.program.weights()
    metrics, _ = run.train(told.env_steps - run.env_steps)
    assert told.exact
    assert metrics[-1, COLUMN.updates] == 1.0
    after = run.program.weights()
    assert any((before[name] != after[name]).any() for name in after)
    for name, weight in after.items():
        np.testing.assert_allclose(preview.weights_after[name], weight, atol=1e-5, rtol=1e-5, err_msg=name)
    loss, norm = float(metrics[-1, COLUMN.loss]), float(metrics[-1, COLUMN.gradient_norm])
    assert told.batch_loss == pytest.approx(loss, rel=1e-4, abs=1e-5)
    assert told.gradient_norm == pytest.approx(norm, rel=1e-4)
    assert told.clipped == (0.0 < run.knobs["gradient_clip"] < norm)
    # What it did to the values of this state, by Keras.
    np.testing.assert_allclose(
        told.q_after, q_of(model_of(subject, preview.weights_after), told.observation), atol=2e-4
    )


@pytest.mark.parametrize("variant", ["default's switches", "DQN, squared loss", "C51", "QR-DQN"])
def test_that_the_target_is_the_papers_formula(variant: str) -> None:
    run = run_of(variant)
    subject = subject_of(run)
    models = [model_of(subject, weights) for weights in (subject.online, subject.target)]
    seen = set()
    for slot in range(0, 64, 5):
        told = told_of(run, slot)
        seen.add(told.terminated)
        online, target = (q_of(model, told.next_observation) for model in models)
        np.testing.assert_allclose(told.q_valuing, target, atol=2e-4)
        if told.double:
            np.testing.assert_allclose(told.q_selecting, online, atol=2e-4)
        chosen = int((online if run.knobs["double"] else target).argmax())
        gamma = run.knobs["gamma"]
        expected = sum(gamma**k * float(reward) for k, reward in enumerate(told.rewards))
        assert told.return_n == pytest.approx(expected, rel=1e-5)
        if not told.terminated:
            expected += gamma ** len(told.rewards) * target[chosen]
            assert told.next_action == chosen
        assert told.target_value == pytest.approx(expected, abs=2e-3)
        assert told.cut == (not told.terminated and len(told.rewards) < run.knobs["n_step"])
        assert told.q_chosen == pytest.approx(q_of(models[0], told.observation)[told.action], abs=2e-4)
        assert told.td_error == pytest.approx(told.target_value - told.q_chosen, abs=1e-5)
    assert seen == {True, False}


def test_that_huber_and_its_slope_are_told() -> None:
    run = run_of("default's switches")
    kinds = set()
    for slot in range(0, 64, 4):
        told = told_of(run, slot)
        size, kappa = abs(told.td_error), told.huber_delta
        kinds.add(told.loss_kind)
        expected = 0.5 * size**2 if told.loss_kind == "huber" else kappa * (size - 0.5 * kappa)
        assert (told.loss_kind == "huber") == (size <= kappa)
        assert told.loss == pytest.approx(expected, rel=1e-4, abs=1e-6)
        assert told.slope[0] == pytest.approx(-np.clip(told.td_error, -kappa, kappa), rel=1e-4)
    assert kinds <= {"huber", "huber-linear"}
    squared = told_of(run_of("DQN, squared loss"))
    assert (squared.loss_kind, squared.slope[0]) == ("squared", pytest.approx(-squared.td_error, rel=1e-4))


def test_that_munchausens_terms_are_told() -> None:
    run = run_of("Munchausen, every third step")
    subject, told = subject_of(run), told_of(run)
    terms = told.munchausen
    assert terms is not None
    target = model_of(subject, subject.target)
    before, after = (q_of(target, o) for o in (told.observation, told.next_observation))
    soft = [terms.temperature * np.log(np.exp(q / terms.temperature).sum()) for q in (before, after)]
    assert terms.log_probability == pytest.approx(before[told.action] - soft[0], abs=1e-3)
    assert terms.bonus == pytest.approx(terms.alpha * np.clip(terms.log_probability, terms.lowest, 0.0), abs=1e-5)
    bootstrap = told.bootstrap_discount * soft[1]
    assert told.target_value == pytest.approx(told.return_n + terms.bonus + bootstrap, abs=1e-3)
    assert "log" in told.formula


def test_that_a_distributions_target_and_prediction_are_told() -> None:
    told = told_of(run_of("C51"))
    assert told.positions.tolist() == pytest.approx(np.linspace(-1, 200, 21).tolist(), abs=1e-4)
    for distribution, value in ((told.target, told.target_value), (told.predicted, told.q_chosen)):
        assert distribution.sum() == pytest.approx(1.0, abs=1e-5)
        assert (distribution * told.positions).sum() == pytest.approx(value, abs=1e-2)
    np.testing.assert_allclose(told.slope, told.predicted - told.target, atol=1e-5)  # of a cross-entropy by logits
    divergence = sum(t * np.log(t / p) for t, p in zip(told.target, told.predicted, strict=True) if t > 0)
    assert told.loss == pytest.approx(divergence, rel=1e-3, abs=1e-5)
    quantiles = told_of(run_of("QR-DQN"))
    assert quantiles.predicted.mean() == pytest.approx(quantiles.q_chosen, abs=1e-4)
    assert quantiles.target.mean() == pytest.approx(quantiles.target_value, abs=1e-4)
    np.testing.assert_allclose(quantiles.positions, (np.arange(7) + 0.5) / 7)
    sampled = told_of(run_of("IQN"))
    assert (len(sampled.predicted), len(sampled.positions), len(sampled.target)) == (3, 3, 5)


def test_that_a_transition_outside_of_the_batch_is_told_and_nothing_is_changed() -> None:
    run = run_of("default's switches")
    state = run.program.state_arrays()
    first = told_of(run)
    assert (first.slot, first.in_batch) == (first.batch_slots[0], True)
    stored, _ = run.program.observations_at(first.batch_slots)
    np.testing.assert_array_equal(first.batch_observations, stored)
    assert first.formula.startswith("y = 1 + 0.9·1")
    other = next(slot for slot in range(64) if slot not in first.batch_slots)
    told = told_of(run, other)
    assert (told.slot, told.in_batch) == (other, False)
    assert told.batch_loss == first.batch_loss
    assert 0.0 < told.importance <= 1.0
    within = told_of(run, int(first.batch_slots[3]))
    assert (within.slot, within.in_batch) == (first.batch_slots[3], True)
    for name, array in run.program.state_arrays().items():
        np.testing.assert_array_equal(array, state[name])


def test_that_an_update_that_is_too_far_away_is_the_one_that_would_be_made_now() -> None:
    run = Run(run_config(seed=6, changes={**EVERYTHING, "learning_starts": 64}), chunk_steps=40)
    run.train(40)
    told = told_of(run)
    assert (told.exact, told.env_steps) == (False, 40)
    run.train(10)
    told = told_of(run)
    assert (told.exact, told.env_steps) == (True, 64)


@pytest.mark.parametrize("slot", [64, -7])
def test_that_a_slot_without_a_transition_is_refused(slot: int) -> None:
    with pytest.raises(InputError) as refused:
        told_of(run_of("default's switches"), slot)
    words = f"slot is {slot}, which holds no transition that can be sampled; slots are whole numbers from 0 to 63"
    assert words in str(refused.value)
