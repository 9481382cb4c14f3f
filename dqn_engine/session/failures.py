"""What happened, why, and what to do, for whatever broke a run off."""

from dataclasses import dataclass
from pathlib import Path

from dqn_engine.system.errors import BrokenEnvironmentError, DivergedError, InputError
from dqn_engine.system.sentences import Sentence
from dqn_engine.system.text import error_words, plain_words, shell_word, traceback_words
from dqn_engine.system.values import Knobs


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """The sentences of a `Failure`. `sound`: the run is as it was before, and worth a checkpoint."""

    what: str
    why: str
    remedy: str
    details: str
    sound: bool = False


def explained(
    error: BaseException, *, knobs: Knobs | None, folder: Path | None, last_saved: Path | None
) -> Explanation:
    """Explains an exception to the user.

    Args:
        error: What was raised.
        knobs: Of the run; None where there is none.
        folder: Where the run is saved, if anywhere.
        last_saved: Its newest checkpoint, if there is one.
    """
    details = traceback_words(error)
    if not isinstance(error, Exception):  # Nothing of this program raises one; the code of an environment may.
        error = BrokenEnvironmentError(
            "It raised {error}, which nothing of this program does.", error=error_words(error)
        )
    if isinstance(error, InputError):
        return Explanation(
            what=Sentence("The run was ended."),
            why=str(error),
            remedy=Sentence("Fix that and start again."),
            details=details,
        )
    if isinstance(error, DivergedError):
        remedy = Sentence("Lower the learning rate or the Huber δ, or turn the gradient clip on, and start again.")
        if last_saved:
            remedy = Sentence(
                "Lower the learning rate or the Huber δ, or turn the gradient clip on, and start again, or open "
                "{path}.",
                path=last_saved,
            )
        what = Sentence("Learning was stopped: the loss is no longer finite.")
        return Explanation(what=what, why=str(error), remedy=remedy, details=details)
    if isinstance(error, BrokenEnvironmentError):
        remedy = Sentence("What was learned is not lost; fix the environment and resume the run, or start again.")
        what = Sentence("The environment broke off the run.")
        if knobs is None:
            what, remedy = Sentence("The run can't begin."), Sentence("Mend the environment and start again.")
        return Explanation(what=what, why=str(error), remedy=remedy, details=details, sound=True)
    if "No space left on device" in plain_words(error):
        remedy = Sentence("Free some space and continue from the newest checkpoint, or start again.")
        return Explanation(
            what=Sentence("The run was ended: a disk is full."),
            why=plain_words(error)[:500],
            remedy=remedy,
            details=details,
            sound=True,
        )
    if isinstance(error, MemoryError) or type(error).__name__ == "ResourceExhaustedError":
        why = Sentence("The batch, the buffer or the network is too large for this machine.")
        return Explanation(
            what=Sentence("The run was ended: memory ran out."),
            why=why,
            remedy=_smaller(knobs, folder),
            details="",
            sound=True,
        )
    remedy = Sentence("Start again; if it recurs, report the details.")
    why = error_words(error, 500)
    return Explanation(what=Sentence("The run was ended by an error."), why=why, remedy=remedy, details=details)


def _smaller(knobs: Knobs | None, folder: Path | None) -> str:
    """What to lower, by how much, and how to continue with what was learned."""
    if knobs is None:
        return Sentence("Choose a smaller batch_size, capacity or network and start again.")
    half = max(1, knobs["batch_size"] // 2)
    lower = Sentence(
        "Lower batch_size (now {batch_size:,}, try {half:,}) or capacity (now {capacity:,})",
        batch_size=knobs["batch_size"],
        half=half,
        capacity=knobs["capacity"],
    )
    if folder is None:
        return Sentence("{lower} and start again.", lower=lower)
    command = f"dqn-engine fork {shell_word(str(folder))} --set batch_size={half}"
    return Sentence("{lower} and continue with what was learned: {command}.", lower=lower, command=command)
