"""What panels have in common that ask the engine something: a button, the job with its progress, and its result.

What a selected folder says that was asked before, here or on the command line, stands in the place of the job's.
"""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QTextBrowser, QVBoxLayout, QWidget

from workbench.look.theme import SPACE, ThemeSource
from workbench.panels.compare.job_row import JobRow
from workbench.state.jobs import JobState, JobView
from workbench.state.questions import QuestionsView
from workbench.state.result_words import page_of, saved_page
from workbench.widgets.late_panel import LatePanel


class QuestionPanel(LatePanel):
    """Draws a `QuestionsView` and the newest job of its own kinds.

    Args:
        kinds: The engine's commands whose jobs are shown here.

    Signals:
        job_cancelled: A job's number.
        job_continued: A job's number.
    """

    job_cancelled = Signal(int)
    job_continued = Signal(int)

    def __init__(self, kinds: tuple[str, ...], theme_source: ThemeSource, parent: QWidget | None = None) -> None:
        super().__init__(theme_source, parent)
        self._kinds = kinds
        self._view = QuestionsView()
        self._jobs: dict[int, JobView] = {}
        self._begun: set[int] = set()  # the numbers of those that didn't only wait
        self._others: dict[int, JobRow] = {}  # by the numbers of the jobs that go on, wait, or can, besides

    def show_view(self, view: QuestionsView) -> None:
        """Shows what can be asked."""
        self._view = view
        if self.is_built:
            self.show_question(view)
            self._show_job()

    def show_job(self, view: JobView) -> None:
        """Shows a job of this panel's kind: the newest that began with its answer, others as long as they can be
        ended, or continued."""
        if view.kind in self._kinds:
            self._jobs[view.number] = view
            if view.state not in (JobState.WAITING, JobState.CANCELLED):
                self._begun.add(view.number)
            if self.is_built:
                self._show_job()

    def refresh(self) -> None:
        self.show_question(self._view)
        self._show_job()

    def build(self) -> None:
        self.about = self.small_label()
        self.body.addWidget(self.about)
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        self.build_question(row)
        if row.parent() is None:
            self.body.addLayout(row)
        self.job = JobRow(self)
        self.job.cancelled.connect(self.job_cancelled)
        self.job.continued.connect(self.job_continued)
        self.body.addWidget(self.job)
        self._below = QVBoxLayout()
        self.body.addLayout(self._below)
        self.result = QTextBrowser(self)
        self.result.setAccessibleName(QCoreApplication.translate("Compare", "Result"))
        self.result.setFrameShape(QTextBrowser.Shape.NoFrame)
        self.result.setOpenLinks(False)
        self._rest = QWidget(self)  # Takes the room that a result will.
        self.body.addWidget(self._rest, 1)
        self.body.addWidget(self.result, 1)

    def build_question(self, row: QHBoxLayout) -> None:
        """Makes what asks."""
        raise NotImplementedError

    def show_question(self, view: QuestionsView) -> None:
        """Shows what can be asked."""
        raise NotImplementedError

    def label_of(self, words: str, field: QWidget) -> QLabel:
        """The name that stands before a field."""
        label = QLabel(words, self)
        label.setBuddy(field)
        field.setAccessibleName(words)
        return label

    def shown_job(self) -> JobView | None:
        """The job whose answer is shown: the newest that began, else the newest; None where there is none."""
        begun = [self._jobs[number] for number in self._begun]
        return max(begun or self._jobs.values(), key=lambda view: view.number, default=None)

    def _show_job(self) -> None:
        saved = self._view.answered_kind in self._kinds
        job = None if saved else self.shown_job()
        self._show_others([view for view in self._jobs.values() if view is not job and self._can_go_on(view)])
        self.job.setVisible(job is not None)
        if saved:
            self._show_result(
                saved_page(self._view.answered_kind, self._view.answered_name, self._view.answer, self._view.trouble)
            )
            return
        if job is None:
            self._show_result("")
            return
        self.job.show_job(job)
        self._show_result(page_of(job.kind, job.result))

    def _can_go_on(self, view: JobView) -> bool:
        """Whether it can be ended or continued; one that never began is asked for again as easily."""
        return view.can_be_ended or (view.can_be_continued and view.number in self._begun)

    def _show_others(self, views: Sequence[JobView]) -> None:
        for number in self._others.keys() - {view.number for view in views}:
            row = self._others.pop(number)
            self._below.removeWidget(row)
            row.deleteLater()
        for view in views:
            if view.number not in self._others:
                row = self._others[view.number] = JobRow(self)
                row.cancelled.connect(self.job_cancelled)
                row.continued.connect(self.job_continued)
                self._below.addWidget(row)
                row.show()
            self._others[view.number].show_job(view)

    def _show_result(self, page: str) -> None:
        self.result.setVisible(bool(page))
        self._rest.setVisible(not page)
        if page and self.result.property("page") != page:
            self.result.setProperty("page", page)
            self.result.setHtml(page)
