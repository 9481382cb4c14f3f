"""Where every Gymnasium environment is spoken to: what goes in is of one type, what comes out is checked and copied.

Environments are written by anyone. Some return the same array at every step, some rewards of shape [1], some flags that
are words; some end the process, and some still have the interface of Gym before 0.26. Training, evaluation, the watched
environment and exports' checks all step their environments through this one wrapper, directly around the environment
itself, so that Gymnasium's own wrappers outside of it see nothing else.
"""

import inspect
import numbers
from typing import Any

import gymnasium
import numpy as np

from dqn_engine.system.errors import BrokenEnvironmentError, InputError
from dqn_engine.system.text import printable

ACTION_MASK = "action_mask"
"""Key of `info`: [A] of 0 and 1, which actions are allowed in the state that comes with it."""

_REMEDY = "see https://gymnasium.farama.org/introduction/migration_guide/"
_LONGEST_REASON = 300


class CheckedEnvironment(gymnasium.Wrapper):
    """`env`, checked at each call.

    Observations are copies, actions NumPy's int64 as `action_space.sample()` gives them, rewards Python floats, flags
    Python booleans; of `info` only the action mask is handed on, since nothing else is read.

    Every method raises `BrokenEnvironmentError`, with a sentence, for whatever the environment raises or gives wrongly;
    that includes `SystemExit`. Only the user's `KeyboardInterrupt` comes through.
    """

    def __init__(self, env: gymnasium.Env, name: str) -> None:
        """`name` is what messages call it."""
        super().__init__(env)
        self._name = printable(name)

    def reset(self, *, seed: int | None = None, options: dict[str, Any] | None = None) -> tuple[Any, dict[str, Any]]:
        """Begins an episode."""
        if not _takes_seed(self.env.unwrapped.reset):
            raise self._broken(
                f"follows the old Gym interface: its reset() takes no seed. Give it reset(self, *, seed=None, "
                f"options=None), which returns the observation and a dict; {_REMEDY}"
            )
        try:
            result = self.env.reset(seed=seed, options=options)
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            raise raised(self._name, "resetting it", error) from error
        if not (isinstance(result, tuple) and len(result) == 2 and isinstance(result[1], dict)):
            raise self._broken(
                f"follows the old Gym interface: its reset() returned {_kind_of(result)}, but must return an "
                f"observation and a dict; {_REMEDY}"
            )
        return copied(result[0]), self._mask_of(result[1])

    def step(self, action: Any) -> tuple[Any, float, bool, bool, dict[str, Any]]:
        """Takes `action`, a whole number of any type."""
        given = np.int64(action)
        try:
            result = self.env.step(given)
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            raise raised(self._name, "a step", error, given) from error
        if not isinstance(result, tuple) or len(result) != 5:
            old = isinstance(result, tuple) and len(result) == 4
            what = (
                "follows the old Gym interface: its step() returned 4 values"
                if old
                else (f"returned {_kind_of(result)} from step()")
            )
            raise self._broken(
                f"{what}, but must return 5: observation, reward, terminated, truncated and a dict; {_REMEDY}"
            )
        observation, reward, terminated, truncated, info = result
        return (
            copied(observation),
            self._reward(reward),
            self._flag("terminated", terminated),
            self._flag("truncated", truncated),
            self._mask_of(info),
        )

    def render(self) -> Any:
        """A picture, copied."""
        try:
            picture = self.env.render()
        except KeyboardInterrupt:
            raise
        except Exception:
            raise
        except BaseException as error:
            raise raised(self._name, "drawing it", error) from error
        return picture.copy() if isinstance(picture, np.ndarray) else picture

    def close(self) -> None:
        """Closes it; whatever goes wrong while closing is of no use to anybody."""
        try:
            self.env.close()
        except KeyboardInterrupt:
            raise
        except BaseException:  # noqa: BLE001 - it is left in any case
            return

    def _reward(self, reward: Any) -> float:
        """A reward of one number of any type and shape as a float; what isn't finite is for the caller to judge."""
        if isinstance(reward, numbers.Real):
            return float(reward)
        try:
            number = np.asarray(reward)
        except Exception as error:
            raise self._broken(f"gave a reward of {_kind_of(reward)}, but it must be one number") from error
        if number.size == 1 and number.dtype.kind in "biuf":
            return float(number.reshape(()))
        if number.size == 1 and number.dtype.kind == "O" and isinstance(number.reshape(()).item(), numbers.Real):
            return float(number.reshape(()).item())
        what = f"shape {number.shape}" if number.size != 1 else _kind_of(reward)
        raise self._broken(f"gave a reward of {what}, but it must be one number")

    def _flag(self, name: str, flag: Any) -> bool:
        if isinstance(flag, bool | np.bool_):
            return bool(flag)
        if isinstance(flag, np.ndarray) and flag.size == 1 and flag.dtype == np.bool_:
            return bool(flag.reshape(()))
        raise self._broken(
            f"gave {printable(repr(flag))[:60]} for `{name}`, {_kind_of(flag)}, but it must be True or False; "
            f"return bool({name})"
        )

    def _mask_of(self, info: Any) -> dict[str, Any]:
        if not isinstance(info, dict):
            raise self._broken(f"gave an info of {_kind_of(info)}, but it must be a dict")
        if ACTION_MASK not in info:
            return {}
        return {ACTION_MASK: np.array(info[ACTION_MASK])}

    def _broken(self, what: str) -> BrokenEnvironmentError:
        return BrokenEnvironmentError(f"The environment {self._name!r} {what}.")


def copied(observation: Any) -> Any:
    """`observation` with no array that the environment still holds; dicts and tuples part by part."""
    match observation:
        case np.ndarray():
            return observation.copy()
        case dict():
            return {key: copied(part) for key, part in observation.items()}
        case tuple() | list():
            return tuple(copied(part) for part in observation)
        case _:
            return observation


def raised(name: str, what: str, error: BaseException, action: np.int64 | None = None) -> Exception:
    """What to raise for anything that came out of an environment; what the user can fix stays as it is."""
    if isinstance(error, InputError | BrokenEnvironmentError):
        return error
    words = " ".join(str(error).split())
    reason = printable(f"{type(error).__name__}: {words}")[:_LONGEST_REASON].rstrip(".")
    hint = ""
    if action is not None and (isinstance(error, TypeError) or "int" in words):
        hint = (
            f" The action was numpy.int64({int(action)}), the type that action_space.sample() gives; an environment "
            "that needs Python's int must convert it with int(action)."
        )
    return BrokenEnvironmentError(f"In the environment {name!r} {what} failed: {reason}.{hint}")


def _takes_seed(reset: Any) -> bool:
    try:
        parameters = inspect.signature(reset).parameters
    except (TypeError, ValueError):
        return True
    return "seed" in parameters or any(p.kind is inspect.Parameter.VAR_KEYWORD for p in parameters.values())


def _kind_of(value: Any) -> str:
    if isinstance(value, tuple):
        return f"{len(value)} values"
    return f"type {type(value).__name__}"
