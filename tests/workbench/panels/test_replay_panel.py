"""The replay explorer, told by made-up reports."""

import dataclasses

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeyEvent

from dqn_engine.probes.replay import ReplayRequest
from tests.support.look_reports import looks, replay_report, transitions, uniform_replay_report
from tests.support.plot_reports import run_started
from workbench.panels.replay.panel import ReplayPanel
from workbench.panels.replay.table import ACTION, AGE, END, ERROR, PRIORITY, REWARD, STATE, WEIGHT
from workbench.state.selection import NO_SLOT, Selection
from workbench.widgets.brushed_histogram import BrushedHistogram


@pytest.fixture
def panel(qtbot, theme_source) -> ReplayPanel:
    made = ReplayPanel(theme_source)
    qtbot.addWidget(made)
    made.resize(1000, 700)
    made.show()
    qtbot.waitExposed(made)
    made.begin_run(run_started())
    return made


def drag(qtbot, histogram: BrushedHistogram, first: int, last: int) -> None:
    """Presses on one bar and lets go on another."""
    middles = [(histogram.places[bar] + histogram.places[bar + 1]) / 2 for bar in (first, last)]
    x, y = histogram.to_pixels(np.array(middles), np.zeros(2))
    start, end = (QPoint(round(place), round(y[0]) - 5) for place in x)
    left = Qt.MouseButton.LeftButton
    qtbot.mousePress(histogram.viewport(), left, pos=start)
    if last != first:
        qtbot.mouseMove(histogram.viewport(), end)
    qtbot.mouseRelease(histogram.viewport(), left, pos=end)


def chosen_with(panel: ReplayPanel, table, report=replay_report) -> None:
    """Chooses the youngest bar and answers with `table`."""
    panel.take_looks(looks("replay", report(), request=ReplayRequest()))
    panel.age.keyPressEvent(_key(Qt.Key.Key_Right))
    panel.take_looks(looks("replay", report(table), request=panel.request()))


def _key(key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> QKeyEvent:
    return QKeyEvent(QKeyEvent.Type.KeyPress, key, modifiers)


def cells(panel: ReplayPanel, column: int) -> list[str]:
    model = panel.table.model()
    return [model.index(row, column).data() for row in range(model.rowCount())]


def test_that_it_says_what_will_appear_and_wants_the_buffer_once_a_second(qtbot, theme_source):
    made = ReplayPanel(theme_source)
    qtbot.addWidget(made)
    assert "Press Start." in made.text
    (wanted,) = made.wanted()
    assert (wanted.instrument, wanted.request, wanted.most_hz) == ("replay", ReplayRequest(), 1.0)


def test_that_figures_are_shown(panel):
    panel.take_looks(looks("replay", replay_report(), request=ReplayRequest()))
    shown = {
        "1,000": panel.stored,
        "800 (80 %)": panel.effective,
        "94.1 %": panel.evenness,
        "500": panel.mean_age,
        "3.0 %": panel.never,
        "12.50": panel.mean_samples,
        "2.0 %": panel.terminated,
        "3.0 % → 1.0 %": panel.halves,
        "0.1 %": panel.truncated,
        "1.28": panel.a_batch,
        "64.00": panel.reuse,
        "0.500": panel.beta,
    }
    assert {figure.text(): figure for figure in shown.values()} == shown
    assert all(figure.toolTip() and figure.accessibleName() for figure in shown.values())


def test_that_a_click_on_a_bar_asks_for_what_lies_in_it_alone(panel, qtbot):
    panel.take_looks(looks("replay", replay_report(), request=ReplayRequest()))
    with qtbot.waitSignal(panel.wanted_changed):
        drag(qtbot, panel.priority, 1, 1)
    low, high = panel.wanted()[0].request.priority
    assert low == 1.0
    assert 1.999 < high < 2.0


def test_that_dragging_over_bars_asks_for_all_of_them_and_the_last_one_to_its_end(panel, qtbot):
    panel.take_looks(looks("replay", replay_report(), request=ReplayRequest()))
    drag(qtbot, panel.age, 3, 1)
    assert panel.wanted()[0].request == ReplayRequest(age=(250.0, 1_000.0))


def test_that_choosing_in_one_histogram_takes_back_what_was_chosen_in_another(panel, qtbot):
    panel.take_looks(looks("replay", replay_report(), request=ReplayRequest()))
    drag(qtbot, panel.age, 0, 1)
    drag(qtbot, panel.samples, 3, 3)
    assert panel.wanted()[0].request == ReplayRequest(draws=(30.0, 40.0))
    assert panel.age.chosen is None


def test_that_a_second_click_the_button_and_escape_choose_none(panel, qtbot):
    panel.take_looks(looks("replay", replay_report(), request=ReplayRequest()))
    ways = (
        lambda: drag(qtbot, panel.age, 2, 2),
        lambda: panel.show_all.click(),
        lambda: panel.age.keyPressEvent(_key(Qt.Key.Key_Escape)),
    )
    for way in ways:
        drag(qtbot, panel.age, 2, 2)
        assert panel.wanted()[0].request.age
        with qtbot.waitSignal(panel.wanted_changed):
            way()
        assert panel.wanted()[0].request == ReplayRequest()
        assert not panel.table.isVisible()


def test_that_bars_are_chosen_by_keys_too(panel):
    panel.take_looks(looks("replay", replay_report(), request=ReplayRequest()))
    panel.age.keyPressEvent(_key(Qt.Key.Key_Left))
    assert panel.wanted()[0].request.age == (750.0, 1_000.0)
    panel.age.keyPressEvent(_key(Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier))
    assert panel.wanted()[0].request.age == (500.0, 1_000.0)


def test_that_the_transitions_are_listed_as_they_are(panel):
    chosen_with(panel, transitions((7, 3)))
    assert panel.chosen.text() == "2 transitions."
    panel.take_looks(looks("replay", replay_report(transitions((3,))), request=panel.wanted()[0].request))
    assert panel.chosen.text() == "One transition."
    panel.take_looks(looks("replay", replay_report(transitions((7, 3))), request=panel.wanted()[0].request))
    assert cells(panel, STATE) == ["0.00, 1.00, 2.00, 3.00", "4.00, 5.00, 6.00, 7.00"]
    assert cells(panel, ACTION) == ["Left", "Right"]
    assert cells(panel, REWARD) == ["1", "1"]
    assert cells(panel, END) == ["terminated", ""]
    assert cells(panel, PRIORITY) == ["2.00", "1.00"]
    assert cells(panel, WEIGHT) == ["0.5000", "1.00"]
    assert cells(panel, ERROR) == ["0.2500", "4.00"]
    assert cells(panel, AGE) == ["0", "10"]


@pytest.mark.parametrize("width", [640, 800, 900, 1300])
def test_that_no_number_of_the_table_is_cut_off_by_the_selected_transition(panel, qtbot, width):
    panel.resize(width, 700)
    chosen_with(panel, transitions((7, 3)))
    panel.table.selectRow(0)
    qtbot.waitUntil(panel.detail.isVisible)
    qtbot.wait(1)
    assert panel.table.horizontalHeader().length() <= panel.table.viewport().width()
    scene = panel.detail.scene
    assert 1.5 * scene.height() <= scene.width() <= 2.5 * scene.height(), "wider, the pole is higher than its place"


def test_that_what_was_chosen_is_scrolled_into_view(panel, qtbot):
    panel.resize(500, 330)
    panel.take_looks(looks("replay", replay_report(), request=ReplayRequest()))
    drag(qtbot, panel.age, 0, 0)
    panel.take_looks(looks("replay", replay_report(transitions((7, 3))), request=panel.request()))
    qtbot.waitUntil(lambda: panel.table.mapTo(panel, QPoint(0, 90)).y() <= panel.height())


def test_that_an_actions_name_can_be_read_where_it_is_called_by_its_number(panel):
    panel.begin_run(run_started(2, action_labels=tuple(f"Action {place}" for place in range(12))))
    metrics = panel.table.fontMetrics()
    assert panel.table.columnWidth(ACTION) >= metrics.horizontalAdvance("Action 11") + 8


def test_that_more_than_are_listed_is_said(panel):
    chosen_with(panel, transitions((7, 3), matching=1_234))
    assert panel.chosen.text() == "1,234 transitions; the newest 2 are listed."


def test_that_an_answer_to_an_older_question_fills_no_table(panel):
    panel.take_looks(looks("replay", replay_report(), request=ReplayRequest()))
    panel.age.keyPressEvent(_key(Qt.Key.Key_Right))
    panel.take_looks(looks("replay", replay_report(transitions((1,))), request=ReplayRequest(age=(1.0, 2.0))))
    assert cells(panel, AGE) == []
    assert "Looking" in panel.chosen.text()


def test_that_selecting_a_row_chooses_its_state_and_shows_it(panel):
    chosen_with(panel, transitions((7, 3)))
    states: list[tuple[float, ...]] = []
    slots: list[int] = []
    panel.state_chosen.connect(lambda state, _taken: states.append(state))
    panel.slot_chosen.connect(slots.append)
    panel.table.selectRow(1)
    assert (states, slots) == ([(4.0, 5.0, 6.0, 7.0)], [3])
    assert panel.detail.isVisible()
    assert "Angular velocity" in panel.detail.numbers.text()
    assert panel.detail.scene.isVisible()
    ((ghost,),) = (panel.detail.scene.cartpole.ghosts,)
    assert ghost.position_m == 5.0, "where the cart is after the step"


def test_that_the_selected_transition_stays_selected_and_tells_nothing_anew(panel, qtbot):
    chosen_with(panel, transitions((7, 3)))
    panel.table.selectRow(1)
    with qtbot.assertNotEmitted(panel.state_chosen):
        later = dataclasses.replace(transitions((9, 7, 3)), age=np.array([0, 1, 11]))  # that was 10, a step ago
        panel.take_looks(looks("replay", replay_report(later), request=panel.request(), update=101))
    assert panel.table.selected_row == 2
    assert panel.request() == ReplayRequest(age=panel.request().age, keep=(3.0,)), "also when there are newer ones"
    panel.take_looks(looks("replay", replay_report(transitions((9, 8))), request=panel.request(), update=102))
    assert panel.table.selected_row is None
    assert not panel.detail.isVisible()


def test_that_another_transition_in_its_place_isn_t_the_selected_one(panel):
    chosen_with(panel, transitions((7, 3)))
    panel.table.selectRow(1)
    table = transitions((9, 3))
    panel.take_looks(looks("replay", replay_report(table), request=panel.request(), update=100))
    assert panel.table.selected_row == 1
    younger = dataclasses.replace(table, age=np.array([0, 1]))
    panel.take_looks(looks("replay", replay_report(younger), request=panel.request(), update=101))
    assert panel.table.selected_row is None


def test_that_rows_are_sorted_by_what_they_are_worth_not_by_their_letters(panel):
    chosen_with(panel, transitions((7, 3, 5)))
    panel.table.sortByColumn(AGE, Qt.SortOrder.DescendingOrder)
    assert cells(panel, AGE) == ["20", "10", "0"]


def test_that_uniform_replay_has_all_but_priorities(panel):
    chosen_with(panel, transitions((7,)), uniform_replay_report)
    assert not panel.priority.isVisible()
    assert panel.age.isVisible()
    assert not panel.beta.isVisible()
    assert panel.table.isColumnHidden(PRIORITY)
    assert panel.table.isColumnHidden(WEIGHT)
    assert not panel.table.isColumnHidden(ERROR)


def test_that_a_choice_of_priorities_ends_with_them(panel, qtbot):
    panel.take_looks(looks("replay", replay_report(), request=ReplayRequest()))
    drag(qtbot, panel.priority, 0, 0)
    panel.take_looks(looks("replay", None, request=panel.request(), refusal="Uniform replay has no priorities."))
    assert panel.wanted()[0].request == ReplayRequest()
    assert (panel.text, panel.chosen.text()) == ("", "Uniform replay has no priorities.")
    panel.take_looks(looks("replay", uniform_replay_report(), request=ReplayRequest()))
    assert panel.chosen.text().startswith("Click a bar")
    panel.take_looks(looks("replay", None, request=ReplayRequest(), refusal="The replay buffer is empty."))
    assert panel.text == "The replay buffer is empty."


def test_that_states_which_are_numbers_are_shown_by_them(panel):
    chosen_with(panel, transitions((7, 3), observation=np.array([[5], [11]])))
    assert cells(panel, STATE) == ["5", "11"]


def test_that_images_are_shown_as_pictures_and_name_a_slot_but_no_state(panel, qtbot):
    stacked = np.zeros((2, 4, 10, 8, 1), np.uint8)
    stacked[1, -1] = 255
    chosen_with(panel, transitions((7, 3), observation=stacked))
    assert cells(panel, STATE) == ["", ""]
    with qtbot.assertNotEmitted(panel.state_chosen), qtbot.waitSignal(panel.slot_chosen):
        panel.table.selectRow(1)
    shown = panel.detail.pictures[0].pixmap().toImage()
    assert shown.height() > shown.width() > 50
    assert shown.pixelColor(20, 20).name() == "#ffffff"


def test_that_a_new_run_asks_for_nothing_in_particular(panel, qtbot):
    panel.take_looks(looks("replay", replay_report(), request=ReplayRequest()))
    drag(qtbot, panel.age, 1, 1)
    with qtbot.waitSignal(panel.wanted_changed):
        panel.begin_run(run_started(2))
    assert panel.wanted()[0].request == ReplayRequest()
    assert panel.age.chosen is None


def test_that_bars_of_few_can_be_seen_and_small_changes_move_no_axis(panel):
    panel.take_looks(looks("replay", replay_report(), request=ReplayRequest()))
    heights = panel.priority.bars.opts["height"]
    assert heights[0] == 900
    assert heights[1] == 60
    assert heights[2] == 0
    before = panel.priority.x_range(), panel.priority.y_range()
    panel.take_looks(looks("replay", replay_report(stored=999), request=ReplayRequest(), update=101))
    assert (panel.priority.x_range(), panel.priority.y_range()) == before


@pytest.mark.parametrize("width", [300, 1000])
def test_that_no_figure_is_cut_off(panel, qtbot, width):
    panel.resize(width, 900)
    full = replay_report(stored=4_194_304, effective_sample_size=4_194_304.0, mean_age=2e6)
    panel.take_looks(looks("replay", full, request=ReplayRequest()))
    qtbot.waitUntil(lambda: panel.width() == width)
    for label in (panel.stored, panel.effective, panel.mean_age, panel.halves):
        assert label.width() >= label.fontMetrics().horizontalAdvance(label.text())
        assert label.mapTo(panel, label.rect().topRight()).x() <= width


def test_that_strips_show_how_it_went_in_this_run(panel):
    for update, age in ((100, 50.0), (200, 75.0)):
        panel.take_looks(looks("replay", replay_report(mean_age=age), update=update, request=ReplayRequest()))
    assert panel.strips["age"].points == [(100, 50.0), (200, 75.0)]
    assert panel.strips["effective"].points[-1] == (200, 0.8)
    assert panel.strips["reuse"].points[-1] == (200, replay_report().expected_reuse)
    panel.begin_run(run_started(2))
    assert panel.strips["age"].points == []


def test_that_what_to_do_stands_right_below_the_bars_while_nothing_is_chosen(panel, qtbot):
    panel.resize(300, 1200)
    panel.take_looks(looks("replay", replay_report(), request=ReplayRequest()))
    qtbot.waitUntil(lambda: panel.chosen.y() > panel.samples.y() > 0)
    qtbot.waitUntil(lambda: panel.chosen.y() - panel.samples.geometry().bottom() < 20)
    assert "Click a bar" in panel.chosen.text()


@pytest.mark.parametrize(
    ("matching", "words"),
    [
        (1, "1 transition of the selected state."),
        (2, "2 transitions of the selected state."),
        (1_234, "1,234 transitions of the selected state; the newest 2 are listed."),
    ],
)
def test_that_of_a_map_the_transitions_of_the_selected_state_are_counted(panel, qtbot, matching, words):
    selection = Selection()
    panel.share_selection(selection)
    panel.begin_run(run_started(environment="FrozenLake-v1", observation_labels=("State",)))
    panel.take_looks(looks("replay", replay_report(), request=ReplayRequest()))
    with qtbot.waitSignal(panel.wanted_changed):
        selection.select((5.0,))
    listed = transitions(range(min(matching, 2)), np.full((min(matching, 2), 1), 5), matching)
    panel.take_looks(looks("replay", replay_report(listed), request=panel.request()))
    assert panel.chosen.text() == words


def test_that_a_state_selected_elsewhere_lists_what_is_stored_near_it_and_marks_the_nearest(panel, qtbot):
    selection = Selection()
    panel.share_selection(selection)
    panel.slot_chosen.connect(selection.select_slot)
    panel.state_chosen.connect(selection.select)
    panel.take_looks(looks("replay", replay_report(), request=ReplayRequest()))
    drag(qtbot, panel.age, 2, 2)
    with qtbot.waitSignal(panel.wanted_changed), qtbot.assertNotEmitted(panel.slot_chosen):
        for place in range(3):  # scrubbed through
            selection.select((0.1 * place, 0.0, 0.0, 0.0))
    assert panel.wanted()[0].request == ReplayRequest(near=(0.2, 0.0, 0.0, 0.0))
    assert panel.age.chosen is None
    panel.take_looks(looks("replay", replay_report(transitions((7, 3))), request=panel.request()))
    assert panel.chosen.text() == (
        "The 2 transitions nearest to the selected state; the nearest is 0.2500 standard deviations away."
    )
    assert panel.table.selected_row == 0
    assert selection.slot == NO_SLOT, "it is marked, and not chosen"
    panel.table.selectRow(1)
    assert selection.slot == 3
    qtbot.wait(300)
    assert panel.wanted()[0].request.near == (0.2, 0.0, 0.0, 0.0), "the list stays that one's"
    with qtbot.waitSignal(panel.wanted_changed):
        selection.clear()
    assert panel.wanted()[0].request == ReplayRequest()


def test_that_histograms_use_the_width_that_there_is(panel, qtbot):
    panel.take_looks(looks("replay", replay_report(), request=ReplayRequest()))
    for width in (700, 800, 1000, 1100, 1400):
        panel.resize(width, 420)
        qtbot.waitUntil(lambda: abs(panel.priority.y() - panel.age.y()) < 2)
        assert all(bars.width() >= 200 for bars in (panel.priority, panel.age, panel.samples)), width
        assert sum(bars.width() for bars in (panel.priority, panel.age, panel.samples)) >= 0.6 * width
