"""Reports reach who shows them numbered, read-only, and without what a terminal or a window would obey."""

import numpy as np

from dqn_engine.messages.kinds import Report
from dqn_engine.messages.reports import EpisodesEnded, Failure, RunMoved, StateChanged
from dqn_engine.messages.reports import RunState as State
from dqn_engine.session.reporter import Reporter


def test_that_sentences_become_visible_text_and_paths_stay_as_they_are() -> None:
    published: list[Report] = []
    reporter = Reporter(published.append)
    reporter.report(StateChanged, state=State.TRAINING, detail="broke: \x1b]0;x\x07\u202e")
    reporter.report(Failure, what="a\x1b[2J", why="b\r", remedy="c\x9b", details="line\n\x1b[0m")
    reporter.report(RunMoved, path="/runs/\x1b[31m", reason="gone\x00")
    state, failure, moved = published
    assert state.detail == r"broke: \x1b]0;x\x07\u202e"
    assert (failure.what, failure.why, failure.remedy) == (r"a\x1b[2J", r"b\r", r"c\x9b")
    assert failure.details == "line\n\x1b[0m"
    assert (moved.path, moved.reason) == ("/runs/\x1b[31m", r"gone\x00")
    assert [report.sequence for report in published] == [1, 2, 3]


def test_that_arrays_become_read_only() -> None:
    published: list[Report] = []
    numbers = np.arange(3)
    fields = dict.fromkeys(("env_step", "episode_return", "length_steps", "truncated"), numbers)
    Reporter(published.append).report(EpisodesEnded, **fields)
    assert not numbers.flags.writeable
