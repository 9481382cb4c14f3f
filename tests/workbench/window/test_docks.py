"""The table of panels: docks, places, the View menu and subscriptions are made from its rows."""

from collections.abc import Sequence

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMainWindow, QToolButton, QWidget

from dqn_engine.messages.reports import PastNote
from tests.support.quiet_panels import quiet_rows
from tests.workbench.conftest import Stage
from workbench.panels.log import LogPanel
from workbench.state.report_dispatcher import ReportDispatcher
from workbench.window.docks import Docks
from workbench.window.panel_table import PANELS, Area, PanelRow


class Instrument(QWidget):
    """A panel as one might be added."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def subscribe_to(self, reports: ReportDispatcher) -> None:
        reports.subscribe(PastNote, lambda report: self.texts.append(report.text))


def instrument_row(**changes: object) -> PanelRow:
    fields = {"title": lambda: "Instrument", "area": Area.RIGHT_TAB, "build": lambda _theme, _icons: Instrument()}
    return PanelRow(name="instrument", **{**fields, **changes})


@pytest.fixture
def docked(qtbot, theme_source, icons):
    """Makes a window with these rows; returns it, its docks and its reports."""

    def make(rows: Sequence[PanelRow]) -> tuple[QMainWindow, Docks, ReportDispatcher]:
        window, reports = QMainWindow(), ReportDispatcher()
        qtbot.addWidget(window)
        return window, Docks(window, theme_source, icons, reports, rows), reports

    return make


def note(text: str) -> PastNote:
    return PastNote(run_id=1, sequence=1, env_step=0, text=text)


def test_that_one_row_more_is_a_panel_more_with_its_place_its_menu_entry_and_its_reports(docked) -> None:
    window, docks, reports = docked([*quiet_rows(), instrument_row()])
    dock = docks.dock("instrument")
    assert [action.text() for action in docks.toggles()][-1] == dock.windowTitle() == "Instrument"
    assert window.dockWidgetArea(dock) is Qt.DockWidgetArea.RightDockWidgetArea
    assert docks.dock("log") in window.tabifiedDockWidgets(dock)
    reports.dispatch([note("hello")])
    assert docks.panel("instrument", Instrument).texts == ["hello"]


def test_that_a_late_panel_is_built_when_it_is_time_and_hears_of_what_is_reported_from_then_on(docked) -> None:
    _, docks, reports = docked([*quiet_rows(), instrument_row(late=True)])
    reports.dispatch([note("too early")])
    with pytest.raises(KeyError):
        docks.panel("instrument", Instrument)
    docks.build_seen_panels()
    reports.dispatch([note("hello")])
    assert docks.panel("instrument", Instrument).texts == ["hello"]


def test_that_a_panel_that_is_hidden_at_first_is_built_with_the_others_later(docked) -> None:
    _, docks, _ = docked([*quiet_rows(), instrument_row(late=True, shown=False)])
    docks.build_seen_panels()
    with pytest.raises(KeyError):
        docks.panel("instrument", Instrument)
    built = docks.build_other_panels()
    assert docks.panel("instrument", Instrument) in built
    assert docks.build_other_panels() == [], "each is built once"


def test_that_a_panel_that_an_arrangement_shows_is_built_with_those_that_are_seen(docked) -> None:
    _, docks, _ = docked([*quiet_rows(), instrument_row(late=True, shown=False)])
    docks.dock("instrument").show()
    assert [panel for panel in docks.build_seen_panels() if isinstance(panel, Instrument)]


def test_that_a_panel_hidden_at_first_is_in_the_menu_and_hidden_again_by_reset_layout(docked) -> None:
    window, docks, _ = docked([*quiet_rows(), instrument_row(shown=False, area=Area.BELOW)])
    window.show()
    assert docks.dock("instrument").isHidden()
    docks.toggles()[-1].trigger()
    assert not docks.dock("instrument").isHidden()
    docks.dock("log").hide()
    docks.arrange()
    assert docks.dock("instrument").isHidden()
    assert not docks.dock("log").isHidden()


def test_that_a_panel_chosen_in_the_menu_is_seen_also_where_others_are_tabs_and_closed_where_it_is_seen(
    docked, qtbot
) -> None:
    window, docks, _ = docked([*quiet_rows(), instrument_row(shown=False)])
    window.resize(1200, 800)
    window.show()
    qtbot.waitExposed(window)
    dock, toggle = docks.dock("instrument"), docks.toggles()[-1]

    def is_seen() -> bool:
        return not dock.visibleRegion().isEmpty()

    toggle.trigger()
    assert docks.dock("log") in window.tabifiedDockWidgets(dock)
    qtbot.waitUntil(is_seen)
    docks.dock("log").raise_()
    qtbot.waitUntil(lambda: not is_seen())
    toggle.trigger()
    qtbot.waitUntil(is_seen)
    toggle.trigger()
    qtbot.waitUntil(dock.isHidden)
    toggle.trigger()
    qtbot.waitUntil(is_seen)


def test_that_a_panel_is_asked_for_by_its_name_and_its_kind(docked) -> None:
    _, docks, _ = docked(quiet_rows())
    assert docks.panel("log", LogPanel).entries() == []
    with pytest.raises(TypeError, match="is a LogPanel, not a Instrument"):
        docks.panel("log", Instrument)


def test_that_each_row_has_a_name_of_its_own_and_one_stands_in_the_middle() -> None:
    names = [row.name for row in PANELS]
    assert len(set(names)) == len(names)
    for perspective, middle in (("train", "curves"), ("look-inside", "curves"), ("compare", "comparison")):
        assert [row.name for row in PANELS if perspective in row.middle_of] == [middle]


def test_that_the_docks_stand_where_the_table_says(docked) -> None:
    window, docks, _ = docked(quiet_rows())
    window.resize(1200, 800)
    window.show()
    areas = {name: window.dockWidgetArea(docks.dock(name)) for name in ("hyperparameters", "priorities", "view", "log")}
    assert areas == {
        "hyperparameters": Qt.DockWidgetArea.LeftDockWidgetArea,
        "priorities": Qt.DockWidgetArea.BottomDockWidgetArea,
        "view": Qt.DockWidgetArea.RightDockWidgetArea,
        "log": Qt.DockWidgetArea.RightDockWidgetArea,
    }
    assert docks.dock("view").geometry().bottom() < docks.dock("log").geometry().top()
    assert window.tabifiedDockWidgets(docks.dock("log")) == [docks.dock("checkpoints")]
    assert docks.dock("log").isVisible()
    assert docks.dock("checkpoints").visibleRegion().isEmpty(), "it is behind the log"


def test_that_a_panel_that_floats_leaves_its_place_and_comes_back(stage: Stage) -> None:
    stage.window.show()
    stage.bot.waitExposed(stage.window)
    dock = stage.window.docks.dock("log")
    place = dock.mapToGlobal(QPoint())
    button = next(b for b in dock.findChildren(QToolButton) if b.accessibleName() == "Float or dock Changes and events")
    stage.bot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert dock.isFloating()
    assert (dock.mapToGlobal(QPoint()) - place).manhattanLength() >= 40
    assert dock.widget().property("floating")
    stage.bot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert not dock.isFloating()
    assert not dock.widget().property("floating")
    stage.until(lambda: stage.window.rect().contains(dock.geometry()))
    assert stage.window.dockWidgetArea(dock) is Qt.DockWidgetArea.RightDockWidgetArea


def test_that_a_right_click_between_panels_lists_them_as_the_view_menu_does(stage: Stage) -> None:
    window = stage.window
    popup = window.createPopupMenu()
    texts = [action.text() for action in popup.actions() if action.menu() is None]
    assert texts == [*(toggle.text() for toggle in window.docks.toggles()), window.panels.actions.reset_layout.text()]
    (more,) = [action.menu() for action in popup.actions() if action.menu() is not None]
    assert [action.text() for action in more.actions()] == [
        toggle.text() for toggle in window.docks.toggles(of_comparing=True)
    ]
