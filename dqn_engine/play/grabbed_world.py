"""The world that the watched agent plays in: what the user changed of it, and pushes."""

import functools
from collections.abc import Mapping
from typing import Any

import gymnasium
import numpy as np

from dqn_engine.environments.gymnasium_environment import make_environment
from dqn_engine.environments.world import WorldNumber, check_changes, has_cartpole_physics, world_named, world_numbers
from dqn_engine.system.errors import InputError

_LARGEST_PUSH = 50.0


class GrabbedWorld:
    """Makes the environment as it was changed, and changes one that is made.

    Attributes:
        numbers: What can be changed.
    """

    def __init__(self, environment: str, frame_stack: int | None, *, masks: bool) -> None:
        self._environment, self._frame_stack, self._masks = environment, frame_stack, masks
        self._changes: dict[str, float] = {}

    @functools.cached_property
    def numbers(self) -> tuple[WorldNumber, ...]:
        """What can be changed."""
        return world_numbers(self._environment)

    @property
    def is_physics(self) -> bool:
        """Whether changes are of CartPole's physics, which an episode that has begun takes."""
        return has_cartpole_physics(self._environment)

    def change(self, changes: Mapping[str, float]) -> None:
        """Takes these numbers in place of all that were changed before.

        Raises:
            InputError: There is no such number, or it can't be that.
        """
        check_changes(self._environment, self.numbers, changes)
        trained = {number.name: number.trained for number in self.numbers}
        self._changes = {name: float(value) for name, value in changes.items() if value != trained[name]}

    def made(self, render_mode: str | None = None) -> gymnasium.Env:
        """The environment, made with these numbers."""
        name = self._environment
        if self._changes and not self.is_physics:
            name = world_named(name, self._changes)
        made = make_environment(name, render_mode=render_mode, frame_stack=self._frame_stack, masks=self._masks)
        self.apply(made)
        return made

    def apply(self, made: gymnasium.Env) -> None:
        """Gives an environment the numbers of its physics, if it is CartPole's."""
        if not self.is_physics:
            return
        cartpole: Any = made.unwrapped
        for number in self.numbers:
            setattr(cartpole, number.name, self._changes.get(number.name, number.trained))
        cartpole.total_mass = cartpole.masspole + cartpole.masscart
        cartpole.polemass_length = cartpole.masspole * cartpole.length

    def check_push(self, cart: float, pole: float) -> None:
        """Says why it can't be pushed so.

        Raises:
            InputError: It isn't CartPole, or the push is too large.
        """
        if not self.is_physics:
            raise InputError("{environment} can't be pushed; only CartPole can.", environment=self._environment)
        if not (abs(cart) <= _LARGEST_PUSH and abs(pole) <= _LARGEST_PUSH):
            raise InputError(
                "The push is {cart:g} m/s and {pole:g} rad/s, but neither can be above {most:g}.",
                cart=cart,
                pole=pole,
                most=_LARGEST_PUSH,
            )

    def put(self, made: gymnasium.Env, observation: np.ndarray, taken: int) -> None:
        """Puts CartPole into the state that is observed so [4], after `taken` steps of an episode."""
        cartpole: Any = made.unwrapped
        cartpole.state, cartpole.steps_beyond_terminated = np.array(observation, np.float64), None
        inner: Any = made
        while isinstance(inner, gymnasium.Wrapper):
            if isinstance(inner, gymnasium.wrappers.TimeLimit):
                vars(inner)["_elapsed_steps"] = taken  # Gymnasium has no other way to begin within an episode.
            inner = inner.env

    def push(self, made: gymnasium.Env, cart: float, pole: float) -> np.ndarray:
        """Changes CartPole's speeds at once, as `check_push` allows; what is observed then, [4] float32."""
        cartpole: Any = made.unwrapped
        position, velocity, angle, spin = (float(number) for number in cartpole.state)
        cartpole.state = np.array([position, velocity + cart, angle, spin + pole], np.float64)
        return np.array(cartpole.state, np.float32)
