"""What is asked of the engine in Compare: its answer can be read in either theme."""

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from workbench.look.dress import dress
from workbench.look.theme import DARK, LIGHT, ThemeSource
from workbench.panels.compare.verdict import VerdictPanel
from workbench.state.jobs import JobState, JobView

ANSWER = {"verdict": "undecided", "sentence": "Nothing is decided.", "seeds": [], "pairs": 0}


@pytest.fixture
def themed(qapp: QApplication, theme_source: ThemeSource) -> Iterator[ThemeSource]:
    palette, sheet = qapp.palette(), qapp.styleSheet()
    theme_source.changed.connect(lambda theme: dress(qapp, theme))
    dress(qapp, LIGHT)
    theme_source.choose("light")
    yield theme_source
    theme_source.choose("system")
    qapp.setPalette(palette)
    qapp.setStyleSheet(sheet)


def ground_of(panel: VerdictPanel) -> str:
    """The colour behind the answer, at its lower edge where no words are."""
    picture = panel.result.viewport().grab().toImage()
    return QColor(picture.pixel(picture.width() // 2, picture.height() - 2)).name()


def test_that_an_answer_that_is_shown_takes_the_other_theme(qtbot: QtBot, themed: ThemeSource) -> None:
    panel = VerdictPanel(themed)
    qtbot.addWidget(panel)
    panel.resize(400, 600)
    panel.show()
    qtbot.waitExposed(panel)
    panel.show_job(JobView(number=1, kind="verdict", title="A or B?", state=JobState.DONE, result=ANSWER))
    qtbot.waitUntil(panel.result.isVisible)
    assert ground_of(panel) == LIGHT.surface
    themed.choose("dark")
    assert ground_of(panel) == DARK.surface
    assert panel.result.palette().text().color().name() == DARK.text
    themed.choose("light")
    assert ground_of(panel) == LIGHT.surface
