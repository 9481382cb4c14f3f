"""What was changed while a run was trained, and the settings that it began with."""

from dataclasses import replace

from dqn_engine.config.hyperparameters import knob_named
from dqn_engine.config.run_config import RunConfig
from dqn_engine.storage.run.reproducible import Recording
from dqn_engine.study.plan import Change
from dqn_engine.sweep.dimensions import NOT_SWEPT
from dqn_engine.system.errors import InputError
from dqn_engine.system.values import Knobs


def steering(recording: Recording) -> tuple[Change, ...]:
    """The changes of hyperparameters that learning depends on, in their order; empty where there were none.

    Those of evaluation, stopping and saving change nothing in what is learned.

    Raises:
        InputError: Weights were loaded on the way, which isn't a change that other seeds could have.
    """
    found: list[Change] = []
    for entry in recording.ledger:
        if entry.weights_sha256:
            raise InputError(
                "The run {path!r} loaded weights after {env_step:,} steps, which other seeds can't have; choose one "
                "that learned by itself.",
                path=str(recording.path),
                env_step=entry.env_step,
            )
        new = {name: value for name, value in entry.new.items() if knob_named(name).group not in NOT_SWEPT}
        if new:
            found.append(Change(env_step=entry.env_step, new=new))
    return tuple(found)


def settings_of(recording: Recording, *, device: str, rhythm: Knobs) -> RunConfig:
    """The settings that a run began with, on a device, evaluated in another rhythm.

    Args:
        recording: Of the run.
        device: To train on; auto: the run's.
        rhythm: `evaluate_every` and `evaluate_episodes`.
    """
    config = recording.config
    return replace(
        config, knobs={**config.knobs, **rhythm}, device=config.device if device == "auto" else device
    )  # fmt: skip


def steps_of(recording: Recording) -> int:
    """How many environment steps a run has taken, as far as it is saved.

    Raises:
        InputError: None.
    """
    steps = max((record.env_step for record in recording.checkpoints), default=0)
    if not steps:
        raise InputError(
            "The run {path!r} has saved no step yet, so there is nothing to compare.", path=str(recording.path)
        )
    return steps
