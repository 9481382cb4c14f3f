"""What the caller can ask of the engine. Each command is answered with `CommandApplied` or `CommandRefused`.

Every command is frozen and plain, so that it can cross to another thread or process.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from dqn_engine.config.run_config import RunConfig
from dqn_engine.messages.kinds import Command
from dqn_engine.system.values import Knobs


@dataclass(frozen=True, slots=True, kw_only=True)
class Start(Command):
    """Begins a new run; refused while one is training or paused.

    It stops after `steps` (0: never by itself). With `out`, the run's config, metrics and weights are saved in that
    folder (see `storage.run.run_folder`).
    """

    config: RunConfig
    steps: int = 0
    out: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause(Command):
    """Holds training after the current chunk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resume(Command):
    """Continues after `Pause`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepOnce(Command):
    """Trains one chunk of `steps` environment steps while paused."""

    steps: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class SetPace(Command):
    """Has this run and later ones train at most so many environment `steps_per_second`; 0: as fast as they can.

    Up to 100 a second, every step is a chunk of its own, so that all that is shown shows it. What is learned is the
    same at any pace.
    """

    steps_per_second: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop(Command):
    """Ends the run after the current chunk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetKnobs(Command):
    """Changes hyperparameters of the run: all of them or, where one is refused, none.

    `by_hand`: a control is being moved, so that changes of the same ones at once before and after are one movement.
    """

    changes: Knobs
    by_hand: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Spectate(Command):
    """How the watched environment runs: `speed` times real time, or held; and whether its `pictures` are wanted.

    It is held where step `step` of episode `episode` begins, as the window shows it; 0 of both: where it is.
    """

    speed: float = 1.0
    held: bool = False
    pictures: bool = False
    episode: int = 0
    step: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Push(Command):
    """Pushes the watched CartPole: its cart's velocity changes by `cart` m/s, its pole's by `pole` rad/s, at once."""

    cart: float = 0.0
    pole: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeWorld(Command):
    """Has the watched environment played in a world with these numbers, and all others as trained.

    See `environments.world`. Training, evaluations and later runs stay in their own.
    """

    numbers: Mapping[str, float] = field(default_factory=dict[str, float])


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayByHand(Command):
    """Has the user play the watched environment by `Act`, beside the agent in the same episodes; or no longer."""

    by_hand: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Act(Command):
    """The user's action: from now on or, where it is meant `once`, in the next step, after which the world waits."""

    action: int
    once: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """An instrument to look through.

    Attributes:
        instrument: Its name in `probes.catalogue`.
        request: What exactly, of the kind of the instrument's requests; None: the usual.
        most_hz: Looks a second, at most; fewer where they would cost more than a tenth of the time.
    """

    instrument: str
    request: Any = None
    most_hz: float = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class LookThrough(Command):
    """Has these instruments, and no others, looked through from now on, in this run and later ones."""

    instruments: tuple[Wanted, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Shutdown(Command):
    """Ends the run, if any, and the session's loop, after what was asked before.

    `hurries`: what takes long isn't waited for, also what was asked before: a compilation, an evaluation, steps by
    hand. The run is saved all the same.
    """

    hurries: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveWeights(Command):
    """Writes the averaged network, which plays, to `path` (`.weights.h5`, `.npz` or `.safetensors`), atomically."""

    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadWeights(Command):
    """Reads weights into the online, target and averaged networks: all of them or, where the file doesn't fit, none.

    Where there is no run yet, a paused one is made for them: with the configuration in the file, or else `config`; and
    with a new folder of the user's to be saved in, where it `saves`.

    Another program's file doesn't say how observations were scaled for its network, and perhaps not what its hidden
    units do. It is refused unless `said` has those hyperparameters, by the user. Then a new run has the environment of
    `config` and the network of the file, and a run there is must be as they say.
    """

    path: str
    config: RunConfig | None = None
    saves: bool = False
    said: Knobs = field(default_factory=dict[str, Any])


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveCheckpoint(Command):
    """Saves the whole run as it is now, beside its older checkpoints; refused where the run has no folder."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenRun(Command):
    """Opens a run's folder at its newest whole checkpoint, paused; refused while a run is training or paused.

    It stops after `steps` more (0: never by itself). Where another program is writing the run, it is opened read-only:
    it can be watched and forked, but not trained.
    """

    path: str
    steps: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Fork(Command):
    """Leaves the run, saved, and continues, paused, with a new one that begins where it was at `at_step`.

    Without `at_step`, that is now. `changes` are the new run's first hyperparameter changes. Its folder is `out`, or
    else one beside the folder of the run that is left.
    """

    at_step: int | None = None
    changes: Knobs = field(default_factory=dict[str, Any])
    out: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewind(Command):
    """Restores a saved checkpoint, paused. What is left stays: it is saved, and the way back is a fork of it."""

    at_step: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Export(Command):
    """Writes the averaged network to `path` in another `format` (see `storage.export.export_names`) and verifies it.

    Answered once it is verified, some seconds later; training continues meanwhile.
    """

    path: str
    format: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelExports(Command):
    """Gives up the exports that aren't verified yet: they are refused, and nothing of them stays."""
