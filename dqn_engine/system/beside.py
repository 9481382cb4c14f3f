"""Work that keeps its caller waiting, done on a thread of its own, so that the caller can do something meanwhile."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait

_TURN_S = 0.01


def do_beside(work: Callable[[], None], meanwhile: Callable[[], None], turn_s: float = _TURN_S) -> None:
    """Does `work` on a thread of its own; `meanwhile` is done on this one, at once and every `turn_s` seconds.

    The two must not touch the same things. It returns, or raises, once `work` has ended.

    Raises:
        BaseException: What `work` raised; or what `meanwhile` raised, which isn't done any more then.
    """
    with ThreadPoolExecutor(1, "beside") as thread:  # Its end waits for the work.
        working = thread.submit(work)
        meanwhile()
        while not working.done():
            wait([working], turn_s)
            meanwhile()
    working.result()
