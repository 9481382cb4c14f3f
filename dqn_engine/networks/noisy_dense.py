"""A dense layer whose weights can be noisy, as a Keras layer (Fortunato et al. 2018)."""

import math

import keras


class NoisyDense(keras.layers.Layer):
    """y = activation(x (μ_w + σ_w ⊙ ε_w) + μ_b + σ_b ⊙ ε_b) with factorised noise; without noise, y of μ alone.

    μ begins uniform in ±1/√p, and σ at `sigma_zero` / √p, for p inputs (section 3.2).

    Args:
        units: Outputs.
        activation: As for `keras.layers.Dense`.
        sigma_zero: σ₀.
        seed: Of μ's first values.
    """

    def __init__(self, units: int, activation: str | None, sigma_zero: float, seed: int, name: str) -> None:
        super().__init__(name=name)
        self._units, self._activation = units, keras.activations.get(activation)
        self._sigma_zero, self._seed = sigma_zero, seed

    def build(self, input_shape: tuple[int, ...]) -> None:
        """Makes `kernel`, `bias`, `sigma_kernel` and `sigma_bias`."""
        inputs = input_shape[-1]
        bound = 1.0 / math.sqrt(inputs)
        sigma = keras.initializers.Constant(self._sigma_zero * bound)
        of_kernel, of_bias = (
            keras.initializers.RandomUniform(-bound, bound, seed=2 * self._seed + index) for index in range(2)
        )
        self.kernel = self.add_weight(shape=(inputs, self._units), initializer=of_kernel, name="kernel")
        self.bias = self.add_weight(shape=(self._units,), initializer=of_bias, name="bias")
        self.sigma_kernel = self.add_weight(shape=(inputs, self._units), initializer=sigma, name="sigma_kernel")
        self.sigma_bias = self.add_weight(shape=(self._units,), initializer=sigma, name="sigma_bias")

    def call(
        self, inputs: keras.KerasTensor, noise: tuple[keras.KerasTensor, keras.KerasTensor] | None = None
    ) -> keras.KerasTensor:
        """`noise` is f(ε) of the inputs [p] and of the outputs [q]; None leaves it out, as greedy play does."""
        kernel, bias = self.kernel, self.bias
        if noise is not None:
            of_inputs, of_outputs = noise
            kernel = kernel + self.sigma_kernel * keras.ops.outer(of_inputs, of_outputs)
            bias = bias + self.sigma_bias * of_outputs
        return self._activation(keras.ops.matmul(inputs, kernel) + bias)
