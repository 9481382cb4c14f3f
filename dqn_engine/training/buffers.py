"""Which replay buffer goes with a network: transitions for vectors, frames for images; and how large it is."""

import math

from dqn_engine.networks.spec import NetworkSpec
from dqn_engine.replay import frame_ring
from dqn_engine.replay.frame_buffer import FrameBuffer
from dqn_engine.replay.replay_buffer import ReplayBuffer
from dqn_engine.replay.ring import row_width
from dqn_engine.replay.transition_buffer import TransitionBuffer
from dqn_engine.system.values import Knobs

_TREE_BYTES = 9
"""What a sum tree takes for each row: two numbers in its leaves, and the levels above."""


def buffer_of(spec: NetworkSpec, knobs: Knobs) -> ReplayBuffer:
    """An empty buffer for the observations of `spec`."""
    shape = {name: knobs[name] for name in ("capacity", "num_envs", "prioritized")}
    if spec.image_shape:
        return FrameBuffer(spec.image_shape[0], **shape)
    return TransitionBuffer(spec.observation_size, **shape)


def buffer_bytes(spec: NetworkSpec, knobs: Knobs) -> int:
    """What the buffer takes once it is full: the rows and the tree."""
    if spec.image_shape:
        _, *frame = spec.image_shape
        row = math.prod(frame) + 4 * (frame_ring.ENDED + 1)
    else:
        row = 4 * row_width(spec.observation_size)
    return knobs["capacity"] * (row + _TREE_BYTES)
