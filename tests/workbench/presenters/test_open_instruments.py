"""What can be seen is looked through, and nothing else; what was seen is shown to it."""

import pytest
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from dqn_engine.messages.commands import LookThrough, Wanted
from dqn_engine.messages.reports import EngineReady, Looks
from tests.support.plane_reports import looks, plane, run_started
from tests.support.quiet_panels import PLOTS, quiet_rows
from workbench.command_line import Perspective
from workbench.presenters.open_instruments import OpenInstruments
from workbench.state.report_dispatcher import ReportDispatcher
from workbench.window.docks import Docks
from workbench.window.panel_table import Area, PanelRow

pytestmark = pytest.mark.slow  # All instruments' panels: not for the inner loop.

HEALTH, COACH = Wanted(instrument="health"), Wanted(instrument="coach")


class Clock:
    """Tells what time it is said to be."""

    now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


class Panel(QWidget):
    """A panel of an instrument as one might be added."""

    wanted_changed = Signal()

    def __init__(self, *wanted: Wanted) -> None:
        super().__init__()
        self.wants: tuple[Wanted, ...] = wanted
        self.taken: list[Looks] = []
        self.takes_s = 0.0
        self.clock: Clock | None = None

    def wanted(self) -> tuple[Wanted, ...]:
        return self.wants

    def take_looks(self, looks: Looks) -> None:
        self.taken.append(looks)
        if self.clock is not None:
            self.clock.now_s += self.takes_s


class Sender:
    """Remembers what was sent."""

    def __init__(self) -> None:
        self.sent: list[tuple[Wanted, ...]] = []

    def send(self, kind: type[LookThrough], *, instruments: tuple[Wanted, ...]) -> None:
        assert kind is LookThrough
        self.sent.append(instruments)


class Scene:
    """A window with two panels in one place, the first in front, and their presenter."""

    def __init__(self, qtbot, theme_source, icons, window) -> None:
        self.health, self.coach = Panel(HEALTH), Panel(COACH, HEALTH)
        rows = [
            *quiet_rows(),
            PanelRow(name="health", title=lambda: "Health", area=Area.RIGHT, build=lambda *_: self.health),
            PanelRow(name="coach", title=lambda: "Coach", area=Area.RIGHT_TAB, build=lambda *_: self.coach),
        ]
        self.bot, self.sender, self.reports = qtbot, Sender(), ReportDispatcher()
        self.docks = Docks(window, theme_source, icons, self.reports, rows)
        self.clock = self.health.clock = self.coach.clock = Clock()
        self.instruments = OpenInstruments(self.sender, self.reports, clock=self.clock)
        window.resize(1400, 1000)
        window.show()
        qtbot.waitExposed(window)
        for panel, name in ((self.health, "health"), (self.coach, "coach")):
            self.instruments.add(panel, self.docks.dock(name))

    def ready(self) -> None:
        self.reports.dispatch([EngineReady(run_id=0, sequence=1, device="cpu", device_reason="", load_seconds=0.1)])

    def settle(self) -> list[tuple[Wanted, ...]]:
        """What was sent once all is quiet."""
        self.bot.wait(60)
        return self.sender.sent


@pytest.fixture
def scene(qtbot, theme_source, icons) -> Scene:
    from PySide6.QtWidgets import QMainWindow

    window = QMainWindow()
    qtbot.addWidget(window)
    return Scene(qtbot, theme_source, icons, window)


def test_that_nothing_is_asked_of_an_engine_that_isnt_loaded_and_then_what_is_seen(scene) -> None:
    assert scene.settle() == []
    scene.ready()
    assert scene.settle() == [(HEALTH,)], "the other is behind it"


def test_that_a_tab_brought_to_the_front_is_looked_through_in_place_of_the_one_before(scene) -> None:
    scene.ready()
    scene.settle()
    scene.docks.dock("coach").raise_()
    assert scene.settle()[1:] == [(COACH, HEALTH)], "once, although one hides and another comes"


def test_that_what_is_hidden_costs_nothing(scene) -> None:
    scene.ready()
    scene.settle()
    for name in ("health", "coach"):
        scene.docks.dock(name).hide()
    assert scene.settle()[-1] == ()


def test_that_what_two_panels_want_is_asked_for_once(scene) -> None:
    scene.ready()
    scene.docks.dock("coach").setFloating(True)
    assert scene.settle()[-1] == (HEALTH, COACH)


def test_that_changes_at_once_are_one_command_and_no_change_is_none(scene) -> None:
    scene.ready()
    scene.settle()
    for rate in (1.0, 2.0, 3.0):
        scene.health.wants = (Wanted(instrument="health", most_hz=rate),)
        scene.health.wanted_changed.emit()
    assert scene.settle()[1:] == [(Wanted(instrument="health", most_hz=3.0),)]
    scene.health.wanted_changed.emit()
    assert len(scene.settle()) == 2


def test_that_a_fresh_engine_is_told_again(scene) -> None:
    scene.ready()
    scene.settle()
    scene.ready()
    assert scene.settle() == [(HEALTH,), (HEALTH,)]


def test_that_looks_are_shown_to_what_is_seen(scene) -> None:
    scene.ready()
    scene.settle()
    report = looks(plane())
    scene.reports.dispatch([report])
    assert scene.health.taken == [report]
    assert scene.coach.taken == []


def test_that_panels_which_take_long_to_show_looks_are_a_frame_apart_and_each_has_the_newest(scene) -> None:
    scene.ready()
    scene.docks.dock("coach").setFloating(True)
    scene.settle()
    scene.health.takes_s = scene.coach.takes_s = 0.02
    first, second = looks(plane()), looks(plane())
    scene.reports.dispatch([first])
    assert (scene.health.taken, scene.coach.taken) == ([first], []), "the other's turn is in the next frame"
    scene.reports.dispatch([second])
    scene.bot.waitUntil(lambda: scene.health.taken == [first, second] and scene.coach.taken == [second])


def test_that_panels_which_take_no_time_are_shown_looks_at_once(scene) -> None:
    scene.ready()
    scene.docks.dock("coach").setFloating(True)
    scene.settle()
    report = looks(plane())
    scene.reports.dispatch([report])
    assert (scene.health.taken, scene.coach.taken) == ([report], [report])


def test_that_the_window_asks_for_instruments_in_look_inside_alone(make_stage) -> None:
    stage = make_stage(quiet=PLOTS)
    window = stage.ready().window
    window.show()
    stage.bot.waitExposed(window)
    stage.bot.wait(100)
    assert stage.engine.of_kind(LookThrough) == []
    window.panels.actions.perspectives[Perspective.LOOK_INSIDE].trigger()
    stage.until(lambda: len(stage.engine.of_kind(LookThrough)) == 1)
    asked = {wanted.instrument for wanted in stage.engine.of_kind(LookThrough)[0].instruments}
    assert asked == {"value-plane", "coach", "replay"}, "what is in front"
    window.panels.actions.perspectives[Perspective.TRAIN].trigger()
    stage.until(lambda: len(stage.engine.of_kind(LookThrough)) == 2)
    assert stage.engine.of_kind(LookThrough)[1].instruments == ()


def test_that_a_new_run_forgets_what_was_selected(stage) -> None:
    window = stage.ready().window
    window.selection.select((1.0, 2.0))
    window.reports.dispatch([run_started(run_id=1)])
    assert window.selection.state == ()
