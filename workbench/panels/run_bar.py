"""The bar on top: the run's controls, what the next run starts with, files, and what is going on."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QLineEdit, QSizePolicy, QToolButton, QWidget

from dqn_engine.config import LARGEST_SEED
from dqn_engine.messages import RunState
from workbench.actions import Actions
from workbench.icons import IconBook
from workbench.theme import ROW_SPACE, SPACE
from workbench.widgets.wheel_guard import WheelGuard

_SIGNS = {
    RunState.LOADING: ("new-run", "muted"),
    RunState.IDLE: ("new-run", "muted"),
    RunState.COMPILING: ("rebuild", "warning"),
    RunState.TRAINING: ("live", "q_mean"),
    RunState.PAUSED: ("pause", "warning"),
    RunState.STOPPED: ("stop", "muted"),
    RunState.FAILED: ("warning", "danger"),
}


class RunBar(QWidget):
    """Buttons of the window's actions, the preset and the seed."""

    preset_chosen = Signal(str)
    seed_refused = Signal(str)

    def __init__(
        self, actions: Actions, icons: IconBook, presets: dict[str, str], parent: QWidget | None = None
    ) -> None:
        """`presets` maps each preset's name to the title a person reads."""
        super().__init__(parent)
        self.setObjectName("run_bar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._icons = icons
        self._seed_value = 0
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(SPACE, SPACE - 2, SPACE + 4, SPACE - 2)
        self._row.setSpacing(ROW_SPACE + 2)
        for action in (actions.start, actions.pause, actions.step, actions.stop):
            button = self._add_button(action, actions.widest_texts()[action])
            if action is actions.start:
                button.setProperty("role", "primary")
        self._add_line()
        self.presets = QComboBox(self)
        self.presets.setAccessibleName(self.tr("Preset"))
        self.presets.setToolTip(self.tr("Set every hyperparameter to a preset"))
        self.presets.setMinimumWidth(120)
        self.presets.setMaximumWidth(220)
        self.presets.installEventFilter(WheelGuard(self.presets))
        for name, title in presets.items():
            self.presets.addItem(title, name)
        self.presets.activated.connect(self._tell_preset)
        self._add_labelled(self.tr("Preset"), self.presets)
        self.seed = QLineEdit("0", self)
        self.seed.setAccessibleName(self.tr("Seed"))
        self.seed.setToolTip(self.tr("Of the next run. The same seed and hyperparameters give the same weights."))
        self.seed.setMaxLength(12)
        self.seed.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.seed.setFixedWidth(self.fontMetrics().horizontalAdvance("0") * 10 + 18)
        self.seed.editingFinished.connect(self._read_seed)
        self._add_labelled(self.tr("Seed"), self.seed)
        self._add_line()
        for action in (actions.load, actions.save):
            self._add_button(action, (action.text(),))
        self._row.addStretch(1)
        self._sign = QLabel(self)
        self._state = QLabel(self)
        self._state.setTextFormat(Qt.TextFormat.PlainText)
        self._state.setAccessibleName(self.tr("State"))
        self._state.setProperty("role", "heading")
        self._row.addWidget(self._sign)
        self._row.addWidget(self._state)

    def show_state(self, state: RunState, words: str, environment: str) -> None:
        """Shows what is going on, at the right."""
        sign, colour = _SIGNS[state]
        self._icons.give(self._sign, sign, colour, 12)
        self._state.setText(f"{words} · {environment}")

    def seed_value(self) -> int:
        """The seed of the next run."""
        return self._seed_value

    def set_seed(self, seed: int) -> None:
        """Shows `seed`."""
        self._seed_value = seed
        self.seed.setText(str(seed))

    def set_preset(self, name: str) -> None:
        """Shows the preset `name` as chosen; one that isn't listed (a file) is added."""
        index = self.presets.findData(name)
        if index < 0:
            self.presets.addItem(name.rpartition("/")[2], name)
            index = self.presets.count() - 1
        self.presets.setCurrentIndex(index)

    def preset(self) -> str:
        """The chosen preset's name."""
        return self.presets.currentData()

    @Slot(int)
    def _tell_preset(self, index: int) -> None:
        self.preset_chosen.emit(self.presets.itemData(index))

    @Slot()
    def _read_seed(self) -> None:
        text = self.seed.text().strip()
        if text.isascii() and text.isdigit() and int(text) <= LARGEST_SEED:
            self._seed_value = int(text)
        else:
            self.seed_refused.emit(
                self.tr("The seed is {text}, but must be a whole number from 0 to {largest}; {seed} stays.").format(
                    text=repr(text), largest=LARGEST_SEED, seed=self._seed_value
                )
            )
        self.seed.setText(str(self._seed_value))

    def _add_button(self, action: QAction, texts: tuple[str, ...]) -> QToolButton:
        button = QToolButton(self)
        button.setDefaultAction(action)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        # A click must not take the focus, or Space would press the button again instead of pausing.
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setAccessibleName(texts[0])
        button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        widest = max(self.fontMetrics().horizontalAdvance(text) for text in texts)
        # Icon, its gap, padding on both sides, the border, and a little for the bold text of the primary button.
        button.setFixedWidth(widest + 16 + 2 * (SPACE + 2) + 18)
        self._row.addWidget(button)
        return button

    def _add_labelled(self, text: str, field: QWidget) -> None:
        label = QLabel(text, self)
        label.setProperty("role", "muted")
        label.setBuddy(field)
        self._row.addWidget(label)
        self._row.addWidget(field)
        self._row.addSpacing(ROW_SPACE)

    def _add_line(self) -> None:
        line = QFrame(self)
        line.setFrameShape(QFrame.Shape.VLine)
        line.setFrameShadow(QFrame.Shadow.Plain)
        line.setFixedHeight(20)
        line.setForegroundRole(line.palette().ColorRole.Mid)
        self._row.addSpacing(ROW_SPACE)
        self._row.addWidget(line)
        self._row.addSpacing(ROW_SPACE)
