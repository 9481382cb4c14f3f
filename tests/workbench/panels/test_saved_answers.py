"""Verdicts and hands that were asked for before, here or on the command line: a click on one shows what it came to."""

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from pytestqt.qtbot import QtBot

from dqn_engine.comparison.saved_comparison import VERDICT, save
from dqn_engine.comparison.verdict import Contest, verdict_summary
from dqn_engine.study.plan import StudyPlan, seed_result
from dqn_engine.sweep.definition import Score
from tests.support.compared_folders import STEPS, made_study, study_config
from workbench.panels.compare.verdict import VerdictPanel
from workbench.presenters.background import Background
from workbench.presenters.catalogue_reading import CatalogueReading
from workbench.presenters.comparison import Comparison
from workbench.presenters.jobs import Jobs
from workbench.presenters.questions import Questions
from workbench.state.jobs import JobState, JobView

CONFIGS = {"good": study_config(gamma=0.98), "bad": study_config(gamma=0.9)}
SEEDS = range(8)


def made_verdict(path: Path) -> Path:
    """Decided after the seventh pair, while the eighth seed of one side was finished already."""
    plan = StudyPlan(configs=CONFIGS, seeds=tuple(SEEDS), steps=STEPS)
    means = {("good", seed): (100.0, 400.0 + seed) for seed in SEEDS}
    means |= {("bad", seed): (50.0, 100.0 + 2 * seed) for seed in SEEDS[:-1]}
    made_study(path, CONFIGS, means)
    contest = Contest(plan, score=Score.FINAL)
    for (name, seed), of_seed in means.items():
        contest.take(name, seed_result(plan.job((name, seed)), of_seed, max(of_seed), 2.0))
    said = verdict_summary(contest, score=Score.FINAL, out=str(path))
    assert (said["verdict"], said["complete"], said["pairs"]) == ("A", True, 7)
    save(path, VERDICT, {**said, "planned_seeds": list(SEEDS)})
    return path


@pytest.fixture
def shown(qtbot: QtBot, theme_source, tmp_path: Path) -> Iterator[SimpleNamespace]:
    root = tmp_path / "studies"
    root.mkdir()
    made_verdict(root / "v")
    made_study(root / "alone", {"good": CONFIGS["good"]}, {("good", 0): (1.0, 2.0)})
    background, reading = Background(), CatalogueReading(tmp_path / "index")
    comparison = Comparison(lambda: [root], background, reading)
    questions = Questions(comparison, Jobs(), list, 1, background)
    panel = VerdictPanel(theme_source)
    questions.changed.connect(panel.show_view)
    qtbot.addWidget(panel)
    panel.show()
    qtbot.waitExposed(panel)
    comparison.see("verdict", True)
    qtbot.waitUntil(lambda: comparison.view.found == 3 and not comparison.view.reading, timeout=20_000)
    yield SimpleNamespace(panel=panel, comparison=comparison, root=root, bot=qtbot)
    comparison.see("verdict", False)
    background.close()
    reading.close()


def test_that_a_verdict_that_is_selected_says_what_it_came_to(shown: SimpleNamespace) -> None:
    panel, comparison, root, bot = shown.panel, shown.comparison, shown.root, shown.bot
    entries = {line.entry.name: line.entry for line in comparison.view.lines if line.entry}
    assert {name: (one.question, one.seeds, one.seeds_planned) for name, one in entries.items()} == {
        "v: good": ("verdict", 7, 7),
        "v: bad": ("verdict", 7, 7),
        "alone": ("", 1, 1),
    }, "a pair that came after the decision doesn't count, and none is awaited"
    panel.show_job(JobView(number=1, kind="verdict", title="Another?", state=JobState.RUNNING))
    comparison.select([entries["v: bad"].key])
    bot.waitUntil(panel.result.isVisible, timeout=10_000)
    text = panel.result.toPlainText()
    assert text.startswith("v\n")
    assert "good beats bad, decided after 7 of at most 8 pairs of seeds." in text
    assert "Probability of improvement" in text
    comparison.select([str(root / "alone")])
    bot.waitUntil(lambda: not panel.result.isVisible())
    assert panel.job.isVisible(), "what is being asked is shown again"
    begun = {"names": ["good", "bad"], "complete": False, "pairs": 0, "seeds": [], "a_scores": [], "b_scores": []}
    common = {"verdict": "undecided", "budget": 8, "score": "final", "planned_seeds": list(SEEDS), "error_rate": 0.05}
    save(root / "v", VERDICT, {**begun, **common})
    comparison.select([entries["v: bad"].key])
    comparison.look()
    bot.waitUntil(lambda: "Nothing is decided after 0 of 8 pairs" in panel.result.toPlainText(), timeout=10_000)
