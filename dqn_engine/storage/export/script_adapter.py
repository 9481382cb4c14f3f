"""The part of an export's script that speaks to the environment, as `CheckedEnvironment` does for training.

It refuses what training refuses, since an environment may well do another thing where it is played than where it was
trained. It is written for one environment, so that no more kinds of observations are dealt with than there are.
"""

from collections.abc import Iterator

import gymnasium
from gymnasium import spaces

from dqn_engine.environments.adapter import ACTION_MASK, CheckedEnvironment
from dqn_engine.environments.flat_actions import FlatActions

IMPORTS = ("import contextlib", "from collections.abc import Mapping")
"""That the lines of `adapter_script` need, of Python's own."""

_ADAPTED = '''
class Refused(Exception):
    """The environment does what isn't trained on either; a sentence."""

    def __init__(self, what):
        super().__init__(f"The environment gave {{what}}.")


def copied(space, observation):
    """An observation as its space has it, copied."""
    {parts}array = {array}
    fits = array.shape == {shape} and array.dtype.kind in "biuf" and not np.ma.is_masked(observation)
    with np.errstate(all="ignore"):
        fits = fits and np.isfinite(array.astype(np.float32)).all()
        cast = array.astype(space.dtype) if fits else array
    if not fits or {unlike}:
        raise Refused(f"an observation that isn't in its space, {{space}}: {{observation!r:.80}}")
    return {returned}


def one_number(reward):
    """A reward as a float: a number of any type, alone or in an array or list of any shape."""
    number = reward
    with contextlib.suppress(Exception):  # What can't become an array may still know how to be a float.
        array = np.asarray(reward)
        number = array.item() if array.dtype.kind in "biufO" else None
    paid = np.nan
    if hasattr(type(number), "__float__") and not np.ma.is_masked(reward):  # float() would read text as well.
        with contextlib.suppress(Exception):
            paid = float(number)
    if not abs(paid) < np.inf:  # Nor is it NaN.
        raise Refused(f"a reward of {{reward!r:.80}}, but it must be one finite number")
    return paid


def flag(name, value):
    """True or False; no number, and no text, stands for either."""
    if isinstance(value, np.ndarray) and value.size == 1 and not np.ma.is_masked(value):
        value = value.item()
    if not isinstance(value, (bool, np.bool_)):
        raise Refused(f"{{value!r:.80}} for `{{name}}`, but it must be True or False")
    return bool(value)

{masking}
class Adapted(gymnasium.Wrapper):
    """The environment as in training: actions as sample() gives them, observations copied, rewards and flags plain."""
{beginning}
    def reset(self, **options):
        observation, info = self.env.reset(**options)
        return {seen}, {reset_info}

    def step(self, action):
{acting}        observation, reward, terminated, truncated, info = self.env.step(action)
        terminated, truncated = flag("terminated", terminated), flag("truncated", truncated)
        return {seen}, one_number(reward), terminated, truncated, {step_info}
'''

_BEGINNING = """
    def __init__(self, environment):
        super().__init__(environment)
        self.observation_space = {space}
"""

_DICT = """if isinstance(space, gymnasium.spaces.Dict):
        if not isinstance(observation, Mapping) or not set(space) <= set(observation):
            raise Refused(f"an observation that isn't in its space, {space}: {observation!r:.80}")
        return {name: copied(part, observation[name]) for name, part in space.items()}
    """

_TUPLE = """if isinstance(space, gymnasium.spaces.Tuple):
        if not isinstance(observation, (tuple, list)) or len(observation) != len(space):
            raise Refused(f"an observation that isn't in its space, {space}: {observation!r:.80}")
        return tuple(map(copied, space, observation))
    """

_OTHERS = """if not isinstance(space, {known}):
        return observation.copy() if isinstance(observation, np.ndarray) else observation
    """
_KNOWN = tuple(
    f"gymnasium.spaces.{kind}" for kind in ("Box", "Discrete", "MultiBinary", "MultiDiscrete")
)  # What else is learned from is a space of the user's own.

_INFO = '''

def without_masks(info):
    """Nothing; there were no action masks in training."""
    if not isinstance(info, Mapping):
        raise Refused(f"an info of type {{type(info).__name__}}, but it must be a dict")
{refusing}    return {{}}

'''

_REFUSING = f"""    if info.get("{ACTION_MASK}") is not None:
        raise Refused("an action mask, but none with the first reset() in training")
"""

_MASKS = '''

def with_mask(info, ended=False):
    """The mask alone, [A] bool."""
    given = info.get("{name}") if isinstance(info, Mapping) else None
    if given is None and ended:
        return {{"{name}": np.ones({count}, np.bool_)}}
    mask = np.asarray({joined})
    numbers = mask.dtype.kind in "biu" and not np.ma.is_masked(given)
    if mask.shape != ({count},) or not (numbers and np.isin(mask, (0, 1)).all()):
        raise Refused(f"no action mask of {count} actions, 1 for each that is allowed, but {{given!r:.80}}")
    if not mask.any() and not ended:
        raise Refused("an action mask that allows no action, but the episode goes on")
    return {{"{name}": mask.astype(np.bool_) if mask.any() else np.ones({count}, np.bool_)}}

'''

_JOINED = '''

def joined(mask):
    """A mask of all combinations, from one for each part of an action where it was given so."""
    if isinstance(mask, tuple) and [np.shape(part) for part in mask] == {shapes}:
        parts, mask = mask[1:], mask[0]
        for part in parts:
            mask = np.multiply.outer(mask, part).reshape(-1)
    return mask
'''


def adapter_script(adapter: CheckedEnvironment, *, reads_masks: bool, masked: bool) -> str:
    """Lines of Python that define `Adapted`, a wrapper that does for playing what `adapter` does; needs `IMPORTS`.

    What it refuses is raised as `Refused`.

    Args:
        adapter: That of the environment.
        reads_masks: Whether action masks are asked for.
        masked: Whether the environment gives any. They then come in `info`, alone and [A] bool.
    """
    space, observation, beginning, info = adapter.observation_space, "observation", "", "info"
    if adapter.mask_within:
        info = f'{{"{ACTION_MASK}": observation["{ACTION_MASK}"]}}' if masked else "{}"
        if adapter.lone_part:
            part = f"[{adapter.only_part!r}]"
            rest, observation = f"environment.observation_space{part}", f"observation{part}"
        else:
            parts = f'for name, part in environment.observation_space.items() if name != "{ACTION_MASK}"'
            rest = f"gymnasium.spaces.Dict(\n            {{name: part {parts}}}\n        )"
        beginning = _BEGINNING.format(space=rest)
    reset_info, step_info = f"without_masks({info})", f"without_masks({info})"
    masking = _INFO.format(refusing=_REFUSING if reads_masks else "")
    if masked:
        reset_info, step_info = f"with_mask({info})", f"with_mask({info}, terminated or truncated)"
        masking = _masks_of(adapter.actions)
    action = adapter.actions.script("action")
    return _ADAPTED.format(
        **_copying(space),
        masking=masking,
        beginning=beginning,
        seen=f"copied(self.observation_space, {observation})",
        acting="" if action == "action" else f"        action = {action}\n",
        reset_info=reset_info,
        step_info=step_info,
    )


def _masks_of(actions: FlatActions) -> str:
    has_parts = actions.shape is not None and len(actions.sizes) > 1  # A mask may be one for each.
    definitions = _JOINED.format(shapes=[(size,) for size in actions.sizes]) if has_parts else ""
    joined = "joined(given)" if has_parts else "given"
    return definitions + _MASKS.format(name=ACTION_MASK, count=actions.count, joined=joined)


def _copying(space: gymnasium.Space) -> dict[str, str]:
    """What of `copied` depends on which kinds of spaces there are in `space`."""
    kinds = set(_kinds(space))
    parts = (_DICT if spaces.Dict in kinds else "") + (_TUPLE if spaces.Tuple in kinds else "")
    if kinds - {spaces.Dict, spaces.Tuple, spaces.Box, spaces.Discrete, spaces.MultiBinary, spaces.MultiDiscrete}:
        parts += _OTHERS.format(known=f"({', '.join(_KNOWN)})")
    whole = kinds & {spaces.Discrete, spaces.MultiBinary, spaces.MultiDiscrete}
    unlike = '(space.dtype.kind != "f" and (cast != array).any())'
    if spaces.Discrete not in kinds:
        array, shape, returned = "np.array(observation)", "space.shape", 'array if space.dtype.kind == "f" else cast'
    else:  # Whose states come alone, or in an array of any shape.
        alone = "isinstance(space, gymnasium.spaces.Discrete)"
        array = f"np.array(observation).reshape(-1) if {alone} else np.array(observation)"
        shape = f"((1,) if {alone} else space.shape)"
        returned = f'cast[0] if {alone} else array if space.dtype.kind == "f" else cast'
    if whole:
        held = "space.contains(cast[0] if cast.shape == (1,) and space.shape == () else cast)"
        unlike += f" or not (isinstance(space, gymnasium.spaces.Box) or {held})"
    return {"parts": parts, "array": array, "shape": shape, "unlike": unlike, "returned": returned}


def _kinds(space: gymnasium.Space) -> Iterator[type[gymnasium.Space]]:
    """Of the spaces in `space`, itself included; of the user's own ones those that Gymnasium has."""
    known = (spaces.Dict, spaces.Tuple, spaces.Box, spaces.Discrete, spaces.MultiBinary, spaces.MultiDiscrete)
    yield next((kind for kind in known if isinstance(space, kind)), type(space))
    if isinstance(space, spaces.Dict):
        for part in space.spaces.values():
            yield from _kinds(part)
    if isinstance(space, spaces.Tuple):
        for part in space.spaces:
            yield from _kinds(part)
