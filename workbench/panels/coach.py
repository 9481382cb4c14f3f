"""The coach: what stated rules find in the buffer, the network and the curves, and what can be tried."""

import html
from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from dqn_engine.config.hyperparameters import KNOB_BY_NAME
from dqn_engine.messages.reports import KnobsChanged, Look, RunStarted
from dqn_engine.probes.coach import Coach, Finding
from dqn_engine.system.values import KnobValue
from workbench.look.icons import IconBook
from workbench.look.plain_text import set_tool_tip
from workbench.look.sentences import one_after_another
from workbench.look.theme import ROW_SPACE, SPACE, Theme, ThemeSource, small_font
from workbench.state import coach_words, knob_words
from workbench.state.report_dispatcher import ReportDispatcher
from workbench.widgets.instrument_panel import InstrumentPanel

_HZ = 0.5


class CoachPanel(InstrumentPanel):
    """A card for each finding, the most pressing first, or that there is nothing to say."""

    fork_wanted = Signal(dict)  # hyperparameters to fork with, by their names

    def __init__(self, theme_source: ThemeSource, icons: IconBook, parent: QWidget | None = None) -> None:
        promise = self.tr("What stated rules find appears here.")
        super().__init__("coach", _HZ, promise, theme_source, parent)
        self.setAccessibleName(self.tr("Coach"))
        self._icons = icons
        self._knobs: dict[str, KnobValue] = {}
        self._can_fork = True
        self.cards: dict[str, FindingCard] = {}  # by the codes of their rules

    def build(self) -> None:
        self.nothing = QLabel(self.tr("Nothing to say"), self)
        self.nothing.setProperty("role", "heading")
        self.looked_at = QLabel(self)
        self.looked_at.setProperty("role", "muted")
        self.looked_at.setFont(small_font(self.font()))
        self.looked_at.setWordWrap(True)
        self.looked_at.setTextFormat(Qt.TextFormat.PlainText)
        set_tool_tip(
            self.looked_at, self.tr("Each rule compares figures of the instruments with a bound that the manual states")
        )
        self._list = QVBoxLayout()
        self._list.setSpacing(SPACE)
        self.body.setSpacing(SPACE)
        self.body.addWidget(self.nothing)
        self.body.addLayout(self._list)
        self.body.addWidget(self.looked_at)
        self.body.addStretch(1)

    def restyle(self, theme: Theme) -> None:
        for card in self.cards.values():
            card.restyle(theme)

    def set_can_fork(self, can: bool) -> None:
        """Whether the run can be forked now."""
        self._can_fork = can
        for card in self.cards.values():
            card.button.setEnabled(can)

    def subscribe_to(self, reports: ReportDispatcher) -> None:
        """Hears of new runs, and of what their hyperparameters are."""
        super().subscribe_to(reports)
        reports.subscribe(KnobsChanged, self._take_changes)

    def begin_run(self, report: RunStarted) -> None:
        self._knobs = {**report.config.knobs, **report.knobs_now}
        super().begin_run(report)

    def show_look(self, look: Look) -> None:
        report: Coach = look.report
        found = {finding.code: finding for finding in report.findings}
        for code in [code for code in self.cards if code not in found]:
            card = self.cards.pop(code)
            self._list.removeWidget(card)
            card.hide()
            card.deleteLater()
        for place, (code, finding) in enumerate(found.items()):
            if code not in self.cards:
                card = self.cards[code] = FindingCard(self._icons, self.theme, self)
                card.button.setEnabled(self._can_fork)
                card.fork_wanted.connect(self.fork_wanted)
            card = self.cards[code]
            if self._list.indexOf(card) != place:
                self._list.insertWidget(place, card)
            card.show_finding(finding, self._knobs)
        self.nothing.setVisible(not found)
        self._tell_of(report, len(found) + len(report.silent))

    def _tell_of(self, report: Coach, rules: int) -> None:
        """How many rules were looked at, which of them found nothing, and which lack what they look at."""
        words = self.tr("{count} rules were looked at.")
        if report.silent:
            words = self.tr("{count} rules were looked at. These found nothing: {rules}.")
        said = words.format(count=rules, rules=self._titles(report.silent))
        if report.waiting:
            waiting = self.tr("These lack what they look at until it trains on: {rules}.")
            said = one_after_another(said, waiting.format(rules=self._titles(report.waiting)))
        self.looked_at.setText(said)

    def _titles(self, codes: tuple[str, ...]) -> str:
        return self.tr("; ").join(coach_words.title(code) for code in codes)

    def _take_changes(self, report: KnobsChanged) -> None:
        self._knobs.update({change.name: change.new for change in report.changes})


class FindingCard(QFrame):
    """What one rule found: what was seen, what it means, where that is from, and what can be tried."""

    fork_wanted = Signal(dict)

    def __init__(self, icons: IconBook, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self._finding: Finding | None = None
        self._theme = theme
        self.title = self._label("heading")
        self.seen = self._label("")
        self.means = self._label("muted")
        self.source = self._label("muted")
        self.source.setTextFormat(Qt.TextFormat.RichText)
        self.source.setFont(small_font(self.font()))
        self.source.setOpenExternalLinks(True)
        self.source.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByMouse | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        self.title.setToolTip(self.tr("What a stated rule found in this run"))
        set_tool_tip(self.seen, self.tr("The figures that made the rule speak, beside the bound that it holds them to"))
        self.means.setToolTip(self.tr("What such figures mean for learning"))
        self.remedy = self._label("")
        self.remedy.setToolTip(self.tr("A hyperparameter as it is now, and what could be tried"))
        self.button = QPushButton(self.tr("Try in a fork"), self)
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        icons.give(self.button, "fork")
        self.button.clicked.connect(self._fork)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE + 4, SPACE, SPACE + 4, SPACE)
        column.setSpacing(ROW_SPACE + 2)
        for part in (self.title, self.seen, self.means, self.source, self.remedy):
            column.addWidget(part)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)

    def show_finding(self, finding: Finding, knobs: Mapping[str, KnobValue]) -> None:
        """Shows what was found; `knobs` are the run's hyperparameters now, as far as they are known."""
        self._finding = finding
        _set(self.title, coach_words.title(finding.code))
        _set(self.seen, coach_words.seen(finding))
        _set(self.means, coach_words.means(finding))
        changes = "\n".join(_change_words(name, value, knobs.get(name)) for name, value in finding.remedy.items())
        _set(self.remedy, changes)
        self.remedy.setVisible(bool(changes))
        self.button.setVisible(bool(changes))
        set_tool_tip(
            self.button,
            self.tr("Begin a new run at this moment with this change, plotted over this one. It may help or not."),
        )
        self.button.setAccessibleDescription(changes)
        self.setAccessibleName(self.title.text())
        self._tell_source()

    def restyle(self, theme: Theme) -> None:
        """Takes the theme's colours; a link has its own in its text."""
        self._theme = theme
        self._tell_source()

    @Slot()
    def _fork(self) -> None:
        if self._finding is not None:
            self.fork_wanted.emit(dict(self._finding.remedy))

    def _tell_source(self) -> None:
        if self._finding is None:
            return
        text, link = html.escape(self._finding.source), coach_words.LINKS.get(self._finding.code, "")
        self.source.setToolTip(link)
        _set(self.source, f'<a href="{link}" style="color: {self._theme.accent}">{text}</a>' if link else text)

    def _label(self, role: str) -> QLabel:
        label = QLabel(self)
        if role:
            label.setProperty("role", role)
        label.setWordWrap(True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        return label


def _set(label: QLabel, text: str) -> None:
    """Only where it is another: a label that is given its text again loses what is selected, and is laid out again."""
    if label.text() != text:
        label.setText(text)


def _change_words(name: str, value: KnobValue, before: KnobValue | None) -> str:
    knob = KNOB_BY_NAME[name]
    now = knob_words.shown(knob, value)
    if before is None:
        return f"{knob_words.label(knob)} → {now}"
    return f"{knob_words.label(knob)}: {knob_words.shown(knob, before)} → {now}"
