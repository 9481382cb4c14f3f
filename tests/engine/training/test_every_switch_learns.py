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
    "trial_episodes": 0,  # What is compared is what is learned, not what has passed a trial.
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
    "layer_norm": (False, True),
}
ELSEWHERE = {
    "observation_scaling": {"auto", "bounds"},
    "reward_shaping": {"notebook-1"},
    "target_sync": {"termination"},
}
"""Choices that are none on this environment: its bounds are 1, it has no pole, and no time limit cuts it off."""

_TABLE = """
head      noisy  dueling  prio  double  n  exploration       rate      optimizer  munch  inputs   sync     rewards  norm
iqn       no     yes      yes   yes     1  boltzmann         cosine    adamw      no     running  soft     scale    no
c51       yes    yes      yes   yes     3  epsilon-z-greedy  linear    adam       no     running  episode  scale    yes
c51       yes    no       no    no      3  epsilon-greedy    cosine    adamw      no     running  soft     none     no
expected  no     no       no    no      1  epsilon-greedy    constant  adam       yes    none     soft     scale    no
expected  yes    yes      no    no      1  epsilon-z-greedy  cosine    adamw      yes    none     hard     clip     yes
qr-dqn    yes    no       yes   yes     3  boltzmann         constant  adamw      no     none     episode  none     yes
expected  no     no       yes   yes     1  boltzmann         linear    rmsprop    yes    running  episode  none     yes
c51       no     no       yes   no      1  boltzmann         constant  rmsprop    no     none     hard     clip     no
iqn       yes    no       no    no      1  epsilon-greedy    linear    rmsprop    no     none     episode  clip     no
qr-dqn    no     yes      yes   yes     1  epsilon-greedy    linear    adamw      no     none     hard     scale    yes
qr-dqn    yes    yes      no    no      1  boltzmann         cosine    adam       no     running  soft     clip     no
expected  yes    yes      no    yes     3  epsilon-z-greedy  cosine    rmsprop    no     none     episode  clip     no
iqn       no     yes      yes   no      3  epsilon-z-greedy  constant  adam       no     running  hard     none     yes
qr-dqn    yes    no       yes   yes     3  epsilon-z-greedy  linear    rmsprop    no     none     soft     scale    yes
"""
_WORDS: dict[str, KnobValue] = {"yes": True, "no": False, "1": 1, "3": 3}
CASES = [
    {name: _WORDS.get(word, word) for name, word in zip(SWITCHES, line.split(), strict=True)}
    for line in _TABLE.strip().splitlines()[1:]
]


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
def test_that_it_learns_the_exact_values(case: dict[str, KnobValue]) -> None:
    knobs = validate_knobs({**COMMON, **case})
    found, metrics = learned(knobs)
    np.testing.assert_allclose(found, fork.exact_values(knobs), atol=CLOSE)
    assert np.isfinite(metrics).all()
    # The batches' noisy values come near the largest as well.
    assert metrics[-500:, COLUMN.q_max].mean() == pytest.approx(fork.exact_values(knobs).max(), abs=0.25)
