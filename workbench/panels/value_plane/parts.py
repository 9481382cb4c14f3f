"""What stands in the panel of a value plane, from the top downwards: built and laid out here, wired elsewhere."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QStackedLayout, QVBoxLayout, QWidget

from workbench.look.plain_text import set_tool_tip
from workbench.look.theme import ROW_SPACE, SPACE, ThemeSource, small_font
from workbench.panels.value_plane.controls import PlaneControls
from workbench.panels.value_plane.held_numbers import HeldNumbers
from workbench.panels.value_plane.picture import PlanePicture
from workbench.panels.value_plane.truth_row import TruthRow
from workbench.widgets.colour_bar import ColourBar


class PlaneParts(QWidget):
    """A sentence, or the controls, the picture, and what is said of the state below it; fills `parent`.

    Attributes:
        heading: Which state is told of.
        values: Its Q-values.
        state: Its numbers.
        about: What else there is to say of a map.
    """

    def __init__(self, theme_source: ThemeSource, parent: QWidget) -> None:
        super().__init__(parent)
        self.controls = PlaneControls(self)
        self.bar = ColourBar(theme_source.theme, self)
        self.picture = PlanePicture(self.controls, self.bar, theme_source.theme, self)
        self.truth = TruthRow(self)
        self.truth.hide()
        self.held = HeldNumbers(theme_source, self)
        self._words = QLabel(self)
        self._words.setProperty("role", "muted")
        self._words.setWordWrap(True)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._words.setMargin(2 * SPACE)
        self.picture.plane.setAccessibleName(self.tr("Value plane"))
        self.picture.map.setAccessibleName(self.tr("Map of values"))
        set_tool_tip(
            self.picture,
            self.tr(
                "Click or drag to select a state, which every instrument then looks at; arrow keys move it. Orange: "
                "the watched episode, its dot the watched state. The ring: the selected one."
            ),
        )
        self.heading = self._label(
            "heading", self.tr("Whose numbers stand below: of the selected state, else of the watched one")
        )
        self.values = self._label(
            "",
            self.tr(
                "Q(s, a) of each action, a discounted return: what the network that plays expects from this state on "
                "when it takes that action first. An arrow stands before the largest, the greedy action."
            ),
        )
        self.state = self._label("muted", self.tr("The numbers of the observation, in the environment's own units"))
        self.about = self._label("muted", self.tr("What this map is of"))
        self.state.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.back = QPushButton(self.tr("Back to the watched state"), self)
        self.back.setFont(small_font(self.font()))
        self.back.setToolTip(self.tr("Look again at the state that Agent at play is in"))
        kept = self.back.sizePolicy()
        kept.setRetainSizeWhenHidden(True)
        self.back.setSizePolicy(kept)
        self.back.hide()
        self._pages = QStackedLayout(parent)
        self._pages.addWidget(self._words)
        self._pages.addWidget(self)
        self._lay_out()

    @property
    def sentence(self) -> str:
        """What is shown instead of a picture; empty while there is one."""
        return self._words.text() if self._pages.currentIndex() == 0 else ""

    def say(self, sentence: str) -> None:
        """Shows a sentence instead of a picture."""
        self._words.setText(sentence)
        self._pages.setCurrentIndex(0)

    def show_picture(self, *, lines: int) -> None:
        """Shows the picture; numbers that grow longer don't move it, as there is room for so many lines of them."""
        self.state.setMinimumHeight(lines * self.state.fontMetrics().height())
        self._pages.setCurrentIndex(1)

    def _label(self, role: str, tip: str) -> QLabel:
        label = QLabel(self)
        label.setProperty("role", role)
        label.setFont(small_font(self.font()))
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        set_tool_tip(label, tip)
        label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        return label

    def _lay_out(self) -> None:
        above = QHBoxLayout()
        above.addWidget(self.heading, 1)
        above.addWidget(self.back)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE, ROW_SPACE, SPACE, SPACE)
        column.setSpacing(ROW_SPACE)
        for part in (self.controls, self.truth, self.bar):
            column.addWidget(part)
        column.addWidget(self.picture, 1)
        column.addLayout(above)
        for part in (self.values, self.state, self.held, self.about):
            column.addWidget(part)
