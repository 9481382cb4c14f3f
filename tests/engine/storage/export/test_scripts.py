"""Scripts play what training and evaluations play, whatever an environment gives and takes."""

import contextlib
import io
import runpy
from pathlib import Path

import pytest

from dqn_engine.config.network import network_of
from dqn_engine.config.run_config import run_config
from dqn_engine.environments.registry import environment_info
from dqn_engine.networks.policies import greedy_policy
from dqn_engine.play.evaluation import episode_seed, evaluate
from dqn_engine.storage.export.formats import EXPORT_FORMATS, ExportSubject, write_export
from dqn_engine.storage.export.scripts import script_of
from tests.support.networks import random_weights
from tests.support.unusual_environments import CONSTRUCTED, UNUSUAL


@pytest.mark.slow
@pytest.mark.parametrize("name", [*UNUSUAL, "FlattenedByItself"])
def test_that_a_script_plays_an_unusual_environment_as_an_evaluation_does(tmp_path: Path, name: str) -> None:
    config = run_config(environment=f"{name}-v0", changes={"hidden_sizes": (6,), "frame_stack": 3})
    spec = network_of(config, environment_info(config.environment))
    seed, returns = episode_seed(0, 0), set()
    for network in range(2):
        weights = random_weights(spec, network)
        subject = ExportSubject(spec=spec, weights=weights, config=config)
        write_export(EXPORT_FORMATS["npz"], subject, tmp_path / "a.npz")
        text = script_of("npz", "a.npz", spec, config.environment).replace("reset(seed=0)", f"reset(seed={seed})")
        expected = evaluate(greedy_policy(spec, weights), config.environment, 1, 0, frame_stack=3).mean
        assert said_by(tmp_path / "a.npz_run.py", text) == f"Return: {expected:g}"
        returns.add(expected)
    assert len(returns) == 2, "other actions aren't told apart"


def test_that_a_script_gives_a_constructor_what_the_run_gave_it_whatever_it_is_called(tmp_path: Path) -> None:
    environment = 'TakesAnything-v0(class=[1, "it\'s"], size=2.5)'
    config = run_config(environment=environment, changes={"hidden_sizes": (6,)})
    spec = network_of(config, environment_info(environment))
    subject = ExportSubject(spec=spec, weights=random_weights(spec), config=config)
    write_export(EXPORT_FORMATS["npz"], subject, tmp_path / "a.npz")
    CONSTRUCTED.clear()
    assert said_by(tmp_path / "a.npz_run.py", script_of("npz", "a.npz", spec, environment)).startswith("Return: ")
    assert CONSTRUCTED[-1] == {"class": [1, "it's"], "size": 2.5}


def said_by(script: Path, text: str) -> str:
    """What a script of that `text` says, once it is written to `script`; the environment is registered already."""
    lines = [line for line in text.splitlines() if "import tests." not in line]
    script.write_text("\n".join(lines), encoding="utf-8")
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        runpy.run_path(str(script), run_name="__main__")
    return said.getvalue().strip()
