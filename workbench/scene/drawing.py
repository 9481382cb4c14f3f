"""What draws the watched environment on the canvas: one class per way of seeing an environment."""

from typing import Protocol, runtime_checkable

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QPainter

from workbench.look.theme import SPACE, Theme
from workbench.scene.playback import Frame

# Above the pictures is room for the captions.
TOP_SPACE_PX = 3 * SPACE


class Drawing(Protocol):
    """Paints the frames of one environment.

    Attributes:
        moves_between_steps: Whether every frame differs, and not only those of another step.
    """

    moves_between_steps: bool

    def restyle(self, theme: Theme) -> None:
        """Takes the theme's colours."""

    def show_numbers(self, numbers: tuple[float, ...]) -> None:
        """Takes an observation to be shown as numbers, where there is room for them."""

    def paint(self, painter: QPainter, size: QSize, device_pixel_ratio: float, frame: Frame | None) -> None:
        """Paints `frame`, or what is shown before the first one, all over `size`."""


@runtime_checkable
class DrawnByParts(Protocol):
    """A drawing whose parts can be grabbed."""

    def part_at(self, place: QPointF, size: QSize, ratio: float, frame: Frame) -> str:
        """Which part of a frame is at a place in pixels; nothing between them."""
        ...
