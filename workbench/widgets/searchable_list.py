"""A list of words in groups that can be searched by typing, and that takes words which aren't in it."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QObject, QStringListModel, Qt, Signal, Slot
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QComboBox, QCompleter, QLineEdit, QStyledItemDelegate, QWidget

from workbench.look.drawn_lines import draw_line
from workbench.look.theme import small_font
from workbench.widgets.wheel_guard import WheelGuard

_MOST_SHOWN = 16
# What a `QLineEdit` leaves to either side of its text.
_TEXT_MARGIN_PX = 2


class _ElidedField(QLineEdit):
    """Its text ends in … where it has no room and isn't being written; Qt's own is cut off in the middle of a word."""

    @property
    def shown(self) -> str:
        """What is seen of the text while it isn't being written."""
        room = self.contentsRect().width() - 2 * _TEXT_MARGIN_PX
        return self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, max(room, 1))

    def paintEvent(self, event: QPaintEvent) -> None:
        shown = self.shown
        if self.hasFocus() or shown == self.text():
            super().paintEvent(event)
            return
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        place = self.contentsRect().adjusted(_TEXT_MARGIN_PX, 0, -_TEXT_MARGIN_PX, 0)
        draw_line(painter, place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)


class SearchableList(QComboBox):
    """Emits `chosen` for a word picked or typed that differs from the one shown; the receiver may refuse.

    What is typed is completed to the only word that it is part of. Where it is part of several, nothing is taken: it
    stays in the field, and Enter lists them. A refusal is `show_word` with the word that stays. Escape gives typing up.
    `more_wanted`: the last row was picked, which is no word and offers others.
    """

    chosen = Signal(str)
    settled = Signal()  # nothing stands in the field any more that is only typed
    more_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._word = self._told = self._more = ""
        self.setLineEdit(_ElidedField(self))
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setMaxVisibleItems(_MOST_SHOWN)
        self.installEventFilter(WheelGuard(self))
        # The delegates of lists in fields know nothing of the style sheet's rows.
        self.setItemDelegate(QStyledItemDelegate(self))
        self._rows = QStandardItemModel(self)
        self.setModel(self._rows)
        self._words = QStringListModel(self)
        self._found = found = QCompleter(self._words, self)
        field, popup = self.lineEdit(), found.popup()
        if field is None or popup is None:
            raise RuntimeError("An editable list has a field, and a completer has a list of its own.")
        self._field, self._popup = field, popup
        found.setFilterMode(Qt.MatchFlag.MatchContains)
        found.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        found.setMaxVisibleItems(_MOST_SHOWN)
        self._popup.setItemDelegate(QStyledItemDelegate(found))
        self._popup.setProperty("role", "choices")
        self.setCompleter(found)
        found.activated.connect(self._take)
        self.activated.connect(self._take_row)
        self._field.editingFinished.connect(self._take_typed)
        self._field.installEventFilter(self)
        self._popup.installEventFilter(self)

    def set_groups(self, groups: Mapping[str, Sequence[str]], more: str = "") -> None:
        """Offers these words under their headings, which can't be chosen, and a last row `more` if there is one."""
        self._more = more
        blocked = self.blockSignals(True)
        self._rows.clear()
        # Fonts of their own: the field itself may be set off.
        plain, heading_font = QFont(self.font()), small_font(self.font())
        heading_font.setWeight(QFont.Weight.DemiBold)
        plain.setWeight(QFont.Weight.Normal)
        for heading, words in groups.items():
            item = QStandardItem(heading)
            item.setFlags(Qt.ItemFlag.NoItemFlags)
            item.setFont(heading_font)
            self._rows.appendRow(item)
            for word in words:
                item = QStandardItem(word)
                item.setFont(plain)
                self._rows.appendRow(item)
        if more:
            item = QStandardItem(more)
            item.setFont(plain)
            self._rows.appendRow(item)
        words = [word for group in groups.values() for word in group]
        self._words.setStringList(words)
        widest = max((QFontMetrics(self.font()).horizontalAdvance(word) for word in words), default=0)
        # Beside the text: the scroll bar, the margins of the rows.
        for list_ in (self.view(), self._popup):  # Words that begin alike differ at their ends.
            list_.setMinimumWidth(widest + 40)
        self.blockSignals(blocked)
        self.show_word(self._word)

    def word(self) -> str:
        """The word shown, which isn't what is being typed."""
        return self._word

    def settle(self) -> Sequence[str]:
        """Takes what has been typed and not been chosen yet, as Enter would.

        Returns:
            The words between which what is typed doesn't tell; they are listed. Empty where it was taken.
        """
        self._popup.hide()
        fitting = self._fitting(self._field.text())
        if len(fitting) > 1:
            self._list_fitting()
            return fitting
        self._take(fitting[0] if fitting else self._field.text())
        return ()

    def show_word(self, word: str) -> None:
        """Shows `word`; emits nothing."""
        was_typed = self._field.text() != self._word
        self._word, self._told = word, ""
        blocked = self.blockSignals(True)
        self.setCurrentIndex(self.findText(word, Qt.MatchFlag.MatchFixedString | Qt.MatchFlag.MatchCaseSensitive))
        self.setEditText(word)
        self._field.setCursorPosition(0)
        self.blockSignals(blocked)
        if was_typed:
            self.settled.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not self.view().isVisible():
            self.settle()
            return
        downwards = event.key() in (Qt.Key.Key_Down, Qt.Key.Key_PageDown)
        if downwards and self._more and self.currentIndex() == self.count() - 2 and not event.modifiers():
            return  # Stepping through the words ends at the last one.
        if event.key() == Qt.Key.Key_Escape:
            self.show_word(self._word)
            self._field.selectAll()
            return
        super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._popup and self._ends_typing(event):
            self.settle()
            return True
        if watched is self._popup and _leaves(event):
            self._popup.hide()  # Or it would still be there when the field is left, as if for it.
        clicked = watched is self._field and event.type() == QEvent.Type.MouseButtonRelease
        if clicked and self._field.text() == self._word and not self._field.hasSelectedText():
            # What is typed next searches, and doesn't edit the word.
            self._field.selectAll()
            return True
        return super().eventFilter(watched, event)

    def _ends_typing(self, event: QEvent) -> bool:
        """Whether it is Enter in the list of what fits, where no row was chosen."""
        enter = isinstance(event, QKeyEvent) and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        return enter and event.type() == QEvent.Type.KeyPress and not self._popup.currentIndex().isValid()

    def _fitting(self, text: str) -> list[str]:
        """The words that can be meant: the one of that name, else those with that part; none where it is no part."""
        typed = text.strip().casefold()
        words = self._words.stringList()
        if not typed or text.strip() == self._word:
            return []
        same = [word for word in words if word.casefold() == typed]
        return same or [word for word in words if typed in word.casefold()]

    def _list_fitting(self) -> None:
        """Opens the list of the words that what is typed is part of; the keyboard stays in the field."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        found = self._found
        found.setCompletionPrefix(self._field.text().strip())
        found.complete()

    @Slot(int)
    def _take_row(self, row: int) -> None:
        if self._more and row == self.count() - 1:
            self.show_word(self._word)
            self.more_wanted.emit()
            return
        self._take(self.itemText(row))

    @Slot()
    def _take_typed(self) -> None:
        # Leaving the field for its own list is no end of typing.
        if self.view().isVisible() or self._popup.isVisible():
            return
        fitting = self._fitting(self._field.text())
        if len(fitting) < 2:
            self._take(fitting[0] if fitting else self._field.text())

    @Slot(str)
    def _take(self, text: str) -> None:
        word = text.strip()
        if word in ("", self._word):
            self.show_word(self._word)
        elif word != self._told:
            # Enter ends typing and leaves the field in one; that is one choice.
            self._told = word
            self.chosen.emit(word)


def _leaves(event: QEvent) -> bool:
    """Whether it is a key that goes to the next field or the one before."""
    tabs = (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)
    return isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in tabs
