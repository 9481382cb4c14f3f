"""Work that keeps its caller waiting, done on a thread of its own, so that the caller can do something meanwhile."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait

_TURN_S = 0.01


def do_beside(
    work: Callable[[], None],
    meanwhile: Callable[[], None],
    turn_s: float = _TURN_S,
    given_up: Callable[[], bool] = lambda: False,
) -> bool:
    """Does `work` on a thread of its own, and something else on this one; they must not touch the same things.

    It returns, or raises, once `work` has ended or was given up.

    Args:
        work: What takes long.
        meanwhile: Done at once and then every `turn_s`.
        turn_s: Seconds between two looks at whether `work` has ended.
        given_up: Asked as often whether `work` is waited for no more; it goes on until the process ends.

    Returns:
        Whether `work` has ended.

    Raises:
        BaseException: What `work` raised; or what `meanwhile` raised, which isn't done any more then.
    """
    thread, waits = ThreadPoolExecutor(1, "beside"), True
    try:
        working = thread.submit(work)
        meanwhile()
        while not working.done():
            if given_up():
                waits = False
                return False
            wait([working], turn_s)
            meanwhile()
    finally:
        thread.shutdown(wait=waits)
    working.result()
    return True
