"""`dqn-engine evaluate`: greedy episodes on the real Gymnasium environment. TensorFlow is for images only."""

import argparse
import json
import os
from pathlib import Path

from dqn_engine.commands.output import print_json
from dqn_engine.config import RunConfig, run_config_from_json
from dqn_engine.environments.registry import environment_info
from dqn_engine.errors import InputError
from dqn_engine.evaluation import evaluate
from dqn_engine.learner.network_spec import network_spec
from dqn_engine.learner.policies import greedy_policy
from dqn_engine.storage.run_folder import BEST_WEIGHTS, CONFIG, LAST_WEIGHTS
from dqn_engine.storage.weights import load_weights, read_weights_metadata

_LARGEST_CONFIG_BYTES = 100_000


def run(options: argparse.Namespace) -> int:
    """Prints mean, spread and extremes of the returns, and returns the exit code."""
    path = _weights_path(Path(options.path))
    config = read_weights_metadata(path).config or _config_beside(path)
    info = environment_info(config.environment)
    spec = network_spec(
        config.knobs,
        observation_scale=info.observation_scale,
        action_count=len(info.action_labels),
        image_shape=info.image_shape,
    )
    policy = greedy_policy(spec, load_weights(path, spec))
    result = evaluate(policy, config.environment, options.episodes, options.seed, config.knobs["frame_stack"])
    if options.json:
        print_json(
            {
                "env": result.env,
                "episodes": result.episodes,
                "mean": result.mean,
                "std": result.std,
                "min": result.minimum,
                "max": result.maximum,
            }
        )
    else:
        print(
            f"{result.env}, {result.episodes} greedy episodes with {path}:\n"
            f"mean {result.mean:.1f}, standard deviation {result.std:.1f}, "
            f"lowest {result.minimum:g}, highest {result.maximum:g}"
        )
    return 0


def _weights_path(path: Path) -> Path:
    if not os.path.exists(path):
        raise InputError(f"There is no file or folder {str(path)!r}; give a weights file or the folder of a run.")
    if not path.is_dir():
        return path
    for name in (BEST_WEIGHTS, LAST_WEIGHTS):
        if (path / name).is_file():
            return path / name
    raise InputError(
        f"The folder {str(path)!r} holds neither {BEST_WEIGHTS} nor {LAST_WEIGHTS}; choose a run's folder."
    )


def _config_beside(path: Path) -> RunConfig:
    """The configuration of the run whose folder the file is in, for weights that another program wrote."""
    beside = path.parent / CONFIG
    try:
        with beside.open("rb") as file:
            content = file.read(_LARGEST_CONFIG_BYTES)
        values = json.loads(content)
    except FileNotFoundError:
        raise InputError(
            f"The weights file {path.name!r} doesn't say which network and environment it is of, and there is no "
            f"{CONFIG} beside it; put the run's {CONFIG} there."
        ) from None
    except (OSError, ValueError, RecursionError) as error:
        raise InputError(
            f"{str(beside)!r} can't be read as the JSON of a configuration; mend or replace it."
        ) from error
    return run_config_from_json(values)
