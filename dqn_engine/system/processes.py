"""What can be known of other processes."""

import os


def is_alive(process: int) -> bool:
    """Whether a process of that number runs, perhaps this one; True also where that can't be known."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True
