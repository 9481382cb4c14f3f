"""Scripts play what training and evaluations play, whatever an environment gives and takes."""

import contextlib
import io
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

from dqn_engine.config.network import network_of
from dqn_engine.config.run_config import run_config
from dqn_engine.environments.registry import environment_info
from dqn_engine.networks.policies import greedy_policy
from dqn_engine.networks.spec import NetworkSpec
from dqn_engine.play.evaluation import episode_seed, evaluate
from dqn_engine.storage.export.formats import EXPORT_FORMATS, ExportSubject, write_export
from dqn_engine.storage.export.scripts import script_of
from dqn_engine.system.errors import BrokenEnvironmentError
from tests.support.changing_environments import LATER, LEAVING, TROUBLE
from tests.support.networks import random_weights
from tests.support.unusual_environments import CONSTRUCTED, UNUSUAL

SMALL = {"hidden_sizes": (6,)}


@pytest.mark.slow
@pytest.mark.parametrize("name", [*UNUSUAL, "FlattenedByItself"])
def test_that_a_script_plays_an_unusual_environment_as_an_evaluation_does(tmp_path: Path, name: str) -> None:
    config = run_config(environment=f"{name}-v0", changes={"hidden_sizes": (6,), "frame_stack": 3})
    spec = network_of(config, environment_info(config.environment))
    seed, returns = episode_seed(0, 0), set()
    for network in range(3):
        weights = random_weights(spec, network)
        subject = ExportSubject(spec=spec, weights=weights, config=config)
        write_export(EXPORT_FORMATS["npz"], subject, tmp_path / "a.npz")
        text = script_of("npz", "a.npz", spec, config.environment).replace("reset(seed=0)", f"reset(seed={seed})")
        expected = evaluate(greedy_policy(spec, weights), config.environment, 1, 0, frame_stack=3).mean
        assert said_by(tmp_path / "a.npz_run.py", text) == f"Return: {expected:g}"
        returns.add(expected)
    assert len(returns) > 1, "other actions aren't told apart"


def test_that_a_script_gives_a_constructor_what_the_run_gave_it_whatever_it_is_called(tmp_path: Path) -> None:
    environment = 'TakesAnything-v0(class=[1, "it\'s"], size=2.5)'
    config = run_config(environment=environment, changes={"hidden_sizes": (6,)})
    spec = network_of(config, environment_info(environment))
    subject = ExportSubject(spec=spec, weights=random_weights(spec), config=config)
    write_export(EXPORT_FORMATS["npz"], subject, tmp_path / "a.npz")
    CONSTRUCTED.clear()
    assert said_by(tmp_path / "a.npz_run.py", script_of("npz", "a.npz", spec, environment)).startswith("Return: ")
    assert CONSTRUCTED[-1] == {"class": [1, "it's"], "size": 2.5}


@pytest.mark.slow
@pytest.mark.parametrize("name", LATER)
def test_that_a_script_refuses_what_training_refuses(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(TROUBLE, "now", False)
    spec, environment = played_spec(f"{name}-v0"), f"{name}-v0"
    weights = random_weights(spec)
    subject = ExportSubject(spec=spec, weights=weights, config=run_config(environment=environment, changes=SMALL))
    write_export(EXPORT_FORMATS["npz"], subject, tmp_path / "a.npz")
    text = script_of("npz", "a.npz", spec, environment)
    assert said_by(tmp_path / "a.npz_run.py", text).startswith("Return: "), "it is as it was when it was exported"
    TROUBLE["now"] = True
    with pytest.raises(BrokenEnvironmentError):
        evaluate(greedy_policy(spec, weights), environment, 1, 0, frame_stack=3)
    with pytest.raises(SystemExit) as ended:
        said_by(tmp_path / "a.npz_run.py", text)
    assert ended.value.code == 1
    told = capsys.readouterr().err
    assert LATER[name] in told
    assert ("Traceback" in told) == (name == "LeavesAtOnce")


@pytest.mark.slow
@pytest.mark.parametrize("kind", LEAVING)
def test_that_a_script_ends_and_says_the_return_whatever_the_environment_leaves_behind(
    tmp_path: Path, kind: str
) -> None:
    environment = f"Behind{kind}-v0"
    here = f"{environment}(leaves=false)"
    spec, config = played_spec(here), run_config(environment=here, changes=SMALL)
    subject = ExportSubject(spec=spec, weights=random_weights(spec), config=config)
    write_export(EXPORT_FORMATS["npz"], subject, tmp_path / "a.npz")
    text = script_of("npz", "a.npz", spec, here).replace(", leaves=False", "")
    importing = f"    sys.path.insert(0, {str(Path.cwd())!r})\n    import tests.support.changing_environments\n"
    script = tmp_path / "a.npz_run.py"
    script.write_text(text.replace("def play():\n", f"def play():\n{importing}"), encoding="utf-8")
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (0, "Return: 2\n"), done.stderr


def played_spec(environment: str) -> NetworkSpec:
    config = run_config(environment=environment, changes=SMALL)
    return network_of(config, environment_info(environment))


def said_by(script: Path, text: str) -> str:
    """What a script of that `text` says, once it is written to `script`; the environment is registered already."""
    lines = [line for line in text.splitlines() if "import tests." not in line]
    script.write_text("\n".join(lines), encoding="utf-8")
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        runpy.run_path(str(script), run_name="__main__")
    return said.getvalue().strip()
