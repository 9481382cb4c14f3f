"""What panels that look through one of the engine's instruments have in common.

Each says what it wants to be looked through while it is visible, takes what was seen, and says why where there is
nothing to see.
"""

from typing import Any

from PySide6.QtCore import QPoint, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QLabel,
    QLayout,
    QScrollArea,
    QSizePolicy,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from dqn_engine.messages.commands import Wanted
from dqn_engine.messages.reports import Look, Looks, RunStarted
from workbench.look.theme import ROW_SPACE, SPACE, Theme, ThemeSource, small_font
from workbench.state.event_words import Awaited, awaiting
from workbench.state.report_dispatcher import ReportDispatcher
from workbench.widgets.steady_label import SteadyLabel

_TOP_PX = 140
"""What is scrolled to is seen at least so far: a table's head and its first rows."""


class InstrumentPanel(QWidget):
    """A page of words, and a page that scrolls and shows the newest report; `body` is the layout of that one.

    What is in the body is built when it is first shown, since most panels stay hidden in most sessions.

    Args:
        instrument: Its name in `probes.catalogue`.
        most_hz: Looks a second, at most.
        promise: What will appear here, as a sentence.
        theme_source: Gives the theme, and tells of another.
    """

    wanted_changed = Signal()

    def __init__(
        self, instrument: str, most_hz: float, promise: str, theme_source: ThemeSource, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme_source = theme_source
        self._is_built = False
        self._pairs: list[tuple[QBoxLayout, int]] = []
        self._run: RunStarted | None = None
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._instrument, self._most_hz, self._promise = instrument, most_hz, promise
        self._begun, self._awaited = False, Awaited.START
        self._newest: Look | None = None
        self._words = QLabel(self)
        self._words.setProperty("role", "muted")
        self._words.setWordWrap(True)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._words.setMargin(2 * SPACE)
        shown = self._content = QWidget()
        shown.setProperty("role", "panel")
        self.body = QVBoxLayout(shown)
        self.body.setContentsMargins(SPACE, ROW_SPACE, SPACE, SPACE)
        self.body.setSpacing(ROW_SPACE)
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(shown)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(self._words)
        self._pages.addWidget(self._scroll)
        self.clear()
        theme_source.changed.connect(self._take_theme)

    @property
    def theme(self) -> Theme:
        """The theme now."""
        return self._theme_source.theme

    @property
    def is_built(self) -> bool:
        """Whether what is in the body has been made, or is being made."""
        return self._is_built

    @property
    def text(self) -> str:
        """The sentence that is shown instead of a report; empty while there is one."""
        return self._words.text() if self._pages.currentIndex() == 0 else ""

    @property
    def instruments(self) -> tuple[str, ...]:
        """What it can look through, also what it does only when asked."""
        return (self._instrument,)

    def wanted(self) -> tuple[Wanted, ...]:
        """What to look through while this is visible."""
        return (Wanted(instrument=self._instrument, request=self.request(), most_hz=self._most_hz),)

    def take_looks(self, looks: Looks) -> None:
        """Shows what is new of the own instrument; what is of a run before, or was seen already, is passed over."""
        if self._run is not None and looks.run_id < self._run.run_id:
            return
        for look in looks.looks:
            if look.instrument != self._instrument or look is self._newest:
                continue
            self._newest = look
            if look.report is None:
                self.take_refusal(look)
            else:
                self._build_once()
                self.show_look(look)
                self._pages.setCurrentIndex(1)

    def clear(self) -> None:
        """Forgets what was seen: before a run."""
        self._begun, self._newest = False, None
        self._promise_again()

    def set_awaited(self, awaited: Awaited) -> None:
        """What is awaited: before a run, or before its first look."""
        promising = self.text == awaiting(self._promise, self._awaited, begun=self._begun)
        self._awaited = awaited
        if not self._begun:
            self.clear()
        elif promising:
            self._promise_again()

    def subscribe_to(self, reports: ReportDispatcher) -> None:
        """Hears of new runs."""
        reports.subscribe(RunStarted, self.begin_run)

    def begin_run(self, report: RunStarted) -> None:
        """Forgets what was seen: another run began."""
        self._run, self._begun, self._newest = report, True, None
        self._promise_again()
        if self._is_built:
            self.forget()
            self.name_things(report)
        # What was asked of the run before is asked no more, or the engine would look for it in this one.
        self.wanted_changed.emit()

    def say(self, sentence: str) -> None:
        """Shows a sentence instead of the report."""
        self._words.setText(sentence)
        self._pages.setCurrentIndex(0)

    def _promise_again(self) -> None:
        self.say(awaiting(self._promise, self._awaited, begun=self._begun))

    def show_body(self) -> None:
        """Shows the body, also where nothing was seen yet."""
        self._pages.setCurrentIndex(1)

    def scroll_to(self, part: QWidget) -> None:
        """Scrolls no farther than it takes to see the top of a part that has just been shown, once it has its place."""
        QTimer.singleShot(0, part, lambda: self._scroll_to_top_of(part))

    def _scroll_to_top_of(self, part: QWidget) -> None:
        top = part.mapTo(self._content, QPoint(0, 0)).y()
        self._scroll.ensureVisible(0, top + min(_TOP_PX, part.height()), 0, 0)

    def take_refusal(self, look: Look) -> None:
        """Says why there is nothing to see."""
        self.say(look.refusal)

    def request(self) -> Any:
        """What exactly is asked, of the kind of the instrument's requests; None: the usual."""
        return None

    def build(self) -> None:
        """Makes what is in the body."""
        raise NotImplementedError

    def restyle(self, theme: Theme) -> None:
        """Takes the theme's colours."""
        raise NotImplementedError

    def name_things(self, report: RunStarted) -> None:
        """Takes the names of actions and observations of the run that began."""

    def forget(self) -> None:
        """Drops what belongs to the run before."""

    def show_look(self, look: Look) -> None:
        """Shows a report."""
        raise NotImplementedError

    def two_columns(self, left: QLayout, right: QLayout | QWidget, *, beside_from_px: int) -> QBoxLayout:
        """Puts one beside the other where the panel is at least that wide, else below it."""
        made = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        made.setSpacing(2 * SPACE)
        made.addLayout(left)
        if isinstance(right, QWidget):
            made.addWidget(right)
        else:
            made.addLayout(right)
        self.turn(made, beside_from_px=beside_from_px)
        return made

    def turn(self, layout: QBoxLayout, *, beside_from_px: int) -> None:
        """Has what is in `layout` stand beside each other where the panel is at least that wide, else in a column."""
        self._pairs.append((layout, beside_from_px))
        self._arrange_pairs()

    def small_label(self, *, muted: bool = True, steady: bool = False) -> QLabel:
        """Plain words in small letters, in as many lines as they take; `steady` ones never give a line back."""
        label = SteadyLabel(self) if steady else QLabel(self)
        if muted:
            label.setProperty("role", "muted")
        label.setFont(small_font(self.font()))
        label.setWordWrap(True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        return label

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange_pairs()

    def _arrange_pairs(self) -> None:
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        for layout, beside_from_px in self._pairs:
            layout.setDirection(across if self.width() >= beside_from_px else down)

    def showEvent(self, event: QShowEvent) -> None:
        self._build_once()
        super().showEvent(event)

    def _build_once(self) -> None:
        if self._is_built:
            return
        self._is_built = True
        self.build()
        self.restyle(self.theme)
        if self._run is not None:
            self.name_things(self._run)

    @Slot(object)
    def _take_theme(self, theme: Theme) -> None:
        if self._is_built:
            self.restyle(theme)
