"""The window's icons: 24×24 outlines from `resources/icons`, coloured from the theme and crisp at every scale."""

import weakref
from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QObject, QRectF, Qt
from PySide6.QtGui import QAction, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton, QLabel
from shiboken6 import isValid

from dqn_engine.system.resources import resource_folder
from workbench.look.theme import Theme, ThemeSource

# Every size an icon is asked for, at the scales screens have; Qt picks the pixmap that needs no stretching.
_SIZES_PX = (12, 16, 20, 24, 32, 48)

Target = QAction | QAbstractButton | QLabel


def icon_path(name: str) -> Path:
    """Where the icon `name` is stored."""
    return resource_folder("icons") / f"{name}.svg"


@lru_cache(maxsize=256)
def icon(name: str, colour: str, disabled_colour: str) -> QIcon:
    """The icon `name` in `colour` (`#rrggbb`), and in `disabled_colour` where its button is disabled."""
    made = QIcon()
    for mode, shade in ((QIcon.Mode.Normal, colour), (QIcon.Mode.Disabled, disabled_colour)):
        for size_px in _SIZES_PX:
            made.addPixmap(pixmap(name, shade, size_px), mode)
    return made


@lru_cache(maxsize=512)
def pixmap(name: str, colour: str, size_px: int, scale: float = 1.0) -> QPixmap:
    """The icon `name` in `colour`, `size_px` device-independent pixels wide on a screen of that `scale`."""
    drawn = QPixmap(round(size_px * scale), round(size_px * scale))
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    _renderer(name, colour).render(painter, QRectF(drawn.rect()))
    painter.end()
    drawn.setDevicePixelRatio(scale)
    return drawn


@lru_cache(maxsize=256)
def _renderer(name: str, colour: str) -> QSvgRenderer:
    outline = icon_path(name).read_text(encoding="utf-8").replace("currentColor", colour)
    return QSvgRenderer(QByteArray(outline.encode()))


class IconBook(QObject):
    """Gives icons to actions, buttons and labels, and repaints them when the theme changes."""

    def __init__(self, theme_source: ThemeSource, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme_source = theme_source
        self._given: weakref.WeakKeyDictionary[Target, tuple[str, str, int]] = weakref.WeakKeyDictionary()
        theme_source.changed.connect(self._repaint)

    def give(self, target: Target, name: str, field: str = "text", size_px: int = 16) -> None:
        """Shows icon `name` on `target`, now and in every later theme, in the theme's colour `field`."""
        self._given[target] = (name, field, size_px)
        self._paint(target, self._theme_source.theme)

    def _paint(self, target: Target, theme: Theme) -> None:
        name, field, size_px = self._given[target]
        colour = getattr(theme, field)
        if isinstance(target, QLabel):
            target.setPixmap(pixmap(name, colour, size_px, target.devicePixelRatioF()))
        else:
            target.setIcon(icon(name, colour, theme.disabled))

    def _repaint(self, theme: Theme) -> None:
        for target in list(self._given):
            # Qt may have deleted a closed message's label while Python still holds its shell.
            if isValid(target):
                self._paint(target, theme)
            else:
                del self._given[target]
