"""What all panels of instruments do alike."""

import pytest
from PySide6.QtWidgets import QLabel

from dqn_engine.messages.reports import Look, RunStarted
from tests.support.look_reports import looks
from tests.support.plot_reports import run_started
from workbench.look.theme import Theme
from workbench.widgets.instrument_panel import InstrumentPanel


class Probe(InstrumentPanel):
    """Writes down what is asked of it."""

    def __init__(self, theme_source) -> None:
        super().__init__("probe", 2.0, "Something appears here.", theme_source)
        self.done: list[object] = []

    def build(self) -> None:
        self.body.addWidget(QLabel("built"))
        self.done.append("build")

    def restyle(self, theme: Theme) -> None:
        self.done.append("dark" if theme.dark else "light")

    def name_things(self, report: RunStarted) -> None:
        self.done.append(report.run_id)

    def forget(self) -> None:
        self.done.append("forget")

    def show_look(self, look: Look) -> None:
        self.done.append(look.report)


@pytest.fixture
def panel(qtbot, theme_source):
    theme_source.choose("light")
    made = Probe(theme_source)
    qtbot.addWidget(made)
    yield made
    theme_source.choose("system")


def test_that_nothing_is_built_before_it_is_shown_and_then_once(panel, theme_source):
    panel.begin_run(run_started(3))
    theme_source.choose("dark")
    assert panel.done == []
    panel.show()
    assert panel.done == ["build", "dark", 3]
    panel.hide()
    panel.show()
    assert panel.done == ["build", "dark", 3]


def test_that_what_was_seen_while_hidden_is_shown(panel):
    panel.take_looks(looks("probe", "report"))
    assert panel.done == ["build", "light", "report"]
    assert panel.text == ""


def test_that_the_same_look_is_shown_once(panel):
    same = looks("probe", "report")
    panel.take_looks(same)
    panel.take_looks(same)
    assert panel.done.count("report") == 1


def test_that_a_new_run_forgets_the_old_one_and_a_new_theme_is_taken(panel, theme_source):
    panel.show()
    panel.take_looks(looks("probe", "report"))
    panel.begin_run(run_started(2))
    assert panel.text == "Something appears here."
    theme_source.choose("dark")
    assert panel.done[2:] == ["report", "forget", 2, "dark"]


def test_that_after_a_refusal_what_can_be_seen_is_shown_again(panel):
    panel.take_looks(looks("probe", None, refusal="The buffer is empty."))
    assert panel.text == "The buffer is empty."
    panel.take_looks(looks("probe", "report"))
    assert panel.text == ""
