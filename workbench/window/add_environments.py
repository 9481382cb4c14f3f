"""Add environments: a module of the user's own is chosen, its file is shown, and only then its code runs.

Below stand the modules that were added before, each of which can be removed.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QObject, Qt, Slot
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from dqn_engine.environments.locating import file_of
from dqn_engine.system.errors import InputError
from dqn_engine.system.text import printable
from workbench.look.theme import ROW_SPACE, SPACE
from workbench.state.engine_words import worded
from workbench.state.preferences import OwnModule
from workbench.widgets.two_line_rows import HEADING_ROLE, TwoLineRows

_WIDTH_PX = 560
_LIST_PX = 132
_LONGEST_PATH = 300


class AddEnvironments(QDialog):
    """Asks which module, and calls `add` with its name or the path of its file.

    Args:
        add: Imports a module that was agreed to; raises `InputError` where that can't be.
        modules: Those that were added before, oldest first.
        forget: Removes one of them.
        choose_file: Asks for a file; empty where the user changed their mind.
        module: Filled in at first.
        parent: The window.
    """

    def __init__(
        self,
        add: Callable[[str], None],
        modules: Callable[[], Sequence[OwnModule]],
        forget: Callable[[OwnModule], None],
        choose_file: Callable[[], str],
        module: str,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Add environments"))
        self._add, self._modules, self._forget, self._choose_file = add, modules, forget, choose_file
        self._build()
        self._list_modules()
        self.module.setText(module)
        self._show_file()
        self.module.setFocus()
        self.module.selectAll()

    @Slot()
    def _show_file(self) -> None:
        module = self._wanted()
        file = file_of(module) if module else None
        self.add_button.setEnabled(file is not None)
        self._outcome.hide()
        if file is not None:
            # Where a long path may be broken into lines.
            text = printable(str(file), _LONGEST_PATH).replace("/", "/\u200b")
        elif module:
            text = self.tr("No module is found here by that name; check it, or choose its file.")
        else:
            text = self.tr("The module registers its environments with gymnasium.register().")
        self._file.setText(text)
        _dress(self._file, "" if file is not None else "muted")
        self._consent.setVisible(file is not None)
        self._fit()

    @Slot()
    def _take_file(self) -> None:
        path = self._choose_file()
        if path:
            self.module.setText(path)

    @Slot()
    def _import(self) -> None:
        self._say(self.tr("Importing… Until that is done, the window waits."), role="muted")
        # Seen before this thread is taken: some modules take long.
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
        QGuiApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
        try:
            self._add(self._wanted())
        except InputError as error:
            self._say(worded(str(error)), role="refused")
            return
        finally:
            QGuiApplication.restoreOverrideCursor()
        self.accept()

    @Slot()
    def _remove(self) -> None:
        row = self.list.currentRow()
        known = self._modules()
        if 0 <= row < len(known):
            self._forget(known[row])
            self.list.takeItem(row)  # In place: the next one is chosen, and the list stays where it is scrolled to.
            self._show_list()

    @Slot()
    def _show_chosen(self) -> None:
        self.remove_button.setEnabled(self.list.currentRow() >= 0)

    def _say(self, text: str, role: str) -> None:
        """What came of adding, or comes."""
        self._outcome.setText(text)
        _dress(self._outcome, role)
        self._outcome.show()
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        pressed = event if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress else None
        if watched is self.list and pressed is not None and pressed.matches(QKeySequence.StandardKey.Delete):
            self._remove()
            return True
        return super().eventFilter(watched, event)

    def _list_modules(self) -> None:
        for module in self._modules():
            item = QListWidgetItem(printable(module.file, _LONGEST_PATH))
            name = printable(Path(module.name).name if module.name.endswith(".py") else module.name)
            item.setData(HEADING_ROLE, name)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{name}, {item.text()}")
            self.list.addItem(item)
        self._show_list()

    def _show_list(self) -> None:
        self._added.setVisible(self.list.count() > 0)
        self._show_chosen()
        self._fit()

    def _wanted(self) -> str:
        """A name as it is; a file by its whole path, so that it is found from anywhere."""
        text = self.module.text().strip()
        if not text.endswith(".py"):
            return text
        try:
            return str(Path(text).expanduser().absolute())
        except RuntimeError:  # There is no such user.
            return text

    def _fit(self) -> None:
        """As high as what is shown needs."""
        layout = self.layout()
        if layout is not None:
            layout.activate()
            self.resize(self.width(), layout.totalHeightForWidth(self.width()))

    def _build(self) -> None:
        self.setMinimumWidth(_WIDTH_PX)
        self.module = QLineEdit(self)
        self.module.setPlaceholderText("my_games")
        self.module.setAccessibleName(self.tr("Module or file"))
        self.module.textChanged.connect(self._show_file)
        label = QLabel(self.tr("Module, or its .py file"), self)
        label.setBuddy(self.module)
        self.file_button = self._button(self.tr("Choose file…"), self._take_file)
        self._file, self._consent, self._outcome = QLabel(self), QLabel(self), QLabel(self)
        for text, role, name in (
            (self._file, "", self.tr("The module's file")),
            (self._consent, "note", self.tr("What adding does")),
            (self._outcome, "refused", self.tr("What came of adding")),
        ):
            text.setProperty("role", role)
            text.setAccessibleName(name)
            text.setTextFormat(Qt.TextFormat.PlainText)
            text.setWordWrap(True)
        self._consent.setText(
            self.tr("Adding runs the code in this file, now and at every start of the window. Add only what you trust.")
        )
        self._outcome.hide()
        self.list = QListWidget(self)
        self.list.setAccessibleName(self.tr("Modules added before"))
        self.list.setItemDelegate(TwoLineRows(self.list))
        self.list.setProperty("role", "choices")
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setFixedHeight(_LIST_PX)
        self.list.currentRowChanged.connect(self._show_chosen)
        self.remove_button = self._button(self.tr("Remove"), self._remove)
        self.remove_button.setToolTip(self.tr("It isn't imported any more from the next start on"))
        self.list.installEventFilter(self)
        heading = QLabel(self.tr("Imported at every start"), self)
        heading.setProperty("role", "heading")
        close = self._button(self.tr("Close"), self.reject)
        self.add_button = self._button(self.tr("Add"), self._import)
        self.add_button.setDefault(True)
        self._arrange(label, heading, close)

    def _arrange(self, label: QLabel, heading: QLabel, close: QPushButton) -> None:
        field = QHBoxLayout()
        field.setSpacing(SPACE)
        field.addWidget(self.module, 1)
        field.addWidget(self.file_button)
        self._added = QWidget(self)
        added = QVBoxLayout(self._added)
        added.setContentsMargins(0, SPACE, 0, 0)
        added.setSpacing(ROW_SPACE)
        top = QHBoxLayout()
        top.addWidget(heading, 1)
        top.addWidget(self.remove_button)
        added.addLayout(top)
        added.addWidget(self.list)
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE)
        buttons.setContentsMargins(0, SPACE, 0, 0)
        buttons.addStretch(1)
        ends = QDialogButtonBox(self)  # In the order of the desktop, as in all dialogs.
        ends.addButton(self.add_button, QDialogButtonBox.ButtonRole.AcceptRole)
        ends.addButton(close, QDialogButtonBox.ButtonRole.RejectRole)
        buttons.addWidget(ends)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
        column.setSpacing(SPACE)
        column.addWidget(label)
        column.addLayout(field)
        for widget in (self._file, self._consent, self._outcome, self._added):
            column.addWidget(widget)
        column.addStretch(1)
        column.addLayout(buttons)

    def _button(self, text: str, press: Callable[[], object]) -> QPushButton:
        button = QPushButton(text, self)
        button.setAutoDefault(False)
        button.clicked.connect(press)
        return button


def _dress(label: QLabel, role: str) -> None:
    """Gives a label the colour of its role."""
    label.setProperty("role", role)
    label.style().unpolish(label)
    label.style().polish(label)
