"""The replay explorer: how what is learned from is spread, and the transitions behind any part of it."""

from dataclasses import replace
from typing import Any

import numpy as np
from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from dqn_engine.messages.reports import Look, RunStarted
from dqn_engine.probes.replay import MOST_ROWS, Replay, ReplayRequest, Transitions
from workbench.look.figures import percent
from workbench.look.plain_text import set_tool_tip
from workbench.look.sentences import numbered
from workbench.look.theme import ROW_SPACE, SPACE, Theme, ThemeSource, small_font
from workbench.panels.replay.detail import TransitionDetail
from workbench.panels.replay.table import PRIORITY, TransitionTable
from workbench.state import observation_words
from workbench.state.environment_words import action_words
from workbench.state.selection import NO_SLOT, UNKNOWN, Selection
from workbench.widgets.brushed_histogram import BrushedHistogram
from workbench.widgets.figure_grid import FigureGrid
from workbench.widgets.history_strip import HistoryStrip
from workbench.widgets.instrument_panel import InstrumentPanel
from workbench.widgets.quantity_axis import quantity_text

_HZ = 1.0
_STRIPS_A_ROW = 3
# From here on histograms stand beside each other, and a table beside its transition; and from there on figures beside
# them: in less, three histograms beside figures would be little more than their axes.
_BARS_BESIDE_FROM_PX, _SIDE_BY_SIDE_FROM_PX = 640, 1080
_FIGURES_PX = 264
# A transition stands beside the table only where all of the table's numbers can still be read.
_DETAIL_BESIDE_FROM_PX = 900
# Of a histogram: beside a table of transitions, and at most while there is none.
_LOW_PX, _HIGHEST_PX = 116, 400
_SELECTED_MS = 200
_WIDEST_SHARE = "100.0 %"


class ReplayPanel(InstrumentPanel):
    """Figures, histograms whose bars can be chosen, and a table of what is in the chosen ones."""

    # The observation of a transition, as numbers, and `UNKNOWN` steps before it; pictures have none that can be named.
    state_chosen = Signal(tuple, int)
    slot_chosen = Signal(int)  # where in the buffer the transition is

    def __init__(self, theme_source: ThemeSource, parent: QWidget | None = None) -> None:
        promise = self.tr("What the replay buffer holds appears here, and how evenly it is learned from.")
        super().__init__("replay", _HZ, promise, theme_source, parent)
        self.setAccessibleName(self.tr("Replay explorer"))
        self._request = ReplayRequest()
        self._looked_at = 0  # environment steps at the look that is shown
        self._stored_at = 0  # environment steps when the selected transition was
        self._selection = Selection(self)
        self._selected_soon = QTimer(self, singleShot=True, interval=_SELECTED_MS)
        self._selected_soon.timeout.connect(self._take_selected)
        self._histograms: dict[str, BrushedHistogram] = {}  # by what they choose of a request

    def build(self) -> None:
        self._build_figures()
        self._build_strips(self.theme)
        self.priority = self._histogram("priority", self.tr("Priority"), log=True)
        self.age = self._histogram("age", self.tr("Age, steps"))
        self.samples = self._histogram("draws", self.tr("Samples, expected"))
        self.chosen = QLabel(self)
        self.chosen.setWordWrap(True)
        self.chosen.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.chosen.setProperty("role", "muted")
        self.chosen.setToolTip(self.tr("How many transitions of the buffer lie in the bars that were chosen"))
        for histogram, about in (
            (
                self.priority,
                self.tr("Each bar: how many transitions are stored with such a priority, |δ| + ε when last sampled"),
            ),
            (self.age, self.tr("Each bar: how many transitions were stored so many environment steps ago")),
            (
                self.samples,
                self.tr(
                    "Each bar: how many transitions have been sampled so often, as expected: updates since they were "
                    "stored · batch size · P"
                ),
            ),
        ):
            set_tool_tip(histogram, about)
        self.show_all = QPushButton(self.tr("Choose none"), self)
        self.show_all.clicked.connect(self._choose_none)
        self.table = TransitionTable(self)
        self.table.row_selected.connect(self._take_row)
        self.detail = TransitionDetail(self.theme, self)
        self._lay_out()
        self._show_table(None, prioritized=True)

    def request(self) -> Any:
        return self._request

    def share_selection(self, selection: Selection) -> None:
        """Lists what is stored near a state that is selected elsewhere."""
        self._selection = selection
        selection.changed.connect(self._selected_soon.start)

    @Slot()
    def _take_selected(self) -> None:
        """Once it has settled: one that is scrubbed through is many. A transition's own state lists nothing else."""
        state = self._selection.state
        if self._selection.slot != NO_SLOT or state == self._request.near:
            return
        if not self.is_built:
            self._request = ReplayRequest(near=state)
            self.wanted_changed.emit()
        else:
            for histogram in self._histograms.values():
                histogram.choose(None)
            self._ask(ReplayRequest(near=state))

    def name_things(self, report: RunStarted) -> None:
        self.table.name_actions(action_words(report.action_labels))
        self.detail.draw_for(report)

    def forget(self) -> None:
        for histogram in self._histograms.values():
            histogram.forget()
        for strip in self.strips.values():
            strip.forget()
        self._show_table(None, prioritized=True)
        self._request = ReplayRequest()

    def show_look(self, look: Look) -> None:
        report: Replay = look.report
        self._show_figures(report)
        self._extend_strips(look.env_step, report)
        self.priority.setVisible(report.prioritized)
        for name, histogram in (("priority", report.priority), ("age", report.age), ("draws", report.draws)):
            self._histograms[name].show_counts(histogram.edges, histogram.counts)
        # What was asked before the newest choice is no answer to it.
        if look.request == self._request:
            self._let_go_of_overwritten(look)
            self._looked_at = look.env_step
            self._show_table(report.table if self._asked() else None, prioritized=report.prioritized)

    def take_refusal(self, look: Look) -> None:
        """What was asked for can't be had, such as priorities after they were switched off: the rest is looked at."""
        if not self._asked() or not self.is_built:
            super().take_refusal(look)
        elif look.request == self._request:
            self._choose_none()
            self.chosen.setText(look.refusal)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        if not self.is_built:
            return
        beside = self.width() >= _SIDE_BY_SIDE_FROM_PX
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._columns.setDirection(across if beside else down)
        self._bars.setDirection(across if self.width() >= _BARS_BESIDE_FROM_PX else down)
        room = self.width() - (_FIGURES_PX if beside else 0)
        self._listed.setDirection(across if room >= _DETAIL_BESIDE_FROM_PX else down)
        self.figures.setMaximumWidth(_FIGURES_PX if beside else 16_777_215)
        self.figures.setMinimumWidth(_FIGURES_PX if beside else 0)
        alone = beside and not self._asked()
        for histogram in self._histograms.values():
            histogram.setMinimumHeight(_LOW_PX)
            histogram.setMaximumHeight(_HIGHEST_PX if alone else _LOW_PX)
        self._right.setStretchFactor(self._bars, 1 if alone else 0)
        self._right.setStretchFactor(self._listed, 0 if alone else 1)

    def _asked(self) -> bool:
        return self._request != ReplayRequest()

    def _choose(self, name: str, chosen: tuple[float, ...]) -> None:
        """One choice at a time: with each histogram in its own range it would be hard to see what holds."""
        for other, histogram in self._histograms.items():
            if other != name:
                histogram.choose(None)
        self._ask(ReplayRequest(**{name: chosen}) if chosen else ReplayRequest())
        if chosen:
            self.scroll_to(self.table)

    def _ask(self, request: ReplayRequest) -> None:
        self._request = request
        self._show_table(None, prioritized=not self.table.isColumnHidden(PRIORITY))
        self.wanted_changed.emit()

    @Slot()
    def _choose_none(self) -> None:
        for histogram in self._histograms.values():
            histogram.choose(None)
        self._choose("", ())

    def _show_table(self, table: Transitions | None, *, prioritized: bool) -> None:
        self.table.show_table(table, prioritized=prioritized)
        self.table.setVisible(self._asked())
        self.show_all.setVisible(self._asked())
        self._arrange()
        if table is None:
            self.chosen.setText(
                self.tr("Looking them up…")
                if self._asked()
                else self.tr("Click a bar or drag over several to list the transitions in them.")
            )
        else:
            self.chosen.setText(self._found_words(table))
            if self._request.near and self._selection.slot == NO_SLOT:
                self.table.mark_first()
        self._show_detail()

    def _let_go_of_overwritten(self, look: Look) -> None:
        """Another transition is in the place of the selected one: that isn't it."""
        table: Transitions = look.report.table
        (at,) = np.nonzero(np.isin(table.slots, self._request.keep))
        if len(at) and look.env_step - int(table.age[at[0]]) != self._stored_at:
            self.table.let_go()

    def _found_words(self, table: Transitions) -> str:
        numbers = {"count": f"{table.matching:,}", "listed": len(table.slots)}
        if not self._request.near:
            if table.matching == 1:
                return self.tr("One transition.")
            if table.matching <= MOST_ROWS:
                return self.tr("{count} transitions.").format(**numbers)
            return self.tr("{count} transitions; the newest {listed} are listed.").format(**numbers)
        if not table.matching:
            return self.tr("No transition is stored of the selected state.")
        if observation_words.state_number(table.observation[0]) is not None:
            if table.matching <= MOST_ROWS:
                words = self.tr("{count} [transition|transitions] of the selected state.")
                return numbered(words, table.matching).format(**numbers)
            words = self.tr("{count} transitions of the selected state; the newest {listed} are listed.")
            return words.format(**numbers)
        return self.tr(
            "The {listed} transitions nearest to the selected state; the nearest is {away} standard deviations away."
        ).format(**numbers, away=quantity_text(float(table.distance[0])))

    def _show_detail(self) -> None:
        row, table = self.table.selected_row, self.table.transitions.table
        if row is None or table is None:
            self.detail.show_states(None)
        else:
            self.detail.show_states((table.observation[row], table.next_observation[row]), int(table.action[row]))

    @Slot(int)
    def _take_row(self, row: int) -> None:
        self._show_detail()
        self.scroll_to(self.detail)
        table = self.table.transitions.table
        if table is None:
            return
        self._stored_at = self._looked_at - int(table.age[row])
        self._request = replace(self._request, keep=(float(table.slots[row]),))  # Newer ones come, and it stays.
        self.wanted_changed.emit()
        observation = table.observation[row]
        if not observation_words.is_picture(observation):
            self.state_chosen.emit(tuple(float(number) for number in observation.ravel()), UNKNOWN)
        self.slot_chosen.emit(int(table.slots[row]))

    def _show_figures(self, report: Replay) -> None:
        share = report.effective_sample_size / report.stored
        self.stored.show_figure(f"{report.stored:,}")
        self.effective.show_figure(f"{report.effective_sample_size:,.0f} ({percent(share)})")
        self.evenness.show_figure(_percent(report.evenness))
        self.mean_age.show_figure(f"{report.mean_age:,.0f}")
        self.never.show_figure(_percent(report.share_never_drawn))
        self.mean_samples.show_figure(quantity_text(report.mean_draws))
        self.terminated.show_figure(_percent(report.share_terminated))
        self.halves.show_figure(f"{_percent(report.terminated_of_older)} → {_percent(report.terminated_of_newer)}")
        self.truncated.show_figure(_percent(report.share_truncated))
        self.a_batch.show_figure(quantity_text(report.terminated_a_batch))
        self.reuse.show_figure(quantity_text(report.expected_reuse))
        self.beta.show_figure(f"{report.beta:.3f}")
        self.figures.set_shown(self.beta, report.prioritized)

    def _extend_strips(self, env_step: int, report: Replay) -> None:
        values = {
            "effective": report.effective_sample_size / report.stored,
            "age": report.mean_age,
            "never": report.share_never_drawn,
            "terminated": report.share_terminated,
            "reuse": report.expected_reuse,
        }
        for name, value in values.items():
            self.strips[name].add(env_step, value)

    def _build_figures(self) -> None:
        self.figures = FigureGrid(self)
        add = self.figures.add
        self.stored = add(self.tr("Transitions"), "4,194,304", self.tr("How many can be sampled."))
        self.effective = add(
            self.tr("Effective size"),
            "4,194,304 (100 %)",
            self.tr(
                "(Σ p)² / Σ p² of the probabilities: how many transitions the samples are worth; all when each is as "
                "likely, fewer when a few lead."
            ),
        )
        self.evenness = add(
            self.tr("Evenness"),
            _WIDEST_SHARE,
            self.tr(
                "Entropy of the probabilities, − Σ p ln p, as a part of ln N: 100 % where all transitions are as "
                "likely."
            ),
        )
        self.mean_age = add(
            self.tr("Mean age"), "4,194,304", self.tr("Environment steps since a transition was stored, on average.")
        )
        self.never = add(
            self.tr("Never sampled"),
            _WIDEST_SHARE,
            self.tr(
                "Part of the transitions that no update is expected to have sampled: mean of (1 − batch · P)^updates."
            ),
        )
        self.mean_samples = add(
            self.tr("Samples of each"),
            "00,000.0",
            self.tr(
                "How often a transition has been sampled, on average, as expected: updates since it was stored · batch "
                "size · P."
            ),
        )
        self.terminated = add(
            self.tr("Terminations"), _WIDEST_SHARE, self.tr("Part of the transitions that terminated an episode.")
        )
        self.halves = add(
            self.tr("Older → newer"),
            "00.0 % → 00.0 %",
            self.tr(
                "The same of the older and of the newer half of the buffer: where terminations vanish, what failing "
                "looks like is forgotten."
            ),
        )
        self.truncated = add(
            self.tr("Truncations"), _WIDEST_SHARE, self.tr("Part of the transitions whose episode a limit cut off.")
        )
        self.a_batch = add(
            self.tr("Terminations/batch"), "0,000.0", self.tr("batch size · Σ P of the transitions that terminated.")
        )
        self.reuse = add(
            self.tr("Expected reuse"),
            "0,000.0",
            self.tr(
                "batch size · updates a step: how often each transition is sampled in its life, on average (Fedus et "
                "al. 2020)."
            ),
        )
        self.beta = add(
            self.tr("β now"), "0.000", self.tr("How far importance weights make up for the priorities; 1: fully.")
        )

    def _build_strips(self, theme: Theme) -> None:
        self.strips = {
            "effective": HistoryStrip(self.tr("Effective share"), _percent, theme, self),
            "age": HistoryStrip(self.tr("Mean age"), quantity_text, theme, self),
            "never": HistoryStrip(self.tr("Never sampled"), _percent, theme, self),
            "terminated": HistoryStrip(self.tr("Terminations"), _percent, theme, self),
            "reuse": HistoryStrip(self.tr("Expected reuse"), quantity_text, theme, self),
        }

    def _histogram(self, name: str, title: str, *, log: bool = False) -> BrushedHistogram:
        made = self._histograms[name] = BrushedHistogram(title, title, log=log)
        made.range_chosen.connect(lambda chosen: self._choose(name, chosen))
        return made

    def _lay_out(self) -> None:
        self._bars = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._bars.setSpacing(ROW_SPACE)
        for histogram in self._histograms.values():
            self._bars.addWidget(histogram, 1)
        line = QHBoxLayout()
        line.setSpacing(SPACE)
        line.addWidget(self.chosen, 1)
        line.addWidget(self.show_all)
        right = self._right = QVBoxLayout()
        right.setSpacing(ROW_SPACE)
        right.addLayout(self._bars)
        right.addLayout(line)
        self._listed = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._listed.setSpacing(SPACE)
        self._listed.addWidget(self.table, 1)
        self._listed.addWidget(self.detail, 0, Qt.AlignmentFlag.AlignTop)
        right.addLayout(self._listed, 1)
        left = QVBoxLayout()
        left.addWidget(self.figures)
        strips = QGridLayout()
        strips.setHorizontalSpacing(2 * SPACE)
        strips.setVerticalSpacing(ROW_SPACE)
        for place, strip in enumerate(self.strips.values()):
            strips.addWidget(strip, place // _STRIPS_A_ROW, place % _STRIPS_A_ROW)
        left.addSpacing(ROW_SPACE)
        left.addLayout(strips)
        left.addStretch(1)
        self._columns = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._columns.setSpacing(2 * SPACE)
        self._columns.addLayout(left)
        self._columns.addLayout(right, 1)
        self.body.addLayout(self._columns, 1)
        self._arrange()

    def restyle(self, theme: Theme) -> None:
        font = small_font(self.font())
        for histogram in self._histograms.values():
            histogram.restyle(theme, font)
        for strip in self.strips.values():
            strip.restyle(theme)
        self.detail.restyle(theme)


def _percent(share: float) -> str:
    return percent(share, ".1%")
