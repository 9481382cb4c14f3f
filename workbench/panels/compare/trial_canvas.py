"""What the pictures of a sweep's trials have in common: one is pointed at, chosen and opened, by mouse and keyboard."""

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from dqn_engine.comparison.sweep_state import TrialState
from workbench.look.colour_scales import sequential, standing_out
from workbench.look.figures import return_text
from workbench.look.theme import Theme, small_font
from workbench.state import run_cells
from workbench.state.sweep_view import SweepView


class TrialCanvas(QWidget):
    """Signals:
    chosen: A trial's number, by a click or the arrows.
    opened: A trial's number, by a double click or Enter.
    """

    chosen = Signal(int)
    opened = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._view = SweepView()
        self._choice: int | None = None
        self._pointed: int | None = None
        self.setFont(small_font(self.font()))
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_view(self, view: SweepView, choice: int | None) -> None:
        """Draws a sweep with one trial set off."""
        self._view, self._choice = view, choice
        self.rework()
        described = [trial_words(trial) for trial in view.trials if trial.number == choice]
        self.setAccessibleDescription("; ".join(described))
        self.update()

    def restyle(self, theme: Theme) -> None:
        """Takes the theme's colours."""
        self._theme = theme
        self.rework()
        self.update()

    def rework(self) -> None:
        """Works out what doesn't follow from the size."""

    def nearest(self, at: QPointF) -> int | None:
        """The number of the trial that is drawn there."""
        raise NotImplementedError

    def colour_of(self, score: float | None) -> QColor:
        """The colour of a score."""
        if score is None:
            return QColor(self._theme.muted)
        low, high = self._view.scores()
        shades = sequential(self._theme)
        red, green, blue = shades[round((score - low) / (high - low) * (len(shades) - 1))].tolist()
        return QColor(red, green, blue)

    def line_colour_of(self, score: float | None) -> QColor:
        """The colour of a score as a line on the panel's ground, which it stands out from."""
        return standing_out(self.colour_of(score), QColor(self._theme.surface), QColor(self._theme.text))

    def sizeHint(self) -> QSize:
        return QSize(360, 260)

    def minimumSizeHint(self) -> QSize:
        return QSize(180, 140)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        found = self.nearest(event.position())
        trial = None if found is None else self._view.trial(found)
        if found != self._pointed:
            self._pointed = found
            self.update()
        if trial is None:
            QToolTip.hideText()
        else:
            QToolTip.showText(event.globalPosition().toPoint(), trial_words(trial, lines=True), self)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        if self._pointed is not None:
            self._pointed = None
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        found = self.nearest(event.position())
        if event.button() == Qt.MouseButton.LeftButton and found is not None:
            self.chosen.emit(found)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        found = self.nearest(event.position())
        if event.button() == Qt.MouseButton.LeftButton and found is not None:
            self.opened.emit(found)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        numbers = [trial.number for trial in self._view.trials]
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}
        step = steps.get(Qt.Key(event.key()))
        if step is not None and numbers:
            here = numbers.index(self._choice) + step if self._choice in numbers else 0
            self.chosen.emit(numbers[here % len(numbers)])
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._choice is not None:
            self.opened.emit(self._choice)
        else:
            super().keyPressEvent(event)

    def paint_focus(self, painter: QPainter) -> None:
        """A frame where the keyboard is."""
        if self.hasFocus():
            painter.setPen(QPen(QColor(self._theme.accent), 2.0))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(self.rect()).adjusted(1, 1, -1, -1))


def outcome_words(trial: TrialState) -> str:
    """A trial's number and what it came to, with the interval of that."""
    score = "–" if trial.score is None else return_text(trial.score)
    if trial.interval is not None:
        score += f" ({return_text(trial.interval[0])} – {return_text(trial.interval[1])})"
    return f"{trial.number}: {score}"


def trial_words(trial: TrialState, *, lines: bool = False) -> str:
    """A trial as a sentence or as lines: its number, what it came to, what it sets."""
    parts = [outcome_words(trial)]
    parts += [
        f"{run_cells.knob_label(name)}: {run_cells.knob_value(name, value)}" for name, value in trial.settings.items()
    ]
    return ("\n" if lines else ", ").join(parts)
