"""A child process in which XLA compiles with little optimisation: a rich program in 1.7 s of CPU instead of 6.3.

For tests that look at values to a tolerance and spend their time compiling. Never for those that compare to the bit:
other instructions round otherwise, and users run the optimised ones.
"""

import gc
import multiprocessing
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from typing import ParamSpec, Protocol, TypeVar

from tests.support import surroundings

P = ParamSpec("P")
R = TypeVar("R")

FLAGS = (
    "--xla_backend_optimization_level=0",
    "--xla_llvm_disable_expensive_passes=true",
    "--xla_cpu_use_fusion_emitters=false",
)


class Quickly(Protocol):
    """Calls a function of a module in the child process, and returns what it returns or raises what it raises."""

    def __call__(self, function: Callable[P, R], /, *arguments: P.args, **named: P.kwargs) -> R: ...


@contextmanager
def quick_codegen() -> Iterator[Quickly]:
    """The child lives as long as the context, and begins at the first call."""
    context = multiprocessing.get_context("spawn")  # A fork of a process with threads may hang.
    with ProcessPoolExecutor(1, context, initializer=_prepare) as child:
        yield lambda function, /, *arguments, **named: child.submit(function, *arguments, **named).result()


def _prepare() -> None:
    """In the child, before TensorFlow is imported."""
    import dqn_engine  # noqa: F401 - sets the flags of the product
    from dqn_engine.system.tensorflow_settings import use_compilation_cache

    os.environ["XLA_FLAGS"] = " ".join([os.environ.get("XLA_FLAGS", ""), *FLAGS])
    # XLA would take a program compiled with other flags for one of these.
    os.environ.pop("TF_XLA_FLAGS", None)
    use_compilation_cache()
    gc.disable()
    import tensorflow  # noqa: F401

    surroundings.search_for_garbage_made_from_here_on()
