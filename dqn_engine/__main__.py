"""`python -m dqn_engine`, and what the command `dqn-engine` calls.

Imports nothing before it can answer Ctrl+C, which the user may press before the command line is loaded.
"""

import sys


def main() -> int:
    """Runs the command line and returns the exit code."""
    try:
        from dqn_engine.commands.cli import main as run_command_line
        from dqn_engine.system.deletion import tell_errors

        tell_errors()
        return run_command_line()
    except KeyboardInterrupt:
        if "--json" in sys.argv:
            print('{"error": "Interrupted.", "kind": "interrupted"}', flush=True)
        print("error: Interrupted.", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
