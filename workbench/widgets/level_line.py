"""A level across a plot, such as a goal: a thin dotted line with its name below, at the right.

At the left the curve that climbs to a goal would cross the name for good; at the right it stays above once it is there.
"""

import pyqtgraph as pg
from PySide6.QtGui import QColor, QFont, QPen

from workbench.look.theme import Theme

_DOTS = (1, 3)
_GROUND_ALPHA = 0.6


class LevelLine(pg.InfiniteLine):
    """Hidden until `show_level`."""

    def __init__(self) -> None:
        # Anchored by its upper right corner, the name hangs below the line.
        super().__init__(angle=0, movable=False, label="", labelOpts={"position": 1.0, "anchors": [(1, 0), (1, 0)]})
        self.setZValue(5)  # Over the curves, or its name couldn't be read.
        self.hide()

    @property
    def words(self) -> str:
        """The line's name; empty while it is hidden."""
        return self.label.format if self.isVisible() else ""

    def restyle(self, theme: Theme, font: QFont) -> None:
        """Takes the theme's colours and the font of the name."""
        pen = QPen(QColor(theme.muted), 1.0)
        pen.setCosmetic(True)
        pen.setDashPattern(_DOTS)
        self.setPen(pen)
        self.setHoverPen(pen)
        self.label.setColor(theme.muted)
        # Curves that cross the name must not make it unreadable, and are to be seen.
        ground = QColor(theme.surface)
        ground.setAlphaF(_GROUND_ALPHA)
        self.label.fill = pg.mkBrush(ground)
        self.label.setFont(font)

    def show_level(self, level: float | None, words: str = "") -> None:
        """Draws the line at `level` and calls it `words`; None hides it."""
        self.setVisible(level is not None)
        if level is not None:
            self.setPos(level)
            # A brace would be a placeholder to pyqtgraph.
            self.label.setFormat(words.replace("{", "").replace("}", ""))
