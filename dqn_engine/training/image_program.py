"""The program of image environments: two compiled parts, and the frames between them, outside of TensorFlow.

One part stores steps and samples what is learned from, the other learns from it. In between, the frames of the batch
are unpacked (`packed_frames`): 100,000 frames of Pong take 25 MB so, and not 0.7 GB. To have all in one call per
chunk, as `Program` has it, would save some 3 ms of an update's 40.

What happens when depends on counters only, as ever: how steps are grouped into chunks changes no bit.
"""

import math
from collections.abc import Mapping
from typing import Any, cast

import numpy as np
import tensorflow as tf

from dqn_engine.networks.spec import NetworkSpec
from dqn_engine.replay.frame_buffer import FrameBuffer, FrameBufferState
from dqn_engine.replay.frame_ring import NTH
from dqn_engine.replay.packed_frames import PackedFrames
from dqn_engine.replay.replay_buffer import SampledBatch
from dqn_engine.system.compiled_function import CompiledFunction
from dqn_engine.system.random_numbers import traced_as_in_programs
from dqn_engine.system.values import Knobs
from dqn_engine.training import schedules, state_arrays
from dqn_engine.training.live_inputs import RunKnobs, unpack
from dqn_engine.training.metrics import COLUMN, StepMetrics
from dqn_engine.training.preview import ToldUpdate, UpcomingBatch
from dqn_engine.training.program import Program, StepSource
from dqn_engine.training.state import LearnMetrics

_FRAMES = "replay.frames."
_LEARNED_COLUMNS = [getattr(COLUMN, name) for name in LearnMetrics._fields]


class ImageProgram(Program):
    """One run's compiled parts, their state, and the frames.

    Args:
        spec: The network.
        knobs: All hyperparameters.
        seed: Decides the initial weights and every random number.
        source: Where environment steps come from.
        first_value: What the values of a new network start around.

    Attributes:
        frames: Those of the buffer's rows.
        compiled_storing: The part that stores and samples.
    """

    def __init__(
        self,
        spec: NetworkSpec,
        knobs: Knobs,
        seed: int,
        source: StepSource,
        first_value: float = 0.0,
    ) -> None:
        super().__init__(spec, knobs, seed, source, first_value)
        self.frames = PackedFrames(self._buffer.capacity, math.prod(spec.image_shape[1:]))
        self.compiled_storing = CompiledFunction(self._storing_and_sampling)
        self._learn = CompiledFunction(self._learning_from)
        self._sampled_now = traced_as_in_programs(self._sampling_now)
        self._told_of_frames = traced_as_in_programs(self._telling_of_frames)

    def run(self, steps: int, knob_vector: np.ndarray, *external: np.ndarray) -> np.ndarray:
        """As `Program.run`; `external` are rows [most_rows, 7] float32 and frames [most_rows, 2, P] uint8."""
        numbers, frames = external
        knobs, inputs = RunKnobs(*knob_vector.tolist()), (tf.constant(knob_vector), tf.constant(numbers))
        stored_steps = int(self.state.env_steps.numpy())
        metrics = np.zeros((steps, len(StepMetrics._fields)), np.float32)
        if steps == 0:  # To have it compiled.
            self._update(0, inputs, self._stored(0, 0, inputs, frames, metrics))
        first = 0
        while first < steps:
            last = min(steps, first + schedules.steps_until_learning(stored_steps, knobs))
            sampled = self._stored(first, last, inputs, frames, metrics)
            stored_steps += last - first
            if schedules.learning_is_due(stored_steps, int(knobs.learning_starts), int(knobs.train_interval)):
                for update in range(int(knobs.updates_per_training)):
                    if update:
                        sampled = self._stored(last, last, inputs, frames, metrics)
                    metrics[last - 1, _LEARNED_COLUMNS] = self._update(1, inputs, sampled)
                metrics[last - 1, COLUMN.updates] = int(knobs.updates_per_training)
            first = last
        return metrics

    def restart(self, seed: int, first_value: float | None = None) -> None:
        """As of `Program`; the frames are forgotten."""
        super().restart(seed, first_value)
        self.frames.clear()

    def state_arrays(self) -> dict[str, np.ndarray]:
        """A copy of the whole state, by dotted names that stay, as `state_shapes` says; the frames are packed."""
        return {**super().state_arrays(), **{_FRAMES + name: a for name, a in self.frames.arrays().items()}}

    def state_shapes(self) -> dict[str, tuple[tuple[int, ...], str]]:
        """Shape and NumPy type of each of `state_arrays`."""
        return {**super().state_shapes(), **{_FRAMES + name: s for name, s in self.frames.shapes().items()}}

    def set_state_arrays(self, arrays: Mapping[str, np.ndarray]) -> None:
        """Replaces the whole state by what `state_arrays` gave.

        Raises:
            ValueError: The arrays aren't as `state_shapes` says, or the frames can't be unpacked; nothing was changed.
        """
        state_arrays.refuse_others(self.state_shapes(), arrays)
        own = {name.removeprefix(_FRAMES): array for name, array in arrays.items() if name.startswith(_FRAMES)}
        rest = {name: array for name, array in arrays.items() if not name.startswith(_FRAMES)}
        frames = PackedFrames(self._buffer.capacity, self.frames.pixels)
        frames.set_arrays(**own)
        if ((own["sizes"] > 0) != (rest["replay.ring.numbers"][:, NTH] > 0)).any():
            raise ValueError("there are rows without frames, or frames without rows")
        super().set_state_arrays(rest)
        self.frames = frames

    def _told(self, knob_vector: tf.Tensor, steps: tf.Tensor, slot: tf.Tensor) -> ToldUpdate:
        """As of `Program`, without steps before it, which come from outside."""
        del steps
        upcoming = self._sampled_now(knob_vector, slot)
        sampled, beside = map(self._completed, (upcoming.sampled, upcoming.beside))
        return self._told_of_frames(knob_vector, upcoming._replace(sampled=sampled, beside=beside))

    def _completed(self, sampled: SampledBatch) -> SampledBatch:
        rows = np.stack([sampled.batch.observation.numpy(), sampled.batch.next_observation.numpy()])
        images = self.frames.get(rows).reshape(2, rows.shape[1], *self.spec.image_shape)
        before, after = map(tf.constant, images)
        return sampled._replace(batch=sampled.batch._replace(observation=before, next_observation=after))

    def stored_observations(self, most: int) -> np.ndarray:
        """At most `most` observations [N, K, H, W, C] uint8 of the buffer, evenly spread over it."""
        rows = super().stored_observations(most)
        return self.frames.get(rows).reshape(len(rows), *self.spec.image_shape)

    def observations_at(self, slots: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """s and s' of the transitions at `slots` [N], which can be sampled: [N, K, H, W, C] uint8 each."""
        rows = np.stack(self._buffer.observations_at(self.state.replay, slots))
        before, after = self.frames.get(rows).reshape(2, len(slots), *self.spec.image_shape)
        return before, after

    def continued_with(self, knobs: Knobs, source: StepSource) -> "ImageProgram":
        """A new program for changed hyperparameters of class rebuild, with this one's state and the frames that fit."""
        following = ImageProgram(self.spec, knobs, int(self.state.seed.numpy()), source, self._first_value)
        self._hand_over(following, knobs)
        kept, to = self._frame_buffer.rows_moved(self.state.replay, following._frame_buffer)
        following.frames = self.frames.moved(following._buffer.capacity, kept, to)
        return following

    @property
    def _frame_buffer(self) -> FrameBuffer:
        return cast("FrameBuffer", self._buffer)  # as `buffer_of` makes it for networks of images

    def _stored(
        self, first: int, last: int, inputs: tuple[tf.Tensor, ...], frames: np.ndarray, metrics: np.ndarray
    ) -> SampledBatch:
        """Stores the steps from `first` to before `last`, and samples; of use only where something can be sampled."""
        reported, rows, sampled = self.compiled_storing(tf.constant(first), tf.constant(last), *inputs)
        metrics[first:last] = reported.numpy()[first:last]
        rows = rows.numpy()
        for step in range(first, last):
            for row, frame in zip(rows[step], frames[step], strict=True):
                if row >= 0:
                    self.frames.put(row, frame)
        return sampled

    def _update(self, times: int, inputs: tuple[tf.Tensor, ...], sampled: SampledBatch) -> np.ndarray:
        """Learns from the batch, or with `times` 0 doesn't: the values of `LearnMetrics`."""
        rows = np.stack([sampled.batch.observation.numpy(), sampled.batch.next_observation.numpy()])
        frames = self.frames.get(rows) if times else np.zeros((*rows.shape, self.frames.pixels), np.uint8)
        return self._learn(tf.constant(times), inputs[0], sampled, tf.constant(frames)).numpy()

    # --- what is compiled ---------------------------------------------------------------------------------------------

    def _storing_and_sampling(
        self, first: tf.Tensor, last: tf.Tensor, knob_vector: tf.Tensor, numbers: tf.Tensor
    ) -> tuple[tf.Tensor, tf.Tensor, SampledBatch]:
        """Metrics [most_rows, M] and frames' rows [most_rows, 2] of the steps, and a batch whose observations are rows.

        Of what learning has, only the counter and the mark of a finished episode are touched.
        """
        knobs, learner = unpack(knob_vector), self.state.learner
        seed = self.state.seed.read_value()
        none = LearnMetrics(*[tf.constant(0.0)] * len(LearnMetrics._fields))

        def body(index, step, replay, ended, metrics, rows):
            _, taken = self._source.take((), learner, step, seed, knobs, numbers[index])
            transition = self._shaped(taken.transition, knobs)
            replay, written = self._buffer.store(replay, step, transition, knobs.alpha)
            ended = self._learning.noted(learner._replace(episode_ended=ended), transition, knobs).episode_ended
            reported = self._metrics(taken, schedules.beta(knobs, step), tf.constant(0), none)
            metrics = tf.tensor_scatter_nd_update(metrics, [[index]], tf.stack(reported)[tf.newaxis])
            rows = tf.tensor_scatter_nd_update(rows, [[index]], written[tf.newaxis])
            return index + 1, step + 1, replay, ended, metrics, rows

        changed = (self.state.env_steps, self.state.replay, learner.episode_ended)
        most = self._source.most_rows
        metrics, rows = tf.zeros([most, len(StepMetrics._fields)]), tf.fill([most, 2], -1)
        _, *state, metrics, rows = tf.while_loop(
            lambda index, *_: index < last, body, (first, *_read(changed), metrics, rows)
        )
        self._assign(changed, tuple(state))
        step, replay, _ = state
        return metrics, rows, self._learning.sample(learner.updates.read_value(), replay, step, seed, knobs)

    def _learning_from(
        self, times: tf.Tensor, knob_vector: tf.Tensor, sampled: SampledBatch, frames: tf.Tensor
    ) -> tf.Tensor:
        """The values of `LearnMetrics` [5]; `frames` [2, B, K, P] are those of the observations, before and after."""
        knobs, variables = unpack(knob_vector), self.state
        stored_steps, seed = variables.env_steps.read_value(), variables.seed.read_value()
        images = tf.reshape(frames, [2, frames.shape[1], *self.spec.image_shape])
        batch = sampled.batch._replace(observation=images[0], next_observation=images[1])
        sampled = sampled._replace(batch=batch)

        def body(index, learner, tree, largest_priority, metrics):
            replay = FrameBufferState(variables.replay.ring, tree, largest_priority)
            learner, replay, metrics = self._learning.update(learner, replay, sampled, stored_steps, seed, knobs)
            return index + 1, learner, replay.tree, replay.largest_priority, metrics

        none = LearnMetrics(*[tf.constant(0.0)] * len(LearnMetrics._fields))
        changed = (variables.learner, variables.replay.tree, variables.replay.largest_priority)
        learner, *rest = _read(changed)
        _, learner, *rest, metrics = tf.while_loop(
            lambda index, *_: index < times, body, (0, self._learning.joined(learner), *rest, none)
        )
        self._assign(changed, (self._learning.split(learner), *rest))
        return tf.stack(metrics)

    def _sampling_now(self, knob_vector: tf.Tensor, slot: tf.Tensor) -> UpcomingBatch:
        """What is sampled of the buffer as it is; observations are rows."""
        variables = self.state
        updates, replay, steps, seed = _read(
            (variables.learner.updates, variables.replay, variables.env_steps, variables.seed)
        )
        return self._upcoming(updates, replay, steps, seed, unpack(knob_vector), slot)

    def _telling_of_frames(self, knob_vector: tf.Tensor, upcoming: UpcomingBatch) -> ToldUpdate:
        """The update of what was sampled, with its frames."""
        learner, steps, seed = _read((self.state.learner, self.state.env_steps, self.state.seed))
        return self._told_of(self._learning.joined(learner), steps, seed, unpack(knob_vector), upcoming)


def _read(variables: Any) -> Any:
    return tf.nest.map_structure(lambda variable: variable.read_value(), variables)
