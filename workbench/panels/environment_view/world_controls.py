"""Grab the watched world: play in it oneself, and change its numbers. Training feels nothing of either."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from dqn_engine.messages.reports import RunStarted
from workbench.look.plain_text import set_same_tool_tip, set_tool_tip
from workbench.look.sentences import one_after_another
from workbench.look.theme import ROW_SPACE, ThemeSource, small_font
from workbench.state.environment_words import world_number_words
from workbench.state.hand_keys import actions_by_key, has_arrows, idle_action, waits_for_keys
from workbench.widgets.number_sliders import NumberSliders, SliderNumber
from workbench.widgets.yielding_area import YieldingArea

_LEAST_PX = 36
"""What is opened is at least so high where there is little room; the rest is scrolled to."""


class WorldControls(QWidget):
    """Two buttons, and below them what each of them opens."""

    hand_wanted = Signal(bool)  # whether the user plays
    act_wanted = Signal(int, bool)  # the user's action, and whether for one step alone
    world_wanted = Signal(dict)  # the numbers of the world that aren't as trained
    opened = Signal(bool)  # whether there is something below the buttons

    def __init__(self, theme_source: ThemeSource, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._step_hz = 0.0
        self._keys: dict[int, int] = {}
        self._actions = 0
        self._keys_reach = True
        self._idle: int | None = None
        self.hand_button, self.world_button = QToolButton(self), QToolButton(self)
        self.hand_button.setText(self.tr("Play it yourself"))
        set_tool_tip(
            self.hand_button,
            self.tr(
                "Play with arrow keys or digits, beside the agent in the same episodes; training feels nothing of it"
            ),
        )
        self.world_button.setText(self.tr("Change the world"))
        self.hand_words = QLabel(self)
        self.show_keys_reach(True)
        self.hand_words.setProperty("role", "muted")
        self.hand_words.setFont(small_font(self.font()))
        self.hand_words.setWordWrap(True)
        set_same_tool_tip(self.hand_words, self.hand_button)
        self.sliders = NumberSliders(theme_source, self)
        self._lay_out()
        self.offer(None)

    def offer(self, report: RunStarted | None) -> None:
        """What can be changed and played in this run's environment; None: nothing before a run."""
        world = report.world if report is not None else ()
        environment = report.config.environment if report is not None else ""
        self.sliders.show_numbers(
            [
                SliderNumber(
                    name=number.name,
                    title=world_number_words(environment, number.name),
                    low=number.low,
                    high=number.high,
                    usual=number.trained,
                    whole=number.whole,
                )
                for number in world
            ]
        )
        labels = report.action_labels if report is not None else ()
        self._step_hz = report.step_hz if report is not None else 0.0
        self._keys, self._idle, self._actions = actions_by_key(labels), idle_action(labels), len(labels)
        self.show_keys_reach(self._keys_reach)
        self.hand_button.setChecked(False)
        self.hand_button.setEnabled(report is not None)
        self.world_button.setEnabled(bool(world))
        set_tool_tip(
            self.world_button,
            self.tr("This environment's constructor takes no numbers, so its world can't be changed from here")
            if report is not None and not world
            else self.tr(
                "Change the world that is watched; the agent is trained in its own. CartPole can also be pushed: drag "
                "its cart or its pole"
            ),
        )
        self.world_button.setChecked(False)
        self._show_opened()

    @property
    def by_hand(self) -> bool:
        """Whether the user plays."""
        return self.hand_button.isChecked()

    @property
    def changed(self) -> bool:
        """Whether the watched world isn't the one that the agent is trained in."""
        return bool(self.sliders.changes)

    @Slot(int, bool)
    def take_key(self, key: int, down: bool) -> None:
        """Acts by a key that was pressed or let go, where the user plays and the key has an action."""
        if not self.by_hand or key not in self._keys:
            return
        once = waits_for_keys(self._step_hz)
        if down:
            self.act_wanted.emit(self._keys[key], once)
        elif self._idle is not None and not once:
            self.act_wanted.emit(self._idle, False)

    @Slot(bool)
    def show_keys_reach(self, reach: bool) -> None:
        """Says how to play: first how to bring the keyboard back, where its keys go elsewhere."""
        self._keys_reach = reach
        self.hand_words.setText(self._words_of_keys() if reach else self._words_of_no_keys())

    def _words_of_keys(self) -> str:
        if has_arrows(self._keys) or not self._keys:
            play = self.tr("Arrow keys play, or digits: 1 is the first action. It begins with the first key.")
        else:
            play = self.tr("Digits play: 1 is the first action. It begins with the first key.")
        without = self._actions - len(set(self._keys.values()))
        return one_after_another(play, self.tr("0 is the tenth, and the rest has no key.") if without > 0 else "")

    def _words_of_no_keys(self) -> str:
        if has_arrows(self._keys) or not self._keys:
            return self.tr("The keyboard is elsewhere; a click on the picture brings it back, and arrow keys play on.")
        return self.tr("The keyboard is elsewhere; a click on the picture brings it back, and digits play on.")

    @Slot()
    def _take_hand(self) -> None:
        self._show_opened()
        self.hand_wanted.emit(self.by_hand)

    @Slot()
    def _show_opened(self) -> None:
        self.hand_words.setVisible(self.by_hand)
        self.sliders.setVisible(self.world_button.isChecked())
        is_open = self.by_hand or self.world_button.isChecked()
        # Others leave their room before it is taken, or the window would grow for a moment, and stay so.
        if is_open:
            self.opened.emit(True)
        self._area.setVisible(is_open)
        if not is_open:
            self.opened.emit(False)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(ROW_SPACE)
        for button in (self.hand_button, self.world_button):
            button.setCheckable(True)
            button.setFont(small_font(self.font()))
            button.setAccessibleName(button.text())
            button.setProperty("wide", True)
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            row.addWidget(button, 1)
        self.hand_button.clicked.connect(self._take_hand)
        self.world_button.toggled.connect(self._show_opened)
        self.sliders.changed.connect(self.world_wanted)
        below = QWidget(self)
        below.setProperty("role", "panel")
        inner = QVBoxLayout(below)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(ROW_SPACE)
        inner.addWidget(self.hand_words)
        inner.addWidget(self.sliders)
        self._area = YieldingArea(below, _LEAST_PX, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(ROW_SPACE)
        column.addLayout(row)
        column.addWidget(self._area)
