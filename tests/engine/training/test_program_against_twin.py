"""The compiled program step by step against the whole algorithm written slowly: the same numbers throughout.

Whatever is off by one or swapped — the networks of Double DQN, a sign, the step of a target sync, of β or ε, the
priority written, the importance weights, n-step ends, the write head — shows in some column of some step.
"""

import functools

import numpy as np
import pytest
import tensorflow as tf

from dqn_engine.environments.compiled.cartpole import CartPoleState, CompiledCartPole
from dqn_engine.networks import compiled_network, noise
from dqn_engine.networks.spec import NetworkSpec
from dqn_engine.replay import sum_tree
from dqn_engine.system.random_numbers import uniforms
from dqn_engine.system.values import KnobValue
from dqn_engine.training.live_inputs import pack
from dqn_engine.training.metrics import COLUMN
from dqn_engine.training.program import Program
from tests.support.naive_dqn import ACT, ACT_NOISE, LEARN_NOISE, SAMPLE, NaiveDQN, Noise
from tests.support.program_pool import CARTPOLE, ProgramPool, cartpole_spec, small_knobs

STEPS = 110
RELATIVE, ABSOLUTE = 1e-3, 2e-4
COMPARED = ("ended", "episode_return", "epsilon", "beta", "updates")
COMPARED += ("loss", "td_error", "q_mean", "q_max", "gradient_norm")

# Every part counts: errors on both sides of δ, gradients on both sides of the clip, several syncs, a ring that wraps.
EVERYTHING: dict[str, KnobValue] = {
    "n_step": 3,
    "gamma": 0.9,
    "huber_delta": 0.8,
    "huber_delta_end": 1.6,
    "huber_delta_steps": 60,
    "learning_rate": 0.01,
    "gradient_clip": 0.5,
    "train_interval": 2,
    "updates_per_training": 2,
    "learning_starts": 21,
    "target_sync": "hard",
    "target_interval": 7,
    "epsilon_start": 0.9,
    "epsilon_end": 0.2,
    "epsilon_decay_steps": 80,
    "alpha": 0.7,
    "beta_start": 0.3,
    "beta_end": 1.0,
    "beta_steps": 90,
    "priority_epsilon": 0.05,
    "average_updates": 4,
}
VARIANTS: dict[str, dict[str, KnobValue]] = {
    "hard sync, Huber, Double": {},
    "DQN": {"double": False},
    "soft sync, squared loss, no clip": {
        "target_sync": "soft",
        "tau": 0.05,
        "loss": "squared",
        "gradient_clip": 0.0,
        "n_step": 1,
    },
    "multiplicative ε, every step, sync at episodes' ends": {
        "target_sync": "episode",
        "epsilon_schedule": "multiplicative",
        "epsilon_decay_rate": 0.95,
        "train_interval": 1,
        "updates_per_training": 1,
    },
    "constant ε, α 0, β 1": {"epsilon_schedule": "constant", "alpha": 0.0, "beta_start": 1.0, "n_step": 10},
    "Munchausen, Boltzmann, AdamW, cosine, scaled rewards": {
        "reward_shaping": "scale",
        "reward_scale": 0.4,
        "munchausen": True,
        "munchausen_temperature": 0.4,
        "munchausen_clip": -0.3,
        "n_step": 1,
        "exploration": "boltzmann",
        "temperature": 5.0,
        "optimizer": "adamw",
        "weight_decay": 0.5,
        "learning_rate_schedule": "cosine",
        "learning_rate_steps": 70,
    },
    "repeats, most of them until an episode ends": {
        "exploration": "epsilon-z-greedy",
        "repeat_exponent": 0.5,
        "repeat_limit": 40,
        "epsilon_start": 0.6,
    },
    "uniform, running scales, shaped rewards": {
        "observation_scaling": "running",
        "reward_shaping": "notebook-1",
        "prioritized": False,
        "dueling": False,
    },
    "noisy, Double": {"noisy": True, "sigma_zero": 0.7, "learning_rate": 0.003},
    # What a normalised unit is by rounding alone, ReLU's kink would make a different gradient of.
    "normalised layers, noisy": {
        "layer_norm": True,
        "hidden_sizes": (9, 6),
        "activation": "tanh",
        "noisy": True,
        "learning_rate": 0.003,
    },
    "two layers of tanh, RMSprop": {
        "hidden_sizes": (7, 5),
        "activation": "tanh",
        "dueling": False,
        "optimizer": "rmsprop",
        "observation_scaling": "none",
        "optimizer_epsilon": 1e-3,
    },
}
AS_SHIPPED = {"hard sync, Huber, Double"}
"""Also looked at as users run them."""


@functools.cache
def _uniforms(stream: int, size: int) -> tf.types.experimental.PolymorphicFunction:
    return tf.function(lambda seed, count: uniforms(seed, stream, count, size), jit_compile=True, autograph=False)


def random_numbers(seed: int):
    """The program's own numbers; those before its first step are made eagerly there, and so here."""

    def random(stream: int, count: int, size: int) -> np.ndarray:
        if stream == ACT and count == 0:
            return uniforms(tf.constant(seed), stream, tf.constant(count), size).numpy()
        return _uniforms(stream, size)(tf.constant(seed), tf.constant(count)).numpy()

    return random


def noise_of(spec: NetworkSpec, seed: int):
    """The program's own noise, layer by layer."""
    draw = functools.cache(
        lambda stream, how_many: tf.function(
            lambda count: tf.stack(noise.samples(spec, tf.constant(seed), stream, count, how_many)),
            jit_compile=True,
            autograph=False,
        )
    )

    def by_layer(stream: int, count: int, how_many: int) -> list[Noise]:
        found = []
        for numbers in draw(stream, how_many)(tf.constant(count)).numpy():
            layers, rest = {}, numbers
            for name, (inputs, outputs) in spec.layer_sizes.items():
                layers[name], rest = (rest[:inputs], rest[inputs : inputs + outputs]), rest[inputs + outputs :]
            found.append(layers)
        return found

    return by_layer


def assert_same_learner(program: Program, twin: NaiveDQN, step: int) -> None:
    learner = program.state.learner
    state = {"online": (learner.weights, twin.online), "target": (learner.target_weights, twin.target)}
    state["average"] = (learner.average_weights, twin.average)
    if learner.optimizer.mean:
        state["mean"] = (learner.optimizer.mean, twin.mean)
    state["square"] = (learner.optimizer.square, twin.square)
    for what, (packed, expected) in state.items():
        found = compiled_network.unpack(program.spec, tuple(w.numpy() for w in packed))
        for name, weight in expected.items():
            np.testing.assert_allclose(
                found[name], weight, rtol=RELATIVE, atol=ABSOLUTE, err_msg=f"{what} {name} after step {step}"
            )


class MaskedCartPole(CompiledCartPole):
    """One that must not be pushed to the right while it moves so, nor to the left near the left end."""

    def allowed(self, state: CartPoleState) -> tf.Tensor:
        """Which actions are allowed: [2] bool."""
        position, velocity, _, _ = tf.unstack(self.observe(state))
        return tf.stack([position >= -0.05, (velocity <= 0.2) | (position < -0.05)])


def allowed(observation: np.ndarray) -> list[int]:
    """The same once more."""
    position, velocity, _, _ = observation
    return [*([0] if position >= np.float32(-0.05) else []), *([1] if velocity <= 0.2 or position < -0.05 else [])]


MASKED_CARTPOLE = MaskedCartPole()
# The values that ε-greedy and the targets of Double and DQN come to with masks are known exactly, in another file.
MASKED_VARIANTS = (
    "Munchausen, Boltzmann, AdamW, cosine, scaled rewards",
    "repeats, most of them until an episode ends",
    "noisy, Double",
)


@pytest.mark.parametrize(
    ("variant", "seed"),
    [
        *(pytest.param(name, 3, marks=pytest.mark.as_shipped if name in AS_SHIPPED else ()) for name in VARIANTS),
        *(pytest.param(name, 11, marks=pytest.mark.as_shipped) for name in AS_SHIPPED),
        ("noisy, Double", 11),
    ],
)
def test_that_every_step_is_the_twins(programs: ProgramPool, variant: str, seed: int) -> None:
    assert_that_every_step_is_the_twins(programs, variant, seed)


@pytest.mark.parametrize("variant", MASKED_VARIANTS)
def test_that_with_action_masks_every_step_is_the_twins(programs: ProgramPool, variant: str) -> None:
    assert_that_every_step_is_the_twins(programs, variant, 3, masked=True)


def assert_that_every_step_is_the_twins(programs: ProgramPool, variant: str, seed: int, masked: bool = False) -> None:
    knobs = small_knobs(**{**EVERYTHING, **VARIANTS[variant]})
    environment = MASKED_CARTPOLE if masked else CARTPOLE
    program, vector = programs.program(cartpole_spec(knobs), knobs, seed, environment), pack(knobs)
    spec, mask = program.spec, allowed if masked else None
    twin = NaiveDQN(knobs, program.weights(), spec.observation_scale, random_numbers(seed), noise_of(spec, seed), mask)
    happened = []
    for step in range(1, STEPS + 1):
        row, expected = program.run(1, vector)[0], twin.step()
        happened.append(expected)
        for name in COMPARED:
            assert row[getattr(COLUMN, name)] == pytest.approx(expected.get(name, 0.0), rel=RELATIVE, abs=ABSOLUTE), (
                f"{name} of step {step}"
            )
        if step % 5 == 0 or step > STEPS - 5:
            assert_same_learner(program, twin, step)
    if knobs["prioritized"]:
        np.testing.assert_allclose(program.priorities(), twin.priorities.priority, rtol=RELATIVE, atol=ABSOLUTE)
        assert float(program.state.replay.largest_priority) == pytest.approx(twin.largest_priority, rel=RELATIVE)
        tree = program.state.replay.tree
        scaled = tree.leaves.numpy()[:, : sum_tree.FAN_OUT].reshape(-1)
        np.testing.assert_allclose(scaled, twin.priorities.scaled(knobs["alpha"]), rtol=RELATIVE, atol=ABSOLUTE)
    twin.close()
    if masked:
        counts = [len(allowed(transition.observation)) for transition in twin.ring.stored]
        assert 20 < counts.count(1) < len(counts) - 20
    # The run was one in which mistakes show.
    assert twin.updates >= 60
    assert len(twin.ring.stored) > knobs["capacity"]
    assert sum(h["ended"] for h in happened) >= 2
    if knobs["gradient_clip"]:
        assert max(h.get("gradient_norm", 0.0) for h in happened) > knobs["gradient_clip"]


def test_that_the_streams_are_those_of_the_program() -> None:
    from dqn_engine.system import random_numbers

    assert (ACT, SAMPLE) == (random_numbers.ACT_STREAM, random_numbers.SAMPLE_STREAM)
    assert (ACT_NOISE, LEARN_NOISE) == (random_numbers.ACT_NOISE_STREAM, random_numbers.LEARN_NOISE_STREAM)
