"""What stands in the legend of each plot of learning curves, and how each of its curves is drawn.

`widgets.plot_legend` draws a legend, whatever is in it.
"""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QCoreApplication

from workbench.state.run_words import short_name
from workbench.widgets.plot_legend import CurveSpec, MarkKind

# Ends the key of the thin envelope behind a curve.
RANGE = "_range"
EVALUATION_LINE = "evaluation_line"
"""The key of what joins the evaluations."""

EXACT = frozenset({"mean_return", "parent_return", "epsilon", "beta"})
"""Curves without an envelope behind them: every extreme is in the line itself."""


def legend_entries() -> Mapping[str, Sequence[CurveSpec]]:
    """The curves of each plot, the ones behind first; their keys are the names of the series in `RunHistory`."""
    raw, front = MarkKind.RAW, MarkKind.LINE
    return {
        "return": (
            CurveSpec(key="episode_return", name=_tr("episode"), colour="episode_return", kind=raw),
            # Named once there is a parent.
            CurveSpec(key="parent_return", name="", colour="muted", kind=MarkKind.DASHED),
            CurveSpec(
                key="mean_return",
                name=_tr("last 100 episodes"),
                colour="episode_return",
                kind=MarkKind.SLIM,
            ),
            CurveSpec(key=EVALUATION_LINE, name="", colour="evaluation", kind=front),
            CurveSpec(
                key="evaluation",
                name=_tr("evaluation"),
                colour="evaluation",
                kind=MarkKind.DIAMOND,
                leads=True,
            ),
        ),
        "q": (
            CurveSpec(key="q_max" + RANGE, name="", colour="q_max", kind=raw),
            CurveSpec(key="q_mean" + RANGE, name="", colour="q_mean", kind=raw),
            CurveSpec(key="q_max", name=_tr("max"), colour="q_max", kind=front),
            CurveSpec(key="q_mean", name=_tr("mean"), colour="q_mean", kind=front),
        ),
        "loss": (
            CurveSpec(key="loss" + RANGE, name="", colour="loss", kind=raw),
            CurveSpec(key="loss", name=_tr("loss"), colour="loss", kind=front),
        ),
        "exploration": (
            CurveSpec(key="beta", name="β", colour="beta", kind=MarkKind.DASHED),
            CurveSpec(key="epsilon", name="ε", colour="epsilon", kind=front),
        ),
    }


def parent_words(name: str, *, brief: bool) -> str:
    """What the legend calls the curve of the run `name` that this one was forked from."""
    words = _tr("parent")
    if not brief:
        words = _tr("parent {run}").format(run=short_name(name))
    return words if name else ""


def _tr(text: str) -> str:
    return QCoreApplication.translate("LearningPlots", text)
