"""What the presets of the two notebooks say in other words than those do, and that it comes to the same."""

import numpy as np
import pytest
import tensorflow as tf

from dqn_engine.config.hyperparameters import validate_knobs
from dqn_engine.config.run_config import load_preset, preset_names
from dqn_engine.training import optimizers, schedules
from dqn_engine.training.exploration.epsilon import epsilon_outside
from dqn_engine.training.live_inputs import RunKnobs, pack

NOTEBOOKS = tuple(name for name in preset_names() if name.startswith("notebook"))


def knobs_of(preset: str) -> dict[str, object]:
    return validate_knobs(load_preset(preset).knobs)


@pytest.mark.parametrize(
    ("preset", "explored", "steps"),
    [("notebook-2", 100, 10_000), ("notebook-2-steady", 100, 10_000), ("notebook-2-pong", 100_000, 1_000_000)],
)
def test_that_epsilon_and_beta_are_those_of_the_step_that_is_taken_counted_from_1(
    preset: str, explored: int, steps: int
) -> None:
    knobs = knobs_of(preset)
    live = RunKnobs(*map(tf.constant, pack(knobs)))
    for number in (1, 2, explored // 2, explored - 1, explored, explored + 1, steps // 2, steps):
        assert epsilon_outside(knobs, number - 1, 0) == pytest.approx(1 - 0.99 * min(1, number / explored), abs=1e-9)
        beta = float(schedules.beta(live, tf.constant(number - 1)))
        assert beta == pytest.approx(0.4 + 0.6 * min(1, number / steps), abs=1e-6)


def test_that_epsilon_falls_by_a_hundredth_per_learning_step_of_32_updates_while_it_is_above_its_end() -> None:
    knobs, epsilon = knobs_of("notebook-1"), 1.0
    for learned in range(600):
        assert epsilon_outside(knobs, 0, knobs["updates_per_training"] * learned) == pytest.approx(epsilon, rel=1e-3)
        epsilon *= 0.99 if epsilon > 0.01 else 1.0


def test_that_half_the_gradient_with_half_the_epsilon_is_the_same_step_of_adam() -> None:
    numbers = np.random.default_rng(0)
    gradients = [numbers.normal(0, 10.0**-exponent, 4).astype(np.float32) for exponent in range(9)]
    ends = []
    for factor, epsilon in ((0.5, 1e-7), (1.0, knobs_of("notebook-1")["optimizer_epsilon"])):
        weights = (tf.zeros([4]),)
        state = optimizers.first_state("adam", weights)
        for update, gradient in enumerate(gradients):
            weights, state = optimizers.adam(
                list(weights),
                [tf.constant(factor * gradient)],
                state,
                tf.constant(update),
                tf.constant(0.001),
                tf.constant(np.float32(epsilon)),
                tf.constant(0.0),
            )
        ends.append(weights[0].numpy())
    np.testing.assert_allclose(ends[0], ends[1], rtol=1e-5)


@pytest.mark.parametrize("preset", [*NOTEBOOKS, "rl-zoo-cartpole", "cleanrl-dqn", "rainbow"])
def test_that_presets_that_follow_others_act_with_the_newest_network(preset: str) -> None:
    assert knobs_of(preset)["acting_interval"] == 1


@pytest.mark.parametrize(
    ("preset", "expected"),
    [
        (
            "notebook-1",
            {"hidden_initializer": "glorot-uniform", "time_limit": "continue", "target_sync": "termination"},
        ),
        ("notebook-2", {"hidden_initializer": "truncated-normal", "time_limit": "terminate", "average_updates": 1}),
        ("notebook-2-pong", {"time_limit": "terminate", "average_updates": 1}),
    ],
)
def test_that_the_notebooks_own_ways_are_taken_or_listed(preset: str, expected: dict[str, object]) -> None:
    knobs, listed = knobs_of(preset), " ".join(load_preset(preset).differences)
    assert {name: knobs[name] for name in expected} == expected
    for otherwise in {"notebook-1": ("without replacement", "before learning on the step", "before the copy")}.get(
        preset, ("the larger of |δ| and 1e-6", "never samples the last row", "last.weights.h5")
    ):
        assert otherwise in listed
    assert ("presses fire" in listed) == (preset == "notebook-2-pong")
