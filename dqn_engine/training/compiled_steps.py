"""Steps taken inside the compiled program: act with the newest network, step the environment's tensors."""

from typing import Any, NamedTuple

import tensorflow as tf

from dqn_engine.environments.compiled.environment import CompiledEnvironment, MaskedEnvironment
from dqn_engine.networks import compiled_network, noise, observation_statistics, state_numbers
from dqn_engine.networks.spec import NetworkSpec
from dqn_engine.replay.packed_masks import packed_tensor
from dqn_engine.replay.ring import Masks, Transition
from dqn_engine.system.random_numbers import ACT_NOISE_STREAM, ACT_STREAM, uniforms
from dqn_engine.system.values import Knobs
from dqn_engine.training.exploration.choices import exploration_of
from dqn_engine.training.exploration.exploration import SHARED_NUMBERS, Remembered, carried_over
from dqn_engine.training.live_inputs import RunKnobs
from dqn_engine.training.state import LearnerState
from dqn_engine.training.step_taken import StepTaken
from dqn_engine.training.trials import TrialPlayer

LONGEST_CHUNK_STEPS = 8192
"""Steps one call can run; the metrics of a chunk have a row for each."""


class EpisodeState(NamedTuple):
    """The episode in progress."""

    environment: Any  # of the environment's own kind, with a field `step`
    episode_return: tf.Tensor  # [] float32
    repeat: Remembered  # of exploration; named after the first way that remembers anything, as in every checkpoint


class CompiledSteps:
    """Acts in `environment` in the way of exploring that the hyperparameters choose.

    A step's random numbers are those that every exploration has, then the environment's for the beginning of an
    episode, then the environment's for the step, then the exploration's own.

    Attributes:
        environment: What is stepped.
        masked: Whether it gives action masks, and they are heeded.

    Raises:
        ValueError: The network's observations or actions aren't the environment's.
    """

    most_rows = LONGEST_CHUNK_STEPS
    foreseeable = True

    def __init__(self, spec: NetworkSpec, knobs: Knobs, environment: CompiledEnvironment) -> None:
        if spec.observation_size != environment.observation_size:
            raise ValueError(f"the network sees {spec.observation_size} numbers, not {environment.observation_size}")
        self._spec, self.environment = spec, environment
        self._exploration = exploration_of(knobs)
        self.masked = bool(knobs["action_mask"]) and isinstance(environment, MaskedEnvironment)
        self._step_from = SHARED_NUMBERS + environment.reset_numbers  # where the step's own numbers begin
        self._own_from = self._step_from + environment.step_numbers  # where exploration's own numbers begin

    def initial(self, seed: int) -> EpisodeState:
        """The first episode's beginning."""
        return self._beginning(uniforms(tf.constant(seed), ACT_STREAM, tf.constant(0), self._own_from))

    def taken_over(self, remembered: EpisodeState) -> EpisodeState:
        """The episode of a source with other hyperparameters; what exploration remembers stays if it still applies."""
        nothing = self._exploration.nothing_remembered()
        return remembered._replace(repeat=carried_over(remembered.repeat, nothing))

    def take(
        self,
        remembered: EpisodeState,
        learner: LearnerState,
        env_step: tf.Tensor,
        seed: tf.Tensor,
        knobs: RunKnobs,
        *external: tf.Tensor,
    ) -> tuple[EpisodeState, StepTaken]:
        """Takes the environment step after `env_step` [] int32 others."""
        del external
        own, explore = self._own_from, self._exploration
        uniform = uniforms(seed, ACT_STREAM, env_step + 1, own + explore.extra_numbers)
        observation = self._observed(remembered.environment)
        (acting,) = noise.perturbers(self._spec, seed, ACT_NOISE_STREAM, env_step + 1, 1)
        inputs = observation_statistics.normalised(self._spec, learner.statistics, observation[tf.newaxis])
        q_values = compiled_network.q_values(self._spec, acting(learner.weights), inputs)[0]
        epsilon = explore.epsilon(knobs, env_step, learner.updates)
        allowed = self._allowed(remembered.environment)
        action, repeat = explore.choose(
            q_values, knobs, epsilon, uniform[:SHARED_NUMBERS], uniform[own:], remembered.repeat, allowed
        )
        after = self.environment.step(remembered.environment, action, uniform[self._step_from : own])
        ended = after.terminated | after.truncated
        episode_return = remembered.episode_return + after.reward
        taken = StepTaken(
            Transition(
                observation,
                action,
                after.reward,
                self._observed(after.state),
                after.terminated,
                ended,
                _packed(allowed, self._allowed(after.state)),
            ),
            ended=tf.where(ended, tf.where(after.terminated, 1.0, 2.0), 0.0),
            episode_return=episode_return,
            episode_length=tf.cast(after.state.step, tf.float32),
            epsilon=epsilon,
        )
        fresh, following = self._beginning(uniform), EpisodeState(after.state, episode_return, repeat)
        return tf.nest.map_structure(lambda new, continued: tf.where(ended, new, continued), fresh, following), taken

    def _observed(self, state: Any) -> tf.Tensor:
        return state_numbers.kept(self._spec, self.environment.observe(state))

    def trial_player(self, episodes: int, steps: int) -> TrialPlayer:
        """What plays trials of so many episodes, `steps` at each training step."""
        return TrialPlayer(self._spec, self.environment, episodes, steps, self._allowed if self.masked else None)

    def _allowed(self, state: Any) -> tf.Tensor | None:
        """[A] bool, the actions allowed in a state; None where there are no masks."""
        if not isinstance(self.environment, MaskedEnvironment) or not self.masked:
            return None
        allowed = self.environment.allowed(state)
        allowed.shape.assert_is_compatible_with([self._spec.action_count])
        # Where an episode is over there may be none; that says nothing.
        return allowed | ~tf.reduce_any(allowed)

    def _beginning(self, uniform: tf.Tensor) -> EpisodeState:
        environment = self.environment.reset(uniform[SHARED_NUMBERS : self._step_from])
        return EpisodeState(environment, tf.constant(0.0), self._exploration.nothing_remembered())


def _packed(before: tf.Tensor | None, after: tf.Tensor | None) -> Masks | tuple[()]:
    return () if before is None or after is None else Masks(packed_tensor(before), packed_tensor(after))
