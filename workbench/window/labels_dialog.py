"""Title, note and tags of a saved run, to be typed."""

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from dqn_engine.storage.run.labels import LONGEST_TITLE, RunLabels, tags_in
from workbench.look.theme import SPACE


class LabelsDialog(QDialog):
    """Shows `labels` of the run `name`; `labels()` is what was typed."""

    def __init__(self, name: str, labels: RunLabels, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Name, note and tags"))
        self._pinned = labels.pinned
        self.title = QLineEdit(labels.title, self)
        self.title.setMaxLength(LONGEST_TITLE)
        self.title.setPlaceholderText(name)
        self.title.selectAll()
        self.tags = QLineEdit(", ".join(labels.tags), self)
        self.tags.setPlaceholderText(self.tr("such as baseline, paper"))
        self.note = QPlainTextEdit(labels.note, self)
        self.note.setTabChangesFocus(True)
        form = QFormLayout()
        for words, field in (
            (self.tr("&Name"), self.title),
            (self.tr("&Tags"), self.tags),
            (self.tr("N&ote"), self.note),
        ):
            field.setAccessibleName(words.replace("&", ""))
            form.addRow(words, field)
        buttons = QDialogButtonBox(self)
        save = buttons.addButton(self.tr("Save"), QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(self.tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        save.setDefault(True)
        buttons.accepted.connect(self.accept)
        # In the note Enter begins another line.
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
        column.setSpacing(SPACE)
        column.addLayout(form)
        column.addWidget(buttons)
        self.resize(420, 260)

    def labels(self) -> RunLabels:
        """What was typed."""
        return RunLabels(
            title=self.title.text(),
            note=self.note.toPlainText(),
            tags=tags_in(self.tags.text()),
            pinned=self._pinned,
        )
