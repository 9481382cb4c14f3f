"""The panel of the hyperparameters, generated from their declarations."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QLineEdit, QSlider
from pytestqt.qtbot import QtBot

from dqn_engine.config.hyperparameters import KNOB_BY_NAME, KNOBS, default_knobs
from tests.support import larger_number
from workbench.panels.hyperparameters.panel import FIRST, HyperparametersPanel


@pytest.fixture
def panel(qtbot: QtBot, theme_source, icons) -> HyperparametersPanel:
    made = HyperparametersPanel(theme_source, icons, throttle_ms=20)
    qtbot.addWidget(made)
    made.resize(320, 900)
    made.show()
    return made


@pytest.fixture
def told(panel: HyperparametersPanel) -> list[dict]:
    heard: list[dict] = []
    panel.knobs_changed.connect(lambda changes, _by_hand: heard.append(changes))
    return heard


def type_into(qtbot: QtBot, field: QLineEdit, text: str) -> None:
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, Qt.Key.Key_Return)


def test_that_every_hyperparameter_has_a_row_in_its_group(panel) -> None:
    assert list(panel.rows) == [knob.name for knob in KNOBS]
    assert list(panel.sections) == [FIRST, *dict.fromkeys(knob.group for knob in KNOBS)]
    assert panel.values() == default_knobs()


def test_that_every_control_has_an_accessible_name(panel) -> None:
    panel.rows.build(KNOB_BY_NAME)
    for kind in (QAbstractButton, QComboBox, QLineEdit, QSlider):
        for control in panel.findChildren(kind):
            assert control.accessibleName(), control


def test_that_each_tooltip_says_what_the_hyperparameter_is_for_and_when_a_change_counts(panel) -> None:
    for knob in KNOBS:
        tip = panel.rows[knob.name].toolTip()
        assert knob.name in tip
        assert knob.live.value.capitalize() in tip


def test_that_a_typed_number_is_reported_once(qtbot, panel, told) -> None:
    type_into(qtbot, panel.rows["learning_rate"].field, "0.0005")
    assert told == [{"learning_rate": 0.0005}]
    assert panel.values()["learning_rate"] == 0.0005


def test_that_moving_a_slider_changes_the_field_and_is_reported(panel, told) -> None:
    row = panel.rows["learning_rate"]
    row.slider.setValue(0)
    assert told == [{"learning_rate": 1e-6}]
    assert row.field.text() == "1e-06"


def test_that_a_drag_is_reported_at_once_and_then_no_more_often_than_the_throttle(qtbot, panel, told) -> None:
    slider = panel.rows["gamma"].slider
    for position in range(0, 500, 5):
        slider.setValue(position)
    assert len(told) == 1
    qtbot.waitUntil(lambda: len(told) == 2, timeout=100)
    assert told[-1] == {"gamma": panel.values()["gamma"]}


def test_that_reset_all_goes_back_to_the_preset_and_tells_all_changes_together(panel, told) -> None:
    panel.set_preset({**default_knobs(), "gamma": 0.9})
    told.clear()
    panel.set_values({"gamma": 0.5, "double": False, "batch_size": 32})
    told.clear()
    panel.reset_all_button.click()
    assert told == [{"gamma": 0.9, "double": True, "batch_size": 64}]
    assert not panel.reset_all_button.isEnabled()


def test_that_rows_without_meaning_are_hidden(panel) -> None:
    assert panel.rows["tau"].isVisible()
    assert not panel.rows["target_interval"].isVisible()
    panel.rows["target_sync"].list.setCurrentIndex(1)
    assert not panel.rows["tau"].isVisible()
    assert panel.rows["target_interval"].isVisible()
    panel.rows["prioritized"].box.setChecked(False)
    assert not panel.rows["alpha"].isVisible()


def test_that_rows_are_hidden_where_what_they_depend_on_is(panel) -> None:
    rows = panel.rows
    rows["epsilon_manual"].box.setChecked(True)
    assert rows["epsilon_decay_steps"].isVisible()
    assert rows["epsilon_value"].isVisible()
    rows["noisy"].box.setChecked(True)
    assert not rows["epsilon_schedule"].isVisible()
    assert not rows["epsilon_decay_steps"].isVisible()
    assert rows["epsilon_value"].isVisible(), "set by hand, ε adds to the noise"
    panel.set_values({"noisy": False, "exploration": "boltzmann"})
    assert not any(row.isVisible() for name, row in rows.items() if name.startswith("epsilon_"))
    panel.set_values({"exploration": "epsilon-greedy"})
    assert rows["epsilon_decay_steps"].isVisible()


REFUSED = [
    ({"v_min": 10.0, "v_max": 5.0}, "value_head", "c51", "C51's values must rise"),
    ({"munchausen": True}, "value_head", "c51", "Munchausen works on expected values only"),
    ({"loss": "squared"}, "value_head", "qr-dqn", "squared errors don't find quantiles"),
    ({"capacity": 600}, "learning_starts", 700, "learning can't wait for more than the buffer holds"),
    ({"capacity": 600}, "batch_size", 700, "a batch can't be larger than the buffer"),
    ({"capacity": 600, "learning_starts": 64}, "num_envs", 64, "at least 10 steps of each environment"),
]


@pytest.mark.parametrize(("before", "name", "value", "words"), REFUSED, ids=[case[3] for case in REFUSED])
def test_that_every_combination_without_sense_is_undone_with_its_sentence(
    qtbot, panel, told, before, name, value, words
) -> None:
    panel.set_values(before)
    told.clear()
    old = panel.values()[name]
    with qtbot.waitSignal(panel.refused) as refusal:
        panel.rows[name].take(value)
    assert words in refusal.args[0]
    assert panel.values()[name] == panel.rows[name].value() == old
    assert told == []


def test_that_what_makes_no_sense_in_the_environment_is_refused_there(qtbot, panel, told) -> None:
    row = panel.rows["reward_shaping"]
    panel.set_environment("Acrobot-v1")
    with qtbot.waitSignal(panel.refused) as refusal:
        row.take("notebook-1")
    assert "Acrobot-v1 has no pole" in refusal.args[0]
    assert told == []
    panel.set_environment("CartPole-v0")
    row.take("notebook-1")
    assert told == [{"reward_shaping": "notebook-1"}]


def test_that_a_combination_that_cant_be_is_undone_with_a_sentence(qtbot, panel, told) -> None:
    with qtbot.waitSignal(panel.refused) as refusal:
        type_into(qtbot, panel.rows["capacity"].field, "64")
    assert "capacity 64" in refusal.args[0]
    assert told == []
    assert panel.rows["capacity"].field.text() == "200,000"


def test_that_in_a_run_a_new_run_hyperparameter_waits_for_the_next_start_and_says_so(qtbot, panel, told) -> None:
    panel.set_engine_values(default_knobs())
    row = panel.rows["hidden_sizes"]
    type_into(qtbot, row.field, "64,64")
    assert row.note.isVisible()
    assert "next run" in row.note.text()
    assert "128,128" in row.note.text()
    panel.set_engine_values(None)
    assert not row.note.isVisible()


def test_that_a_refused_change_goes_back_to_what_the_engine_has_without_telling(panel, told) -> None:
    panel.set_engine_values(default_knobs())
    panel.rows["gamma"].slider.setValue(0)
    told.clear()
    panel.revert(["gamma"])
    assert panel.values()["gamma"] == 0.99
    assert panel.rows["gamma"].field.text() == "0.99"
    assert told == []


def test_that_groups_fold_and_remember_it(panel) -> None:
    panel.set_collapsed_groups(["Replay"])
    assert not panel.rows["alpha"].isVisible()
    assert panel.collapsed_groups() == ["Replay"]
    panel.set_collapsed_groups([])
    assert panel.rows["alpha"].isVisible()


def test_that_every_row_fits_the_panels_width_without_cutting(panel) -> None:
    for row in panel.rows.values():
        assert row.minimumSizeHint().width() <= row.width() or not row.isVisible()


# --- what auto means --------------------------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def _larger_number() -> None:
    larger_number.register()


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ("CartPole-v1", "by sizes that are typical"),
        (larger_number.NAME, "by running statistics, since bounds may be loose"),
        (f'{larger_number.NAME}(space_dtype="int8")', "by the largest sizes that the bounds allow"),
        (
            f'{larger_number.NAME}(highs=[1010.0, 1010.0], lows=[1000.0, 1000.0], space_dtype="int32")',
            "by the middle and width",
        ),
        (
            f'{larger_number.NAME}(bounds=["0", "1", "0", "1000"], space_dtype="int32")',
            "by running statistics where these may be loose: Observation 1.",
        ),
    ],
)
def test_that_the_panel_says_how_observations_are_scaled_in_the_chosen_environment(
    panel, environment: str, words: str
) -> None:
    panel.set_environment(environment)
    note = panel.rows["observation_scaling"].note
    assert words in note.text()
    assert note.isVisible()
    panel.set_values({"observation_scaling": "none"})
    assert not note.isVisible()


def test_that_the_panel_says_what_c51_s_range_is(qtbot, panel) -> None:
    rows = panel.rows
    assert not rows["v_min"].isVisible()
    panel.set_environment("MountainCar-v0")
    panel.set_values({"value_head": "c51"})
    assert rows["v_min"].note.text() == "Here: −100, from rewards and γ."
    assert rows["v_max"].note.text() == "Here: 0, from rewards and γ."
    panel.set_values({"gamma": 0.9})
    assert rows["v_min"].note.text() == "Here: −10, from rewards and γ."
    panel.set_environment(larger_number.NAME)
    assert rows["v_min"].note.text() == "Here: −100; nothing is known of the rewards."
    panel.set_environment("LunarLander-v3")
    assert rows["v_max"].note.text() == "Here: 300, as returns usually are."
    panel.set_environment("MountainCar-v0")
    type_into(qtbot, rows["v_min"].field, "-3")
    assert rows["v_min"].note.text() == "Returns here can lie from −10 to 0."
    type_into(qtbot, rows["v_min"].field, "auto")
    assert panel.values()["v_min"] == "auto"


def test_that_the_panel_says_from_which_return_the_chosen_environment_counts_as_solved(panel) -> None:
    panel.set_values({"stop_evaluations": 1})
    for environment, words in (
        ("Acrobot-v1", "Here: −100, from which it counts as solved."),
        ("Blackjack-v1", "Here nobody says what counts as solved: set it."),
    ):
        panel.set_environment(environment)
        assert panel.rows["stop_return"].note.text() == words
    panel.set_values({"stop_return": 3.0})
    assert panel.rows["stop_return"].note.text() == ""


def test_that_a_range_that_no_return_lies_in_is_refused_and_undone(qtbot, panel) -> None:
    refused: list[str] = []
    panel.refused.connect(refused.append)
    panel.set_environment("MountainCar-v0")
    panel.set_values({"value_head": "c51", "v_max": 100.0})
    type_into(qtbot, panel.rows["v_min"].field, "0")
    assert panel.values()["v_min"] == "auto"
    assert "set “Lowest value” and “Highest value” to auto" in refused[0]


def test_that_a_slider_whose_value_is_auto_stands_at_nought_and_takes_a_number(panel, told) -> None:
    panel.set_values({"value_head": "c51"})
    told.clear()
    slider = panel.rows["v_max"].slider
    assert slider.value() == slider.maximum() // 2
    slider.setValue(slider.maximum())
    assert panel.values()["v_max"] == 1000.0
    panel.rows["v_max"].reset_button.click()
    assert panel.values()["v_max"] == "auto"


def test_that_a_slider_never_offers_what_would_be_refused(qtbot, panel, told) -> None:
    refused: list[str] = []
    panel.refused.connect(refused.append)
    panel.set_values({"capacity": 1_000, "learning_starts": 200})
    slider = panel.rows["batch_size"].slider
    right = QPoint(slider.width() - 2, slider.height() // 2)
    qtbot.mousePress(slider, Qt.MouseButton.LeftButton, pos=QPoint(round(slider.handle_px), slider.height() // 2))
    qtbot.mouseMove(slider, right)
    qtbot.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=right)
    assert panel.values()["batch_size"] == 512, "the largest power of two that the buffer holds"
    waiting = panel.rows["learning_starts"].slider
    waiting.setFocus()
    qtbot.keyClick(waiting, Qt.Key.Key_End)
    assert 900 < panel.values()["learning_starts"] <= 1_000
    assert refused == []
    panel.set_values({"capacity": 100_000})
    qtbot.keyClick(slider, Qt.Key.Key_End)
    assert panel.values()["batch_size"] == 2048, "what was out of reach is there again"


def test_that_one_value_that_waits_is_told_as_one(qtbot, panel) -> None:
    for count, words in ((1, "One value waits for the next run."), (2, "2 values wait for the next run.")):
        panel.waiting_bar.show_count(count, count)
        assert panel.waiting_bar.findChild(QLabel).text() == words
    panel.set_engine_values(default_knobs())
    panel.set_preset({**default_knobs(), "gamma": 0.9})
    with qtbot.waitSignal(panel.stepped) as step:
        panel.apply_waiting()
    assert step.args[0].text == "applying one value to the run"
