"""Which copies of the averaged network come to play, by several rules, on the same training.

    python -m tests.benchmarks.trial_rules record DIR --seeds 1000-1019 [--steps 100000]
    python -m tests.benchmarks.trial_rules replay DIR [--draws 20]

What is learned doesn't depend on what plays. So one training without trials is enough for every rule: `record` plays 64
greedy episodes with the averaged network every 100 steps (every 500 after 12,000) and keeps their returns. `replay`
draws the returns of each trial from those and follows a rule through the training, with other luck each time. The
first success and what was held after it are as in a study that evaluates what plays every 500 steps, by the mean of the
64 recorded returns.
"""

import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from dqn_engine.config.run_config import run_config
from dqn_engine.play.vectorised_evaluation import fastest_evaluator
from dqn_engine.study.seed_training import open_learner
from dqn_engine.study.seeds import parse_seeds
from dqn_engine.study.statistics import quantile
from dqn_engine.training.trials import CLEARLY_STANDARD_ERRORS, MOST_EPISODES

RECORDED_EPISODES = 64
FIRST_STEP, EVERY_STEPS, THRESHOLD = 1000, 500, 475.0


def record(folder: Path, seeds: tuple[int, ...], steps: int) -> None:
    """Writes the steps [N] and the returns [N, 64] of the averaged network for each seed."""
    config = run_config(preset="default", changes={"trial_episodes": 0})
    learner, player = open_learner(config), fastest_evaluator(config.environment, 1, False)
    marks = np.concatenate([np.arange(FIRST_STEP, 12_000, 100), np.arange(12_000, steps + 1, 500)])
    marks = marks[marks <= steps]
    folder.mkdir(parents=True, exist_ok=True)
    for seed in seeds:
        learner.restart(seed)
        trained, rows = 0, []
        for mark in marks:
            while trained < mark:
                trained += learner.train(int(mark) - trained)
            played = player.evaluate_unless(lambda: False, learner.policy(), RECORDED_EPISODES, seed)
            assert played is not None
            rows.append(played.returns)
        np.savez_compressed(folder / f"{seed}.npz", steps=marks, returns=np.array(rows, np.float32))
        print(
            f"seed {seed}: {np.mean(np.mean(rows, axis=1) >= THRESHOLD):.0%} of its averages at {THRESHOLD:g}",
            flush=True,
        )
    player.close()
    learner.close()


@dataclass
class Record:
    """The returns of a network's trials so far."""

    mean: float = 0.0
    variance: float = 0.0
    trials: int = 0

    def add(self, returns: np.ndarray, most: int) -> None:
        """One more trial; of earlier ones about the last `most` count."""
        self.trials = min(self.trials + 1, most)
        share, apart = 1.0 / self.trials, returns.mean() - self.mean
        self.variance = (1.0 - share) * (self.variance + share * apart**2) + share * returns.var()
        self.mean += share * apart


@dataclass(frozen=True)
class Rule:
    """When a copy comes to play.

    Attributes:
        episodes: Of a trial.
        steps: That each takes per training step.
        comes_down: The mean to reach comes down by this share of what a copy lacked; 0: what plays is tried again.
        most_episodes: A copy needs trials of at most so many, else as many as what plays has had; 0: one trial.
        errors: Fewer are enough where its mean is higher by so many standard errors; None: never.
    """

    episodes: int = 16
    steps: int = 2
    comes_down: float = 0.0
    most_episodes: int = 0
    errors: float | None = None

    def decides(self, copy: Record, playing: Record) -> bool | None:
        """Whether the copy plays; None: after another trial."""
        if copy.mean < playing.mean:
            return False
        if copy.trials >= min(playing.trials, max(1, self.most_episodes // self.episodes)):
            return True
        if self.errors is None:
            return None
        episodes = self.episodes * np.array([copy.trials, playing.trials])
        standard_error = np.sqrt(playing.variance * (1.0 / episodes).sum())
        return True if copy.mean - playing.mean > self.errors * standard_error else None


RULES = {
    "one trial; the mean to reach comes down by 0.005": Rule(comes_down=0.005),
    "one trial; what plays is tried again": Rule(),
    "as many trials as what plays, at most 256 episodes": Rule(most_episodes=256),
    "the same, fewer where better by 2 errors": Rule(most_episodes=256, errors=2.0),
    "the same, trials of 8 with 4 steps": Rule(8, 4, most_episodes=MOST_EPISODES, errors=CLEARLY_STANDARD_ERRORS),
    "the same, better by 3 errors": Rule(8, 4, most_episodes=256, errors=3.0),
}


def replay(rule: Rule, steps: np.ndarray, returns: np.ndarray, luck: np.random.Generator) -> np.ndarray:
    """The mean return of what plays every 500 steps.

    Args:
        rule: When a copy comes to play.
        steps: [N] At which the averaged network was recorded.
        returns: [N, 64] Its returns.
        luck: Draws the episodes of trials.
    """
    means = returns.mean(axis=1)
    marks = np.arange(EVERY_STEPS, steps[-1] + 1, EVERY_STEPS)
    shown, step, plays, playing, tries_again = [], 0, None, Record(), False

    def recorded(at: float) -> int:
        return max(0, int(np.searchsorted(steps, at, side="right")) - 1)

    copy, of_copy = recorded(0), Record()
    while len(shown) < len(marks):
        drawn = luck.choice(returns[plays if tries_again else copy], rule.episodes)
        step += int(np.ceil(drawn.max() / rule.steps))
        while len(shown) < len(marks) and marks[len(shown)] <= step:
            shown.append(means[recorded(marks[len(shown)]) if plays is None else plays])
        if tries_again:
            playing.add(drawn, MOST_EPISODES // rule.episodes)
            tries_again, copy, of_copy = False, recorded(step), Record()
            continue
        of_copy.add(drawn, MOST_EPISODES // rule.episodes)
        decided = True if plays is None else rule.decides(of_copy, playing)
        if decided:
            plays, playing = copy, of_copy
        elif decided is False:
            playing.mean += rule.comes_down * (of_copy.mean - playing.mean)
            tries_again = not rule.comes_down
        if decided is not None and not tries_again:
            copy, of_copy = recorded(step), Record()
    return np.array(shown)


def replay_all(folder: Path, draws: int) -> None:
    """Prints a row for each rule."""
    files = sorted(folder.glob("*.npz"))
    for name, rule in RULES.items():
        firsts: list[float] = []
        kept, least, ends = [], [], []
        for file in files:
            with np.load(file) as saved:
                steps, returns = saved["steps"], saved["returns"]
            for draw in range(draws):
                shown = replay(rule, steps, returns, np.random.default_rng([int(file.stem), draw]))
                there = np.flatnonzero(shown >= THRESHOLD)
                firsts.append(EVERY_STEPS * (there[0] + 1) if len(there) else np.inf)
                after = shown[there[0] + 1 :] if len(there) else shown[:0]
                kept.extend(after >= THRESHOLD)
                least.append(after.min(initial=500.0))
                ends.append(shown[-1])
        reached, lowest = np.array(firsts), np.array(least)
        low, middle, high, most = (quantile(firsts, fraction) for fraction in (0.25, 0.5, 0.75, 0.9))
        print(
            f"{name:51s} first: quartiles {low:.0f} {middle:.0f} {high:.0f}, 90 % {most:.0f}, "
            f"after 10,000 {np.mean(reached > 10_000):.1%}  kept {np.mean(kept):.2%}  "
            f"ever below 475 {np.mean(lowest < THRESHOLD):.1%}, below 300 {np.mean(lowest < 300):.1%}  "
            f"at the end {np.mean(np.array(ends) >= THRESHOLD):.1%}",
            flush=True,
        )


def main() -> None:
    """Reads the arguments and records or replays."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("record", "replay"))
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seeds", default="1000-1019")
    parser.add_argument("--steps", type=int, default=100_000)
    parser.add_argument("--draws", type=int, default=20)
    arguments = parser.parse_args()
    if arguments.what == "record":
        record(arguments.folder, parse_seeds(arguments.seeds), arguments.steps)
    else:
        replay_all(arguments.folder, arguments.draws)


if __name__ == "__main__":
    main()
