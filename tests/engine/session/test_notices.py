"""What a run is told that may surprise: when, once, in its history, and on stderr."""

import io
from pathlib import Path

import gymnasium
import pytest
from rich.console import Console

from dqn_engine.commands.progress import ProgressBar
from dqn_engine.config.notices import NoticeKind
from dqn_engine.config.run_config import RunConfig, run_config
from dqn_engine.environments.options import named
from dqn_engine.messages.commands import OpenRun, Start, StepOnce
from dqn_engine.messages.reports import EpisodesEnded, EvaluationDone, NoticeGiven, PastNote, RunEnded, RunStarted
from tests.support import larger_number, odd_environments
from tests.support.program_pool import SMALL
from tests.support.session_story import Story, Tape, play, reported

pytestmark = pytest.mark.usefixtures("pooled_sessions")


class GoesOn(larger_number.LargerNumber):
    """Never ends, and keeps no limit of its own."""

    def step(self, action: int) -> tuple:
        """Goes on."""
        observation, reward, _, _, info = super().step(action)
        return observation, reward, False, False, info


@pytest.fixture(autouse=True)
def _registered() -> None:
    odd_environments.register()
    larger_number.register()
    if "GoesOn-v0" not in gymnasium.registry:
        gymnasium.register("GoesOn-v0", entry_point=GoesOn)


def config_of(environment: str, **changes: object) -> RunConfig:
    return run_config(environment=environment, seed=2, changes={**SMALL, **changes})


def played(config: RunConfig, steps: int, out: str = "") -> Tape:
    def story(tape: Tape) -> Story:
        yield tape.ask(Start, config=config, steps=steps, out=out)
        yield reported(RunEnded)

    return play(story)


def test_that_our_time_limit_is_told_once_when_it_first_cuts_an_episode_off(tmp_path: Path) -> None:
    tape = played(config_of("GoesOn-v0"), 2_010, str(tmp_path / "run"))
    notice = tape.only(NoticeGiven)
    assert (notice.notice.kind, notice.notice.values) == (NoticeKind.OUR_LIMIT, {"steps": 1_000})
    before = tape.reports.index(tape.of(EpisodesEnded)[0])
    assert tape.reports.index(notice) == before + 1, "with the first episode"
    assert sum(len(ended.env_step) for ended in tape.of(EpisodesEnded)) == 2

    def story(tape: Tape) -> Story:
        yield tape.ask(OpenRun, path=str(tmp_path / "run"))
        yield tape.ask(StepOnce, steps=1)

    opened = play(story)
    assert [noted.text for noted in opened.of(PastNote) if "cut off" in noted.text] == [notice.notice.sentence]
    assert not opened.of(NoticeGiven)


def test_that_our_time_limit_is_told_when_it_first_cuts_an_evaluation_off() -> None:
    tape = played(config_of("GoesOn-v0", evaluate_every=10, evaluate_episodes=2), 20)
    assert not tape.of(EpisodesEnded), "none of training's has ended"
    assert tape.only(NoticeGiven).notice.kind is NoticeKind.OUR_LIMIT
    first = tape.reports.index(tape.of(EvaluationDone)[0])
    assert tape.reports.index(tape.only(NoticeGiven)) == first + 1


def test_that_digits_which_float32_loses_are_told_once_in_a_run_unless_bounds_save_them() -> None:
    clock = {"lows": (1.7e9, 1.7e9), "highs": (1.7e9 + 10, 1.7e9 + 10), "space_dtype": "float64"}
    bounded, unbounded = (
        named(larger_number.NAME, {**clock, **more}) for more in ({}, {"bounds": larger_number.ANY * 2})
    )
    assert not played(config_of(bounded, num_envs=2), 40).of(NoticeGiven)
    tape = played(config_of(unbounded, num_envs=2), 40)
    notice = tape.only(NoticeGiven).notice
    assert notice.kind is NoticeKind.PRECISION
    assert (notice.values["count"], notice.values["name"]) == (2, "Observation 0")
    assert "stayed between 17000000" in notice.sentence


def test_that_a_limit_of_the_environment_s_own_is_nothing_to_tell() -> None:
    assert not played(config_of("Counting-v0"), 60).of(NoticeGiven)


def test_that_what_the_configuration_leads_to_is_told_before_the_first_step() -> None:
    tape = played(config_of("Counting-v0", value_head="c51", num_atoms=5, gamma=1.0), 40)
    first, second = tape.of(NoticeGiven)
    assert (first.notice.kind, second.notice.kind) == (NoticeKind.DISCOUNT_ONE, NoticeKind.RANGE_UNKNOWN)
    assert second.notice.values == {"low": -100.0, "high": 100.0}
    assert tape.reports.index(tape.only(RunStarted)) < tape.reports.index(first) < tape.reports.index(second)
    assert first.env_step == second.env_step == 0


def test_that_probability_at_an_edge_is_told_while_it_trains() -> None:
    # Rewards of up to 15 a step, and values of at most 1.
    config = config_of(
        "Counting-v0", value_head="c51", num_atoms=5, v_min=0.0, v_max=1.0, learning_rate=0.01, hidden_sizes=(8,)
    )
    tape = played(config, 2200)
    assert tape.only(RunEnded).reason == "All 2,200 steps are done.", tape.reports
    notice = tape.only(NoticeGiven)
    assert notice.notice.kind is NoticeKind.RANGE_EDGE
    assert (notice.notice.values["edge"], notice.notice.values["value"]) == ("v_max", 1.0)
    assert notice.notice.values["probability"] > 0.25
    assert 2000 <= notice.env_step <= 2100


def test_that_notices_are_printed_on_stderr() -> None:
    written = io.StringIO()
    with ProgressBar(100, Console(file=written, width=60)) as bar:
        for report in played(config_of("GoesOn-v0"), 1_010).reports:
            bar.observe(report)
    assert "note: An episode was cut off after 1,000 steps: the environment has no time limit" in written.getvalue()
