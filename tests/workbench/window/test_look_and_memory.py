"""Themes, icons, preferences and the measurement."""

import json
from dataclasses import fields

import pytest
from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication

from dqn_engine.messages.reports import EngineReady, Failure, Progress, RunEnded
from dqn_engine.system.resources import resource_folder
from tests.support.fake_plots import FakePanel
from tests.support.scripted_session import progress_fields
from workbench.look.icons import icon, pixmap
from workbench.look.style_sheet import palette, style_sheet
from workbench.look.theme import DARK, LIGHT, SMALL_PX, application_font, small_font
from workbench.measurement import Measurement, frame_times, write_results
from workbench.state.preferences import Preferences
from workbench.state.startup_clock import process_age_seconds

THEMES = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])


def contrast(one: str, two: str) -> float:
    """The contrast ratio of WCAG 2."""

    def luminance(colour: str) -> float:
        parts = [channel / 255 for channel in QColor(colour).getRgb()[:3]]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(one), luminance(two)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@THEMES
@pytest.mark.parametrize("text", ["text", "muted", "warning", "danger", "accent"])
@pytest.mark.parametrize("behind", ["window", "surface", "raised", "hover"])
def test_that_text_has_a_contrast_of_4_5(theme, text, behind) -> None:
    assert contrast(getattr(theme, text), getattr(theme, behind)) >= 4.5


@THEMES
def test_that_text_on_the_accent_has_a_contrast_of_4_5(theme) -> None:
    assert contrast(theme.on_accent, theme.accent) >= 4.5


@THEMES
@pytest.mark.parametrize("line", ["episode_return", "evaluation", "loss", "q_mean", "q_max", "epsilon", "beta"])
def test_that_lines_have_a_contrast_of_3_on_their_plots(theme, line) -> None:
    assert contrast(getattr(theme, line), theme.surface) >= 3.0


@THEMES
def test_that_the_style_sheet_is_complete_and_its_pictures_exist(qapp, theme) -> None:
    sheet = style_sheet(theme)
    assert sheet.count("{") == sheet.count("}")
    pictures = [part.split('"')[0] for part in sheet.split('url("')[1:]]
    assert pictures
    assert all(resource_folder("icons").joinpath(name.rpartition("/")[2]).is_file() for name in pictures)
    assert palette(theme).window().color().name() == theme.window


def test_that_a_chosen_theme_is_told_once_and_kept(theme_source) -> None:
    told: list[object] = []
    theme_source.changed.connect(told.append)
    for appearance in ("dark", "dark", "light", "system"):
        theme_source.choose(appearance)
    assert told == [DARK, LIGHT]
    assert theme_source.theme is LIGHT


def test_that_a_change_of_the_systems_setting_is_followed(theme_source, monkeypatch) -> None:
    told: list[object] = []
    theme_source.changed.connect(told.append)
    monkeypatch.setattr(type(theme_source), "theme", DARK)
    QGuiApplication.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert told == [DARK]


def test_that_no_letter_is_smaller_than_12_pixels(qapp) -> None:
    tiny = QFont()
    tiny.setPixelSize(8)
    font = application_font(tiny)
    assert small_font(font).pixelSize() >= SMALL_PX
    assert font.pixelSize() > small_font(font).pixelSize()


ICONS = sorted(path.stem for path in resource_folder("icons").glob("*.svg"))


@pytest.mark.parametrize("name", ICONS)
def test_that_every_icon_draws_something_and_is_crisp_at_scale_2(qapp, name) -> None:
    drawn = pixmap(name, "#ff0000", 16, 2.0)
    assert (drawn.width(), drawn.devicePixelRatio()) == (32, 2.0)
    image = drawn.toImage()
    assert any(image.pixelColor(x, y).alpha() > 0 for x in range(32) for y in range(32))


def test_that_icons_take_the_colour_they_are_given(qapp) -> None:
    image = icon("stop", "#123456", "#888888").pixmap(24, 24).toImage()
    assert image.pixelColor(12, 12).name() == "#123456"


def test_that_preferences_come_back(tmp_path) -> None:
    path = tmp_path / "deep" / "workbench.ini"
    kept = Preferences(path)
    kept.set_layout(QByteArray(b"g"), QByteArray(b"d"))
    kept.set_collapsed_groups(["Replay", "Network"])
    kept.set_appearance("dark")
    kept.set_folder("/somewhere")
    del kept
    again = Preferences(path)
    assert again.layout() == (QByteArray(b"g"), QByteArray(b"d"))
    assert again.collapsed_groups() == ["Replay", "Network"]
    assert (again.appearance(), again.folder()) == ("dark", "/somewhere")


@pytest.mark.parametrize(
    "content", [b"", b"\x00\xff\xfe garbage", b"[window]\nversion=99\ngeometry=1\nappearance=pink"]
)
def test_that_preferences_that_cant_be_read_count_as_none(tmp_path, content) -> None:
    path = tmp_path / "workbench.ini"
    path.write_bytes(content)
    preferences = Preferences(path)
    assert preferences.layout() is None
    assert preferences.appearance() == "system"
    assert preferences.collapsed_groups() == []


def test_that_the_process_is_older_than_nothing_and_younger_than_a_day() -> None:
    assert 0 < process_age_seconds() < 86_400


def test_that_frame_times_are_summarised_by_rank() -> None:
    times = frame_times([20.0] * 98 + [35.0, 90.0])
    assert (times.p50, times.p99, times.max) == (20.0, 90.0, 90.0)
    assert frame_times([]).max == 0.0


def test_that_a_measurement_counts_from_the_first_chunk_and_ends_with_the_runs_weights(qtbot, tmp_path) -> None:
    now = [100.0]
    measurement = Measurement(0.01, clock=lambda: now[0])
    view = FakePanel()
    qtbot.addWidget(view)
    measurement.watch(view)
    measurement.window_shown()
    place = {"run_id": 1, "sequence": 1}
    measurement.take_reports([EngineReady(**place, device="cpu", device_reason="", load_seconds=1.0)])
    with qtbot.waitSignal(measurement.stop_wanted):
        measurement.take_reports([Progress(**place, **progress_fields(1000))])
        now[0] = 102.0
        measurement.take_reports([Progress(**place, **progress_fields(5000))])
    with qtbot.waitSignal(measurement.finished) as end:
        measurement.take_reports(
            [RunEnded(**place, reason="", env_steps=5000, updates=1, episodes=1, weights_sha256="f" * 64)]
        )
    results = end.args[0]
    assert results["steps_per_second"] == 2000.0
    assert (results["view_fps"], results["frame_ms"]) == (50.0, {"p50": 20.0, "p99": 20.0, "max": 20.0})
    assert results["weights_sha256"] == "f" * 64
    assert {"window_shown_s", "engine_ready_s"} <= set(results)
    assert view.told.names() == ["reset_frame_times"]
    write_results(results, tmp_path / "r.json")
    assert json.loads((tmp_path / "r.json").read_text()) == results


def test_that_a_failure_ends_a_measurement_with_a_sentence(qtbot) -> None:
    measurement = Measurement(1.0)
    with qtbot.waitSignal(measurement.failed) as end:
        measurement.take_reports([Failure(run_id=0, sequence=0, what="It broke.", why="Because.", remedy="")])
    assert end.args == ["It broke. Because."]


def test_that_both_themes_fill_every_field() -> None:
    assert all(getattr(theme, field.name) is not None for theme in (LIGHT, DARK) for field in fields(theme))
