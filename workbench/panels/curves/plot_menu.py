"""What a right click on a plot offers: which curves it has, its axis, and its picture and numbers to copy or save."""

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QCoreApplication, QPoint, QRect
from PySide6.QtGui import QActionGroup, QGuiApplication, QImage, QImageWriter, QPainter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QMenu

from dqn_engine.storage.files.atomic import write_atomically
from workbench.panels.curves.flat_svg import flat
from workbench.panels.curves.quantities import MOST_PLOTS, RANGE, Quantity, can_be_smoothed
from workbench.state.plot_choice import SMOOTHING_STEPS, PlotChoice
from workbench.state.plot_data import table_of
from workbench.state.run_history import RunHistory
from workbench.state.x_scale import XUnit
from workbench.widgets.live_plot import LivePlot
from workbench.widgets.mnemonics import Mnemonics

_FINENESS = 2.0  # of a picture, in its pixels to each of the window's: it is looked at larger than it stands there

SAVED_AS = (".png", ".svg", ".csv")
"""What a plot can be saved as."""


CURVE = "curve "
"""Begins the data of the action that shows a quantity in the plot, or takes it out; its key follows."""

SMOOTHING = "smoothing "
"""Begins the data of the action that has the curves averaged; over how many steps follows, 0 for not at all."""


def plot_menu(
    plot: LivePlot, choice: PlotChoice, offered: Iterable[Quantity], *, log: bool | None, plots: int
) -> QMenu:
    """The menu; each action's data is `CURVE` or `SMOOTHING` and what is meant, `"log"`, `"add"`, `"remove"`,
    `"copy picture"`, `"copy data"` or one of `SAVED_AS`.

    Args:
        plot: What was clicked.
        choice: What it shows.
        offered: All quantities.
        log: Whether its y axis is logarithmic; None where it can't be.
        plots: How many plots there are.
    """
    menu, offered = QMenu(plot), list(offered)
    curves = menu.addMenu(_tr("Curve"))
    for quantity in offered:
        curve = curves.addAction(quantity.title)
        curve.setData(CURVE + quantity.key)
        curve.setCheckable(True)
        curve.setChecked(quantity.key in choice.keys)
        curve.setEnabled(choice.keys != (quantity.key,))  # A plot has at least one.
    axis = menu.addAction(_tr("Logarithmic axis"))
    axis.setData("log")
    axis.setCheckable(True)
    axis.setChecked(bool(log))
    axis.setEnabled(log is not None)
    _add_smoothing(menu, choice, offered)
    menu.addSeparator()
    add, remove = menu.addAction(_tr("Add a plot")), menu.addAction(_tr("Remove this plot"))
    add.setData("add")
    add.setEnabled(plots < MOST_PLOTS)
    remove.setData("remove")
    remove.setEnabled(plots > 1)
    menu.addSeparator()
    words = {
        "copy picture": _tr("Copy picture"),
        "copy data": _tr("Copy data"),
        ".png": _tr("Save picture as PNG…"),
        ".svg": _tr("Save picture as SVG…"),
        ".csv": _tr("Save data as CSV…"),
    }
    for what, text in words.items():
        if what == ".png":
            menu.addSeparator()
        menu.addAction(text).setData(what)
    Mnemonics((menu,), menu)
    return menu


def _add_smoothing(menu: QMenu, choice: PlotChoice, offered: Iterable[Quantity]) -> None:
    smoothing = menu.addMenu(_tr("Smoothing"))
    smoothing.setEnabled(any(can_be_smoothed(quantity) for quantity in offered if quantity.key in choice.keys))
    one_of = QActionGroup(smoothing)
    for steps in (0, *SMOOTHING_STEPS):
        words = _tr("Last {steps} steps").format(steps=f"{steps:,}") if steps else _tr("None")
        over = smoothing.addAction(words)
        over.setData(f"{SMOOTHING}{steps}")
        over.setCheckable(True)
        over.setChecked(choice.smoothing_steps == steps)
        one_of.addAction(over)


def copy(plot: LivePlot, history: RunHistory, unit: XUnit, what: str) -> str:
    """Puts the plot's picture, or its numbers with tabs between them, on the clipboard; a sentence that says so."""
    if what == "copy picture":
        QGuiApplication.clipboard().setImage(_picture(plot))
        return _tr("The plot's picture is on the clipboard.")
    QGuiApplication.clipboard().setText(table_of(history, _keys(plot), unit, "\t"))
    return _tr("The plot's numbers are on the clipboard, as a table.")


def save(plot: LivePlot, history: RunHistory, unit: XUnit, path: Path) -> None:
    """Writes the plot as its path's ending says.

    Raises:
        InputError: It can't be written.
    """
    made = {".csv": lambda: table_of(history, _keys(plot), unit, ",").encode(), ".svg": lambda: _svg(plot)}
    write_atomically(path, made.get(path.suffix.lower(), lambda: _png(plot))())


def _picture(plot: LivePlot) -> QImage:
    fineness = max(_FINENESS, plot.devicePixelRatioF())
    picture = QImage(plot.picture_size() * fineness, QImage.Format.Format_RGB32)
    picture.setDevicePixelRatio(fineness)
    with QPainter(picture) as painter:
        plot.draw_picture(painter)
    return picture


def _png(plot: LivePlot) -> bytes:
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(_picture(plot))
    return bytes(buffer.data().data())


def _svg(plot: LivePlot) -> bytes:
    buffer, made = QBuffer(), QSvgGenerator(QSvgGenerator.SvgVersion.Svg11)  # The smaller one knows no clipping.
    made.setOutputDevice(buffer)
    made.setResolution(plot.logicalDpiX())  # So that a pixel is one of the window's.
    made.setSize(plot.picture_size())
    made.setViewBox(QRect(QPoint(), plot.picture_size()))
    made.setTitle(plot.accessibleName())
    with QPainter(made) as painter:
        plot.draw_picture(painter)
    return flat(bytes(buffer.data().data()))


def _keys(plot: LivePlot) -> list[str]:
    return list(dict.fromkeys(curve.key.removesuffix(RANGE) for curve in plot.curves))


def _tr(text: str) -> str:
    return QCoreApplication.translate("PlotMenu", text)
