"""Steps of several environments inside the compiled program, which take turns."""

from typing import Any

import tensorflow as tf

from dqn_engine.environments.compiled.environment import CompiledEnvironment
from dqn_engine.networks.spec import NetworkSpec
from dqn_engine.system.random_numbers import ACT_STREAM, uniforms
from dqn_engine.system.values import Knobs
from dqn_engine.training.compiled_steps import CompiledSteps, EpisodeState
from dqn_engine.training.live_inputs import RunKnobs
from dqn_engine.training.state import LearnerState
from dqn_engine.training.step_taken import StepTaken


class StepsInTurn(CompiledSteps):
    """The environment step after t others is one of environment t mod N, whatever the chunks; the newest network acts.

    What is remembered is that of `CompiledSteps`, each part with a first axis [N].
    """

    def __init__(self, spec: NetworkSpec, knobs: Knobs, environment: CompiledEnvironment) -> None:
        super().__init__(spec, knobs, environment)
        self._count: int = knobs["num_envs"]

    def initial(self, seed: int) -> EpisodeState:
        """The first episodes' beginnings: the counts 0, −1, … give their numbers, those from 1 on the steps'."""
        counts = range(0, -self._count, -1)
        numbers = [uniforms(tf.constant(seed), ACT_STREAM, tf.constant(count), self._own_from) for count in counts]
        return tf.nest.map_structure(lambda *parts: tf.stack(parts), *map(self._beginning, numbers))

    def taken_over(self, remembered: EpisodeState) -> EpisodeState:
        """The episodes of a source with other hyperparameters; what exploration remembers stays if it still applies."""
        first = super().taken_over(tf.nest.map_structure(lambda part: part[0], remembered))
        if type(first.repeat) is type(remembered.repeat):
            return remembered
        nothing = tf.nest.map_structure(lambda part: tf.stack([part] * self._count), first.repeat)
        return remembered._replace(repeat=nothing)

    def take(
        self,
        remembered: EpisodeState,
        learner: LearnerState,
        env_step: tf.Tensor,
        seed: tf.Tensor,
        knobs: RunKnobs,
        *external: tf.Tensor,
    ) -> tuple[EpisodeState, StepTaken]:
        """Takes the environment step after `env_step` [] int32 others, in the environment whose turn it is."""
        turn = tf.math.floormod(env_step, self._count)
        one: EpisodeState = tf.nest.map_structure(lambda part: part[turn], remembered)
        following, taken = super().take(one, learner, env_step, seed, knobs, *external)

        def put(parts: tf.Tensor, part: tf.Tensor) -> tf.Tensor:
            return tf.tensor_scatter_nd_update(parts, [[turn]], part[tf.newaxis])

        together: Any = tf.nest.map_structure(put, remembered, following)
        return together, taken


def compiled_steps(spec: NetworkSpec, knobs: Knobs, environment: CompiledEnvironment) -> CompiledSteps:
    """The steps of as many environments inside the program as the hyperparameters ask for."""
    steps = CompiledSteps if knobs["num_envs"] == 1 else StepsInTurn
    return steps(spec, knobs, environment)
