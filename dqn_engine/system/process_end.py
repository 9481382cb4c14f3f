"""Ends the process although other people's code left something running in it.

Python waits at its end for every thread that isn't a daemon, and for every process that `multiprocessing` started,
and calls what was registered with `atexit`; an environment that leaves one behind, or registers what doesn't come back,
would keep the program alive for as long as that takes.
"""

import contextlib
import sys
import threading
import time

from dqn_engine.system.foreign_code import left_behind
from dqn_engine.system.process_kept import end_process

MOST_S = 10.0
"""That what was registered with `atexit` may take."""


def end_despite_leftovers(code: int, most_s: float = MOST_S) -> None:
    """Ends the process with `code` where Python would wait for something; else returns, and Python ends as usual.

    Everything is written by then. Processes left behind are ended, as those of a `multiprocessing` daemon would be.
    Where Python hasn't ended `most_s` after this returned, the process is ended with `code` all the same.
    """
    here = (threading.current_thread(), threading.main_thread())
    threads = [thread for thread in threading.enumerate() if thread not in here and not thread.daemon]
    started = sys.modules.get("multiprocessing")  # Not imported here: hardly any environment needs it.
    children = started.active_children() if started is not None else []
    if not threads and not left_behind() and all(child.daemon for child in children):
        threading.Thread(target=_end_after, args=(most_s, code), daemon=True).start()
        return
    for child in children:
        with contextlib.suppress(OSError, ValueError):
            child.terminate()
    end_now(code)


def _end_after(most_s: float, code: int) -> None:
    time.sleep(most_s)
    end_now(code)


def end_now(code: int) -> None:
    """Ends the process from any thread, whatever the others are at, once the standard streams are written out."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):
            if stream is not None:
                stream.flush()
    end_process(code)
