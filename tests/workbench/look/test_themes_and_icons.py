"""Colours that can be read, letters that are large enough, and icons in the colours of the theme."""

import re
from dataclasses import fields

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication, QImage
from PySide6.QtWidgets import (
    QCheckBox,
    QLabel,
    QLineEdit,
    QRadioButton,
    QTableWidget,
    QToolButton,
    QTreeWidget,
    QVBoxLayout,
    QWidget,
)

from dqn_engine.system.resources import resource_folder
from workbench.look.icons import IconBook, icon, icon_path, pixmap
from workbench.look.style_sheet import palette, style_sheet
from workbench.look.theme import DARK, LIGHT, SMALL_PX, TEXT_PX, Theme, application_font, small_font

THEMES = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])


def contrast(one: str, two: str) -> float:
    """The contrast ratio of WCAG 2."""

    def luminance(colour: str) -> float:
        parts = [channel / 255 for channel in QColor(colour).getRgb()[:3]]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(one), luminance(two)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_that_the_contrast_measured_here_is_that_of_wcag() -> None:
    assert contrast("#ffffff", "#000000") == pytest.approx(21.0)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@THEMES
def test_that_every_colour_of_a_theme_is_one(theme) -> None:
    for field in fields(Theme):
        value = getattr(theme, field.name)
        assert isinstance(value, bool) if field.name == "dark" else re.fullmatch(r"#[0-9a-f]{6}", value), field.name


@THEMES
@pytest.mark.parametrize("text", ["text", "muted", "warning", "danger", "accent"])
@pytest.mark.parametrize("behind", ["window", "surface", "raised", "hover"])
def test_that_text_has_a_contrast_of_4_5(theme, text, behind) -> None:
    assert contrast(getattr(theme, text), getattr(theme, behind)) >= 4.5


@THEMES
def test_that_text_on_the_accent_has_a_contrast_of_4_5(theme) -> None:
    assert contrast(theme.on_accent, theme.accent) >= 4.5


@THEMES
@pytest.mark.parametrize("line", [field.name for field in fields(Theme)][14:])
def test_that_lines_have_a_contrast_of_3_on_their_plots(theme, line) -> None:
    assert contrast(getattr(theme, line), theme.surface) >= 3.0


@THEMES
def test_that_the_style_sheet_has_every_brace_closed_no_gap_left_and_pictures_that_exist(qapp, theme) -> None:
    sheet = style_sheet(theme)
    depth = 0
    for sign in re.findall(r"[{}]", sheet):
        depth += 1 if sign == "{" else -1
        assert depth in (0, 1)
    assert depth == 0
    pictures = re.findall(r'url\("([^"]+)"\)', sheet)
    assert len(pictures) >= 2
    for picture in pictures:
        assert resource_folder("icons").joinpath(picture.rpartition("/")[2]).is_file(), picture
    assert {colour.lower() for colour in re.findall(r"#[0-9a-fA-F]{6}\b", sheet)} <= {
        getattr(theme, field.name) for field in fields(Theme)
    }
    assert palette(theme).window().color().name() == theme.window


def test_that_a_chosen_theme_is_reported_when_it_changes_and_only_then(theme_source) -> None:
    told: list[object] = []
    theme_source.changed.connect(told.append)
    for appearance in ("dark", "dark", "light", "system"):
        theme_source.choose(appearance)
    assert told == [DARK, LIGHT], "the system's is light here, so that the last step changes nothing"
    assert theme_source.theme is LIGHT


def test_that_a_change_of_the_systems_setting_is_followed(theme_source, monkeypatch) -> None:
    told: list[object] = []
    theme_source.changed.connect(told.append)
    monkeypatch.setattr(type(theme_source), "theme", DARK)
    QGuiApplication.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert told == [DARK]


@pytest.mark.parametrize(("system_px", "text_px", "small_px"), [(8, TEXT_PX, SMALL_PX), (13, 13, 12), (20, 20, 19)])
def test_that_letters_are_never_smaller_than_12_pixels_and_grow_with_the_systems(
    qapp, system_px, text_px, small_px
) -> None:
    system = QFont()
    system.setPixelSize(system_px)
    font = application_font(system)
    assert (font.pixelSize(), small_font(font).pixelSize()) == (text_px, small_px)
    assert small_px >= 12


ICONS = sorted(path.stem for path in resource_folder("icons").glob("*.svg"))


def inked(image: QImage) -> list[tuple[int, int]]:
    return [(x, y) for x in range(image.width()) for y in range(image.height()) if image.pixelColor(x, y).alpha() > 0]


@pytest.mark.parametrize("name", ICONS)
def test_that_every_icon_is_drawn_crisp_at_scale_2_and_inside_its_square(qapp, name) -> None:
    drawn = pixmap(name, "#ff0000", 16, 2.0)
    assert (drawn.width(), drawn.height(), drawn.devicePixelRatio()) == (32, 32, 2.0)
    places = inked(drawn.toImage())
    assert len(places) > 20
    across = max(x for x, _ in places) - min(x for x, _ in places)
    down = max(y for _, y in places) - min(y for _, y in places)
    assert max(across, down) >= 10, "not a speck"


def test_that_an_icon_has_the_colour_it_was_given_and_another_where_its_button_is_disabled(qapp) -> None:
    made = icon("stop", "#123456", "#888888")
    assert made.pixmap(24, 24).toImage().pixelColor(12, 12).name() == "#123456"
    assert made.pixmap(24, 24, made.Mode.Disabled).toImage().pixelColor(12, 12).name() == "#888888"


def test_that_icons_are_repainted_in_the_colours_of_another_theme(qtbot, theme_source) -> None:
    icons, label = IconBook(theme_source), QLabel()
    qtbot.addWidget(label)
    icons.give(label, "stop", "danger", 24)
    assert label.pixmap().toImage().pixelColor(12, 12).name() == LIGHT.danger
    theme_source.choose("dark")
    assert label.pixmap().toImage().pixelColor(12, 12).name() == DARK.danger
    theme_source.choose("system")


def test_that_no_icon_lies_about_unused() -> None:
    root = resource_folder("icons").parents[1] / "workbench"
    source = "".join(path.read_text(encoding="utf-8") for path in root.rglob("*.py"))
    unused = [name for name in ICONS if not re.search(rf"[\"'/(]{re.escape(name)}(\.svg)?[\"')]", source)]
    assert unused == []
    assert all(icon_path(name).is_file() for name in ICONS)


def test_that_the_sign_that_clears_a_field_stands_in_its_middle(qtbot) -> None:
    field = QLineEdit("text")
    qtbot.addWidget(field)
    field.setClearButtonEnabled(True)
    field.setStyleSheet(style_sheet(LIGHT))
    field.show()
    (button,) = field.findChildren(QToolButton)
    assert button.height() <= field.height()
    assert abs(button.geometry().center().y() - field.rect().center().y()) <= 1


@THEMES
@pytest.mark.parametrize("kind", [QTreeWidget, QTableWidget])
def test_that_a_list_shows_that_the_keyboard_is_in_it_and_nothing_in_it_moves(theme, kind, qtbot) -> None:
    beside, listed = QLineEdit(), kind()
    window = QWidget()
    window.setStyleSheet(style_sheet(theme))
    column = QVBoxLayout(window)
    column.addWidget(beside)
    column.addWidget(listed)
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    seen = []
    for widget in (beside, listed):
        widget.setFocus()
        edge = listed.grab().toImage().pixelColor(0, listed.height() // 2).name()
        seen.append((edge, listed.viewport().geometry()))
    assert [edge for edge, _ in seen] == [theme.surface, theme.accent]
    assert seen[0][1] == seen[1][1]


@THEMES
@pytest.mark.parametrize("kind", [QRadioButton, QCheckBox])
def test_that_what_isnt_chosen_is_seen_as_well_as_what_is_and_both_are_as_large(theme, kind, qtbot) -> None:
    window = QWidget()
    window.setObjectName("window")
    window.setStyleSheet(f"#window {{ background: {theme.window}; }} {style_sheet(theme)}")
    column = QVBoxLayout(window)
    chosen, other = kind("a", window), kind("a", window)
    chosen.setChecked(True)
    for choice in (chosen, other):
        column.addWidget(choice)
    qtbot.addWidget(window)
    window.show()
    for choice in (chosen, other):
        picture = choice.grab().toImage()
        middle = picture.height() // 2
        line = [picture.pixelColor(x, middle).name() for x in range(20)]
        assert max(contrast(colour, theme.window) for colour in line) >= 3.0
    assert chosen.sizeHint() == other.sizeHint()
