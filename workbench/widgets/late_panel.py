"""A panel whose inside is made when it is first seen, and that tells whether it can be: hidden, it costs nothing."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from workbench.look.theme import ROW_SPACE, SPACE, Theme, ThemeSource, small_font


class LatePanel(QWidget):
    """`body` is the layout of what `build` makes.

    Signals:
        seen_changed: Whether it can be seen.
    """

    seen_changed = Signal(bool)

    def __init__(self, theme_source: ThemeSource, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme_source = theme_source
        self._is_built = False
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(SPACE, ROW_SPACE, SPACE, SPACE)
        self.body.setSpacing(ROW_SPACE)
        theme_source.changed.connect(self._take_theme)

    @property
    def theme(self) -> Theme:
        """The theme now."""
        return self._theme_source.theme

    @property
    def is_built(self) -> bool:
        """Whether what is in it has been made, or is being made."""
        return self._is_built

    def build(self) -> None:
        """Makes what is in it."""
        raise NotImplementedError

    def restyle(self, theme: Theme) -> None:
        """Takes the theme's colours."""

    def refresh(self) -> None:
        """Shows what it was told while nothing was in it."""

    def small_label(self, *, muted: bool = True) -> QLabel:
        """Plain words in small letters, in as many lines as they take."""
        label = QLabel(self)
        if muted:
            label.setProperty("role", "muted")
        label.setFont(small_font(self.font()))
        label.setWordWrap(True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        return label

    def showEvent(self, event: QShowEvent) -> None:
        if not self._is_built:
            self._is_built = True
            self.build()
            self.restyle(self.theme)
            self.refresh()
        super().showEvent(event)
        self.seen_changed.emit(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.seen_changed.emit(False)

    @Slot(object)
    def _take_theme(self, theme: Theme) -> None:
        if self._is_built:
            self.restyle(theme)
