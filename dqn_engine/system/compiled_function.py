"""A function that XLA compiles at its first call, also where the compiled programs on disk can't be read or written."""

from collections.abc import Callable
from typing import Any, ClassVar

import tensorflow as tf

from dqn_engine.system import tensorflow_settings
from dqn_engine.system.compiled_code import release_compiled_code
from dqn_engine.system.executions import execution
from dqn_engine.system.sentences import Sentence
from dqn_engine.system.tensorflow_settings import cache_troubles

_Shapes = list[tuple[tf.TensorShape, tf.DType]]


class CompiledFunction:
    """`tf.function(function, jit_compile=True)`, whose attributes it has too.

    A call with tensors of the same shapes as the last goes to the trace of that one at once. To search for it costs
    TensorFlow 0.2 ms a call, a quarter of what a call costs that does nothing.

    TensorFlow fails a compilation whose result it can't read from the disk, or can't write there, and remembers that
    failure by the function's name. A new `tf.function` has a new name; it is compiled with the cache turned away. What
    fails then as well isn't the cache's fault, and is raised.

    Args:
        function: Of tensors; not yet traced.

    Attributes:
        programs_compiled: By all of them in this process, those included that were let go of and compiled once more.
    """

    programs_compiled: ClassVar[int] = 0
    _times_released: ClassVar[int] = 0

    def __init__(self, function: Callable[..., Any]) -> None:
        self._function = function
        self._compiled = tf.function(function, jit_compile=True, autograph=False)
        self._traces, self._released = 0, 0
        self._known: Callable[..., Any] = self._compiled
        self._known_shapes: _Shapes | None = None

    def __call__(self, *arguments: Any) -> Any:
        """Calls it; nothing but a failure to compile is tried again, when no variable has been changed yet."""
        shapes = _shapes(arguments)
        with execution():
            if shapes is not None and shapes == self._known_shapes and not self._was_released:
                return self._known(*arguments)
            result = self._called(arguments)
            if shapes is not None:
                self._known, self._known_shapes = self._compiled.get_concrete_function(*arguments), shapes
            return result

    @classmethod
    def make_room_for_run(cls) -> None:
        """Before a run's program is compiled, the largest there is: lets go of all that was compiled before.

        A function that is called again compiles once more, or loads what is on the disk.
        """
        if release_compiled_code():
            cls._times_released += 1

    def __getattr__(self, name: str) -> Any:
        return getattr(self._compiled, name)

    def _called(self, arguments: tuple[Any, ...]) -> Any:
        """Calls it through TensorFlow's search for the trace of these arguments."""
        try:
            result = self._compiled(*arguments)
        except tf.errors.OpError as error:
            if not self._is_compiled_now or _is_of_memory(error):
                raise
            result = self._without_cache(arguments, error)
        if self._is_compiled_now:
            CompiledFunction.programs_compiled += 1
            self._released = CompiledFunction._times_released
            self._traces = self._compiled.experimental_get_tracing_count()
            if tensorflow_settings.cache_in_use is not None:
                tensorflow_settings.cache_in_use.note_new()
        return result

    @property
    def _was_released(self) -> bool:
        return self._released != CompiledFunction._times_released

    @property
    def _is_compiled_now(self) -> bool:
        """Whether the call that was just made compiled something."""
        return self._was_released or self._compiled.experimental_get_tracing_count() != self._traces

    def _without_cache(self, arguments: tuple[Any, ...], error: tf.errors.OpError) -> Any:
        cache = tensorflow_settings.cache_in_use
        if cache is None:
            raise error
        cache.turn_away()
        self._compiled, self._traces = tf.function(self._function, jit_compile=True, autograph=False), 0
        result = self._compiled(*arguments)
        values = {"folder": str(cache.folder), "reason": _reason(error)}
        if ".tmp" in str(error):  # Its name until it is whole.
            trouble = Sentence(
                "A compiled program in {folder!r} couldn't be written ({reason}); the program was compiled without "
                "keeping it.",
                **values,
            )
        else:
            cache.remove_damaged()
            trouble = Sentence(
                "A compiled program in {folder!r} couldn't be read ({reason}); what is damaged there was removed, "
                "and the program was compiled again.",
                **values,
            )
        cache_troubles.append(trouble)
        return result


def _shapes(arguments: tuple[Any, ...]) -> _Shapes | None:
    """What tells the trace of tensors from that of others; None where an argument is no tensor on its own."""
    if not all(isinstance(argument, tf.Tensor) for argument in arguments):
        return None
    return [(argument.shape, argument.dtype) for argument in arguments]


def _is_of_memory(error: tf.errors.OpError) -> bool:
    """Whether memory ran out, which TensorFlow reports as it reports a full disk, but without a file's name."""
    return isinstance(error, tf.errors.ResourceExhaustedError) and ".pb" not in str(error)


def _reason(error: tf.errors.OpError) -> str:
    return str(error.message).split(" [Op:", 1)[0].rpartition("; ")[2].strip().rstrip(".")[:100]
