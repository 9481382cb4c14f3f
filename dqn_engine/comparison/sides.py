"""What is compared, read from disk: a run's folder, a checkpoint or a weights file, with all that is said of it."""

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dqn_engine.config.hyperparameters import knob_named
from dqn_engine.config.run_config import RunConfig
from dqn_engine.networks.fingerprint import weights_sha256
from dqn_engine.networks.policies import GreedyPolicy, greedy_policy
from dqn_engine.storage.checkpoints.checkpoint import read_manifest
from dqn_engine.storage.checkpoints.manifest import Manifest, trouble_with
from dqn_engine.storage.files.tensor_file import DamagedError
from dqn_engine.storage.run.history_reader import HistoryReader, LedgerEntry
from dqn_engine.storage.run.places import CHECKPOINTS, HISTORY, is_run_folder
from dqn_engine.storage.run.policy_file import SavedPolicy, config_to_play, read_policy
from dqn_engine.storage.run.saved_run import config_in, find_manifest, refuse_links
from dqn_engine.storage.weights.checkpoint_weights import is_checkpoint
from dqn_engine.system.errors import InputError
from dqn_engine.system.tensorflow_setup import set_up_tensorflow


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of those that are compared.

    Attributes:
        path: As it was given.
        kind: `run`, `checkpoint` or `weights`.
        config: What it began with; of weights, what they are of.
        ledger: What was changed since, as far as the weights go.
        versions: Of the program and the libraries that saved it; empty where nothing says so.
        env_steps: How far it is; None where nothing says so.
        saved: The weights: of a run its best, else its last, else those of its newest checkpoint.
    """

    path: Path
    kind: str
    config: RunConfig
    ledger: tuple[LedgerEntry, ...]
    versions: Mapping[str, str]
    env_steps: int | None
    saved: SavedPolicy

    @property
    def weights_sha256(self) -> str:
        """The fingerprint of the weights."""
        return weights_sha256(self.saved.weights)

    def policy(self) -> GreedyPolicy:
        """What plays with the weights."""
        return greedy_policy(self.saved.spec, self.saved.weights)


def side_of(path: Path) -> Side:
    """Reads what `path` is.

    Raises:
        InputError: It is neither a run, nor a checkpoint, nor weights; or it can't be read.
    """
    if is_run_folder(path) and not is_checkpoint(path):
        return _run(path)
    saved = _policy(path)
    if is_checkpoint(path):
        try:
            manifest = read_manifest(path)
        except DamagedError as error:
            raise InputError(trouble_with(str(path), error)) from error
        return Side(
            path=path,
            kind="checkpoint",
            config=config_to_play(manifest.config),
            ledger=_ledger_before(path, manifest),
            versions=manifest.versions,
            env_steps=manifest.env_steps,
            saved=saved,
        )
    return Side(
        path=path, kind="weights", config=saved.config, ledger=(), versions={}, env_steps=None, saved=saved
    )  # fmt: skip


def _run(path: Path) -> Side:
    refuse_links(path)
    newest: Manifest | None = None
    with contextlib.suppress(InputError):  # A run may hold weights alone.
        newest = find_manifest(path)
    with HistoryReader(path / HISTORY) as reader:
        ledger = tuple(reader.ledger())
    saved = _policy(path)
    config = config_in(path, config_to_play) or (config_to_play(newest.config) if newest else saved.config)
    return Side(
        path=path,
        kind="run",
        config=config,
        ledger=ledger,
        versions=dict(newest.versions) if newest else {},
        env_steps=newest.env_steps if newest else None,
        saved=saved,
    )


def _policy(path: Path) -> SavedPolicy:
    saved = read_policy(path)
    if saved.spec.image_shape:
        set_up_tensorflow(gpu=False)
    return saved


def _ledger_before(checkpoint: Path, manifest: Manifest) -> tuple[LedgerEntry, ...]:
    """The changes that led to a checkpoint in a run's folder; none where it lies elsewhere."""
    folder = checkpoint.absolute().parent
    if folder.name != CHECKPOINTS or not is_run_folder(folder.parent):
        return ()
    with contextlib.suppress(InputError), HistoryReader(folder.parent / HISTORY) as reader:
        return tuple(entry for entry in reader.ledger() if entry.entry <= manifest.ledger_entries)
    return ()


def changes_of(ledger: tuple[LedgerEntry, ...]) -> list[dict[str, Any]]:
    """A ledger as plain values: after which step what became what."""
    return [_change(entry) for entry in ledger]


def change_words(change: Mapping[str, Any]) -> str:
    """One of `changes_of` in words, values as `--set` takes them."""
    if "weights_sha256" in change:
        return f"weights {change['weights_sha256'][:12]}… were loaded"
    if "new_episodes" in change:
        return "new episodes were begun"
    formats = {name: knob_named(name).format for name in change["changes"]}
    return ", ".join(
        f"{name} {formats[name](old)} → {formats[name](new)}" for name, (old, new) in change["changes"].items()
    )


def _change(entry: LedgerEntry) -> dict[str, Any]:
    said: dict[str, Any] = {"env_step": entry.env_step}
    if entry.weights_sha256:
        return {**said, "weights_sha256": entry.weights_sha256}
    if entry.new_episodes:
        return {**said, "new_episodes": True}
    return {**said, "changes": {name: [entry.old[name], value] for name, value in entry.new.items()}}
