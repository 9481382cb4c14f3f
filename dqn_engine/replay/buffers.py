"""Which replay buffer goes with a network: transitions for vectors, frames for images; and how large it is."""

import math

from dqn_engine.networks.spec import NetworkSpec
from dqn_engine.replay import frame_ring
from dqn_engine.replay.frame_buffer import FrameMemory, FrameReplayState
from dqn_engine.replay.ring import row_width
from dqn_engine.replay.transition_buffer import ReplayState, TransitionMemory
from dqn_engine.system.values import Knobs

Memory = TransitionMemory | FrameMemory
AnyReplayState = ReplayState | FrameReplayState


def memory_of(spec: NetworkSpec, knobs: Knobs) -> Memory:
    """An empty buffer for the observations of `spec`."""
    if spec.image_shape:
        return FrameMemory(spec.image_shape[0], knobs)
    return TransitionMemory(spec.observation_size, knobs)


def bytes_of(spec: NetworkSpec, knobs: Knobs) -> int:
    """What the buffer takes once it is full: the rows, and about 9 bytes of tree for each."""
    if spec.image_shape:
        _, *frame = spec.image_shape
        row = math.prod(frame) + 4 * (frame_ring.ENDED + 1)
    else:
        row = 4 * row_width(spec.observation_size)
    return knobs["capacity"] * (row + 9)
