"""The table of all kept runs, studies and sweeps, with what finds, sorts, groups and tidies them."""

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QSizePolicy,
    QStackedWidget,
    QToolButton,
    QWidget,
)

from dqn_engine.comparison.entries import Kind
from dqn_engine.system.text import printable
from workbench.look.icons import IconBook
from workbench.look.plain_text import set_tool_tip
from workbench.look.theme import SPACE, Theme, ThemeSource
from workbench.panels.compare.runs_table import RunsTable
from workbench.state import run_cells
from workbench.state.runs_search import unreadable
from workbench.state.runs_table import RunsView
from workbench.widgets.elided_combo_box import ElidedComboBox
from workbench.widgets.elided_label import ElidedLabel
from workbench.widgets.late_panel import LatePanel
from workbench.widgets.mnemonics import Mnemonics
from workbench.widgets.named_list import name_list

_LONGEST_PART = 60


class RunsPanel(LatePanel):
    """Draws a `RunsView`, and says what the user does.

    Signals:
        searched: What was typed.
        kind_chosen: What alone is to be listed; empty: everything.
        group_chosen: What is to be grouped by; empty: nothing.
        group_toggled: A group whose heading was clicked.
        seeds_toggled: The key of a study or a sweep whose seeds are to be shown below it, or hidden.
        sort_wanted: A column, and whether descending.
        selection_changed: The keys of the selected entries.
        opened: The key of an entry that is to be opened.

    Attributes:
        menu: Its actions, also for the palette.
    """

    searched = Signal(str)
    kind_chosen = Signal(str)
    group_chosen = Signal(str)
    group_toggled = Signal(str)
    seeds_toggled = Signal(str)
    sort_wanted = Signal(str, bool)
    selection_changed = Signal(object)
    opened = Signal(str)

    def __init__(self, theme_source: ThemeSource, icons: IconBook, parent: QWidget | None = None) -> None:
        super().__init__(theme_source, parent)
        self.setAccessibleName(self.tr("Runs"))
        self._icons = icons
        self._view = RunsView()
        self._make_actions()

    def show_view(self, view: RunsView) -> None:
        """Draws another view."""
        self._view = view
        self._enable()
        if self.is_built:
            self.refresh()

    def refresh(self) -> None:
        view = self._view
        self.table.show_view(view)
        if self.search.text() != view.asked.search:
            self.search.setText(view.asked.search)
        self.kind.setCurrentIndex(max(self.kind.findData(view.asked.kind), 0))
        self._fill_groupings(view)
        self._counted.show_text(self._count(view), short=f"{view.shown:,}")
        self._empty.setText(self._why_empty(view))
        self._pages.setCurrentIndex(0 if view.lines else 1)

    def restyle(self, theme: Theme) -> None:
        self.table.restyle(theme)

    def build(self) -> None:
        self.search = QLineEdit(self)
        self.search.setPlaceholderText(self.tr("Search"))
        set_tool_tip(
            self.search,
            self.tr("Words of the name, #tag, or a comparison such as gamma<0.99 or best>=400; all must be so"),
        )
        self.search.setAccessibleName(self.tr("Search runs"))
        self.search.setClearButtonEnabled(True)
        self.search.setMinimumWidth(80)
        self.search.textChanged.connect(self.searched)
        self.kind = self._combo(self.tr("What is listed"))
        for kind, words in (
            ("", self.tr("Everything")),
            ("run", self.tr("Runs")),
            ("study", self.tr("Studies")),
            ("sweep", self.tr("Sweeps")),
        ):
            self.kind.addItem(words, kind)
        self.kind.activated.connect(lambda place: self.kind_chosen.emit(self.kind.itemData(place)))
        self.grouping = self._combo(self.tr("Group by"))
        self.grouping.activated.connect(lambda place: self.group_chosen.emit(self.grouping.itemData(place)))
        self._counted = ElidedLabel(self)
        self._counted.setProperty("role", "muted")
        self._counted.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.more = QToolButton(self)
        self.more.setText(self.tr("Selected"))
        self.more.setToolTip(self.tr("What can be done with the selected runs"))
        self.more.setMenu(self.menu)
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        row.addWidget(self.search, 1)
        row.addWidget(self.kind)
        row.addWidget(self.grouping)
        row.addWidget(self.more)
        row.addWidget(self._counted, 1)
        self.table = RunsTable(self.theme, self)
        self.table.selection_changed.connect(self.selection_changed)
        self.table.opened.connect(self.opened)
        self.table.group_toggled.connect(self.group_toggled)
        self.table.seeds_toggled.connect(self.seeds_toggled)
        self.table.sort_wanted.connect(self.sort_wanted)
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.table.customContextMenuRequested.connect(self._open_menu)
        self.table.addActions([self.label_action, self.pin_action, self.delete_action])
        self._empty = QLabel(self)
        self._empty.setProperty("role", "muted")
        self._empty.setWordWrap(True)
        self._empty.setTextFormat(Qt.TextFormat.PlainText)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._pages = QStackedWidget(self)
        self._pages.addWidget(self.table)
        self._pages.addWidget(self._empty)
        self.body.addLayout(row)
        self.body.addWidget(self._pages, 1)

    @Slot(str)
    def reveal(self, key: str) -> None:
        """Scrolls to an entry."""
        if self.is_built:
            self.table.reveal(key)

    def find(self) -> None:
        """The keyboard goes to what is typed to find runs."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def _make_actions(self) -> None:
        self.menu = QMenu(self.tr("Compare"), self)
        self.open_action = self._action(self.tr("Open the run"), self.tr("Show it in every perspective"))
        self.seeds_action = self._action(
            self.tr("Show or hide its seeds"),
            self.tr("The runs that the seeds of the selected study or sweep left, below it; also by ▸ and the arrows"),
        )
        self.label_action = self._action(
            self.tr("Name, note and tags…"), self.tr("Say what the selected run is"), Qt.Key.Key_F2
        )
        self.pin_action = self._action(
            self.tr("Pin or unpin"), self.tr("Keep the selected runs at the top"), Qt.Key.Key_P
        )
        self.difference_action = self._action(
            self.tr("Tell the difference"), self.tr("How two selected runs differ, and what they do in the same states")
        )
        self.hand_action = self._action(
            self.tr("Hand or luck?"), self.tr("What the changes in a steered run were worth, on other seeds")
        )
        self.report_action = self._action(
            self.tr("Write a report…"), self.tr("A page, Markdown or a table of what is selected")
        )
        self.end_action = self._action(
            self.tr("Cancel its training"),
            self.tr("Ask what trains the seeds of the selected study or sweep to end; what is finished is kept"),
        )
        self.delete_action = self._action(
            self.tr("Move to trash"), self.tr("Delete the selected runs, which can be undone"), Qt.Key.Key_Delete
        )
        self.open_action.triggered.connect(self._open_selected)
        self.seeds_action.triggered.connect(self._toggle_selected)
        self.menu.addActions([self.open_action, self.seeds_action, self.label_action, self.pin_action])
        self.menu.addSeparator()
        self.menu.addActions([self.difference_action, self.hand_action, self.report_action])
        self.menu.addSeparator()
        self.menu.addActions([self.end_action, self.delete_action])
        Mnemonics((self.menu,), self.menu)
        self._enable()

    def _action(self, text: str, tip: str, key: Qt.Key | None = None) -> QAction:
        action = QAction(text, self)
        set_tool_tip(action, tip)
        if key is not None:
            action.setShortcut(QKeySequence(key))
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        return action

    def _enable(self) -> None:
        some = bool(self._view.selected)
        for action in (self.label_action, self.pin_action, self.delete_action, self.report_action):
            action.setEnabled(some)
        chosen = [line.entry for line in self._view.lines if line.entry and line.key in set(self._view.selected)]
        runs = [entry for entry in chosen if entry.kind is Kind.RUN and not entry.trouble]
        self.open_action.setEnabled(bool(runs))
        self.seeds_action.setEnabled(any(entry.runs for entry in chosen))
        self.difference_action.setEnabled(len(runs) > 1)
        self.hand_action.setEnabled(any(entry.steered for entry in runs))
        self.end_action.setEnabled(any(entry.being_written and entry.kind is not Kind.RUN for entry in chosen))

    @Slot()
    def _toggle_selected(self) -> None:
        selected = set(self._view.selected)
        for line in self._view.lines:
            if line.key in selected and run_cells.has_seeds(line):
                self.seeds_toggled.emit(line.key)

    @Slot()
    def _open_selected(self) -> None:
        if self._view.selected:
            self.opened.emit(self._view.selected[0])

    @Slot(QPoint)
    def _open_menu(self, at: QPoint) -> None:
        self.menu.popup(self.table.viewport().mapToGlobal(at))

    def _combo(self, name: str) -> QComboBox:
        combo = ElidedComboBox(self)
        name_list(combo, name)
        set_tool_tip(combo, name)
        combo.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        combo.setMinimumContentsLength(9)
        return combo

    def _fill_groupings(self, view: RunsView) -> None:
        wanted = ["", *view.groupings]
        if [self.grouping.itemData(place) for place in range(self.grouping.count())] != wanted:
            self.grouping.clear()
            for group_by in wanted:
                words = run_cells.grouping(group_by)
                self.grouping.addItem(words if group_by else self.tr("Not grouped"), group_by)
        self.grouping.setCurrentIndex(max(self.grouping.findData(view.asked.group_by), 0))

    def _count(self, view: RunsView) -> str:
        words = self.tr("{count} of {all}").format(count=f"{view.shown:,}", all=f"{view.found:,}")
        if view.selected:
            words += " · " + self.tr("{count} selected").format(count=f"{len(view.selected):,}")
        return words + (" · " + self.tr("reading…") if view.reading else "")

    def _why_empty(self, view: RunsView) -> str:
        if view.found:
            words = self.tr("Nothing fits what was typed.")
            part = unreadable(view.asked.search)
            if not part:
                return words
            return f"{words} " + self.tr(
                "{part} can't be read as a comparison: write the name of a hyperparameter, or best, last, retained, "
                "steps, seconds, seed or seeds, then <, <=, >, >=, = or !=, and a number, such as gamma<0.99."
            ).format(part=printable(part, _LONGEST_PART))
        if view.reading:
            return self.tr("Looking for runs…")
        return self.tr(
            "Runs, studies and sweeps appear here: every run that is started is saved, and Open folder… in the File "
            "menu lists others."
        )
