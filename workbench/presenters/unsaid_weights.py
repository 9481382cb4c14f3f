"""That a weights file was refused because another program wrote it, and it doesn't say what its numbers mean."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class UnsaidWeights:
    """What was refused.

    Attributes:
        path: The file.
        environment: What its network is to play where there is no run; empty where there is one.
        unsaid: The hyperparameters that the user has to say.
    """

    path: str
    environment: str
    unsaid: tuple[str, ...]
