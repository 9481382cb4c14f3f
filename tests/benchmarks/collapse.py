"""How early the coach's collapse warning warns, and how often for nothing, beside a rule that only looks at the loss.

    python -m tests.benchmarks.collapse --runs 300 --seeds 1000-1149 --lives collapse.jsonl

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
import math
import statistics
import sys
import time
from collections import deque
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from typing import Any

from dqn_engine.config.run_config import run_config
from dqn_engine.environments.registry import environment_info
from dqn_engine.probes.coach import Facts, collapse_is_near, facts_of
from dqn_engine.probes.instrument import as_json
from dqn_engine.probes.ruler import ruler_of
from dqn_engine.probes.subject import subject_of
from dqn_engine.system.tensorflow_setup import set_up_tensorflow
from dqn_engine.system.values import KnobValue
from dqn_engine.training.learning_record import LearningRecord
from dqn_engine.training.metrics import COLUMN
from dqn_engine.training.run import Run

LEARNED, LOST, FOR = 150.0, 0.5, 1_000
EVERY = 500
EPISODES, BLOCK = 20, 12
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
        means: (update, mean return of the last `EPISODES`) at each look.
        looks: What there was to see at each look once something had been learned, to try other rules on.
    """

    setting: str
    seed: int
    updates: int
    learned_at: int | None
    collapsed_at: int | None
    warned_at: Mapping[str, int]
    means: tuple[tuple[int, float], ...] = ()
    looks: tuple[Mapping[str, Any], ...] = ()


def life_of(run: Run, setting: str, seed: int, steps: int) -> Life:
    """Trains `run` from its beginning with `seed` for so many steps, and looks at it on the way."""
    run.restart(seed)
    run.env_steps = run.updates = run.episodes = 0
    record, recent = LearningRecord(), deque[float](maxlen=100)
    means: list[tuple[int, float]] = []
    losses: list[float] = []
    looks: list[Mapping[str, Any]] = []
    warned: dict[str, int] = {}
    stretch: list[float] = []
    due = EVERY
    while run.env_steps < steps:
        metrics, _ = run.train(min(steps - run.env_steps, max(due - run.updates, 1)))
        recent.extend(metrics[metrics[:, COLUMN.ended] > 0, COLUMN.episode_return].tolist())
        record.note(metrics, run.knobs["gradient_clip"], statistics.fmean(recent) if recent else math.nan)
        stretch += metrics[metrics[:, COLUMN.updates] > 0, COLUMN.loss].tolist()
        if run.updates < due or len(recent) < EPISODES:
            continue
        due = run.updates + EVERY
        means.append((run.updates, statistics.fmean(list(recent)[-EPISODES:])))
        losses.append(statistics.fmean(stretch))
        stretch.clear()
        if max(mean for _, mean in means) < LEARNED:
            continue
        if "loss" not in warned and loss_warns(losses):
            warned["loss"] = run.updates
        subject = dataclasses.replace(subject_of(run), seed=seed, returns=tuple(recent), past=record.past())
        facts = facts_of(subject)
        looks.append({"loss": losses[-1], **numbers_of(facts)})
    return judged(
        Life(
            setting=setting,
            seed=seed,
            updates=run.updates,
            learned_at=next((update for update, mean in means if mean >= LEARNED), None),
            collapsed_at=collapse_in(means),
            warned_at=warned,
            means=tuple(means),
            looks=tuple(looks),
        )
    )


def judged(life: Life) -> Life:
    """The same, with what the coach's rule as it is now says of what there was to see: it needn't be trained again."""
    knobs = run_config(changes=SETTINGS[life.setting][1]).knobs
    ruler = ruler_of(knobs, environment_info("CartPole-v1"))
    others = {rule: update for rule, update in life.warned_at.items() if rule != "coach"}
    for look in life.looks:
        if collapse_is_near([look["best_return"], *look["returns"]], look["largest_q"], ruler):
            return dataclasses.replace(life, warned_at={"coach": look["updates"], **others})
    return dataclasses.replace(life, warned_at=others)


def numbers_of(facts: Facts) -> dict[str, Any]:
    """All that rules could look at, in plain numbers."""
    buffer, network = facts.replay, facts.health
    return {
        "updates": facts.updates,
        "returns": facts.returns[-EPISODES:],
        "best_return": max(facts.returns),
        "epsilon": facts.epsilon,
        "learning_rate": facts.learning_rate,
        "ruler": facts.ruler.high,
        **{name: value for name, value in as_json(buffer).items() if isinstance(value, int | float)},
        **{name: value for name, value in as_json(network).items() if isinstance(value, int | float)},
        "target": as_json(network.target),
        "average": as_json(network.average),
        "terminal": None if network.terminal is None else as_json(network.terminal),
        "dormant": [layer.dormant for layer in network.layers],
        "ranks": [rank.effective for rank in network.ranks],
        "weight_norms": list(network.weight_norms.values()),
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


def lives_of(runs: int, seeds: Sequence[int], steps: int, known: Container[tuple[str, int]] = ()) -> Iterator[Life]:
    """Trains the runs: the settings in turns, each with the seeds in turns; `BLOCK` seeds of a setting in a row.

    A program is compiled once for so many. Those (setting, seed) that are `known` are left out.
    """
    wanted = [(name, seeds[number // len(SETTINGS)]) for number, name in zip(range(runs), cycle(SETTINGS))]
    for first in range(0, len(seeds), BLOCK):
        for name, (_, changes) in SETTINGS.items():
            block = [(name, seed) for seed in seeds[first : first + BLOCK]]
            mine = [seed for _, seed in block if (name, seed) in wanted and (name, seed) not in known]
            if not mine:
                continue
            run = Run(run_config(seed=mine[0], changes=changes), chunk_steps=EVERY)
            run.compile()
            for seed in mine:
                yield life_of(run, name, seed, steps)
            run.close()


def read_lives(path: Path) -> list[Life]:
    """The runs that `--lives` has saved, one a line; a last line that was cut off in writing is left out."""
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    return [judged(Life(**json.loads(line))) for line in text.splitlines(keepends=True) if line.endswith("\n")]


def append_life(path: Path, life: Life) -> None:
    """Writes a run behind those that are there, and over a last line that was cut off."""
    whole = path.read_bytes() if path.exists() else b""
    with path.open("ab") as file:
        file.truncate(whole.rfind(b"\n") + 1)
        file.write(json.dumps(dataclasses.asdict(life)).encode() + b"\n")


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
    parser.add_argument("--lives", type=Path, help="file with a line for each run, which are continued from there")
    options = parser.parse_args()
    most = len(SETTINGS) * len(options.seeds)
    if not 1 <= options.runs <= most:
        parser.error(f"--runs is {options.runs}, but with {len(options.seeds)} seeds there are 1 to {most}")
    set_up_tensorflow(gpu=False)
    lives = [] if options.lives is None else read_lives(options.lives)
    begun = time.monotonic()
    for life in lives_of(options.runs, options.seeds, options.steps, {(life.setting, life.seed) for life in lives}):
        lives.append(life)
        if options.lives is not None:
            append_life(options.lives, life)
        shown = dataclasses.replace(life, means=(), looks=())
        print(f"{time.monotonic() - begun:7.0f} s  {shown}", flush=True)
    for rule in ("coach", "loss"):
        print(rule, json.dumps({name: value for name, value in scores(lives, rule).items() if name != "lead_updates"}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
