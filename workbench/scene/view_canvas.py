"""The watched environment on the screen: captions and sentences over whatever drawing suits the environment."""

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from dqn_engine.system.giving_way import WINDOW
from workbench.look.drawn_lines import draw_line
from workbench.look.theme import SPACE, Theme, small_font
from workbench.scene.drawing import Drawing, DrawnByParts
from workbench.scene.frame_clock import FrameClock
from workbench.scene.playback import Frame
from workbench.scene.push_drag import PushDrag

# What it claims in height where sliders are open below it: with less than all wish for, each gives up as much.
_CLAIMED_PX = 300


class ViewCanvas(QWidget):
    """Shows frames, with the step and the return above; a sentence before the first.

    What is drawn by parts, as CartPole is, can be grabbed with the mouse and pushed, unless the episode is over.
    """

    pushed = Signal(str, float)  # which part, and how hard
    key_changed = Signal(int, bool)  # a key, and whether it is down
    keys_reach = Signal(bool)  # whether keys come here

    def __init__(
        self, drawing: Drawing, theme: Theme, clock: Callable[[], float], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.frames = FrameClock(clock)
        self._drawing = drawing
        self._theme = theme
        self._frame: Frame | None = None
        self._is_new = False
        self._captions = ("", "")
        self._sentence = ""
        self._drag: PushDrag | None = None
        self._wanted_px = 0
        self.setMouseTracking(True)
        self.setFont(small_font(self.font()))
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMinimumSize(180, 104)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def set_claims_room(self, claims: bool) -> None:
        """Whether it is to stay large where others want room too, which are then scrolled."""
        self._wanted_px = _CLAIMED_PX if claims else 0
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(self.minimumWidth(), max(self._wanted_px, self.minimumHeight()))

    @property
    def drawing(self) -> Drawing:
        """What draws the frames."""
        return self._drawing

    @property
    def captions(self) -> tuple[str, str]:
        """What stands over the frame, at the left and at the right."""
        return self._captions

    @property
    def sentence(self) -> str:
        """What is said instead of a frame; empty while there is one."""
        return self._sentence

    def set_drawing(self, drawing: Drawing) -> None:
        """Draws with this from now on."""
        self._drawing = drawing
        self.update()

    def restyle(self, theme: Theme) -> None:
        """Takes the theme's colours."""
        self._theme = theme
        self._drawing.restyle(theme)
        self.update()

    def show_sentence(self, sentence: str) -> None:
        """Says this instead of a frame."""
        self._frame, self._sentence = None, sentence
        self.update()

    def show_frame(self, frame: Frame, left: str, right: str) -> None:
        """Shows a frame with these captions in the upper corners."""
        captions = (left, right)
        if not self._drawing.moves_between_steps and captions == self._captions and _look_alike(frame, self._frame):
            return
        self._frame, self._captions, self._sentence = frame, captions, ""
        self._is_new = True
        self.update()

    def show_numbers(self, numbers: tuple[float, ...]) -> None:
        """Shows an observation as numbers, where the drawing has room for them."""
        self._drawing.show_numbers(numbers)
        if not self._drawing.moves_between_steps:
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        part = self._part_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and part:
            self._drag = PushDrag(part, event.position(), event.position())
            self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._drag is not None:
            self._drag.now = event.position()
            self.update()
        else:
            self.setCursor(
                Qt.CursorShape.OpenHandCursor if self._part_at(event.position()) else Qt.CursorShape.ArrowCursor
            )

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        drag, self._drag = self._drag, None
        if drag is not None and event.button() == Qt.MouseButton.LeftButton:
            drag.now = event.position()
            if drag.size:
                self.pushed.emit(drag.part, drag.size)
            self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not event.isAutoRepeat():
            self.key_changed.emit(event.key(), True)
        super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if not event.isAutoRepeat():
            self.key_changed.emit(event.key(), False)
        super().keyReleaseEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.keys_reach.emit(True)
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.keys_reach.emit(False)
        super().focusOutEvent(event)

    def _part_at(self, place: QPointF) -> str:
        drawing = self._drawing
        if self._frame is None or self._frame.is_over or not isinstance(drawing, DrawnByParts):
            return ""
        return drawing.part_at(place, self.size(), self.devicePixelRatioF(), self._frame)

    def paintEvent(self, event: QPaintEvent) -> None:
        with WINDOW.taken():
            self._paint()
        if self._is_new:
            self._is_new = False
            self.frames.painted()

    def _paint(self) -> None:
        painter = QPainter(self)
        self._drawing.paint(painter, self.size(), self.devicePixelRatioF(), self._frame)
        self._paint_words(painter)
        if self._drag is not None:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._drag.paint(painter, self._theme)
        painter.end()

    def _paint_words(self, painter: QPainter) -> None:
        top = QRectF(SPACE, 4, self.width() - 2 * SPACE, self.fontMetrics().height())
        if self._frame is not None:
            painter.setPen(QColor(self._theme.text))
            draw_line(painter, top, Qt.AlignmentFlag.AlignLeft, self._captions[0])
            draw_line(painter, top, Qt.AlignmentFlag.AlignRight, self._captions[1])
        if self._sentence:
            painter.setPen(QColor(self._theme.muted))
            above = QRectF(self.rect().adjusted(2 * SPACE, SPACE, -2 * SPACE, -30))
            painter.drawText(above, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._sentence)


def _look_alike(frame: Frame, shown: Frame | None) -> bool:
    return shown is not None and frame.picture is shown.picture and frame.opacity == shown.opacity
