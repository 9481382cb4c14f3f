"""A run's weights to a file and from one, as the fields of the reports that tell it."""

from dqn_engine.config.run_config import RunConfig, run_config
from dqn_engine.networks.fingerprint import weights_sha256
from dqn_engine.session.record import RunRecord
from dqn_engine.storage.weights.weights_file import load_weights, read_weights_metadata, save_weights
from dqn_engine.training.run import Run


def save_to(path: str, run: Run) -> dict[str, object]:
    """Writes the averaged network; the fields of `WeightsSaved`.

    Raises:
        InputError: It can't be written.
    """
    save_weights(path, run.spec, run.program.policy_weights(), run.config_now)
    return {"path": path, "env_step": run.env_steps, "weights_sha256": run.weights_sha256()}


def load_from(path: str, run: Run, record: RunRecord) -> dict[str, object]:
    """Puts the weights of a file into a run, and saves them in its folder; the fields of `WeightsLoaded`.

    Raises:
        InputError: The file doesn't fit, or the weights can't be saved; nothing was changed.
    """
    weights = load_weights(path, run.spec)
    before, after = run.weights_sha256(), weights_sha256(weights)
    record.save_loaded(run.spec, weights, after)
    run.set_weights(weights)
    place = {"path": path, "env_step": run.env_steps, "update": run.updates}
    return {**place, "weights_sha256": after, "weights_sha256_before": before}


def config_for(path: str, otherwise: RunConfig | None) -> RunConfig:
    """The configuration of a run for the weights of a file: the one in it, or else `otherwise`.

    Raises:
        InputError: It is no weights file, or its configuration isn't allowed here.
    """
    return read_weights_metadata(path).config or otherwise or run_config()
