"""What the engine reports of itself and its runs: reports of state, of history, and of streams (see `kinds`).

Every report is frozen and plain: numbers, text, tuples, and read-only NumPy arrays that nothing else holds. Tensors,
widgets and callbacks never cross.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import numpy as np

from dqn_engine.config.change import KnobChange
from dqn_engine.config.notices import Notice
from dqn_engine.config.run_config import RunConfig
from dqn_engine.environments.world import WorldNumber
from dqn_engine.messages.kinds import HistoryReport, StateReport, StreamReport
from dqn_engine.play.spectator_step import Pictures, SpectatorStep
from dqn_engine.probes.state_maps import StateGrid
from dqn_engine.system.values import Knobs

FloatArray = np.ndarray


class RunState(StrEnum):
    """What the engine is doing."""

    LOADING = "loading"  # importing TensorFlow, choosing the device
    IDLE = "idle"  # ready; no run yet
    COMPILING = "compiling"  # the first chunk of a new program
    TRAINING = "training"
    PAUSED = "paused"
    STOPPED = "stopped"  # the run has ended; its network can still be watched and saved
    FAILED = "failed"  # the run has ended by an error; its last finite network stays


class EndCause(StrEnum):
    """Why a run has ended."""

    USER = "user"  # It was stopped.
    STEPS = "steps"  # Its last step is done.
    RETURN = "return"  # Its evaluations reached the return that was wanted.
    TIME = "time"  # Its time is over.
    LEFT = "left"  # Another run took its place, or the program was closed.
    FAILURE = "failure"


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandApplied(HistoryReport):
    """The command took effect."""

    command_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandRefused(HistoryReport):
    """The command changed nothing.

    Attributes:
        reason: A sentence for the user.
        missing_module: What to import, where the reason is that the environment isn't registered; empty where nobody
            knows which. None: the reason is another one.
        unsaid: The hyperparameters that `LoadWeights.said` must hold, where the reason is that the file doesn't say
            them; else empty.
    """

    command_id: int
    reason: str
    missing_module: str | None = None
    unsaid: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stalled(HistoryReport):
    """The run has been waiting for so many `seconds`, most likely for its environment; 0: it continues.

    `saved`: a checkpoint of it is on the disk, from which it could be continued.
    """

    seconds: float
    saved: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class StateChanged(HistoryReport):
    """The engine is now in `state`; `detail` says what is awaited or why, for the user."""

    state: RunState
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineReady(HistoryReport):
    """TensorFlow is loaded. `device` is what runs (`cpu`, `gpu:0`), `device_reason` why.

    `fell_back`: it is not what was asked for, which the user must see.
    """

    device: str
    device_reason: str
    load_seconds: float
    fell_back: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RunStarted(HistoryReport):
    """A run began or was opened.

    `action_labels` names the actions in order, `observation_labels` the numbers of an observation as the user reads
    them, and `input_labels` as the network sees them where that is otherwise (empty: the same); `step_hz` is the
    environment's real-time rate. `folder` is where it is saved (empty: nowhere), `parent` the folder of the run it was
    forked from, if any. An opened run is at `env_step` with `knobs_now`; its past follows as the reports of that time.
    A `read_only` one can't train. `troubles` are sentences about newer checkpoints that are damaged, so that an older
    one was taken. `lost_steps` were trained after `env_step` and never saved, since the program died: they are trained
    again. `world` has the numbers of the watched environment that can be changed, `grid` the map that its states are
    on, where it has one.
    """

    config: RunConfig
    action_labels: tuple[str, ...]
    observation_labels: tuple[str, ...]
    step_hz: float
    episode_limit_steps: int
    return_threshold: float
    folder: str = ""
    parent: str = ""
    env_step: int = 0
    knobs_now: Knobs = field(default_factory=dict[str, Any])
    read_only: bool = False
    troubles: tuple[str, ...] = ()
    lost_steps: int = 0
    world: tuple[WorldNumber, ...] = ()
    input_labels: tuple[str, ...] = ()
    grid: StateGrid | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress(StateReport):
    """The run's numbers now. Means are over the last chunk; NaN where there is none yet.

    `environment_s`, `acting_s` and `learning_s` are the seconds since the beginning that went into each; 0 where one
    compiled program does all three. Since the run began or was opened, `trained_s` are the seconds of its steps alone,
    as `EpisodesEnded` counts them, and `elapsed_s` what its limit of minutes counts, evaluations included.
    `noise_sigma` is the mean |σ| of a noisy network's layers.
    """

    state: RunState
    env_steps: int
    updates: int
    episodes: int
    steps_per_second: float
    mean_return_100: float
    epsilon: float
    beta: float
    loss: float
    compile_seconds: float
    trained_s: float = 0.0
    elapsed_s: float = 0.0
    environment_s: float = 0.0
    acting_s: float = 0.0
    learning_s: float = 0.0
    noise_sigma: float = float("nan")


@dataclass(frozen=True, slots=True, kw_only=True)
class Curves(HistoryReport):
    """Learning curves of one chunk, a few points each; arrays of equal length [K], float64.

    `env_step` is the last step of the stretch a point stands for; a point is the mean over its stretch (`q_max` the
    largest). `loss`, `td_error`, `q_mean`, `q_max` and `gradient_norm` are NaN over stretches without an update.
    """

    env_step: FloatArray
    loss: FloatArray
    td_error: FloatArray
    q_mean: FloatArray
    q_max: FloatArray
    gradient_norm: FloatArray
    epsilon: FloatArray
    beta: FloatArray


@dataclass(frozen=True, slots=True, kw_only=True)
class EpisodesEnded(HistoryReport):
    """Every episode that ended in the chunk; arrays of equal length [K].

    `env_step` (int64) is the step it ended at, `episode_return` (float64) the environment's own sum of rewards,
    `length_steps` (int64), `truncated` (bool) whether the time limit ended it, `seconds` (float64) how long it took,
    pauses left out, and `epsilon` (float64) that of its last step. The last two are empty, or NaN, where nobody knows.
    """

    env_step: FloatArray
    episode_return: FloatArray
    length_steps: FloatArray
    truncated: FloatArray
    seconds: FloatArray = field(default_factory=lambda: np.zeros(0))
    epsilon: FloatArray = field(default_factory=lambda: np.zeros(0))


@dataclass(frozen=True, slots=True, kw_only=True)
class KnobsChanged(HistoryReport):
    """An entry of the ledger: hyperparameters changed after `env_step` steps and `update` updates."""

    env_step: int
    update: int
    changes: tuple[KnobChange, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationDone(HistoryReport):
    """Greedy episodes on the real Gymnasium environment; returns in the environment's own rewards."""

    env_step: int
    mean: float
    minimum: float
    maximum: float
    episodes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PriorityHistogram(StateReport):
    """How the priorities in the buffer are spread.

    `bin_edges` [K+1] (log-spaced) and `counts` [K]; `count` transitions in all, their largest priority |δ|+ε, and the
    effective sample size (Σp)²/Σp² of the sampling probabilities. With uniform replay `prioritized` is false and the
    arrays are empty.
    """

    prioritized: bool
    bin_edges: FloatArray
    counts: FloatArray
    count: int
    largest: float
    effective_sample_size: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What an instrument showed.

    Attributes:
        instrument: Its name in `probes.catalogue`.
        request: What it was asked.
        env_step: Environment steps of the agent that was looked at.
        update: Its updates.
        seconds: What the look took; of one beside the training, what its thread worked for it.
        report: A frozen report of the instrument's own kind; None where it was refused.
        refusal: Why there is nothing to see, as a sentence.
    """

    instrument: str
    request: Any
    env_step: int
    update: int
    seconds: float
    report: Any = None
    refusal: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Looks(StateReport):
    """The newest look through each instrument that is open."""

    looks: tuple[Look, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SpectatorSteps(StreamReport):
    """The watched environment's next steps, in order, produced a little ahead of real time for smooth drawing."""

    steps: tuple[SpectatorStep, ...]
    speed: float
    held: bool
    pictures: Pictures = Pictures.OFF


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldMoment(StreamReport):
    """Where the watched agent is held, as the present network sees it: told again as it learns, and when it is pushed.

    `step` begins there, with the present Q-values and action; `env_step` is the network's. Where it `branched`, a push
    led away from the steps that were told after it: they won't come.
    """

    step: SpectatorStep
    env_step: int
    branched: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PicturesFailed(HistoryReport):
    """The watched environment could not be drawn, or broke: `why`. Unless it `plays_on`, it is played no more."""

    why: str
    details: str
    plays_on: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class RunEnded(HistoryReport):
    """The run is over. `cause` says why, and `reason` is a sentence for the user.

    `unsaved` says why the run as it ended isn't on the disk; empty where it is, or wasn't meant to be.
    """

    reason: str
    env_steps: int
    updates: int
    episodes: int
    weights_sha256: str
    cause: EndCause = EndCause.USER
    unsaved: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure(HistoryReport):
    """Something went wrong: what happened, why, and what to do; `details` is for a bug report (may be a traceback)."""

    what: str
    why: str
    remedy: str
    details: str = ""


class CheckpointKind(StrEnum):
    """Why a checkpoint was saved, which says how long it stays."""

    AUTOMATIC = ""  # by time, on pause, at the end: the newest few stay
    CHANGE = "change"  # before hyperparameters of a running run were changed: stays while there is room
    SAVED = "saved"  # by hand: stays


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckpointSummary:
    """A checkpoint in a run's folder.

    Attributes:
        evaluation_mean: Of the greedy evaluation at its step; None where there was none.
        best: Whether it was saved as the best, and is the best of those there.
        whole: Whether it says what it is; one that doesn't can't be gone back to.
        kind: Why it was saved.
    """

    generation: int
    env_steps: int
    saved_unix_s: float
    evaluation_mean: float | None = None
    best: bool = False
    whole: bool = True
    kind: CheckpointKind = CheckpointKind.AUTOMATIC


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckpointSaved(HistoryReport):
    """The whole run as it was at `env_step` is on the disk and was read back.

    It is the run's `generation`-th checkpoint, of so many `bytes`, and took `seconds` beside the training.
    `checkpoints` are all that the run's folder holds now, newest first.
    """

    path: str
    generation: int
    env_step: int
    update: int
    weights_sha256: str
    bytes: int
    seconds: float
    checkpoints: tuple[CheckpointSummary, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EpisodesForgotten(HistoryReport):
    """A run began new episodes and gave up those in progress. An entry of the ledger.

    It was opened, and its environment can't be put back into old ones; or its environment broke.
    """

    env_step: int
    update: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PastNote(HistoryReport):
    """A sentence about an opened run's past: where it was opened, what it was forked from, what was damaged."""

    env_step: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeGiven(HistoryReport):
    """Something the user should know of the run, at environment step `env_step`; each notice is told once."""

    env_step: int
    notice: Notice


@dataclass(frozen=True, slots=True, kw_only=True)
class ParentEpisodes(HistoryReport):
    """The episodes of the run `name` that the opened one was forked from, also those after the fork; arrays [K].

    `env_step` (int64) is the step an episode ended at, `episode_return` (float64) its own sum of rewards, `seconds`
    (float64) how long it took; NaN, or empty, where nobody knows.
    """

    name: str
    env_step: FloatArray
    episode_return: FloatArray
    seconds: FloatArray = field(default_factory=lambda: np.empty(0))


@dataclass(frozen=True, slots=True, kw_only=True)
class SavingTrouble(HistoryReport):
    """The run can't be saved on the disk at the moment, and trains on; `reason` is a sentence for the user.

    It is tried again by itself after `retry_seconds`. An empty `reason` means that the trouble is over.
    """

    reason: str
    retry_seconds: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class RunMoved(HistoryReport):
    """The run's folder was lost or became read-only; from now on it is saved in `path`. `reason` is a sentence."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported(HistoryReport):
    """The averaged network of `env_step` is in `path` in another format, loaded back and compared in `states`.

    `greatest_difference` is the greatest |ΔQ|, `equal_actions` the fraction of equal greedy actions.
    """

    path: str
    format: str
    env_step: int
    states: int
    greatest_difference: float
    equal_actions: float
