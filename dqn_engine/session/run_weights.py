"""A run's weights to a file and from one, as the fields of the reports that tell it."""

from dataclasses import replace
from pathlib import Path

from dqn_engine.config.network import network_of
from dqn_engine.config.run_config import RunConfig, run_config
from dqn_engine.networks.fingerprint import weights_sha256
from dqn_engine.session.record import RunRecord
from dqn_engine.storage.run.policy_file import config_to_play, known_or_unsaid, stated_config
from dqn_engine.storage.run.statement import Statement
from dqn_engine.storage.weights.weights_file import load_weights, read_weights_metadata, save_weights
from dqn_engine.system.errors import InputError
from dqn_engine.system.values import Knobs
from dqn_engine.training.run import Run


def save_to(path: str, run: Run) -> dict[str, object]:
    """Writes the averaged network; the fields of `WeightsSaved`.

    Raises:
        InputError: It can't be written.
    """
    save_weights(path, run.spec, run.program.policy_weights(), run.config_now)
    return {"path": path, "env_step": run.env_steps, "weights_sha256": run.weights_sha256()}


def load_from(path: str, run: Run, record: RunRecord, said: Knobs) -> dict[str, object]:
    """Puts the weights of a file into a run, and saves them in its folder; the fields of `WeightsLoaded`.

    Args:
        path: The file.
        run: What they are put into.
        record: What is written of it.
        said: What the user says of the network in another program's file.

    Raises:
        UnsaidError: It is such a file, and something isn't said.
        InputError: The file doesn't fit, or the weights can't be saved; nothing was changed.
    """
    _refuse_another_meaning(path, run, said)
    weights = load_weights(path, run.spec)
    before, after = run.weights_sha256(), weights_sha256(weights)
    record.save_loaded(run.spec, weights, after)
    run.set_weights(weights)
    place = {"path": path, "env_step": run.env_steps, "update": run.updates}
    return {**place, "weights_sha256": after, "weights_sha256_before": before}


def config_for(path: str, otherwise: RunConfig | None, said: Knobs) -> RunConfig:
    """The configuration of a run for the weights of a file: the one in it, or else `otherwise`.

    Of another program's file, that of `otherwise` with the network that the file and what is `said` describe.

    Raises:
        UnsaidError: It is such a file, and something isn't said.
        InputError: It is no weights file, or its configuration isn't allowed here.
    """
    metadata = read_weights_metadata(path, config_to_play)
    other = otherwise or run_config()
    if not metadata.foreign:
        return metadata.config or other
    statement = Statement(environment=other.environment, knobs=said)
    return replace(stated_config(path, statement, other.knobs), seed=other.seed, device=other.device)


def _refuse_another_meaning(path: str, run: Run, said: Knobs) -> None:
    """Refuses another program's file whose numbers would mean something else in the network of `run`."""
    if not read_weights_metadata(path, config_to_play).foreign:
        return
    knobs = {**run.knobs, **said, **known_or_unsaid(path, said)}
    if network_of(run.config, run.info, knobs) != run.spec:
        wanted = ", ".join(f"{name}={run.knobs[name]}" for name in ("observation_scaling", "activation"))
        raise InputError(
            "The network of this run has {wanted}, and the one in {name!r} hasn't, so its weights would "
            "mean something else here; open the file where there is no run, which makes one for it.",
            wanted=wanted,
            name=Path(path).name,
        )
