"""The window where there is little room: nothing is clipped, Priorities yields first, messages move nothing."""

from collections.abc import Callable, Iterator

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, QTranslator
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QScrollArea,
    QSlider,
    QTabBar,
    QWidget,
)

from dqn_engine.environments.registry import environment_info
from dqn_engine.play.spectator import Spectator
from tests.support.fake_dialogs import FakeDialogs
from tests.support.in_view import in_view
from tests.support.plot_reports import run_started
from tests.support.scripted_session import ScriptedEngine
from workbench.command_line import Perspective, parse_options
from workbench.engine_link import EngineLink
from workbench.look.dress import dress, prepare
from workbench.look.translations import install_translations, locale_of
from workbench.panels.compare.curves import ComparedCurvesPanel
from workbench.panels.compare.new_sweep import NewSweepPanel
from workbench.panels.curves.panel import CurvesPanel
from workbench.panels.environment_view.panel import EnvironmentViewPanel
from workbench.state.compared_curves import CurvesAsked, CurvesView, Line
from workbench.state.preferences import Preferences
from workbench.widgets.message_bar import Message, MessageBar, Offer, Severity
from workbench.widgets.yielding_area import YieldingArea
from workbench.window.main_window import MainWindow
from workbench.window.panel_table import PANELS, Area

FRAME_PX = 24
"""Of the title that a desktop puts above a window."""

NARROWEST_PX = 252
"""What is left to the middle of *Look inside* in a window of 900 pixels."""

pytestmark = pytest.mark.slow  # Whole windows with all their panels: not for the inner loop.


@pytest.fixture
def dressed(qapp, theme_source) -> Iterator[None]:
    """The application as the program dresses it: its style, font and style sheet decide how small a window can be."""
    before = (qapp.style().objectName(), qapp.font(), qapp.palette(), qapp.styleSheet())
    prepare(qapp)
    dress(qapp, theme_source.theme)
    yield
    name, font, palette, sheet = before
    qapp.setStyleSheet(sheet)
    qapp.setStyle(name)
    qapp.setFont(font)
    qapp.setPalette(palette)


@pytest.fixture
def link() -> Iterator[EngineLink]:
    """With no engine behind; it delivers until it is shut down."""
    made = EngineLink(ScriptedEngine().build, delivery_ms=1)
    yield made
    made.shutdown()


@pytest.fixture
def window(qtbot, dressed, theme_source, icons, tmp_path, link) -> MainWindow:
    """With the real panels."""
    preferences = Preferences(tmp_path / "workbench.ini")
    made = MainWindow(link, theme_source, icons, preferences, parse_options([]), FakeDialogs())
    qtbot.addWidget(made)
    made.setWindowState(Qt.WindowState.WindowNoState)
    made.build_late_panels()
    made.build_unseen()
    made.show()
    qtbot.waitExposed(made)
    return made


class FirstPainting(QObject):
    """Where the panels are when a window is painted for the first time."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.places: dict[str, QRect] = {}
        self.words: list[str] = []
        self._window = window
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint and not self.places:
            self.places = places_of(self._window)
            middle = self._window.docks.place("curves")
            self.words = [label.text() for label in middle.findChildren(QLabel) if label.isVisible()]
        return False


def places_of(window: MainWindow) -> dict[str, QRect]:
    docks = window.docks
    return {name: docks.place(name).geometry() for name in docks.names() if docks.place(name).isVisible()}


@pytest.mark.parametrize("size", [(900, 576), (1280, 776), (1920, 1056)], ids=str)
def test_that_nothing_jumps_when_the_late_panels_arrive(
    qtbot, dressed, theme_source, icons, tmp_path, link, size
) -> None:
    made = MainWindow(link, theme_source, icons, Preferences(tmp_path / "x.ini"), parse_options([]), FakeDialogs())
    qtbot.addWidget(made)
    made.setWindowState(Qt.WindowState.WindowNoState)
    made.resize(*size)
    first = FirstPainting(made)
    with qtbot.waitSignal(made.first_painted):
        made.show()
    made.build_late_panels()
    QTest.qWait(50)
    assert first.places == places_of(made)
    assert first.words == ["Loading…"]
    made.build_unseen()
    QTest.qWait(50)
    assert first.places == places_of(made)
    assert not [label for label in made.findChildren(QLabel) if label.text() == "Loading…"]
    assert made.size().toTuple() == size


def resize(window: QWidget, width: int, height: int) -> None:
    window.resize(width, height)
    QTest.qWait(50)


def curves_of(window: MainWindow) -> CurvesPanel:
    return window.docks.panel("curves", CurvesPanel)


def test_that_the_window_fits_a_screen_of_900_by_600_and_keeps_the_return(window) -> None:
    resize(window, 900, 600)
    assert (window.width(), window.height()) == (900, 600)
    curves = curves_of(window)
    assert curves.plots["return"].isVisible()
    assert curves.plots["return"].canvas.data_rect().height() >= 200
    assert not window.docks.dock("priorities").isVisible()
    for plot in curves.plots.values():
        if not in_view(plot).isEmpty():
            assert in_view(plot) == plot.rect(), "whole plots fill what there is"
            assert plot.canvas.data_rect().height() > plot.legend.height()


ACTIONS = {
    "CartPole-v1": ("Left", "Right"),
    "FrozenLake-v1": ("Left", "Down", "Right", "Up"),
    "Taxi-v4": ("South", "North", "East", "West", "Pick up", "Drop off"),
    "ALE/Pong-v5": tuple(f"Action {number}" for number in range(18)),
}


@pytest.mark.parametrize(
    ("first", "size", "language"),
    [
        (Perspective.TRAIN, (900, 576), "en"),
        (Perspective.COMPARE, (900, 576), "zh_CN"),
        (Perspective.COMPARE, (1280, 776), "en"),
    ],
)
def test_that_going_from_perspective_to_perspective_makes_the_window_no_larger(
    qtbot, qapp, dressed, theme_source, icons, tmp_path, link, first, size, language
) -> None:
    before = set(qapp.findChildren(QTranslator))
    install_translations(qapp, locale_of(language))
    options = parse_options(["--perspective", first])
    made = MainWindow(link, theme_source, icons, Preferences(tmp_path / "x.ini"), options, FakeDialogs())
    try:
        qtbot.addWidget(made)
        made.setWindowState(Qt.WindowState.WindowNoState)
        made.build_late_panels()
        made.build_unseen()
        made.show()
        qtbot.waitExposed(made)
        resize(made, *size)
        for perspective in (*Perspective, Perspective.TRAIN, *reversed(Perspective), Perspective.LOOK_INSIDE):
            made.docks.show_perspective(perspective)
            QTest.qWait(20)
            assert made.size().toTuple() == size, perspective
    finally:
        for translator in set(qapp.findChildren(QTranslator)) - before:
            qapp.removeTranslator(translator)
        made.compare.close()


def test_that_what_is_chosen_about_compared_curves_stands_below_their_heading_there(
    qtbot, dressed, theme_source, icons, tmp_path, link
) -> None:
    options = parse_options(["--perspective", "compare"])
    made = MainWindow(link, theme_source, icons, Preferences(tmp_path / "x.ini"), options, FakeDialogs())
    qtbot.addWidget(made)
    made.setWindowState(Qt.WindowState.WindowNoState)
    made.resize(900, 576)
    made.show()
    made.build_late_panels()
    panel = made.docks.panel("comparison", ComparedCurvesPanel)
    qtbot.waitUntil(lambda: panel.is_built)
    choices = (panel.quantity, panel.axis, panel.centre)
    qtbot.waitUntil(lambda: all(choice.width() >= choice.sizeHint().width() for choice in choices))  # Words are whole.
    made.compare.close()


@pytest.mark.parametrize("size", [(900, 576), (1280, 776)], ids=str)
def test_that_a_study_or_sweep_is_never_cut_whatever_is_ticked(window, size) -> None:
    window.docks.show_perspective(Perspective.COMPARE)
    window.docks.bring("new-sweep")
    resize(window, *size)
    panel = window.docks.panel("new-sweep", NewSweepPanel)
    QTest.mouseClick(panel.choose, Qt.MouseButton.LeftButton)
    for name in ("learning_rate", "n_step", "hidden_sizes", "target_sync"):
        window.compare.new_sweeps.tick(name, True)
    QTest.qWait(100)
    assert window.docks.dock("hyperparameters").isVisible()
    assert window.size().toTuple() == size
    (area,) = panel.findChildren(QScrollArea)
    assert area.widget().width() <= area.viewport().width()
    window.docks.bring("new-sweep")
    QTest.qWait(50)
    for part in (panel.choose, panel.start, panel.seeds, panel.processes):
        area.ensureWidgetVisible(part)
        assert in_view(part) == part.rect()
    assert area.horizontalScrollBar().value() == 0
    window.compare.close()


def test_that_it_fits_there_with_the_frame_that_a_desktop_gives_it(window) -> None:
    for perspective in Perspective:
        window.docks.show_perspective(perspective)
        for environment, actions in ACTIONS.items():
            window.reports.dispatch([run_started(environment=environment, action_labels=actions)])
            resize(window, 900, 600 - FRAME_PX)
            assert (window.width(), window.height()) == (900, 600 - FRAME_PX), (perspective, environment)


@pytest.mark.parametrize("environment", ["CartPole-v1", "ALE/Pong-v5"], ids=["fewest actions", "most actions"])
def test_that_the_world_is_played_in_and_changed_there_too(window, environment) -> None:
    world = Spectator(environment_info("CartPole-v1"), seed=0).world
    started = run_started(environment=environment, action_labels=ACTIONS[environment], world=world)
    window.reports.dispatch([started])
    resize(window, 900, 600 - FRAME_PX)
    view = window.docks.panel("view", EnvironmentViewPanel)
    for button in (view.hand_button, view.world_button):
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    QTest.qWait(50)
    assert (window.width(), window.height()) == (900, 600 - FRAME_PX)
    opened = view.findChild(YieldingArea)
    assert opened.isVisible()
    assert opened.height() >= 36
    assert view.rect().contains(QRect(opened.mapTo(view, QPoint()), opened.size()))
    last = list(view.sliders.sliders.values())[-1]
    opened.ensureWidgetVisible(last)
    assert in_view(last) == last.rect(), "the last one can be scrolled to"
    assert last.mapTo(opened, last.rect().topRight()).x() < opened.width()


def test_that_no_tab_is_cut_there_and_those_without_room_can_be_scrolled_to(window) -> None:
    window.docks.show_perspective(Perspective.LOOK_INSIDE)
    resize(window, 900, 600)
    bars = [bar for bar in window.findChildren(QTabBar) if bar.isVisible() and bar.count() > 1]
    assert bars
    for bar in bars:
        assert bar.elideMode() is Qt.TextElideMode.ElideNone
        assert bar.usesScrollButtons()


def test_that_all_tabs_of_compare_fit_a_window_of_1280_also_beside_hyperparameters(window) -> None:
    resize(window, 1280, 800)
    window.docks.show_perspective(Perspective.COMPARE)
    window.docks.name_view("CartPole-v1")
    for bring in ("", "hyperparameters"):
        if bring:
            window.docks.bring(bring)
        QTest.qWait(100)
        (bar,) = [
            bar
            for bar in window.findChildren(QTabBar)
            if bar.isVisible() and "New" in [bar.tabText(place) for place in range(bar.count())]
        ]
        assert [bar.tabText(place) for place in range(bar.count())][-1] == "Agent"
        rects = [bar.tabRect(place) for place in range(bar.count())]
        assert all(bar.rect().contains(rect) for rect in rects), (bring, bar.rect(), rects)
    assert window.docks.dock("new-sweep").titleBarWidget().findChild(QLabel).text() == "Study or sweep"
    window.docks.show_perspective(Perspective.TRAIN)
    assert window.docks.dock("view").windowTitle() == "Agent at play · CartPole-v1"


def test_that_all_tabs_of_look_inside_fit_a_window_of_1280(window) -> None:
    window.docks.show_perspective(Perspective.LOOK_INSIDE)
    resize(window, 1280, 800)
    bars = [bar for bar in window.findChildren(QTabBar) if bar.isVisible() and bar.count() > 1]
    assert max(bar.count() for bar in bars) == 7
    for bar in bars:
        assert all(bar.rect().contains(bar.tabRect(tab)) for tab in range(bar.count()))


def test_that_look_inside_fits_it_too(window) -> None:
    window.docks.show_perspective(Perspective.LOOK_INSIDE)
    resize(window, 900, 600)
    assert (window.width(), window.height()) == (900, 600)
    plane = window.docks.dock("value-plane")
    assert plane.isVisible()
    assert plane.geometry().right() < window.centralWidget().geometry().left()


@pytest.mark.parametrize("row", [row for row in PANELS if row.inside is Area.BELOW_TAB], ids=lambda row: row.name)
def test_that_instruments_are_not_cut_at_the_side_in_a_window_of_900(qtbot, dressed, theme_source, icons, row) -> None:
    panel = row.build(theme_source, icons)
    qtbot.addWidget(panel)
    panel.resize(NARROWEST_PX, 300)
    panel.begin_run(run_started())
    panel.show()
    panel.show_body()
    (area,) = panel.findChildren(QScrollArea)
    qtbot.waitUntil(lambda: area.viewport().width() > NARROWEST_PX - 20)
    assert area.widget().width() <= area.viewport().width()


def test_that_nothing_of_the_run_bar_lies_beyond_its_end_or_over_another(window) -> None:
    for width in (900, 1000, 1280, 1920):
        resize(window, width, 700)
        bar = window.panels.run_bar
        parts = [part for part in bar.children() if isinstance(part, QWidget) and part.isVisible()]
        ends = [part.geometry().right() for part in parts]
        assert max(ends) <= bar.width(), width
        places = sorted((part.geometry().left(), part.geometry().right()) for part in parts)
        assert all(right < left for (_, right), (left, _) in zip(places, places[1:], strict=False)), width


def test_that_priorities_comes_back_with_the_room_and_stays_where_it_is_chosen(window) -> None:
    priorities = window.docks.dock("priorities")
    resize(window, 1280, 900)
    assert priorities.isVisible()
    resize(window, 1280, 600)
    assert not priorities.isVisible()
    resize(window, 1280, 900)
    assert priorities.isVisible()
    resize(window, 1280, 600)
    priorities.toggleViewAction().trigger()
    resize(window, 1280, 610)
    assert priorities.isVisible(), "the user asked for it"
    window.panels.actions.reset_layout.trigger()
    QTest.qWait(50)
    assert not priorities.isVisible(), "nobody asks for it any more"
    resize(window, 1280, 900)
    assert priorities.isVisible()


def test_that_the_return_keeps_its_room_in_a_window_of_1280_by_800_with_and_without_its_title(window) -> None:
    for height, has_priorities in ((800, True), (776, False)):
        resize(window, 1280, height)
        assert window.docks.dock("priorities").isVisible() is has_priorities
        assert curves_of(window).plots["return"].canvas.data_rect().height() >= 200
    resize(window, 900, 800)
    resize(window, 900, 800)
    assert window.width() == 900, "figures in a row keep no window wide"


def test_that_the_return_is_seen_whole_however_little_room_there_is(window) -> None:
    window.docks.show_perspective(Perspective.LOOK_INSIDE)
    resize(window, 900, 560)
    shown = curves_of(window).plots["return"]
    assert in_view(shown) == shown.rect()
    assert shown.height() < 262


def test_that_all_plots_are_there_where_there_is_room(window) -> None:
    resize(window, 1600, 1000)
    assert all(in_view(plot) == plot.rect() for plot in curves_of(window).plots.values())


@pytest.fixture
def say(window) -> Callable[..., Message]:
    def show(text: str, **fields: object) -> Message:
        message = Message(text=text, severity=Severity.WARNING, **fields)
        window.panels.messages.show_message(message)
        QApplication.processEvents()
        return message

    return show


def shown(bar: MessageBar) -> str:
    """The one text in view."""
    (text,) = [part.text() for part in bar.findChildren(QWidget, "message_text") if part.isVisible()]
    return text


def test_that_a_message_lies_over_the_content_and_moves_nothing(window, say) -> None:
    resize(window, 1280, 800)
    before = window.centralWidget().geometry()
    say("Something is wrong.")
    bar = window.panels.messages
    assert bar.isVisible()
    assert window.centralWidget().geometry() == before
    assert window.rect().contains(bar.geometry())
    assert not bar.geometry().intersects(window.panels.status.geometry())
    resize(window, 900, 600)
    assert window.rect().contains(bar.geometry())


def clicked_in(window: MainWindow) -> list[tuple[str, QRect]]:
    """What is seen of the window that is clicked, each with its place; not the message's own."""
    kinds = (QAbstractButton, QAbstractItemView, QComboBox, QLineEdit, QSlider, QTabBar)
    bar, found = window.panels.messages, []
    for part in (part for kind in kinds for part in window.findChildren(kind)):
        seen = part.visibleRegion().boundingRect()
        if part.isVisible() and not bar.isAncestorOf(part) and not seen.isEmpty():
            name = part.accessibleName() or part.objectName() or type(part).__name__
            found.append((name, QRect(part.mapTo(window, seen.topLeft()), seen.size())))
    return found


@pytest.mark.parametrize("perspective", list(Perspective))
def test_that_a_message_covers_nothing_that_is_clicked(window, say, perspective) -> None:
    words = "Solved at step 5,000: 10 greedy episodes averaged 500.0, and 475 counts as solved. Train on, or export it."
    bar = window.panels.messages
    window.docks.show_perspective(perspective)
    for size in ((900, 600), (1280, 800), (1900, 1000)):
        resize(window, *size)
        for offers in ((), (Offer(text="Stop", take=bar.hide), Offer(text="Export…", take=bar.hide))):
            say(words, offers=offers)
            QTest.qWait(20)
            assert window.rect().contains(bar.geometry()), size
            assert [name for name, place in clicked_in(window) if place.intersects(bar.geometry())] == [], size
            bar.withdraw(words)


@pytest.mark.parametrize("first", ["the curve", "the message"])
@pytest.mark.parametrize("size", [(900, 600), (1280, 800)])
def test_that_a_message_covers_no_axis_of_compared_curves(window, say, qtbot, size, first) -> None:
    resize(window, *size)
    window.docks.show_perspective(Perspective.COMPARE)
    panel, steps = window.docks.panel("comparison", ComparedCurvesPanel), np.array([0.0, 500.0, 1000.0])
    line = Line(key="one", label="one", x=steps, y=steps, colour=0, alone=True)
    curves = CurvesView(asked=CurvesAsked(), lines=(line,), selected=1)
    words = "one is in the trash; Undo in the Edit menu brings it back."
    for show, shown in ((panel.show_view, curves), (say, words))[:: 1 if first == "the curve" else -1]:
        show(shown)
        QTest.qWait(50)
    plot, bar = panel.canvas.canvas, window.panels.messages

    def axis() -> QRect:
        top = round(plot.data_rect().bottom())
        return QRect(plot.mapTo(window, QPoint(0, top)), QSize(plot.width(), plot.height() - top))

    qtbot.waitUntil(lambda: axis().height() > 10 and not axis().intersects(bar.geometry()), timeout=5000)


def test_that_a_narrow_message_shows_all_its_words_and_buttons(window, say) -> None:
    resize(window, 900, 600)
    say(
        "Solved at step 5,000.",
        offers=(Offer(text="Stop", take=lambda: None), Offer(text="Export…", take=lambda: None)),
    )
    QTest.qWait(20)
    bar = window.panels.messages
    for button in (part for part in bar.findChildren(QAbstractButton) if part.isVisible()):
        assert button.width() >= button.sizeHint().width(), button.text()
        assert bar.rect().contains(QRect(button.mapTo(bar, QPoint()), button.size()))
    (words,) = [part for part in bar.findChildren(QLabel, "message_text") if part.isVisible()]
    assert words.height() >= words.heightForWidth(words.width())


def test_that_the_sign_that_closes_a_narrow_message_takes_no_row_of_its_own(window, say) -> None:
    resize(window, 900, 600)
    say("The plot's picture is on the clipboard.")
    QTest.qWait(20)
    bar = window.panels.messages
    (words,) = [part for part in bar.findChildren(QLabel, "message_text") if part.isVisible()]
    (close,) = [part for part in bar.findChildren(QAbstractButton) if part.isVisible()]
    assert words.mapTo(bar, QPoint(words.width(), 0)).x() <= close.mapTo(bar, QPoint()).x()
    assert words.height() >= words.heightForWidth(words.width())


def test_that_one_bar_replaces_itself_and_what_wasnt_answered_comes_back(window, say) -> None:
    taken: list[str] = []
    say("The run was interrupted.", offers=(Offer(text="Open", take=lambda: taken.append("open")),))
    say("The seed isn't a number.")
    bar = window.panels.messages
    assert shown(bar) == "The seed isn't a number."
    assert [message.text for message in bar.messages()] == ["The seed isn't a number.", "The run was interrupted."]
    close = next(b for b in bar.findChildren(QWidget) if b.accessibleName() == "Close this message" and b.isVisible())
    place = close.mapTo(window, QPoint(5, 5))
    QTest.mouseClick(close, Qt.MouseButton.LeftButton)
    assert shown(bar) == "The run was interrupted."
    docks = [window.docks.dock(name) for name in ("hyperparameters", "view", "log")]
    for _ in range(3):
        under = window.childAt(place)
        if under is not None:
            QTest.mouseClick(under, Qt.MouseButton.LeftButton)
    assert all(dock.isVisible() for dock in docks), "clicks in the same place close no panel"
