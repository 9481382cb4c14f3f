"""A study without TensorFlow: learners whose skill is a formula, and an evaluator that reads it off."""

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np

from dqn_engine.config.run_config import RunConfig, run_config
from dqn_engine.play.evaluation import Evaluation
from dqn_engine.study.plan import StudyPlan

Skill = Callable[[int, int], float]


class Frozen:
    """The policy of a learner at one moment: it is its score."""

    def __init__(self, score: float) -> None:
        self.score = score

    def greedy_actions(self, observations: np.ndarray) -> np.ndarray:
        raise AssertionError("nobody plays in a fake study")


class FakeLearner:
    """Plays `skill(seed, steps trained)`; trains in chunks of `chunk_steps` and tells `tape` what it is asked."""

    compile_seconds = 1.5
    closed = False

    def __init__(self, skill: Skill, tape: list[object], chunk_steps: int = 300) -> None:
        self._skill, self._tape, self._chunk_steps = skill, tape, chunk_steps
        self._seed = self._trained = -1

    def become(self, config: RunConfig) -> None:
        self._tape.append(("become", config))

    def close(self) -> None:
        self.closed = True

    def restart(self, seed: int) -> None:
        self._tape.append(("restart", seed))
        self._seed, self._trained = seed, 0

    def state(self) -> Mapping[str, np.ndarray] | None:
        return None

    def past(self) -> Mapping[str, np.ndarray]:
        return {}

    def put_back(self, state: Mapping[str, np.ndarray], past: Mapping[str, np.ndarray]) -> None:
        raise AssertionError("nothing was saved")

    def save_run(
        self, path: Path, evaluations: Sequence[tuple[int, Evaluation]], best: Mapping[str, np.ndarray]
    ) -> str:
        path.mkdir()
        said = {"seed": self._seed, "means": [one.mean for _, one in evaluations], "best": float(best["score"])}
        (path / "config.json").write_text(json.dumps(said))
        return ""

    def weights(self) -> Mapping[str, np.ndarray]:
        return {"score": np.array(self.policy().score)}

    def policy_with(self, weights: Mapping[str, np.ndarray]) -> Frozen:
        return Frozen(float(weights["score"]))

    def change(self, new: Mapping[str, object]) -> bool:
        self._tape.append(("change", self._trained, dict(new)))
        return "batch_size" in new

    def train(self, most_steps: int) -> int:
        steps = min(most_steps, self._chunk_steps)
        self._trained += steps
        self._tape.append(steps)
        return steps

    def policy(self) -> Frozen:
        return Frozen(self._skill(self._seed, self._trained))


class FakeEvaluator:
    """Returns the policy's score for every episode."""

    def __init__(self, environment: str, frame_stack: int, masks: bool = True) -> None:
        self.environment, self.frame_stack = environment, frame_stack
        self.asked: list[tuple[int, int]] = []
        self.played: list[Frozen] = []
        self.closed = False

    def evaluate(self, policy: Frozen, episodes: int, seed: int) -> Evaluation:
        self.asked.append((episodes, seed))
        self.played.append(policy)
        score = policy.score
        return Evaluation(
            env=self.environment,
            episodes=episodes,
            mean=score,
            std=0.0,
            minimum=score,
            maximum=score,
            returns=np.full(episodes, score),
        )

    def evaluate_unless(
        self, given_up: Callable[[], bool], policy: Frozen, episodes: int, seed: int
    ) -> Evaluation | None:
        return self.evaluate(policy, episodes, seed)  # In one step, after which nothing is left to give up.

    def close(self) -> None:
        self.closed = True


def study_config(**changes: object) -> RunConfig:
    """A configuration evaluated every 500 steps over 100 episodes."""
    return run_config(changes={"evaluate_every": 500, "evaluate_episodes": 100, **changes})


def study_plan(*names: str, seeds: tuple[int, ...] = (0, 1), steps: int = 1200, **changes: object) -> StudyPlan:
    """A plan with a configuration for each name."""
    return StudyPlan(configs={name: study_config(**changes) for name in names}, seeds=seeds, steps=steps)
