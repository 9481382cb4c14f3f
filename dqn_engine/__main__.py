"""`python -m dqn_engine` is `dqn-engine`."""

import sys

from dqn_engine.commands.cli import main

sys.exit(main())
