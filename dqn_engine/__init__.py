"""The engine of the DQN Workbench: trains, evaluates and saves deep Q-networks. Knows no window.

TensorFlow reads its settings from the process's environment when it is first imported, so they are set here, where
every way into the package passes. The user's own settings win.
"""

from dqn_engine.system.process_environment import set_tensorflow_environment

set_tensorflow_environment()
