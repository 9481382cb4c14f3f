"""What can be chosen of a value plane: the layer, the two axes, and what is drawn above the colours."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QMenu, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from workbench.look.plain_text import set_tool_tip
from workbench.look.theme import ROW_SPACE, Theme, small_font
from workbench.panels.value_plane.layers import Layer, words_of
from workbench.state.observation_words import is_place
from workbench.widgets.mnemonics import Mnemonics
from workbench.widgets.segmented_choice import SegmentedChoice
from workbench.widgets.wheel_guard import WheelGuard

_SHORTEST_NAME = 6  # letters of an axis that are shown at least


class PlaneControls(QWidget):
    """Two rows of controls; the second is there where there are axes to choose from."""

    layer_chosen = Signal(str)
    axes_chosen = Signal(int, int)  # the numbers of the observation across and up
    overlays_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        segments = [(str(layer), words_of(layer).name, words_of(layer).about) for layer in Layer]
        self.layers = SegmentedChoice(self.tr("Layer"), segments, self)
        self.layers.chosen.connect(self.layer_chosen)
        self.boundary = self._overlay(
            self.tr("Where the greedy action changes (line)"),
            self.tr("On one side of the line one action has the largest Q-value, on the other another."),
        )
        self.path = self._overlay(
            self.tr("The watched episode (orange)"),
            self.tr("Where the episode of Agent at play has been in these two numbers, and where it is."),
        )
        self.density = self._overlay(
            self.tr("States of the replay buffer (dots, dashed lines)"),
            self.tr(
                "Where up to 1,024 states, evenly spread over the buffer, lie in these two numbers. Half of them lie "
                "within the inner dashed line, nine tenths within the outer. Far from them, values are guessed."
            ),
        )
        self.batch = self._overlay(
            self.tr("The batch of the next update (squares)"),
            self.tr(
                "The states that are sampled from the replay buffer for the next update, as One update tells it; with "
                "priorities, those that surprised most are in it most often."
            ),
        )
        self.density.setChecked(False)
        self.batch.setChecked(False)
        self.across, self.up = self._axis(self.tr("Horizontal axis")), self._axis(self.tr("Vertical axis"))
        self._pair = (0, 1)
        self._lay_out()
        self.show_axes((), 0, 1)

    def show_axes(self, labels: Sequence[str], across: int, up: int) -> None:
        """Offers these axes, of which two are shown; none to choose from hide the row.

        Places of one-hot numbers have nothing between 0 and 1 to be shown.
        """
        offered = [(label, index) for index, label in enumerate(labels) if not is_place(label)]
        self._axes_row.setVisible(len(offered) > 2)
        self._pair = (across, up)
        for box, index in ((self.across, across), (self.up, up)):
            if [(box.itemText(at), box.itemData(at)) for at in range(box.count())] != offered:
                box.clear()
                for label, place in offered:
                    box.addItem(label, place)
            box.setCurrentIndex(box.findData(index))

    def restyle(self, theme: Theme) -> None:
        """Takes the theme's colours."""
        self.layers.restyle(theme)

    @Slot()
    def _take_axes(self) -> None:
        across, up = self.across.currentData(), self.up.currentData()
        if across == up:  # The other axis takes the place of the one that was chosen.
            was_across, was_up = self._pair
            across, up = (was_up, up) if up == was_across else (across, was_across)
        self._pair = (across, up)
        for box, index in ((self.across, across), (self.up, up)):
            box.setCurrentIndex(box.findData(index))
        self.axes_chosen.emit(across, up)

    def _overlay(self, text: str, about: str) -> QAction:
        action = QAction(text, self)
        action.setCheckable(True)
        action.setChecked(True)
        set_tool_tip(action, about)
        action.toggled.connect(self.overlays_changed)
        return action

    def _axis(self, name: str) -> QComboBox:
        box = QComboBox(self)
        box.setAccessibleName(name)
        box.setToolTip(self.tr("{axis}: one number of the observation; the others stay as below").format(axis=name))
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(_SHORTEST_NAME)
        box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        box.setFont(small_font(self.font()))
        box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        box.installEventFilter(WheelGuard(box))
        box.activated.connect(self._take_axes)
        return box

    def _lay_out(self) -> None:
        shows = QToolButton(self)
        shows.setText(self.tr("Show"))
        shows.setFont(small_font(self.font()))
        shows.setAccessibleName(self.tr("What is drawn above the colours"))
        set_tool_tip(shows, shows.accessibleName())
        shows.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(shows)
        menu.setToolTipsVisible(True)
        menu.addActions([self.boundary, self.path, self.density, self.batch])
        Mnemonics((menu,), menu)
        shows.setMenu(menu)
        self.shows = shows
        above = QHBoxLayout()
        above.setSpacing(ROW_SPACE)
        above.addWidget(self.layers)
        above.addStretch(1)
        above.addWidget(shows)
        self._axes_row = QWidget(self)
        axes = QHBoxLayout(self._axes_row)
        axes.setContentsMargins(0, 0, 0, 0)
        axes.setSpacing(ROW_SPACE)
        for words, box in (("x", self.across), ("y", self.up)):
            label = QLabel(words, self)
            label.setProperty("role", "muted")
            label.setFont(small_font(self.font()))
            label.setBuddy(box)
            axes.addWidget(label)
            axes.addWidget(box, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(ROW_SPACE)
        column.addLayout(above)
        column.addWidget(self._axes_row)
