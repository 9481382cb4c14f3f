"""The part of an export's script that speaks to the environment, as `CheckedEnvironment` does for training.

It is written for one environment, so that it stays as short as that needs: what is refused in training is not checked
again, and no more kinds of observations are dealt with than there are.
"""

from gymnasium import spaces

from dqn_engine.environments.adapter import ACTION_MASK, CheckedEnvironment
from dqn_engine.environments.flat_actions import FlatActions
from dqn_engine.environments.images import frame_shape

_ADAPTED = '''

def one_number(reward):
    """A reward as a float: a number of any type, alone or in an array or list of any shape."""
    try:
        return float(np.asarray(reward).item())
    except Exception:
        return float(reward)


class Adapted(gymnasium.Wrapper):
    """The environment as in training: actions as sample() gives them, observations copied, rewards and flags plain."""
{beginning}
    def reset(self, **options):
        observation, info = self.env.reset(**options)
{moving}        return {seen}, info

    def step(self, action):
{acting}        observation, reward, terminated, truncated, info = self.env.step(action)
{moving}        return {seen}, one_number(reward), bool(terminated), bool(truncated), info
'''

_BEGINNING = """
    def __init__(self, environment):
        super().__init__(environment)
        self.observation_space = {space}
"""

_COPIED = '''

def copied(space, observation):
    """An observation of several parts as its space has it, copied."""
    match space:
        case gymnasium.spaces.Dict():
            return {name: copied(part, observation[name]) for name, part in space.items()}
        case gymnasium.spaces.Tuple():
            return tuple(map(copied, space, observation))
        case gymnasium.spaces.Discrete():
            return np.int64(np.ravel(observation)[0])
        case gymnasium.spaces.MultiDiscrete():
            return np.array(observation, space.dtype)
        case gymnasium.spaces.Box() | gymnasium.spaces.MultiBinary():
            return np.array(observation)
    return observation
'''

_JOINED = '''

def joined(mask):
    """A mask of all combinations, from one for each part of an action where it was given so."""
    if isinstance(mask, tuple) and [np.shape(part) for part in mask] == {shapes}:
        parts, mask = mask[1:], mask[0]
        for part in parts:
            mask = np.multiply.outer(mask, part)
    return np.ravel(mask)
'''


def adapter_script(adapter: CheckedEnvironment, *, masked: bool) -> str:
    """Lines of Python that define `Adapted`, a wrapper that does for playing what `adapter` does.

    Args:
        adapter: That of the environment.
        masked: Whether action masks are used. They then come in `info`; see `mask_script`.
    """
    space, observation, beginning, moving = adapter.observation_space, "observation", "", ""
    if adapter.mask_within:
        if masked:
            moving = f'        info = {{"{ACTION_MASK}": observation["{ACTION_MASK}"]}}\n'
        if adapter.lone_part:
            part = f"[{adapter.only_part!r}]"
            rest, observation = f"environment.observation_space{part}", f"observation{part}"
        else:
            parts = f'for name, part in environment.observation_space.items() if name != "{ACTION_MASK}"'
            rest = f"gymnasium.spaces.Dict(\n            {{name: part {parts}}}\n        )"
        beginning = _BEGINNING.format(space=rest)
    seen, definitions = _seen(space, observation), ""
    if seen.startswith("copied("):
        definitions += _COPIED
    if masked and _has_parts(adapter.actions):
        definitions += _JOINED.format(shapes=[(size,) for size in adapter.actions.sizes])
    action = adapter.actions.script("action")
    acting = "" if action == "action" else f"        action = {action}\n"
    return definitions + _ADAPTED.format(beginning=beginning, moving=moving, seen=seen, acting=acting)


def mask_script(actions: FlatActions) -> str:
    """An expression for the mask of all actions, from the `info` of `Adapted`."""
    mask = f'info["{ACTION_MASK}"]'
    return f"joined({mask})" if _has_parts(actions) else mask


def _has_parts(actions: FlatActions) -> bool:
    """Whether a mask may be one for each part."""
    return actions.shape is not None and len(actions.sizes) > 1


def _seen(space: spaces.Space, observation: str) -> str:
    """An expression for a copy of an observation in `space`, as `fitted` gives it."""
    match space:
        case spaces.Discrete():
            return f"np.int64(np.ravel({observation})[0])"
        case spaces.MultiDiscrete():
            return f"np.array({observation}, self.observation_space.dtype)"
        case spaces.Box() if frame_shape(space):
            return f"np.array({observation}, np.uint8)"
        case spaces.Box() | spaces.MultiBinary():
            return f"np.array({observation})"
        case spaces.Dict() | spaces.Tuple():
            return f"copied(self.observation_space, {observation})"
        case _:
            return observation
