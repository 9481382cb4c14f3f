"""Steps taken inside the compiled program: act with the newest network, step the environment's tensors."""

from typing import NamedTuple, Protocol

import tensorflow as tf

from dqn_engine.networks import compiled_network, noise, observation_statistics
from dqn_engine.networks.spec import NetworkSpec
from dqn_engine.replay.ring import Transition
from dqn_engine.system.random_numbers import ACT_NOISE_STREAM, ACT_STREAM, uniforms
from dqn_engine.system.values import Knobs
from dqn_engine.training import exploration, repeat_lengths, schedules
from dqn_engine.training.live_inputs import RunKnobs
from dqn_engine.training.state import LearnerState
from dqn_engine.training.step_taken import StepTaken

LONGEST_CHUNK_STEPS = 8192
"""Steps one call can run; the metrics of a chunk have a row for each."""


class CompiledEnvironment(Protocol):
    """An environment as pure functions of tensors, such as `compiled_cartpole.CompiledCartPole`."""

    def observe(self, state: NamedTuple) -> tf.Tensor:
        """The observation [O] float32."""

    def reset(self, uniform: tf.Tensor) -> NamedTuple:
        """A new episode from four numbers in [0, 1); the state has a field `step`, the steps taken in the episode."""

    def step(self, state: NamedTuple, action: tf.Tensor) -> NamedTuple:
        """Has the new `state`, the `reward`, `terminated` and `truncated`."""


class EpisodeState(NamedTuple):
    """The episode that is going on."""

    environment: NamedTuple
    episode_return: tf.Tensor  # [] float32
    repeat: exploration.Repeat | tuple[()]  # of εz-greedy exploration; others have nothing to remember


class CompiledSteps:
    """Acts in `environment` by ε-greedy, εz-greedy, Boltzmann or noisy exploration."""

    most_rows = LONGEST_CHUNK_STEPS

    def __init__(self, spec: NetworkSpec, knobs: Knobs, environment: CompiledEnvironment) -> None:
        self._spec, self._environment = spec, environment
        self._boltzmann = knobs["exploration"] == "boltzmann"
        self._repeats = knobs["exploration"] == "epsilon-z-greedy"
        self._shares_up_to = repeat_lengths.shares_up_to(knobs["repeat_exponent"], knobs["repeat_limit"])

    def initial(self, seed: int) -> EpisodeState:
        """The first episode's beginning."""
        uniform = uniforms(tf.constant(seed), ACT_STREAM, tf.constant(0), 6)
        return EpisodeState(self._environment.reset(uniform[2:]), tf.constant(0.0), self._no_repeat())

    def taken_over(self, episode: EpisodeState) -> EpisodeState:
        """`episode` of a source with other knobs; a repeat goes on if both have some."""
        return episode if self._repeats and episode.repeat else episode._replace(repeat=self._no_repeat())

    def take(
        self, episode: EpisodeState, learner: LearnerState, env_step: tf.Tensor, seed: tf.Tensor, knobs: RunKnobs
    ) -> tuple[EpisodeState, StepTaken]:
        """Takes the environment step after `env_step` [] int32 others."""
        uniform = uniforms(seed, ACT_STREAM, env_step + 1, 7 if self._repeats else 6)
        observation = self._environment.observe(episode.environment)
        (acting,) = noise.perturbers(self._spec, seed, ACT_NOISE_STREAM, env_step + 1, 1)
        inputs = observation_statistics.normalised(learner.statistics, observation[tf.newaxis])
        q_values = compiled_network.q_values(self._spec, acting(learner.weights), inputs)[0]
        if self._boltzmann:
            epsilon = tf.constant(0.0)
            action, repeat = exploration.boltzmann(q_values, knobs.temperature, uniform[1]), ()
        else:
            by_hand = schedules.epsilon_by_hand(knobs)
            epsilon = by_hand if self._spec.noisy else schedules.epsilon(knobs, env_step, learner.updates)
            action, repeat = self._perhaps_random(q_values, epsilon, uniform, episode.repeat)
        after = self._environment.step(episode.environment, action)
        ended = after.terminated | after.truncated
        episode_return = episode.episode_return + after.reward
        taken = StepTaken(
            Transition(
                observation, action, after.reward, self._environment.observe(after.state), after.terminated, ended
            ),
            ended=tf.where(ended, tf.where(after.terminated, 1.0, 2.0), 0.0),
            episode_return=episode_return,
            episode_length=tf.cast(after.state.step, tf.float32),
            epsilon=epsilon,
        )
        fresh = EpisodeState(self._environment.reset(uniform[2:6]), tf.constant(0.0), self._no_repeat())
        following = EpisodeState(after.state, episode_return, repeat)
        return tf.nest.map_structure(lambda new, going_on: tf.where(ended, new, going_on), fresh, following), taken

    def _no_repeat(self) -> exploration.Repeat | tuple[()]:
        return exploration.Repeat.none() if self._repeats else ()

    def _perhaps_random(
        self, q_values: tf.Tensor, epsilon: tf.Tensor, uniform: tf.Tensor, repeat: exploration.Repeat | tuple[()]
    ) -> tuple[tf.Tensor, exploration.Repeat | tuple[()]]:
        if not self._repeats:
            return exploration.epsilon_greedy(q_values, epsilon, uniform[:2]), ()
        numbers = tf.gather(uniform, [0, 1, 6])
        return exploration.epsilon_z_greedy(q_values, epsilon, numbers, repeat, tf.constant(self._shares_up_to))
