"""How wide a row of a replay buffer is, without TensorFlow, so that its size is known before anything runs."""

ACTIONS_IN_NUMBER = 24
"""Actions whose mask fits one number: all that float32 counts without rounding."""

_OF_FRAMES = 5
"""Columns of a row of frames before its masks: which step of its episode, action, reward, terminated, ended."""


def numbers_for(action_count: int) -> int:
    """How many numbers a mask of so many actions takes; none where there are no masks, and the count is 0."""
    return -(-action_count // ACTIONS_IN_NUMBER)


def row_width(observation_size: int, masked_actions: int = 0) -> int:
    """Columns of a transition's row: s [O], s' [O], their packed masks [W] each, action, reward, terminated, ended.

    Args:
        observation_size: O.
        masked_actions: A; 0 without masks, where W is 0.
    """
    return 2 * observation_size + 2 * numbers_for(masked_actions) + 4


def frame_row_width(masked_actions: int = 0) -> int:
    """Columns of the row beside a frame, with the packed masks of so many actions."""
    return _OF_FRAMES + numbers_for(masked_actions)
