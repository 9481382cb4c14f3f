"""What every row of the hyperparameters panel has: the live sign, the name, the way back to the default, and a note."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLabel, QLineEdit, QSizePolicy, QToolButton, QWidget

from dqn_engine.config.hyperparameters import Knob, LiveClass
from dqn_engine.system.values import KnobValue
from workbench.knob_rows import words
from workbench.look.icons import IconBook
from workbench.look.plain_text import set_tool_tip
from workbench.look.theme import ROW_HEIGHT, ROW_SPACE, small_font
from workbench.state import knob_words

_SIGNS = {LiveClass.LIVE: "live", LiveClass.REBUILD: "rebuild", LiveClass.NEXT_RUN: "new-run"}

# Columns of a row's grid.
SIGN, NAME, RESET, EDITOR = range(4)
EDITOR_WIDTH = 92


class KnobRow(QWidget):
    """One hyperparameter. `edited` has a value that is allowed by itself; the panel checks it with the others.

    Attributes:
        allows: Whether a value would be taken as the others are now.
    """

    edited = Signal(str, object)  # hyperparameter name, KnobValue
    ticked = Signal(str, bool)  # hyperparameter name, whether it is to vary, by the user

    def __init__(self, knob: Knob, icons: IconBook, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.knob = knob
        self._value: KnobValue = knob.default
        self._baseline: KnobValue = knob.default
        self._has_baseline = False  # Whether it is shown.
        self.allows: Callable[[KnobValue], bool] = lambda _value: True
        self._note = self._refusal = ""
        self._note_label: QLabel | None = None
        self._tick: QCheckBox | None = None
        self.grid = QGridLayout(self)
        self.grid.setContentsMargins(0, 0, 0, 0)
        self.grid.setHorizontalSpacing(ROW_SPACE)
        self.grid.setVerticalSpacing(0)
        self.grid.setColumnStretch(NAME, 1)
        self.grid.setRowMinimumHeight(0, ROW_HEIGHT)

        self.sign = QLabel(self)
        self.sign.setFixedWidth(14)
        self.sign.setToolTip(words.live_class(knob.live))
        self.sign.setAccessibleName(words.live_class(knob.live))
        icons.give(self.sign, _SIGNS[knob.live], "muted", 12)
        self.grid.addWidget(self.sign, 0, SIGN)

        self.reset_button = QToolButton(self)
        self.reset_button.setProperty("role", "flat")
        self.reset_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.reset_button.setAccessibleName(self.tr("Reset {knob}").format(knob=knob_words.label(knob)))
        self.reset_button.clicked.connect(self.reset)
        icons.give(self.reset_button, "reset", "accent")
        policy = self.reset_button.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.reset_button.setSizePolicy(policy)
        self.grid.addWidget(self.reset_button, 0, RESET)

        self.reset_button.hide()

    # --- told ---------------------------------------------------------------------------------------------------------

    def value(self) -> KnobValue:
        """The value the row shows."""
        return self._value

    def set_value(self, value: KnobValue) -> None:
        """Shows `value` and forgets a refused text; emits nothing."""
        self._value = value
        self.show_value()
        self.set_refusal("")
        self._mark()

    def set_baseline(self, value: KnobValue) -> None:
        """Takes `value` as the default: where the dot is and where the reset goes."""
        if self._has_baseline and value == self._baseline:
            return
        self._baseline, self._has_baseline = value, True
        self.show_baseline()
        set_tool_tip(self, words.tooltip(self.knob, value))
        self.reset_button.setToolTip(self.tr("Reset to {value}").format(value=knob_words.shown(self.knob, value)))
        self._mark()

    def is_changed(self) -> bool:
        """Whether the value differs from the default."""
        return self._value != self._baseline

    def set_note(self, text: str) -> None:
        """Has a sentence stand under the row until another is set; none where `text` is empty."""
        if text != self._note:
            self._note = text
            self._show_note()

    def set_refusal(self, sentence: str) -> None:
        """Says why what was typed isn't allowed, in place of the note; an empty sentence brings that back."""
        if sentence != self._refusal:
            self._refusal = sentence
            self._show_note()

    def show_tick(self, ticked: bool | None) -> None:
        """Has a box to tick in place of the sign: whether the hyperparameter is to vary; None: the sign again."""
        if self._tick is None and ticked is not None:
            self._tick = QCheckBox(self)
            words_ = self.tr("Vary {knob} in a sweep").format(knob=knob_words.label(self.knob))
            self._tick.setAccessibleName(words_)
            self._tick.setToolTip(words_)
            self._tick.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            self._tick.clicked.connect(lambda checked: self.ticked.emit(self.knob.name, checked))
            self.grid.addWidget(self._tick, 0, SIGN)
        if self._tick is not None:
            self._tick.setVisible(ticked is not None)
            self._tick.setChecked(bool(ticked))
        self.sign.setVisible(ticked is None)

    @property
    def tick(self) -> QCheckBox | None:
        """The box to tick; None before there was one."""
        return self._tick

    def begin(self) -> None:
        """Brings the keyboard to where the value is entered, so that what is typed takes its place."""
        editor = self.editor()
        editor.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if isinstance(editor, QLineEdit):
            editor.selectAll()

    def settle(self) -> bool:
        """Takes what is typed and hasn't been taken yet, if anything can be; returns whether it is allowed."""
        return True

    # --- for the rows of each kind ------------------------------------------------------------------------------------

    def show_value(self) -> None:
        """Brings the editor to `value()`."""
        raise NotImplementedError

    def show_baseline(self) -> None:
        """Marks the default in the editor, where it has a place for it."""

    def marked(self) -> QWidget:
        """The widget that is set off while the value differs from the default."""
        raise NotImplementedError

    def editor(self) -> QWidget:
        """The widget in which the value is entered by the keyboard."""
        raise NotImplementedError

    def baseline(self) -> KnobValue:
        """The default."""
        return self._baseline

    def take(self, value: KnobValue) -> None:
        """The user entered `value`: shows it and emits it."""
        if value == self._value:
            self.set_value(value)
            return
        self.set_value(value)
        self.edited.emit(self.knob.name, value)

    def name_label(self) -> QLabel:
        """A label with the hyperparameter's name, in its place."""
        made = QLabel(knob_words.label(self.knob), self)
        made.setTextFormat(Qt.TextFormat.PlainText)
        self.grid.addWidget(made, 0, NAME)
        return made

    @Slot()
    def reset(self) -> None:
        """Goes back to the default."""
        self.take(self._baseline)

    @property
    def note(self) -> QLabel:
        """What the note stands in, under the row; made with the first one, since most rows never have any."""
        if self._note_label is None:
            self._note_label = note = QLabel(self)
            note.setProperty("role", "note")
            note.setTextFormat(Qt.TextFormat.PlainText)
            note.setWordWrap(True)
            note.setFont(small_font(self.font()))
            note.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
            note.setAccessibleName(self.tr("Note on {knob}").format(knob=knob_words.label(self.knob)))
            note.hide()
            self.grid.addWidget(note, 2, NAME, 1, EDITOR - NAME + 1)
        return self._note_label

    def _show_note(self) -> None:
        self.note.setText(self._refusal or self._note)
        self.note.setProperty("role", "refused" if self._refusal else "note")
        _repolish(self.note)
        self.note.setVisible(bool(self._refusal or self._note))

    def _mark(self) -> None:
        changed = self.is_changed()
        self.reset_button.setVisible(changed)
        marked = self.marked()
        if marked.property("changed") != changed:
            marked.setProperty("changed", changed)
            _repolish(marked)


def _repolish(widget: QWidget) -> None:
    """Makes the style sheet look again at the widget's properties."""
    widget.style().unpolish(widget)
    widget.style().polish(widget)
