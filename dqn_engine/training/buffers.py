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


def buffer_of(spec: NetworkSpec, knobs: Knobs, *, masked: bool = False) -> ReplayBuffer:
    """An empty buffer for the observations of `spec`, and for action masks where `masked`."""
    shape = {name: knobs[name] for name in ("capacity", "num_envs", "prioritized")}
    masked_actions = spec.action_count if masked else 0
    if spec.image_shape:
        return FrameBuffer(spec.image_shape[0], **shape, masked_actions=masked_actions)
    return TransitionBuffer(spec.kept_size, **shape, masked_actions=masked_actions)


def buffer_bytes(spec: NetworkSpec, knobs: Knobs, *, masked: bool = False) -> int:
    """What the buffer takes once it is full: the rows and the tree."""
    masked_actions = spec.action_count if masked else 0
    if spec.image_shape:
        _, *frame = spec.image_shape
        row = math.prod(frame) + 4 * frame_ring.row_width(masked_actions)
    else:
        row = 4 * row_width(spec.kept_size, masked_actions)
    return knobs["capacity"] * (row + _TREE_BYTES)
