"""What can be plotted, each declared once, and the plots that there are at first.

A quantity brings its words, its curves and how its axis is best drawn; the menu of a plot lists them all. The keys of
its curves are the names of series in `state.run_history.RunHistory`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

from PySide6.QtCore import QCoreApplication

from workbench.state.run_words import short_name
from workbench.widgets.plot_legend import CurveSpec, MarkKind

RANGE = "_range"
"""Ends the key of the thin envelope behind a curve."""

EVALUATION_LINE = "evaluation_line"
"""The key of what joins the evaluations."""

RETURN = "return"
"""The quantity with evaluations, the parent's curve and the level from which an environment counts as solved."""

PARENT = "parent_return"
"""The key of the curve of the run that this one was forked from."""

EXACT = frozenset({"mean_return", PARENT, "mean_length"})
"""Curves without an envelope behind them: every extreme is in the line itself."""

SCHEDULES = frozenset({"epsilon", "beta", "learning_rate"})
"""Curves of straight stretches, drawn with their corners where these are."""

MOST_PLOTS = 6

FIRST_PLOTS: Mapping[str, tuple[str, ...]] = {
    "return": (RETURN,),
    "q": ("q_max", "q_mean"),
    "loss": ("loss",),
    "exploration": ("beta", "epsilon"),
}
"""Plots by name and the quantities in them, in reading order."""


class Awaits(Enum):
    """What a quantity has no value before."""

    EPISODE = auto()
    STEPS = auto()
    UPDATES = auto()
    NOISE = auto()  # a noisy network


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """Something that can be plotted.

    Attributes:
        key: Its name in the preferences.
        title: What it is called in the menu, and in the heading of a plot that shows it.
        unit: What its values are.
        text: Said where there is nothing to draw yet.
        about: What it is, with its formula.
        curves: Those behind first; see `RANGE`.
        awaits: What must happen before it has a value.
        positive: Whether a logarithmic axis shows all of it.
        log: Whether it is best drawn on one.
        between: The range it always lies in, which its axis then shows.
    """

    key: str
    title: str
    unit: str
    text: str
    about: str
    curves: Sequence[CurveSpec]
    awaits: Awaits = Awaits.UPDATES
    positive: bool = True
    log: bool = False
    between: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlotWords:
    """What is said of several quantities that belong together: of a plot of exactly these. See `Quantity`."""

    title: str
    unit: str
    text: str
    names: Mapping[str, str]


def quantities() -> Mapping[str, Quantity]:
    """All of them by key, in the order of the menu."""
    listed = (
        Quantity(
            key=RETURN,
            title=_tr("Return per episode"),
            unit=_tr("sum of rewards"),
            text=_tr("The return of each episode and the mean of the last 100 appear here."),
            about=_tr(
                "Σ r of each episode, the environment's own rewards, while it explores; the mean of the last 100 "
                "episodes; and at diamonds the mean return of greedy evaluation episodes."
            ),
            curves=(
                CurveSpec(key="episode_return", name=_tr("episode"), colour="episode_return", kind=MarkKind.RAW),
                # Named once there is a parent.
                CurveSpec(key=PARENT, name="", colour="muted", kind=MarkKind.DASHED),
                CurveSpec(
                    key="mean_return", name=_tr("last 100 episodes"), colour="episode_return", kind=MarkKind.SLIM
                ),
                CurveSpec(key=EVALUATION_LINE, name="", colour="evaluation", kind=MarkKind.LINE),
                CurveSpec(
                    key="evaluation", name=_tr("evaluation"), colour="evaluation", kind=MarkKind.DIAMOND, leads=True
                ),
            ),
            awaits=Awaits.EPISODE,
            positive=False,
        ),
        Quantity(
            key="length",
            title=_tr("Episode length"),
            unit=_tr("environment steps"),
            text=_tr("The length of each episode and the mean of the last 100 appear here."),
            about=_tr("Environment steps of each episode, and the mean of the last 100."),
            curves=(
                CurveSpec(key="episode_length", name=_tr("length"), colour="length", kind=MarkKind.RAW),
                CurveSpec(key="mean_length", name=_tr("last 100 lengths"), colour="length", kind=MarkKind.LINE),
            ),
            awaits=Awaits.EPISODE,
        ),
        Quantity(
            key="loss",
            title=_tr("Loss"),
            unit=_tr("mean of a batch"),
            text=_tr("The loss of the updates appears here."),
            about=_tr(
                "Mean of a batch of the loss of δ = target − Q(s, a), each weighted by its importance. It may rise "
                "while play gets better: targets grow too."
            ),
            curves=_with_range("loss", _tr("loss")),
            log=True,
        ),
        Quantity(
            key="td_error",
            title=_tr("TD error"),
            unit=_tr("mean of |δ|"),
            text=_tr("The mean absolute TD error of the updates appears here."),
            about=_tr("Mean of |δ| of a batch, δ = target − Q(s, a), before any weight."),
            curves=_with_range("td_error", _tr("TD error")),
            log=True,
        ),
        Quantity(
            key="gradient_norm",
            title=_tr("Gradient norm"),
            unit=_tr("before it is clipped"),
            text=_tr("The norm of each update's gradient appears here."),
            about=_tr("The length of the gradient over all weights, ‖∇‖₂, before it is clipped."),
            curves=_with_range("gradient_norm", _tr("gradient norm")),
            log=True,
        ),
        Quantity(
            key="q_max",
            title=_tr("Q, largest"),
            unit=_tr("discounted return"),
            text=_tr("The largest predicted Q-value appears here."),
            about=_tr("The largest Q(s, a) that the network predicted for the states of a batch."),
            curves=_with_range("q_max", _tr("Q max")),
            positive=False,
        ),
        Quantity(
            key="q_mean",
            title=_tr("Q, mean"),
            unit=_tr("discounted return"),
            text=_tr("The mean predicted Q-value appears here."),
            about=_tr("Mean of Q(s, a) over the transitions of a batch."),
            curves=_with_range("q_mean", _tr("Q mean")),
            positive=False,
        ),
        Quantity(
            key="beta",
            title=_tr("Correction β"),
            unit=_tr("exponent"),
            text=_tr("The weight exponent β appears here."),
            about=_tr(
                "β, the exponent of the importance weights (1 / (N · P))^β, from its first value to its last; 1 makes "
                "up for the priorities in full, 0 not at all."
            ),
            curves=(CurveSpec(key="beta", name="β", colour="beta", kind=MarkKind.DASHED),),
            awaits=Awaits.STEPS,
            positive=False,
            between=(0.0, 1.0),
        ),
        Quantity(
            key="epsilon",
            title=_tr("Exploration ε"),
            unit=_tr("probability"),
            text=_tr("The probability ε of a random action appears here."),
            about=_tr("ε, the probability that an action is random, by its schedule."),
            curves=(CurveSpec(key="epsilon", name="ε", colour="epsilon", kind=MarkKind.LINE),),
            awaits=Awaits.STEPS,
            positive=False,
            between=(0.0, 1.0),
        ),
        Quantity(
            key="learning_rate",
            title=_tr("Learning rate"),
            unit=_tr("with its schedule"),
            text=_tr("The learning rate that acts appears here, from when the run was opened."),
            about=_tr("The step of the optimizer as it acts, warm-up and schedule included."),
            curves=(
                CurveSpec(key="learning_rate", name=_tr("learning rate"), colour="learning_rate", kind=MarkKind.LINE),
            ),
            awaits=Awaits.STEPS,
            log=True,
        ),
        Quantity(
            key="steps_per_second",
            title=_tr("Speed"),
            unit=_tr("environment steps per second"),
            text=_tr("The speed of the training appears here, from when the run was opened."),
            about=_tr("Environment steps a second of the training alone."),
            curves=_with_range("steps_per_second", _tr("steps/s"), "speed"),
            awaits=Awaits.STEPS,
        ),
        Quantity(
            key="noise_sigma",
            title=_tr("Noise σ"),
            unit=_tr("mean of |σ|"),
            text=_tr("The size of a noisy network's noise appears here, from when the run was opened."),
            about=_tr(
                "Mean of |σ| over the noisy layers' weights: how much the network explores by its own noise (Fortunato "
                "et al. 2018)."
            ),
            curves=_with_range("noise_sigma", _tr("noise σ"), "noise"),
            awaits=Awaits.NOISE,
            log=True,
        ),
    )
    return {quantity.key: quantity for quantity in listed}


def plot_words(shown: Sequence[Quantity]) -> PlotWords:
    """What a plot of these quantities is called, and what its values are."""
    together = {
        FIRST_PLOTS["q"]: PlotWords(
            title=_tr("Q-values"),
            unit=_tr("discounted return"),
            text=_tr("The mean and the largest predicted Q-value appear here."),
            names={"q_max": _tr("max"), "q_mean": _tr("mean")},
        ),
        FIRST_PLOTS["exploration"]: PlotWords(
            title=_tr("Exploration ε, correction β"),
            unit=_tr("value"),
            text=_tr("The probability ε of a random action and the weight exponent β appear here."),
            names={},
        ),
    }
    known = together.get(tuple(quantity.key for quantity in shown))
    if known is not None:
        return known
    units = {quantity.unit for quantity in shown}
    titles = _tr(", ").join(quantity.title for quantity in shown)
    return PlotWords(
        title=titles,
        unit=units.pop() if len(units) == 1 else "",
        # A low plot has no room for a sentence of each.
        text=shown[0].text if len(shown) == 1 else _tr("What appears here: {names}.").format(names=titles),
        names={},
    )


def curves_of(shown: Sequence[Quantity], smoothing_steps: int = 0) -> list[CurveSpec]:
    """All curves of a plot of these quantities: first those behind, and each as the legend names it there."""
    names = plot_words(shown).names
    curves: list[CurveSpec] = []
    for quantity in shown:
        for curve in quantity.curves:
            name = names.get(curve.key, curve.name)
            if smoothing_steps and name and can_be_smoothed(quantity):
                curves.append(replace(curve, name=smoothed_words(name, smoothing_steps), shorter=(name,)))
            else:
                curves.append(replace(curve, name=name))
    return sorted(curves, key=lambda curve: curve.kind is not MarkKind.RAW)


def smoothed_words(name: str, steps: int) -> str:
    """What the legend calls a curve of means over so many environment steps."""
    return _tr("{name}, last {steps} steps").format(name=name, steps=f"{steps:,}")


def can_be_smoothed(quantity: Quantity) -> bool:
    """Whether its curve is a mean of what is drawn behind it, over stretches that can be chosen."""
    return quantity.curves[0].key.endswith(RANGE)


def evaluation_words(*, brief: bool) -> str:
    """What the legend calls evaluations."""
    return _tr("eval.") if brief else _tr("evaluation")


def mean_words(step: int | None, *, brief: bool) -> str:
    """What the legend calls the mean return of the last episodes, and where it says so, the step they go back to."""
    if step is None:
        return _tr("last 100") if brief else _tr("last 100 episodes")
    words = _tr("100 ({step}+)") if brief else _tr("last 100 ({step}+)")
    return words.format(step=f"{step:,}" if step < 1000 else f"{step // 1000:,}k")


def parent_words(name: str, *, brief: bool) -> str:
    """What the legend calls the curve of the run `name` that this one was forked from."""
    words = _tr("parent")
    if not brief:
        words = _tr("parent {run}").format(run=short_name(name))
    return words if name else ""


def _with_range(key: str, name: str, colour: str = "") -> Sequence[CurveSpec]:
    return (
        CurveSpec(key=key + RANGE, name="", colour=colour or key, kind=MarkKind.RAW),
        CurveSpec(key=key, name=name, colour=colour or key, kind=MarkKind.LINE),
    )


def _tr(text: str) -> str:
    return QCoreApplication.translate("LearningPlots", text)
