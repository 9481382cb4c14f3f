"""Configurations and presets: read back what they wrote, refuse the rest."""

import json
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import gymnasium
import numpy as np
import pytest
from gymnasium import spaces
from hypothesis import given
from hypothesis import strategies as st

from dqn_engine.config.hyperparameters import KNOBS, default_knobs
from dqn_engine.config.network import network_of
from dqn_engine.config.run_config import (
    LARGEST_SEED,
    RunConfig,
    load_preset,
    preset_names,
    read_preset,
    run_config,
    run_config_from_json,
)
from dqn_engine.environments.registry import environment_info
from dqn_engine.system.errors import InputError
from dqn_engine.system.resources import resource_folder


@given(
    seed=st.integers(0, LARGEST_SEED),
    device=st.sampled_from(["auto", "cpu", "gpu:0"]),
    gamma=st.floats(0, 1),
    sizes=st.lists(st.integers(1, 2048), min_size=1, max_size=8),
)
def test_that_json_gives_the_configuration_back(seed: int, device: str, gamma: float, sizes: list[int]) -> None:
    config = run_config(seed=seed, device=device, changes={"gamma": gamma, "hidden_sizes": sizes})
    assert run_config_from_json(json.loads(json.dumps(config.to_json()))) == config
    assert list(config.knobs) == [knob.name for knob in KNOBS]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=10,
)


@given(st.sampled_from(["environment", "seed", "device", "knobs", "more"]), json_values)
def test_that_any_other_json_is_taken_or_refused_with_a_sentence(field: str, value: object) -> None:
    for values in (value, {**run_config().to_json(), field: value}):
        sentence = "."
        try:
            assert isinstance(run_config_from_json(values), RunConfig)
        except InputError as error:
            sentence = str(error)
        assert sentence.endswith((".", "?"))


@pytest.mark.parametrize("seed", [-1, LARGEST_SEED + 1, 1.0, True, "1", None])
def test_that_other_seeds_are_refused(seed: object) -> None:
    with pytest.raises(InputError, match="but must be a whole number from 0"):
        run_config(seed=seed)


def test_that_changes_win_over_the_preset_and_the_preset_over_defaults(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text('title = "Mine"\nenvironment = "CartPole-v1"\n[knobs]\ngamma = 0.5\nbatch_size = 16\n')
    config = run_config(preset=str(path), changes={"gamma": 0.25})
    assert config.environment == "CartPole-v1"
    assert config.knobs == {**default_knobs(), "gamma": 0.25, "batch_size": 16}
    preset = load_preset(str(path))
    assert (preset.name, preset.title, preset.source) == ("mine", "Mine", "")
    assert preset.knobs == {"gamma": 0.5, "batch_size": 16}


def test_that_every_installed_preset_is_sound_and_explained() -> None:
    assert preset_names()[0] == "default"
    assert len(preset_names()) == len(list(resource_folder("presets").glob("*.toml")))
    for name in preset_names():
        preset = load_preset(name)
        assert preset.title
        assert preset.source
        if preset.environment.startswith("Pong") and find_spec("ale_py") is None:
            with pytest.raises(InputError, match="optional extra 'atari'"):
                run_config(preset=name)
        else:
            assert run_config(preset=name).environment == preset.environment
    assert run_config(preset="default").knobs == default_knobs()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"[knobs\n", "is not valid TOML"),
        (b'title = "caf\xe9"', "is not valid TOML"),
        (b"gamma = 0.9", "holds gamma; allowed are title, source, environment, differences and the table"),
        (b"knobs = 3", "must be text and \\[knobs\\] a table"),
        (b"title = 3", "must be text and \\[knobs\\] a table"),
        (b"environment = 3", "must be text and \\[knobs\\] a table"),
        (b"[knobs]\ngama = 0.9", "Did you mean gamma?"),
        (b"[knobs]\ngamma = 2", "gamma is '2', but must be"),
        (b"[knobs]\ngamma = nan", "gamma is 'nan', but must be"),
        (b"[knobs]\nhidden_sizes = [64, 1.5]", "hidden_sizes is"),
        (b"[knobs]\nbatch_size = 1" + b"0" * 400, "batch_size is"),
        (b"[knobs]\nbatch_size = 1" + b"0" * 5000, "is not valid TOML"),
        (b"a = " + b"[" * 5000, "is not valid TOML"),
        (b"[knobs]\nlearning_rate = 1979-05-27", "learning_rate is"),
        (b"[knobs]\ncapacity = 64\nbatch_size = 128", "can't be larger than the buffer"),
    ],
)
def test_that_a_broken_preset_is_refused_with_a_sentence(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "broken.toml"
    path.write_bytes(content)
    with pytest.raises(InputError, match=words) as caught:
        read_preset(path)
    assert "\n" not in str(caught.value)


def test_that_a_preset_of_an_unknown_environment_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text('environment = "Nope-v0"')
    with pytest.raises(InputError, match="There is no environment 'Nope-v0'"):
        run_config(preset=str(tmp_path / "a.toml"))


def test_that_missing_presets_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="There is no preset 'nope'; the presets are: default"):
        load_preset("nope")
    with pytest.raises(InputError, match="can't be read: No such file"):
        load_preset(str(tmp_path / "nope.toml"))
    (tmp_path / "folder.toml").mkdir()
    with pytest.raises(InputError, match="is not a plain file"):
        load_preset(str(tmp_path / "folder.toml"))
    for name in ("../presets/default", "", "default.toml\0"):
        with pytest.raises(InputError, match="There is no preset"):
            load_preset(name)


def test_that_what_is_auto_in_rainbow_means_what_its_numbers_were() -> None:
    auto = run_config(preset="rainbow")
    numbers = run_config(preset="rainbow", changes={"v_min": 0.0, "v_max": 100.0, "observation_scaling": "bounds"})
    info = environment_info("CartPole-v1")
    assert network_of(auto, info) == network_of(numbers, info)


# --- observation scaling, then and now --------------------------------------------------------------------------------


class TwoFractions(gymnasium.Env):
    """Made to be asked for its spaces."""

    observation_space, action_space = spaces.Box(0.0, 1.0, (2,), np.float32), spaces.Discrete(2)


@pytest.fixture
def fractions() -> Iterator[str]:
    gymnasium.register("TwoFractions-v0", entry_point=TwoFractions, max_episode_steps=9)
    yield "TwoFractions-v0"
    del gymnasium.registry["TwoFractions-v0"]


def test_that_saved_runs_of_earlier_versions_are_scaled_as_they_were(fractions: str) -> None:
    info, now = environment_info(fractions), run_config(environment=fractions)
    assert run_config_from_json(now.to_json()) == now
    assert network_of(now, info).normalised
    saved = {key: value for key, value in now.to_json().items() if key != "scaling"}
    before = run_config_from_json(saved)
    assert not network_of(before, info).normalised
    assert network_of(before, info).observation_scale == (1.0, 1.0)
    assert before.to_json() == saved
    running = run_config(changes={"observation_scaling": "running"})
    saved = {key: value for key, value in running.to_json().items() if key != "scaling"}
    cartpole = environment_info("CartPole-v1")
    assert network_of(running, cartpole).input_ranges == (None,) * 4
    assert network_of(run_config_from_json(saved), cartpole).input_ranges == ()
    with pytest.raises(InputError, match="The configuration's scaling is not as"):
        run_config_from_json({**saved, "scaling": "else"})


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({}, "The configuration holds nothing, but must hold exactly device, environment, knobs, seed."),
        ([], "The configuration holds list, but"),
        ({**run_config().to_json(), "knobs": []}, "The configuration's knobs is not as this program writes it"),
        (
            {**run_config().to_json(), "environment_module": 1, "compiled_by": None},
            "environment_module, compiled_by is",
        ),
    ],
)
def test_that_a_configuration_of_other_fields_or_kinds_is_refused_with_what_is_wrong(
    values: object, words: str
) -> None:
    with pytest.raises(InputError, match=words):
        run_config_from_json(values)


@pytest.mark.parametrize("choice", ["auto", "bounds", "none"])
def test_that_what_a_listed_environment_s_scaling_means_needs_no_word(choice: str) -> None:
    config = run_config(changes={"observation_scaling": choice})
    assert "scaling" not in config.to_json()
    assert run_config_from_json(config.to_json()) == config
