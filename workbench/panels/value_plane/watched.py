"""The watched episode: where it has been, and where it is seen to be, which is a little behind the engine."""

from dataclasses import dataclass, field

import numpy as np

from dqn_engine.messages.reports import SpectatorSteps
from dqn_engine.play.spectator_step import SpectatorStep

_LONGEST = 1_000
# What is seen lags behind by a second or two, in which many short episodes may end.
_MOST_STATES = 4_000


@dataclass(slots=True)
class _Episode:
    """The states that were heard of it; the first is the one before step `first`."""

    first: int
    states: list[tuple[float, ...]] = field(default_factory=list)


class WatchedEpisode:
    """The states of the episode that is seen, or of the newest one where nothing is seen."""

    def __init__(self) -> None:
        self._seen: SpectatorStep | None = None
        self._episodes: dict[int, _Episode] = {}

    def reset(self) -> None:
        """Forgets it."""
        self._seen = None
        self._episodes.clear()

    @property
    def seen(self) -> SpectatorStep | None:
        """The step that is seen to begin; None where the newest state is the watched one."""
        return self._seen

    def see(self, step: SpectatorStep | None) -> None:
        """Takes the step that is seen to begin. Where it begins elsewhere, a push led there, and others won't come."""
        self._seen = step
        episode = None if step is None else self._episodes.get(step.episode)
        if step is None or episode is None:
            return
        at = step.step - episode.first
        if 0 <= at < len(episode.states) and episode.states[at] != step.state:
            episode.states[at:] = [step.state]
            for later in [found for found in self._episodes if found > step.episode]:
                del self._episodes[later]

    def add(self, report: SpectatorSteps) -> None:
        """Takes the next steps."""
        for step in report.steps:
            episode = self._episodes.get(step.episode)
            if episode is None:
                episode = self._episodes[step.episode] = _Episode(step.step, [step.state])
            episode.states.append(step.next_state)
        while len(self._episodes) > 1 and sum(len(each.states) for each in self._episodes.values()) > _MOST_STATES:
            del self._episodes[next(iter(self._episodes))]

    def states(self, size: int) -> np.ndarray | None:
        """[T, size] float64, where it is now last; None where none came, or they have another size."""
        states = self._until_now()[-_LONGEST:]
        if not states or len(states[-1]) != size:
            return None
        return np.array(states, np.float64)

    def _until_now(self) -> list[tuple[float, ...]]:
        if self.seen is None:
            return next(reversed(self._episodes.values())).states if self._episodes else []
        episode = self._episodes.get(self.seen.episode)
        if episode is None:
            return [self.seen.state]
        return episode.states[: max(self.seen.step - episode.first + 1, 1)]
