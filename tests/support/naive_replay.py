"""Replay as anyone would write it first: lists and loops, slow, and obviously right."""

from dataclasses import dataclass

import numpy as np


class NaivePriorities:
    """One priority per slot in a flat list."""

    def __init__(self, capacity: int) -> None:
        self.priority = np.zeros(capacity)

    def slot_at(self, mass: float, alpha: float) -> int:
        """The slot whose part of the line from 0 to the sum of priority^α holds the point `mass`."""
        scaled = self.scaled(alpha)
        passed = 0.0
        for slot, share in enumerate(scaled):
            passed += share
            if mass < passed:
                return slot
        return int(np.flatnonzero(scaled)[-1])

    def scaled(self, alpha: float) -> np.ndarray:
        """priority^α, 0 where empty."""
        return np.array([p**alpha if p > 0 else 0.0 for p in self.priority])


@dataclass(frozen=True)
class NaiveTransition:
    """One step of an environment."""

    observation: np.ndarray
    action: int
    reward: float
    next_observation: np.ndarray
    terminated: bool
    truncated: bool


class NaiveRing:
    """The newest `capacity` transitions by slot, and when each came; `num_envs` environments take turns."""

    def __init__(self, capacity: int, num_envs: int = 1) -> None:
        self.capacity, self.num_envs = capacity, num_envs
        self.stored: list[NaiveTransition] = []

    def add(self, transition: NaiveTransition) -> int:
        """Returns the slot it went to."""
        self.stored.append(transition)
        return (len(self.stored) - 1) % self.capacity

    def step_in(self, slot: int) -> int:
        """The environment step (from 0) of the transition in a slot."""
        newest = len(self.stored) - 1
        return next(step for step in range(newest, newest - self.capacity, -1) if step % self.capacity == slot)

    def n_step(self, slot: int, n: int, gamma: float) -> tuple[NaiveTransition, float, np.ndarray, float]:
        """The transition, its n-step return, the observation to bootstrap from, and that value's discount."""
        step = self.step_in(slot)
        total, discount = 0.0, 1.0
        for k in range(n):
            transition = self.stored[step + k * self.num_envs]
            total += discount * transition.reward
            discount *= gamma
            if transition.terminated:
                return self.stored[step], total, transition.next_observation, 0.0
            if transition.truncated or step + (k + 1) * self.num_envs >= len(self.stored):
                break
        return self.stored[step], total, transition.next_observation, discount
