"""Writes a report of what is selected: one page with its pictures inside, Markdown, or a table."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QWidget

from workbench.look.theme import ThemeSource
from workbench.panels.compare.question_panel import QuestionPanel
from workbench.state.jobs import JobState, JobView
from workbench.state.questions import QuestionsView
from workbench.widgets.named_list import name_list


class ReportPanel(QuestionPanel):
    """Signals:
    report_wanted: The ending of the file.
    open_wanted: The path of a report that was written.
    """

    report_wanted = Signal(str)
    open_wanted = Signal(str)

    def __init__(self, theme_source: ThemeSource, parent: QWidget | None = None) -> None:
        super().__init__(("report",), theme_source, parent)
        self.setAccessibleName(self.tr("Report"))

    def build_question(self, row: QHBoxLayout) -> None:
        self.format = QComboBox(self)
        name_list(self.format, self.tr("Format of the report"))
        for ending, words in (
            (".html", self.tr("Web page")),
            (".md", self.tr("Markdown")),
            (".csv", self.tr("Table (CSV)")),
        ):
            self.format.addItem(words, ending)
        self.write = QPushButton(self.tr("Write a report…"), self)
        self.write.clicked.connect(lambda: self.report_wanted.emit(self.format.currentData()))
        self.open = QPushButton(self.tr("Open it"), self)
        self.open.clicked.connect(self._open)
        row.addWidget(self.format)
        row.addWidget(self.write)
        row.addStretch(1)
        self.body.addLayout(row)
        self.body.addWidget(self.open, 0, Qt.AlignmentFlag.AlignLeft)

    def show_question(self, view: QuestionsView) -> None:
        self.write.setEnabled(view.selected > 0)
        self.about.setText(
            self.tr("A report of the {count} selected, with all that it takes to reproduce them.").format(
                count=view.selected
            )
            if view.selected
            else self.tr("Select what the report is to be of in the table.")
        )

    def show_job(self, view: JobView) -> None:
        super().show_job(view)
        if self.is_built:
            self._show_open()

    def refresh(self) -> None:
        super().refresh()
        self._show_open()

    def _show_open(self) -> None:
        job = self.shown_job()
        self.open.setVisible(job is not None and job.state is JobState.DONE and bool(job.result.get("out")))

    def _open(self) -> None:
        job = self.shown_job()
        if job is not None:
            self.open_wanted.emit(str(job.result.get("out", "")))
