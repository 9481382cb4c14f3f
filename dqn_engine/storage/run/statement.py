"""What the user says of weights whose file doesn't say it. Imports nothing heavy: the command line parses with it."""

from dataclasses import dataclass

from dqn_engine.system.values import Knobs


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What the user says that weights are of, where their file doesn't.

    Attributes:
        environment: Its name, with the arguments of its constructor.
        knobs: Hyperparameters; those of the network that the file itself says needn't be among them.
    """

    environment: str
    knobs: Knobs
