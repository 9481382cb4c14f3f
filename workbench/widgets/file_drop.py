"""Files dropped on a widget: one file of a known kind or one folder is accepted, others are refused with the reason.

While something is dragged over it, a note over the whole widget says what dropping it would do.
"""

import functools
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import cast

from PySide6.QtCore import QEvent, QMimeData, QObject, Qt, Signal
from PySide6.QtGui import QDropEvent, QWindow
from PySide6.QtWidgets import QDockWidget, QFrame, QLabel, QVBoxLayout, QWidget

from workbench.look.theme import SPACE

_WIDEST_PX = 460
_DRAGS = (QEvent.Type.DragEnter, QEvent.Type.DragMove, QEvent.Type.DragLeave, QEvent.Type.Drop)
_BECOMES_A_WINDOW = (QEvent.Type.Show, QEvent.Type.WinIdChange)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Dropped:
    """What was, or would be, dropped: a file or a folder, or why it is neither."""

    file: str = ""
    folder: str = ""
    refusal: str = ""


class FileDrop(QObject):
    """Watches `target` for drops of one file whose name ends in one of `endings`, or of one folder.

    They are taken wherever they fall: text fields take what a file manager says of a file for text, and would have its
    path typed into them. So the window itself is watched, before it asks what lies under the pointer.

    Args:
        target: What things are dropped on.
        endings: Of files, in lower case.
        would: Says what dropping this file, or else this folder, would do.
    """

    file_dropped = Signal(str)
    folder_dropped = Signal(str)
    drop_refused = Signal(str)

    def __init__(self, target: QWidget, endings: tuple[str, ...], would: Callable[[str, str], str]) -> None:
        super().__init__(target)
        self._endings, self._would = endings, would
        self._notes: dict[QWidget, _Note] = {}
        self._windows: dict[QObject, QWidget] = {}  # by what they are for the desktop
        self._holds_files = False
        self.note = self._watch(target)
        target.setAcceptDrops(True)

    def follow(self, docks: Iterable[QDockWidget]) -> None:
        """Takes what falls on these as well, while they are windows of their own."""
        for dock in docks:
            dock.topLevelChanged.connect(functools.partial(self._watch_floating, dock))
            self._watch_floating(dock, floats=dock.isFloating())

    def _watch_floating(self, dock: QDockWidget, floats: bool) -> None:
        if floats and dock not in self._notes:
            self._watch(dock)
            self._watch_window_of(dock)

    def _watch(self, widget: QWidget) -> "_Note":
        note = self._notes[widget] = _Note(widget)
        widget.installEventFilter(self)
        return note

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in _BECOMES_A_WINDOW and isinstance(watched, QWidget):
            self._watch_window_of(watched)
        if kind not in _DRAGS:
            return False
        note = self._notes.get(self._windows.get(watched) or cast("QWidget", watched))
        if note is None:  # Of a window that its panel has left.
            return False
        if kind in (QEvent.Type.DragLeave, QEvent.Type.Drop):
            note.hide()
        # Entering and moving are drops in the making: their events derive from a drop's.
        if not isinstance(event, QDropEvent):
            return False
        if kind == QEvent.Type.Drop:
            if watched in self._windows and not self._holds_files:
                return False
            _accept(event)
            self._take(self._judged(event.mimeData()))
            return True
        self._holds_files = event.mimeData().hasUrls()
        if not self._holds_files:
            return False
        if kind == QEvent.Type.DragEnter:
            dropped = self._judged(event.mimeData())
            words = dropped.refusal or self._would(dropped.file, dropped.folder)
            note.say(words, refused=bool(dropped.refusal))
        # Even a wrong file is accepted here: a drop can be answered with a sentence, a refused drag can't.
        _accept(event)
        return True

    def _watch_window_of(self, widget: QWidget) -> None:
        window = widget.windowHandle() if widget.isWindow() else None
        # PySide may give what stood in the same place in memory before, a layout's item for one.
        if isinstance(window, QWindow) and window not in self._windows:
            self._windows = {known: of for known, of in self._windows.items() if of is not widget} | {window: widget}
            window.installEventFilter(self)

    def _take(self, dropped: _Dropped) -> None:
        if dropped.refusal:
            self.drop_refused.emit(dropped.refusal)
        elif dropped.folder:
            self.folder_dropped.emit(dropped.folder)
        else:
            self.file_dropped.emit(dropped.file)

    def _judged(self, data: QMimeData) -> _Dropped:
        urls = data.urls()
        allowed = self.tr(" or ").join(self._endings)
        if not urls:  # Its source has gone meanwhile, for one.
            words = self.tr("No file came with the drop; drop one weights file ({allowed}) or the folder of a run.")
            return _Dropped(refusal=words.format(allowed=allowed))
        if len(urls) != 1:
            words = self.tr("{count} files were dropped; drop one weights file ({allowed}) or the folder of a run.")
            return _Dropped(refusal=words.format(count=len(urls), allowed=allowed))
        path = urls[0].toLocalFile()
        if not path:
            words = self.tr("{address} is not a file on this computer; download it and drop the file.")
            return _Dropped(refusal=words.format(address=urls[0].toDisplayString()[:120]))
        if os.path.isdir(path):
            return _Dropped(folder=path.rstrip("/") or path)
        if not path.lower().endswith(self._endings):
            words = self.tr("{name} is not a weights file; drop one that ends in {allowed}, or the folder of a run.")
            return _Dropped(refusal=words.format(name=path.rpartition("/")[2][:80] or path[:80], allowed=allowed))
        return _Dropped(file=path)


def _accept(event: QDropEvent) -> None:
    """As a copy, whatever is proposed: after a move, where it comes from would delete it."""
    event.setDropAction(Qt.DropAction.CopyAction)
    event.accept()


class _Note(QFrame):
    """A frame around the whole target, with a card in its middle."""

    def __init__(self, target: QWidget) -> None:
        super().__init__(target)
        self.setProperty("role", "framed")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        card = QFrame(self)
        card.setProperty("role", "bubble")
        self.text = QLabel(card)
        self.text.setWordWrap(True)
        self.text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        inside = QVBoxLayout(card)
        inside.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
        inside.addWidget(self.text)
        QVBoxLayout(self).addWidget(card, 0, Qt.AlignmentFlag.AlignCenter)
        self.hide()

    def say(self, words: str, *, refused: bool) -> None:
        """Shows `words` over the target."""
        self.text.setText(words)
        self.text.setProperty("role", "refused" if refused else "heading")
        self.text.style().unpolish(self.text)
        self.text.style().polish(self.text)
        target = self.parentWidget()
        if target is not None:
            self.setGeometry(target.rect())
            self.text.setFixedWidth(min(_WIDEST_PX, target.width() - 4 * SPACE) - 4 * SPACE)
        self.show()
        self.raise_()
