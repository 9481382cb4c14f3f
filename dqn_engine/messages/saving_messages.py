"""The messages about keeping runs and weights on disk and going on with them; `messages` hands them on."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from dqn_engine.config.hyperparameters import KnobValue
from dqn_engine.config.run_config import RunConfig
from dqn_engine.messages.kinds import Command, HistoryReport

FloatArray = np.ndarray


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveWeights(Command):
    """Writes the averaged network, which plays, to `path` (`.weights.h5` or `.npz`), atomically."""

    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadWeights(Command):
    """Reads weights into the online, target and averaged networks: all of them or, where the file doesn't fit, none.

    Where there is no run yet, a paused one is made for them: with the configuration in the file, or else `config`.
    """

    path: str
    config: RunConfig | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveCheckpoint(Command):
    """Keeps the whole run as it is now, beside its older checkpoints; refused where the run has no folder."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenRun(Command):
    """Opens a run's folder at its newest whole checkpoint, paused; refused while a run is training or paused.

    `steps` more end it by itself (0: until stopped). Where another program is writing the run, it is opened read-only:
    it can be watched and forked, but not trained.
    """

    path: str
    steps: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Fork(Command):
    """Leaves the run, saved, and goes on, paused, with a new one that begins where it was at `at_step`.

    Without `at_step`, that is now. `changes` are the new run's first knob changes. Its folder is `out`, or else one
    beside the folder of the run that is left.
    """

    at_step: int | None = None
    changes: Mapping[str, KnobValue] = field(default_factory=dict)
    out: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewind(Command):
    """Goes back to a kept checkpoint, paused. What is left stays: it is saved, and the way back is a fork of it."""

    at_step: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckpointSaved(HistoryReport):
    """The whole run as it was at `env_step` is on the disk and was read back.

    It is the run's `generation`-th checkpoint, of so many `bytes`, and took `seconds` beside the training.
    """

    path: str
    generation: int
    env_step: int
    update: int
    weights_sha256: str
    bytes: int
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class EpisodesForgotten(HistoryReport):
    """A run began new episodes and gave up those that were going on. An entry of the ledger.

    It was opened, and its environment can't be put back into old ones; or its environment broke.
    """

    env_step: int
    update: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted(HistoryReport):
    """A sentence about an opened run's past: where it was opened, what it was forked from, what was damaged."""

    env_step: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ParentEpisodes(HistoryReport):
    """The episodes of the run `name` that the opened one was forked from, also those after the fork; arrays [K].

    `env_step` (int64) is the step an episode ended at, `episode_return` (float64) its own sum of rewards.
    """

    name: str
    env_step: FloatArray
    episode_return: FloatArray


@dataclass(frozen=True, slots=True, kw_only=True)
class SavingTrouble(HistoryReport):
    """The run can't be kept on the disk at the moment, and trains on; `reason` is a sentence for a person.

    It is tried again by itself after `retry_seconds`. An empty `reason` means that the trouble is over.
    """

    reason: str
    retry_seconds: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class RunMoved(HistoryReport):
    """The run's folder was lost or became read-only; from now on it is kept in `path`. `reason` is a sentence."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightsSaved(HistoryReport):
    """The averaged network, which plays, was written to `path`."""

    path: str
    env_step: int
    weights_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightsLoaded(HistoryReport):
    """The online, target and averaged networks now hold the weights of `path`. An entry of the ledger."""

    path: str
    env_step: int
    weights_sha256: str
    update: int = 0
    weights_sha256_before: str = ""
