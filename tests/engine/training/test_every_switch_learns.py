"""Every switch, with every other in pairs, learns values that are known exactly; not merely that nothing raises."""

import itertools
from collections.abc import Mapping

import numpy as np
import pytest

from dqn_engine.config.hyperparameters import KNOB_BY_NAME, validate_knobs
from dqn_engine.networks.numpy_policy import NumpyPolicy
from dqn_engine.system.values import KnobValue
from dqn_engine.training.live_inputs import pack
from dqn_engine.training.metrics import COLUMN
from tests.support import fork
from tests.support.program_pool import compiled_program
from tests.support.quick_codegen import Quickly

STEPS, CLOSE = 3000, 0.06

COMMON: dict[str, KnobValue] = {
    "hidden_sizes": (24,),
    "activation": "tanh",
    "initial_values": "zero",
    "gamma": 0.8,
    "batch_size": 16,
    "capacity": 512,
    "learning_starts": 32,
    "learning_rate": 0.004,
    "learning_rate_end": 0.05,
    "learning_rate_steps": 2800,
    "weight_decay": 0.001,
    "tau": 0.03,
    "target_interval": 30,
    "reward_scale": 0.6,
    "reward_clip": 0.7,
    "huber_delta": 0.2,
    "epsilon_manual": True,  # Noise and greed alone would soon leave half of the values unvisited.
    "epsilon_value": 0.6,
    "repeat_limit": 4,
    "temperature": 1.0,
    "munchausen_temperature": 0.3,
    "num_atoms": 21,
    "v_min": -0.5,
    "v_max": 2.0,
    "num_quantiles": 8,
    "num_cosines": 8,
    "num_fractions": 6,
    "num_target_fractions": 4,
    "sigma_zero": 0.1,  # The mean of noisy values is not quite the value without noise.
    "average_updates": 200,
    "evaluate_every": 0,
}
SWITCHES: dict[str, tuple[KnobValue, ...]] = {
    "value_head": ("expected", "c51", "qr-dqn", "iqn"),
    "noisy": (False, True),
    "dueling": (True, False),
    "prioritized": (True, False),
    "double": (True, False),
    "n_step": (1, 3),
    "exploration": ("epsilon-greedy", "epsilon-z-greedy", "boltzmann"),
    "learning_rate_schedule": ("linear", "cosine", "constant"),
    "optimizer": ("adam", "adamw", "rmsprop"),
    "munchausen": (False, True),
    "observation_scaling": ("none", "running"),
    "target_sync": ("soft", "hard", "episode"),
    "reward_shaping": ("none", "scale", "clip"),
}
ELSEWHERE = {"observation_scaling": {"bounds"}, "reward_shaping": {"notebook-1"}}
"""Choices that are none on this environment: its bounds are 1, and it has no pole."""

_ROWS = (
    # head, noisy, dueling, prioritized, double, n, exploration, rate, optimizer, munchausen, inputs, sync, rewards
    ("qr-dqn", False, True, True, False, 1, "epsilon-z-greedy", "cosine", "adamw", False, "running", "episode", "clip"),
    ("expected", True, False, True, True, 1, "epsilon-greedy", "cosine", "adamw", True, "running", "hard", "none"),
    ("qr-dqn", False, False, True, True, 1, "epsilon-greedy", "constant", "rmsprop", False, "running", "soft", "scale"),
    ("c51", False, True, False, False, 3, "epsilon-greedy", "linear", "rmsprop", False, "running", "episode", "none"),
    ("qr-dqn", True, True, False, False, 3, "boltzmann", "constant", "adam", False, "none", "hard", "none"),
    ("expected", True, False, False, True, 3, "epsilon-greedy", "constant", "adam", False, "none", "episode", "clip"),
    ("c51", True, True, True, False, 3, "boltzmann", "linear", "adamw", False, "none", "soft", "clip"),
    ("qr-dqn", False, True, False, False, 3, "epsilon-z-greedy", "linear", "adamw", False, "running", "hard", "scale"),
    ("expected", False, False, True, True, 1, "epsilon-z-greedy", "linear", "adam", True, "running", "soft", "none"),
    (
        "expected",
        True,
        True,
        False,
        True,
        1,
        "epsilon-z-greedy",
        "constant",
        "adamw",
        True,
        "running",
        "episode",
        "clip",
    ),
    ("c51", True, False, False, True, 3, "boltzmann", "cosine", "adam", False, "running", "soft", "scale"),
    ("expected", False, True, True, False, 1, "boltzmann", "cosine", "rmsprop", True, "none", "episode", "scale"),
    ("c51", True, False, True, False, 1, "epsilon-z-greedy", "constant", "rmsprop", False, "none", "hard", "clip"),
    ("iqn", False, True, True, True, 1, "epsilon-greedy", "linear", "adam", False, "none", "soft", "none"),
    ("iqn", True, False, False, False, 3, "epsilon-z-greedy", "cosine", "adamw", False, "running", "hard", "scale"),
    ("iqn", False, False, True, False, 1, "boltzmann", "constant", "rmsprop", False, "running", "episode", "clip"),
)
CASES = [dict(zip(SWITCHES, row, strict=True)) for row in _ROWS]


def test_that_every_allowed_pair_of_switches_is_in_some_case() -> None:
    for (one, ones), (other, others) in itertools.combinations(SWITCHES.items(), 2):
        for pair in itertools.product(ones, others):
            refused = {one: pair[0], other: pair[1]}
            if refused.get("munchausen") and (
                refused.get("value_head", "expected") != "expected" or "n_step" in refused
            ):
                continue  # Refused, or without values that are easily known.
            assert any((case[one], case[other]) == pair for case in CASES), refused


def test_that_the_cases_know_every_switch() -> None:
    for name, values in SWITCHES.items():
        knob = KNOB_BY_NAME[name]
        if knob.choices:
            assert set(values) | ELSEWHERE.get(name, set()) == set(knob.choices)


def test_that_the_exact_values_are_those_worked_by_hand() -> None:
    # The stay 0.1 / (1 − 0.8); before it 0.5 + 0.8 · 0.5; the end 1; before it 0.8; and the fork 0.2 + 0.64 or 0.72.
    expected = [[0.84, 0.72], [0.8, 0.8], [0.9, 0.9], [1.0, 1.0], [0.5, 0.5]]
    np.testing.assert_allclose(
        fork.exact_values({"gamma": 0.8, "munchausen": False, "reward_shaping": "none"}), expected
    )


def learned(knobs: Mapping[str, KnobValue]) -> tuple[np.ndarray, np.ndarray]:
    """The values [PLACES, ACTIONS] that a run here comes to, and the metrics [STEPS, …] on the way."""
    program = compiled_program(fork.spec_of(knobs), knobs, 1, fork)
    metrics = np.concatenate([program.run(1000, pack(knobs)) for _ in range(STEPS // 1000)])
    values = NumpyPolicy(program.spec, program.policy_weights()).q_values(np.eye(fork.PLACES, dtype=np.float32))
    return values, metrics


@pytest.mark.parametrize("case", CASES, ids=lambda case: "-".join(str(value) for value in case.values()))
def test_that_it_learns_the_exact_values(case: dict[str, KnobValue], quickly: Quickly) -> None:
    knobs = validate_knobs({**COMMON, **case})
    found, metrics = quickly(learned, knobs)
    np.testing.assert_allclose(found, fork.exact_values(knobs), atol=CLOSE)
    assert np.isfinite(metrics).all()
    # The batches' noisy values come near the largest as well.
    assert metrics[-500:, COLUMN.q_max].mean() == pytest.approx(fork.exact_values(knobs).max(), abs=0.25)
