"""Atari games: the optional extra `atari`, and Gymnasium's own preprocessing of them (Machado et al. 2018).

The emulator, ale-py, is under the GPL-2 and so never part of the default install.
"""

import inspect
from typing import Any

import gymnasium

from dqn_engine.system.errors import InputError

STEPS_PER_SECOND = 15.0
"""Of real time: the console shows 60 frames a second, of which an environment's step takes four."""

LONGEST_GAME_STEPS = 27_000
"""The emulator ends episodes after half an hour, 108,000 frames."""

SCREEN_SIZE = inspect.Parameter("screen_size", inspect.Parameter.KEYWORD_ONLY, default=84, annotation=int)
"""Pixels of a preprocessed game's side: an argument as the emulator's own are, though the preprocessing takes it."""

SMALLEST_SCREEN, LARGEST_SCREEN = 20, 160
"""Pixels of a side: fewer lose the ball, and the console's own picture is 160 wide."""

_LONGEST_NOOP_STEPS = 30
_FRAME_SKIP = 4
_PACKAGE = "ale_py"


def is_atari(environment: str) -> bool:
    """Whether an environment's name is that of an Atari game, installed or not."""
    registered = gymnasium.registry.get(environment)
    if registered is not None:
        return str(registered.entry_point).startswith(f"{_PACKAGE}.")
    return environment.startswith("ALE/") or "NoFrameskip-v" in environment


def register_atari(environment: str) -> None:
    """Makes the Atari games known to Gymnasium.

    Args:
        environment: The one that is wanted.

    Raises:
        InputError: The extra isn't installed.
    """
    try:
        import ale_py  # pyright: ignore[reportMissingImports] - an optional extra
        import cv2  # pyright: ignore[reportMissingImports] - likewise
    except ImportError:
        raise InputError(
            "{environment!r} is an Atari game, which needs the optional extra 'atari' (ale-py, under the GPL-2); "
            "install it with `uv sync --extra atari` and try again.",
            environment=environment[:80],
        ) from None
    # The preprocessing has Python's own threads to itself; the emulator greets on every start otherwise.
    cv2.setNumThreads(0)
    ale_py.ALEInterface.setLoggerMode(ale_py.LoggerMode.Error)
    gymnasium.register_envs(ale_py)


def make_atari(environment: str, **options: Any) -> gymnasium.Env:
    """A preprocessed game: grey images [S, S] uint8, a step every fourth frame, up to 30 idle steps at first.

    A lost life doesn't end an episode, and rewards are the game's own.

    Args:
        environment: An Atari game's name.
        options: `screen_size` is S, 84 unless given; the others are passed on to `gymnasium.make`.

    Raises:
        InputError: The extra isn't installed, or there is no such game.
    """
    register_atari(environment)
    if environment not in gymnasium.registry:
        raise InputError(
            "There is no Atari game {environment!r}; names look like 'ALE/Pong-v5'.", environment=environment[:80]
        )
    pixels = options.pop(SCREEN_SIZE.name, SCREEN_SIZE.default)
    skip = gymnasium.spec(environment).kwargs.get("frameskip", 1)
    if isinstance(skip, int):
        # The preprocessing then skips, since it also merges the last two frames: games draw some things in turn.
        options, skip = {**options, "frameskip": 1}, skip if skip > 1 else _FRAME_SKIP
    else:
        skip = 1  # The game itself skips a random number.
    return gymnasium.wrappers.AtariPreprocessing(
        gymnasium.make(environment, **options),
        noop_max=_LONGEST_NOOP_STEPS,
        frame_skip=skip,
        screen_size=pixels,
        terminal_on_life_loss=False,
        grayscale_obs=True,
    )


def action_labels(game: gymnasium.Env) -> tuple[str, ...]:
    """What the actions of a game made here do: "Noop", "Fire", "Upright", "Upfire" and so on."""
    emulator: Any = game.unwrapped
    return tuple(meaning.capitalize() for meaning in emulator.get_action_meanings())
