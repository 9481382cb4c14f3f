"""The episode explorer: greedy episodes to be gone through, and from any moment what another action would have led to.

The newest episodes are played again and again while *Follow* is pressed; going through one holds it. *What if* asks for
the futures of every action from the moment that is shown, met by the same random numbers, and draws them as ghosts.
"""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QSize, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import (
    QBoxLayout,
    QComboBox,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QSlider,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from dqn_engine.environments.compiled.catalogue import is_compiled
from dqn_engine.messages.commands import Wanted
from dqn_engine.messages.reports import Look, Looks, RunStarted
from workbench.look.icons import IconBook
from workbench.look.plain_text import set_same_tool_tip, set_tool_tip
from workbench.look.sentences import unbroken
from workbench.look.theme import ROW_SPACE, SPACE, Theme, ThemeSource
from workbench.panels.episodes import words
from workbench.panels.episodes.plots import EpisodePlots, line_colours
from workbench.scene.state_scene import NO_ACTION, StateScene
from workbench.state.environment_words import action_words
from workbench.state.selection import Selection
from workbench.state.watched_moment import WatchedMoment, request_from
from workbench.widgets.elided_combo_box import ElidedComboBox
from workbench.widgets.instrument_panel import InstrumentPanel
from workbench.widgets.named_list import name_list
from workbench.widgets.patient_button import PatientButton
from workbench.widgets.wheel_guard import WheelGuard

if TYPE_CHECKING:  # With them come the environments, which are slow to import.
    from dqn_engine.probes.episodes import Episode, Episodes
    from dqn_engine.probes.what_if import Future, WhatIf, WhatIfRequest

_WHAT_IF = "what-if"
_HZ = 0.1
# Narrower than this, the buttons that ask stand below each other.
_ASKED_BESIDE_FROM_PX = 360
_LEAST_SCENE, _HIGHEST_SCENE_PX = QSize(200, 172), 420
# From here on the plots stand beside the scene.
_SIDE_BY_SIDE_FROM_PX = 520


class EpisodesPanel(InstrumentPanel):
    """A scene, plots over the steps, and a slider through them."""

    state_chosen = Signal(tuple, int)  # the observation of the moment that was gone to, and the steps before it

    def __init__(self, theme_source: ThemeSource, icons: IconBook, parent: QWidget | None = None) -> None:
        promise = self.tr("Greedy episodes appear here, to be gone through step by step.")
        super().__init__("episodes", _HZ, promise, theme_source, parent)
        self.setAccessibleName(self.tr("Episode explorer"))
        self._icons = icons
        self._selection = Selection(self)
        self._environment, self._step_hz = "", 50.0
        self._actions: tuple[str, ...] = ()
        self._report: Episodes | None = None
        self._report_step = 0
        self._at = 0
        self._asked: WhatIfRequest | None = None
        self._asked_at = 0
        self._futures: WhatIf | None = None
        self._futures_begin = 0
        self._seen_if: Look | None = None
        self._from_watched: WatchedMoment | None = None  # what is asked for began there
        self._watched: Episode | None = None  # what would have followed there
        self._watched_request: WhatIfRequest | None = None
        self._left_selected = False  # for the episode's own states
        self._clock = QTimer(self)
        self._clock.timeout.connect(self._play_on)

    # --- what is wanted, and comes ------------------------------------------------------------------------------------

    @property
    def instruments(self) -> tuple[str, ...]:
        return (*super().instruments, _WHAT_IF)

    def wanted(self) -> tuple[Wanted, ...]:
        follows = not self.is_built or self.follow.isChecked()
        found = super().wanted() if follows else ()
        if self._asked is None:
            return found
        return (*found, Wanted(instrument=_WHAT_IF, request=self._asked, most_hz=1.0))

    def take_looks(self, looks: Looks) -> None:
        super().take_looks(looks)
        for look in looks.looks:
            if look.instrument == _WHAT_IF and look.request == self._asked and look is not self._seen_if:
                self._seen_if = look
                self._take_futures(look)

    def share_selection(self, selection: Selection) -> None:
        """Looks at the selected state of the window where that is asked for."""
        self._selection = selection
        selection.changed.connect(self._take_selected)

    def name_things(self, report: RunStarted) -> None:
        self._environment, self._step_hz = report.config.environment, report.step_hz
        self._actions = action_words(report.action_labels)
        self.scene.draw_for(report)

    def forget(self) -> None:
        self._report = self._asked = self._futures = None
        self._from_watched = self._watched = self._watched_request = None
        self.which.clear()
        self._clock.stop()
        self.follow.setChecked(True)

    def show_look(self, look: Look) -> None:
        if not self.follow.isChecked():
            return  # It was under way when an episode was gone into.
        self._report, self._report_step = look.report, look.env_step
        self.scene.span(np.concatenate([episode.path for episode in look.report.episodes]))
        self._watched = None
        chosen, episodes = max(self.which.currentIndex(), 0), look.report.episodes
        # In place: the list may be open.
        for index, episode in enumerate(episodes):
            named = words.episode_words(index + 1, episode)
            if index < self.which.count():
                self.which.setItemText(index, named)
            else:
                self.which.addItem(named)
        while self.which.count() > len(episodes):
            self.which.removeItem(self.which.count() - 1)
        self.which.setCurrentIndex(min(chosen, self.which.count() - 1))
        self._show_episode()

    def _take_futures(self, look: Look) -> None:
        asked, moment = self._asked, self._from_watched
        self._asked = self._from_watched = None
        if look.report is not None and moment is not None and asked is not None:
            self._take_watched(moment, asked, look.report)
        self._show_what_can_be_asked()
        self.wanted_changed.emit()
        if look.report is None:
            self._futures = None
            self._tell(look.refusal)
        else:
            self._futures, self._futures_begin = look.report, self._asked_at
            changed = moment is not None and moment.changed
            told = words.futures_words(look.report, look.env_step, self._actions, self._colour, changed=changed)
            self.told.setText(told)
        self._draw_futures()

    def _take_watched(self, moment: WatchedMoment, asked: WhatIfRequest, found: WhatIf) -> None:
        """What would follow from a moment of the view, as the first of the episodes."""
        from workbench.panels.episodes.watched import episode_of

        if self._watched is not None:
            self.which.removeItem(0)
        self._watched, self._watched_request = episode_of(found, asked), asked
        self.which.insertItem(0, words.watched_words(moment.step + 1, self._watched))
        self.which.setCurrentIndex(0)
        self._at = 0
        self._show_episode()
        self.show_body()

    # --- what the user does -------------------------------------------------------------------------------------------

    @Slot()
    def _take_selected(self) -> None:
        """Draws a state that is selected elsewhere; one of this step's own is drawn anyway."""
        self._left_selected = False
        if self.is_built:
            self._show_what_can_be_asked()
            self._show_step()

    def _selected_elsewhere(self, episode: Episode) -> np.ndarray | None:
        """The selected state, where it isn't this step's own, and the user hasn't gone through the episode since."""
        state = np.array(self._selection.state, np.float32)
        if self._left_selected or not 0 < len(state) == episode.path.shape[1]:
            return None
        own = np.array_equal(state, episode.path[min(self._at, episode.length)])
        return None if own else state.astype(episode.path.dtype)

    @Slot(int)
    def _choose_episode(self, _index: int) -> None:
        self._hold()
        self._left_selected = True
        self._show_episode()

    @Slot(int)
    def go_to(self, step: int) -> None:
        """Goes to a step of the episode, and selects the state that it begins in."""
        episode = self.episode
        if episode is None:
            return
        self._hold()
        self._left_selected = True
        self._at = min(max(step, 0), self._last())
        self._show_step()
        if self._at < len(episode.path) and episode.path.shape[1]:
            # What is told of a watched moment begins after steps of its own.
            asked = self._watched_request if episode is self._watched else None
            before = 0 if asked is None else max(asked.taken, len(asked.actions))
            self.state_chosen.emit(tuple(float(number) for number in episode.path[self._at]), before + self._at)

    @Slot(int)
    def _move(self, steps: int) -> None:
        self.go_to(self._at + steps)

    @Slot(bool)
    def _take_follow(self, _follows: bool) -> None:
        self.wanted_changed.emit()

    @Slot(bool)
    def _take_play(self, plays: bool) -> None:
        self._show_play(plays)
        if plays:
            self._hold()
            self._left_selected = True
            if self._at >= self._last():
                self._at = 0
            self._clock.start(round(1000 / min(max(self._step_hz, 1.0), 60.0)))
        else:
            self._clock.stop()

    @Slot()
    def _play_on(self) -> None:
        if self._at >= self._last() or not self.isVisible():
            self.play.setChecked(False)
            return
        self._at += 1
        self._show_step()

    @Slot()
    def _ask_from_here(self) -> None:
        from dqn_engine.probes.what_if import WhatIfRequest

        episode, asked = self.episode, self._watched_request
        if episode is not None and self._at >= episode.length:
            self.go_to(episode.length - 1)  # Nothing follows its last state.
        if episode is not None and episode is self._watched and asked is not None:
            from workbench.panels.episodes.watched import later

            at = min(self._at, episode.length - 1)
            self._ask(later(asked, episode, at), at)
        elif episode is not None:
            at = min(self._at, episode.length - 1)
            actions = tuple(float(action) for action in episode.actions[:at])
            self._ask(WhatIfRequest(replay=True, seed=episode.seed, actions=actions), at)

    @Slot()
    def _ask_from_selected(self) -> None:
        from dqn_engine.probes.what_if import WhatIfRequest

        if is_compiled(self._environment):
            self._ask(WhatIfRequest(state=self._selection.state, taken=self._selection.taken), self._at)
            return
        self._futures = None
        self._draw_futures()
        self._tell(
            self.tr(
                "{environment} is stepped by Gymnasium, which can't put it into a state. What if, from here plays the "
                "episode again up to its step instead."
            ).format(environment=self._environment)
        )

    @Slot(object)
    def ask_from_watched(self, moment: WatchedMoment) -> None:
        """Asks for the futures of a moment that the view shows; says why where they can't be known."""
        self._build_once()
        request = request_from(moment)
        if isinstance(request, str):
            self._tell(request)
            return
        self._from_watched = moment
        self._ask(request, 0)
        self._tell(self.tr("Playing…"))

    def _tell(self, sentence: str) -> None:
        """Beside the episode that is shown; where there is none yet, in its place."""
        if self.episode is None:
            self.say(sentence)
        else:
            self.told.setText(html.escape(sentence))

    def _ask(self, request: WhatIfRequest, at: int) -> None:
        self._hold()
        self._asked, self._asked_at = request, at
        self.told.setText(html.escape(self.tr("Playing…")))
        self._show_what_can_be_asked()
        self.wanted_changed.emit()

    def _hold(self) -> None:
        """What is gone through stays, whatever is newer."""
        self.follow.setChecked(False)

    # --- what is shown ------------------------------------------------------------------------------------------------

    @property
    def episode(self) -> Episode | None:
        """The one that is gone through."""
        at = self.which.currentIndex() if self.is_built else -1
        if self._watched is not None and at >= 0:
            if at == 0:
                return self._watched
            at -= 1
        if self._report is None or not 0 <= at < len(self._report.episodes):
            return None
        return self._report.episodes[at]

    @property
    def step(self) -> int:
        """The step of it that is shown, from 0; its length is the last state, in which nothing was done any more."""
        return self._at

    def restyle(self, theme: Theme) -> None:
        self.scene.restyle(theme)
        self.plots.restyle(theme)
        self._show_titles()
        self._draw_futures()

    def _show_episode(self) -> None:
        episode = self.episode
        if episode is None:
            return
        self._futures = None
        self.told.setText("")
        self.plots.show_episode(episode.values, episode.advantages[:, self._drawn_actions()], episode.td_errors)
        self._at = min(self._at, episode.length)
        self._show_titles()
        self._show_what_can_be_asked()
        self._show_step()

    def _show_step(self) -> None:
        episode = self.episode
        if episode is None:
            return
        self.slider.blockSignals(True)
        self.slider.setMaximum(self._last())
        self.slider.setValue(self._at)
        self.slider.blockSignals(False)
        self.plots.show_step(self._at)
        at = min(self._at, episode.length)
        selected = self._selected_elsewhere(episode)
        if selected is not None:
            self.scene.show_state(selected)
            self.moment.setText(
                self.tr("The selected state, which isn't one of this episode. The slider goes back to the episode.")
            )
            return
        action = int(episode.actions[at]) if at < episode.length else NO_ACTION
        self.scene.show_state(episode.path[at], action, self._ghosts())
        self.moment.setText(words.moment_words(episode, at, self._actions))

    def _draw_futures(self) -> None:
        episode = self.episode
        if episode is None:
            return
        traces = [(future.q_values.max(axis=1), self._colour(future)) for future in self._shown_futures()]
        self.plots.show_futures(traces, self._futures_begin)
        self._show_step()

    def _shown_futures(self) -> list[Future]:
        return list(self._futures.futures[: words.MOST_NAMED]) if self._futures is not None else []

    def _ghosts(self) -> list[tuple[np.ndarray, str]]:
        """Where the futures are at this step; before they begin there are none, and at its end each stays."""
        since = self._at - self._futures_begin
        if since < 0:
            return []
        return [
            (future.path[min(since, len(future.path) - 1)], self._colour(future))
            for future in self._shown_futures()
            if future.path.shape[1]
        ]

    def _last(self) -> int:
        """The last step there is anything of."""
        episode = self.episode
        lengths = [self._futures_begin + len(future.actions) for future in self._shown_futures()]
        return max([0 if episode is None else episode.length, *lengths])

    def _drawn_actions(self) -> list[int]:
        """Those whose advantages are drawn: of many, the ones that were taken most often in the episode."""
        count = len(self._actions) if self.episode is None else self.episode.advantages.shape[1]
        if count <= words.MOST_NAMED or self.episode is None:
            return list(range(min(count, words.MOST_NAMED)))
        taken = np.bincount(self.episode.actions, minlength=count)
        return sorted(np.argsort(-taken, kind="stable")[: words.MOST_NAMED].tolist())

    def _colour(self, future: Future) -> str:
        """The action's own; where there are more actions than colours, by its place, or two would look alike."""
        colours, shown = line_colours(self.theme), self._shown_futures()
        places = [place for place, other in enumerate(shown) if other is future]
        many = any(other.action >= len(colours) for other in shown)
        return colours[(places[0] if many and places else future.action) % len(colours)]

    # --- words --------------------------------------------------------------------------------------------------------

    def _show_titles(self) -> None:
        theme = self.theme
        dueling = self._report is not None and self.episode is not self._watched and self._report.value_of == "dueling"
        value = self.tr("V, of the network's own value stream") if dueling else self.tr("V, the largest Q-value")
        self._value_title.setText(f"{_chip(theme.q_mean)} {html.escape(value)}")
        drawn = [action for action in self._drawn_actions() if action < len(self._actions)]
        chips = [
            f"{_chip(colour)}\u00a0{html.escape(unbroken(name))}"
            for colour, name in zip(line_colours(theme), (self._actions[action] for action in drawn), strict=False)
        ]
        if more := len(self._actions) - len(drawn):
            chips.append(html.escape(unbroken(self.tr("and {count} more").format(count=more))))
        self._advantage_title.setText("&nbsp; ".join([html.escape(self.tr("Advantage, Q − V:")), *chips]))
        error = self.tr("δ, the error of each step")
        self._error_title.setText(f"{_chip(theme.loss)} {html.escape(error)}")

    @Slot()
    def _show_what_can_be_asked(self) -> None:
        if not self.is_built:
            return
        free = self._asked is None and self.episode is not None
        self.from_here.setEnabled(free)
        self.from_selected.setEnabled(free and bool(self._selection.state))

    def _show_play(self, plays: bool) -> None:
        told = self.tr("Hold") if plays else self.tr("Play from here")
        set_tool_tip(self.play, told)
        self.play.setAccessibleName(told)
        self._icons.give(self.play, "pause" if plays else "play")

    # --- building -----------------------------------------------------------------------------------------------------

    def build(self) -> None:
        self.which = ElidedComboBox(self)
        name_list(self.which, self.tr("Episode"))
        set_tool_tip(self.which, self.tr("Episodes that begin as those of an evaluation, played by the current policy"))
        self.which.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.which.setMinimumContentsLength(8)
        self.which.installEventFilter(WheelGuard(self.which))
        self.which.activated.connect(self._choose_episode)
        self.follow = QPushButton(self.tr("Follow"), self)
        self.follow.setCheckable(True)
        self.follow.setChecked(True)
        self.follow.setToolTip(self.tr("Show the newest episodes as they come; going through one holds it"))
        self.follow.toggled.connect(self._take_follow)
        self.scene = StateScene(self.theme, self)
        self.scene.setMinimumSize(_LEAST_SCENE)
        self.scene.setMaximumHeight(_HIGHEST_SCENE_PX)
        self.scene.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        set_tool_tip(
            self.scene,
            self.tr(
                "The state of this step; ghosts are where other actions would have led by then. On a map the disc is "
                "the agent, and the flag is where an episode is won. Numbers that nothing draws lie between the least "
                "and the most of these episodes."
            ),
        )
        self.scene.setAccessibleName(self.tr("The state of this step"))
        self.play = QToolButton(self)
        self.play.setCheckable(True)
        self.play.toggled.connect(self._take_play)
        self._show_play(False)
        self.slider = QSlider(Qt.Orientation.Horizontal, self)
        self.slider.setAccessibleName(self.tr("Step of the episode"))
        self.slider.setToolTip(self.tr("Go through the episode; its state is selected in every instrument"))
        self.slider.installEventFilter(WheelGuard(self.slider))
        self.slider.valueChanged.connect(self.go_to)
        self.moment = self.small_label(steady=True)
        set_tool_tip(
            self.moment,
            self.tr(
                "This step: the action with its Q-value, how much less the next best is worth, the reward r, and δ "
                "= r + γ · max Q(s′) − Q(s, a)"
            ),
        )
        self.from_here = self._asking(
            self.tr("What if, from here"),
            self.tr("Take each action at this step, then greedy ones, with the same random numbers"),
            self._ask_from_here,
        )
        self.from_selected = self._asking(
            self.tr("… from the selected state"),
            self.tr("The same from the state that is selected elsewhere, where the environment is a compiled one"),
            self._ask_from_selected,
        )
        self.told = self.small_label(muted=False)
        set_tool_tip(
            self.told,
            self.tr(
                "What follows each first action: the sum of the environment's own rewards from there, in how many steps"
            ),
        )
        self.told.setTextFormat(Qt.TextFormat.RichText)
        self.plots = EpisodePlots(self.theme, self)
        self.plots.scrubbed.connect(self.go_to)
        self.plots.stepped.connect(self._move)
        self._lay_out()
        self._show_what_can_be_asked()

    def _lay_out(self) -> None:
        above, below = QHBoxLayout(), QHBoxLayout()
        asking = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        for row in (above, below, asking):
            row.setSpacing(SPACE)
        above.addWidget(self.which, 1)
        above.addWidget(self.follow)
        below.addWidget(self.play)
        below.addWidget(self.slider, 1)
        asking.addWidget(self.from_here)
        asking.addWidget(self.from_selected)
        asking.addStretch(1)
        self.turn(asking, beside_from_px=_ASKED_BESIDE_FROM_PX)
        left = QVBoxLayout()
        left.setSpacing(ROW_SPACE)
        left.addWidget(self.scene, 1)
        left.addLayout(below)
        left.addWidget(self.moment)
        left.addLayout(asking)
        left.addWidget(self.told)
        self._value_title, self._advantage_title, self._error_title = (self.small_label() for _ in range(3))
        explained = (
            self.tr("What the network thinks the rest of the episode is worth, and after What if the other futures."),
            self.tr("How much better or worse than V each action is: A = Q − V (Wang et al. 2016)."),
            self.tr(
                "δ = r + γ · max Q(s′) − Q(s, a): above 0 the step went better than predicted. After a termination r − "
                "Q(s, a)."
            ),
        )
        titles = (self._value_title, self._advantage_title, self._error_title)
        for title, about, plot in zip(titles, explained, self.plots.all, strict=True):
            title.setTextFormat(Qt.TextFormat.RichText)
            set_tool_tip(title, about)
            set_same_tool_tip(plot, title)
            self.plots.column.addWidget(title)
            self.plots.column.addWidget(plot, 1)
        right = QVBoxLayout()
        right.setSpacing(ROW_SPACE)
        right.addWidget(self.plots, 1)
        columns = self.two_columns(left, right, beside_from_px=_SIDE_BY_SIDE_FROM_PX)
        columns.setStretch(0, 2)
        columns.setStretch(1, 3)
        self.body.addLayout(above)
        self.body.addLayout(columns, 1)

    def _asking(self, text: str, about: str, ask: Any) -> QPushButton:
        button = PatientButton(text, self)
        set_tool_tip(button, about)
        button.clicked.connect(ask)
        return button


def _chip(colour: str) -> str:
    return f'<span style="color: {colour}">■</span>'
