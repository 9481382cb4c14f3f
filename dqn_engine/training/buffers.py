"""Which replay buffer goes with a network: transitions for vectors, frames for images."""

from dqn_engine.networks.spec import NetworkSpec
from dqn_engine.replay.frame_buffer import FrameBuffer
from dqn_engine.replay.replay_buffer import ReplayBuffer
from dqn_engine.replay.transition_buffer import TransitionBuffer
from dqn_engine.system.values import Knobs


def buffer_of(spec: NetworkSpec, knobs: Knobs, *, masked: bool = False) -> ReplayBuffer:
    """An empty buffer for the observations of `spec`, and for action masks where `masked`."""
    shape = {name: knobs[name] for name in ("capacity", "num_envs", "prioritized")}
    masked_actions = spec.action_count if masked else 0
    if spec.image_shape:
        return FrameBuffer(spec.image_shape[0], **shape, masked_actions=masked_actions)
    return TransitionBuffer(spec.kept_size, **shape, masked_actions=masked_actions)
