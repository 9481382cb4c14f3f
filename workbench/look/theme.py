"""Every colour, size and style of the window, for light and dark. Widgets ask here and hold no colours of their own."""

from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QFont, QGuiApplication


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """Colours as `#rrggbb`. The data colours are Okabe–Ito's, lightened in the dark theme; a thing keeps its colour."""

    dark: bool
    window: str  # behind panels
    surface: str  # panels, plots
    raised: str  # fields, buttons
    border: str
    text: str
    muted: str  # secondary text, axis labels; still 4.5:1 on surface
    grid: str
    accent: str  # the primary action
    on_accent: str
    hover: str  # a field or button under the pointer
    disabled: str  # text and icons of what can't be used now
    warning: str
    danger: str
    episode_return: str
    evaluation: str
    loss: str
    q_mean: str
    q_max: str
    epsilon: str
    beta: str
    length: str
    td_error: str
    gradient_norm: str
    learning_rate: str
    speed: str
    noise: str


LIGHT = Theme(
    dark=False,
    window="#eef0f3",
    surface="#ffffff",
    raised="#f6f7f9",
    border="#d5d9e0",
    text="#1b1f26",
    muted="#5a6472",
    grid="#e6e9ee",
    accent="#0b63b0",
    on_accent="#ffffff",
    hover="#e8ebf0",
    disabled="#8d96a3",
    warning="#8a5a00",
    danger="#b3261e",
    episode_return="#0072b2",
    evaluation="#d55e00",
    loss="#b8578f",
    q_mean="#00855f",
    q_max="#2a8fc7",
    epsilon="#b47800",
    beta="#6b5bb5",
    length="#4a7d1e",
    td_error="#a3472f",
    gradient_norm="#7a6a1f",
    learning_rate="#00798c",
    speed="#5a6472",
    noise="#9a3fa8",
)

DARK = Theme(
    dark=True,
    window="#14171c",
    surface="#1d2128",
    raised="#272c35",
    border="#39404c",
    text="#e9ecf1",
    muted="#a3adbb",
    grid="#2c323c",
    accent="#5aa9ec",
    on_accent="#0c1116",
    hover="#313844",
    disabled="#707a88",
    warning="#f0b849",
    danger="#ff8a80",
    episode_return="#4db1ea",
    evaluation="#ff9147",
    loss="#e79ac6",
    q_mean="#35c9a0",
    q_max="#8fd0f5",
    epsilon="#f2b632",
    beta="#b3a6f2",
    length="#a6d35b",
    td_error="#f08f75",
    gradient_norm="#d8c765",
    learning_rate="#4fd0de",
    speed="#b7c0cc",
    noise="#dd9cea",
)

# One grid for the whole window, in device-independent pixels.
SPACE = 8
ROW_SPACE = 4
ROW_HEIGHT = 28

RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
"""How numbers in a column stand."""

# Two sizes of type; a system that asks for larger letters gets them.
TEXT_PX = 13
SMALL_PX = 12


def application_font(system: QFont) -> QFont:
    """The system's font at no less than `TEXT_PX`, with figures of equal width so that counting numbers don't jump."""
    font = QFont(system)
    font.setPixelSize(max(TEXT_PX, system.pixelSize()))
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


def small_font(font: QFont) -> QFont:
    """The smaller of the two sizes: units, notes, labels of axes."""
    small = QFont(font)
    small.setPixelSize(max(SMALL_PX, font.pixelSize() - 1))
    return small


class ThemeSource(QObject):
    """The current theme, and a signal when it changes. Follows the system's light or dark unless one is chosen."""

    changed = Signal(object)  # Theme

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._chosen: Theme | None = None
        self._told = self.theme
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._follow)

    @property
    def theme(self) -> Theme:
        if self._chosen is not None:
            return self._chosen
        dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
        return DARK if dark else LIGHT

    @Slot(str)
    def choose(self, appearance: str) -> None:
        """Follows the system (`"system"`), or stays `"light"` or `"dark"`."""
        self._chosen = {"light": LIGHT, "dark": DARK}.get(appearance)
        # Where the platform can, its own dialogs and window frames follow as well.
        schemes = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}
        QGuiApplication.styleHints().setColorScheme(schemes.get(appearance, Qt.ColorScheme.Unknown))
        self._follow()

    @Slot()
    def _follow(self) -> None:
        if self.theme is not self._told:
            self._told = self.theme
            self.changed.emit(self.theme)
