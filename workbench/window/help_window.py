"""The manual inside the window: its pages, a search over all of them, and a way back.

Made when it is first asked for; the pages are read then, and searched pages at the first search.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QModelIndex, QObject, QSize, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListView,
    QListWidget,
    QSplitter,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from workbench.look.icons import IconBook
from workbench.look.theme import SPACE, Theme, ThemeSource, small_font
from workbench.state.manual_pages import Page, heading_slug, manual_folder, read_pages
from workbench.state.manual_search import MOST_HITS, Hit, ManualSearch, words_of
from workbench.widgets.page_browser import PageBrowser
from workbench.widgets.two_line_rows import TwoLineModel, TwoLineRows

_SIZE = QSize(1040, 720)
_FRAME = QSize(8, 40)  # About what the window manager puts around it.
_LEAST_ASIDE_PX, _ASIDE_PX = 236, 280
_HYPERPARAMETERS = "hyperparameters.md"
_WEB = ("http", "https", "mailto")


@dataclass(slots=True)
class _Place:
    """Where a reader was: a page, and the position at the top of what was seen of it."""

    page: Page
    position: int = 0


class HelpWindow(QWidget):
    """A window of its own beside the main one. `open_url` shows an address in the system's browser."""

    def __init__(
        self,
        theme_source: ThemeSource,
        icons: IconBook,
        parent: QWidget | None = None,
        *,
        open_url: Callable[[QUrl], object] = QDesktopServices.openUrl,
    ) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setWindowTitle(self.tr("Manual – DQN Workbench"))
        self._theme_source = theme_source
        self._open_url = open_url
        self._pages = read_pages()
        self._hits: Sequence[Hit] = ()
        self._search = ManualSearch(self._pages)
        self._places = [_Place(self._pages[0])]
        self._now = 0
        self._build(icons)
        self._show_place()
        theme_source.changed.connect(self._dress)

    # --- told ---------------------------------------------------------------------------------------------------------

    def page(self) -> Page:
        """The page shown."""
        return self._places[self._now].page

    def show_page(self, file: str, fragment: str = "") -> bool:
        """Shows a page, at the heading that `fragment` names if any; returns whether there is such a page."""
        page = next((page for page in self._pages if page.file == file), None)
        if page is None:
            return False
        self._go(page)
        for heading, position in self.browser.headings():
            if fragment and heading_slug(heading) == fragment:
                self.browser.go_to(position)
                break
        return True

    def show_hyperparameter(self, name: str) -> None:
        """Shows the entry of a hyperparameter, by its name on the command line."""
        self.show_page(_HYPERPARAMETERS)
        position = self.browser.cell_ending_in(name)
        if position is not None:
            self.browser.mark([name])
            self.browser.go_to(position)

    @Slot()
    def focus_search(self) -> None:
        """Puts the cursor into the search field, over what is there."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    # --- pages and places ---------------------------------------------------------------------------------------------

    def _go(self, page: Page) -> None:
        if page is not self.page():
            self._remember()
            self._places[self._now + 1 :] = [_Place(page)]
            self._now += 1
        else:
            self._places[self._now].position = 0
        self._show_place()

    @Slot()
    def back(self) -> None:
        """Returns to where the reader was before."""
        self._move(-1)

    @Slot()
    def forward(self) -> None:
        """Undoes `back`."""
        self._move(1)

    def _move(self, by: int) -> None:
        if 0 <= self._now + by < len(self._places):
            self._remember()
            self._now += by
            self._show_place()

    def _remember(self) -> None:
        scrolled = self.browser.verticalScrollBar().value() > 0
        self._places[self._now].position = self.browser.top_position() if scrolled else 0

    def _show_place(self) -> None:
        place = self._places[self._now]
        self.browser.show_page(place.page.markdown, manual_folder(), self._theme_source.theme)
        if place.position:
            self.browser.go_to(place.position)
        self.browser.setAccessibleName(place.page.title)
        self.back_button.setEnabled(self._now > 0)
        self.forward_button.setEnabled(self._now + 1 < len(self._places))
        blocked = self.list.blockSignals(True)
        self.list.setCurrentRow(self._pages.index(place.page))
        self.list.blockSignals(blocked)

    @Slot(int)
    def _show_row(self, row: int) -> None:
        if 0 <= row < len(self._pages):
            self._go(self._pages[row])

    @Slot(QUrl)
    def _follow(self, link: QUrl) -> None:
        if link.scheme() in _WEB:
            self._open_url(link)
        elif not link.scheme():
            self.show_page(link.path() or self.page().file, link.fragment())

    @Slot(object)
    def _dress(self, _: Theme) -> None:
        self._remember()
        self._show_place()

    # --- searching ----------------------------------------------------------------------------------------------------

    @Slot(str)
    def _find(self, text: str) -> None:
        searching = bool(words_of(text))
        hits = self._search.find(text)
        self._hits = hits
        self._hit_rows.set_rows([(hit.page.title, hit.sentence) for hit in hits])
        self.hits.setCurrentIndex(self._hit_rows.index(0))
        self.lists.setCurrentWidget(self.hits if searching else self.list)
        self._counted.setVisible(searching)
        pages = len({hit.page.file for hit in hits})
        if not hits:
            self._counted.setText(self.tr("Nothing found. Try fewer or other words."))
        elif len(hits) == MOST_HITS:
            self._counted.setText(self.tr("The first {count} places").format(count=len(hits)))
        else:
            self._counted.setText(self.tr("Places: {count}, pages: {pages}").format(count=len(hits), pages=pages))
        if not searching:
            self.browser.mark([])

    @Slot()
    def _open_hit(self) -> None:
        row = self.hits.currentIndex().row()
        if 0 <= row < len(self._hits) and self.lists.currentWidget() is self.hits:
            hit = self._hits[row]
            self._go(hit.page)
            self.browser.mark(words_of(self.search.text()))
            self.browser.go_to(hit.position)

    @Slot(QModelIndex)
    def _open_row(self, index: QModelIndex) -> None:
        self.hits.setCurrentIndex(index)
        self._open_hit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # The arrows move in the list below, without leaving the field.
        if watched is self.search and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            keys = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
            if event.key() in keys:
                (self.hits if self.lists.currentWidget() is self.hits else self.list).keyPressEvent(event)
                return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif self.search.text():
            self.search.clear()
        else:
            self.close()

    # --- building -----------------------------------------------------------------------------------------------------

    def _build(self, icons: IconBook) -> None:
        self.resize(_SIZE.boundedTo(self.screen().availableSize() - _FRAME))
        self.browser = PageBrowser(self)
        self.browser.link_wanted.connect(self._follow)
        self.browser.back_wanted.connect(self.back)
        self.browser.forward_wanted.connect(self.forward)
        keys = QKeySequence.StandardKey
        self.back_button = self._button(icons, "arrow-left", self.tr("Back"), keys.Back)
        self.forward_button = self._button(icons, "arrow-right", self.tr("Forward"), keys.Forward)
        for button, key, move in (
            (self.back_button, keys.Back, self.back),
            (self.forward_button, keys.Forward, self.forward),
        ):
            button.clicked.connect(move)
            QShortcut(key, self).activated.connect(move)
        self.search = QLineEdit(self)
        self.search.setPlaceholderText(self.tr("Search all pages"))
        self.search.setAccessibleName(self.tr("Search all pages of the manual"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._find)
        self.search.returnPressed.connect(self._open_hit)
        self.search.installEventFilter(self)
        self.list, self.hits = QListWidget(self), QListView(self)
        self._hit_rows = TwoLineModel(self)
        self.hits.setModel(self._hit_rows)
        self.list.setAccessibleName(self.tr("Pages of the manual"))
        self.list.addItems([page.title for page in self._pages])
        self.list.currentRowChanged.connect(self._show_row)
        self.hits.setAccessibleName(self.tr("Places found"))
        self.hits.setItemDelegate(TwoLineRows(self.hits))
        self.hits.setResizeMode(QListView.ResizeMode.Adjust)
        self.hits.activated.connect(self._open_row)
        self.hits.clicked.connect(self._open_row)
        self.lists = QStackedWidget(self)
        for widget in (self.list, self.hits):
            widget.setProperty("role", "choices")
            widget.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            self.lists.addWidget(widget)
        self._counted = QLabel(self)
        language = QLabel(self.tr("The pages of the manual are in English."), self)
        language.setVisible(language.text() != "The pages of the manual are in English.")
        for label in (self._counted, language):
            label.setProperty("role", "muted")
            label.setFont(small_font(self.font()))
            label.setWordWrap(True)
        self._counted.hide()
        row = QHBoxLayout()
        row.setSpacing(SPACE // 2)
        for widget in (self.back_button, self.forward_button):
            row.addWidget(widget)
        row.addStretch(1)
        aside = QWidget(self)
        column = QVBoxLayout(aside)
        column.setContentsMargins(SPACE, SPACE, 0, SPACE)
        column.setSpacing(SPACE)
        column.addLayout(row)
        column.addWidget(self.search)
        column.addWidget(self._counted)
        column.addWidget(self.lists, 1)
        column.addWidget(language)
        halves = QSplitter(Qt.Orientation.Horizontal, self)
        halves.addWidget(aside)
        halves.addWidget(self.browser)
        halves.setStretchFactor(1, 1)
        aside_px = max(_LEAST_ASIDE_PX, min(_ASIDE_PX, self.width() // 4))
        halves.setSizes([aside_px, self.width() - aside_px])
        halves.setChildrenCollapsible(False)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(halves)
        QShortcut(keys.Find, self).activated.connect(self.focus_search)
        self.setTabOrder(self.search, self.list)
        self.search.setFocus()

    def _button(self, icons: IconBook, icon: str, text: str, key: QKeySequence.StandardKey) -> QToolButton:
        made = QToolButton(self)
        icons.give(made, icon)
        shown = QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
        made.setAccessibleName(text)
        made.setToolTip(f"{text} ({shown})")
        return made
