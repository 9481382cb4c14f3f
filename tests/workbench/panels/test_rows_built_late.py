"""Rows of hyperparameters that are built late: when they are seen, and then as if they had been there all along."""

from collections.abc import Callable, Iterable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QLineEdit, QSlider, QWidget
from pytestqt.qtbot import QtBot

from dqn_engine.config.hyperparameters import KNOB_BY_NAME, default_knobs
from dqn_engine.messages.reports import Progress, RunState
from workbench.knob_rows.row import KnobRow
from workbench.look.theme import DARK, ThemeSource
from workbench.panels.hyperparameters.panel import FIRST, HyperparametersPanel
from workbench.state.report_dispatcher import ReportDispatcher

pytestmark = pytest.mark.slow  # Whole windows, each made anew: not for the inner loop.

Make = Callable[[Iterable[str]], HyperparametersPanel]


@pytest.fixture
def make(qtbot: QtBot, theme_source, icons) -> Make:
    """Builds a panel that isn't shown, and in it the rows of some names at once, in the order of these names."""

    def build(at_once: Iterable[str]) -> HyperparametersPanel:
        made = HyperparametersPanel(theme_source, icons, throttle_ms=20)
        qtbot.addWidget(made)
        made.resize(330, 900)
        made.rows.build(at_once)
        return made

    return build


def built(panel: HyperparametersPanel) -> set[str]:
    return {row.knob.name for row in panel.rows.built()}


def test_that_rows_wait_until_they_are_seen(make: Make) -> None:
    panel = make(())
    panel.set_values({"gamma": 0.9, "dueling": False})
    assert len(built(panel)) <= 2, "no more than tell how wide the panel has to be"
    panel.set_collapsed_groups(["Replay"])
    panel.show()
    replay = {name for name, knob in KNOB_BY_NAME.items() if knob.group == "Replay"}
    assert {"learning_rate", "gamma", "dueling"} <= built(panel)
    assert "alpha" in replay - built(panel), "in a closed section"
    assert "v_min" not in built(panel), "means nothing as things are"
    panel.set_values({"value_head": "c51"})
    assert "v_min" in built(panel)
    panel.sections["Replay"].set_open(True)
    assert "alpha" in built(panel)


@pytest.mark.parametrize("way", ["search", "changed only", "go to"])
def test_that_what_is_looked_for_is_seen_in_a_closed_section(make: Make, way: str) -> None:
    panel = make(())
    panel.set_collapsed_groups(["Replay"])
    panel.show()
    panel.set_values({"alpha": 0.5})
    assert "alpha" not in built(panel)
    match way:
        case "search":
            panel.search.field.setText("alpha")
        case "changed only":
            panel.search.changed_only.setChecked(True)
        case _:
            panel.go_to("alpha")
    assert "alpha" in built(panel)
    assert panel.rows["alpha"].isVisible()
    assert panel.rows["alpha"].field.text() == "0.5"


def looks_of(widget: QWidget) -> tuple[object, ...]:
    match widget:
        case QLabel():
            said: object = (widget.text(), widget.pixmap().cacheKey())
        case QLineEdit():
            said = widget.text()
        case QSlider():
            said = (widget.value(), widget.accessibleDescription())
        case QComboBox():
            said = widget.currentText()
        case QAbstractButton():
            said = (widget.isChecked(), widget.icon().cacheKey())
        case _:
            said = None
    marks = [str(widget.property(name)) for name in ("role", "changed", "refused")]
    return (type(widget).__name__, widget.accessibleName(), widget.toolTip(), widget.isHidden(), said, *marks)


def looks(row: KnobRow) -> list[tuple[object, ...]]:
    """What a row shows, says and is."""
    assert row.note is not None
    return sorted([looks_of(row), *map(looks_of, row.findChildren(QWidget))], key=str)


def live(panel: HyperparametersPanel) -> None:
    """What changes what a row shows."""
    reports = ReportDispatcher()
    panel.subscribe_to(reports)
    panel.set_environment("MountainCar-v0")
    panel.set_engine_values({**default_knobs(), "learning_rate_schedule": "linear", "gamma": 0.7})
    panel.set_preset({**default_knobs(), "value_head": "c51", "gamma": 0.5, "hidden_sizes": (8, 4)})
    panel.set_values({"double": False, "batch_size": 128, "optimizer": "rmsprop"})
    now = {"episodes": 9, "steps_per_second": 1.0, "mean_return_100": 1.0, "epsilon": 0.1, "beta": 0.4}
    reports.dispatch(
        [
            Progress(
                run_id="a",
                sequence=1,
                state=RunState.TRAINING,
                env_steps=900,
                updates=50_000,
                loss=0.1,
                compile_seconds=0.0,
                **now,
            )
        ]
    )
    panel.revert(["batch_size"])


def test_that_a_row_built_late_shows_what_one_built_at_once_shows(
    make: Make, theme_source, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    early, late = make(KNOB_BY_NAME), make(())
    for panel in (early, late):
        live(panel)
        panel.setEnabled(False)
    monkeypatch.setattr(ThemeSource, "theme", DARK)
    theme_source.changed.emit(DARK)
    assert len(built(late)) <= 2
    for name in KNOB_BY_NAME:
        assert looks(late.rows[name]) == looks(early.rows[name]), name
        assert not late.rows[name].isEnabled()
    assert late.rows["gamma"].note.text() == "For the next run; this run has 0.7."
    assert late.rows["v_max"].note.text() == "Here: 0, from rewards and γ."
    assert any(label.text().startswith("now ") for label in late.rows["learning_rate"].findChildren(QLabel))
    for panel in (early, late):
        panel.show()
    qapp.processEvents()
    assert [row.geometry() for row in late.rows.values()] == [row.geometry() for row in early.rows.values()]
    assert late.minimumSizeHint() == early.minimumSizeHint()


def test_that_rows_built_late_stand_and_are_tabbed_to_in_their_order(make: Make) -> None:
    def stops(panel: HyperparametersPanel) -> list[str]:
        widget, names = panel.nextInFocusChain(), []
        while widget is not panel:
            if widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
                names.append(widget.accessibleName())
            widget = widget.nextInFocusChain()
        return names

    def standing(panel: HyperparametersPanel, heading: str) -> list[str]:
        body = panel.sections[heading].body
        rows = [body.itemAt(place).widget() for place in range(body.count())]
        return [row.knob.name for row in rows if isinstance(row, KnobRow)]

    early, late = make(KNOB_BY_NAME), make(["gamma", "alpha", *reversed(KNOB_BY_NAME)])
    assert stops(late) == stops(early)
    fields = [name for name in stops(late) if name in {"Learning rate", "Discount γ", "Batch size"}]
    assert len(fields) >= 2
    for heading in early.sections:
        assert standing(late, heading) == standing(early, heading)
        assert heading == FIRST or standing(late, heading) == [n for n in KNOB_BY_NAME if n in standing(late, heading)]
