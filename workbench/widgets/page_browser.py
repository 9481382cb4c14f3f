"""Shows one page of Markdown in the window's theme, with links, pictures and marked words."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QPoint, QTimer, QUrl, Signal, Slot
from PySide6.QtGui import QColor, QMouseEvent, QResizeEvent, Qt, QTextCharFormat, QTextCursor, QTextDocument
from PySide6.QtWidgets import QFrame, QTextBrowser, QTextEdit, QWidget

from workbench.look.page_style import blocks, dress, fit_pictures, fit_tables
from workbench.look.theme import SPACE, Theme

_ABOVE_PX = 2 * SPACE
_MARK_OPACITY = 80


class PageBrowser(QTextBrowser):
    """A page. It never follows a link by itself.

    Signals:
        link_wanted: A link was chosen by mouse or keyboard; as written in the page.
        back_wanted, forward_wanted: The mouse's own buttons.
    """

    link_wanted = Signal(QUrl)
    back_wanted = Signal()
    forward_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._folder = Path()
        self._theme: Theme | None = None
        self._page: QTextDocument | None = None
        self._wanted: QTextCursor | None = None
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(0)
        self._again.timeout.connect(self._scroll)
        self.setOpenLinks(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)  # Everything is fitted.
        self.anchorClicked.connect(self._tell_link)

    def show_page(self, markdown: str, folder: Path, theme: Theme) -> None:
        """Shows a page from its beginning. Its pictures' addresses count from `folder`."""
        self._folder, self._theme = folder, theme
        self.setExtraSelections([])
        # Dressed before it is shown: in view, a long table would be laid out again for each of its cells.
        page = QTextDocument(self)
        page.setDefaultFont(self.font())
        page.setMarkdown(markdown)
        dress(page, theme, self.font())
        self._fit(page)
        self.setDocument(page)
        if self._page is not None:
            self._page.deleteLater()
        self._page, self._wanted = page, None
        self.moveCursor(QTextCursor.MoveOperation.Start)
        self.verticalScrollBar().setValue(0)

    def headings(self) -> list[tuple[str, int]]:
        """The page's headings and their positions, in order."""
        return [
            (block.text(), block.position()) for block in blocks(self.document()) if block.blockFormat().headingLevel()
        ]

    def cell_ending_in(self, word: str) -> int | None:
        """The position of the first cell of a table whose last word is `word`."""
        for block in blocks(self.document()):
            if block.text().split()[-1:] == [word] and QTextCursor(block).currentTable() is not None:
                return block.position()
        return None

    def go_to(self, position: int) -> None:
        """Puts the text at `position` near the top, and the cursor there."""
        cursor = QTextCursor(self.document())
        cursor.setPosition(min(position, max(0, self.document().characterCount() - 1)))
        self.setTextCursor(cursor)
        self._wanted = cursor
        self._scroll()
        # A page that has only just been laid out still changes its range in the next turn of the loop.
        self._again.start()

    def mark(self, words: Sequence[str]) -> None:
        """Sets off every place that holds one of `words`; none take the marks away."""
        look = QTextCharFormat()
        if self._theme is not None:
            colour = QColor(self._theme.warning)
            colour.setAlpha(_MARK_OPACITY)
            look.setBackground(colour)
        marks: list[QTextEdit.ExtraSelection] = []
        for word in words:
            found = self.document().find(word, 0)
            while not found.isNull():
                mark = QTextEdit.ExtraSelection()
                mark.cursor, mark.format = found, look
                marks.append(mark)
                found = self.document().find(word, found)
        self.setExtraSelections(marks)

    def marked_texts(self) -> list[str]:
        """What is set off, in the order in which it was found."""
        return [mark.cursor.selectedText() for mark in self.extraSelections()]

    def top_position(self) -> int:
        """The position of the text at the top of what can be seen."""
        return self.cursorForPosition(QPoint(3 * SPACE, _ABOVE_PX + 2)).position()

    def loadResource(self, kind: int, name: QUrl) -> object:
        if kind == QTextDocument.ResourceType.ImageResource.value and name.isRelative():
            return super().loadResource(kind, QUrl.fromLocalFile(str(self._picture(name.path()))))
        # Nothing is fetched from elsewhere for a page.
        return None

    def _picture(self, address: str) -> Path:
        """The file of a picture: of one that is there light and dark, the one of the theme."""
        path = (self._folder / address).resolve()
        dark = path.with_stem(path.stem.replace("light", "dark"))
        return dark if self._theme is not None and self._theme.dark and dark.is_file() else path

    def mousePressEvent(self, event: QMouseEvent) -> None:
        match event.button():
            case Qt.MouseButton.BackButton:
                self.back_wanted.emit()
            case Qt.MouseButton.ForwardButton:
                self.forward_wanted.emit()
            case _:
                super().mousePressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        scrolled = self.verticalScrollBar().value() > 0
        top = QTextCursor(self.document())
        top.setPosition(self.top_position())
        super().resizeEvent(event)
        self._fit(self.document())
        if scrolled:  # What is being read stays, however the lines break.
            self._wanted = top
            self._scroll()

    def _fit(self, page: QTextDocument) -> None:
        width_px = self.viewport().width() - 4 * SPACE
        fit_pictures(page, width_px)
        fit_tables(page, self.font(), width_px)

    @Slot()
    def _scroll(self) -> None:
        if self._wanted is not None and self._wanted.document() is self.document():
            self.document().size()  # Lays the whole page out, without which the bar's range may be short.
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() + self.cursorRect(self._wanted).top() - _ABOVE_PX)

    @Slot(QUrl)
    def _tell_link(self, link: QUrl) -> None:
        self.link_wanted.emit(link)
