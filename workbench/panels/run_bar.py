"""The bar on top: the run's controls, what the next run starts with, files, and its current state."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QFont, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QSizePolicy,
    QStyledItemDelegate,
    QToolButton,
    QWidget,
)

from dqn_engine.config.run_config import LARGEST_SEED
from dqn_engine.messages.reports import RunState
from workbench.look.icons import IconBook
from workbench.look.plain_text import set_tool_tip
from workbench.look.theme import ROW_SPACE, SPACE
from workbench.state import event_words
from workbench.state.engine_words import preset_source
from workbench.state.run_view import EnvironmentChoice, StateBadge
from workbench.widgets.elided_combo_box import ElidedComboBox
from workbench.widgets.mnemonics import Mnemonics
from workbench.widgets.searchable_list import SearchableList
from workbench.widgets.split_button import SplitButton
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

_EXAMPLE = "FrozenLake-v1(is_slippery=false)"
_MOST_NAMED = 4
_ICON_BUTTON_PX = 34
_ARROW_PX = 14
_WIDEST_NAME_PX = 130
_TIGHT_NAME_PX = 116
# Of a list beside its text: padding, frame and arrow.
_AROUND_TITLE_PX = 44
# What there is room for: fields alone and narrow, fields alone, with their labels, with the words of all buttons too.
_TIGHT, _BARE, _LABELLED, _WORDY = range(4)


@dataclass(frozen=True, slots=True, kw_only=True)
class BarButton:
    """A button of one of the window's actions.

    Attributes:
        texts: Every text that the action can have, so that its button never changes its width.
        always_wordy: Whether the text stays where there is little room.
        primary: Whether this is what most want to press first.
        more: Actions in a menu behind an arrow at its side.
        opens_menu: Whether that is all that the button does.
    """

    action: QAction
    texts: tuple[str, ...]
    always_wordy: bool = False
    primary: bool = False
    more: tuple[QAction, ...] = ()
    opens_menu: bool = False


class RunBar(QWidget):
    """Buttons of the window's actions; the environment, the preset and the seed of the next run.

    Where the window is narrow, the rarer buttons go without their words, and then fields without their labels.
    """

    environment_chosen = Signal(str)
    environments_wanted = Signal()  # others than those in the list
    preset_chosen = Signal(str)
    refused = Signal(str)  # a sentence: why what is typed isn't taken
    taken = Signal()  # what was typed last, or given up

    def __init__(
        self,
        controls: Sequence[BarButton],
        files: Sequence[BarButton],
        icons: IconBook,
        presets: Mapping[str, str],
        environments: Mapping[str, Sequence[str]],
        parent: QWidget | None = None,
    ) -> None:
        """`presets` maps each preset's name to the title the user reads, `environments` headings to names."""
        super().__init__(parent)
        self.setObjectName("run_bar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._icons = icons
        self._seed_value = 0
        self._labels: list[QLabel] = []
        self._wordy: list[tuple[QToolButton, int, int]] = []  # a button, its width, the least level with its words
        self._names: dict[QWidget, int] = {}  # fields of names, and their width
        self._level = _WORDY
        self._badge = StateBadge(state=RunState.LOADING, environment="")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(SPACE, SPACE - 2, SPACE + 4, SPACE - 2)
        self._row.setSpacing(ROW_SPACE + 2)
        for button in controls:
            self._add_button(button)
        self._add_line()
        self.environments = SearchableList(self)
        self.environments.setAccessibleName(self.tr("Environment"))
        bold = QFont(self.font())
        bold.setWeight(QFont.Weight.DemiBold)
        names = [name for group in environments.values() for name in group]
        widest = max((QFontMetrics(bold).horizontalAdvance(name) for name in names), default=0)
        # Beside the text: padding, the border, the arrow.
        self._names[self.environments] = min(widest, _WIDEST_NAME_PX) + 40
        self.environments.setFixedWidth(self._names[self.environments])
        self.set_environment_groups(environments)
        self.environments.chosen.connect(self.environment_chosen)
        self.environments.settled.connect(self.taken)
        self.environments.more_wanted.connect(self.environments_wanted)
        self._add_labelled(self.tr("Environment"), self.environments)
        self.presets = ElidedComboBox(self)
        self.presets.setAccessibleName(self.tr("Preset"))
        self.presets.setToolTip(self.tr("Set every hyperparameter, and the environment, to a preset"))
        self._names[self.presets] = self.fontMetrics().horizontalAdvance("RL Zoo, CartPole") + 36
        self.presets.setFixedWidth(self._names[self.presets])
        self.presets.setItemDelegate(QStyledItemDelegate(self.presets))
        self.presets.installEventFilter(WheelGuard(self.presets))
        for name, title in presets.items():
            self.presets.addItem(title, name)
            self.presets.setItemData(self.presets.count() - 1, preset_source(name), Qt.ItemDataRole.ToolTipRole)
        widest = max((self.fontMetrics().horizontalAdvance(title) for title in presets.values()), default=0)
        self._widest_title_px = widest + _AROUND_TITLE_PX
        self.presets.activated.connect(self._tell_preset)
        self._add_labelled(self.tr("Preset"), self.presets)
        self.seed = QLineEdit("0", self)
        self.seed.setAccessibleName(self.tr("Seed"))
        set_tool_tip(self.seed, self.tr("Of the next run. The same seed and hyperparameters give the same weights."))
        self.seed.setMaxLength(12)
        self.seed.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.seed.setFixedWidth(self.fontMetrics().horizontalAdvance("0") * 7 + 18)
        self.seed.editingFinished.connect(self._read_seed)
        self._add_labelled(self.tr("Seed"), self.seed)
        self._add_line()
        for button in files:
            self._add_button(button)
        self._row.addStretch(1)
        self._sign = QLabel(self)
        self._state = QLabel(self)
        self._state.setTextFormat(Qt.TextFormat.PlainText)
        self._state.setAccessibleName(self.tr("State"))
        self._state.setProperty("role", "heading")
        self._row.addWidget(self._sign)
        self._row.addWidget(self._state)
        self._row.setSizeConstraint(QHBoxLayout.SizeConstraint.SetNoConstraint)
        self.setMinimumHeight(self._row.sizeHint().height())
        self.show_environments(EnvironmentChoice(next="", running=""))

    def show_state(self, badge: StateBadge) -> None:
        """Shows the state of the run, at the right."""
        sign, colour = _SIGNS[badge.state]
        self._icons.give(self._sign, sign, colour, 12)
        self._badge = badge
        self._show_words()

    def restore_environment(self) -> None:
        """Shows the environment of the next run again, after another was refused."""
        self.environments.show_word(self.environments.word())

    def show_environments(self, choice: EnvironmentChoice) -> None:
        """Shows the environment of the next run, and whether the run in progress has another."""
        self.environments.show_word(choice.next)
        waits = bool(choice.running) and choice.running != choice.next
        tip = self.tr("Environment of the next run. Choose one, or type the name of any registered in Gymnasium.")
        tip += "\n" + self.tr("Arguments of its constructor stand in brackets: {example}").format(example=_EXAMPLE)
        if "(" in choice.next:
            tip = f"{choice.next}\n{tip}"
        if waits:
            tip = self.tr("For the next run; this run has {value}.").format(value=choice.running) + "\n" + tip
        set_tool_tip(self.environments, tip)
        self.environments.setProperty("changed", waits)
        self.environments.style().unpolish(self.environments)
        self.environments.style().polish(self.environments)

    def set_environment_groups(self, groups: Mapping[str, Sequence[str]]) -> None:
        """Offers these environments, under their headings."""
        self.environments.set_groups(groups, more=self.tr("Add your own…"))

    def seed_value(self) -> int:
        """The seed of the next run."""
        return self._seed_value

    def set_seed(self, seed: int) -> None:
        """Shows `seed`."""
        self._seed_value = seed
        self.seed.setText(str(seed))

    def set_preset(self, name: str, otherwise: str = "") -> None:
        """Shows the preset `name` as chosen; one that isn't listed (a file) is added.

        Empty: none is, and `otherwise` says which is near.
        """
        self.presets.setPlaceholderText("" if name else otherwise or self.tr("none"))
        if not name:
            self.presets.setCurrentIndex(-1)
            return
        index = self.presets.findData(name)
        if index < 0:
            self.presets.addItem(name.rpartition("/")[2], name)
            index = self.presets.count() - 1
        self.presets.setCurrentIndex(index)

    def preset(self) -> str:
        """The chosen preset's name; empty where what is shown is none."""
        return self.presets.currentData() or ""

    def settle(self) -> bool:
        """Takes what is typed in the fields and hasn't been taken yet, as Enter would; says whether all of it was."""
        typed, fitting = self.environments.currentText().strip(), self.environments.settle()
        seed_is_right = self._read_seed()
        if fitting:
            some = self.tr(", ").join(fitting[:_MOST_NAMED]) + (" …" if len(fitting) > _MOST_NAMED else "")
            words = self.tr("“{typed}” is part of the names of several environments: {names}. Choose one of them.")
            self.refused.emit(words.format(typed=typed, names=some))
        return seed_is_right and not fitting

    @Slot(int)
    def _tell_preset(self, index: int) -> None:
        self.preset_chosen.emit(self.presets.itemData(index))

    @Slot()
    def _read_seed(self) -> bool:
        text = self.seed.text().strip()
        taken = text.isascii() and text.isdigit() and int(text) <= LARGEST_SEED
        if taken:
            if int(text) != self._seed_value:
                self.taken.emit()
            self._seed_value = int(text)
        else:
            self.refused.emit(
                self.tr("The seed is {text}, but must be a whole number from 0 to {largest}; {seed} stays.").format(
                    text=repr(text), largest=LARGEST_SEED, seed=self._seed_value
                )
            )
        self.seed.setText(str(self._seed_value))
        return taken

    def minimumSizeHint(self) -> QSize:
        return QSize(self._width_needed(_TIGHT), self._row.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Shows labels and words where there is room for them."""
        levels = (_WORDY, _LABELLED, _BARE)
        level = next((level for level in levels if self.width() >= self._width_needed(level)), _TIGHT)
        spare_px = self.width() - self._width_needed(level)
        if level != self._level:
            self._show_level(level)
        if level > _TIGHT:
            # Titles are long; what is left over shows more of them, whichever is chosen.
            most_px = max(self._widest_title_px, self._names[self.presets])
            self.presets.setFixedWidth(min(self._names[self.presets] + max(spare_px, 0), most_px))

    def _show_level(self, level: int) -> None:
        self._level = level
        for label in self._labels:
            label.setVisible(level >= _LABELLED)
        beside = Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        for button, full_px, words_from in self._wordy:
            wordy = level >= words_from
            button.setToolButtonStyle(beside if wordy else Qt.ToolButtonStyle.ToolButtonIconOnly)
            button.setFixedWidth(full_px if wordy else _icon_px(button))
        for field, full_px in self._names.items():
            field.setFixedWidth(min(full_px, _TIGHT_NAME_PX) if level == _TIGHT else full_px)
        self._show_words()

    def _show_words(self) -> None:
        words = event_words.state(self._badge.state)
        both = f"{words} · {self._badge.environment}"
        self._state.setText(both if self._level == _WORDY else words)
        set_tool_tip(self._state, both)

    def _width_needed(self, level: int) -> int:
        """The width of everything, whatever the state: the bar mustn't change with every press of a button."""
        metrics = self._state.fontMetrics()
        state_px = max(metrics.horizontalAdvance(event_words.state(state)) for state in RunState)
        # From what it would be with everything, whatever is shown now.
        full_px = self._row.sizeHint().width() - self._state.sizeHint().width() + state_px
        for button, wide, _ in self._wordy:
            full_px += wide - button.width()
        for field, wide in self._names.items():
            full_px += wide - field.width()
        labels_px = sum(label.sizeHint().width() + self._row.spacing() for label in self._labels)
        full_px += labels_px * (self._level < _LABELLED)
        if level == _WORDY:
            return full_px + metrics.horizontalAdvance(f" · {self._badge.environment}")
        full_px -= sum(wide - _icon_px(button) for button, wide, words_from in self._wordy if level < words_from)
        full_px -= labels_px * (level < _LABELLED)
        if level == _TIGHT:
            full_px -= sum(wide - min(wide, _TIGHT_NAME_PX) for wide in self._names.values())
        return full_px

    def _add_button(self, wanted: BarButton) -> None:
        button = SplitButton(self)
        button.setDefaultAction(wanted.action)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        # A click must not take the focus, or Space would press the button again instead of pausing.
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setAccessibleName(wanted.texts[0])
        if wanted.primary:
            button.setProperty("role", "primary")
        button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        widest = max(self.fontMetrics().horizontalAdvance(text) for text in wanted.texts)
        # Icon, its gap, padding on both sides, the border, and a little for the bold text of the primary button.
        full_px = widest + 16 + 2 * (SPACE + 2) + 18
        if wanted.more:
            menu = QMenu(button)
            menu.addActions(list(wanted.more))
            Mnemonics((menu,), menu)
            button.setMenu(menu)
            mode = QToolButton.ToolButtonPopupMode
            button.setPopupMode(mode.InstantPopup if wanted.opens_menu else mode.MenuButtonPopup)
            full_px += 0 if wanted.opens_menu else _ARROW_PX
        button.setFixedWidth(full_px)
        if not wanted.primary:
            self._wordy.append((button, full_px, _BARE if wanted.always_wordy else _WORDY))
        self._row.addWidget(button)

    def _add_labelled(self, text: str, field: QWidget) -> None:
        label = QLabel(text, self)
        label.setProperty("role", "muted")
        label.setBuddy(field)
        self._labels.append(label)
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


def _icon_px(button: QToolButton) -> int:
    """The width of a button without its words."""
    beside = button.popupMode() is QToolButton.ToolButtonPopupMode.MenuButtonPopup
    return _ICON_BUTTON_PX + (_ARROW_PX if beside else 0)
