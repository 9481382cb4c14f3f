"""The composition root: builds every part in the order that shows the window first, and owns the order of shutdown.

Window, then (once it has been painted) the plots' libraries, then the engine in its thread: the user can look around
and choose while TensorFlow loads.
"""

import gc
import importlib
import os
import signal
import sys
import threading
from collections.abc import Sequence
from types import TracebackType

from PySide6.QtCore import QLocale, QObject, Slot
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from dqn_engine.messages.reports import Progress, RunState, StateChanged
from dqn_engine.system.deletion import tell_errors
from dqn_engine.system.errors import InputError, UnknownEnvironmentError
from dqn_engine.system.process_end import end_despite_leftovers
from dqn_engine.system.process_kept import end_process
from dqn_engine.system.signals import heeded_signals
from workbench.command_line import Perspective, WindowOptions, parse_options
from workbench.engine_link import JOIN_MS, EngineLink, SessionFactory, training_session_factory
from workbench.look.dress import dress, prepare
from workbench.look.icons import IconBook, icon_path
from workbench.look.theme import Theme, ThemeSource
from workbench.look.translations import install_translations, locale_of
from workbench.measurement import Measurement, write_results
from workbench.state.instrument_panel import NamesInstruments
from workbench.state.own_modules import Imported, import_remembered
from workbench.state.preferences import Preferences, preferences_path
from workbench.window.dialogs import Dialogs
from workbench.window.main_window import MainWindow

# How long the engine may take to save the run: after a signal, and when the user closed the window.
_SIGNALLED_JOIN_MS, _CLOSED_JOIN_MS = 4_300, 30_000
# An exception whose text differs every time must not flood the window either.
_MOST_EXCEPTIONS = 100


class Workbench(QObject):
    """One window over one engine."""

    def __init__(
        self,
        application: QApplication,
        options: WindowOptions,
        build_session: SessionFactory,
        preferences: Preferences,
        dialogs: Dialogs | None = None,
        remembered: Imported | None = None,
    ) -> None:
        super().__init__()
        self._application = application
        self._options = options
        self.exit_code = 0
        self._signalled = False
        self._preferences = preferences
        self.theme_source = ThemeSource(self)
        self.theme_source.choose(preferences.appearance())
        self._dress(self.theme_source.theme)
        self.theme_source.changed.connect(self._dress)
        self.link = EngineLink(build_session, self)
        icons = IconBook(self.theme_source, self)
        self.window = MainWindow(
            self.link, self.theme_source, icons, preferences, options, dialogs, remembered=remembered
        )
        self.window.theme_wanted.connect(self.theme_source.choose)
        self.window.first_painted.connect(self._finish_building)
        self.window.reports.subscribe(StateChanged, self._leave_out_of_collections)
        self._unsettled = {RunState.IDLE, RunState.FAILED, RunState.TRAINING}
        self._measurement = self._measure(options) if options.measure_s else None

    def show(self) -> None:
        """Shows the window; everything slow follows once it has been painted."""
        self.window.show()

    def shutdown(self) -> None:
        """Writes what is to be remembered and ends the engine, which saves the run in progress."""
        if self._signalled:  # Closing the window, which didn't happen, remembers it.
            self.window.remember_layout()
        self._preferences.write()
        facts = self.window.run.facts
        can_be_saved = facts.in_a_run and not facts.is_stalled
        self.link.shutdown(patience_ms(can_be_saved=can_be_saved, signalled=self._signalled))

    def install_hooks(self) -> None:
        """Makes uncaught exceptions a message in the window, and Ctrl+C in the terminal a quiet close."""

        told: set[str] = set()

        def show(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
            # What fails at every turn of a timer, or fails because it is shown, is shown once.
            if repr(error) in told or len(told) >= _MOST_EXCEPTIONS:
                return
            told.add(repr(error))
            sys.__excepthook__(kind, error, trace)
            self.link.report_exception(error)

        def show_from_thread(failure: threading.ExceptHookArgs) -> None:
            if failure.exc_value is not None:
                show(failure.exc_type, failure.exc_value, failure.exc_traceback)

        sys.excepthook = show
        threading.excepthook = show_from_thread
        tell_errors()

        def leave(*_: object) -> None:
            self._signalled = True
            self._application.exit(0)

        for number in heeded_signals():
            # Python runs this between two turns of the link's timer. `exit`, unlike `quit`, asks no questions.
            signal.signal(number, leave)
        # Before a logout, which may end the program at any moment after.
        self._application.commitDataRequest.connect(self.window.panels.actions.save_checkpoint.trigger)

    @Slot()
    def _finish_building(self) -> None:
        if self._measurement is not None:
            self._measurement.window_shown()
        # These have code of their own to load, which must wait for TensorFlow's once the engine loads that.
        for name in ("pyqtgraph", "pygame"):
            importlib.import_module(name)
        self.link.start()
        self.window.build_late_panels()
        if self._measurement is not None:
            from workbench.panels.environment_view.panel import EnvironmentViewPanel

            self._measurement.watch(self.window.docks.panel("view", EnvironmentViewPanel))
            if self.window.compare is not None and self._options.perspective is Perspective.COMPARE:
                self.window.compare.sweep.changed.connect(self._measurement.count_field)
                self.window.compare.show_live()
            for panel, dock in self.window.docks.docked_panels():
                if isinstance(panel, NamesInstruments) and not dock.isHidden():
                    self._measurement.expect(panel.instruments)
        elif not self._options.open_path:
            self.window.saved_runs.offer_interrupted()

    @Slot(object)
    def _dress(self, theme: Theme) -> None:
        dress(self._application, theme)

    def _leave_out_of_collections(self, report: StateChanged) -> None:
        """As the engine is ready, and as training first begins: nothing that there is by then is looked at again.

        The interpreter looks through all there is for what nothing refers to any more, now and then. With TensorFlow
        that takes 0.3 s a time. Until the engine is ready it doesn't look at all.
        """
        if report.state in self._unsettled:
            self._unsettled.discard(report.state)
            gc.freeze()
            gc.enable()

    def _measure(self, options: WindowOptions) -> Measurement:
        measurement = Measurement(options.measure_s, self)
        measurement.subscribe_to(self.window.reports)
        measurement.stop_wanted.connect(self.window.panels.actions.stop.trigger)
        measurement.finished.connect(self._end_measurement)
        measurement.failed.connect(self._fail_measurement)
        return measurement

    @Slot(dict)
    def _end_measurement(self, results: dict[str, object]) -> None:
        try:
            write_results(results, self._options.report_path)
        except OSError as error:
            self._fail_measurement(f"The report {str(self._options.report_path)!r} can't be written: {error.strerror}.")
        self._application.exit(self.exit_code)

    @Slot(str)
    def _fail_measurement(self, sentence: str) -> None:
        print(f"workbench: {sentence}", file=sys.stderr)
        self.exit_code = 1
        self._application.exit(self.exit_code)


def patience_ms(*, can_be_saved: bool, signalled: bool) -> int:
    """How long the end of the program waits for the engine: long where a run is to be saved, less after a signal.

    A run whose environment doesn't come back can't be: its checkpoints are what there is of it.
    """
    if not can_be_saved:
        return JOIN_MS
    return _SIGNALLED_JOIN_MS if signalled else _CLOSED_JOIN_MS


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the program. Ends the process with 0, or 1 where measuring failed.

    Returns:
        2, where an argument can't be used and no window was opened.
    """
    preferences = Preferences(preferences_path())
    try:
        options, remembered = read_arguments(sys.argv[1:] if arguments is None else arguments, preferences)
    except InputError as error:
        print(f"workbench: {error}", file=sys.stderr)
        if arguments is None:
            end_despite_leftovers(2)  # A module given by --import may have left some.
        return 2
    application = QApplication([sys.argv[0]])
    application.setApplicationName("dqn-workbench")
    application.setApplicationDisplayName("DQN Workbench")
    application.setDesktopFileName("dqn-workbench")
    prepare(application)
    application.setWindowIcon(QIcon(str(icon_path("workbench"))))
    locale = locale_of(preferences.language())
    QLocale.setDefault(locale)
    install_translations(application, locale)
    build_session = training_session_factory(options.config.device)
    workbench = Workbench(application, options, build_session, preferences, remembered=remembered)
    workbench.install_hooks()
    workbench.show()
    workbench.window.reports.subscribe(Progress, _take_short_turns)
    code = application.exec()
    workbench.shutdown()
    # The engine's thread has ended, or is inside an import or a compilation that nothing can interrupt and that no run
    # or file depends on. Everything is written; taking TensorFlow and the interpreter apart would only cost seconds.
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.flush()
    end_process(code)
    return code  # It doesn't come to this.


def _take_short_turns(_report: Progress) -> None:
    """Neither must the engine's Python between two chunks hold up a frame, nor the window's the next chunk.

    By default each may keep the lock for 5 ms a time. Before a run trains that is better: what the engine imports and
    traces then is all Python, and would only take longer.
    """
    sys.setswitchinterval(0.0002)


def read_arguments(arguments: Sequence[str], preferences: Preferences) -> tuple[WindowOptions, Imported]:
    """What was asked for, and what the remembered modules brought; these come first where an environment needs them.

    Raises:
        InputError: Something can't be used, or there is no display.
    """
    try:
        options = parse_options(arguments)
    except UnknownEnvironmentError:
        _require_display()
        remembered = import_remembered(preferences)
        return parse_options(arguments), remembered
    _require_display()
    return options, import_remembered(preferences)


def _require_display() -> None:
    """Raises InputError where Qt would abort the process for want of a screen."""
    if sys.platform.startswith("linux") and not any(
        os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    ):
        raise InputError("There is no display to open a window on; set DISPLAY, or use dqn-engine, which needs none.")
