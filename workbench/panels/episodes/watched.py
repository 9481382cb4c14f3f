"""The greedy future of a watched moment as an episode of its own, to be gone through like the others."""

from __future__ import annotations

import numpy as np

from dqn_engine.probes.episodes import Episode
from dqn_engine.probes.what_if import WhatIf, WhatIfRequest


def episode_of(found: WhatIf, asked: WhatIfRequest) -> Episode:
    """What the agent would do from there on, with what it thinks; V is the largest Q-value."""
    greedy = next((future for future in found.futures if future.action == found.greedy), found.futures[0])
    values = greedy.q_values.max(axis=1)
    others = greedy.q_values[:-1].copy()
    others[np.arange(len(others)), greedy.q_values[:-1].argmax(axis=1)] = -np.inf
    return Episode(
        seed=asked.seed,
        path=greedy.path,
        q_values=greedy.q_values,
        values=values,
        advantages=greedy.q_values - values[:, np.newaxis],
        actions=greedy.actions,
        runners_up=np.where(np.isneginf(others).all(axis=1), -1, others.argmax(axis=1)),
        rewards=greedy.rewards,
        td_errors=greedy.td_errors,
        total=greedy.total,
        discounted=greedy.discounted,
        length=len(greedy.actions),
        ended=greedy.ended,
    )


def later(asked: WhatIfRequest, episode: Episode, at: int) -> WhatIfRequest:
    """The request for the moment `at` steps into the episode that `asked` began."""
    taken = tuple(float(action) for action in episode.actions[:at])
    if asked.replay:
        return WhatIfRequest(replay=True, seed=asked.seed, actions=(*asked.actions, *taken))
    return WhatIfRequest(state=tuple(float(number) for number in episode.path[at]), taken=max(asked.taken, 0) + at)
