"""The quick evaluation gives the returns of the plain one, to the last bit."""

import numpy as np
import pytest

from dqn_engine.environments.registry import environment_names
from dqn_engine.networks.numpy_policy import NumpyPolicy
from dqn_engine.play.evaluation import Evaluator, Policy
from dqn_engine.play.vectorised_evaluation import VectorisedCartPoleEvaluator, fastest_evaluator
from dqn_engine.system.errors import InputError
from tests.support.networks import random_weights, small_spec


class Linear:
    """Pushes by a weighted sum of what it sees; the weights decide between falling at once and never."""

    def __init__(self, *weights: float) -> None:
        self._weights = np.array(weights, np.float32)

    def greedy_actions(self, observations: np.ndarray) -> np.ndarray:
        return (observations @ self._weights > 0).astype(np.int64)


POLICIES = {
    "falls": Linear(0, 0, 1, 0),
    "wanders": Linear(0, 0, 1, 0.2),
    "drifts off": Linear(-0.02, 0, 1, 0.5),
    "balances": Linear(0.01, 0.05, 1, 0.5),
    "network": NumpyPolicy(small_spec(), random_weights(small_spec())),
}


@pytest.mark.slow
@pytest.mark.parametrize("policy", POLICIES.values(), ids=POLICIES)
@pytest.mark.parametrize("environment", [name for name in environment_names() if name.startswith("CartPole")])
def test_that_every_return_is_the_plain_evaluator_s(policy: Policy, environment: str) -> None:
    plain, quick = Evaluator(environment), fastest_evaluator(environment)
    assert isinstance(quick, VectorisedCartPoleEvaluator)
    for seed, episodes in ((0, 9), (3, 9), (7, 4)):
        expected, found = (evaluator.evaluate(policy, episodes, seed) for evaluator in (plain, quick))
        assert found.returns.tolist() == expected.returns.tolist()
        for name in ("env", "episodes", "mean", "std", "minimum", "maximum", "env_steps"):
            assert getattr(found, name) == getattr(expected, name)
        assert not found.returns.flags.writeable
    plain.close()
    quick.close()


def test_that_the_policies_above_tell_something() -> None:
    evaluator = fastest_evaluator("CartPole-v1")
    means = {name: evaluator.evaluate(policy, 20, seed=1).mean for name, policy in POLICIES.items()}
    assert means["falls"] < 100 < means["wanders"]
    assert means["drifts off"] < 500 == means["balances"]
    evaluator.close()
    assert evaluator.evaluate(POLICIES["falls"], 20, seed=1).mean == means["falls"]
    evaluator.close()


def test_that_a_caller_can_watch_it_step_by_step_or_drop_it() -> None:
    evaluator = fastest_evaluator("CartPole-v1")
    steps = evaluator.step_by_step(POLICIES["wanders"], 5, seed=0)
    left = [next(steps) for _ in range(20)]
    steps.close()
    again, watched = evaluator.step_by_step(POLICIES["wanders"], 5, seed=0), []
    try:
        while True:
            watched.append(next(again))
    except StopIteration as finished:
        result = finished.value
    assert watched[:20] == left
    assert watched == sorted(watched, reverse=True)
    assert (watched[-1], len(watched)) == (0, result.maximum)
    assert result.env_steps == result.returns.sum()
    evaluator.close()


def test_that_nonsense_is_refused() -> None:
    with pytest.raises(InputError, match="There is no environment 'Nope-v0'"):
        fastest_evaluator("Nope-v0")
    with pytest.raises(ValueError, match="at least one episode"):
        fastest_evaluator("CartPole-v1").evaluate(POLICIES["falls"], 0, seed=0)


@pytest.mark.parametrize("kind", [Evaluator, VectorisedCartPoleEvaluator])
def test_that_an_evaluation_is_given_up_between_two_steps_and_the_next_is_whole(kind) -> None:
    evaluator, asked = kind("CartPole-v1"), []
    policy = POLICIES["falls"]
    whole = evaluator.evaluate_unless(lambda: False, policy, 5, 0)
    assert whole is not None
    assert whole.returns.tolist() == evaluator.evaluate(policy, 5, 0).returns.tolist()

    def given_up() -> bool:
        asked.append(0)
        return len(asked) == 3

    assert evaluator.evaluate_unless(given_up, policy, 5, 0) is None
    assert len(asked) == 3
    assert evaluator.evaluate(policy, 5, 0).returns.tolist() == whole.returns.tolist()
    evaluator.close()
