"""How old this process is: start-up is measured from the interpreter's birth, not from the first line of ours."""

import os
import time

_IMPORTED = time.monotonic()


def process_age_seconds() -> float:
    """Seconds since this process was created; where the system won't tell, since this module was imported."""
    try:
        with open("/proc/self/stat", encoding="ascii", errors="replace") as file:
            fields = file.read().rpartition(")")[2].split()
        # Field 22 of proc(5), counted after the name's closing bracket; in ticks since boot.
        born_s = int(fields[19]) / os.sysconf("SC_CLK_TCK")
        return max(0.0, time.clock_gettime(time.CLOCK_BOOTTIME) - born_s)
    except (OSError, AttributeError, ValueError, IndexError):
        return time.monotonic() - _IMPORTED
