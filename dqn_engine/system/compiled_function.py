"""A function that XLA compiles at its first call, also where the compiled programs on disk can't be read or written."""

from collections.abc import Callable
from typing import Any

import tensorflow as tf

from dqn_engine.system import tensorflow_settings
from dqn_engine.system.tensorflow_settings import cache_troubles


class CompiledFunction:
    """`tf.function(function, jit_compile=True)`, whose attributes it has too.

    TensorFlow fails a compilation whose result it can't read from the disk, or can't write there, and remembers that
    failure by the function's name. A new `tf.function` has a new name; it is compiled with the cache turned away. What
    fails then as well isn't the cache's fault, and is raised.

    Args:
        function: Of tensors; not yet traced.
    """

    def __init__(self, function: Callable[..., Any]) -> None:
        self._function = function
        self._compiled = tf.function(function, jit_compile=True, autograph=False)
        self._traces = 0

    def __call__(self, *arguments: Any) -> Any:
        """Calls it; nothing but a failure to compile is tried again, when no variable has been changed yet."""
        try:
            result = self._compiled(*arguments)
        except tf.errors.OpError as error:
            if not self._has_new_trace() or _is_of_memory(error):
                raise
            result = self._without_cache(arguments, error)
        if self._has_new_trace():
            self._traces = self._compiled.experimental_get_tracing_count()
            if tensorflow_settings.cache_in_use is not None:
                tensorflow_settings.cache_in_use.note_new()
        return result

    def __getattr__(self, name: str) -> Any:
        return getattr(self._compiled, name)

    def _has_new_trace(self) -> bool:
        return self._compiled.experimental_get_tracing_count() != self._traces

    def _without_cache(self, arguments: tuple[Any, ...], error: tf.errors.OpError) -> Any:
        cache = tensorflow_settings.cache_in_use
        if cache is None:
            raise error
        cache.turn_away()
        self._compiled, self._traces = tf.function(self._function, jit_compile=True, autograph=False), 0
        result = self._compiled(*arguments)
        place = f"A compiled program in {str(cache.folder)!r} couldn't be"
        if ".tmp" in str(error):  # Its name until it is whole.
            cache_troubles.append(f"{place} written ({_reason(error)}); the program was compiled without keeping it.")
        else:
            cache.remove_damaged()
            told = f"{place} read ({_reason(error)}); what is damaged there was removed"
            cache_troubles.append(f"{told}, and the program was compiled again.")
        return result


def _is_of_memory(error: tf.errors.OpError) -> bool:
    """Whether memory ran out, which TensorFlow reports as it reports a full disk, but without a file's name."""
    return isinstance(error, tf.errors.ResourceExhaustedError) and ".pb" not in str(error)


def _reason(error: tf.errors.OpError) -> str:
    return str(error.message).split(" [Op:", 1)[0].rpartition("; ")[2].strip().rstrip(".")[:100]
