"""An environment's own pictures and numbers, looked at pixel by pixel."""

import numpy as np
import pytest
from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QFont, QFontMetricsF, QImage, QPainter

from tests.support.plot_reports import picture, spectator_step
from workbench.look.theme import LIGHT, SPACE
from workbench.scene.drawing import TOP_SPACE_PX
from workbench.scene.number_table import ROW_PX, number_text, table_of
from workbench.scene.picture_drawing import PictureDrawing, sharply_scaled
from workbench.scene.playback import Frame

RED = (200, 0, 0)


def pixels(image: QImage) -> np.ndarray:
    """[H, W, 3] of an image."""
    rgb = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(rgb.constBits(), np.uint8).reshape(rgb.height(), rgb.bytesPerLine())
    return rows[:, : rgb.width() * 3].reshape(rgb.height(), rgb.width(), 3).copy()


def drawn(size: QSize, ratio: float, shown: np.ndarray, numbers: tuple[float, ...] = ()) -> np.ndarray:
    """What a canvas of `size` shows at a pixel density."""
    image = QImage(size * ratio, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    drawing = PictureDrawing(LIGHT, ())
    drawing.show_numbers(numbers)
    step = spectator_step(1)
    painter = QPainter(image)
    drawing.paint(painter, size, ratio, Frame(step, 0.0, step.state, (), 1.0, shown))
    painter.end()
    return pixels(image)


def extent(image: np.ndarray, colour: tuple[int, int, int]) -> tuple[int, int, int, int]:
    """The top, bottom, left and right of a colour, the ends not included."""
    rows, columns = np.nonzero((image == np.array(colour)).all(axis=2))
    return (rows.min(), rows.max() + 1, columns.min(), columns.max() + 1)


@pytest.mark.parametrize("ratio", [1.0, 1.25, 2.0])
@pytest.mark.parametrize(("high", "wide"), [(40, 60), (400, 600), (60, 40), (210, 160)])
def test_that_a_picture_keeps_its_shape_in_the_middle_and_fills_one_side(qapp, ratio, high, wide) -> None:
    size = QSize(300, 320)
    top, bottom, left, right = extent(drawn(size, ratio, picture(RED, high, wide)), RED)
    tall, broad = (bottom - top) / ratio, (right - left) / ratio
    assert broad / tall == pytest.approx(wide / high, rel=0.03)
    free = (300 - 2 * SPACE, 320 - TOP_SPACE_PX - SPACE)
    assert max(broad / free[0], tall / free[1]) == pytest.approx(1.0, abs=0.02)
    assert (left / ratio + right / ratio) / 2 == pytest.approx(150, abs=1.5)
    assert top / ratio >= TOP_SPACE_PX - 1


@pytest.mark.parametrize("size", [(600, 600), (568, 568), (200, 200)])
def test_that_enlarging_leaves_edges_sharp(qapp, size) -> None:
    board = np.kron(np.indices((4, 4)).sum(axis=0) % 2, np.ones((40, 40))).astype(np.uint8)[..., None] * 255
    large = pixels(sharply_scaled(np.repeat(board, 3, axis=2).copy(), QSize(*size)))
    between = ((large[..., 0] > 8) & (large[..., 0] < 247)).mean()
    # At most a line of mixed pixels along each of the six edges.
    assert between <= 6 * 2 / size[0]


def test_that_reducing_lets_every_pixel_count(qapp) -> None:
    lines = np.zeros((300, 300, 3), np.uint8)
    lines[:, ::3] = 255
    small = pixels(sharply_scaled(lines, QSize(100, 100)))
    assert abs(small[5:-5, 5:-5].astype(float) - 85).max() < 30


def test_that_colours_keep_their_places(qapp) -> None:
    image = pixels(sharply_scaled(picture((10, 120, 240), 5, 7), QSize(14, 10)))
    assert image[3, 3].tolist() == [10, 120, 240]


def test_that_numbers_stand_below_a_picture_only_where_there_is_room(qapp) -> None:
    wide = picture(RED, 40, 60)
    alone = extent(drawn(QSize(300, 400), 1.0, wide), RED)
    above = extent(drawn(QSize(300, 400), 1.0, wide, (0.5, -0.25)), RED)
    assert above[1] < alone[1], "the picture moves up to make room"
    assert (above[1] - above[0], above[3] - above[2]) == (alone[1] - alone[0], alone[3] - alone[2])
    assert extent(drawn(QSize(300, 240), 1.0, wide, (0.5,) * 40), RED) == extent(drawn(QSize(300, 240), 1.0, wide), RED)


def test_that_a_picture_shrinks_a_little_for_the_numbers(qapp) -> None:
    square = picture(RED, 50, 50)
    size = QSize(300, 300)
    alone, above = extent(drawn(size, 1.0, square), RED), extent(drawn(size, 1.0, square, (0.5,)), RED)
    assert 0.8 * (alone[1] - alone[0]) <= above[1] - above[0] < alone[1] - alone[0]
    assert above[1] <= 300 - SPACE - ROW_PX


def test_that_numbers_take_as_few_columns_as_fit(qapp) -> None:
    table = table_of(("x", "y", "z", "w"), (1.0, 2.0, 3.0, 4.0))
    assert [table.fewest_columns(3, rows * ROW_PX) for rows in (4, 3, 2, 1)] == [1, 2, 2, None]
    metrics = QFontMetricsF(QFont())
    assert table.most_columns(metrics, 300) >= 2
    assert table_of(("a long name of a number",) * 4, (1.0,) * 4).most_columns(metrics, 200) == 1


@pytest.mark.parametrize("count", [1, 7, 300])
@pytest.mark.parametrize("columns", [1, 3])
@pytest.mark.parametrize("height", [17, 120])
def test_that_any_count_of_numbers_is_painted_within_its_box(qapp, count, columns, height) -> None:
    image = QImage(400, 300, QImage.Format.Format_RGB32)
    image.fill(0)
    painter = QPainter(image)
    table_of((), (1.5,) * count).paint(painter, QRectF(0, 0, 300, height), columns, LIGHT)
    painter.end()
    rows, across = np.nonzero(pixels(image).any(axis=2))
    assert len(rows)
    assert rows.max() <= max(height, ROW_PX)
    assert across.max() <= 300


def test_that_numbers_are_called_by_their_labels_or_as_states() -> None:
    assert table_of(("x", "y"), (0.5, 1.0)).names == ("x", "y")
    assert table_of(("a",) * 45, (12.0, 5.0)).names == ("State 1", "State 2")
    assert table_of(("a",) * 16, (3.0,)).names == ("State",)
    assert [table_of(("a",) * n, (3.0,)).whole for n in (1, 16)] == [False, True]


@pytest.mark.parametrize(
    ("number", "whole", "text"),
    [
        (14.0, True, "14"),
        (0.5, False, "0.500"),
        (1.0, False, "1.000"),
        (-0.0001, False, "0.000"),
        (-250.26, False, "−250.3"),
    ],
)
def test_that_numbers_have_steady_decimals_and_a_true_minus(number, whole, text) -> None:
    assert number_text(number, whole=whole) == text
