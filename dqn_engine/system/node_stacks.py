"""TensorFlow without its record of where in Python each node of a graph was made, which nothing here reads.

XLA writes every frame of it out for each node that it compiles: 23 MB of a run's program, which stay for as long as the
process lives. And since lines and folders are part of what XLA knows a program on the disk by, it was compiled again
where a line above it had moved, or the package lies in another folder.
"""

from tensorflow.python.util import tf_stack


def record_no_stacks() -> None:
    """For nodes made from now on, by any thread. There is no public way; where a version has another, nothing."""
    tf_stack.extract_stack = _no_stack


def _no_stack(stacklevel: int = 1) -> None:  # Called as TensorFlow's own.
    return None
