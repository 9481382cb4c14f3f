"""`python -m dqn_engine` is `dqn-engine`."""

import sys

from dqn_engine.cli import main

sys.exit(main())
