"""Which of the engine's reports are shown in a message, and which only in the log."""

import math
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from dqn_engine.config.notices import NoticeKind
from dqn_engine.messages.reports import (
    EngineReady,
    EvaluationDone,
    Failure,
    KnobsChanged,
    NoticeGiven,
    PicturesFailed,
    RunEnded,
    RunStarted,
    Stalled,
    WeightsLoaded,
    WeightsSaved,
)
from workbench.presenters.run_presenter import RunPresenter
from workbench.state import event_words
from workbench.state.report_dispatcher import ReportDispatcher
from workbench.widgets.message_bar import Message, MessageBar, Offer, Severity

_LIMITS = frozenset(("stop_steps", "stop_minutes"))


class ReportMessages(QObject):
    """Shows messages of what concerns the engine, the environment and files; those about runs on disk are elsewhere."""

    stop_wanted = Signal()
    export_wanted = Signal()

    def __init__(
        self, messages: MessageBar, run: RunPresenter, reports: ReportDispatcher, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._messages, self._run = messages, run
        self._stall = ""
        self._threshold = math.nan
        self._solved: tuple[str, str] = ("", "")  # what is said of it while the run trains, and once it has ended
        self._notices: dict[str, tuple[int, NoticeKind]] = {}  # by what is said: of which run, and of what kind
        reports.subscribe(RunStarted, self._take_start)
        reports.subscribe(RunEnded, self._take_end)
        reports.subscribe(EvaluationDone, self._take_evaluation)
        reports.subscribe(EngineReady, self._take_ready)
        reports.subscribe(WeightsSaved, self._take_saved)
        reports.subscribe(WeightsLoaded, self._take_loaded)
        reports.subscribe(NoticeGiven, self._take_notice)
        reports.subscribe(KnobsChanged, self._take_change)
        reports.subscribe(PicturesFailed, self._take_lost_pictures)
        reports.subscribe(Stalled, self._take_stall)
        reports.subscribe(Failure, self._take_failure)

    def _take_ready(self, report: EngineReady) -> None:
        if report.fell_back:
            self._messages.warn(report.device_reason)

    def _take_start(self, report: RunStarted) -> None:
        self._threshold = report.return_threshold
        for text in self._solved:
            self._messages.withdraw(text)
        self._solved = ("", "")
        self._withdraw_notices(lambda run_id, _kind: run_id != report.run_id)

    def _take_change(self, report: KnobsChanged) -> None:
        """A limit that was behind the run is another now; where that is behind as well, it is told next."""
        if not _LIMITS.isdisjoint(change.name for change in report.changes):
            self._withdraw_notices(_is_of_a_limit)

    def _take_end(self, _report: RunEnded) -> None:
        """What is still said of a run that was solved offers nothing any more that only a run can do."""
        self._withdraw_notices(_is_of_a_limit)
        while_training, over = self._solved
        if while_training:
            self._messages.replace(while_training, Message(text=over, offers=(self._export(),)))

    def _take_evaluation(self, report: EvaluationDone) -> None:
        """Says once in a run that the environment is solved."""
        threshold = self._threshold
        if not math.isfinite(threshold) or report.mean < threshold:
            return
        self._threshold = math.nan
        if not self._run.facts.is_recounting:
            stop = Offer(text=self.tr("Stop"), take=self.stop_wanted.emit)
            text = event_words.solved(report, threshold)
            self._solved = (text, event_words.solved(report, threshold, over=True))
            self._messages.show_message(Message(text=text, offers=(stop, self._export())))

    def _export(self) -> Offer:
        return Offer(text=self.tr("Export…"), take=self.export_wanted.emit, closes=False)

    def _take_saved(self, report: WeightsSaved) -> None:
        self._tell_news(event_words.saved(report))

    def _take_loaded(self, report: WeightsLoaded) -> None:
        self._tell_news(event_words.loaded(report))

    def _take_notice(self, report: NoticeGiven) -> None:
        text = event_words.noticed(report)
        self._notices[text] = (report.run_id, report.notice.kind)
        self._messages.warn(text)

    def _withdraw_notices(self, over: Callable[[int, NoticeKind], bool]) -> None:
        """Takes back what is no longer so: of a run that is left, or of a limit that is another now."""
        for text in [text for text, of in self._notices.items() if over(*of)]:
            del self._notices[text]
            self._messages.withdraw(text)

    def _take_lost_pictures(self, report: PicturesFailed) -> None:
        text = event_words.pictures_failed(report)
        self._messages.show_message(Message(text=text, severity=Severity.WARNING, details=report.details))

    def _take_stall(self, report: Stalled) -> None:
        if self._stall:
            self._messages.withdraw(self._stall)
        self._stall = event_words.stalled(report) if report.seconds else ""
        if self._stall:
            self._messages.warn(self._stall)

    def _take_failure(self, report: Failure) -> None:
        text = event_words.failure(report)
        self._messages.show_message(Message(text=text, severity=Severity.ERROR, details=report.details or text))

    def _tell_news(self, sentence: str) -> None:
        if not self._run.facts.is_recounting:
            self._messages.show_message(Message(text=sentence))


def _is_of_a_limit(_run_id: int, kind: NoticeKind) -> bool:
    return kind is NoticeKind.LIMIT_ENDS_NOTHING
