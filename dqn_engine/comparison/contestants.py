"""What a verdict is about: settings by the name of a preset, of a file of settings, or of a run that has them."""

from dataclasses import dataclass
from pathlib import Path

from dqn_engine.comparison.steering import settings_of, steering, steps_of
from dqn_engine.config.run_config import RunConfig, preset_names, run_config
from dqn_engine.storage.run.places import is_run_folder
from dqn_engine.storage.run.reproducible import recording_of
from dqn_engine.system.errors import InputError
from dqn_engine.system.text import printable
from dqn_engine.system.values import Knobs


@dataclass(frozen=True, slots=True, kw_only=True)
class Contestant:
    """Settings that are compared.

    Attributes:
        name: What they are called.
        config: They; the seed doesn't count.
        seed: Of the run that they are of, which may have been looked at before; None of a preset.
        steps: As many as that run has taken; None of a preset.
    """

    name: str
    config: RunConfig
    seed: int | None = None
    steps: int | None = None


def contestant_of(given: str, *, environment: str | None, device: str, rhythm: Knobs) -> Contestant:
    """Reads what is given.

    Args:
        given: A preset's name, a path that ends in .toml, or a run's folder. A run stands for the settings that it
            began with; one whose settings were changed on the way is refused.
        environment: Of presets; None: each preset's own.
        device: To train on.
        rhythm: `evaluate_every` and `evaluate_episodes`.

    Raises:
        InputError: It is none of these.
    """
    if given in preset_names() or given.endswith(".toml"):
        config = run_config(environment=environment, device=device, preset=given, changes=rhythm)
        name = given if given in preset_names() else Path(given).stem
        return Contestant(name=printable(name), config=config)
    path = Path(given)
    if not is_run_folder(path):
        raise InputError(
            "{given!r} is neither a preset, nor a .toml file of settings, nor the folder of a run; the presets are: "
            "{presets}.",
            given=given[:200],
            presets=", ".join(preset_names()),
        )
    recording = recording_of(path)
    changed = steering(recording)
    if changed:
        raise InputError(
            "The run {path!r} was changed after {env_step:,} steps, so that it has no settings of its own to compare; "
            "dqn-engine hand says what its changes were worth.",
            path=str(path),
            env_step=changed[0].env_step,
        )
    return Contestant(
        name=printable(path.absolute().name),
        config=settings_of(recording, device=device, rhythm=rhythm),
        seed=recording.config.seed,
        steps=steps_of(recording),
    )
