"""A moment of the watched episode, from which its futures can be asked for, and how to ask."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from dqn_engine.environments.compiled.catalogue import is_compiled
from dqn_engine.play.spectator_step import SpectatorStep

if TYPE_CHECKING:  # With it come the environments, which are slow to import.
    from dqn_engine.probes.what_if import WhatIfRequest

_EPISODES, _LONGEST = 4, 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchedMoment:
    """Where the view stands.

    Attributes:
        environment: The run's.
        step: Of the episode, from 0.
        state: [O] What is seen; empty of pictures, and where there are too many numbers.
        seed: What the episode was reset with.
        actions: What was done since; None where the window didn't hear all of it.
        changed: Whether the watched world isn't the one that the agent is trained in.
        over: Whether the episode has ended there.
    """

    environment: str
    step: int
    state: tuple[float, ...]
    seed: int
    actions: tuple[int, ...] | None
    changed: bool = False
    over: bool = False


class WatchedActions:
    """What was done in the last few watched episodes, from their beginnings."""

    def __init__(self) -> None:
        self._taken: dict[int, list[int] | None] = {}

    def reset(self) -> None:
        """Forgets them."""
        self._taken.clear()

    def add(self, steps: Iterable[SpectatorStep]) -> None:
        """Takes the next steps."""
        for step in steps:
            if step.episode not in self._taken:
                self._taken[step.episode] = []
                while len(self._taken) > _EPISODES:
                    del self._taken[next(iter(self._taken))]
            taken = self._taken[step.episode]
            if taken is None or len(taken) != step.step - 1 or len(taken) >= _LONGEST:
                self._taken[step.episode] = None  # Not all of it was heard.
            else:
                taken.append(step.action)

    def branch(self, step: SpectatorStep) -> None:
        """A push led to where `step` begins, so that its episode can't be played again by its actions."""
        for episode in [found for found in self._taken if found > step.episode]:
            del self._taken[episode]
        self._taken[step.episode] = None

    def before(self, step: SpectatorStep) -> tuple[int, ...] | None:
        """The actions that led to where `step` begins; None where they aren't all known."""
        taken = self._taken.get(step.episode)
        return None if taken is None else tuple(taken[: step.step - 1])


def request_from(moment: WatchedMoment) -> WhatIfRequest | str:
    """What to ask for its futures, or a sentence why they can't be known.

    A compiled environment is put into the state; another plays the episode again up to it.
    """
    from dqn_engine.probes.what_if import WhatIfRequest

    if moment.over:
        return QCoreApplication.translate(
            "WatchedMoment",
            "The episode is over here, and nothing follows. Let the agent play on, and ask from a step of the next.",
        )
    if moment.state and is_compiled(moment.environment):
        return WhatIfRequest(state=moment.state, taken=moment.step)
    if moment.changed:
        return QCoreApplication.translate(
            "WatchedMoment",
            "The watched world was changed, and What if plays in the one that the agent is trained in. Press As "
            "trained below Change the world, and let an episode begin.",
        )
    if moment.actions is None:
        return QCoreApplication.translate(
            "WatchedMoment",
            "This environment can only be put into a state by playing its episode again, and the beginning of this one "
            "wasn't seen here, is more than {most} steps ago, or it was pushed since. Wait for the next episode.",
        ).format(most=f"{_LONGEST:,}")
    return WhatIfRequest(replay=True, seed=moment.seed, actions=tuple(float(action) for action in moment.actions))
