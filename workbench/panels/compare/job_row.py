"""A job in a line or two: what it does, how far it is, what it said last, and how it is ended."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from workbench.look.theme import ROW_SPACE, SPACE, small_font
from workbench.state.jobs import JobState, JobView
from workbench.widgets.elided_label import ElidedLabel
from workbench.widgets.single_button import SingleButton


class JobRow(QWidget):
    """Signals:
    cancelled: The job's number: it is to end.
    continued: The job's number: it is to go on.
    chosen: The folder that it writes: it is to be shown.
    """

    cancelled = Signal(int)
    continued = Signal(int)
    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view: JobView | None = None
        self.title = ElidedLabel(self)
        self.title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.state = QLabel(self)
        self.state.setProperty("role", "muted")
        self.line = QLabel(self)
        self.line.setTextFormat(Qt.TextFormat.PlainText)
        self.line.setWordWrap(True)
        self.line.setProperty("role", "muted")
        self.line.setFont(small_font(self.font()))
        self.line.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("Progress"))
        self.show_button = QPushButton(self.tr("Show"), self)
        self.show_button.setToolTip(self.tr("Select it in the table, with its curves and its field"))
        self.show_button.clicked.connect(lambda: self._view and self.chosen.emit(self._view.out))
        self.cancel_button = SingleButton(self.tr("Cancel"), self)
        self.cancel_button.clicked.connect(lambda: self._view and self.cancelled.emit(self._view.number))
        self.continue_button = SingleButton(self.tr("Continue"), self)
        self.continue_button.setToolTip(self.tr("Goes on where it ended; what was finished stays"))
        self.continue_button.clicked.connect(lambda: self._view and self.continued.emit(self._view.number))
        top = QHBoxLayout()
        top.setSpacing(SPACE)
        top.addWidget(self.title, 1)
        for widget in (self.show_button, self.continue_button, self.cancel_button):
            top.addWidget(widget)
        below = QHBoxLayout()
        below.setSpacing(SPACE)
        below.addWidget(self.state)
        below.addWidget(self.bar, 1)
        below.addStretch(0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, ROW_SPACE, 0, ROW_SPACE)
        column.setSpacing(2)
        column.addLayout(top)
        column.addLayout(below)
        column.addWidget(self.line)

    def show_job(self, view: JobView, done: int = 0, planned: int = 0) -> None:
        """Shows a job; `done` of `planned` are finished, where it is known."""
        self._view = view
        self.title.show_text(view.title)
        words = {
            JobState.WAITING: self.tr("waiting"),
            JobState.RUNNING: self.tr("running"),
            JobState.ENDING: self.tr("ending…"),
            JobState.DONE: self.tr("done"),
            JobState.CANCELLED: self.tr("cancelled"),
            JobState.FAILED: self.tr("failed"),
        }[view.state]
        self.state.setText(f"{words} · {done:,} / {planned:,}" if planned and view.is_going else words)
        self.state.setProperty("role", "refused" if view.state is JobState.FAILED else "muted")
        self.state.style().unpolish(self.state)
        self.state.style().polish(self.state)
        self.bar.setVisible(view.is_going)
        self.bar.setRange(0, planned)
        self.bar.setValue(done)
        self.line.setText(view.line)
        self.line.setVisible(bool(view.line) and view.state is not JobState.DONE)
        self.continue_button.setVisible(view.can_be_continued)
        self.cancel_button.setVisible(view.can_be_ended)
        self.cancel_button.setText(self.tr("End at once") if view.state is JobState.ENDING else self.tr("Cancel"))
        self.show_button.setVisible(
            bool(view.out) and view.state is not JobState.WAITING and view.kind in ("sweep", "study")
        )
