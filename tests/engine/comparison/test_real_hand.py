"""A run's own seed with its changes is that run, to the bit, as real programs train it."""

from pathlib import Path

import numpy as np

from dqn_engine.comparison.hand import WITH, WITHOUT, hand_plan
from dqn_engine.config.run_config import RunConfig
from dqn_engine.networks.policies import GreedyPolicy
from dqn_engine.storage.run.reproducible import recording_of
from dqn_engine.study.learner import CompiledLearner
from dqn_engine.study.seed_training import SeedTraining
from dqn_engine.training.run import Run

RUN = Path(__file__).parents[1] / "fixtures" / "run-of-0.1.0"


class Watched(CompiledLearner):
    """Tells the policies that it is asked for."""

    policies: list[GreedyPolicy]

    def policy(self) -> GreedyPolicy:
        self.policies.append(super().policy())
        return self.policies[-1]


def test_that_a_run_s_own_seed_with_its_changes_is_that_run_to_the_bit() -> None:
    recording = recording_of(RUN)
    plan = hand_plan(recording, 2, device="cpu", rhythm={"evaluate_every": 200, "evaluate_episodes": 2})
    assert plan.seeds == (7, 0, 1)
    policies: list[GreedyPolicy] = []

    def learner_for(config: RunConfig) -> Watched:
        learner = Watched(config)
        learner.policies = policies
        return learner

    with SeedTraining(lambda event: None, lambda: False, learner_for=learner_for) as place:
        for name in (WITH, WITHOUT, WITH):
            place.run(plan.job((name, 7)))
    states = np.random.default_rng(1).normal(size=(50, 4)).astype(np.float32)
    first_200, first_300, without_200, without_300, again_200, again_300 = [one.q_values(states) for one in policies]
    run = Run(recording.config, chunk_steps=70)
    for until, found in ((150, None), (200, first_200), (300, first_300)):
        while run.env_steps < until:
            run.train(until - run.env_steps)
        if found is None:
            run.change_knobs(recording.ledger[0].new)
        else:
            assert (found == run.policy().q_values(states)).all()
    run.close()
    assert (first_200 != without_200).any(), "after step 150 something was changed"
    assert (first_300 != without_300).any()
    assert (first_200 == again_200).all()
    assert (first_300 == again_300).all(), "what was changed for one seed is forgotten at the next"
