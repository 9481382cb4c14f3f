"""The compiled program: whole chunks of step → store → sample → learn → sync as one XLA computation.

Python calls it once per chunk with the live hyperparameters as numbers, and is free meanwhile. The state is a tree of
tensors that `_step` maps to the next; random numbers are counter-based, so the trajectory depends on nothing but the
configuration and the step: not on how steps are grouped into chunks, nor on who watches.

Steps come from a source: `CompiledSteps` takes them inside the program, `ExternalSteps` reads them from rows. Images
have a program of their own, `ImageProgram`.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

import numpy as np
import tensorflow as tf

from dqn_engine.environments import shaping
from dqn_engine.networks import compiled_network, observation_statistics, state_numbers
from dqn_engine.networks.spec import NetworkSpec
from dqn_engine.replay import sum_tree
from dqn_engine.replay.replay_buffer import Contents, SampledBatch
from dqn_engine.system.compiled_function import CompiledFunction
from dqn_engine.system.nested_loop import nested_loop
from dqn_engine.system.random_numbers import as_in_programs, traced_as_in_programs
from dqn_engine.system.static_shape import static_shape
from dqn_engine.system.values import Knobs
from dqn_engine.system.variable_values import tensor_of, value_of
from dqn_engine.training import earlier_states, schedules, state_arrays
from dqn_engine.training.buffers import buffer_of
from dqn_engine.training.learning import Learning
from dqn_engine.training.live_inputs import RunKnobs, unpack
from dqn_engine.training.metrics import StepMetrics
from dqn_engine.training.preview import ToldUpdate, UpcomingBatch, UpdatePreview, preview_of
from dqn_engine.training.state import LearnerState, LearnMetrics, ProgramState
from dqn_engine.training.step_taken import AnyTransition, StepTaken
from dqn_engine.training.trials import TrialPlayer

MOST_FORESEEN = 16
"""Environment steps before the next update that are taken ahead to see it."""

MOST_COPIED_BYTES = 256 * 2**20
"""Of a buffer, that those steps may copy."""


class StepSource(Protocol):
    """Where environment steps come from.

    Attributes:
        most_rows: Steps that one call can run.
        masked: Whether they come with action masks.
        foreseeable: Whether the next step follows from what the source remembers and the state alone.
    """

    most_rows: int
    masked: bool
    foreseeable: bool

    def initial(self, seed: int) -> Any:
        """What the source remembers at first: a tree of tensors."""
        ...

    def taken_over(self, remembered: Any) -> Any:
        """What this source continues with where one with other hyperparameters `remembered` that."""
        ...

    def trial_player(self, episodes: int, steps: int) -> TrialPlayer | None:
        """What plays trials of so many episodes, `steps` at each training step; None where nothing can."""
        ...

    def take(
        self,
        remembered: Any,
        learner: LearnerState,
        env_step: tf.Tensor,
        seed: tf.Tensor,
        knobs: RunKnobs,
        *external: tf.Tensor,
    ) -> tuple[Any, StepTaken]:
        """The environment step after `env_step` [] int32 others; `external` is its row of each array given to `run`."""
        ...


class Program:
    """One run's compiled chunk and its state.

    Args:
        spec: The network.
        knobs: All hyperparameters; those of class rebuild and new run shape the program, others are inputs of `run`.
        seed: Decides the initial weights and every random number.
        source: Where environment steps come from.
        first_value: What the values of a new network start around.

    Attributes:
        spec: The network.
        state: A tree of variables as `ProgramState` names them, which `run` changes; from outside only to be read.
        compiled_chunk: What `run` calls.
    """

    def __init__(
        self,
        spec: NetworkSpec,
        knobs: Knobs,
        seed: int,
        source: StepSource,
        first_value: float = 0.0,
    ) -> None:
        self.spec = spec
        self._source, self._first_value, self._alpha = source, first_value, knobs["alpha"]
        self._buffer = buffer_of(spec, knobs, masked=source.masked)
        self._shaping: str = knobs["reward_shaping"]
        self._limits_terminate: bool = knobs["time_limit"] == "terminate"
        episodes = int(knobs["trial_episodes"])
        trials = source.trial_player(episodes, int(knobs["trial_steps"])) if episodes else None
        self._learning = Learning(spec, self._buffer, knobs, trials)
        self.state: ProgramState = tf.nest.map_structure(tf.Variable, self._initial_state(seed))
        self._newest_weights: tf.Tensor | None = None
        self.compiled_chunk = CompiledFunction(self._chunk)
        self._traced_update = traced_as_in_programs(self._next_update)

    def run(self, steps: int, knob_vector: np.ndarray, *external: np.ndarray) -> np.ndarray:
        """Runs `steps` environment steps, at most the source's `most_rows`, and returns their metrics.

        Args:
            steps: How many.
            knob_vector: See `run_knobs.pack`.
            external: What the source reads, always [most_rows, …]; rows from `steps` on don't count.

        Returns:
            [steps, len(StepMetrics._fields)] float32.
        """
        metrics, self._newest_weights = self.compiled_chunk(
            tf.constant(steps, tf.int32), tf.constant(knob_vector), *map(tf.constant, external)
        )
        return metrics.numpy()[:steps]

    def acting_weights(self) -> dict[str, np.ndarray]:
        """The same as `weights()`, shapes and all, sooner right after `run`: one transfer instead of one per weight."""
        if self._newest_weights is None:
            return self.weights()
        shapes = [static_shape(weight) for weight in self.state.learner.weights]
        parts = np.split(self._newest_weights.numpy(), np.cumsum([math.prod(shape) for shape in shapes])[:-1])
        return self._named(part.reshape(shape) for part, shape in zip(parts, shapes, strict=True))

    def restart(self, seed: int, first_value: float | None = None) -> None:
        """Starts again with another seed, without compiling again; values start around another where one is given."""
        if first_value is not None:
            self._first_value = first_value
        self._assign(self.state, self._initial_state(seed))
        self._newest_weights = None

    def set_beginning(self, alpha: float, first_value: float) -> None:
        """What the next `restart` begins with: the priorities' exponent, and what values start around."""
        self._alpha, self._first_value = alpha, first_value

    def take_over(self, other: "Program") -> None:
        """Continues from the state of another program, which differs in nothing else."""
        self._assign(self.state, other.state)
        self.set_beginning(other._alpha, other._first_value)
        self._newest_weights = None

    def weights(self) -> dict[str, np.ndarray]:
        """A copy of the online network's weights: float32, named and shaped as `spec.weight_shapes`."""
        return self._named(map(value_of, self.state.learner.weights))

    def policy_weights(self) -> dict[str, np.ndarray]:
        """A copy of what the greedy policy acts with; shaped as `spec.weight_shapes`.

        They are the averaged weights or, with trials, those that came to play last.
        """
        learner = self.state.learner
        playing = learner.average_weights
        if learner.trials and value_of(learner.trials.playing.trials) > 0:
            playing = learner.trials.playing.weights
        return self._named(map(value_of, playing))

    def average_weights(self) -> dict[str, np.ndarray]:
        """A copy of the averaged network's weights, whether or not it is what plays; otherwise likewise."""
        return self._named(map(value_of, self.state.learner.average_weights))

    def target_weights(self) -> dict[str, np.ndarray]:
        """A copy of the target network's weights: float32, named and shaped as `spec.weight_shapes`."""
        return self._named(map(value_of, self.state.learner.target_weights))

    def set_weights(self, weights: Mapping[str, np.ndarray]) -> None:
        """Puts weights into the online, target and averaged networks.

        They are float32, named and shaped as `spec.weight_shapes`. The optimizer's moments, of other weights, are
        cleared.
        """
        learner = self.state.learner
        packed = compiled_network.pack(self.spec, weights)
        for network in (learner.weights, learner.target_weights, learner.average_weights):
            self._assign(network, packed)
        self._assign(learner.statistics, observation_statistics.from_weights(self.spec, weights))
        if learner.trials:
            for tried in (learner.trials.playing, learner.trials.tried):
                self._assign(tried.weights, packed)
                tried.trials.assign(0)
            learner.trials.again.assign(False)
        self._newest_weights = None
        learner.optimizer_updates.assign(0)
        for moment in tf.nest.flatten(learner.optimizer):
            moment.assign(tf.zeros_like(moment))

    def state_arrays(self) -> dict[str, np.ndarray]:
        """A copy of the whole state, as `state_shapes` says; with it a run continues to the bit."""
        return state_arrays.state_arrays(self.state)

    def state_shapes(self) -> dict[str, tuple[tuple[int, ...], str]]:
        """Shape and NumPy type of each of `state_arrays`."""
        return state_arrays.state_shapes(self.state)

    def state_shapes_like(self, saved: Mapping[str, Sequence[int]]) -> dict[str, tuple[tuple[int, ...], str]]:
        """The `state_shapes` to read arrays of the shapes `saved` by, which an earlier version may have saved."""
        return earlier_states.shapes_as_saved(self.spec, self.state_shapes(), saved)

    def set_state_arrays(self, arrays: Mapping[str, np.ndarray]) -> None:
        """Replaces the whole state by what `state_arrays` gave, of this version or an earlier one.

        Raises:
            ValueError: The arrays aren't as `state_shapes_like` them says; nothing was changed.
        """
        now = state_arrays.state_shapes(self.state)
        state_arrays.set_state_arrays(self.state, earlier_states.arrays_as_now(self.spec, now, arrays))
        self._newest_weights = None

    def truncate_episodes(self) -> None:
        """Marks the newest transitions as their episodes' last: what comes next begins others."""
        variables = self.state
        self._assign(
            variables.replay, self._buffer.truncate_episodes(variables.replay, int(variables.env_steps.numpy()))
        )

    def priorities(self) -> np.ndarray:
        """The raw priorities |δ|+ε [N] of the transitions in the buffer, in no particular order."""
        return self._buffer.priorities(self.state.replay, int(value_of(self.state.env_steps)))

    def stored_observations(self, most: int) -> np.ndarray:
        """At most `most` observations [N, O] of the buffer, evenly spread over it."""
        kept = self._buffer.observations(self.state.replay, int(value_of(self.state.env_steps)), most)
        return state_numbers.full_array(self.spec, kept)

    def contents(self) -> Contents:
        """What can be sampled, without observations."""
        return self._buffer.contents(self.state.replay, int(value_of(self.state.env_steps)))

    def observations_at(self, slots: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """s and s' of the transitions at `slots` [N], which can be sampled: raw observations [N, …] each."""
        before, after = self._buffer.observations_at(self.state.replay, slots)
        return state_numbers.full_array(self.spec, before), state_numbers.full_array(self.spec, after)

    def kept_observations_at(self, slots: np.ndarray) -> np.ndarray:
        """s of the same transitions as rows keep it: of one-hot states the number [N, 1]."""
        return self._buffer.observations_at(self.state.replay, slots)[0]

    @as_in_programs()
    def errors_at(self, slots: np.ndarray, knob_vector: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """What the objective of the next update says of the transitions at `slots` [N], which can be sampled.

        Returns:
            δ = Q(s, a) − target [N], and what a priority would be made of [N].
        """
        knobs, state = unpack(tf.constant(knob_vector)), self._copied_state()
        sampled = self._gathered(state.replay, state.env_steps, slots, knobs.n_step, knobs.gamma)
        compared = self._learning.compared(state.learner, sampled, state.env_steps, state.seed, knobs)
        fit = self._learning.fit(compared)
        return fit.td_error.numpy(), fit.surprise.numpy()

    def next_update(self, knob_vector: np.ndarray, slot: int | None = None) -> UpdatePreview:
        """The next update before it is made, by the functions that make it; nothing is changed.

        Where the steps before it follow from the state, they are taken, on a copy; else, and where there are more than
        MOST_FORESEEN or the buffer is too large to copy, it is the update that would be made now. The first call
        traces it, which may be done on another thread.

        Args:
            knob_vector: As of `run`.
            slot: Which transition is looked at, one that can be sampled; None: the batch's first.
        """
        numbers = RunKnobs(*knob_vector.tolist())
        steps = schedules.steps_until_learning(int(value_of(self.state.env_steps)), numbers)
        exact = self._foresees and steps <= MOST_FORESEEN
        told = self._told(
            tf.constant(knob_vector),
            tf.constant(steps if exact else 0),
            tf.constant(-1 if slot is None else slot),
        )
        arrays: ToldUpdate = tf.nest.map_structure(lambda tensor: tensor.numpy(), told)
        weights_after = compiled_network.unpack(self.spec, arrays.weights_after)
        statistics = observation_statistics.as_weights(self.spec, told.statistics)
        return preview_of(arrays, self.spec, exact=exact, weights_after={**statistics, **weights_after})

    def _told(self, knob_vector: tf.Tensor, steps: tf.Tensor, slot: tf.Tensor) -> ToldUpdate:
        """The update after so many steps from here; `slot` is looked at, below 0 the batch's first."""
        return self._traced_update(knob_vector, steps, slot)

    def _copied_state(self) -> ProgramState:
        """The state as tensors, apart from the variables; the learner's is `joined`."""
        state = tf.nest.map_structure(tensor_of, self.state)
        return state._replace(learner=self._learning.joined(state.learner))

    @property
    def masked(self) -> bool:
        """Whether its steps come with action masks."""
        return self._source.masked

    @property
    def state_bytes(self) -> int:
        """What the state takes, most of it the buffer."""
        return _bytes_of(self.state)

    @property
    def _foresees(self) -> bool:
        """Whether the steps before the next update can be taken on a copy of the state."""
        return self._source.foreseeable and _bytes_of(self.state.replay) <= MOST_COPIED_BYTES

    def _gathered(
        self, replay: Any, stored_steps: tf.Tensor, slots: np.ndarray, n_step: tf.Tensor, gamma: tf.Tensor
    ) -> SampledBatch:
        """What sampling `slots` gives."""
        at = tf.constant(slots, tf.int32)
        return self._completed(self._buffer.gathered(replay, stored_steps, at, n_step=n_step, gamma=gamma))

    def _completed(self, sampled: SampledBatch) -> SampledBatch:
        """A batch with all that learning takes of it."""
        return sampled

    def set_alpha(self, alpha: float) -> None:
        """Sums the tree again from the raw priorities."""
        tree = self.state.replay.tree
        self._assign(tree, sum_tree.tree_of(sum_tree.raw_priorities(tree.leaves.numpy()), alpha))

    def continued_with(self, knobs: Knobs, source: StepSource) -> "Program":
        """A new program for changed hyperparameters of class rebuild, continuing from this one's state.

        The newest transitions that fit the new capacity stay; of uniform replay each gets the largest priority.
        """
        following = Program(self.spec, knobs, int(self.state.seed.numpy()), source, self._first_value)
        self._hand_over(following, knobs)
        return following

    def _hand_over(self, following: "Program", knobs: Knobs) -> None:
        old, new = self.state, following.state
        replay = self._buffer.moved(old.replay, int(old.env_steps.numpy()), following._buffer, knobs["alpha"])
        self._assign(new, old._replace(replay=replay, steps=following._source.taken_over(old.steps)))

    def _named(self, packed: Iterable[np.ndarray]) -> dict[str, np.ndarray]:
        """With the present statistics of observations."""
        trained = compiled_network.unpack(self.spec, tuple(packed))
        return {**observation_statistics.as_weights(self.spec, self.state.learner.statistics), **trained}

    @staticmethod
    def _assign(variables: object, values: object) -> None:
        tf.nest.map_structure(lambda variable, value: variable.assign(value), variables, values)

    def _initial_state(self, seed: int) -> ProgramState:
        return ProgramState(
            learner=self._learning.initial(seed, self._first_value),
            replay=self._buffer.initial(self._alpha),
            steps=self._source.initial(seed),
            env_steps=tf.constant(0),
            seed=tf.constant(seed),
        )

    # --- what is compiled ---------------------------------------------------------------------------------------------

    def _chunk(self, steps: tf.Tensor, knob_vector: tf.Tensor, *external: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        knobs, state = unpack(knob_vector), self._read_state()
        metrics = tf.zeros([self._source.most_rows, len(StepMetrics._fields)])

        def body(index, state, metrics):
            state, row = self._step(state, knobs, [array[index] for array in external])
            metrics = tf.tensor_scatter_nd_update(metrics, [[index]], _as_row(row))
            return index + 1, state, metrics

        def until_judged(index, state, metrics):
            index, state, metrics = nested_loop(
                lambda index, state, _: (index < steps) & tf.reduce_any(state.learner.trials.running),
                body,
                (index, state, metrics),
            )
            return index, self._judged(state), metrics

        # What a trial decides is looked at only after it: to choose between networks at every step would copy them.
        stretch = until_judged if state.learner.trials else body
        _, state, metrics = tf.while_loop(lambda index, *_: index < steps, stretch, (0, state, metrics))
        state = state._replace(learner=self._learning.split(state.learner))
        self._assign(self.state, state)
        return metrics, tf.concat([tf.reshape(weight, [-1]) for weight in state.learner.weights], axis=0)

    def _step(
        self, state: ProgramState, knobs: RunKnobs, external: list[tf.Tensor]
    ) -> tuple[ProgramState, StepMetrics]:
        """step → store → learn."""
        step = state.env_steps
        state, taken = self._stored(state, knobs, external)
        learner, replay, updates, learned = self._learning.learn_if_due(
            state.learner, state.replay, state.env_steps, state.seed, knobs
        )
        metrics = self._metrics(taken, schedules.beta(knobs, step), updates, learned)
        return state._replace(learner=learner, replay=replay), metrics

    def _stored(
        self, state: ProgramState, knobs: RunKnobs, external: list[tf.Tensor], *, tries: bool = True
    ) -> tuple[ProgramState, StepTaken]:
        """step → store; the learner's state is `joined`. Unless it `tries`, a trial in progress stays where it is."""
        step, seed = state.env_steps, state.seed
        acting = self._learning.split(state.learner)
        remembered, taken = self._source.take(state.steps, acting, step, seed, knobs, *external)
        transition = self._shaped(taken.transition, knobs)
        replay = self._buffer.store(state.replay, step, transition, knobs.alpha)
        learner = self._learning.noted(state.learner, transition, knobs)
        if tries:
            learner = self._learning.tried(learner, step + 1, seed)
        return ProgramState(learner, replay, remembered, step + 1, seed), taken

    def _read_state(self) -> ProgramState:
        """The variables' values as a program begins with them; the learner's state is `joined`."""
        state = tf.nest.map_structure(lambda variable: variable.read_value(), self.state)
        return state._replace(learner=self._learning.joined(state.learner))

    def _next_update(self, knob_vector: tf.Tensor, steps: tf.Tensor, slot: tf.Tensor) -> ToldUpdate:
        """The update after so many steps [] int32 from here; `slot` [] int32 is looked at, below 0 the first."""
        knobs, state = unpack(knob_vector), self._read_state()
        if self._foresees:
            _, state = tf.while_loop(
                lambda index, _: index < steps,
                # A trial in progress decides which weights play, not what is learned.
                lambda index, state: (index + 1, self._stored(state, knobs, [], tries=False)[0]),
                (0, state),
            )
        learner, env_steps, seed = state.learner, state.env_steps, state.seed
        upcoming = self._upcoming(learner.updates, state.replay, env_steps, seed, knobs, slot)
        return self._told_of(learner, env_steps, seed, knobs, upcoming)

    def _upcoming(
        self, updates: tf.Tensor, replay: Any, env_steps: tf.Tensor, seed: tf.Tensor, knobs: RunKnobs, slot: tf.Tensor
    ) -> UpcomingBatch:
        """What the next update samples, and the same with `slot` in it."""
        sampled = self._learning.sample(updates, replay, env_steps, seed, knobs)
        slot = tf.where(slot < 0, sampled.slots[0], slot)
        is_it = sampled.slots == slot
        in_batch, places = tf.reduce_any(is_it), tf.range(static_shape(sampled.slots)[0])
        place = tf.where(in_batch, tf.argmax(is_it, output_type=tf.int32), 0)
        # In place of the first where it isn't there, so that it is weighted as it would be beside the others.
        slots = tf.where(places == place, slot, sampled.slots)
        beside = self._buffer.gathered(replay, env_steps, slots, n_step=knobs.n_step, gamma=knobs.gamma)
        summed = self._buffer.summed_rewards(replay, env_steps, slot[tf.newaxis], knobs.n_step)
        return UpcomingBatch(sampled, beside, place, in_batch, summed.rewards[0], summed.steps[0])

    def _told_of(
        self, learner: LearnerState, env_steps: tf.Tensor, seed: tf.Tensor, knobs: RunKnobs, upcoming: UpcomingBatch
    ) -> ToldUpdate:
        """The update of what was sampled. `learner` is `joined`."""
        learning, at = self._learning, upcoming.place
        after, descent = learning.descended(
            learner, learning.compared(learner, upcoming.sampled, env_steps, seed, knobs)
        )
        compared = learning.compared(learner, upcoming.beside, env_steps, seed, knobs)
        fit = learning.fit(compared)
        observation = compared.batch.observation[at][tf.newaxis]

        def of_it(parts: Any) -> Any:
            return tf.nest.map_structure(lambda part: part[at], parts)

        return ToldUpdate(
            env_steps=env_steps,
            slots=upcoming.sampled.slots,
            slot=upcoming.beside.slots[at],
            in_batch=upcoming.in_batch,
            rewards=upcoming.rewards,
            summed=upcoming.summed,
            observations=upcoming.sampled.batch.observation,
            batch=of_it(upcoming.beside.batch),
            importance=compared.importance[at],
            target=of_it(compared.target),
            fit=of_it(fit),
            fractions=() if compared.fractions is None else compared.fractions[at],
            slopes=learning.slopes(compared, fit)[at],
            huber_delta=compared.knobs.huber_delta,
            beta=schedules.beta(knobs, env_steps - 1),
            loss=descent.loss,
            gradient_norm=descent.gradient_norm,
            learning_rate=descent.learning_rate,
            q_before=learning.q_values(learner, observation)[0],
            q_after=learning.q_values(after, observation)[0],
            weights_after=learning.split(after).weights,
            statistics=learner.statistics,
        )

    def _judged(self, state: ProgramState) -> ProgramState:
        """With the trial judged, if it has ended."""
        return state._replace(learner=self._learning.trial_judged(state.learner, state.env_steps, state.seed))

    def _shaped(self, transition: AnyTransition, knobs: RunKnobs) -> AnyTransition:
        """The transition as it is learned from."""
        reward = shaping.shaped(
            self._shaping,
            transition.reward,
            transition.next_observation,
            scale=knobs.reward_scale,
            clip=knobs.reward_clip,
        )
        terminated = transition.ended if self._limits_terminate else transition.terminated
        return transition._replace(reward=reward, terminated=terminated)

    @staticmethod
    def _metrics(taken: StepTaken, beta: tf.Tensor, updates: tf.Tensor, learned: LearnMetrics) -> StepMetrics:
        return StepMetrics(
            ended=taken.ended,
            episode_return=taken.episode_return,
            episode_length=taken.episode_length,
            epsilon=taken.epsilon,
            beta=beta,
            updates=tf.cast(updates, tf.float32),
            **learned._asdict(),
        )


def _bytes_of(variables: object) -> int:
    return sum(math.prod(static_shape(part)) * part.dtype.size for part in tf.nest.flatten(variables))


def _as_row(metrics: StepMetrics) -> tf.Tensor:
    """[1, M], of the choices of one kernel: XLA makes each number that is stacked by a kernel of its own."""
    column, row = tf.range(len(metrics)), tf.zeros([len(metrics)])
    for index, number in enumerate(metrics):
        row = tf.where(column == index, number, row)
    return row[tf.newaxis]
