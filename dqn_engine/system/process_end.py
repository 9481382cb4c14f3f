"""Ends the process although other people's code left something running in it.

Python waits at its end for every thread that isn't a daemon, and for every process that `multiprocessing` started;
an environment that leaves one behind would keep the program alive for as long as that takes.
"""

import contextlib
import os
import sys
import threading


def end_despite_leftovers(code: int) -> None:
    """Ends the process with `code` where Python would wait for something; else returns, and Python ends as usual.

    Everything is written by then. Processes left behind are ended, as those of a `multiprocessing` daemon would be.
    """
    here = (threading.current_thread(), threading.main_thread())
    threads = [thread for thread in threading.enumerate() if thread not in here and not thread.daemon]
    started = sys.modules.get("multiprocessing")  # Not imported here: hardly any environment needs it.
    children = started.active_children() if started is not None else []
    if not threads and all(child.daemon for child in children):
        return
    for child in children:
        with contextlib.suppress(OSError, ValueError):
            child.terminate()
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):
            if stream is not None:
                stream.flush()
    os._exit(code)
