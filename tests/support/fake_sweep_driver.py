"""`dqn-engine` with fake workers for its sweeps: `python -m tests.support.fake_sweep_driver FOLDER ARGUMENTS`."""

import sys

from dqn_engine.commands import cli, places

if __name__ == "__main__":
    places.worker_command = (sys.executable, "-m", "tests.support.fake_sweep_worker", sys.argv[1])
    sys.exit(cli.main(sys.argv[2:]))
