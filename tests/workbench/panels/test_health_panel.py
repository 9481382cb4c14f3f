"""The panel of the network's health, told by made-up reports."""

import numpy as np
import pytest

from dqn_engine.probes.health import Rank
from tests.support.look_reports import dueling, health_report, looks, terminal
from tests.support.plot_reports import run_started
from workbench.panels.health import HealthPanel


@pytest.fixture
def panel(qtbot, theme_source) -> HealthPanel:
    made = HealthPanel(theme_source)
    qtbot.addWidget(made)
    made.resize(300, 900)
    made.show()
    qtbot.waitExposed(made)
    return made


def test_that_it_says_what_will_appear_and_wants_health_once_a_second(panel):
    assert "health appears here. Press Start." in panel.text
    (wanted,) = panel.wanted()
    assert (wanted.instrument, wanted.most_hz) == ("health", 1.0)


def test_that_each_layer_has_its_cells_and_says_how_many_are_dormant(panel):
    panel.take_looks(looks("health", health_report([[1.0, 0.0, 2.0, 0.05], [1.0, 1.0]])))
    first, second = panel.layers["hidden_1"], panel.layers["hidden_2"]
    assert first.figure.text() == "1 of 4 (25 %)"
    assert second.figure.text() == "0 of 2 (0 %)"
    assert "Dormant units: 2" in first.cells.accessibleDescription()
    assert first.cells.unit_words(1) == "Hidden layer 1, unit 2: score 0.000, dormant"
    assert first.cells.unit_words(3).endswith("0.050, nearly dormant")
    assert first.cells.unit_words(2).endswith("2.000, active")


def test_that_the_effective_rank_is_said_with_its_spectrum(panel):
    panel.take_looks(looks("health", health_report()))
    row = panel.ranks["hidden_1"]
    assert row.figure.text() == "3 of 4"
    assert "singular value 2 of 4 is 4; up to it they hold 85.1 %" in row.bars.bar_words(1)


def test_that_separate_streams_have_a_rank_each(panel):
    values = np.ones(2)
    ranks = tuple(
        Rank(layer=f"{name}_hidden_1", singular_values=values, effective=1) for name in ("value", "advantage")
    )
    panel.take_looks(looks("health", health_report(ranks=ranks)))
    assert [row.accessibleName() or row.figure.accessibleName() for row in panel.ranks.values()] == [
        "Value stream 1",
        "Advantage stream 1",
    ]


def test_that_figures_are_shown(panel):
    panel.take_looks(looks("health", health_report()))
    shown = {
        "12.50": panel.largest,
        "1.50": panel.action_gap,
        "0.2500": panel.target_drift,
        "50.0 %": panel.target_churn,
        "0.7500": panel.average_drift,
        "2.50": panel.gradient,
        "12.5 %": panel.clipped,
        "5.00": panel.weights,
    }
    assert {figure.text(): figure for figure in shown.values()} == shown
    assert all(figure.toolTip() and figure.accessibleName() for figure in shown.values())


def test_that_what_is_not_known_is_a_dash(panel):
    panel.take_looks(looks("health", health_report(clipped=float("nan"))))
    assert panel.clipped.text() == "–"


def test_that_churn_is_the_share_of_the_same_states_whose_action_changed(panel):
    panel.take_looks(looks("health", health_report(), update=100))
    assert panel.churn.text() == "–"
    # One of the four states was overwritten; of the three others one has another action.
    now = health_report(stored_at=np.array([10, 11, 12, 999]), actions=np.array([1, 1, 0, 0]))
    panel.take_looks(looks("health", now, update=150))
    assert panel.churn.text() == "33.3 %"
    assert "3 states" in panel.churn.toolTip()
    assert "50 updates" in panel.churn.toolTip()


def test_that_churn_stays_while_nothing_is_learned_and_goes_with_a_new_run(panel):
    panel.take_looks(looks("health", health_report(), update=100))
    panel.take_looks(looks("health", health_report(actions=np.array([1, 0, 1, 0])), update=150))
    assert panel.churn.text() == "100.0 %"
    panel.take_looks(looks("health", health_report(actions=np.array([1, 0, 1, 0])), update=150))
    assert panel.churn.text() == "100.0 %"
    panel.begin_run(run_started(2))
    panel.take_looks(looks("health", health_report(), update=20, run_id=2))
    assert panel.churn.text() == "–"


def test_that_dueling_noise_and_terminations_are_shown_only_where_there_are_any(panel):
    panel.begin_run(run_started())
    panel.take_looks(looks("health", health_report()))
    hidden = (panel.value_mean, panel.advantages, panel.terminal)
    assert not any(shown.isVisible() for shown in hidden)
    full = health_report(dueling=dueling(), terminal=terminal(), sigmas={"hidden_1": 0.25, "q": 0.5})
    panel.take_looks(looks("health", full))
    assert all(shown.isVisible() for shown in hidden)
    assert panel.value_mean.text() == "30.00"
    assert "Left: −0.5" in panel.advantages.text()
    assert panel.terminal.text() == "4.00"
    assert {name: figure.text() for name, figure in panel.sigmas.items()} == {"hidden_1": "0.2500", "q": "0.5000"}
    panel.take_looks(looks("health", health_report()))
    assert not any(shown.isVisible() for shown in (*hidden, *panel.sigmas.values()))


def test_that_a_new_run_has_its_own_layers(panel):
    panel.take_looks(looks("health", health_report([[1.0], [1.0]])))
    panel.begin_run(run_started(2))
    panel.take_looks(looks("health", health_report([[1.0]]), run_id=2))
    assert list(panel.layers) == ["hidden_1"]


def test_that_no_figure_is_cut_off_in_little_room(panel, qtbot):
    panel.take_looks(looks("health", health_report([[0.0] * 512], largest_q=-1234.5, sigmas={"advantage": 0.5})))
    qtbot.waitUntil(lambda: panel.largest.width() > 10)
    for figure in (panel.largest, panel.clipped, panel.layers["hidden_1"].figure, panel.sigmas["advantage"]):
        assert figure.width() >= figure.fontMetrics().horizontalAdvance(figure.text())
        assert figure.mapTo(panel, figure.rect().topRight()).x() <= panel.width()
