"""What a run does from Start to its end: the same numbers however it is driven, evaluations, ends and failures."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from dqn_engine.config.run_config import RunConfig, run_config
from dqn_engine.messages.commands import LoadWeights, Pause, Resume, SetKnobs, Spectate, Start, StepOnce, Stop
from dqn_engine.messages.reports import (
    CommandApplied,
    CommandRefused,
    Curves,
    EngineReady,
    EpisodesEnded,
    EvaluationDone,
    PriorityHistogram,
    Progress,
    RunEnded,
    RunStarted,
    RunState,
    SpectatorSteps,
    StateChanged,
)
from dqn_engine.networks.fingerprint import weights_sha256
from dqn_engine.storage.weights.weights_file import load_weights, save_weights
from dqn_engine.training.live_inputs import pack
from tests.support.program_pool import PLAIN, SMALL, WAITED_FOR, ProgramPool, cartpole_spec
from tests.support.session_story import Story, Tape, play, reported

pytestmark = pytest.mark.usefixtures("pooled_sessions")

STEPS = 700
CONFIG = run_config(seed=5, changes={**SMALL, "average_updates": 50})
EVALUATED = run_config(seed=5, changes={**SMALL, "average_updates": 50, "evaluate_every": 90, "evaluate_episodes": 2})


def plainly(tape: Tape, config: RunConfig = CONFIG, steps: int = STEPS) -> Story:
    """Start, and nothing else until the end."""
    yield tape.ask(Start, config=config, steps=steps)
    yield reported(RunEnded)


def paused_in_the_middle(tape: Tape, config: RunConfig = CONFIG) -> Story:
    yield tape.ask(Start, config=config, steps=STEPS)
    yield reported(EpisodesEnded)
    yield tape.ask(Pause)
    yield tape.ask(StepOnce)
    yield tape.ask(StepOnce, steps=100)
    yield tape.ask(Spectate, speed=8.0)
    yield reported(SpectatorSteps)
    yield tape.ask(Spectate, held=True)
    yield tape.ask(Resume)
    yield reported(EpisodesEnded)
    yield tape.ask(Pause)
    yield tape.ask(Resume)
    yield reported(RunEnded)


@pytest.fixture(scope="module")
def expected_sha256(programs: ProgramPool) -> str:
    """What the bare program comes to."""
    program = programs.program(cartpole_spec(CONFIG.knobs), CONFIG.knobs, CONFIG.seed)
    program.run(STEPS, pack(CONFIG.knobs))
    return weights_sha256(program.policy_weights())


# --- determinism ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("story", [plainly, paused_in_the_middle])
@pytest.mark.parametrize(
    ("config", "chunk_steps"),
    [(CONFIG, 1), (CONFIG, 37), (EVALUATED, 37), (CONFIG, 500), (EVALUATED, 500), (CONFIG, None), (EVALUATED, None)],
    ids=lambda value: ("evaluated" if value is EVALUATED else "unevaluated") if isinstance(value, RunConfig) else None,
)
def test_that_a_run_comes_to_the_same_weights_however_it_is_driven(
    story: object, config: RunConfig, chunk_steps: int | None, expected_sha256: str
) -> None:
    tape = play(lambda tape: story(tape, config), chunk_steps=chunk_steps)
    assert not tape.of(CommandRefused)
    end = tape.only(RunEnded)
    assert (end.env_steps, end.updates) == (STEPS, STEPS - 19)
    assert end.weights_sha256 == expected_sha256


def test_that_a_later_run_of_a_session_is_no_different(expected_sha256: str) -> None:
    def story(tape: Tape) -> Story:
        for seed in (1, 5):
            yield tape.ask(Start, config=dataclasses.replace(CONFIG, seed=seed), steps=STEPS)
            yield reported(RunEnded, run_id=len(tape.of(RunStarted)) + 1)

    first, second = play(story).of(RunEnded)
    assert first.weights_sha256 != expected_sha256
    assert second.weights_sha256 == expected_sha256


def test_that_knobs_changed_at_the_same_steps_give_the_same_weights() -> None:
    def story(tape: Tape) -> Story:
        yield tape.ask(Start, config=CONFIG)
        yield tape.ask(Pause)
        yield tape.ask(StepOnce, steps=150)
        yield tape.ask(SetKnobs, changes={"learning_rate": 0.01, "alpha": 0.8, "n_step": 2})
        yield tape.ask(StepOnce, steps=150)
        yield tape.ask(SetKnobs, changes={"batch_size": 12})
        yield tape.ask(StepOnce, steps=150)

    ends = [play(story, chunk_steps=chunk).only(RunEnded) for chunk in (7, 37, 500)]
    assert len({end.weights_sha256 for end in ends}) == 1
    assert {end.env_steps for end in ends} == {450}


@pytest.mark.parametrize("config", [CONFIG, run_config(seed=5, changes=PLAIN)], ids=["prioritized", "uniform"])
def test_that_what_is_reported_does_not_depend_on_the_chunks(config: RunConfig) -> None:
    def episodes(chunk_steps: int) -> list[tuple]:
        reports = play(lambda tape: plainly(tape, config), chunk_steps=chunk_steps).of(EpisodesEnded)
        columns = [(r.env_step, r.episode_return, r.length_steps, r.truncated) for r in reports]
        return [row for arrays in columns for row in zip(*(a.tolist() for a in arrays), strict=True)]

    whole = episodes(500)
    assert whole == episodes(7) == episodes(37)
    lengths = [length for _, _, length, _ in whole]
    assert [step for step, *_ in whole] == np.cumsum(lengths).tolist()
    assert [value for _, value, *_ in whole] == lengths


# --- order ------------------------------------------------------------------------------------------------------------


def test_that_a_run_is_reported_in_order() -> None:
    tape = play(plainly)
    assert [report.sequence for report in tape.reports] == sorted({report.sequence for report in tape.reports})
    assert tape.states == [
        RunState.LOADING, RunState.IDLE, RunState.TRAINING, RunState.COMPILING, RunState.TRAINING, RunState.STOPPED
    ]  # fmt: skip
    kinds = [type(report) for report in tape.reports]
    firsts = [EngineReady, RunStarted, CommandApplied, Curves, Progress, RunEnded]
    positions = [kinds.index(kind) for kind in firsts]
    assert positions == sorted(positions)
    begun = tape.reports.index(tape.only(RunStarted))
    assert {report.run_id for report in tape.reports[:begun]} == {0}
    assert {report.run_id for report in tape.reports[begun:]} == {1}
    started = tape.only(RunStarted)
    assert started.config == CONFIG
    assert started.action_labels == ("Left", "Right")
    ready = tape.only(EngineReady)
    assert (ready.device, ready.device_reason) == ("cpu", "as asked for")


def test_that_curves_cover_every_chunk_once() -> None:
    steps = np.concatenate([report.env_step for report in play(plainly, chunk_steps=37).of(Curves)])
    assert (np.diff(steps) > 0).all()
    assert steps[-1] == STEPS
    assert set(range(37, STEPS, 37)) <= set(steps.astype(int).tolist())


def test_that_progress_agrees_with_what_happened() -> None:
    tape = play(plainly)
    last, ended = tape.of(Progress)[-1], tape.of(EpisodesEnded)
    returns = np.concatenate([report.episode_return for report in ended])
    assert (last.env_steps, last.updates, last.episodes) == (STEPS, STEPS - 19, len(returns))
    assert last.mean_return_100 == pytest.approx(returns[-100:].mean())
    assert last.state is RunState.STOPPED
    assert [report.env_steps for report in tape.of(Progress)[:-1]] == list(range(50, STEPS + 1, 50))


def test_that_the_histogram_counts_what_is_in_the_buffer() -> None:
    histogram = play(plainly).of(PriorityHistogram)[0]
    assert histogram.prioritized
    assert histogram.count == histogram.counts.sum() == 50
    assert len(histogram.bin_edges) == len(histogram.counts) + 1
    assert 1 <= histogram.effective_sample_size <= 50
    uniform = play(lambda tape: plainly(tape, run_config(changes=PLAIN))).of(PriorityHistogram)[0]
    assert not uniform.prioritized
    assert len(uniform.counts) == 0


def test_that_the_histogram_of_a_run_that_stands_still_is_of_its_last_step() -> None:
    def story(tape: Tape) -> Story:
        yield tape.ask(Start, config=run_config(seed=5, changes={**SMALL, "capacity": 4096}), steps=STEPS)
        yield reported(EpisodesEnded)
        yield tape.ask(Pause)
        yield tape.ask(StepOnce)
        yield tape.ask(StepOnce)
        yield reported(PriorityHistogram, count=52)

    tape = play(story, patience_s=20.0)
    assert tape.of(PriorityHistogram)[-1].count == 52, "of 50 steps and two more"


# --- limits and evaluations -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("steps", [1, 49, 50, 51, 333])
def test_that_a_run_ends_at_exactly_its_steps(steps: int) -> None:
    tape = play(lambda tape: plainly(tape, steps=steps))
    assert tape.only(RunEnded).env_steps == steps
    assert f"{steps}" in tape.only(RunEnded).reason


@pytest.mark.parametrize("chunk_steps", [7, 37, 500])
def test_that_evaluations_come_at_exact_multiples_and_the_last_before_the_end(chunk_steps: int) -> None:
    tape = play(lambda tape: plainly(tape, EVALUATED, 450), chunk_steps=chunk_steps)
    evaluations = tape.of(EvaluationDone)
    assert [evaluation.env_step for evaluation in evaluations] == [90, 180, 270, 360, 450]
    for evaluation in evaluations:
        assert evaluation.episodes == 2
        assert 1 <= evaluation.minimum <= evaluation.mean <= evaluation.maximum <= 500
    assert tape.reports.index(evaluations[-1]) < tape.reports.index(tape.only(RunEnded))


def test_that_stepping_and_loading_do_not_disturb_an_evaluation(tmp_path: Path) -> None:
    other = tmp_path / "other.npz"
    spec = cartpole_spec(EVALUATED.knobs)
    save_weights(other, spec, {n: np.zeros(s, np.float32) for n, s in spec.weight_shapes.items()}, None)
    config = run_config(seed=5, changes={**SMALL, "evaluate_every": 90, "evaluate_episodes": 30})

    def disturbed(tape: Tape) -> Story:
        yield tape.ask(Start, config=config, out=str(tmp_path / "run"))
        yield tape.ask(Pause)
        yield tape.ask(StepOnce, steps=90)
        yield tape.ask(StepOnce, steps=200)
        yield tape.ask(StepOnce, steps=70)
        yield tape.ask(LoadWeights, path=str(other))

    tape = play(disturbed)
    quietly = play(lambda tape: plainly(tape, config, 360))
    found, expected = (
        [(e.env_step, e.mean, e.minimum, e.maximum) for e in t.of(EvaluationDone)] for t in (tape, quietly)
    )
    assert found == expected
    assert [step for step, *_ in found] == [90, 180, 270, 360]
    best = load_weights(tmp_path / "run" / "best.weights.h5", spec)
    assert any(weight.any() for weight in best.values()), "the best weights are those evaluated, not those loaded"


def test_that_evaluations_can_be_turned_on_in_the_middle() -> None:
    def story(tape: Tape) -> Story:
        yield tape.ask(Start, config=CONFIG, steps=300)
        yield reported(Progress, env_steps=150)
        yield tape.ask(SetKnobs, changes={"evaluate_every": 80, "evaluate_episodes": 1})
        yield reported(RunEnded)

    assert [report.env_step for report in play(story).of(EvaluationDone)] == [160, 240]


def test_that_stopping_leaves_an_evaluation_unfinished() -> None:
    def story(tape: Tape) -> Story:
        config = run_config(changes={**SMALL, "evaluate_every": 50, "evaluate_episodes": 1, **WAITED_FOR})
        yield tape.ask(Start, config=config)
        yield reported(Progress, env_steps=50)
        yield tape.ask(Stop)
        yield reported(RunEnded)
        yield reported(SpectatorSteps)  # The session continues working; the evaluation must not.
        yield reported(SpectatorSteps)

    tape = play(story)
    assert not tape.of(EvaluationDone)
    assert tape.states[-1] is RunState.STOPPED


def test_that_the_spectator_plays_on_while_paused_and_after_the_end() -> None:
    def story(tape: Tape) -> Story:
        yield tape.ask(Start, config=CONFIG, steps=100)
        yield tape.ask(Pause)
        yield reported(StateChanged, state=RunState.PAUSED)
        yield reported(SpectatorSteps)
        yield tape.ask(Resume)
        yield reported(RunEnded)
        yield reported(SpectatorSteps)

    steps = [step for report in play(story).of(SpectatorSteps) for step in report.steps]
    assert steps[0].episode == steps[0].step == 1
    assert len(steps[0].q_values) == 2


def test_that_the_agent_plays_on_while_the_program_is_compiled() -> None:
    def story(tape: Tape) -> Story:
        yield tape.ask(Start, config=CONFIG, steps=150)
        yield reported(Progress, env_steps=100)
        yield tape.ask(SetKnobs, changes={"batch_size": 29})  # No other test's, whose program would be there already.
        yield reported(RunEnded)

    tape = play(story)
    compiling = [
        index for index, report in enumerate(tape.reports) if reported(StateChanged, state=RunState.COMPILING)(report)
    ]
    _, begun = compiling
    ended = next(
        index for index in range(begun + 1, len(tape.reports)) if isinstance(tape.reports[index], StateChanged)
    )
    assert any(isinstance(report, SpectatorSteps) for report in tape.reports[begun:ended])


def test_that_nobody_plays_meanwhile_where_nobody_watches() -> None:
    def story(tape: Tape) -> Story:
        yield tape.ask(Spectate, held=True)
        yield from plainly(tape)

    tape = play(story)
    assert not tape.of(SpectatorSteps)
    assert tape.only(RunEnded).weights_sha256 == play(plainly).only(RunEnded).weights_sha256
