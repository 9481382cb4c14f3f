"""Draws a report's pictures as SVG, as a study's are drawn. Matplotlib, from the extra `study`; see `study.plot`."""

import math

from dqn_engine.comparison.report.contents import Picture
from dqn_engine.study import plot
from dqn_engine.system.text import printable

MOST_LINES = plot.MOST_CURVES
_LONGEST_NAME = 50


def drawn(picture: Picture) -> bytes:
    """The picture as an SVG document; the same numbers give the same bytes.

    Raises:
        ModuleNotFoundError: Matplotlib is not installed; see `study.plot.can_draw`.
    """
    curves = [
        plot.Curve(name=printable(line.name, _LONGEST_NAME), x=line.x, y=line.y, low=line.low, high=line.high)
        for line in picture.lines[:MOST_LINES]
    ]
    title = "\n".join(printable(line) for line in picture.title.split("\n"))
    threshold = None if math.isnan(picture.threshold) else picture.threshold
    figure = plot.curves_figure(
        curves, title=title, x_label=picture.x_label, y_label=picture.y_label, threshold=threshold
    )
    return plot.to_svg(figure, title=printable(picture.title), description=printable(picture.words))
