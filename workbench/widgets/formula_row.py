"""A formula with its numbers: each term as its sign with its value below, explained where it is pointed at."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from workbench.look.drawn_lines import draw_line
from workbench.look.plain_text import plain_tool_tip
from workbench.look.theme import SPACE, Theme, small_font

_BETWEEN_PX = SPACE
_PADDING_PX = 5
_LINE_GAP_PX = 6
_ROUND_PX = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One term.

    Attributes:
        sign: How it is written, such as `γ²·r₂`.
        value: Its number now.
        about: What it is, and where it is from.
        before: What joins it to the term before, such as `+`; empty for none.
        result: Whether it is what the others make.
    """

    sign: str
    value: str
    about: str
    before: str = ""
    result: bool = False


class FormulaRow(QWidget):
    """Terms from left to right, in as many lines as they need."""

    def __init__(self, name: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._terms: tuple[Term, ...] = ()
        self._pointed = -1
        self._boxes_by_width: dict[int, list[QRectF]] = {}
        self.setMouseTracking(True)
        self.setAccessibleName(name)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @property
    def terms(self) -> tuple[Term, ...]:
        """What is shown, from left to right."""
        return self._terms

    @property
    def text(self) -> str:
        """The formula as one line of signs and numbers."""
        return " ".join(" ".join(filter(None, (term.before, term.sign, term.value))) for term in self._terms)

    def restyle(self, theme: Theme) -> None:
        """Takes the theme's colours."""
        self._theme = theme
        self.update()

    def show_terms(self, terms: Sequence[Term]) -> None:
        """Shows these."""
        heights = {width: self._bottom(boxes) for width, boxes in self._boxes_by_width.items()}
        self._terms = tuple(terms)
        self._boxes_by_width.clear()
        self.setAccessibleDescription(self.text)
        # A panel that is laid out anew costs a frame; numbers that change seldom need another height.
        if not heights or any(self.heightForWidth(width) != high for width, high in heights.items()):
            self.updateGeometry()
        self.update()

    def term_at(self, place: QPointF) -> Term | None:
        """The term that is drawn there."""
        index = self._index_at(place)
        return self._terms[index] if index >= 0 else None

    def box_of(self, index: int) -> QRectF:
        """Where a term is drawn."""
        return self._boxes(self.width())[index]

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._bottom(self._boxes(width))

    def sizeHint(self) -> QSize:
        return QSize(240, self.heightForWidth(max(self.width(), 240)))

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self._high())

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            term = self.term_at(QPointF(event.pos()))
            words = plain_tool_tip(f"{term.sign} = {term.value}\n{term.about}") if term is not None else ""
            QToolTip.showText(event.globalPos(), words, self)
            return True
        if event.type() in (QEvent.Type.HoverMove, QEvent.Type.MouseMove):
            self._point_at(self._index_at(QPointF(self.mapFromGlobal(self.cursor().pos()))))
        elif event.type() == QEvent.Type.Leave:
            self._point_at(-1)
        return super().event(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._boxes_by_width.clear()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        small, large = self._fonts()
        theme, line_px = self._theme, QFontMetrics(small).height()
        for index, (term, box) in enumerate(zip(self._terms, self._boxes(self.width()), strict=True)):
            if index == self._pointed:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(theme.hover))
                painter.drawRoundedRect(box, _ROUND_PX, _ROUND_PX)
            painter.setFont(large)
            painter.setPen(QColor(theme.muted))
            if term.before:
                joined = QRectF(box.left() - self._before_px(term), box.top() + line_px, 60, box.height() - line_px)
                draw_line(painter, joined, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, term.before)
            painter.setFont(small)
            above = QRectF(box.left(), box.top(), box.width(), line_px)
            draw_line(painter, above, Qt.AlignmentFlag.AlignHCenter, term.sign)
            painter.setFont(self._bold(large) if term.result else large)
            painter.setPen(QColor(theme.accent if term.result else theme.text))
            below = QRectF(box.left(), box.top() + line_px, box.width(), box.height() - line_px)
            draw_line(painter, below, Qt.AlignmentFlag.AlignCenter, term.value)

    def _point_at(self, index: int) -> None:
        if index != self._pointed:
            self._pointed = index
            self.update()

    def _index_at(self, place: QPointF) -> int:
        return next((at for at, box in enumerate(self._boxes(self.width())) if box.contains(place)), -1)

    def _bottom(self, boxes: Sequence[QRectF]) -> int:
        return round(max((box.bottom() for box in boxes), default=self._high()))

    def _boxes(self, width: int) -> list[QRectF]:
        if width not in self._boxes_by_width:
            self._boxes_by_width[width] = self._arranged(width)
        return self._boxes_by_width[width]

    def _arranged(self, width: int) -> list[QRectF]:
        small, large = self._fonts()
        signs, numbers = QFontMetrics(small), QFontMetrics(self._bold(large))
        boxes: list[QRectF] = []
        x, y, high = 0.0, 0.0, float(self._high())
        for term in self._terms:
            wide = max(signs.horizontalAdvance(term.sign), numbers.horizontalAdvance(term.value)) + 2 * _PADDING_PX
            before = self._before_px(term)
            if x and x + before + wide > width:
                x, y = 0.0, y + high + _LINE_GAP_PX
            boxes.append(QRectF(x + before, y, wide, high))
            x += before + wide + 2
        return boxes

    def _before_px(self, term: Term) -> float:
        if not term.before:
            return 0.0
        return QFontMetrics(self._fonts()[1]).horizontalAdvance(term.before) + _BETWEEN_PX / 2

    def _high(self) -> int:
        small, large = self._fonts()
        return QFontMetrics(small).height() + QFontMetrics(large).height() + 2

    def _fonts(self) -> tuple[QFont, QFont]:
        return small_font(self.font()), self.font()

    @staticmethod
    def _bold(font: QFont) -> QFont:
        bold = QFont(font)
        bold.setWeight(QFont.Weight.DemiBold)
        return bold
