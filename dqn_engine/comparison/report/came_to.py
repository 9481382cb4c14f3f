"""What a verdict or a hand that is saved in a study's folder adds to a report."""

import json
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dqn_engine.comparison import saved_comparison
from dqn_engine.comparison.report.wording import cell
from dqn_engine.system.text import percent


@dataclass(frozen=True, slots=True, kw_only=True)
class CameTo:
    """What a verdict or a hand in a study's folder says.

    Attributes:
        kind: Of the section.
        sentences: What it comes to.
        facts: Names and values.
        profile: What parts of seeds score above thresholds, as it is saved.
        own_seed: Of a hand, the seed of the run that it is about.
        again: Of a verdict, the options of its command that say nothing of A and B; else empty.
        reproduce: What else is needed to do it again.
        versions: What it was made with.
    """

    kind: str = "study"
    sentences: Sequence[str] = ()
    facts: Sequence[tuple[str, str]] = ()
    profile: Mapping[str, Any] = field(default_factory=dict[str, Any])
    own_seed: int | None = None
    again: str = ""
    reproduce: Sequence[tuple[str, str]] = ()
    versions: Sequence[tuple[str, str]] = ()


def came_to(path: Path) -> CameTo:
    """What is saved beside the study's tables.

    Raises:
        InputError: It can't be read.
    """
    verdict, hand = (saved_comparison.read(path, name) for name in (saved_comparison.VERDICT, saved_comparison.HAND))
    if verdict is not None:
        order = _plain(verdict.get("planned_seeds"))
        budget, score = _plain(verdict.get("budget")), _plain(verdict.get("score"))
        facts = [("budget of pairs", budget), *_difference(verdict)]
        first = order.partition(",")[0]
        how = f"pairs in the order of seeds {order}; by {score} score"
        return CameTo(
            kind="verdict",
            sentences=_said(verdict),
            facts=[*facts, *_chance(verdict, "a seed of A scores higher than one of B")],
            profile=verdict["profile"],
            again=f"--budget {budget} --score {score} --first-seed {first}",
            reproduce=[("the verdict", how), ("method", _plain(verdict.get("method")))],
            versions=_versions(verdict),
        )
    if hand is not None:
        own = hand.get("own_seed")
        seed = own.get("seed") if isinstance(own, dict) else None
        run, seeds = _plain(hand.get("run")), hand.get("planned_seeds")
        others = len(seeds) - 1 if isinstance(seeds, list) else 0
        knobs = hand["with"]["config"]["knobs"]
        rhythm = f"--every {knobs['evaluate_every']} --episodes {knobs['evaluate_episodes']}"
        command = f"$ dqn-engine hand {shlex.quote(run)} --seeds {others} {rhythm} --out NEW-FOLDER"
        return CameTo(
            kind="hand",
            sentences=_said(hand),
            facts=[("run", run), *_chance(hand, "a seed with the changes scores higher than one without")],
            profile=hand["profile"],
            own_seed=seed if isinstance(seed, int) else None,
            reproduce=[("the comparison", command), ("changes", json.dumps(hand.get("changes")))],
            versions=_versions(hand),
        )
    return CameTo()


def _said(values: Mapping[str, Any]) -> list[str]:
    return [str(values[key]) for key in ("sentence", "method") if isinstance(values.get(key), str)]


def _chance(values: Mapping[str, Any], of: str) -> list[tuple[str, str]]:
    chance, interval = (values.get(f"probability_{key}") for key in ("of_improvement", "interval"))
    if not isinstance(chance, float):
        return []
    low, high = interval or (None, None)
    ends = "" if low is None or high is None else f" (95 % interval {percent(low)} to {percent(high)})"
    return [(f"probability that {of}", f"{percent(chance)}{ends}")]


def _difference(verdict: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Of the scores of A and B; while so few pairs say nothing, an end of its interval is none."""
    said = verdict.get("difference", {})
    if said.get("mean") is None:
        return []
    low, high = ("none" if end is None else f"{end:,.1f}" for end in said["interval"])
    return [
        ("mean difference, A's score minus B's", f"{said['mean']:,.1f} (95 % interval over all looks {low} to {high})")
    ]


def _versions(values: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [("made with", values["versions"])] if values.get("versions") else []


def _plain(value: object) -> str:
    """What a file says, as text."""
    return cell(value) if isinstance(value, str | int | float | list) else ""
