"""Files dropped on a widget: one file of a known kind or one folder is accepted, others are refused with the reason."""

import os

from PySide6.QtCore import QEvent, QMimeData, QObject, Signal
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QWidget


class FileDrop(QObject):
    """Watches `target` for drops of one file whose name ends in one of `endings`, or of one folder."""

    file_dropped = Signal(str)
    folder_dropped = Signal(str)
    drop_refused = Signal(str)

    def __init__(self, target: QWidget, endings: tuple[str, ...]) -> None:
        super().__init__(target)
        self._endings = endings
        target.setAcceptDrops(True)
        target.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # Entering and moving are drops in the making: their events derive from a drop's.
        if not isinstance(event, QDropEvent):
            return False
        if event.type() in (QEvent.Type.DragEnter, QEvent.Type.DragMove) and event.mimeData().hasUrls():
            # Even a wrong file is accepted here: a drop can be answered with a sentence, a refused drag can't.
            event.acceptProposedAction()
            return True
        if event.type() == QEvent.Type.Drop:
            event.acceptProposedAction()
            self._take(event.mimeData())
            return True
        return False

    def _take(self, data: QMimeData) -> None:
        urls = data.urls()
        allowed = self.tr(" or ").join(self._endings)
        if len(urls) != 1:
            self.drop_refused.emit(
                self.tr("{count} files were dropped; drop one weights file ({allowed}) or the folder of a run.").format(
                    count=len(urls), allowed=allowed
                )
            )
            return
        path = urls[0].toLocalFile()
        if not path:
            self.drop_refused.emit(
                self.tr("{address} is not a file on this computer; download it and drop the file.").format(
                    address=urls[0].toDisplayString()[:120]
                )
            )
        elif os.path.isdir(path):
            self.folder_dropped.emit(path.rstrip("/") or path)
        elif not path.lower().endswith(self._endings):
            self.drop_refused.emit(
                self.tr(
                    "{name} is not a weights file; drop one that ends in {allowed}, or the folder of a run."
                ).format(name=path.rpartition("/")[2][:80] or path[:80], allowed=allowed)
            )
        else:
            self.file_dropped.emit(path)
