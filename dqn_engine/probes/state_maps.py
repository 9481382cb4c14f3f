"""Toy text drawn as its map: which state stands in which cell of FrozenLake, CliffWalking and Taxi."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any

import numpy as np

from dqn_engine.environments.info import EnvironmentInfo
from dqn_engine.system.errors import InputError
from dqn_engine.system.sentences import Sentence

_MOVES = {"Left": (0, -1), "Right": (0, 1), "Up": (-1, 0), "Down": (1, 0)} | {
    "West": (0, -1), "East": (0, 1), "North": (-1, 0), "South": (1, 0),
}  # fmt: skip
_INSIDE = 4
"""Where Taxi's passenger is when it rides."""

Place = tuple[int, int]
"""A row from the top and a column."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StateMap:
    """A map of H rows, from the top, and W columns.

    Attributes:
        states: [H, W] int64, the state in each cell.
        letters: H texts of W letters, what is in each cell: of FrozenLake S, F, H and G, of CliffWalking S, C, G and
            blanks, of Taxi the four places R, G, Y and B, and blanks.
        walls: [H, W] bool, whether a wall closes the cell to the right.
        over: [H, W] bool, whether the episode is over in that cell, or nobody ever stands there.
        allowed: [H, W, A] bool, the actions that the environment's own mask allows; all where it has none.
        moves: [A, 2] int64, the rows down and the columns to the right that an action goes; 0, 0 of one that stays.
        about: What holds for all of the map, as a sentence; empty where there is nothing to say.
    """

    states: np.ndarray
    letters: tuple[str, ...]
    walls: np.ndarray
    over: np.ndarray
    allowed: np.ndarray
    moves: np.ndarray
    about: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StateGrid:
    """All states of toy text on the map that they share, H rows and W columns, for who draws any of them.

    Places are a row from the top and a column each.

    Attributes:
        letters: H texts of W letters to be read: of FrozenLake and CliffWalking the start, S, of Taxi the four places.
        walls: Cells that a wall closes to the right.
        pits: FrozenLake's holes and CliffWalking's cliff.
        goals: Where an episode is won, if that is the same in all states.
        agents: Of each state, where the agent is.
        passengers: Of each state, where Taxi's passenger waits; None while it rides. Empty where there is none.
        destinations: Of each state, where that wants to go; empty likewise.
    """

    letters: tuple[str, ...]
    walls: tuple[Place, ...]
    pits: tuple[Place, ...]
    goals: tuple[Place, ...]
    agents: tuple[Place, ...]
    passengers: tuple[Place | None, ...] = ()
    destinations: tuple[Place, ...] = ()


def grid_of(info: EnvironmentInfo) -> StateGrid | None:
    """Where each state of the environment is on its map; None where it has none."""
    if not info.one_hot:
        return None
    try:
        found = map_of(info, 0)
    except InputError:
        return None
    bare, letters, walls = _bare(info.environment), np.array([list(row) for row in found.letters]), _places(found.walls)
    if not hasattr(bare, "locs"):
        return StateGrid(
            letters=tuple("".join(row) for row in np.where(letters == "S", "S", " ")),
            walls=walls,
            pits=_places((letters == "H") | (letters == "C")),
            goals=_places(letters == "G"),
            agents=_places(np.ones(letters.shape, np.bool_)),
        )
    decoded = [tuple(bare.decode(number)) for number in range(int(bare.observation_space.n))]
    waiting = (*bare.locs, None)
    return StateGrid(
        letters=found.letters,
        walls=walls,
        pits=(),
        goals=(),
        agents=tuple((row, column) for row, column, _, _ in decoded),
        passengers=tuple(waiting[passenger] for _, _, passenger, _ in decoded),
        destinations=tuple(bare.locs[destination] for *_, destination in decoded),
    )


def _places(cells: np.ndarray) -> tuple[Place, ...]:
    """Where `cells` [H, W] are true, row by row."""
    return tuple((row, column) for row, column in np.argwhere(cells).tolist())


def map_of(info: EnvironmentInfo, state: int) -> StateMap:
    """The map that state number `state` is on.

    Raises:
        InputError: The environment has none.
    """
    bare = _bare(info.environment)
    if hasattr(bare, "nrow") and hasattr(bare, "desc"):
        return _plain(info, tuple(b"".join(row).decode() for row in bare.desc), b"HG".decode())
    if hasattr(bare, "start_state_index") and hasattr(bare, "shape"):
        return _plain(info, _cliff_letters(bare), "CG")
    if hasattr(bare, "decode") and hasattr(bare, "locs"):
        return _taxi(info, bare, state)
    raise InputError(
        "States of {environment} are numbers without a map; a map is known of FrozenLake, CliffWalking and Taxi.",
        environment=info.environment,
    )


@functools.lru_cache(maxsize=8)
def _bare(environment: str) -> Any:
    """The environment within its wrappers, to be read and never stepped."""
    from dqn_engine.environments.gymnasium_environment import make_environment  # With Gymnasium.

    return make_environment(environment).unwrapped


def _plain(info: EnvironmentInfo, letters: tuple[str, ...], over: str) -> StateMap:
    """Of a map whose states are numbered row by row."""
    shape = (len(letters), len(letters[0]))
    return StateMap(
        states=np.arange(shape[0] * shape[1]).reshape(shape),
        letters=letters,
        walls=np.zeros(shape, np.bool_),
        over=np.array([[letter in over for letter in row] for row in letters]),
        allowed=np.ones((*shape, len(info.action_labels)), np.bool_),
        moves=_moves(info),
    )


def _cliff_letters(bare: Any) -> tuple[str, ...]:
    # A step into the cliff leads back to the start, so that nothing leads to its cells.
    reached = [int(after) for row in bare.P.values() for entries in row.values() for _, after, *_ in entries]
    letters = np.where(np.isin(np.arange(len(bare.P)), reached), " ", "C").reshape(bare.shape)
    letters.ravel()[[int(bare.start_state_index), -1]] = "S", "G"
    return tuple("".join(row) for row in letters)


def _taxi(info: EnvironmentInfo, bare: Any, state: int) -> StateMap:
    _, _, passenger, destination = bare.decode(state)
    rows, columns = bare.max_row + 1, bare.max_col + 1
    cells = [[(row, column) for column in range(columns)] for row in range(rows)]
    letters = [[bare.desc[row + 1, 2 * column + 1].decode() for row, column in line] for line in cells]
    names = [letters[row][column] for row, column in bare.locs]
    states = np.array([[bare.encode(row, column, passenger, destination) for row, column in line] for line in cells])
    closed = [
        [column < columns - 1 and bare.desc[row + 1, 2 * column + 2] == b"|" for row, column in line] for line in cells
    ]
    goal = names[destination]
    if passenger == _INSIDE:
        about = Sentence("The passenger rides in the taxi and wants to go to {goal}.", goal=goal)
    else:
        about = Sentence("The passenger waits at {place} and wants to go to {goal}.", place=names[passenger], goal=goal)
    return StateMap(
        states=states,
        letters=tuple("".join(line) for line in letters),
        walls=np.array(closed, np.bool_),
        # With the passenger where it wants to be, the episode is over wherever the taxi stands.
        over=np.full((rows, columns), passenger == destination),
        allowed=np.array([[bare.action_mask(number) for number in line] for line in states], np.bool_),
        moves=_moves(info),
        about=about,
    )


def _moves(info: EnvironmentInfo) -> np.ndarray:
    return np.array([_MOVES.get(label, (0, 0)) for label in info.action_labels], np.int64)
