"""Which environments give images, how their frames are stacked, and the Atari games of the optional extra."""

import sys

import gymnasium
import numpy as np
import pytest

from dqn_engine.environments import atari, images
from dqn_engine.environments.gymnasium_environment import make_environment
from dqn_engine.system.errors import InputError
from tests.support import odd_environments
from tests.support.catch import FALL_STEPS, NAME, SIDE, register_catch

Box = gymnasium.spaces.Box


@pytest.mark.parametrize(
    ("space", "shape"),
    [
        (Box(0, 255, (8, 9), np.uint8), (8, 9, 1)),
        (Box(0, 255, (8, 9, 1), np.uint8), (8, 9, 1)),
        (Box(0, 255, (8, 9, 3), np.uint8), (8, 9, 3)),
        (Box(0, 255, (8, 9, 4), np.uint8), ()),
        (Box(0, 255, (128,), np.uint8), ()),  # an Atari console's memory is a vector
        (Box(0, 1, (8, 9), np.float32), ()),
        (gymnasium.spaces.Discrete(4), ()),
    ],
)
def test_that_images_are_distinguished_from_other_spaces(space: gymnasium.Space, shape: tuple[int, ...]) -> None:
    assert images.frame_shape(space) == shape


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        ("ColoursFirst-v0", r"put the colours last, by np.moveaxis\(picture, 0, -1\) in the environment"),
        ("FloatPicture-v0", "return them as uint8 from 0 to 255; they are scaled here"),
    ],
)
def test_that_pictures_of_other_shapes_are_refused_in_a_sentence(name: str, remedy: str) -> None:
    odd_environments.register()
    said = f"{name}' has observations of 21,168 numbers, .* uint8 of height, width and .*; {remedy}\\.$"
    with pytest.raises(InputError, match=said):
        make_environment(name)


def test_that_stacks_hold_the_newest_frames_and_begin_with_the_first() -> None:
    register_catch()
    plain, stacked = gymnasium.make(NAME), images.with_stacked_frames(gymnasium.make(NAME), 3)
    assert stacked.observation_space.shape == (3, SIDE, SIDE)
    frames = [plain.reset(seed=5)[0]]
    found = [stacked.reset(seed=5)[0]]
    for action in (0, 2, 1, 0):
        frames.append(plain.step(action)[0])
        found.append(stacked.step(action)[0])
    frames = [frames[0], frames[0], *frames]
    for index, stack in enumerate(found):
        np.testing.assert_array_equal(stack, frames[index : index + 3])
        assert stack.dtype == np.uint8


def test_that_catch_can_be_won_and_lost() -> None:
    register_catch()
    environment = gymnasium.make(NAME)
    scores = []
    for seed in range(20):
        environment.reset(seed=seed)
        steps = [environment.step(1) for _ in range(FALL_STEPS)]
        assert [step[2] for step in steps] == [False] * (FALL_STEPS - 1) + [True]
        scores.append(sum(step[1] for step in steps))
    assert set(scores) == {-1.0, 1.0}


# --- Atari ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["ALE/Pong-v5", "PongNoFrameskip-v4"])
def test_that_without_the_extra_a_sentence_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setitem(sys.modules, "ale_py", None)
    monkeypatch.setattr(gymnasium.envs.registration, "registry", {})
    assert atari.is_atari(name)
    with pytest.raises(InputError, match="optional extra 'atari' .* `uv sync --extra atari`"):
        atari.make_atari(name)


def test_that_other_environments_are_no_games() -> None:
    assert not atari.is_atari("CartPole-v1")
    assert not atari.is_atari("Pong")


@pytest.mark.parametrize(("name", "sticky"), [("ALE/Pong-v5", 0.25), ("PongNoFrameskip-v4", 0.0)])
def test_that_games_are_preprocessed_as_machado_says(name: str, sticky: float) -> None:
    pytest.importorskip("ale_py", reason="the extra 'atari' is not installed")
    environment = atari.make_atari(name)
    assert atari.is_atari(name)
    game = environment.unwrapped
    assert game.ale.getFloat("repeat_action_probability") == sticky
    first, _ = environment.reset(seed=3)
    assert (first.shape, first.dtype) == ((84, 84), np.uint8)
    before = game.ale.getEpisodeFrameNumber()
    assert 1 <= before <= 30
    environment.step(0)
    assert game.ale.getEpisodeFrameNumber() == before + 4
    environment.close()


def test_that_the_size_of_a_games_pictures_can_be_given_in_its_name() -> None:
    pytest.importorskip("ale_py", reason="the extra 'atari' is not installed")
    environment = make_environment("PongNoFrameskip-v4(screen_size=42)")
    assert environment.observation_space.shape == (42, 42)
    environment.close()


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("7", "is 7, but pictures have 20 to 160 pixels"),
        ("161", "is 161, but"),
        ('"big"', "must be a whole number, such as 84"),
    ],
)
def test_that_a_games_pictures_have_a_size_that_can_be_seen(value: str, sentence: str) -> None:
    pytest.importorskip("ale_py", reason="the extra 'atari' is not installed")
    with pytest.raises(InputError, match=sentence):
        make_environment(f"PongNoFrameskip-v4(screen_size={value})")


def test_that_an_unknown_game_is_refused_in_a_sentence() -> None:
    pytest.importorskip("ale_py", reason="the extra 'atari' is not installed")
    with pytest.raises(InputError, match="no Atari game 'ALE/Pongg-v5'"):
        atari.make_atari("ALE/Pongg-v5")
