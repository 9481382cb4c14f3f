"""Which replay buffer goes with a network: transitions for vectors, frames for images."""

from collections.abc import Mapping

from dqn_engine.knobs import KnobValue
from dqn_engine.learner.network_spec import NetworkSpec
from dqn_engine.replay.frame_memory import FrameMemory, FrameReplayState
from dqn_engine.replay.transition_memory import ReplayState, TransitionMemory

Memory = TransitionMemory | FrameMemory
AnyReplayState = ReplayState | FrameReplayState


def memory_of(spec: NetworkSpec, knobs: Mapping[str, KnobValue]) -> Memory:
    """An empty buffer for the observations of `spec`."""
    if spec.image_shape:
        return FrameMemory(spec.image_shape[0], knobs)
    return TransitionMemory(spec.observation_size, knobs)
