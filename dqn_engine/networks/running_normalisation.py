"""The first layer of a network whose inputs are scaled by the statistics of what it has seen, as a Keras layer."""

import keras

from dqn_engine.networks.spec import LARGEST_INPUT


class RunningNormalisation(keras.layers.Layer):
    """(x − mean) / deviation, at most ±LARGEST_INPUT; `observation_statistics` says how the two come about.

    They are weights that aren't trained, beside the `count` of the observations they are of.
    """

    def build(self, input_shape: tuple[int | None, ...]) -> None:
        """Makes `mean` [O], `deviation` [O] and `count` [1], as before the first observation."""
        size = (input_shape[-1],)
        self.mean = self.add_weight(shape=size, initializer="zeros", trainable=False, name="mean")
        self.deviation = self.add_weight(shape=size, initializer="ones", trainable=False, name="deviation")
        self.count = self.add_weight(shape=(1,), initializer="zeros", trainable=False, name="count")

    def call(self, inputs: keras.KerasTensor) -> keras.KerasTensor:
        """Raw observations [B, O] → [B, O]."""
        return keras.ops.clip((inputs - self.mean) / self.deviation, -LARGEST_INPUT, LARGEST_INPUT)
