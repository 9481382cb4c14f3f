"""What panels have in common that ask the engine something: a button, the job with its progress, and its result."""

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QTextBrowser, QWidget

from workbench.look.theme import SPACE, ThemeSource
from workbench.panels.compare.job_row import JobRow
from workbench.state.jobs import JobView
from workbench.state.questions import QuestionsView
from workbench.state.result_words import page_of
from workbench.widgets.late_panel import LatePanel


class QuestionPanel(LatePanel):
    """Draws a `QuestionsView` and the newest job of its own kinds.

    Args:
        kinds: The engine's commands whose jobs are shown here.

    Signals:
        job_cancelled: A job's number.
    """

    job_cancelled = Signal(int)

    def __init__(self, kinds: tuple[str, ...], theme_source: ThemeSource, parent: QWidget | None = None) -> None:
        super().__init__(theme_source, parent)
        self._kinds = kinds
        self._view = QuestionsView()
        self._job: JobView | None = None

    def show_view(self, view: QuestionsView) -> None:
        """Shows what can be asked."""
        self._view = view
        if self.is_built:
            self.show_question(view)

    def show_job(self, view: JobView) -> None:
        """Shows a job, where it is of this panel's kind and no older than the one that is shown."""
        if view.kind in self._kinds and (self._job is None or view.number >= self._job.number):
            self._job = view
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
        self.body.addWidget(self.job)
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

    def _show_job(self) -> None:
        job = self._job
        self.job.setVisible(job is not None)
        if job is None:
            self._show_result("")
            return
        self.job.show_job(job)
        self._show_result(page_of(job.kind, job.result))

    def _show_result(self, page: str) -> None:
        self.result.setVisible(bool(page))
        self._rest.setVisible(not page)
        if page and self.result.property("page") != page:
            self.result.setProperty("page", page)
            self.result.setHtml(page)
