"""Exports a policy for other programs, and verifies it before the file gets its name.

An export is written into a temporary folder beside its target, loaded back there by its own runtime in another process
(`verification`), and only then moved into place: the file, `FILE.proof.json` with what was compared, and `FILE_run.py`,
which plays it (`export_scripts`). What stood there before stays if anything fails.
"""

import contextlib
import hashlib
import json
import os
import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from dqn_engine.environments.gymnasium_environment import make_environment
from dqn_engine.networks.fingerprint import weights_sha256
from dqn_engine.networks.policies import greedy_policy
from dqn_engine.storage.export.formats import EXPORT_FORMATS, ExportFormat, ExportSubject, write_export
from dqn_engine.storage.export.scripts import script_of
from dqn_engine.storage.export.verification import STATES, Verification, Verifier, compare
from dqn_engine.storage.files.atomic import write_atomically, write_refusal
from dqn_engine.system.errors import InputError

VERIFICATION_ENDING, SCRIPT_ENDING = ".proof.json", "_run.py"


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifiedExport:
    """An export that is in its place and verified. `bytes` is the size of the file, or of all files in the folder."""

    path: str
    format: str
    bytes: int
    sha256: str
    verification_path: str
    script_path: str
    verification: Verification


class ExportJob:
    """An export that is written and waits for its verification. `finish` concludes it, `close` gives it up."""

    def __init__(
        self,
        path: str | os.PathLike[str],
        format_name: str,
        subject: ExportSubject,
        states: np.ndarray,
        states_from: str,
    ) -> None:
        """Writes the export beside its target and starts its verification; takes a second or two.

        Args:
            path: Where it goes.
            format_name: One of `EXPORT_FORMATS`.
            subject: The policy.
            states: Raw observations [N, …] to compare in.
            states_from: Where they are from, in words.

        Raises:
            InputError: The format isn't known or installed here, the name doesn't fit it, or it can't be written.
        """
        self._format = format_named(format_name)
        self._target = _checked_target(Path(path), self._format)
        self._format.refuse_if_missing()
        if subject.spec.image_shape:
            states = states.reshape(len(states), *subject.spec.image_shape)
        self._subject, self._states, self._states_from = subject, states, states_from
        self._folder = self._target.with_name(f".{self._target.name[:40]}.tmp-{os.getpid()}-{secrets.token_hex(4)}")
        self._verifier: Verifier | None = None
        try:
            self._folder.mkdir()
            write_export(self._format, subject, self._made)
            environment, masks = subject.config.environment, subject.config.knobs["action_mask"]
            script = script_of(self._format.name, self._target.name, subject.spec, environment, masks)
            self._script.write_text(script, encoding="utf-8")
            self._verifier = Verifier(self._script, states)
        except InputError:
            self.close()
            raise
        except OSError as error:
            self.close()
            raise write_refusal(self._target, error) from error

    @property
    def _made(self) -> Path:
        return self._folder / self._target.name

    @property
    def _script(self) -> Path:
        return self._folder / f"{self._target.name}{SCRIPT_ENDING}"

    def poll(self, *, wait: bool = False) -> VerifiedExport | None:
        """Moves the export into place once it is verified; None while it isn't yet, which can't be if `wait`.

        Raises:
            InputError: It isn't the policy, can't be loaded back, or can't be moved. Nothing is left behind.
        """
        if self._verifier is None:
            raise ValueError("The export has been finished or given up.")
        try:
            found = self._verifier.values(wait=wait)
            if found is None:
                return None
            policy = greedy_policy(self._subject.spec, self._subject.weights)
            with np.errstate(all="ignore"):  # What overflows is found by comparing.
                expected = policy.q_values(self._states)
            done = self._move_into_place(compare(expected, found))
        except OSError as error:
            self.close()
            raise write_refusal(self._target, error) from error
        except BaseException:
            self.close()
            raise
        self.close()
        return done

    def finish(self) -> VerifiedExport:
        """Waits for the verification; see `poll`."""
        done = self.poll(wait=True)
        if done is None:
            raise ValueError("The verification that was waited for has not come.")
        return done

    def close(self) -> None:
        """Gives the export up, if it isn't in its place. Twice is harmless."""
        if self._verifier is not None:
            self._verifier.close()
            self._verifier = None
        shutil.rmtree(self._folder, ignore_errors=True)

    def _move_into_place(self, verification: Verification) -> VerifiedExport:
        size, sha256 = _size_and_hash(self._made)
        done = VerifiedExport(
            path=str(self._target),
            format=self._format.name,
            bytes=size,
            sha256=sha256,
            verification_path=f"{self._target}{VERIFICATION_ENDING}",
            script_path=f"{self._target}{SCRIPT_ENDING}",
            verification=verification,
        )
        _sync(self._made)
        with contextlib.ExitStack() as undo:
            # What is only about the export comes before it, so that there is never an export without its report.
            for place, content in (
                (Path(done.verification_path), self._verification_json(done)),
                (Path(done.script_path), self._script.read_bytes()),
            ):
                undo.callback(self._put_back, place, self._set_aside(place))
                write_atomically(place, content)
            os.replace(self._made, self._target)
            undo.pop_all()
        return done

    def _set_aside(self, place: Path) -> Path | None:
        """A copy of what stands there, for the case that the export fails yet; None where there is nothing."""
        if not os.path.lexists(place):
            return None
        kept = self._folder / f"kept-{secrets.token_hex(4)}"
        shutil.copy2(place, kept, follow_symlinks=False)
        return kept

    @staticmethod
    def _put_back(place: Path, kept: Path | None) -> None:
        with contextlib.suppress(OSError):
            if kept is None:
                place.unlink(missing_ok=True)
            else:
                os.replace(kept, place)

    def _verification_json(self, done: VerifiedExport) -> bytes:
        subject = self._subject
        said = {
            "file": self._target.name,
            "format": done.format,
            "bytes": done.bytes,
            "sha256": done.sha256,
            "weights_sha256": weights_sha256(subject.weights),
            "environment": subject.config.environment,
            "states": done.verification.states,
            "states_from": self._states_from,
            "ties": done.verification.ties,
            "greatest_difference": done.verification.greatest_difference,
            "equal_actions": done.verification.equal_actions,
            "config": subject.config.to_json(),
        }
        return (json.dumps(said, indent=2, allow_nan=False) + "\n").encode("ascii")


def export_policy(
    path: str | os.PathLike[str], format_name: str, subject: ExportSubject, states: np.ndarray, states_from: str
) -> VerifiedExport:
    """Exports and verifies in `states` [N, …], raw observations that come from `states_from`; see `ExportJob`.

    Raises:
        InputError: It can't be exported, or the export isn't the policy.
    """
    job = ExportJob(path, format_name, subject, states, states_from)
    try:
        return job.finish()
    finally:
        job.close()


def format_named(name: str) -> ExportFormat:
    """The format of that name.

    Raises:
        InputError: There is none.
    """
    if name not in EXPORT_FORMATS:
        raise InputError(
            "There is no format {name!r}; the formats are: {export_formats}.",
            name=name[:60],
            export_formats=", ".join(EXPORT_FORMATS),
        )
    return EXPORT_FORMATS[name]


def states_of_space(environment: str, count: int = STATES, seed: int = 0, frame_stack: int | None = None) -> np.ndarray:
    """Raw observations [count, …], float32 or of pictures uint8, sampled from the environment's observation space."""
    made = make_environment(environment, frame_stack=frame_stack)
    try:
        space = made.observation_space
        space.seed(seed)
        sampled = np.stack([space.sample() for _ in range(count)])
        return sampled if sampled.dtype == np.uint8 else sampled.astype(np.float32)
    finally:
        made.close()


def _checked_target(path: Path, chosen: ExportFormat) -> Path:
    if not path.name.endswith(chosen.ending) or path.name == chosen.ending or not path.name:
        raise InputError(
            "A name for {title} must end in {ending}, but this one is {name!r}.",
            title=chosen.title,
            ending=chosen.ending,
            name=path.name[:80],
        )
    try:
        target = Path(os.path.realpath(path))
        if chosen.ending and target.is_dir():
            raise InputError("{path!r} is a folder; choose the name of a file.", path=str(path))
        if not chosen.ending and target.exists():
            raise InputError(
                "{path!r} exists already, but {title} needs a folder of its own; choose another.",
                path=str(path),
                title=chosen.title,
            )
        longest = os.pathconf(target.parent, "PC_NAME_MAX")
        for ending in (VERIFICATION_ENDING, SCRIPT_ENDING):
            size = len(os.fsencode(target.name + ending))
            if size > longest:
                raise InputError(
                    "The name {target_name!r}… is too long: with {ending}, which is written beside it, it has "
                    "{size} bytes, but {longest} are the most here; choose a shorter one.",
                    target_name=target.name[:40],
                    ending=ending,
                    size=size,
                    longest=longest,
                )
            beside = target.with_name(target.name + ending)
            if os.path.lexists(beside) and not beside.is_file():
                raise InputError(
                    "{beside!r}, which is written beside the export, is there already and is no plain file; move it "
                    "away, or choose another name.",
                    beside=str(beside),
                )
    except (OSError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        raise write_refusal(path, error) from error
    return target


def _size_and_hash(path: Path) -> tuple[int, str]:
    """Of a file; of a folder the sum, and the hash of all names and contents in order."""
    if path.is_file():
        content = path.read_bytes()
        return len(content), hashlib.sha256(content).hexdigest()
    size, digest = 0, hashlib.sha256()
    for file in sorted(file for file in path.rglob("*") if file.is_file()):
        content = file.read_bytes()
        size += len(content)
        digest.update(f"{file.relative_to(path).as_posix()}:{len(content)}:".encode() + content)
    return size, digest.hexdigest()


def _sync(path: Path) -> None:
    """Forces a file, or all in a folder, to the disk."""
    for file in [path] if path.is_file() else [file for file in path.rglob("*") if file.is_file()]:
        with file.open("rb+") as opened:
            os.fsync(opened.fileno())
