"""Lines of text that are painted."""

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetrics, QImage, QPainter

from workbench.look.drawn_lines import draw_line


def inked_rows(row_px: int, alignment: int) -> list[int]:
    """The rows of pixels that a line has ink in, whose place begins at 20 and is so high."""
    image = QImage(100, 80, QImage.Format.Format_Grayscale8)
    image.fill(255)
    painter = QPainter(image)
    draw_line(painter, QRectF(5, 20, 90, row_px), alignment, "Qg,")
    painter.end()
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(80, image.bytesPerLine())
    return np.flatnonzero((pixels[:, :100] < 200).any(axis=1)).tolist()


def test_that_a_line_which_is_higher_than_its_row_keeps_its_feet(qapp) -> None:
    needed = QFontMetrics(qapp.font()).height()
    whole = inked_rows(needed, 0)

    assert inked_rows(needed - 6, 0) == whole
    assert len(inked_rows(needed - 6, Qt.AlignmentFlag.AlignVCenter)) == len(whole)
