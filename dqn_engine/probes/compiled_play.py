"""Greedy play in an environment as tensors, from any states, many of them at once. Loads TensorFlow.

What is compiled is kept per network and environment, and weights are handed in: a second look compiles nothing.
"""

from __future__ import annotations

import functools
from typing import Any, NamedTuple

import numpy as np
import tensorflow as tf

from dqn_engine.environments import shaping
from dqn_engine.environments.compiled.adjustable_cartpole import AdjustableCartPole
from dqn_engine.environments.compiled.catalogue import CompiledFactory, is_compiled, registered_factory
from dqn_engine.environments.compiled.environment import (
    CompiledEnvironment,
    EndingEnvironment,
    MaskedEnvironment,
    ObservedEnvironment,
)
from dqn_engine.environments.compiled.factory import compiled_environment
from dqn_engine.environments.info import EnvironmentInfo
from dqn_engine.environments.options import parts_of
from dqn_engine.networks import compiled_network, observation_statistics, state_numbers
from dqn_engine.networks.allowed_actions import only_allowed_tensor
from dqn_engine.networks.spec import NetworkSpec
from dqn_engine.probes.subject import Subject
from dqn_engine.system.compiled_function import CompiledFunction
from dqn_engine.system.errors import InputError

_BATCH = 1_024
"""Rollouts at once, at most: their layers fit a processor's cache, and one shape is compiled for any number of them."""

GREEDY = -1
"""In place of a first action: the greedy one."""


class Agent(NamedTuple):
    """What play needs of an agent, as tensors.

    Attributes:
        weights: As `compiled_network.pack` arranges them.
        statistics: As `observation_statistics` has them; empty where the network has none.
        reward_scale: [] float32, of the hyperparameter.
        reward_clip: [] float32, of the hyperparameter.
    """

    weights: tuple[tf.Tensor, ...]
    statistics: Any
    reward_scale: tf.Tensor
    reward_clip: tf.Tensor


class Rolled(NamedTuple):
    """What came of N rollouts; NumPy arrays.

    Attributes:
        returns: [N] float64, the discounted sum of rewards.
        steps: [N] int32, how many steps were taken.
        going: [N] bool, whether it wasn't over at the horizon.
    """

    returns: np.ndarray
    steps: np.ndarray
    going: np.ndarray


class Stepped(NamedTuple):
    """What one step did to N states.

    Attributes:
        states: What they became, a tree of tensors.
        observations: [N, O] float32.
        rewards: [N] float32, the environment's own.
        learned: [N] float32, the rewards as they are learned from.
        terminated: [N] bool.
        truncated: [N] bool.
        q_values: [N, A] float32 of the observations, −∞ of actions that a mask forbids there.
    """

    states: Any
    observations: tf.Tensor
    rewards: tf.Tensor
    learned: tf.Tensor
    terminated: tf.Tensor
    truncated: tf.Tensor
    q_values: tf.Tensor


class GreedyPlay:
    """Plays the greedy policy of a network like `spec` in `environment`.

    Args:
        spec: The network.
        environment: Where.
        masked: Whether action masks are heeded, if it gives any.
        reward_shaping: The hyperparameter.

    Attributes:
        environment: Where.
    """

    def __init__(self, spec: NetworkSpec, environment: CompiledEnvironment, masked: bool, reward_shaping: str) -> None:
        self.environment = environment
        self._spec, self._shaping = spec, reward_shaping
        self._masked = masked and isinstance(environment, MaskedEnvironment)
        self._roll = CompiledFunction(self._rolled)
        self._step = CompiledFunction(self._stepped)
        self._begin = CompiledFunction(self._begun)
        self._over = CompiledFunction(self._ended)

    @property
    def compiled(self) -> int:
        """How many programs were compiled so far."""
        return sum(each.experimental_get_tracing_count() for each in (self._roll, self._step, self._begin, self._over))

    def begin(self, agent: Agent, observations: np.ndarray) -> tuple[Any, np.ndarray, np.ndarray]:
        """The states that are observed as `observations` [N, O] float32.

        Returns:
            The states, a tree of tensors; what they are really observed as, [N, O] float32; their Q-values [N, A].

        Raises:
            InputError: The environment can't be put into a state.
        """
        if not isinstance(self.environment, ObservedEnvironment):
            raise InputError(
                "The compiled environment has no method state_seen(observation), which puts it into a state; add one."
            )
        states, seen, q_values = self._begin(agent, tf.constant(observations))
        return states, seen.numpy(), q_values.numpy()

    def over(self, states: Any) -> np.ndarray:
        """Whether the rules have ended the episode in each of N states, [N] bool; never where none says so."""
        count = int(tf.nest.flatten(states)[0].shape[0])
        if not isinstance(self.environment, EndingEnvironment):
            return np.zeros(count, np.bool_)
        return self._over(states).numpy()

    def roll(
        self,
        agent: Agent,
        states: Any,
        first: np.ndarray,
        *,
        horizon: int,
        gamma: float,
        limited: bool,
        uniforms: np.ndarray | None = None,
    ) -> Rolled:
        """Takes the `first` action in each of N states, and then greedy ones.

        Args:
            agent: Who plays.
            states: A tree of tensors [N, …].
            first: [N] int32; GREEDY: also greedy.
            horizon: Steps after which play stops.
            gamma: What a reward a step later is multiplied by.
            limited: Whether the environment's own time limit, counted from these states on, ends an episode.
            uniforms: [horizon, R] float32 in [0, 1), the steps' random numbers, the same for all; None: all ½.
        """
        if uniforms is None:
            uniforms = np.full((horizon, self.environment.step_numbers), 0.5, np.float32)
        numbers = tf.constant(uniforms, tf.float32)
        discount, ends = tf.constant(gamma, tf.float64), tf.constant(limited)
        count = len(first)
        size = min(_BATCH, 1 << (count - 1).bit_length())
        parts: list[list[np.ndarray]] = []
        for begin in range(0, count, size):
            # The last batch is filled up, so that all are of one shape.
            which = np.minimum(np.arange(begin, begin + size), count - 1)
            some = tf.nest.map_structure(functools.partial(tf.gather, indices=tf.constant(which)), states)
            rolled = self._roll(agent, some, tf.constant(first[which], tf.int32), numbers, discount, ends)
            parts.append([part.numpy() for part in rolled])
        returns, steps, going = (np.concatenate(column)[:count] for column in zip(*parts, strict=True))
        return Rolled(returns, steps, going)

    def step(self, agent: Agent, states: Any, actions: np.ndarray, uniform: np.ndarray) -> Stepped:
        """Takes `actions` [N] int32 with the random numbers `uniform` [R] float32, the same for all."""
        return self._step(agent, states, tf.constant(actions, tf.int32), tf.constant(uniform, tf.float32))

    def _rolled(
        self, agent: Agent, states: Any, first: tf.Tensor, uniforms: tf.Tensor, gamma: tf.Tensor, limited: tf.Tensor
    ) -> tuple[tf.Tensor, tf.Tensor, tf.Tensor]:
        count, horizon = first.shape[0], uniforms.shape[0]

        def wanted(time: tf.Tensor, states: Any, going: tf.Tensor, *rest: tf.Tensor) -> tf.Tensor:
            del states, rest
            return (time < horizon) & tf.reduce_any(going)

        def one(
            time: tf.Tensor, states: Any, going: tf.Tensor, total: tf.Tensor, discount: tf.Tensor, steps: tf.Tensor
        ) -> tuple[Any, ...]:
            _, q_values = self._valued(agent, states)
            greedy = tf.argmax(q_values, axis=1, output_type=tf.int32)
            action = tf.where((time == 0) & (first != GREEDY), first, greedy)
            after, _, _, learned, terminated, truncated = self._after(agent, states, action, uniforms[time])
            total += tf.where(going, discount * tf.cast(learned, tf.float64), 0.0)
            steps += tf.cast(going, tf.int32)
            # What is over stands still: some dynamics run off to numbers that aren't finite.
            states = tf.nest.map_structure(lambda new, old: tf.where(_as_column(going, new), new, old), after, states)
            return time + 1, states, going & ~(terminated | (limited & truncated)), total, discount * gamma, steps

        zeros = tf.zeros([count], tf.float64)
        begun = (tf.constant(0), states, tf.ones([count], tf.bool), zeros, tf.constant(1.0, tf.float64))
        _, _, going, total, _, steps = tf.while_loop(wanted, one, (*begun, tf.zeros([count], tf.int32)))
        return total, steps, going

    def _stepped(self, agent: Agent, states: Any, actions: tf.Tensor, uniform: tf.Tensor) -> Stepped:
        after, observed, rewards, learned, terminated, truncated = self._after(agent, states, actions, uniform)
        _, q_values = self._valued(agent, after)
        return Stepped(after, observed, rewards, learned, terminated, truncated, q_values)

    def _begun(self, agent: Agent, observations: tf.Tensor) -> tuple[Any, tf.Tensor, tf.Tensor]:
        seen_as: Any = self.environment
        states = _each(seen_as.state_seen, observations, observations.shape[0])
        return states, *self._valued(agent, states)

    def _ended(self, states: Any) -> tf.Tensor:
        ending: Any = self.environment
        return _each(ending.over, states, tf.nest.flatten(states)[0].shape[0])

    def _after(self, agent: Agent, states: Any, actions: tf.Tensor, uniform: tf.Tensor) -> tuple[Any, ...]:
        """States, observations, rewards, learned rewards and both flags after a step, each [N, …]."""

        def one(given: tuple[Any, tf.Tensor]) -> tuple[Any, ...]:
            after = self.environment.step(given[0], given[1], uniform)
            observed = self.environment.observe(after.state)
            learned = shaping.shaped(
                self._shaping, after.reward, observed, scale=agent.reward_scale, clip=agent.reward_clip
            )
            return after.state, observed, after.reward, learned, after.terminated, after.truncated

        return _each(one, (states, actions), actions.shape[0])

    def _valued(self, agent: Agent, states: Any) -> tuple[tf.Tensor, tf.Tensor]:
        """What N states are observed as, [N, O], and their Q-values [N, A], −∞ of actions that a mask forbids."""
        count = tf.nest.flatten(states)[0].shape[0]
        observed = _each(self.environment.observe, states, count)
        inputs = state_numbers.kept(self._spec, observed)
        inputs = observation_statistics.normalised(self._spec, agent.statistics, inputs)
        q_values = compiled_network.q_values(self._spec, agent.weights, inputs)
        if self._masked:
            masks: Any = self.environment
            allowed = _each(masks.allowed, states, count)
            q_values = only_allowed_tensor(q_values, allowed | ~tf.reduce_any(allowed, axis=1, keepdims=True))
        return observed, q_values


def play_of(subject: Subject) -> GreedyPlay:
    """Play in the subject's own environment.

    Raises:
        InputError: It isn't compiled, or its observations are pictures.
    """
    info = subject.info
    if info.image_shape:
        raise InputError(
            "Observations of {environment} are pictures, from which no state of the environment can be told.",
            environment=info.environment,
        )
    if not is_compiled(info.environment):
        raise InputError(
            "{environment} isn't one of the compiled environments, and Gymnasium's can't be put into any state. "
            "Compiled are CartPole, Acrobot, MountainCar, FrozenLake, CliffWalking and Taxi, and what you register.",
            environment=info.environment,
        )
    made_by = registered_factory(parts_of(info.environment)[0])
    return _play(subject.spec, info, bool(subject.knobs["action_mask"]), subject.knobs["reward_shaping"], made_by)


@functools.lru_cache(maxsize=4)
def adjustable_play(spec: NetworkSpec, limit_steps: int) -> GreedyPlay:
    """Play in CartPoles of any constants, by their own rewards."""
    return GreedyPlay(spec, AdjustableCartPole(limit_steps), masked=False, reward_shaping="none")


def agent_of(subject: Subject) -> Agent:
    """The agent that plays: the averaged network, without noise."""
    spec, weights = subject.spec, subject.playing
    return Agent(
        tuple(map(tf.constant, compiled_network.pack(spec, weights))),
        observation_statistics.from_weights(spec, weights),
        tf.constant(subject.knobs["reward_scale"], tf.float32),
        tf.constant(subject.knobs["reward_clip"], tf.float32),
    )


@functools.lru_cache(maxsize=4)
def _play(
    spec: NetworkSpec, info: EnvironmentInfo, masked: bool, reward_shaping: str, made_by: CompiledFactory | None
) -> GreedyPlay:
    del made_by  # One that is registered anew under the same name is another environment.
    return GreedyPlay(spec, compiled_environment(info, masks=masked), masked, reward_shaping)


def _each(function: Any, elements: Any, count: int) -> Any:
    """`function` of each of `count` elements of a tree of tensors [N, …], as a tree of tensors [N, …]."""
    results = tf.vectorized_map(function, elements)
    # What is the same for all of them may stand there once.
    return tf.nest.map_structure(lambda part: tf.broadcast_to(part, [count, *part.shape[1:]]), results)


def _as_column(flags: tf.Tensor, like: tf.Tensor) -> tf.Tensor:
    """Flags [N] as [N, 1, …], of as many axes as `like`."""
    return tf.reshape(flags, [-1, *[1] * (like.shape.rank - 1)])
