"""The compiled program: whole chunks of act → step → store → draw → learn → sync as one XLA computation.

Python calls it once per chunk with the live knobs as numbers, and is free meanwhile. The state is a tree of tensors
that `step` maps to the next; random numbers are counter-based, so the trajectory depends on nothing but the
configuration and the step: not on how steps are grouped into chunks, nor on who watches.
"""

import functools
from collections.abc import Callable, Mapping
from types import ModuleType

import numpy as np
import tensorflow as tf

from dqn_engine.environments import compiled_cartpole
from dqn_engine.knobs import KnobValue
from dqn_engine.learner import (
    exploration,
    fast_network,
    noise,
    objectives,
    optimizers,
    schedules,
    state_arrays,
    targets,
)
from dqn_engine.learner.network_spec import NetworkSpec
from dqn_engine.learner.networks import build_model, named_weights
from dqn_engine.learner.program_state import LearnerState, LearnMetrics, ProgramState, ReplayState
from dqn_engine.learner.random_numbers import uniforms
from dqn_engine.learner.run_knobs import RunKnobs, unpack
from dqn_engine.learner.step_metrics import StepMetrics
from dqn_engine.replay import ring, sum_tree

LONGEST_CHUNK_STEPS = 1024
"""Steps one call can run; the metrics of a chunk have a row for each."""

ACT_STREAM, DRAW_STREAM, ACT_NOISE_STREAM, LEARN_NOISE_STREAM = 1, 2, 3, 4


class Program:
    """One run's compiled chunk and its state.

    Args:
        spec: The network.
        knobs: All knobs; those of class rebuild and new run shape the program, the others are inputs of `run`.
        seed: Decides the initial weights and every random number.
        environment: Has `observe`, `reset` and `step` as `compiled_cartpole` does; its state has a field `step`.
    """

    def __init__(
        self,
        spec: NetworkSpec,
        knobs: Mapping[str, KnobValue],
        seed: int,
        environment: ModuleType = compiled_cartpole,
    ) -> None:
        self.spec = spec
        self._environment = environment
        self._batch_size = knobs["batch_size"]
        self._capacity = knobs["capacity"]
        self._prioritized = knobs["prioritized"]
        self._objective = objectives.objective_of(spec, munchausen=knobs["munchausen"])
        self._boltzmann = knobs["exploration"] == "boltzmann"
        self._rate_schedule = knobs["learning_rate_schedule"]
        self._optimize = optimizers.OPTIMIZERS[knobs["optimizer"]]
        self._knobs_at_start = dict(knobs)
        self._variables = tf.nest.map_structure(tf.Variable, self._initial_state(seed))
        self._compiled = tf.function(self._chunk, jit_compile=True, autograph=False)

    def run(self, steps: int, knob_vector: np.ndarray) -> np.ndarray:
        """Runs `steps` environment steps (at most LONGEST_CHUNK_STEPS) and returns their metrics.

        Returns:
            [steps, len(StepMetrics._fields)] float32.
        """
        metrics = self._compiled(tf.constant(steps, tf.int32), tf.constant(knob_vector))
        return metrics.numpy()[:steps]

    def restart(self, seed: int) -> None:
        """Begins anew with another seed, without compiling again."""
        tf.nest.map_structure(
            lambda variable, value: variable.assign(value), self._variables, self._initial_state(seed)
        )

    def weights(self) -> dict[str, np.ndarray]:
        """A copy of the online network's weights, named as in `spec.weight_shapes`."""
        return fast_network.unpack(self.spec, tuple(w.numpy() for w in self._variables.learner.weights))

    def policy_weights(self) -> dict[str, np.ndarray]:
        """A copy of the averaged weights, which the greedy policy acts with."""
        return fast_network.unpack(self.spec, tuple(w.numpy() for w in self._variables.learner.average_weights))

    def set_weights(self, weights: Mapping[str, np.ndarray]) -> None:
        """Puts weights into all three networks; the optimizer's moments, made by others, are cleared."""
        learner = self._variables.learner
        for network in (learner.weights, learner.target_weights, learner.average_weights):
            for variable, array in zip(network, fast_network.pack(self.spec, weights), strict=True):
                variable.assign(array)
        learner.optimizer_updates.assign(0)
        for moment in tf.nest.flatten(learner.optimizer):
            moment.assign(tf.zeros_like(moment))

    def state_arrays(self) -> dict[str, np.ndarray]:
        """A copy of the whole state, by dotted names that stay; with it a run goes on to the bit."""
        return state_arrays.state_arrays(self._variables)

    def state_shapes(self) -> dict[str, tuple[tuple[int, ...], str]]:
        """Shape and NumPy type of each of `state_arrays`."""
        return state_arrays.state_shapes(self._variables)

    def set_state_arrays(self, arrays: Mapping[str, np.ndarray]) -> None:
        """Replaces the whole state.

        Raises:
            ValueError: The arrays aren't as `state_shapes` says; nothing was changed.
        """
        state_arrays.set_state_arrays(self._variables, arrays)

    def priorities(self) -> np.ndarray:
        """The raw priorities |δ|+ε [N] of the transitions in the buffer, in no particular order."""
        filled = min(int(self._variables.env_steps.numpy()), self._capacity)
        return sum_tree.raw_priorities(self._variables.replay.tree.leaves.numpy())[:filled]

    def set_alpha(self, alpha: float) -> None:
        """Sums the tree again from the raw priorities."""
        tree = self._variables.replay.tree
        raw = sum_tree.raw_priorities(tree.leaves.numpy())
        for variable, array in zip((tree.leaves, *tree.levels), sum_tree.build(raw, alpha), strict=True):
            variable.assign(array)

    def continued_with(self, knobs: Mapping[str, KnobValue]) -> "Program":
        """A new program for changed rebuild knobs, going on from this one's state.

        The newest transitions that fit the new capacity are kept; those that never had a priority get the largest.
        """
        old = self._variables
        following = Program(self.spec, knobs, int(old.seed.numpy()), self._environment)
        new = following._variables
        stored = int(old.env_steps.numpy())
        steps = np.arange(max(0, stored - min(self._capacity, following._capacity)), stored)
        rows = np.zeros(new.replay.rows.shape, np.float32)
        rows[steps % following._capacity] = old.replay.rows.numpy()[steps % self._capacity]
        raw = sum_tree.raw_priorities(old.replay.tree.leaves.numpy())[steps % self._capacity]
        if not self._prioritized:
            raw = np.zeros_like(raw)  # The tree wasn't kept up: what it holds belongs to rows long overwritten.
        priorities = np.zeros(following._capacity, np.float32)
        priorities[steps % following._capacity] = np.where(raw > 0, raw, old.replay.largest_priority.numpy())
        new.replay.rows.assign(rows)
        for variable, array in zip(
            (new.replay.tree.leaves, *new.replay.tree.levels), sum_tree.build(priorities, knobs["alpha"]), strict=True
        ):
            variable.assign(array)
        kept = (old.learner, old.replay.largest_priority, old.environment, old.episode_return, old.env_steps)
        into = (new.learner, new.replay.largest_priority, new.environment, new.episode_return, new.env_steps)
        tf.nest.map_structure(lambda variable, value: variable.assign(value), into, kept)
        return following

    def _initial_state(self, seed: int) -> ProgramState:
        knobs, capacity = self._knobs_at_start, self._capacity
        initial = dict(named_weights(self.spec, build_model(self.spec, seed).trainable_variables))
        if knobs["initial_values"] == "endless":
            head = "value/bias" if self.spec.dueling else "q/bias"
            initial[head] = initial[head] + np.float32(self._environment.REWARD_PER_STEP / (1.0 - knobs["gamma"]))
        weights = tuple(tf.constant(array) for array in fast_network.pack(self.spec, initial))
        rows = tf.zeros([capacity, ring.row_width(self.spec.observation_size)])
        arrays = sum_tree.build(np.zeros(capacity, np.float32), knobs["alpha"])
        tree = sum_tree.SumTree(tf.constant(arrays[0]), tuple(tf.constant(a) for a in arrays[1:]))
        first = self._environment.reset(uniforms(tf.constant(seed), ACT_STREAM, tf.constant(0), 6)[2:])
        return ProgramState(
            learner=LearnerState(
                weights=weights,
                target_weights=weights,
                average_weights=weights,
                optimizer=optimizers.first_state(knobs["optimizer"], weights),
                updates=tf.constant(0),
                optimizer_updates=tf.constant(0),
            ),
            replay=ReplayState(rows, tree, tf.constant(1.0)),
            environment=first,
            episode_return=tf.constant(0.0),
            env_steps=tf.constant(0),
            seed=tf.constant(seed),
        )

    # --- what is compiled ---------------------------------------------------------------------------------------------

    def _chunk(self, steps: tf.Tensor, knob_vector: tf.Tensor) -> tf.Tensor:
        knobs = unpack(knob_vector)
        state = tf.nest.map_structure(lambda variable: variable.read_value(), self._variables)
        metrics = tf.zeros([LONGEST_CHUNK_STEPS, len(StepMetrics._fields)])

        def body(index, state, metrics):
            state, row = self._step(state, knobs)
            metrics = tf.tensor_scatter_nd_update(metrics, [[index]], tf.stack(row)[tf.newaxis])
            return index + 1, state, metrics

        _, state, metrics = tf.while_loop(lambda index, *_: index < steps, body, (0, state, metrics))
        tf.nest.map_structure(lambda variable, value: variable.assign(value), self._variables, state)
        return metrics

    def _step(self, state: ProgramState, knobs: RunKnobs) -> tuple[ProgramState, StepMetrics]:
        """act → step → store → learn."""
        learner, replay, step = state.learner, state.replay, state.env_steps
        beta = schedules.linear(knobs.beta_start, knobs.beta_end, tf.cast(step, tf.float32), knobs.beta_steps)

        uniform = uniforms(state.seed, ACT_STREAM, step + 1, 6)
        observation = self._environment.observe(state.environment)
        (acting,) = self._noisy(ACT_NOISE_STREAM, state.seed, step + 1, 1)
        q_values = fast_network.q_values(self.spec, acting(learner.weights), observation[tf.newaxis])[0]
        if self._boltzmann:
            epsilon = tf.constant(0.0)
            action = exploration.boltzmann(q_values, knobs.temperature, uniform[1])
        else:
            by_hand = schedules.epsilon_by_hand(knobs)
            epsilon = by_hand if self.spec.noisy else schedules.epsilon(knobs, step, learner.updates)
            action = exploration.epsilon_greedy(q_values, epsilon, uniform[:2])
        after = self._environment.step(state.environment, action)
        ended = after.terminated | after.truncated
        transition = ring.Transition(
            observation, action, after.reward, self._environment.observe(after.state), after.terminated, ended
        )
        replay = self._store(replay, step, transition, knobs)
        episode_return = state.episode_return + after.reward

        stored = step + 1
        due = (stored >= tf.cast(knobs.learning_starts, tf.int32)) & (
            stored % tf.cast(knobs.train_interval, tf.int32) == 0
        )
        updates = tf.where(due, tf.cast(knobs.updates_per_training, tf.int32), 0)

        def learn(index, learner, replay, metrics):
            learner, replay, metrics = self._learn(learner, replay, stored, state.seed, beta, knobs)
            return index + 1, learner, replay, metrics

        none = LearnMetrics(*[tf.constant(0.0)] * len(LearnMetrics._fields))
        _, learner, replay, learned = tf.while_loop(
            lambda index, *_: index < updates, learn, (0, learner, replay, none)
        )
        fresh = self._environment.reset(uniform[2:])
        metrics = StepMetrics(
            ended=tf.where(ended, tf.where(after.terminated, 1.0, 2.0), 0.0),
            episode_return=episode_return,
            episode_length=tf.cast(after.state.step, tf.float32),
            epsilon=epsilon,
            beta=beta,
            updates=tf.cast(updates, tf.float32),
            **learned._asdict(),
        )
        following = tf.nest.map_structure(lambda new, going_on: tf.where(ended, new, going_on), fresh, after.state)
        state = ProgramState(learner, replay, following, tf.where(ended, 0.0, episode_return), stored, state.seed)
        return state, metrics

    def _store(self, replay: ReplayState, step: tf.Tensor, transition: ring.Transition, knobs: RunKnobs) -> ReplayState:
        rows = ring.store(replay.rows, step, transition)
        tree = replay.tree
        if self._prioritized:
            slot = (step % rows.shape[0])[tf.newaxis]
            priority = replay.largest_priority[tf.newaxis]
            tree = sum_tree.update(tree, slot, priority, tf.pow(priority, knobs.alpha))
        return replay._replace(rows=rows, tree=tree)

    def _learn(
        self,
        learner: LearnerState,
        replay: ReplayState,
        stored: tf.Tensor,
        seed: tf.Tensor,
        beta: tf.Tensor,
        knobs: RunKnobs,
    ) -> tuple[LearnerState, ReplayState, LearnMetrics]:
        """draw → targets → gradient → optimizer → priorities → target network."""
        size = self._batch_size
        uniform = uniforms(seed, DRAW_STREAM, learner.updates, size)
        stratified = (tf.range(size, dtype=tf.float32) + uniform) / size
        if self._prioritized:
            drawn = sum_tree.draw(replay.tree, stratified)
            slots, weights_is = drawn.slots, targets.importance_weights(drawn.scaled_priority, beta)
        else:
            filled = tf.minimum(stored, replay.rows.shape[0])
            slots = tf.minimum(tf.cast(stratified * tf.cast(filled, tf.float32), tf.int32), filled - 1)
            weights_is = tf.ones([size])
        batch = ring.draw_n_step(replay.rows, slots, stored, tf.cast(knobs.n_step, tf.int32), knobs.gamma)

        learning, evaluating, selecting = self._noisy(LEARN_NOISE_STREAM, seed, learner.updates, noise.LEARN_SAMPLES)
        target = self._objective.target(evaluating(learner.target_weights), selecting(learner.weights), batch, knobs)
        with tf.GradientTape() as tape:
            tape.watch(learner.weights)
            fit = self._objective.fit(learning(learner.weights), batch, target, knobs)
            loss = tf.reduce_mean(weights_is * fit.losses)
        gradients = tape.gradient(loss, list(learner.weights))
        gradients, norm = optimizers.clip_by_global_norm(gradients, knobs.gradient_clip)
        # An update that isn't finite is not made: the last finite weights stay, whatever happens after.
        finite = tf.math.is_finite(loss + norm)
        weights, optimizer = self._optimize(
            list(learner.weights),
            [tf.where(finite, gradient, 0.0) for gradient in gradients],
            learner.optimizer,
            learner.optimizer_updates,
            tf.where(finite, schedules.learning_rate(self._rate_schedule, knobs, learner.updates), 0.0),
            knobs.optimizer_epsilon,
            knobs.weight_decay,
        )
        updates = learner.updates + 1
        hard_due = updates % tf.cast(knobs.target_interval, tf.int32) == 0
        blend = tf.where(knobs.hard_sync > 0.5, tf.cast(hard_due, tf.float32), knobs.tau)
        learner = LearnerState(
            weights=tuple(weights),
            target_weights=_blended(learner.target_weights, weights, blend),
            average_weights=_blended(learner.average_weights, weights, schedules.average_share(knobs, learner.updates)),
            optimizer=optimizer,
            updates=updates,
            optimizer_updates=learner.optimizer_updates + tf.cast(finite, tf.int32),
        )

        if self._prioritized:
            priority = fit.surprise + knobs.priority_epsilon
            tree = sum_tree.update(replay.tree, slots, priority, tf.pow(priority, knobs.alpha))
            largest = tf.maximum(replay.largest_priority, tf.reduce_max(priority))
            replay = replay._replace(tree=tree, largest_priority=largest)
        metrics = LearnMetrics(
            loss, tf.reduce_mean(tf.abs(fit.td_error)), tf.reduce_mean(fit.q_chosen), tf.reduce_max(fit.q_values), norm
        )
        return learner, replay, metrics

    def _noisy(
        self, stream: int, seed: tf.Tensor, count: tf.Tensor, how_many: int
    ) -> list[Callable[[fast_network.Packed], fast_network.Packed]]:
        """What adds independent noise to packed weights, `how_many` times; in a network without noise, nothing."""
        if not self.spec.noisy:
            return [lambda packed: packed] * how_many
        drawn = noise.samples(self.spec, seed, stream, count, how_many)
        return [functools.partial(noise.perturbed, self.spec, sample=sample) for sample in drawn]


def _blended(old: tuple[tf.Tensor, ...], new: list[tf.Tensor], share: tf.Tensor) -> tuple[tf.Tensor, ...]:
    """`share` of the new and the rest of the old; exactly the new where the share is 1."""
    return tuple((1.0 - share) * o + share * n for o, n in zip(old, new, strict=True))
