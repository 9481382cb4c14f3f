"""Messages inside the window: what happened, why, what to do. Never a box in the way."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, QTimer, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QGuiApplication
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QBoxLayout,
    QComboBox,
    QDockWidget,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMainWindow,
    QProgressBar,
    QSizePolicy,
    QSlider,
    QTabBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from dqn_engine.system.text import printable
from workbench.look.icons import IconBook
from workbench.look.plain_text import set_tool_tip
from workbench.look.theme import ROW_SPACE, SPACE

KEPT_CLEAR_BELOW = "kept_clear_below"
"""The property of a plot that says how many pixels at its lower edge are read all the time: its axis."""

_PLACE_AGAIN_MS = 2000
_LONGEST_TEXT = 600
_MOST_SHOWN = 3
_WIDEST_PX = 860
# Buttons stand below the text in a bar that is narrower.
_STACKED_BELOW_PX = 640
# Between two heights that are looked at for a place that covers nothing.
_PLACE_STEP_PX = 4
_CLICKED = (QAbstractButton, QAbstractItemView, QComboBox, QLineEdit, QSlider, QTabBar)
_MOVING_PX = 90
# How much longer a message stays where there is something to decide.
_READ_AND_DECIDED = 3


class Severity(StrEnum):
    """How much a message matters; the icon says it too, not the colour alone."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A button in a message: its words, what pressing it does, and whether the message has then served its turn."""

    text: str
    take: Callable[[], None]
    closes: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One thing to say.

    Attributes:
        text: What happened, why, and what to do.
        severity: How much it matters.
        details: What Copy details copies besides the text.
        offers: What can be done about it at once. Such a message stays until it is answered or dismissed.
        busy: Whether it tells of something that goes on, which a moving bar shows.
        dismissed: Called when the user closes it without taking an offer.
    """

    text: str
    severity: Severity = Severity.INFO
    details: str = ""
    offers: tuple[Offer, ...] = ()
    dismissed: Callable[[], None] | None = None
    busy: bool = False


_MARGINS = (SPACE, ROW_SPACE, ROW_SPACE, ROW_SPACE)  # of a message


class MessageBar(QWidget):
    """One bar over the content that shows the newest message; nothing moves when it comes or goes.

    It lies as low in the middle of a window as it can without covering what is clicked: buttons, tabs, fields, lists.

    Closing it brings back the one before, if that wasn't answered yet. Equal messages are counted, not repeated;
    information leaves by itself, or where something can be done about it, folds into a sign at the right end.

    Args:
        parent: What it lies over.
        above: What it stays above, at the lower edge of `parent`; None for nothing.
    """

    def __init__(
        self,
        icons: IconBook,
        parent: QWidget | None = None,
        *,
        above: QWidget | None = None,
        info_ms: int = 8000,
    ) -> None:
        super().__init__(parent)
        self._icons = icons
        self._info_ms = info_ms
        self._above = above
        self._placed_in: list[object] = []  # as of `_surroundings`
        # Not asked of the layout: PySide keeps what it gave for the layout's items, also once they are gone, as where a
        # row moves, and takes whatever comes to stand in their place in memory for one of them.
        self._newest_first: list[_MessageRow] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        # What a message tells of is often drawn after it: a first curve, with an axis that is to be kept clear.
        self._later = QTimer(self, interval=_PLACE_AGAIN_MS)
        self._later.timeout.connect(self._place)
        if parent is not None:
            parent.installEventFilter(self)
        self.hide()

    def show_message(self, message: Message) -> None:
        """Adds a message, or counts it where the same text is already shown; a screen reader says it each time."""
        self._announce(message)
        for row in self._rows():
            if row.message.text == message.text:
                row.count_again()
                self._newest_first.remove(row)
                self._newest_first.insert(0, row)
                self._column.insertWidget(0, row)
                self._show_newest()
                return
        self._insert(0, message)
        for old in self._rows()[_MOST_SHOWN:]:
            self.remove(old)
        self._show_newest()

    def replace(self, text: str, message: Message) -> None:
        """Puts a message where the one with this text is, if that is shown; folded where that was, and unsaid: no news.

        Where there is none with this text nothing is shown.
        """
        for place, row in enumerate(self._rows()):
            if row.message.text == text:
                new = self._insert(place, message)
                if row.is_folded():
                    new.fold()
                self.remove(row)

    def _insert(self, place: int, message: Message) -> "_MessageRow":
        row = _MessageRow(message, self._icons, self)
        row.close_button.clicked.connect(row.dismiss)
        self._newest_first.insert(place, row)
        self._column.insertWidget(place, row)
        if message.severity is Severity.INFO and not message.busy:
            row.step_aside_after(self._info_ms * (_READ_AND_DECIDED if message.offers else 1))
        return row

    @Slot(str)
    def warn(self, sentence: str) -> None:
        """Says why something wasn't done, or what to look after."""
        self.show_message(Message(text=sentence, severity=Severity.WARNING))

    @Slot(str)
    def tell(self, sentence: str) -> None:
        """Says what was done where nothing else shows it."""
        self.show_message(Message(text=sentence))

    def messages(self) -> list[Message]:
        """What is shown now, newest first."""
        return [row.message for row in self._rows()]

    def withdraw(self, text: str) -> None:
        """Takes back the message with this text, if it is shown: it is no longer so."""
        for row in self._rows():
            if row.message.text == text:
                self.remove(row)

    def remove(self, row: "_MessageRow") -> None:
        """Takes a row away and the bar with its last one."""
        if row not in self._newest_first:
            return  # It leaves already.
        self._newest_first.remove(row)
        self._column.removeWidget(row)
        row.hide()
        row.deleteLater()
        self._show_newest()

    def place_again(self) -> None:
        """After a row has folded or unfolded."""
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        moved = watched is self.parent() and event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest)
        # A layout is asked for whenever a figure changes, many times a second; to look for a place takes 20 ms.
        if moved and not self.isHidden() and self._surroundings() != self._placed_in:
            self._place()
        return False

    def _announce(self, message: Message) -> None:
        """Has a screen reader say what others read: at once what went wrong, the rest after its present sentence."""
        event, politeness = QAccessibleAnnouncementEvent(self, message.text), QAccessible.AnnouncementPoliteness
        event.setPoliteness(politeness.Polite if message.severity is Severity.INFO else politeness.Assertive)
        QAccessible.updateAccessibility(event)

    def _show_newest(self) -> None:
        rows = self._rows()
        for place, row in enumerate(rows):
            row.setVisible(place == 0)
        self.setVisible(bool(rows))
        self._place()

    @Slot()
    def _place(self) -> None:
        """Lies where nothing that is clicked is covered, as wide as is good to read."""
        over = self.parentWidget()
        if over is None or self.isHidden():
            self._later.stop()
            return
        self._placed_in = self._surroundings()
        floor = over.height() - (self._above.height() if self._above is not None else 0)
        if any(row.is_folded() for row in self._rows()[:1]):
            wide, high = self.sizeHint().width(), self.sizeHint().height()
            self._later.stop()
            # In the corner, where no line of a list is, nor a tab.
            place = QRect(over.width() - wide - 2, floor - high, wide, high)
        else:
            if not self._later.isActive():
                self._later.start()
            place = self._free_place(over, floor - 2 * SPACE)
        if place != self.geometry():
            self.setGeometry(place)
        self.raise_()

    def _surroundings(self) -> list[object]:
        """What decides where there is room: how large the bar would be, and where the panels are."""
        over = self.parentWidget()
        panels = over.findChildren(QDockWidget, options=Qt.FindChildOption.FindDirectChildrenOnly) if over else []
        middle = over.centralWidget() if isinstance(over, QMainWindow) else over
        return [self.sizeHint(), *(part.geometry() for part in (over, middle, *panels) if part is not None)]

    def _free_place(self, over: QWidget, floor: int) -> QRect:
        """The lowest in the middle that covers nothing that is clicked; where there is none, the lowest of all."""
        middle = over.centralWidget() if isinstance(over, QMainWindow) else None
        column = QRect(middle.mapTo(over, QPoint()), middle.size()) if middle is not None else over.rect()
        wide = min(column.width() - 2 * SPACE, _WIDEST_PX)
        for row in self._rows():
            row.stack(stacked=wide < _STACKED_BELOW_PX)
        wide = max(wide, self._column.minimumSize().width())
        high = self._column.heightForWidth(wide) if self._column.hasHeightForWidth() else self.sizeHint().height()
        lowest = QRect(column.center().x() - wide // 2, floor - high, wide, high)
        clicked = [part for part in self._clicked(over) if part.intersects(lowest.adjusted(0, -over.height(), 0, 0))]
        for up in range(0, max(lowest.top() - column.top(), 1), _PLACE_STEP_PX):
            place = lowest.translated(0, -up)
            if not any(part.intersects(place) for part in clicked):
                return place
        return lowest

    def _clicked(self, over: QWidget) -> list[QRect]:
        """Where in `over` something is seen that is clicked or to be kept clear, and isn't the bar's own."""
        parts = (part for kind in _CLICKED for part in over.findChildren(kind) if part.isVisible())
        seen: list[tuple[QWidget, QRect]] = [
            (part, part.visibleRegion().boundingRect()) for part in parts if not self.isAncestorOf(part)
        ]
        for plot in over.findChildren(QAbstractScrollArea):
            below = plot.property(KEPT_CLEAR_BELOW)
            if below and plot.isVisible():
                seen.append((plot, QRect(0, plot.height() - below, plot.width(), below)))
        return [QRect(part.mapTo(over, rect.topLeft()), rect.size()) for part, rect in seen if not rect.isEmpty()]

    def _rows(self) -> "list[_MessageRow]":
        return list(self._newest_first)


class _MessageRow(QFrame):
    def __init__(self, message: Message, icons: IconBook, bar: MessageBar) -> None:
        super().__init__(bar)
        self.message = message
        self._bar = bar
        self._count = 1
        self._aside: QTimer | None = None
        self.setObjectName("message")
        self.setProperty("severity", message.severity.value)
        sign = QLabel(self)
        colours = {Severity.INFO: "accent", Severity.WARNING: "warning", Severity.ERROR: "danger"}
        icons.give(sign, message.severity.value, colours[message.severity], 20)
        self._text = QLabel(self)
        self._text.setObjectName("message_text")
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setWordWrap(True)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._text.setAccessibleName(self.tr("Message"))
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(*_MARGINS)
        said, row = QHBoxLayout(), QHBoxLayout()
        for part in (self._row, said, row):
            part.setSpacing(SPACE)
        self._row.addLayout(said, 1)
        self._row.addLayout(row)
        self._end = row
        said.addWidget(sign)
        said.addWidget(self._text, 1)
        if message.busy:
            moving = QProgressBar(self)
            moving.setRange(0, 0)
            moving.setTextVisible(False)
            moving.setFixedWidth(_MOVING_PX)
            moving.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)  # Else the buttons widen with it.
            moving.setAccessibleName(self.tr("In progress"))
            row.addWidget(moving)
        self.offer_buttons = [self._worded_button(offer.text, self._take_offer) for offer in message.offers]
        for button in self.offer_buttons:
            row.addWidget(button)
        if message.details:
            self.copy_button = self._worded_button(self.tr("Copy details"), self._copy_details)
            icons.give(self.copy_button, "copy")
            row.addWidget(self.copy_button)
        if message.offers:
            self.close_button = self._worded_button(self.tr("Dismiss"))
        else:
            self.close_button = QToolButton(self)
            self.close_button.setProperty("role", "flat")
            self.close_button.setAccessibleName(self.tr("Close this message"))
            icons.give(self.close_button, "close", "muted")
        self.close_button.setToolTip(self.tr("Close this message"))
        self.close_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        row.addWidget(self.close_button)
        self._folded = QToolButton(self)
        self._folded.setProperty("role", "flat")
        self._folded.setAccessibleName(self.tr("Show the message"))
        set_tool_tip(self._folded, message.text)
        self._folded.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._folded.clicked.connect(self._unfold)
        self._folded.hide()
        icons.give(self._folded, message.severity.value, colours[message.severity], 20)
        row.addWidget(self._folded)
        self._show_text()

    def stack(self, *, stacked: bool) -> None:
        """Has the buttons stand below the text, or beside it; what closes it has room there where it is alone."""
        stacked = stacked and bool(self.message.offers or self.message.details or self.message.busy)
        ways = QBoxLayout.Direction
        self._row.setDirection(ways.TopToBottom if stacked else ways.LeftToRight)
        self._end.setAlignment(Qt.AlignmentFlag.AlignRight if stacked else Qt.AlignmentFlag(0))

    def count_again(self) -> None:
        """Is said once more: shown where it had folded, and as long as the first time."""
        self._count += 1
        self._show_text()
        if self.is_folded():
            self._unfold()
        if self._aside is not None:
            self._aside.start()

    def step_aside_after(self, milliseconds: int) -> None:
        """Leaves, or folds where something can be done about what it tells."""
        self._aside = QTimer(self, singleShot=True, interval=milliseconds)
        self._aside.timeout.connect(self.fold if self.message.offers else self.close_row)
        self._aside.start()

    def is_folded(self) -> bool:
        return not self._folded.isHidden()

    @Slot()
    def fold(self) -> None:
        """Becomes a sign at the right end, which shows the message again."""
        self._show_folded(folded=True)

    @Slot()
    def _unfold(self) -> None:
        self._show_folded(folded=False)

    def _show_folded(self, *, folded: bool) -> None:
        for part in self.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
            part.setVisible((part is self._folded) == folded)
        self._row.setContentsMargins(*((0, 0, 0, 0) if folded else _MARGINS))
        self._bar.place_again()

    @Slot()
    def close_row(self) -> None:
        self._bar.remove(self)

    @Slot()
    def dismiss(self) -> None:
        self.close_row()
        if self.message.dismissed is not None:
            self.message.dismissed()

    @Slot()
    def _take_offer(self) -> None:
        pressed = self.sender()
        offer = next(
            offer for offer, button in zip(self.message.offers, self.offer_buttons, strict=True) if button is pressed
        )
        if offer.closes:
            self.close_row()
        offer.take()

    @Slot()
    def _copy_details(self) -> None:
        QGuiApplication.clipboard().setText(f"{self.message.text}\n\n{self.message.details}")
        if self.copy_button is not None:
            self.copy_button.setText(self.tr("Copied"))

    def _worded_button(self, text: str, press: object = None) -> QToolButton:
        button = QToolButton(self)
        button.setText(text)
        button.setAccessibleName(text)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        if press is not None:
            button.clicked.connect(press)
        return button

    def _show_text(self) -> None:
        shown = printable(self.message.text, _LONGEST_TEXT)
        self._text.setText(f"{shown} (×{self._count})" if self._count > 1 else shown)
