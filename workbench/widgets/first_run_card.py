"""What the user sees who is here for the first time: three sentences over the empty plots, and three ways to begin."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from workbench.look.theme import SPACE
from workbench.widgets.overlay import Overlay

_WIDEST_PX = 520
_BALANCES_A_POLE = "CartPole-v1"


class FirstRunCard(Overlay):
    """A card in the middle of `over`, of which nothing else is seen. It goes when closed, or once something has begun.

    Args:
        over: What it lies over.
        environment: What would be trained.

    Signals:
        train_wanted: Train what is chosen.
        tour_wanted: Show me around.
        open_wanted: Open a run.
    """

    train_wanted = Signal()
    tour_wanted = Signal()
    open_wanted = Signal()

    def __init__(self, over: QWidget, environment: str) -> None:
        super().__init__(over)
        self._ground = QWidget(over)  # Or words of what lies below would stand around the card.
        self._ground.setProperty("role", "panel")
        self._ground.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.left.connect(self._ground.deleteLater)
        self.left.connect(self._ground.hide)
        self.setProperty("role", "card")
        self.setAccessibleName(self.tr("Welcome"))
        heading = QLabel(self.tr("Watch an agent learn"), self)
        heading.setProperty("role", "heading")
        self._words = QLabel(self)
        self._words.setWordWrap(True)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self.train = QPushButton(self)
        self.train.setDefault(True)
        self.show_around = QPushButton(self.tr("Show me around"), self)
        self.open = QPushButton(self.tr("Open…"), self)
        self.close_button = QPushButton(self.tr("Not now"), self)
        self._buttons = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._buttons.setSpacing(SPACE)
        for button, told in (
            (self.train, self.train_wanted),
            (self.show_around, self.tour_wanted),
            (self.open, self.open_wanted),
            (self.close_button, self.leave),
        ):
            button.clicked.connect(told)
            self._buttons.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * SPACE, 2 * SPACE, 3 * SPACE, 2 * SPACE)
        column.setSpacing(2 * SPACE)
        column.addWidget(heading)
        column.addWidget(self._words)
        column.addLayout(self._buttons)
        self.show_environment(environment)
        for part in (self._ground, self):
            part.show()
            part.raise_()

    def show_environment(self, environment: str) -> None:
        """Another one would be trained."""
        learns, train = self.tr("An agent learns to balance a pole, from nothing but its own tries."), "CartPole"
        if environment != _BALANCES_A_POLE:
            learns = self.tr("An agent learns {environment}, from nothing but its own tries.")
            learns, train = learns.format(environment=environment), environment
        where = self.tr(
            "On the left is everything that can be tuned while it learns; in the middle its learning curves, on the "
            "right the agent at play."
        )
        saved = self.tr("Every run is saved, and can be opened, gone back in, and forked.")
        self._words.setText(self.tr("{first} {second} {third}").format(first=learns, second=where, third=saved))
        self.train.setText(self.tr("Train {environment}").format(environment=train))
        for button in self.findChildren(QPushButton):
            button.setMinimumWidth(_wide_enough(button))
        self.place()

    def place(self) -> None:
        """In the middle, as wide as there is room."""
        room = self.over.size()
        self._ground.setGeometry(self.over.rect())
        width = min(_WIDEST_PX, room.width() - 2 * SPACE)
        buttons = self.findChildren(QPushButton)
        narrow = width < sum(button.minimumWidth() + SPACE for button in buttons) + 5 * SPACE  # and what is beside them
        self._buttons.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)
        layout = self.layout()
        height = layout.totalHeightForWidth(width) if layout is not None else 0
        height = min(max(height, self.minimumSizeHint().height()), room.height() - 2 * SPACE)
        self.setGeometry((room.width() - width) // 2, max(SPACE, (room.height() - height) // 2), width, height)


def _wide_enough(button: QPushButton) -> int:
    """The width of its words in bold, which the style sheet gives the default button, and not its size hint."""
    font = button.font()
    font.setWeight(QFont.Weight.DemiBold)
    return QFontMetrics(font).horizontalAdvance(button.text()) + 2 * (SPACE + 4)
