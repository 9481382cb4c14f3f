"""Columns of a list that share its width: one has what the others leave, and they yield before it has too little.

So whatever widths were left in another window, or suit what was listed then, the list fits where it is shown now.
"""

from collections.abc import Iterable, Mapping, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QHeaderView, QTreeView

from workbench.look.theme import small_font

AROUND_TEXT_PX = 26
"""Of a cell and of a heading: the style sheet's padding on both sides."""


def shared(
    room_px: int, wanted_px: Mapping[int, int], floors_px: Mapping[int, int], main: int, least_px: int
) -> dict[int, int]:
    """How wide each column is in `room_px`, where the column `main` is no narrower than `least_px`.

    Args:
        room_px: Of the list.
        wanted_px: Of all columns but `main`.
        floors_px: Down to which these yield, alike, as far as `main` has too little.
        main: The column that has what is left.
        least_px: How narrow it becomes; where that is still too much the list has to be scrolled.
    """
    slack = {column: max(px - floors_px[column], 0) for column, px in wanted_px.items()}
    lacking = least_px + sum(wanted_px.values()) - room_px
    part = min(max(lacking / max(sum(slack.values()), 1), 0.0), 1.0)
    widths = {column: px - round(slack[column] * part) for column, px in wanted_px.items()}
    return {main: max(room_px - sum(widths.values()), least_px), **widths}


class FittedColumns(QObject):
    """Fits the columns of `view`, whenever it gets another width, to what stands in them or to what the user wants.

    Args:
        view: The list; its header's sections become the user's to move, but for `main`.
        main: The column that has what the others leave.
        least_px: How narrow that becomes for them.
        yielding: The columns whose text may be shortened, down to `floor_px`.
        floor_px: For these.
    """

    def __init__(self, view: QTreeView, main: int, *, least_px: int, yielding: Iterable[int], floor_px: int) -> None:
        super().__init__(view)
        self._header, self._view, self._main, self._least_px = view.header(), view, main, least_px
        self._yielding, self._floor_px = frozenset(yielding), floor_px
        self._needs: dict[int, int] = {}
        self._offered: list[int] = []
        self._wishes: dict[int, int] = {}
        self._fitting = False
        header = self._header
        header.setStretchLastSection(False)
        header.setCascadingSectionResizes(False)
        metrics = QFontMetrics(small_font(view.font()))  # as the style sheet has headings
        for column in range(header.count()):
            title = str(view.model().headerData(column, Qt.Orientation.Horizontal))
            self.need(column, metrics.horizontalAdvance(title) + AROUND_TEXT_PX)
        self._make_movable()
        header.sectionResized.connect(self._take_wish)
        view.viewport().installEventFilter(self)

    def need(self, column: int, width_px: int) -> None:
        """What stands in a column is so wide; the widest counts."""
        self._needs[column] = max(self._needs.get(column, 0), width_px)

    def offer(self, column: int) -> None:
        """Shows a column that is hidden, where the list needn't be scrolled for it; those offered first go last."""
        if column not in self._offered:
            self._offered.append(column)
            self.fit()

    def take_wishes(self) -> None:
        """Takes the widths that the header brought back: of the columns that the user moved, as `leave` left them."""
        modes = {column: self._header.sectionResizeMode(column) for column in self._needs if column != self._main}
        self._wishes = {
            column: self._header.sectionSize(column)
            for column, mode in modes.items()
            if mode is QHeaderView.ResizeMode.Interactive and self._header.sectionSize(column)
        }
        self._make_movable()
        self.fit()

    def leave(self) -> None:
        """Has the header say which columns the user moved, and how wide they are meant to be, whatever had room."""
        self._fitting = True
        for column in self._needs:
            if column in self._wishes:
                self._header.resizeSection(column, self._wishes[column])
            else:
                self._header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)

    @Slot()
    def fit(self) -> None:
        """Fits all columns that are shown."""
        if self._fitting:
            return
        offered, room_px = list(self._offered), self._view.viewport().width()
        widths = self._widths(offered)
        while offered and sum(widths.values()) > room_px:
            offered.pop()
            widths = self._widths(offered)
        self._fitting = True
        for column in self._offered:
            self._header.setSectionHidden(column, column not in offered)
        for column, width_px in widths.items():
            if self._header.sectionSize(column) != width_px:
                self._header.resizeSection(column, width_px)
        self._fitting = False

    def _widths(self, offered: Sequence[int]) -> dict[int, int]:
        """How wide each column would be, with these of the offered ones."""
        hidden = [column for column in self._needs if self._header.isSectionHidden(column)]
        shown = [
            column
            for column in self._needs
            if column in offered or (column not in self._offered and column not in hidden)
        ]
        wanted = {column: self._wishes.get(column, self._needs[column]) for column in shown if column != self._main}
        floors = {
            column: min(self._needs[column], self._floor_px) if column in self._yielding else self._needs[column]
            for column in wanted
        }
        least_px = min(self._needs[self._main], self._least_px)
        return shared(self._view.viewport().width(), wanted, floors, self._main, least_px)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self.fit()
        return super().eventFilter(watched, event)

    @Slot(int, int, int)
    def _take_wish(self, column: int, before_px: int, width_px: int) -> None:
        # One that is shown or hidden had, or has, no width at all: nobody moved it.
        if not self._fitting and before_px and width_px and column != self._main:
            self._wishes[column] = width_px
            self.fit()

    def _make_movable(self) -> None:
        for column in self._needs:
            moved = QHeaderView.ResizeMode.Fixed if column == self._main else QHeaderView.ResizeMode.Interactive
            self._header.setSectionResizeMode(column, moved)
