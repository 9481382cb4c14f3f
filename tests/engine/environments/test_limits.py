"""What an environment may have and give at most, and the sentence where it has or gives more."""

import numpy as np
import pytest

from dqn_engine.environments.flat_actions import MOST_ACTIONS
from dqn_engine.environments.gymnasium_environment import make_environment
from dqn_engine.environments.vector import VectorEnvironment
from dqn_engine.system.errors import BrokenEnvironmentError, InputError
from tests.support import rule_breakers


@pytest.fixture(autouse=True, scope="module")
def _registered() -> None:
    rule_breakers.register()


def test_that_more_actions_than_a_network_can_have_are_refused_with_the_limit() -> None:
    with pytest.raises(InputError, match=f"has 100,000 actions, but {MOST_ACTIONS:,} are the most"):
        make_environment("ManyActions-v0")


def test_that_a_reward_beyond_float32_is_a_sentence() -> None:
    environments = VectorEnvironment("HugeReward-v0", 1, seed=0)
    for _ in range(2):
        environments.step(np.array([0]))
    with pytest.raises(BrokenEnvironmentError, match=r"a reward of -1e\+300, but .* float32, .* scale"):
        environments.step(np.array([0]))
    environments.close()


@pytest.mark.parametrize("sign", [1, -1])
def test_that_a_return_beyond_float32_is_a_sentence(sign: int, monkeypatch: pytest.MonkeyPatch) -> None:
    reward = sign * 1.5e38
    monkeypatch.setattr(rule_breakers.HugeReward, "step", lambda self, _: (self.observed(), reward, False, False, {}))
    environments = VectorEnvironment("HugeReward-v0", 1, seed=0)
    environments.step(np.array([0]))
    with pytest.raises(BrokenEnvironmentError, match=rf"a return of {sign * 3e38:.3g}, but".replace("+", r"\+")):
        environments.step(np.array([0]))
    environments.close()
