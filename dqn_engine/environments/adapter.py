"""Where every Gymnasium environment is spoken to: what goes in is of one type, what comes out is checked and copied.

Environments are written by anyone. Some return the same array at every step, some rewards of shape [1], some flags that
are words; some end the process, and some still have the interface of Gym before 0.26. Training, evaluation, the watched
environment and exports' checks all step their environments through this one wrapper, directly around the environment
itself, so that Gymnasium's own wrappers outside of it see nothing else.
"""

import inspect
import re
from collections.abc import Mapping
from typing import Any

import gymnasium
import numpy as np
from gymnasium import spaces

from dqn_engine.environments.flat_actions import FlatActions, flat_actions
from dqn_engine.environments.observations import check_space, fitted, is_masked
from dqn_engine.environments.precision import PrecisionWatch
from dqn_engine.environments.rewards import one_number, values_of
from dqn_engine.system.errors import BrokenEnvironmentError, InputError
from dqn_engine.system.foreign_code import broken_by, closed, foreign_code
from dqn_engine.system.process_kept import process_kept
from dqn_engine.system.sentences import Sentence
from dqn_engine.system.signals import is_the_users
from dqn_engine.system.text import error_words, plain_words, printable

ACTION_MASK = "action_mask"
"""Key of `info`, or of a dictionary of observations: [A] of 0 and 1, which actions are allowed in that state."""

_OF_INTEGERS = re.compile(r"\b(?:int|int64|integers?)\b")
"""In what an environment raises where its action is of a type that it doesn't take."""
_REMEDY = Sentence("see https://gymnasium.farama.org/introduction/migration_guide/")
RESETTING, STEPPING = Sentence("resetting it"), Sentence("a step")
"""What fails of an environment, as the subject of a sentence."""
_READING_RESET, _READING_STEP = Sentence("reading what reset() returned"), Sentence("reading what step() returned")
_DRAWING = Sentence("drawing it")


class CheckedEnvironment(gymnasium.Wrapper):
    """`env`, checked at each call.

    Observations are copies, actions as `action_space.sample()` gives them, of numbers from 0; rewards Python floats,
    flags Python booleans; of `info` only the action mask is handed on, since nothing else is read.

    An environment whose first `reset` comes with an action mask, or whose dictionary of observations has one, gives one
    with every observation: [A] bool, checked, in `info`. It is no part of the observation. At an episode's end it may
    be missing or allow nothing; then it says nothing, and everything is allowed. Where both give one, only what both
    allow is.

    Every method raises `BrokenEnvironmentError`, with a sentence, for whatever the environment raises or gives wrongly;
    that includes `SystemExit`. Only the user's `KeyboardInterrupt` comes through.

    Attributes:
        actions: What the numbers of actions stand for.
        mask_within: Whether masks come in a dictionary of observations.
        lone_part: Whether what is observed besides is a single part, which then is the observation.
        only_part: The key of that part, of any type; empty where there is none.
        precision: Between which numbers the first observations went.
        masks_differ: Whether a mask in an observation and one in `info` contradicted each other; see `_of_both`.
    """

    def __init__(
        self, env: gymnasium.Env, name: str, actions: FlatActions | None = None, *, masks: bool = True
    ) -> None:
        """Wraps `env`, which doesn't change.

        Args:
            env: The environment itself.
            name: What messages call it.
            actions: Its actions as numbers; None finds them out.
            masks: Whether action masks are read and handed on.

        Raises:
            ValueError: Nothing is observed but a mask, what is observed can't be learned from, or there are no such
                actions; the end of a sentence that begins with the environment.
        """
        super().__init__(env)
        self._name = printable(name)
        self.actions = actions or flat_actions(env.action_space)
        self.action_space = spaces.Discrete(self.actions.count)
        self._reads_masks = masks
        self._drew = env.render_mode is not None
        self._takes_arguments = False  # whether its reset() takes both, not known before the first
        self._masked: bool | None = None  # likewise
        self.mask_within, self.lone_part = False, False
        self.only_part: Any = ""
        self.masks_differ = False
        seen: Any = env.observation_space
        if isinstance(seen, spaces.Dict) and ACTION_MASK in seen.spaces:
            self.mask_within = self._masked = True
            self.observation_space, keys = _without_mask(seen)
            self.lone_part, self.only_part = bool(keys), keys[0] if keys else ""
        check_space(self.observation_space)
        self.precision = PrecisionWatch(self.observation_space)

    def reset(self, *, seed: int | None = None, options: dict[str, Any] | None = None) -> tuple[Any, dict[str, Any]]:
        """Begins an episode."""
        with foreign_code(self._name, "reset()", _READING_RESET), process_kept():
            return self._begun(seed, options)

    def _begun(self, seed: int | None, options: dict[str, Any] | None) -> tuple[Any, dict[str, Any]]:
        if not self._takes_arguments:
            taken = _taken_by(_called(self.env).reset)
            for argument in ("seed", "options"):
                if argument not in taken:
                    raise self._old_reset(argument)
            self._takes_arguments = True  # Looked up once: it costs ten times what most resets do.
        try:
            result = self.env.reset(seed=seed, options=options)
        except BaseException as error:
            if is_the_users(error):
                raise
            refused = _refused_argument(error)
            if refused:  # By something further inside, which is handed on what it is given.
                raise self._old_reset(refused) from error
            raise raised(self._name, RESETTING, error) from error
        pair = isinstance(result, tuple | list) and len(result) == 2
        # One observation of two parts looks like an observation and its info.
        alone = pair and isinstance(self.env.observation_space, spaces.Tuple) and not self._fits(result[0])
        if pair and not (alone and self._fits(result)):
            if isinstance(result[1], Mapping):
                observation, mask = self._parted(result[0])
                return observation, self._with_mask(result[1], mask, "reset()")
            if result[1] is None or isinstance(result[0], Mapping) or self._fits(result[0]):
                self._refuse_info(result[1])
        raise self._broken(
            Sentence(
                "follows the old Gym interface: its reset() returned {result}, but must return an "
                "observation and a dict; {remedy}",
                result=_kind_of(result),
                remedy=_REMEDY,
            )
        )

    def step(self, action: Any) -> tuple[Any, float, bool, bool, dict[str, Any]]:
        """Takes `action`, a whole number of any type from 0."""
        with foreign_code(self._name, "step()", _READING_STEP):
            return self._stepped(action)

    def _stepped(self, action: Any) -> tuple[Any, float, bool, bool, dict[str, Any]]:
        given = self.actions.of(action)
        try:
            result = self.env.step(given)
        except BaseException as error:
            if is_the_users(error):
                raise
            raise raised(self._name, STEPPING, error, given) from error
        if not isinstance(result, tuple | list) or len(result) != 5:
            old = isinstance(result, tuple | list) and len(result) == 4
            what = (
                Sentence("follows the old Gym interface: its step() returned 4 values")
                if old
                else Sentence("returned {result} from step()", result=_kind_of(result))
            )
            raise self._broken(
                Sentence(
                    "{what}, but must return 5: observation, reward, terminated, truncated and a dict; {remedy}",
                    what=what,
                    remedy=_REMEDY,
                )
            )
        observation, reward, terminated, truncated, info = result
        observation, mask = self._parted(observation)
        paid = self._reward(reward)
        terminated, truncated = self._flag("terminated", terminated), self._flag("truncated", truncated)
        return (
            observation,
            paid,
            terminated,
            truncated,
            self._with_mask(info, mask, "step()", ended=terminated or truncated),
        )

    def render(self) -> Any:
        """A picture, copied."""
        self._drew = True
        with foreign_code(self._name, "render()", _DRAWING):
            picture = self.env.render()
            return picture.copy() if isinstance(picture, np.ndarray) else picture

    def close(self) -> None:
        """Closes it; see `closed`. What draws may only be closed on the thread that it draws on."""
        closed(self._name, self.env.close, here=self._drew)

    def _reward(self, reward: Any) -> float:
        """See `one_number`; what isn't finite is for the caller to judge."""
        if type(reward) is float:  # What most give.
            return reward
        try:
            return one_number(reward)
        except ValueError as error:
            raise self._broken(str(error)) from error

    def _flag(self, name: str, flag: Any) -> bool:
        if isinstance(flag, bool | np.bool_):
            return bool(flag)
        if isinstance(flag, np.ndarray) and flag.size == 1 and flag.dtype == np.bool_ and not is_masked(flag):
            return bool(flag.reshape(()))
        if is_masked(flag):
            raise self._broken(
                Sentence("gave a masked value (numpy.ma) for `{name}`, but it must be True or False", name=name)
            )
        raise self._broken(
            Sentence(
                "gave {flag} for `{name}`, {flag_2}, but it must be True or False; return bool({name})",
                flag=printable(repr(flag))[:60],
                name=name,
                flag_2=_kind_of(flag),
            )
        )

    def _old_reset(self, missing: str) -> BrokenEnvironmentError:
        """What to raise where a `reset` doesn't take the argument `missing`."""
        if missing == "seed":
            return self._broken(
                Sentence(
                    "follows the old Gym interface: its reset() takes no seed. Give it reset(self, *, seed=None, "
                    "options=None), which returns the observation and a dict; {remedy}",
                    remedy=_REMEDY,
                )
            )
        return self._broken(
            Sentence(
                "has a reset() that takes no options, which Gymnasium's wrappers give it. Give it "
                "reset(self, *, seed=None, options=None); the options may be left alone"
            )
        )

    def _fits(self, observation: Any) -> bool:
        """Whether something is an observation of what is wrapped."""
        try:
            fitted(self.env.observation_space, observation)
        except ValueError:
            return False
        return True

    def _parted(self, observation: Any) -> tuple[Any, Any]:
        """An observation, copied, without the mask in it; and that mask or None."""
        mask = None
        if self.mask_within:
            if not isinstance(observation, Mapping) or ACTION_MASK not in observation:
                raise self._broken(
                    Sentence(
                        "gave an observation without the {action_mask!r} that its observation space has",
                        action_mask=ACTION_MASK,
                    )
                )
            mask = observation[ACTION_MASK]
            observation = {key: part for key, part in observation.items() if key != ACTION_MASK}
            if self.lone_part:
                if self.only_part not in observation:
                    raise self._broken(
                        Sentence(
                            "gave an observation without the {action_mask!r} that its observation space has",
                            action_mask=self.only_part,
                        )
                    )
                observation = observation[self.only_part]
        try:
            fitting = fitted(self.observation_space, observation)
        except ValueError as error:
            raise self._broken(str(error)) from error
        if not self.precision.over:
            self.precision.see(fitting)
        return fitting, mask

    def _refuse_info(self, info: Any) -> None:
        if not isinstance(info, Mapping):
            raise self._broken(Sentence("gave an info of {info}, but it must be a dict", info=_kind_of(info)))

    def _with_mask(self, info: Any, mask: Any, call: str, *, ended: bool = False) -> dict[str, Any]:
        """What is handed on of `info`: the mask, if there are any; `mask` is one that came with the observation."""
        self._refuse_info(info)
        if not self._reads_masks:
            return {}
        told = info.get(ACTION_MASK)
        given = told if mask is None else mask
        if self._masked is None:
            self._masked = given is not None
        if not self._masked:
            if given is None:
                return {}
            raise self._broken(
                Sentence(
                    "gave an action mask with {call}, but none with its first reset(); give one with every "
                    "observation, or set action_mask to false",
                    call=call,
                )
            )
        if given is None:
            if ended:
                return {ACTION_MASK: np.ones(self.actions.count, np.bool_)}
            raise self._broken(
                Sentence(
                    "gave no action mask with {call}, but one with its first reset(); give one with every observation, "
                    "or set action_mask to false",
                    call=call,
                )
            )
        allowed = self._checked_mask(given)
        if mask is not None and told is not None:
            allowed = self._of_both(allowed, self._checked_mask(told), call, ended=ended)
        if not allowed.any():
            if not ended:
                raise self._broken(
                    Sentence(
                        "gave an action mask with {call} that allows no action, but the episode goes on; allow one, or "
                        "terminate the episode in the step before",
                        call=call,
                    )
                )
            allowed[:] = True
        return {ACTION_MASK: allowed}

    def _of_both(self, within: np.ndarray, told: np.ndarray, call: str, *, ended: bool) -> np.ndarray:
        """What masks [A] in the observation and in `info` both allow."""
        if np.array_equal(within, told):
            return within
        self.masks_differ = self.masks_differ or not ended
        both = within & told
        if both.any() or ended or not (within.any() and told.any()):
            return both
        raise self._broken(
            Sentence(
                "gave two action masks with {call}, in its observation and in info, that allow no action in common; "
                "give one of them only",
                call=call,
            )
        )

    def _checked_mask(self, given: Any) -> np.ndarray:
        """A mask [A] as bool, a copy."""
        wanted = Sentence(
            "but it must be bool or int8 of shape ({count},), 1 for each action that is allowed",
            count=self.actions.count,
        )
        if is_masked(given):
            raise self._broken(
                Sentence("gave an action mask that is itself masked (numpy.ma), {wanted}", wanted=wanted)
            )
        try:
            mask = np.array(self.actions.joined_mask(given))
        except Exception as error:
            raise self._broken(
                Sentence("gave an action mask of {given}, {wanted}", given=_kind_of(given), wanted=wanted)
            ) from error
        if mask.dtype.kind not in "biu":
            raise self._broken(
                Sentence("gave an action mask of type {dtype}, {wanted}", dtype=mask.dtype, wanted=wanted)
            )
        if mask.shape != (self.actions.count,):
            raise self._broken(
                Sentence("gave an action mask of shape {shape}, {wanted}", shape=mask.shape, wanted=wanted)
            )
        other = mask[(mask != 0) & (mask != 1)]
        if other.size:
            raise self._broken(
                Sentence("gave an action mask with {other} in it, {wanted}", other=other[0], wanted=wanted)
            )
        return mask.astype(np.bool_)

    def _broken(self, what: str) -> BrokenEnvironmentError:
        return BrokenEnvironmentError("The environment {name!r} {what}.", name=self._name, what=what)


def adapter_of(environment: gymnasium.Env) -> CheckedEnvironment:
    """The adapter within the wrappers of an environment that was made here.

    Raises:
        ValueError: It has none.
    """
    made = environment
    while isinstance(made, gymnasium.Wrapper):
        if isinstance(made, CheckedEnvironment):
            return made
        made = made.env
    raise ValueError(f"{environment} wasn't made here.")


def allowed_in(info: dict[str, Any]) -> np.ndarray | None:
    """The action mask [A] bool that came with an observation; None where all actions are allowed."""
    return info.get(ACTION_MASK)


def masks_missing(name: str) -> BrokenEnvironmentError:
    """What to raise where only some of several environments of that name began with a mask."""
    return BrokenEnvironmentError(
        "The environment {name!r} gave action masks with some of its first observations and not with others; give one "
        "with every observation, or set action_mask to false.",
        name=name,
    )


def raised(name: str, what: str, error: BaseException, action: np.integer | np.ndarray | None = None) -> Exception:
    """What to raise for anything that came out of an environment; what the user can fix stays as it is.

    Args:
        name: The environment's.
        what: Which of its methods failed, as the subject of a sentence.
        error: What it raised.
        action: That it was given, [] or of its space's shape, of its type; None where it was given none.
    """
    if isinstance(error, InputError | BrokenEnvironmentError):
        return error
    hint = ""
    if action is not None and _OF_INTEGERS.search(error_words(error).partition(": ")[2]):
        hint = (
            Sentence(" The action was numpy.{action}, as action_space.sample() gives it.", action=np.array_repr(action))
            if isinstance(action, np.ndarray)
            else Sentence(
                " The action was numpy.{kind}({action}), the type that action_space.sample() gives; an "
                "environment that needs Python's int must convert it with int(action).",
                kind=type(action).__name__,
                action=int(action),
            )
        )
    return broken_by(name, what, error, hint)


def _without_mask(space: spaces.Dict) -> tuple[gymnasium.Space, tuple[Any, ...]]:
    """The rest of a dictionary of observations; where that is a single part, the part itself and its one key."""
    rest = {key: part for key, part in space.spaces.items() if key != ACTION_MASK}
    if not rest:
        raise ValueError(
            Sentence(
                "has observations of which nothing is left to be seen without the {action_mask!r}; add what is "
                "observed",
                action_mask=ACTION_MASK,
            )
        )
    if len(rest) > 1:
        return spaces.Dict(rest), ()
    ((key, part),) = rest.items()
    return part, (key,)


def _called(environment: gymnasium.Env) -> gymnasium.Env:
    """What gets the arguments of `reset` as they are: the first layer beneath Gymnasium's own, which hand them on."""
    layer = environment
    while isinstance(layer, gymnasium.Wrapper) and _is_gymnasiums(type(layer).reset):
        layer = layer.env
    return layer


def _is_gymnasiums(method: object) -> bool:
    return getattr(method, "__module__", "").partition(".")[0] == "gymnasium"


def _refused_argument(error: BaseException) -> str:
    """Which of `reset`'s arguments a function that was called didn't take; empty where it is another error."""
    words = plain_words(error) if isinstance(error, TypeError) else ""
    if "reset() got an unexpected keyword argument" not in words:
        return ""
    return next((name for name in ("seed", "options") if f"'{name}'" in words), "")


def _taken_by(reset: Any) -> tuple[str, ...]:
    """Those of `seed` and `options` that a `reset` takes by name."""
    given = ("seed", "options")
    try:
        parameters = inspect.signature(reset).parameters
    except (TypeError, ValueError):
        return given
    if any(parameter.kind is inspect.Parameter.VAR_KEYWORD for parameter in parameters.values()):
        return given
    return tuple(name for name in given if name in parameters)


def _kind_of(value: Any) -> str:
    if isinstance(value, tuple):
        return values_of(len(value))
    if isinstance(value, list):
        return Sentence("a list of {values}", values=values_of(len(value)))
    if inspect.iscoroutine(value):
        value.close()  # Nobody awaits it, of which Python would warn.
        return Sentence("a coroutine, as an async function does,")
    return Sentence("type {kind}", kind=type(value).__name__)
