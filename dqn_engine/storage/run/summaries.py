"""What a list of runs shows of each, and which checkpoints a run has. Read from small files, without TensorFlow.

Nothing is verified and nothing is changed here: who opens a run learns what is damaged.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from dqn_engine.config.run_config import RunConfig, knobs_saved_with
from dqn_engine.environments.compiled.catalogue import is_compiled
from dqn_engine.environments.registry import refuse_unregistered
from dqn_engine.messages.reports import CheckpointSummary
from dqn_engine.storage.checkpoints.checkpoint_store import CheckpointStore, Described, Generation, best_of
from dqn_engine.storage.checkpoints.manifest_name import MANIFEST
from dqn_engine.storage.files.file_layer import read_plain_file
from dqn_engine.storage.files.strict_json import LARGEST_BYTES, decode_json
from dqn_engine.storage.run.history_reader import HistoryReader
from dqn_engine.storage.run.lock import is_interrupted, is_locked
from dqn_engine.storage.run.places import CHECKPOINTS, CONFIG, HISTORY
from dqn_engine.storage.run.saved_run import refuse_links
from dqn_engine.system.errors import InputError, UnknownEnvironmentError
from dqn_engine.system.sentences import Sentence
from dqn_engine.system.values import Knobs

CURVE_POINTS = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSummary:
    """A run at a glance.

    Attributes:
        knobs: As the run began; empty where they can't be read.
        best_mean: The best evaluation; None where there was none.
        evaluation_means: The mean return of every evaluation, oldest first.
        steered: Whether something was changed in its middle.
        mean_returns: Of up to `CURVE_POINTS` stretches of its episodes, oldest first.
        trained_s: How long it trained; None where nobody knows.
        parent: The name of the run that it was forked from; empty where there is none.
        written_unix_s: When its history was last written, by the disk's clock.
        being_written: Some program is writing it.
        interrupted: The program that wrote it died without closing it.
        missing_module: What has to be imported for its environment, which isn't registered here; else empty.
        trouble: A sentence, where the run can't be read; what isn't known is then empty.
    """

    path: Path
    environment: str = ""
    seed: int = 0
    knobs: Knobs = field(default_factory=dict)
    env_steps: int = 0
    best_mean: float | None = None
    evaluation_means: tuple[float, ...] = ()
    steered: bool = False
    mean_returns: tuple[float, ...] = ()
    trained_s: float | None = None
    parent: str = ""
    written_unix_s: float = 0.0
    being_written: bool = False
    interrupted: bool = False
    missing_module: str = ""
    trouble: str = ""


def summarise(path: Path) -> RunSummary:
    """Reads what there is to read; never fails."""
    state = {"being_written": is_locked(path), "interrupted": is_interrupted(path), "written_unix_s": written_s(path)}
    try:
        refuse_links(path)
        config = _beginning(path)
        with HistoryReader(path / HISTORY) as reader:
            env_steps, steered = reader.last_step(), reader.count("ledger") > 0
            means = [mean for (mean,) in reader.table("evaluations", ("mean",), "number") if mean is not None]
            returns, seconds = reader.mean_returns(CURVE_POINTS), reader.episode_seconds()
            parent = Path(reader.about().get("parent", "")).name
    except InputError as error:
        return RunSummary(path=path, trouble=str(error), **state)
    saved = CheckpointStore(path / CHECKPOINTS).generations()
    env_steps = max([env_steps, *(generation.env_steps for generation in saved)])
    return RunSummary(
        path=path,
        environment=config.environment,
        seed=config.seed,
        knobs=config.knobs,
        env_steps=env_steps,
        best_mean=max(means, default=None),
        evaluation_means=tuple(means),
        steered=steered,
        mean_returns=tuple(returns),
        # Episodes of environments that are stepped side by side take their time together.
        trained_s=None if seconds is None else seconds / max(1, config.knobs.get("num_envs", 1)),
        parent=parent,
        missing_module=_missing_module(config),
        **state,
    )


def saved_checkpoints(path: Path) -> list[CheckpointSummary]:
    """The checkpoints in a run's folder, newest first; none where it can't be read."""
    try:
        return list_checkpoints(CheckpointStore(path / CHECKPOINTS).described(), lambda _: _evaluations(path))
    except OSError:
        return []


def list_checkpoints(
    held: Iterable[Described], evaluation_means: Callable[[Collection[int]], Mapping[int, float]]
) -> list[CheckpointSummary]:
    """The checkpoints of a store, newest first, with the best marked.

    Args:
        held: What they say of themselves, oldest first.
        evaluation_means: Asked for the means at the steps of checkpoints that don't know their own, if there are any.
    """
    held = list(held)
    unknown = {one.generation.env_steps for one in held if one.whole and one.evaluation_mean is None}
    told, best = evaluation_means(unknown) if unknown else {}, best_of(held)
    return [
        CheckpointSummary(
            generation=one.generation.number,
            env_steps=one.generation.env_steps,
            kind=one.generation.kind,
            saved_unix_s=_saved_unix_s(one.generation),
            evaluation_mean=one.evaluation_mean
            if one.evaluation_mean is not None or not one.whole
            else told.get(one.generation.env_steps),
            best=one.generation.number == best,
            whole=one.whole,
        )
        for one in reversed(held)
    ]


def _evaluations(path: Path) -> dict[int, float]:
    """The mean of every evaluation by its step; none where the history can't be read."""
    try:
        with HistoryReader(path / HISTORY) as reader:
            return dict(reader.table("evaluations", ("env_step", "mean"), "number"))
    except InputError:
        return {}


def _saved_unix_s(generation: Generation) -> float:
    try:
        return (generation.path / MANIFEST).lstat().st_mtime
    except OSError:
        return 0.0


def _beginning(path: Path) -> RunConfig:
    """What the run began with. That the environment is registered isn't asked."""
    refusal = Sentence("{path!r} is no folder of a run: its {config} can't be read.", path=str(path), config=CONFIG)
    try:
        config = decode_json(read_plain_file(path / CONFIG, LARGEST_BYTES))
    except (OSError, ValueError) as error:
        raise InputError(refusal) from error
    if not isinstance(config, dict):
        raise InputError(refusal)
    environment, module = config.get("environment"), config.get("environment_module", "")
    compiler = config.get("compiled_by", "")
    seed, knobs = config.get("seed"), config.get("knobs")
    if not isinstance(environment, str) or not isinstance(module, str) or not isinstance(compiler, str):
        raise InputError(refusal)
    if not isinstance(seed, int) or not isinstance(knobs, dict):
        raise InputError(refusal)
    return RunConfig(
        environment=environment,
        seed=seed,
        knobs=knobs_saved_with(config, knobs),
        environment_module=module,
        compiled_by=compiler,
    )


def _missing_module(config: RunConfig) -> str:
    try:
        if config.environment_module:
            refuse_unregistered(config.environment, config.environment_module)
        if config.compiled_by and not is_compiled(config.environment):
            return config.compiled_by
    except UnknownEnvironmentError as error:
        return error.module
    except InputError:  # Its name can't be used, whatever is imported; who opens it learns that.
        return ""
    return ""


def written_s(path: Path) -> float:
    """When the history of the run in `path` was last written, in seconds since 1970; 0 where it has none."""
    written = []
    for name in (HISTORY, f"{HISTORY}-wal"):
        try:
            written.append((path / name).lstat().st_mtime)
        except OSError:
            continue
    return max(written, default=0.0)
