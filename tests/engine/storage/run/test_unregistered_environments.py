"""What is saved of an environment that isn't registered here is described all the same, and says what to import."""

import dataclasses
import json
from pathlib import Path

import numpy as np
import pytest

from dqn_engine.commands import cli
from dqn_engine.config.checks import stepped_in_program
from dqn_engine.config.run_config import RunConfig, run_config, run_config_from_json
from dqn_engine.environments.compiled.catalogue import register_compiled
from dqn_engine.environments.imports import import_environments
from dqn_engine.networks.spec import network_spec
from dqn_engine.session.run_weights import config_for
from dqn_engine.storage.run.policy_file import read_policy
from dqn_engine.storage.run.summaries import summarise
from dqn_engine.storage.weights.weights_file import read_weights_metadata, save_weights
from dqn_engine.system.errors import InputError, UnknownEnvironmentError
from tests.support.made_up_runs import made_run
from tests.support.own_modules import forget_module, new_name, write_module

SMALL = {"hidden_sizes": (3,), "capacity": 64, "learning_starts": 20}


@pytest.fixture
def name(own_folder: Path) -> str:
    chosen = new_name()
    write_module(own_folder, chosen)
    import_environments(chosen)
    return chosen


@pytest.fixture
def config(name: str) -> RunConfig:
    return run_config(environment=f"{name}/A-v0(size=5)", seed=5, changes=SMALL)


@pytest.fixture
def run(config: RunConfig, name: str, tmp_path: Path) -> Path:
    """A run of an environment that has been forgotten since."""
    path = made_run(tmp_path / "runs" / "own", [(10, None), (20, 3.0)], config)
    forget_module(name)
    return path


def weights_of(config: RunConfig, path: Path) -> Path:
    spec = network_spec(config.knobs, observation_scale=(1.0, 1.0), action_count=2, image_shape=None)
    save_weights(path, spec, {key: np.zeros(shape, np.float32) for key, shape in spec.weight_shapes.items()}, config)
    return path


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict:
    assert cli.main([*arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_that_a_run_is_inspected_and_says_what_to_import(run: Path, name: str, capsys) -> None:
    said = printed(capsys, "inspect", str(run))
    assert (said["environment"], said["environment_module"]) == (f"{name}/A-v0(size=5)", name)
    assert (said["env_steps"], [checkpoint["env_steps"] for checkpoint in said["checkpoints"]]) == (20, [10, 20])
    assert said["environment_trouble"].endswith(f"import it, if you trust it, by --import {name}.")
    assert cli.main(["inspect", str(run)]) == 0
    assert f"--import {name}" in capsys.readouterr().out


def test_that_a_checkpoint_is_inspected(run: Path, name: str, capsys) -> None:
    checkpoint = printed(capsys, "inspect", str(run))["checkpoints"][0]["path"]
    said = printed(capsys, "inspect", checkpoint)
    assert (said["environment_module"], said["knobs"]["gamma"]) == (name, 0.9)


def test_that_once_it_is_imported_nothing_is_amiss(run: Path, name: str, capsys) -> None:
    said = printed(capsys, "inspect", str(run), "--import", name)
    assert (said["environment_module"], said["environment_trouble"]) == (name, None)


def test_that_runs_are_listed_with_what_to_import(run: Path, name: str, capsys) -> None:
    made_run(run.parent / "poles")
    assert cli.main(["runs", str(run.parent)]) == 0
    own, poles = capsys.readouterr().out.splitlines()
    assert "20 steps" in own
    assert "2 checkpoints" in own
    assert own.endswith(f"by --import {name}.")
    assert "--import" not in poles


def test_that_a_summary_names_the_missing_module(run: Path, name: str) -> None:
    assert (summarise(run).environment, summarise(run).missing_module) == (f"{name}/A-v0(size=5)", name)
    assert summarise(run).trouble == ""
    import_environments(name)
    assert summarise(run).missing_module == ""


def test_that_opening_it_says_what_to_import_in_one_sentence(run: Path, name: str) -> None:
    configuration = json.loads((run / "config.json").read_text())
    with pytest.raises(UnknownEnvironmentError, match=rf"by --import {name}\.") as caught:
        run_config_from_json(configuration)
    assert caught.value.module == name


@pytest.mark.parametrize("ending", [".npz", ".safetensors", pytest.param(".weights.h5", marks=pytest.mark.slow)])
def test_that_a_weights_file_carries_the_module(config, name: str, tmp_path: Path, ending: str, capsys) -> None:
    file = weights_of(config, tmp_path / f"best{ending}")
    assert read_weights_metadata(file).config == config
    forget_module(name)
    with pytest.raises(
        UnknownEnvironmentError, match=rf"'best{ending}' can't be used.* by --import {name}\."
    ) as caught:
        read_policy(file)
    assert caught.value.module == name
    said = printed(capsys, "inspect", str(file))
    assert said["config"]["environment_module"] == name
    assert f"--import {name}" in said["environment_trouble"]


def test_that_a_weights_file_without_the_module_is_described_and_refused_in_a_sentence(
    config, name: str, tmp_path: Path, capsys
) -> None:
    file = weights_of(dataclasses.replace(config, environment_module=""), tmp_path / "old.npz")
    assert read_policy(file).config == config
    forget_module(name)
    with pytest.raises(InputError, match="There is no environment"):
        read_weights_metadata(file)
    assert "There is no environment" in printed(capsys, "inspect", str(file))["environment_trouble"]


def test_that_a_module_that_is_no_text_is_refused(config: RunConfig) -> None:
    with pytest.raises(InputError, match="configuration.s environment_module is not as"):
        run_config_from_json({**config.to_json(), "environment_module": 7})


COMPILING = """
from dqn_engine.environments.compiled.catalogue import register_compiled
register_compiled("{name}/A-v0", lambda info: None, options=("size",))
"""


@pytest.fixture
def compiled(config: RunConfig, own_folder: Path, name: str) -> RunConfig:
    """A configuration whose environment another module compiles."""
    (own_folder / f"{name}_compiled.py").write_text(COMPILING.format(name=name))
    assert import_environments(f"{name}_compiled") == (f"{name}/A-v0",)
    return run_config(environment=config.environment, seed=5, changes=SMALL)


def test_that_a_run_records_the_module_that_compiles_its_environment(compiled: RunConfig, name: str) -> None:
    assert (compiled.environment_module, compiled.compiled_by) == (name, f"{name}_compiled")
    assert run_config_from_json(compiled.to_json()) == compiled
    before = {key: value for key, value in compiled.to_json().items() if key != "compiled_by"}
    assert run_config_from_json(before) == compiled  # as earlier versions wrote it
    in_python = run_config(environment=compiled.environment, changes={**SMALL, "stepping": "gymnasium"})
    assert in_python.compiled_by == ""


@pytest.fixture
def uncompiled(compiled: RunConfig, tmp_path: Path, name: str) -> Path:
    """A run of it, where nothing compiles it any more."""
    run = made_run(tmp_path / "runs" / "compiled", [(10, None)], compiled)
    weights_of(compiled, run / "last.npz")
    register_compiled(f"{name}/A-v0", lambda info: None)  # Another, which doesn't know the argument.
    return run


def test_that_a_run_whose_compiling_module_is_missing_names_it(uncompiled: Path, name: str, capsys) -> None:
    said = printed(capsys, "inspect", str(uncompiled))
    assert said["compiled_by"] == f"{name}_compiled"
    assert f"by --import {name}_compiled. (Evaluations don't need it.)" in said["environment_trouble"]
    assert summarise(uncompiled).missing_module == f"{name}_compiled"
    with pytest.raises(
        UnknownEnvironmentError, match=rf"to train on, import it.* --import {name}_compiled\."
    ) as caught:
        run_config_from_json(json.loads((uncompiled / "config.json").read_text()))
    assert caught.value.module == f"{name}_compiled"


def test_that_it_is_evaluated_all_the_same(uncompiled: Path, compiled: RunConfig) -> None:
    assert read_policy(uncompiled / "last.npz").config.environment == compiled.environment


def test_that_both_modules_are_named_at_once_where_neither_is_imported(uncompiled: Path, name: str) -> None:
    forget_module(name)
    words = rf"--import {name}\. To train on, also import the module that compiles it, by --import {name}_compiled\."
    with pytest.raises(UnknownEnvironmentError, match=words) as caught:
        run_config_from_json(json.loads((uncompiled / "config.json").read_text()))
    assert caught.value.module == name


def test_that_its_weights_begin_a_run_that_gymnasium_steps(uncompiled: Path, compiled: RunConfig) -> None:
    config = config_for(str(uncompiled / "last.npz"), None, {})
    assert (config.environment, config.seed, config.compiled_by) == (compiled.environment, 5, "")
    assert not stepped_in_program(config.knobs, config.environment)


def test_that_an_earlier_run_says_that_something_must_compile_it(compiled: RunConfig, uncompiled: Path) -> None:
    before = {key: value for key, value in compiled.to_json().items() if key != "compiled_by"}
    with pytest.raises(InputError, match="nothing that is imported compiles it; import the module that registers it"):
        run_config_from_json({**before, "compiled": True})


def test_that_a_run_of_the_users_under_a_listed_id_isn_t_described_as_the_listed_one(tmp_path: Path, capsys) -> None:
    config = dataclasses.replace(run_config(changes=SMALL), environment_module="mine")
    said = printed(capsys, "inspect", str(made_run(tmp_path / "poles", [(10, None)], config)))
    assert "typical" not in said["observation_scaling"]
    assert "--import mine" in said["environment_trouble"]
