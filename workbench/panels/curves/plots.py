"""The plots of the learning-curves panel: how one is made, its words while it is empty, and marks of changes."""

import math
from collections.abc import Iterable, Sequence

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from dqn_engine.config.hyperparameters import KNOB_BY_NAME
from dqn_engine.messages.reports import EvaluationDone, KnobsChanged
from dqn_engine.system.values import KnobValue
from workbench.look.figures import figure, return_text
from workbench.look.plain_text import set_tool_tip
from workbench.look.sentences import numbered, one_after_another
from workbench.look.theme import Theme
from workbench.panels.curves.quantities import RETURN, Awaits, Quantity, curves_of, plot_words
from workbench.state import knob_words
from workbench.state.event_words import Awaited, then_words
from workbench.state.run_history import RunHistory
from workbench.state.x_scale import XUnit
from workbench.widgets.event_marks import EventMark
from workbench.widgets.live_plot import LivePlot


def make_plot(shown: Sequence[Quantity], smoothing_steps: int, theme: Theme, parent: QWidget) -> LivePlot:
    """A plot of these quantities, their curves named after what they are means over."""
    words, between = plot_words(shown), {quantity.between for quantity in shown}
    plot = LivePlot(
        words.title,
        words.unit,
        curves_of(shown, smoothing_steps),
        theme,
        axis_title=axis_words(XUnit.STEPS),
        fixed_y=between.pop() if len(between) == 1 else None,
        parent=parent,
    )
    about = [quantity.about if len(shown) == 1 else f"{quantity.title}: {quantity.about}" for quantity in shown]
    set_tool_tip(plot, "\n".join(about))
    return plot


def empty_text(shown: Sequence[Quantity], history: RunHistory, awaited: Awaited) -> str:
    """What is said in a plot that has nothing to draw: what will appear, and what to press or wait for."""
    run = history.run
    if run is None:
        return one_after_another(plot_words(shown).text, then_words(awaited))
    if any(_has_values(quantity, history) for quantity in shown):
        return ""
    if awaited is Awaited.COMPILING:
        return then_words(awaited)
    match shown[0].awaits:
        case Awaits.EPISODE:
            return _tr("Waiting for the first episode to finish.")
        case Awaits.STEPS:
            return _tr("Waiting for the first steps.")
        case Awaits.NOISE:
            return _tr("This run's network has no noise.") if not run.config.knobs["noisy"] else shown[0].text
        case Awaits.UPDATES:
            starts = int(run.config.knobs["learning_starts"])
            words = _tr("Learning starts after {count} environment [step|steps].")
            return numbered(words, starts).format(count=f"{starts:,}")


def _has_values(quantity: Quantity, history: RunHistory) -> bool:
    series = getattr(history, quantity.curves[-1 if quantity.key != RETURN else 0].key)
    if quantity.awaits is Awaits.EPISODE:
        return bool(len(series))
    # One point makes no line: what is counted from when a run was opened has one at first.
    return len(series) > 1 and math.isfinite(series.latest)


def marks_of(entries: Iterable[KnobsChanged]) -> list[EventMark]:
    """The marks of the ledger's entries, in order."""
    marks, words = [], _tr("Step {step}: {name} {old} → {new}")
    for entry in entries:
        step = int(entry.env_step)
        for change in entry.changes:
            name = knob_words.label(KNOB_BY_NAME[change.name]) if change.name in KNOB_BY_NAME else change.name
            old, new = (_shown(change.name, value) for value in (change.old, change.new))
            note = words.format(step=f"{step:,}", name=name, old=old, new=new)
            marks.append(EventMark(x=float(step), env_step=step, name=name, old=old, new=new, note=note))
    return marks


def window_words(step: int, *, brief: bool) -> str:
    """What is plotted, and what the mean of the last episodes goes back to; `brief`: the former alone."""
    words = _tr("sum of rewards; the last 100 episodes go back to step {step}")
    return _tr("sum of rewards") if brief else words.format(step=f"{step:,}")


def axis_words(unit: XUnit) -> str:
    """What is counted along the x axes."""
    words = {
        XUnit.STEPS: _tr("Environment steps"),
        XUnit.EPISODES: _tr("Episodes"),
        XUnit.MINUTES: _tr("Minutes of training"),
    }
    return words[unit]


def cursor_words(unit: XUnit, place: float, step: float) -> str:
    """Where the pointer is, on an axis of that unit; beside other units than steps also at which step."""
    words = {
        XUnit.STEPS: _tr("At environment step {step}"),
        XUnit.EPISODES: _tr("At episode {place}, step {step}"),
        XUnit.MINUTES: _tr("At {place} min, step {step}"),
    }
    # An episode ends where its number stands.
    shown = f"{max(math.ceil(place), 1):,}" if unit is XUnit.EPISODES else f"{max(place, 0):,.3f}"
    return words[unit].format(place=shown, step=f"{max(step, 0):,.0f}")


def threshold_words(threshold: float) -> str:
    """What is shown at the line of the return from which an environment counts as solved."""
    return _tr("solved from {value}").format(value=figure(threshold, ",.6g"))


def evaluation_notes(evaluations: Sequence[EvaluationDone]) -> list[str]:
    """What hovering an evaluation says, two lines each."""
    words = _tr("Evaluation at step {step}\nmean {mean} over {count} [episode|episodes], from {low} to {high}")
    return [
        numbered(words, done.episodes).format(
            step=f"{done.env_step:,}",
            mean=return_text(done.mean),
            count=done.episodes,
            low=return_text(done.minimum),
            high=return_text(done.maximum),
        )
        for done in evaluations
    ]


def _shown(name: str, value: KnobValue) -> str:
    """As the hyperparameter's row and the list of events show it."""
    knob = KNOB_BY_NAME.get(name)
    return str(value) if knob is None else knob_words.shown(knob, value)


def _tr(text: str) -> str:
    return QCoreApplication.translate("LearningPlots", text)
