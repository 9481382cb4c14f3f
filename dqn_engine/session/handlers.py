"""What each command does to the current run: one function a command, and the table that names them all.

A handler raises `InputError`, with a sentence for the user, where the command can't be done; then nothing was changed.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from dqn_engine.config.run_config import MOST_STEPS
from dqn_engine.messages.commands import (
    Act,
    CancelExports,
    ChangeWorld,
    Export,
    Fork,
    LoadWeights,
    LookThrough,
    OpenRun,
    Pause,
    PlayByHand,
    Push,
    Resume,
    Rewind,
    SaveCheckpoint,
    SaveWeights,
    SetKnobs,
    SetPace,
    Spectate,
    Start,
    StepOnce,
    Stop,
)
from dqn_engine.messages.kinds import Command
from dqn_engine.messages.reports import CheckpointKind, KnobsChanged, RunState, WeightsLoaded, WeightsSaved
from dqn_engine.session.current_run import CurrentRun, given_up_unless_begun
from dqn_engine.storage.run.places import new_run_path
from dqn_engine.system.errors import InputError
from dqn_engine.system.sentences import Sentence

# --- begin, hold and end a run ----------------------------------------------------------------------------------------


def start(current: CurrentRun, command: Start) -> None:
    """Begins a new run, saved in a folder if one is named."""
    from dqn_engine.session.record import RunRecord

    current.refuse_while_running()
    folder = Path(command.out) if command.out else None
    record = RunRecord.create(folder, command.config, clock=current.clock) if folder else RunRecord()
    current.close("A new run was started.")
    with given_up_unless_begun(record.take_back):
        current.begin(current.made(command.config), record, command.steps or MOST_STEPS)
    current.enter(RunState.TRAINING)


def pause(current: CurrentRun, command: Pause) -> None:
    """Holds training, and saves."""
    watched = current.require(RunState.TRAINING, Sentence("Only a run that is training can be paused."))
    watched.record.save(watched.run)
    current.enter(RunState.PAUSED)


def resume(current: CurrentRun, command: Resume) -> None:
    """Continues training."""
    watched = current.require(RunState.PAUSED, Sentence("Only a paused run can be resumed."))
    watched.record.refuse_read_only()
    watched.run.restart_clock()
    watched.tell_limits_that_end_nothing()
    current.enter(RunState.TRAINING)


def step_once(current: CurrentRun, command: StepOnce) -> None:
    """Trains exactly so many steps, or up to the run's limit."""
    watched = current.require(RunState.PAUSED, Sentence("Only a paused run can be stepped; pause it first."))
    watched.record.refuse_read_only()
    if command.steps < 1:
        raise InputError("{steps} steps were asked for, but it must be at least 1.", steps=command.steps)
    current.train_to(watched, watched.run.env_steps + command.steps)


def set_pace(current: CurrentRun, command: SetPace) -> None:
    """Changes how fast runs train, now and later."""
    current.pace.set(command.steps_per_second)


def stop(current: CurrentRun, command: Stop) -> None:
    """Ends the run."""
    if current.watched is None or not current.is_active:
        raise InputError("There is no run to stop.")
    current.end(current.watched, RunState.STOPPED, "Stopped.")


# --- steer it ---------------------------------------------------------------------------------------------------------


def set_knobs(current: CurrentRun, command: SetKnobs) -> None:
    """Changes hyperparameters: the compiled program reads them at its next chunk, and the ledger has them."""
    watched = current.existing(Sentence("Hyperparameters take effect at Start."))
    watched.record.refuse_read_only()
    if not current.is_active:
        raise InputError("The run has ended; hyperparameters take effect in the next run.")
    run = watched.run
    with watched.record.preceding_change(run, moved=command.changes if command.by_hand else ()):
        changes = run.change_knobs(command.changes)
        if changes:
            current.reporter.record(KnobsChanged, env_step=run.env_steps, update=run.updates, changes=changes)
            watched.stopping.limits_set({change.name for change in changes}, run.env_steps)
            watched.tell_limits_that_end_nothing()


def load_weights(current: CurrentRun, command: LoadWeights) -> None:
    """Puts the weights of a file into the run, or, where there is none or it has ended, into a new one, paused."""
    from dqn_engine.session.record import RunRecord
    from dqn_engine.session.run_weights import config_for, load_from
    from dqn_engine.storage.weights.weights_file import load_weights as read_weights

    watched = current.watched
    if watched is not None and current.is_active:  # One that has ended is saved as it ended, and trains no more.
        watched.record.refuse_read_only()
        watched.evaluations.finish()
        with watched.record.preceding_change(watched.run):
            fields = load_from(command.path, watched.run, watched.record, command.said)
            current.reporter.record(WeightsLoaded, **fields)
    else:
        config, record = config_for(command.path, command.config, command.said), RunRecord()
        run = current.made(config)
        if command.saves:
            read_weights(command.path, run.spec)  # What doesn't fit is refused before a folder is made.
            record = RunRecord.create(new_run_path(config.environment, config.seed), config, clock=current.clock)
        with given_up_unless_begun(record.take_back):
            fields = load_from(command.path, run, record, command.said)
            current.close("Weights were loaded into a new run.")
            current.begin(run, record, MOST_STEPS)
        current.enter(RunState.PAUSED, Sentence("Weights loaded; resume to train on from them."))
        current.reporter.record(WeightsLoaded, **fields)
        record.save(run)  # As at every pause: what isn't on the disk can't be opened again.


def spectate(current: CurrentRun, command: Spectate) -> None:
    """Changes how the watched environment runs, now and in later runs."""
    if not 0.0 < command.speed <= 100.0:
        raise InputError("The speed is {speed}, but must be above 0 and at most 100.", speed=command.speed)
    current.control_spectator(command)


_NOTHING_WATCHED = Sentence("Nothing is watched yet.")


def push(current: CurrentRun, command: Push) -> None:
    """Pushes the watched CartPole."""
    watched = current.existing(_NOTHING_WATCHED)
    watched.grab(lambda spectator: spectator.push(command.cart, command.pole))


def change_world(current: CurrentRun, command: ChangeWorld) -> None:
    """Changes the world that is watched."""
    current.existing(_NOTHING_WATCHED).grab(lambda spectator: spectator.change_world(command.numbers))


def play_by_hand(current: CurrentRun, command: PlayByHand) -> None:
    """Lets the user play what is watched, or the agent again."""
    current.existing(_NOTHING_WATCHED).grab(lambda spectator: spectator.play_by_hand(command.by_hand))


def act(current: CurrentRun, command: Act) -> None:
    """Takes the user's action."""
    current.existing(_NOTHING_WATCHED).grab(lambda spectator: spectator.act(command.action, once=command.once))


def look_through(current: CurrentRun, command: LookThrough) -> None:
    """Opens these instruments, and closes all others."""
    current.looks.want(command.instruments)


# --- save it and restore it -------------------------------------------------------------------------------------------


def save_checkpoint(current: CurrentRun, command: SaveCheckpoint) -> None:
    """Saves the whole run as it is now; that checkpoint stays."""
    watched = current.existing(Sentence("There is nothing to save yet."))
    watched.record.refuse_unwritten()
    watched.record.save(watched.run, kind=CheckpointKind.SAVED)


def save_weights(current: CurrentRun, command: SaveWeights) -> None:
    """Writes the averaged network to a file."""
    from dqn_engine.session.run_weights import save_to

    run = current.existing(Sentence("There are no weights to save yet.")).run
    current.reporter.report(WeightsSaved, **save_to(command.path, run))


def export(current: CurrentRun, command: Export) -> None:
    """Begins to write the averaged network in another format."""
    current.exports.begin(command, current.existing(Sentence("There is no network to export yet.")).run)


def cancel_exports(current: CurrentRun, _command: CancelExports) -> None:
    """Gives up the exports that aren't verified yet."""
    current.exports.cancel()


def open_run(current: CurrentRun, command: OpenRun) -> None:
    """Restores a saved run at its newest checkpoint, paused."""
    current.open(Path(command.path), command.steps)


def fork(current: CurrentRun, command: Fork) -> None:
    """Leaves the run, saved, for a new one that begins at one of its checkpoints."""
    from dqn_engine.session.opening import fork_run

    watched = current.existing(Sentence("There is nothing to fork."))
    forked = fork_run(watched.record.save_for_fork(watched.run), command.at_step, command.changes, command.out)
    current.close("Left for a fork of it.")
    current.open(forked.path, 0)


def rewind(current: CurrentRun, command: Rewind) -> None:
    """Goes back to a checkpoint: what is left stays, so that it is a fork without changes."""
    fork(current, Fork(command_id=command.command_id, at_step=command.at_step))


HANDLERS: Mapping[type[Command], Callable[[CurrentRun, Any], None]] = {
    Start: start,
    Pause: pause,
    Resume: resume,
    StepOnce: step_once,
    SetPace: set_pace,
    Stop: stop,
    SetKnobs: set_knobs,
    LoadWeights: load_weights,
    Spectate: spectate,
    Push: push,
    ChangeWorld: change_world,
    PlayByHand: play_by_hand,
    Act: act,
    LookThrough: look_through,
    SaveCheckpoint: save_checkpoint,
    SaveWeights: save_weights,
    Export: export,
    CancelExports: cancel_exports,
    OpenRun: open_run,
    Fork: fork,
    Rewind: rewind,
}
"""Every command but `Shutdown`, which ends the session itself."""

WITHOUT_SETTLING = frozenset({Spectate, Push, ChangeWorld, PlayByHand, Act, LookThrough, SetPace, CancelExports})
"""Those that neither change nor save the run, so that what is done beside its training needn't be waited for."""
