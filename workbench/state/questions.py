"""What can be asked of the selected runs: how two differ, which is better, what the hand was worth, a report."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dqn_engine.comparison.entries import Entry, Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionsView:
    """The selection, as far as it can be asked about.

    Attributes:
        pair: The names of the first two selected runs; empty where there aren't two that have settings of their own.
        steered: The name of the first selected run whose hyperparameters were changed in its middle; else empty.
        alike: The names of two that have the same settings, so that every seed would come to the same; else empty.
        changed: The name of that of two which was changed on the way, so that they can't be compared; else empty.
        steps: Environment steps of the longer of the two.
        selected: How many folders are selected.
        answered: The folder of the first verdict or hand that is selected; None where none is.
        answered_kind: Which of them it is, "verdict" or "hand".
        answered_name: What it is called.
        answer: What that came to, as its command says it; empty until it is read.
        trouble: A sentence, where it can't be read.
    """

    pair: tuple[str, ...] = ()
    steered: str = ""
    alike: tuple[str, ...] = ()
    changed: str = ""
    steps: int = 0
    selected: int = 0
    answered: Path | None = None
    answered_kind: str = ""
    answered_name: str = ""
    answer: Mapping[str, Any] = field(default_factory=dict[str, Any])
    trouble: str = ""


def resolve(selected: tuple[Entry, ...]) -> QuestionsView:
    """What can be asked of these."""
    runs = [entry for entry in selected if entry.kind is Kind.RUN and not entry.trouble]
    two = runs[:2] if len(runs) > 1 else []
    steered = next((entry for entry in runs if entry.steered), None)
    changed = next((entry.name for entry in two if entry.steered), "")
    names = () if changed else tuple(entry.name for entry in two)
    alike = bool(names) and _settings(two[0]) == _settings(two[1])
    answered = next((entry for entry in selected if entry.question), None)
    return QuestionsView(
        answered=None if answered is None else answered.path,
        answered_kind="" if answered is None else answered.question,
        answered_name="" if answered is None else answered.labels.title or answered.path.name,
        pair=names,
        alike=names if alike else (),
        changed=changed,
        steered="" if steered is None else steered.name,
        steps=max((entry.env_steps for entry in two), default=0),
        selected=len({entry.path for entry in selected}),
    )


def _settings(entry: Entry) -> object:
    """What a verdict trains; equal only where it would refuse two as the same."""
    rhythm = ("evaluate_every", "evaluate_episodes")
    return entry.environment, {name: value for name, value in entry.knobs.items() if name not in rhythm}
