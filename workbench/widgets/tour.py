"""A tour of the window: one part after another is framed and explained, until the user leaves."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, QTimer, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from workbench.look.theme import SPACE
from workbench.widgets.overlay import Overlay

_BUBBLE_PX = 330
_MOVES = frozenset({QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide})


@dataclass(frozen=True, slots=True, kw_only=True)
class TourStop:
    """One part of the window, and what is to be known of it."""

    part: QWidget
    heading: str
    text: str


class Tour(Overlay):
    """A bubble beside the part that is explained, and a frame around that.

    It follows that part. Parts that are closed, or belong to a perspective that was left, are passed over. Esc leaves
    it wherever in the window the keyboard is: Tab takes that from the bubble to what is explained.
    """

    def __init__(self, stops: Sequence[TourStop], window: QWidget) -> None:
        super().__init__(window)
        self._stops, self._at = stops, 0
        self._soon = QTimer(self, singleShot=True, interval=0)  # Panels move and hide one after the other.
        self._soon.timeout.connect(self._follow)
        QShortcut(QKeySequence(Qt.Key.Key_Escape), self, self.leave)
        self.setProperty("role", "bubble")
        self.setFixedWidth(_BUBBLE_PX)
        self.setAccessibleName(self.tr("Tour"))
        self._frame = QFrame(window)
        self._frame.setProperty("role", "framed")
        self._frame.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._heading, self._text, self._count = QLabel(self), QLabel(self), QLabel(self)
        self._heading.setProperty("role", "heading")
        self._count.setProperty("role", "muted")
        self._text.setWordWrap(True)
        self.back = QPushButton(self.tr("Back"), self)
        self.next = QPushButton(self.tr("Next"), self)
        self.leave_button = QPushButton(self.tr("Leave"), self)
        self.next.setDefault(True)
        self.back.clicked.connect(self._go_back)
        self.next.clicked.connect(self._go_on)
        self.leave_button.clicked.connect(self.leave)
        buttons = QHBoxLayout()
        buttons.addWidget(self._count)
        buttons.addStretch(1)
        for button in (self.leave_button, self.back, self.next):
            buttons.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * SPACE, SPACE, 2 * SPACE, SPACE)
        column.setSpacing(SPACE)
        column.addWidget(self._heading)
        column.addWidget(self._text)
        column.addLayout(buttons)
        for stop in stops:
            stop.part.installEventFilter(self)
        self._show_stop()
        self.show()

    @property
    def stop(self) -> TourStop:
        """What is explained now."""
        return self._stops[self._at]

    @Slot()
    def leave(self) -> None:
        """Ends it."""
        self._frame.hide()
        self._frame.deleteLater()
        super().leave()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.stop.part and event.type() in _MOVES:
            self._soon.start()
        return super().eventFilter(watched, event)

    @Slot()
    def _follow(self) -> None:
        if _is_seen(self.stop.part):
            self.place()
        elif self.over.isVisible():
            self._go_on()

    @Slot()
    def _go_back(self) -> None:
        self._go_to_first(range(self._at - 1, -1, -1))

    @Slot()
    def _go_on(self) -> None:
        if not self._go_to_first(range(self._at + 1, len(self._stops))):
            self.leave()

    def _go_to_first(self, places: Iterable[int]) -> bool:
        """Shows the first of these stops whose part is seen. Returns whether there is one."""
        at = next((at for at in places if _is_seen(self._stops[at].part)), None)
        if at is None:
            return False
        self._at = at
        self._show_stop()
        return True

    def _show_stop(self) -> None:
        stop = self.stop
        self._heading.setText(stop.heading)
        self._text.setText(stop.text)
        self._count.setText(self.tr("{at} of {count}").format(at=self._at + 1, count=len(self._stops)))
        self.back.setEnabled(self._at > 0)
        last = self._at + 1 == len(self._stops)
        self.next.setText(self.tr("Done") if last else self.tr("Next"))
        self.place()
        self.next.setFocus()

    def place(self) -> None:
        """Beside the part that is explained, with the frame around that."""
        part, window = self.stop.part, self.over
        framed = QRect(part.mapTo(window, QPoint(0, 0)), part.size()).intersected(window.rect())
        self._frame.setGeometry(framed)
        self._frame.show()
        self._frame.raise_()
        layout = self.layout()
        height = layout.totalHeightForWidth(_BUBBLE_PX) if layout is not None else self.sizeHint().height()
        self.setFixedHeight(max(height, self.minimumSizeHint().height()))
        self.move(_beside(framed, QRect(0, 0, self.width(), self.height()), window.rect()))
        self.raise_()


def _is_seen(part: QWidget) -> bool:
    """Whether any of it is: a panel behind another one's tab counts as visible and lies outside of the window."""
    return part.isVisible() and not part.visibleRegion().isEmpty()


def _beside(framed: QRect, bubble: QRect, room: QRect) -> QPoint:
    """Where the bubble covers the least of what it explains: right of it, left, below, above; else in its corner."""
    wide, high = bubble.width() + SPACE, bubble.height() + SPACE
    top = min(max(framed.top() + SPACE, room.top()), room.bottom() - high)
    left = min(max(framed.left() + SPACE, room.left()), room.right() - wide)
    if framed.right() + wide < room.right():
        return QPoint(framed.right() + SPACE, top)
    if framed.left() - wide > room.left():
        return QPoint(framed.left() - wide, top)
    if framed.bottom() + high < room.bottom():
        return QPoint(left, framed.bottom() + SPACE)
    if framed.top() - high > room.top():
        return QPoint(left, framed.top() - high)
    return QPoint(framed.right() - wide, framed.bottom() - high)
