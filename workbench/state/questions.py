"""What can be asked of the selected runs: how two differ, which is better, what the hand was worth, a report."""

from dataclasses import dataclass

from dqn_engine.comparison.entries import Entry, Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionsView:
    """The selection, as far as it can be asked about.

    Attributes:
        pair: The names of the first two selected runs; empty where there aren't two that have settings of their own.
        steered: The name of the first selected run whose hyperparameters were changed in its middle; else empty.
        changed: The name of that of two which was changed on the way, so that they can't be compared; else empty.
        steps: Environment steps of the longer of the two.
        selected: How many folders are selected.
    """

    pair: tuple[str, ...] = ()
    steered: str = ""
    changed: str = ""
    steps: int = 0
    selected: int = 0


def resolve(selected: tuple[Entry, ...]) -> QuestionsView:
    """What can be asked of these."""
    runs = [entry for entry in selected if entry.kind is Kind.RUN and not entry.trouble]
    two = runs[:2] if len(runs) > 1 else []
    steered = next((entry for entry in runs if entry.steered), None)
    changed = next((entry.name for entry in two if entry.steered), "")
    return QuestionsView(
        pair=() if changed else tuple(entry.name for entry in two),
        changed=changed,
        steered="" if steered is None else steered.name,
        steps=max((entry.env_steps for entry in two), default=0),
        selected=len({entry.path for entry in selected}),
    )
