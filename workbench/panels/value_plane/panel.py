"""The value plane: what the network that plays thinks of every state of two axes, live, or of a toy text's map.

It wants the instrument `value-plane` while it can be seen, `update` while its batch is shown, and `truth` once whenever
that is asked for. The watched state moves with the steps that the view gets. A click selects a state, and so do the
sliders of the other numbers; every instrument then looks at it.
"""

from typing import Any

import numpy as np
from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from dqn_engine.messages.commands import Wanted
from dqn_engine.messages.reports import Look, Looks, RunStarted, SpectatorSteps
from dqn_engine.play.spectator_step import SpectatorStep
from dqn_engine.probes.truth import TruthRequest
from dqn_engine.probes.value_map import ValueMap
from dqn_engine.probes.value_plane import PlaneRequest, ValuePlane
from workbench.look.theme import Theme, ThemeSource, small_font
from workbench.panels.value_plane import readout
from workbench.panels.value_plane.layers import Layer
from workbench.panels.value_plane.parts import PlaneParts
from workbench.panels.value_plane.picture import cell_of
from workbench.panels.value_plane.watched import WatchedEpisode
from workbench.state.engine_words import worded
from workbench.state.environment_words import action_words, input_words
from workbench.state.event_words import Awaited, awaiting
from workbench.state.report_dispatcher import ReportDispatcher
from workbench.state.selection import NO_SLOT, Selection
from workbench.state.window_turn import TurnUntilIdle

_PLANE, _TRUTH, _UPDATE = "value-plane", "truth", "update"
_MOST_HZ = 5.5  # Where looks take longer than the time for them allows, somewhat less is left.
# As often as the panel of one update asks, so that both are one look.
_BATCH_HZ = 2.0
# Watched steps come in bursts, and planes between them; more pictures a second than this nobody needs, and each costs
# half a frame. What is held stands still, and is shown at once.
_WATCHED_MS, _HELD_MS = 150, 0
# A selection that is dragged is asked about no oftener.
_ASK_MS = 60
# After so many steps the buffer tells which numbers of an observation vary.
_SETTLED_STEPS = 500


def _axes_of(shown: ValuePlane | ValueMap | None) -> tuple[str, str]:
    """As they are asked for; empty of what has none."""
    return (str(shown.x.index), str(shown.y.index)) if isinstance(shown, ValuePlane) else ("", "")


class ValuePlanePanel(QWidget):
    """Shows the newest plane or map, or says what will appear, or why there is none."""

    wanted_changed = Signal()

    def __init__(self, theme_source: ThemeSource, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(self.tr("Value plane"))
        self._run: RunStarted | None = None
        self._awaited = Awaited.START
        self._labels: tuple[str, ...] = ()
        self._actions: tuple[str, ...] = ()
        self._axes = ("", "")
        self._layer = Layer.LARGEST_Q
        self._seen: dict[str, Look] = {}  # the newest look of each instrument, also of an earlier run
        self._shown: ValuePlane | ValueMap | None = None
        self._selected_shown = self._held_shown = False
        self._held_state: tuple[float, ...] = ()
        self._batch = np.zeros((0, 0))
        self._watched = WatchedEpisode()
        self._selection = Selection(self)
        self._watched_soon = QTimer(self, singleShot=True)
        self._frame = TurnUntilIdle(self)
        self._watched_soon.timeout.connect(self._frame.begin)
        self._watched_soon.timeout.connect(self._draw_watched)
        self._ask_soon = QTimer(self, singleShot=True, interval=_ASK_MS)
        self._ask_soon.timeout.connect(self.wanted_changed)
        self._parts = PlaneParts(theme_source, self)
        self.controls, self.bar, self.held = self._parts.controls, self._parts.bar, self._parts.held
        self.plane, self.map = self._parts.picture.plane, self._parts.picture.map
        self.look_once, self.back = self._parts.truth.look_once, self._parts.back
        self._connect()
        self._restyle(theme_source.theme)
        theme_source.changed.connect(self._restyle)
        self._say(self._promise())

    # --- what the window asks and tells -------------------------------------------------------------------------------

    @property
    def instruments(self) -> tuple[str, ...]:
        """What it can look through, also what it does only when asked."""
        return (_PLANE, _TRUTH)

    def wanted(self) -> tuple[Wanted, ...]:
        """The plane, several times a second; the batch where it is shown; the truth, where it hasn't come yet."""
        x, y = self._axes
        request = PlaneRequest(x=x, y=y, state=self._selection.state or self._held_state)
        wanted = [Wanted(instrument=_PLANE, request=request, most_hz=_MOST_HZ)]
        if self._parts.truth.asked is not None:
            wanted.append(Wanted(instrument=_TRUTH, request=self._parts.truth.asked, most_hz=1.0))
        if self.controls.batch.isChecked():
            wanted.append(Wanted(instrument=_UPDATE, request=self._batch_request(), most_hz=_BATCH_HZ))
        return tuple(wanted)

    def _batch_request(self) -> Any:
        """The same as the panel of one update has, so that both are one look."""
        if self._selection.slot == NO_SLOT:
            return None
        from dqn_engine.probes.update import UpdateRequest  # With the heads, which are slow to import.

        return UpdateRequest(slot=self._selection.slot)

    def take_looks(self, looks: Looks) -> None:
        """Shows what is new and was asked for."""
        if self._run is None or looks.run_id != self._run.run_id:
            return
        for look in looks.looks:
            if look.instrument not in (_PLANE, _TRUTH, _UPDATE) or self._seen.get(look.instrument) is look:
                continue
            self._seen[look.instrument] = look
            if look.instrument == _TRUTH and look.request == self._parts.truth.asked:
                self._take_truth(look)
            elif look.instrument == _UPDATE and look.report is not None:
                self._batch = look.report.batch_observations
                self._draw()
            elif look.instrument == _PLANE and self._axes in ((look.request.x, look.request.y), _axes_of(look.report)):
                self._take_plane(look)

    def share_selection(self, selection: Selection) -> None:
        """Looks at the selected state of the window, and selects there."""
        self._selection.changed.disconnect(self._show_selection)
        self._selection = selection
        selection.changed.connect(self._show_selection)
        selection.slot_changed.connect(self._ask_of_batch)

    def subscribe_to(self, reports: ReportDispatcher) -> None:
        """Takes what the engine reports of its run and of what is watched."""
        reports.subscribe(RunStarted, self.begin_run)
        reports.subscribe(SpectatorSteps, self.add_steps)

    def set_awaited(self, awaited: Awaited) -> None:
        """What is awaited: before a run, or before its first look."""
        promising = self.text == self._promise()
        self._awaited = awaited
        if promising:
            self._say(self._promise())

    def begin_run(self, report: RunStarted) -> None:
        """Forgets what was shown: a run began."""
        self._run = report
        self._labels = input_words(report)
        self._actions = action_words(report.action_labels)
        self._axes = ("", "")
        self._shown, self._batch = None, np.zeros((0, 0))
        self._parts.picture.begin_run(self._actions)
        self._parts.truth.name_numbers(self._labels)
        self._parts.truth.forget()
        self._watched.reset()
        self._say(self._promise())
        self.wanted_changed.emit()

    def add_steps(self, report: SpectatorSteps) -> None:
        """Moves the watched state."""
        if self._run is None or report.run_id != self._run.run_id:
            return
        self._watched.add(report)
        if self._watched.seen is None:
            self._draw_watched_within(_WATCHED_MS)

    @Slot(object, bool)
    def follow_play(self, step: SpectatorStep | None, held: bool) -> None:
        """Watches the step that is seen at play, a little behind the engine, and cuts the plane there where it is held.

        None: nothing is seen, and the newest step is watched.
        """
        self._watched.see(step)
        self._cut_at(step.state if step is not None and held else ())
        self._draw_watched_within(_HELD_MS if held else _WATCHED_MS)

    def _cut_at(self, state: tuple[float, ...]) -> None:
        """Looks at a state that is held, unless one is selected; an empty one: where the engine plays."""
        if state != self._held_state:
            self._held_state = state
            self.wanted_changed.emit()

    def _draw_watched_within(self, milliseconds: int) -> None:
        if self.isVisible() and (milliseconds == _HELD_MS or not self._watched_soon.isActive()):
            self._watched_soon.start(milliseconds)

    @property
    def text(self) -> str:
        """The sentence shown instead of a picture; empty while there is one."""
        return self._parts.sentence

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._draw()

    # --- what comes ---------------------------------------------------------------------------------------------------

    def _take_plane(self, look: Look) -> None:
        of_held = bool(look.request.state) and look.request.state == self._held_state
        if look.report is None and of_held:
            self._cut_at(())  # The environment's own state, which isn't one by its own space.
        elif look.report is None:
            if self._shown is None:
                self._say(look.refusal)
            else:
                self._parts.state.setText(look.refusal)
        if look.report is None:
            return
        first, others = self._shown is None, _axes_of(look.report) != _axes_of(self._shown)
        self._shown = look.report
        self._selected_shown, self._held_shown = bool(look.request.state) and not of_held, of_held
        if others:
            self._offer_axes(look.report)
            self._parts.truth.forget()
        if isinstance(look.report, ValuePlane) and look.env_step >= _SETTLED_STEPS:
            self._axes = _axes_of(look.report)  # The usual ones depend on what is stored, and must not change by it.
        if first:
            is_map = isinstance(look.report, ValueMap)
            self._parts.show_picture(lines=1 if is_map or len(look.report.state) <= 2 else 2)
            self._show_selection()
        self._draw()

    def _offer_axes(self, shown: ValuePlane | ValueMap) -> None:
        if isinstance(shown, ValueMap) or len(self._labels) != len(shown.state):
            self.controls.show_axes((), 0, 1)
        else:
            self.controls.show_axes(self._labels, shown.x.index, shown.y.index)

    def _take_truth(self, look: Look) -> None:
        self._parts.truth.take(look.report, look.env_step, look.refusal)
        self._parts.picture.begin_scale()
        self._draw()
        self.wanted_changed.emit()

    # --- what the user does -------------------------------------------------------------------------------------------

    @Slot(str)
    def _choose_layer(self, layer: str) -> None:
        self._layer = Layer(layer)
        self._parts.picture.choose_layer(self._layer)
        self._parts.truth.setVisible(self._layer is Layer.TRUTH)
        self._draw()

    @Slot(int, int)
    def _choose_axes(self, across: int, up: int) -> None:
        self._axes = (str(across), str(up))
        self._parts.truth.forget()
        self.wanted_changed.emit()

    @Slot()
    def _look_once(self) -> None:
        x, y = self._axes
        self._parts.truth.ask(TruthRequest(x=x, y=y, state=self._selection.state or self._held_state))
        self.wanted_changed.emit()

    @Slot(float, float)
    def _pick(self, x: float, y: float) -> None:
        shown = self._shown
        if isinstance(shown, ValuePlane):
            state = np.array(self._selection.state or shown.state, np.float32)
            state[[shown.x.index, shown.y.index]] = x, y
            self._selection.select(tuple(state.tolist()))

    @Slot(int, int)
    def _step(self, right: int, up: int) -> None:
        shown = self._shown
        if isinstance(shown, ValuePlane):
            state = self._selection.state or tuple(shown.state.tolist())
            (rows, columns), x, y = shown.gap.shape, shown.x, shown.y
            across, upwards = (x.high - x.low) / (columns - 1), (y.high - y.low) / (rows - 1)
            place = state[x.index] + right * across, state[y.index] + up * upwards
            self._pick(min(max(place[0], x.low), x.high), min(max(place[1], y.low), y.high))

    @Slot(int, int)
    def _pick_cell(self, row: int, column: int) -> None:
        if isinstance(self._shown, ValueMap):
            self._selection.select((float(self._shown.map.states[row, column]),))

    @Slot(int, int)
    def _step_cell(self, down: int, right: int) -> None:
        if isinstance(self._shown, ValueMap):
            row, column = cell_of(self._shown, int(self._shown.state[0])) or (0, 0)
            rows, columns = self._shown.map.states.shape
            self._pick_cell(min(max(row + down, 0), rows - 1), min(max(column + right, 0), columns - 1))

    @Slot()
    def _show_selection(self) -> None:
        """The ring at once; what the network thinks of the state comes with the next look."""
        state = self._selection.state
        self.back.setVisible(bool(state) and state != self._held_state)
        self._parts.picture.draw_selected(self._shown, state)
        self._offer_held()
        if not self._ask_soon.isActive():
            self._ask_soon.start()

    @Slot(int, float)
    def _hold_at(self, index: int, value: float) -> None:
        """Cuts the plane elsewhere: the selected state, or else the watched one, with one number changed."""
        shown = self._shown
        if isinstance(shown, ValuePlane):
            state = list(self._selection.state or shown.state.tolist())
            state[index] = value
            self._selection.select(tuple(state))

    @Slot(int)
    def _let_go(self, index: int) -> None:
        shown = self._shown
        if self._selection.state and isinstance(shown, ValuePlane):
            watched = self._watched.states(len(shown.state))
            if watched is not None:
                self._hold_at(index, float(watched[-1][index]))

    @Slot()
    def _ask_of_batch(self) -> None:
        if self.controls.batch.isChecked():
            self.wanted_changed.emit()

    # --- drawing ------------------------------------------------------------------------------------------------------

    @Slot()
    def _draw(self) -> None:
        shown, parts = self._shown, self._parts
        if shown is None or not self.isVisible():
            return
        parts.picture.draw(shown, parts.truth.known, self._batch)
        parts.about.setText(worded(shown.map.about) if isinstance(shown, ValueMap) else "")
        parts.about.setVisible(bool(parts.about.text()))
        self._offer_held()
        self._draw_watched()

    def _offer_held(self) -> None:
        shown = self._shown
        if isinstance(shown, ValuePlane):
            selected = self._selection.state
            state = selected if len(selected) == len(shown.state) else tuple(shown.state.tolist())
            seen = self._watched.states(len(shown.state))
            watched = shown.state.tolist() if seen is None else seen[-1].tolist()
            self.held.offer(shown.others, self._labels, state, watched)
        else:
            self.held.offer((), (), (), ())

    @Slot()
    def _draw_watched(self) -> None:
        if self._shown is not None and self.isVisible():
            self._parts.picture.draw_watched(self._shown, self._watched)
            self._tell_state(self._shown)

    def _tell_state(self, shown: ValuePlane | ValueMap) -> None:
        """The numbers of the state that was looked at, or of the one that is seen at play, where that is on it.

        While it is held, the network may learn on: then its newest look tells more than the step that is held.
        """
        held = self._held_shown and bool(self._held_state)
        step = None if self._selected_shown or held else self._watched.seen
        place = readout.place_of(step, shown) if step is not None else None
        values = shown.q_values
        if step is not None and place is not None:
            values = np.where(np.array(step.allowed or True), np.array(step.q_values), np.nan)
        parts = self._parts
        watched = held or place is not None or (isinstance(shown.watched, np.ndarray) and shown.watched.size > 0)
        outside = readout.is_outside(shown, place)
        parts.heading.setText(readout.heading(selected=self._selected_shown, watched=watched, outside=outside))
        parts.state.setText(readout.coordinates(shown, self._labels, place))
        parts.values.setText(readout.values(values, self._actions))
        for canvas in (self.plane, self.map):
            canvas.setAccessibleDescription(f"{parts.state.text()}; {parts.values.text()}")

    # --- words --------------------------------------------------------------------------------------------------------

    def _promise(self) -> str:
        words = self.tr("What the network thinks of every state of two axes appears here while it learns.")
        return awaiting(words, self._awaited, begun=self._run is not None)

    def _say(self, sentence: str) -> None:
        self._parts.say(sentence)

    # --- building -----------------------------------------------------------------------------------------------------

    def _connect(self) -> None:
        self.controls.layer_chosen.connect(self._choose_layer)
        self.controls.axes_chosen.connect(self._choose_axes)
        self.controls.overlays_changed.connect(self._draw)
        self.controls.batch.toggled.connect(self.wanted_changed)
        self._parts.truth.pressed.connect(self._look_once)
        self.back.clicked.connect(self._back_to_watched)
        self.held.moved.connect(self._hold_at)
        self.held.let_go.connect(self._let_go)
        self.plane.picked.connect(self._pick)
        self.plane.stepped.connect(self._step)
        self.map.picked.connect(self._pick_cell)
        self.map.stepped.connect(self._step_cell)
        self._selection.changed.connect(self._show_selection)

    @Slot()
    def _back_to_watched(self) -> None:
        self._selection.clear()

    @Slot(object)
    def _restyle(self, theme: Theme) -> None:
        self.controls.restyle(theme)
        self.bar.restyle(theme)
        self._parts.picture.restyle(theme, small_font(self.font()))
        self._draw()
