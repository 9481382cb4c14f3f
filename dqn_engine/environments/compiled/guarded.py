"""A compiled environment of the user's own, whose functions may raise anything while they are traced or tried."""

from collections.abc import Callable
from typing import Any

from dqn_engine.environments.compiled.environment import CompiledEnvironment
from dqn_engine.environments.compiled.table import CompiledTable
from dqn_engine.system.foreign_code import foreign_code
from dqn_engine.system.sentences import Sentence

_METHODS = ("observe", "reset", "step", "allowed", "state_in", "state_seen", "over")


class _Guarded:
    """Has the methods that the environment has, and no others, so that it is of the same protocols."""

    def __init__(self, environment: CompiledEnvironment, name: str) -> None:
        self.observation_size = int(environment.observation_size)
        self.reset_numbers = int(environment.reset_numbers)
        self.step_numbers = int(environment.step_numbers)
        for method in _METHODS:
            function = getattr(environment, method, None)
            if function is not None:
                setattr(self, method, _guarded(function, name, method))


def guarded(environment: CompiledEnvironment, name: str) -> CompiledEnvironment:
    """`environment`, whose functions raise `BrokenEnvironmentError` whatever happens in them; a table stays as it is.

    Args:
        environment: Of the user's own.
        name: What messages call it.
    """
    made: Any = environment if isinstance(environment, CompiledTable) else _Guarded(environment, name)
    return made


def _guarded(function: Callable[..., Any], name: str, method: str) -> Callable[..., Any]:
    def call(*arguments: Any) -> Any:
        with foreign_code(name, f"{method}()", Sentence("{method}() of the compiled environment", method=method)):
            return function(*arguments)

    return call
