"""How early the coach's collapse warning warns, and how often for nothing, beside a rule that only looks at the loss.

    python -m tests.benchmarks.collapse --runs 300 --seeds 1000-1149 --report collapse.json

Short CartPole runs of two kinds of settings, in turns: some in which policies that were learned are often lost again,
and some in which they rarely are. Whether a run collapses is decided by its returns alone, afterwards, whatever its
settings: the mean of 20 episodes reached `LEARNED`, and later stays below `LOST` of the best such mean for `FOR`
updates. The collapse is where that began. Many recover from it afterwards; it is one all the same.

Both rules look every `EVERY` updates, and count from when something has been learned that could be lost. A warning in
a run that collapses is a hit, with the updates from it to the collapse as its lead time; one that comes only afterwards
is a miss. A warning in a run that doesn't collapse is a false alarm. Only the first warning of a run counts.

No rule may be tuned on the seeds that are reported: those below 1,000 are for trying things out.
"""

import argparse
import dataclasses
import json
import statistics
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from dqn_engine.config.run_config import run_config
from dqn_engine.probes.coach import Facts, advice, collapse_signs, facts_of
from dqn_engine.probes.subject import subject_of
from dqn_engine.system.tensorflow_setup import set_up_tensorflow
from dqn_engine.system.values import KnobValue
from dqn_engine.training.metrics import COLUMN
from dqn_engine.training.run import Run

LEARNED, LOST, FOR = 150.0, 0.5, 1_000
EVERY = 500
EPISODES = 20
LOSS_FACTOR, LEAST_LOOKS = 3.0, 8
"""The rule of the loss: that of the newest stretch is so many times the median of the earlier ones, of at least 8."""

_COMMON: Mapping[str, KnobValue] = {"evaluate_every": 0, "hidden_sizes": (64, 64), "learning_starts": 500}
_PLAIN: Mapping[str, KnobValue] = {
    **_COMMON,
    "prioritized": False,
    "dueling": False,
    "n_step": 1,
    "average_updates": 1,
    "epsilon_end": 0.0,
    "epsilon_decay_steps": 3_000,
    "learning_rate_schedule": "constant",
    "huber_delta_end": 1.0,
}
SETTINGS: Mapping[str, tuple[bool, Mapping[str, KnobValue]]] = {
    "small buffer, no exploration": (True, {**_PLAIN, "double": False, "capacity": 1_000, "learning_rate": 0.003}),
    "default": (False, _COMMON),
    "large steps, small buffer": (
        True,
        {
            **_COMMON,
            "prioritized": False,
            "capacity": 2_000,
            "learning_rate": 0.005,
            "learning_rate_schedule": "constant",
            "average_updates": 1,
            "epsilon_end": 0.0,
        },
    ),
    "default without priorities": (False, {**_COMMON, "prioritized": False}),
    "one-step Double DQN": (True, {**_PLAIN, "capacity": 50_000, "learning_rate": 0.0005, "epsilon_end": 0.05}),
}
"""Name → whether policies are often lost with it, and its hyperparameters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """What one run came to.

    Attributes:
        setting: Of `SETTINGS`.
        seed: Its seed.
        updates: Until it ended.
        learned_at: The update at which the mean return first reached `LEARNED`; None: never.
        collapsed_at: Where the collapse began; None: there was none.
        warned_at: Rule → the first update at which it warned; rules that never did are missing.
        looks: What there was to see at each look once something had been learned, to try other rules on.
    """

    setting: str
    seed: int
    updates: int
    learned_at: int | None
    collapsed_at: int | None
    warned_at: Mapping[str, int]
    looks: tuple[Mapping[str, object], ...] = ()


def life_of(run: Run, setting: str, seed: int, steps: int) -> Life:
    """Trains `run` from its beginning with `seed` for so many steps, and looks at it on the way."""
    run.restart(seed)
    run.env_steps = run.updates = run.episodes = 0
    means: list[tuple[int, float]] = []
    losses: list[float] = []
    returns: list[float] = []
    warned: dict[str, int] = {}
    stretch: list[float] = []
    looks: list[Mapping[str, object]] = []
    due = EVERY
    while run.env_steps < steps:
        metrics, _ = run.train(min(steps - run.env_steps, max(due - run.updates, 1)))
        returns += metrics[metrics[:, COLUMN.ended] > 0, COLUMN.episode_return].tolist()
        stretch += metrics[metrics[:, COLUMN.updates] > 0, COLUMN.loss].tolist()
        if run.updates < due or len(returns) < EPISODES:
            continue
        due = run.updates + EVERY
        means.append((run.updates, statistics.fmean(returns[-EPISODES:])))
        losses.append(statistics.fmean(stretch))
        stretch.clear()
        if max(mean for _, mean in means) < LEARNED:
            continue
        if "loss" not in warned and loss_warns(losses):
            warned["loss"] = run.updates
        subject = dataclasses.replace(subject_of(run), seed=seed, returns=tuple(returns[-100:]), past=None)
        facts = facts_of(subject)
        if "coach" not in warned and any(found.code == "collapse" for found in advice(facts).findings):
            warned["coach"] = run.updates
        looks.append(seen_in(facts, means[-1], losses[-1]))
    return Life(
        setting=setting,
        seed=seed,
        updates=run.updates,
        learned_at=next((update for update, mean in means if mean >= LEARNED), None),
        collapsed_at=collapse_in(means),
        warned_at=warned,
        looks=tuple(looks),
    )


def seen_in(facts: Facts, mean: tuple[int, float], loss: float) -> dict[str, object]:
    """What rules could look at, in plain numbers."""
    network, terminal = facts.health, facts.health.terminal
    return {
        "update": mean[0],
        "mean_return": mean[1],
        "loss": loss,
        "signs": collapse_signs(facts),
        "terminated_a_batch": facts.replay.terminated_a_batch,
        "largest_q": network.largest_q,
        "highest_q": network.highest_q,
        "lowest_q": network.lowest_q,
        "churn": network.target.churn,
        "drift": network.target.drift,
        "gap": network.action_gap,
        "terminal": None if terminal is None else (terminal.online, terminal.target),
        "dormant": max(layer.dormant for layer in network.layers),
        "rank": network.ranks[0].effective,
    }


def loss_warns(losses: Sequence[float]) -> bool:
    """Whether the newest of the mean losses of stretches is out of proportion to the earlier ones."""
    return len(losses) > LEAST_LOOKS and losses[-1] > LOSS_FACTOR * statistics.median(losses[:-1])


def collapse_in(means: Sequence[tuple[int, float]]) -> int | None:
    """The update where a collapse begins in (update, mean return); None where there is none."""
    best, since = 0.0, None
    for update, mean in means:
        best = max(best, mean)
        if best < LEARNED or mean >= LOST * best:
            since = None
            continue
        since = update if since is None else since
        if update - since >= FOR:
            return since
    return None


def scores(lives: Sequence[Life], rule: str) -> dict[str, object]:
    """How a rule did."""
    collapsed = [life for life in lives if life.collapsed_at is not None]
    sound = [life for life in lives if life.collapsed_at is None and life.learned_at is not None]
    leads = sorted(
        life.collapsed_at - life.warned_at[rule]
        for life in collapsed
        if life.collapsed_at is not None and life.warned_at.get(rule, life.collapsed_at) < life.collapsed_at
    )
    false = sum(rule in life.warned_at for life in sound)
    return {
        "collapses": len(collapsed),
        "warned_before": len(leads),
        "lead_updates_median": statistics.median(leads) if leads else None,
        "lead_updates": leads,
        "learned_without_collapse": len(sound),
        "false_alarms": false,
        "false_alarm_rate": false / len(sound) if sound else None,
    }


def lives_of(runs: int, seeds: Sequence[int], steps: int) -> Iterator[Life]:
    """Trains the runs: the settings in turns, each with the seeds in turns; one setting after the other.

    A program is compiled once for each setting.
    """
    for place, (name, (_, changes)) in enumerate(SETTINGS.items()):
        mine = [seeds[number // len(SETTINGS)] for number in range(place, runs, len(SETTINGS))]
        if not mine:
            continue
        run = Run(run_config(seed=mine[0], changes=changes), chunk_steps=EVERY)
        run.compile()
        for seed in mine:
            yield life_of(run, name, seed, steps)
        run.close()


def _seeds(text: str) -> range:
    first, sign, last = text.partition("-")
    if not sign or not first.isdigit() or not last.isdigit() or int(first) > int(last):
        raise argparse.ArgumentTypeError(f"{text!r} is no range of seeds; write it as A-B, such as 1000-1149")
    return range(int(first), int(last) + 1)


def main() -> int:
    """Prints a line for each run and the scores; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=4, help="of all settings together")
    parser.add_argument("--seeds", type=_seeds, default=range(100), metavar="A-B", help="from the first on")
    parser.add_argument("--steps", type=int, default=30_000, help="environment steps of a run")
    parser.add_argument("--report", type=Path, help="file for all of it as JSON")
    options = parser.parse_args()
    most = len(SETTINGS) * len(options.seeds)
    if not 1 <= options.runs <= most:
        parser.error(f"--runs is {options.runs}, but with {len(options.seeds)} seeds there are 1 to {most}")
    set_up_tensorflow(gpu=False)
    lives: list[Life] = []
    begun = time.monotonic()
    for life in lives_of(options.runs, options.seeds, options.steps):
        lives.append(life)
        shown = dataclasses.replace(life, looks=())
        print(f"{time.monotonic() - begun:7.0f} s  {shown}", flush=True)
    found = {rule: scores(lives, rule) for rule in ("coach", "loss")}
    for rule, score in found.items():
        print(rule, json.dumps({name: value for name, value in score.items() if name != "lead_updates"}))
    if options.report is not None:
        report = {"scores": found, "runs": [dataclasses.asdict(life) for life in lives]}
        options.report.write_text(json.dumps(report, indent=1), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
