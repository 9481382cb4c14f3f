"""`python -m workbench`, and the program `workbench`."""

import gc
import sys


def main() -> int:
    """Runs the program; see `workbench.app.main`.

    Until the engine is ready nothing is looked through for garbage: all that is imported and made meanwhile stays.
    """
    gc.disable()
    from workbench.app import main as run

    return run()


if __name__ == "__main__":
    sys.exit(main())
