"""Network health: whether the network can still learn, and how fast it changes."""

import re

import numpy as np
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from dqn_engine.messages.reports import Look, RunStarted
from dqn_engine.probes.health import DORMANT, NEARLY_DORMANT, RANK_SHARE, Health, Layer, Rank
from workbench.look.figures import percent
from workbench.look.plain_text import set_tool_tip
from workbench.look.sentences import numbered, one_after_another
from workbench.look.theme import ROW_SPACE, SPACE, Theme, ThemeSource, small_font
from workbench.state.churn import churn_between
from workbench.state.environment_words import action_words
from workbench.widgets.action_values_plot import ActionValues
from workbench.widgets.figure_grid import FigureGrid
from workbench.widgets.figure_label import FigureLabel
from workbench.widgets.instrument_panel import InstrumentPanel
from workbench.widgets.quantity_axis import WIDEST_QUANTITY, quantity_text
from workbench.widgets.spectrum_bars import SpectrumBars
from workbench.widgets.unit_cells import UnitCells

_HZ = 1.0
# Shares have the width of the other figures, so that those of all groups stand below each other.
_WIDEST_SHARE = WIDEST_QUANTITY
_NUMBERED = re.compile(r"(.*?)_?(\d+)")
_NO_ACTION = -1


class HealthPanel(InstrumentPanel):
    """Dormant units, effective rank, and figures of how the networks lie apart."""

    def __init__(self, theme_source: ThemeSource, parent: QWidget | None = None) -> None:
        promise = self.tr("The network's health appears here.")
        super().__init__("health", _HZ, promise, theme_source, parent)
        self.setAccessibleName(self.tr("Network health"))
        self._before: Look | None = None
        self.layers: dict[str, LayerRow] = {}
        self.ranks: dict[str, RankRow] = {}
        self.sigmas: dict[str, FigureLabel] = {}

    def build(self) -> None:
        self._layer_rows, self._rank_rows = QVBoxLayout(), QVBoxLayout()
        for rows in (self._layer_rows, self._rank_rows):
            rows.setSpacing(ROW_SPACE)
        self._build_figures()
        self.advantages = ActionValues(self.theme, self)
        self.advantages.setAccessibleName(self.tr("Advantages by action"))
        self._advantage_heading = self._heading(
            self.tr("Advantage by action, A − mean A"),
            self.tr(
                "A dueling network adds the value of the state, V, to what each action is better or worse than the "
                "mean of all, A − mean A. These are means over the states (Wang et al. 2016)."
            ),
        )
        self._note = QLabel(self.tr("Hollow: dormant. The fuller a cell, the more active its unit."), self)
        self._note.setProperty("role", "muted")
        self._note.setWordWrap(True)
        self._note.setFont(small_font(self.font()))
        self.body.addWidget(
            self._heading(
                self.tr("Dormant units"),
                self.tr(
                    "Score of a unit = mean |h| over the states / mean of that over its layer. At most {dormant} "
                    "counts as dormant, at most {nearly} as nearly dormant (Sokar et al. 2023)."
                ).format(dormant=DORMANT, nearly=NEARLY_DORMANT),
            )
        )
        self.body.addLayout(self._layer_rows)
        self.body.addWidget(self._note)
        self.body.addSpacing(ROW_SPACE)
        self.body.addWidget(
            self._heading(
                self.tr("Effective rank"),
                self.tr(
                    "The least k whose k largest singular values of the last hidden layer's outputs hold {share} of "
                    "the sum of all (Kumar et al. 2021). Few of many: the network tells little apart. Bars are √σ."
                ).format(share=percent(RANK_SHARE)),
            )
        )
        self.body.addLayout(self._rank_rows)
        self.body.addSpacing(ROW_SPACE)
        for heading, grid in self._groups:
            self.body.addWidget(heading)
            self.body.addWidget(grid)
            self.body.addSpacing(ROW_SPACE)
        self.body.addWidget(self._advantage_heading)
        self.body.addWidget(self.advantages)
        self.body.addStretch(1)

    def restyle(self, theme: Theme) -> None:
        self.advantages.restyle(theme)
        for row in (*self.layers.values(), *self.ranks.values()):
            row.restyle(theme)

    def name_things(self, report: RunStarted) -> None:
        self.advantages.set_actions(action_words(report.action_labels))

    def forget(self) -> None:
        self._before = None
        self.churn.show_figure("–")
        for row in (*self.layers.values(), *self.ranks.values()):
            row.hide()
            row.deleteLater()
        self.layers, self.ranks = {}, {}

    def show_look(self, look: Look) -> None:
        report: Health = look.report
        self._show_layers(report.layers)
        self._show_ranks(report.ranks)
        self._show_churn(look)
        self.action_gap.show_figure(quantity_text(report.action_gap))
        self.largest.show_figure(quantity_text(report.largest_q))
        self.target_drift.show_figure(quantity_text(report.target.drift))
        self.target_churn.show_figure(_share(report.target.churn))
        self.average_drift.show_figure(quantity_text(report.average.drift))
        self.gradient.show_figure(quantity_text(report.gradient_norm))
        self.clipped.show_figure(_share(report.clipped))
        self.weights.show_figure(quantity_text(float(np.sqrt(sum(norm**2 for norm in report.weight_norms.values())))))
        self._show_terminal(report)
        self._show_sigmas(report)
        self._show_dueling(report)

    def _show_layers(self, layers: tuple[Layer, ...]) -> None:
        for layer in layers:
            if layer.name not in self.layers:
                row = self.layers[layer.name] = LayerRow(self._layer_words(layer.name), self.theme, self)
                self._layer_rows.addWidget(row)
            self.layers[layer.name].show_layer(layer)

    def _show_ranks(self, ranks: tuple[Rank, ...]) -> None:
        for rank in ranks:
            if rank.layer not in self.ranks:
                row = self.ranks[rank.layer] = RankRow(self._layer_words(rank.layer), self.theme, self)
                self._rank_rows.addWidget(row)
            self.ranks[rank.layer].show_rank(rank)

    def _show_churn(self, look: Look) -> None:
        before, self._before = self._before, look
        if before is None or look.update == before.update:
            return  # What was shown last still holds.
        found = churn_between(before.report, look.report)
        if found is None:
            return
        self.churn.show_figure(_share(found.share))
        updates = look.update - before.update
        words = self.tr(
            "{share} of {states} [state that is|states that are] still in the buffer, over {updates} [update|updates]."
        )
        said = numbered(words, found.states, updates).format(
            share=_share(found.share), states=f"{found.states:,}", updates=f"{updates:,}"
        )
        set_tool_tip(self.churn, f"{self._churn_words}\n{said}")

    def _show_terminal(self, report: Health) -> None:
        known = report.terminal is not None
        for shown in (self.terminal, self.terminal_reward):
            self._values.set_shown(shown, known)
        if report.terminal is not None:
            self.terminal.show_figure(quantity_text(report.terminal.online))
            self.terminal_reward.show_figure(quantity_text(report.terminal.reward))

    def _show_sigmas(self, report: Health) -> None:
        for name, mean in report.sigmas.items():
            if name not in self.sigmas:
                words = self.tr("Mean |σ|, {layer}").format(layer=self._layer_words(name))
                self.sigmas[name] = self._noise.add(
                    words,
                    WIDEST_QUANTITY,
                    self.tr(
                        "The mean size of the learned noise of a noisy layer: how much it still explores. It falls as "
                        "the network grows sure (Fortunato et al. 2018)."
                    ),
                )
            self.sigmas[name].show_figure(quantity_text(mean))
        for name, shown in self.sigmas.items():
            self._noise.set_shown(shown, name in report.sigmas)
        self._show_group(self._noise, bool(report.sigmas))

    def _show_dueling(self, report: Health) -> None:
        dueling = report.dueling
        self._show_group(self._dueling, dueling is not None)
        self.advantages.setVisible(dueling is not None)
        self._advantage_heading.setVisible(dueling is not None)
        if dueling is not None:
            self.value_mean.show_figure(quantity_text(dueling.value_mean))
            self.value_spread.show_figure(quantity_text(dueling.value_spread))
            self.advantage_size.show_figure(quantity_text(dueling.advantage_size))
            self.advantages.set_values([float(value) for value in dueling.advantages], _NO_ACTION)
            self.advantages.setAccessibleDescription(self.advantages.text())

    def _build_figures(self) -> None:
        self._groups: list[tuple[QLabel, FigureGrid]] = []
        self._churn_words = self.tr(
            "Part of the same states whose greedy action is another than at the look before (Schaul et al. 2022)."
        )
        self._build_values()
        self._build_changes()
        self._build_updates()
        self._noise = self._group(
            self.tr("Noise"), self.tr("What a noisy network adds to its weights, in place of ε, to explore.")
        )
        self._build_dueling()

    def _build_values(self) -> None:
        widest = WIDEST_QUANTITY
        self._values = self._group(self.tr("Values"), self.tr("Of the online network over the states."))
        add = self._values.add
        self.largest = add(self.tr("Mean max Q"), widest, self.tr("Mean over the states of the largest Q."))
        self.action_gap = add(
            self.tr("Action gap"), widest, self.tr("Mean of the largest Q less the second largest, over the states.")
        )
        self.terminal = add(
            self.tr("Q where episodes ended"),
            widest,
            self.tr(
                "Mean Q(s, a) of the newest steps that terminated an episode. Their true value is their reward alone."
            ),
        )
        self.terminal_reward = add(
            self.tr("Reward where they ended"), widest, self.tr("The mean reward of these steps: what Q should be.")
        )

    def _build_changes(self) -> None:
        widest = WIDEST_QUANTITY
        add = self._group(
            self.tr("How fast it changes"), self.tr("Between looks, and between the networks that stand for its past.")
        ).add
        self.churn = add(self.tr("Churn of greedy actions"), _WIDEST_SHARE, self._churn_words)
        self.target_drift = add(
            self.tr("Drift from target"),
            widest,
            self.tr("Mean |Q of the online network − Q of the target network| over states and actions."),
        )
        self.target_churn = add(
            self.tr("Other action than target"),
            _WIDEST_SHARE,
            self.tr("Part of the states in which the target network's greedy action is another."),
        )
        self.average_drift = add(
            self.tr("Drift from average"),
            widest,
            self.tr(
                "Mean |Q of the online network − Q of the averaged network|. What plays is that network or, with "
                "trials, an earlier state of it."
            ),
        )

    def _build_updates(self) -> None:
        add = self._group(self.tr("Updates"), self.tr("How large the steps are that the network is changed by.")).add
        self.gradient = add(
            self.tr("Gradient norm"),
            WIDEST_QUANTITY,
            self.tr("√(Σ g²) before clipping, a mean over about the last 100 updates."),
        )
        self.clipped = add(
            self.tr("Clipped updates"),
            _WIDEST_SHARE,
            self.tr("Part of about the last 100 updates whose gradient was longer than the limit and cut to it."),
        )
        self.weights = add(
            self.tr("Weight norm"), WIDEST_QUANTITY, self.tr("√(Σ w²) over all layers, without the noise's σ.")
        )

    def _build_dueling(self) -> None:
        self._dueling = self._group(
            self.tr("Value and advantage"), self.tr("The two streams of a dueling network: Q = V + A − mean A.")
        )
        add = self._dueling.add
        self.value_mean = add(
            self.tr("Mean V"), WIDEST_QUANTITY, self.tr("Mean over the states of the value stream, V(s).")
        )
        self.value_spread = add(
            self.tr("Spread of V"), WIDEST_QUANTITY, self.tr("Standard deviation of V(s) over the states.")
        )
        self.advantage_size = add(
            self.tr("Mean |A − mean A|"),
            WIDEST_QUANTITY,
            self.tr("How far actions lie apart, beside V: where it is small, what is done hardly matters."),
        )

    def _group(self, title: str, explanation: str) -> FigureGrid:
        heading, grid = self._heading(title, explanation), FigureGrid(self)
        self._groups.append((heading, grid))
        return grid

    def _show_group(self, grid: FigureGrid, shown: bool) -> None:
        for heading, of_group in self._groups:
            if of_group is grid:
                heading.setVisible(shown)
                grid.setVisible(shown)

    def _layer_words(self, name: str) -> str:
        """A layer's name among the weights, as the user reads it."""
        kinds = {
            "hidden": self.tr("Hidden layer"),
            "conv": self.tr("Convolution"),
            "value_hidden": self.tr("Value stream"),
            "advantage_hidden": self.tr("Advantage stream"),
            "value": self.tr("Value output"),
            "advantage": self.tr("Advantage output"),
            "q": self.tr("Output"),
        }
        numbered = _NUMBERED.fullmatch(name)
        if numbered is not None and numbered[1] in kinds:
            return f"{kinds[numbered[1]]} {numbered[2]}"
        return kinds.get(name, name)

    def _heading(self, text: str, explanation: str) -> QLabel:
        label = QLabel(text, self)
        label.setProperty("role", "heading")
        label.setWordWrap(True)
        set_tool_tip(label, explanation)
        return label


class _NamedRow(QWidget):
    """A name at the left, a figure at the right, and a drawing below."""

    def __init__(
        self, name: str, widest: str, drawing: UnitCells | SpectrumBars, explanation: str, parent: QWidget
    ) -> None:
        super().__init__(parent)
        label = QLabel(name, self)
        label.setProperty("role", "muted")
        label.setFont(small_font(self.font()))
        label.setTextFormat(Qt.TextFormat.PlainText)
        self.figure = FigureLabel(widest, name, self)
        self.figure.setFont(small_font(self.font()))
        set_tool_tip(self, explanation)
        self.drawing = drawing
        line, column = QHBoxLayout(), QVBoxLayout(self)
        line.setSpacing(SPACE)
        line.addWidget(label, 1)
        line.addWidget(self.figure)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(line)
        column.addWidget(drawing)

    def restyle(self, theme: Theme) -> None:
        """Takes the theme's colours."""
        self.drawing.restyle(theme)


class LayerRow(_NamedRow):
    """A layer's units, and how many of them are dormant."""

    def __init__(self, name: str, theme: Theme, parent: QWidget) -> None:
        self.cells = UnitCells(name, DORMANT, NEARLY_DORMANT, theme)
        self._about = QCoreApplication.translate(
            "HealthPanel", "Units of this layer whose score is at most {dormant}, of all that it has."
        ).format(dormant=DORMANT)
        super().__init__(name, "0,000 of 0,000 (100 %)", self.cells, self._about, parent)

    def show_layer(self, layer: Layer) -> None:
        """Shows the newest scores."""
        count = len(layer.scores)
        words = self.tr("{dormant} of {units} ({share})").format(
            dormant=f"{round(layer.dormant * count):,}",
            units=f"{count:,}",
            share=percent(layer.dormant),
        )
        self.figure.show_figure(words)
        nearly = self.tr("{share} are at most nearly dormant.").format(share=_share(layer.nearly_dormant))
        set_tool_tip(self.figure, one_after_another(self._about, nearly))
        self.cells.show_scores(layer.scores)


class RankRow(_NamedRow):
    """The spectrum of a last hidden layer, and how many of its directions count."""

    def __init__(self, name: str, theme: Theme, parent: QWidget) -> None:
        self.bars = SpectrumBars(name, theme)
        about = QCoreApplication.translate(
            "HealthPanel",
            "The least number of singular values of what the layer puts out that make up 99 % of their sum, of all "
            "(Kumar et al. 2021). Bars: the singular values, the largest first.",
        )
        super().__init__(name, "0,000 of 0,000", self.bars, about, parent)

    def show_rank(self, rank: Rank) -> None:
        """Shows the newest spectrum."""
        words = self.tr("{rank} of {count}").format(rank=f"{rank.effective:,}", count=f"{len(rank.singular_values):,}")
        self.figure.show_figure(words)
        self.bars.show_spectrum(rank.singular_values, rank.effective)


def _share(share: float) -> str:
    return percent(share, ".1%")
