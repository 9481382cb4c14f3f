"""Draws the learning curves of a study: per configuration the median over seeds and the band between the quartiles.

Matplotlib draws, from the extra `study`; its own `Figure` is used and never `pyplot`, which would keep every figure in
a list of the process. The same numbers give the same SVG to the byte. Names are text, never Matplotlib's markup.

Colours are those of Okabe and Ito (2008), which can be told apart with any colour vision; each line also has dashes of
its own, for print without colours.
"""

import contextlib
import importlib.util
import io
import math
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from dqn_engine.study.plan import PresetResult, StudyPlan
from dqn_engine.study.summary import curve_quartiles
from dqn_engine.system.text import counted, printable

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from matplotlib.typing import RcKeyType

_STYLES = (
    ("#0072b2", "-"),
    ("#d55e00", (0, (7, 3))),
    ("#009e73", (0, (2, 2))),
    ("#cc79a7", (0, (9, 2, 2, 2))),
    ("#e69f00", (0, (5, 1.5))),
    ("#56b4e9", (0, (1.5, 1.5))),
    ("#000000", (0, (11, 4))),
    ("#8c6d00", (0, (7, 2, 1.5, 2))),  # Okabe and Ito's yellow is too pale for a line on white; this is darker.
)
MOST_CURVES = len(_STYLES)

_WIDTH_IN, _HEIGHT_IN, _LEGEND_ROW_IN = 9.0, 5.0, 0.22
_PNG_DOTS_PER_INCH = 200
_LEGEND_COLUMNS = 2
_LONGEST_NAME = 50
_MOST_MARKED = 25
"""So many evaluations are marked by a dot each; more would hide the line. A single one is nothing but its dot."""

_INK, _FAINT_INK, _GRID = "#1f2328", "#57606a", "#e4e7eb"
_SETTINGS: "dict[RcKeyType, Any]" = {
    # Text stays text, so that it can be searched and read aloud; names inside the file depend on nothing else.
    "svg.fonttype": "none",
    "svg.hashsalt": "dqn-engine study",
    "font.family": ["DejaVu Sans", "sans-serif"],  # The first comes with Matplotlib.
    "font.size": 9.0,
    "text.color": _INK,
    "axes.labelcolor": _INK,
    "axes.edgecolor": _FAINT_INK,
    "xtick.color": _FAINT_INK,
    "ytick.color": _FAINT_INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
}


def can_draw() -> bool:
    """Whether Matplotlib is installed; nothing is imported."""
    return importlib.util.find_spec("matplotlib") is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """A line over x, and perhaps a band around it: each [T]."""

    name: str
    x: Sequence[float] | np.ndarray
    y: np.ndarray
    low: np.ndarray | None = None
    high: np.ndarray | None = None


def learning_curves(plan: StudyPlan, results: Sequence[PresetResult]) -> "Figure":
    """The figure of a study with one to MOST_CURVES configurations, each with a finished seed.

    Raises:
        ModuleNotFoundError: Matplotlib is not installed; see `can_draw`.
    """
    seeds = max(len(result.seeds) for result in results)
    episodes = results[0].config.knobs["evaluate_episodes"]
    curves: list[Curve] = []
    for result in results:
        lower, median, upper = curve_quartiles(result)
        name = printable(result.name, _LONGEST_NAME)
        curves.append(Curve(name=name, x=plan.evaluation_steps, y=median, low=lower, high=upper))
    return curves_figure(
        curves,
        title=f"{plan.environment}: learning curves of {seeds:,} seed{'s' if seeds != 1 else ''}\n"
        "Line: median over seeds; band: the middle half",
        x_label="Environment steps",
        y_label=f"Mean return of {counted(episodes, 'greedy episode')} (sum of rewards)",
        threshold=None if math.isnan(plan.threshold) else plan.threshold,
        x_end=plan.steps,
    )


def curves_figure(
    curves: Sequence[Curve],
    *,
    title: str,
    x_label: str,
    y_label: str,
    threshold: float | None = None,
    x_end: float | None = None,
) -> "Figure":
    """A figure of one to MOST_CURVES curves; the first lies on top.

    Args:
        curves: They.
        title: Above them.
        x_label: Below them.
        y_label: Beside them.
        threshold: What counts as solved, a dotted line; None: nothing does.
        x_end: Where the axis ends that begins at 0; None: at the ends of the curves.

    Raises:
        ModuleNotFoundError: Matplotlib is not installed; see `can_draw`.
    """
    with _settings():
        from matplotlib.figure import Figure
        from matplotlib.ticker import MaxNLocator, StrMethodFormatter

        legend_rows = math.ceil((len(curves) + 1) / _LEGEND_COLUMNS)
        figure = Figure(figsize=(_WIDTH_IN, _HEIGHT_IN + legend_rows * _LEGEND_ROW_IN), layout="constrained")
        axes = figure.add_subplot()
        axes.grid(axis="y", color=_GRID)
        axes.set_axisbelow(True)
        if x_end is not None:
            axes.set_xlim(0, x_end)
        axes.xaxis.set_major_locator(MaxNLocator(nbins=8, steps=[1, 2, 2.5, 5, 10], integer=True))
        for axis in (axes.xaxis, axes.yaxis):
            axis.set_major_formatter(StrMethodFormatter("{x:,.10g}"))
        axes.set_title(title, loc="left", parse_math=False)
        axes.set_xlabel(x_label)
        axes.set_ylabel(y_label)
        handles = []
        marker = "o" if max(len(curve.x) for curve in curves) <= _MOST_MARKED else ""
        for place, (curve, (colour, dashes)) in enumerate(zip(curves, _STYLES, strict=False)):
            # The first lies on top; every line lies above every band.
            above = len(curves) - place
            if curve.low is not None and curve.high is not None:
                axes.fill_between(curve.x, curve.low, curve.high, color=colour, alpha=0.2, linewidth=0, zorder=2)
            handles += axes.plot(
                curve.x, curve.y, color=colour, linestyle=dashes, linewidth=1.8,
                marker=marker, markersize=3.5, zorder=4 + above, clip_on=False,
            )  # fmt: skip
        names = [curve.name for curve in curves]
        if threshold is not None:
            handles.append(axes.axhline(threshold, color=_FAINT_INK, linestyle=":", linewidth=1.2, zorder=3))
            names.append(f"Threshold {threshold:,g}")
        # A legend leaves out labels that begin with an underscore, and reads those with dollars as formulas: the names
        # come in afterwards, as plain text.
        legend = figure.legend(
            handles, ["-"] * len(handles), loc="outside lower left", ncols=_LEGEND_COLUMNS, frameon=False,
            handlelength=4.5,
        )  # fmt: skip
        for text, name in zip(legend.get_texts(), names, strict=True):
            text.set_parse_math(False)
            text.set_text(name)
    return figure


def description(plan: StudyPlan, results: Sequence[PresetResult]) -> str:
    """What the figure shows, for readers who can't see it: what each configuration reaches."""
    ends: list[str] = []
    for result in results:
        lower, middle, upper = curve_quartiles(result)[:, -1]
        ends.append(
            f"{printable(result.name)} reaches a median of {middle:,.1f} (middle half {lower:,.1f} to {upper:,.1f})"
        )
    threshold = "" if math.isnan(plan.threshold) else f" The threshold is {plan.threshold:,g}."
    return f"After {plan.steps:,} environment steps: {'; '.join(ends)}.{threshold}"


def to_svg(figure: "Figure", *, title: str, description: str = "") -> bytes:
    """The figure as an SVG document with a title and a description; the same figure gives the same bytes."""
    return _saved(figure, "svg", {"Title": title, "Description": description, "Date": None, "Creator": None})


def to_png(figure: "Figure", *, title: str, description: str = "") -> bytes:
    """The figure as a PNG, 1,800 pixels wide."""
    return _saved(figure, "png", {"Title": title, "Description": description, "Software": None})


def _saved(figure: "Figure", kind: Literal["svg", "png"], metadata: Mapping[str, str | None]) -> bytes:
    content = io.BytesIO()
    with _settings(), warnings.catch_warnings():
        # A name may hold letters that the font lacks; they show as boxes, and the others are read all the same.
        warnings.filterwarnings("ignore", r"Glyph .* missing from", UserWarning)
        figure.savefig(content, format=kind, dpi=_PNG_DOTS_PER_INCH if kind == "png" else "figure", metadata=metadata)
    return content.getvalue()


@contextlib.contextmanager
def _settings() -> Iterator[None]:
    """Matplotlib's own defaults and ours, whatever the user has set for other drawings; as before afterwards."""
    import matplotlib

    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(_SETTINGS)
        yield
