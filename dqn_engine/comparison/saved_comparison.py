"""What a verdict or a hand saves beside the study of its seeds: a JSON file that says what it is, and what it came to.

Its folder is a study's, so that all that reads studies reads it. The file is there from the beginning, and written
again after every look, so that others see how far it is.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from dqn_engine.comparison.comparison_fields import check_hand, check_verdict
from dqn_engine.storage.files.atomic import write_atomically
from dqn_engine.storage.files.file_layer import read_plain_file
from dqn_engine.storage.files.plain_json import json_file, plain_json
from dqn_engine.storage.files.strict_json import decode_json
from dqn_engine.study.plan import SeedResult, StudyPlan, Task
from dqn_engine.sweep.course import seed_score
from dqn_engine.sweep.definition import Score
from dqn_engine.system.errors import InputError
from dqn_engine.system.text import listed, one_line

VERDICT, HAND = "verdict.json", "hand.json"
HAND_QUESTION = "hand"
"""What `question_of` says of a hand's folder."""
_LARGEST_BYTES = 16 * 2**20


def save(folder: Path, name: str, values: Mapping[str, object]) -> None:
    """Writes the file, whole or not at all.

    Raises:
        InputError: The disk is full or the folder is gone.
    """
    write_atomically(folder / name, json_file(values))


def read(folder: Path, name: str) -> dict[str, Any] | None:
    """Reads the file; None where there is none.

    Raises:
        InputError: It can't be read, or holds something else.
    """
    path = folder / name
    try:
        values = decode_json(read_plain_file(path, _LARGEST_BYTES), _LARGEST_BYTES)
        if not isinstance(values, dict):
            raise ValueError("it holds no object")
        said = cast("dict[str, Any]", values)
        (check_verdict if name == VERDICT else check_hand)(said)
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise InputError(
            "{path!r} can't be read ({reason}); choose another folder.",
            path=str(path),
            reason=one_line(error)[:200],
        ) from error
    return said


def uncounted_seeds(folder: Path) -> frozenset[int]:
    """The seeds of the study in a folder that don't count.

    Of a hand that is its run's own, by which the changes were chosen; of a verdict that was come to, those after the
    pair that decided it.

    Raises:
        InputError: What says so can't be read.
    """
    verdict, hand = read(folder, VERDICT), read(folder, HAND)
    if hand is not None:
        return frozenset({hand["own_seed"]["seed"]})
    if verdict is not None and verdict["complete"]:
        return frozenset(verdict["planned_seeds"]) - frozenset(verdict["seeds"])
    return frozenset()


def question_of(folder: Path) -> str:
    """What the study in a folder answers: "verdict" or "hand"; empty where it is a study alone."""
    return next((name.removesuffix(".json") for name in (VERDICT, HAND) if (folder / name).is_file()), "")


def answer_in(folder: Path) -> dict[str, Any]:
    """What a folder's verdict or hand came to so far; nothing where there is none.

    Raises:
        InputError: It can't be read, or holds something else.
    """
    question = question_of(folder)
    return (read(folder, f"{question}.json") or {}) if question else {}


def refuse_misfit(folder: Path, plan: StudyPlan, results: Mapping[Task, SeedResult]) -> None:
    """Checks that a verdict or a hand in a folder is of the study there: of its seeds, and with their scores.

    Raises:
        InputError: It isn't, or it can't be read.
    """
    for name in (VERDICT, HAND):
        said = read(folder, name)
        if said is not None and not _fits(said, plan, results):
            raise InputError(
                "{path!r} says other things than the tables beside it; continue it by --resume, or choose another "
                "folder.",
                path=str(folder / name),
            )


def _fits(said: Mapping[str, Any], plan: StudyPlan, results: Mapping[Task, SeedResult]) -> bool:
    if "names" in said:
        sides = [*zip(said["names"], (said["a_scores"], said["b_scores"]), strict=True)]
    else:
        letters = ("with", "without") if "own_seed" in said else ("a", "b")
        sides = [(said[letter]["name"], said[letter]["scores"]) for letter in letters]
    score = Score(said.get("score", Score.FINAL))
    return (
        said["planned_seeds"] == list(plan.seeds)
        and [name for name, _ in sides] == list(plan.configs)
        and (said.get("environment", plan.environment), said.get("steps", plan.steps)) == (plan.environment, plan.steps)
        and all(
            (name, seed) in results and seed_score(results[name, seed], score) == value
            for name, values in sides
            for seed, value in zip(said["seeds"], values, strict=True)
        )
    )


def refuse_another(folder: Path, name: str, wanted: Mapping[str, object]) -> None:
    """Checks that what is resumed is what is meant: that the file says the same as `wanted`, where it says it.

    Raises:
        InputError: It doesn't, can't be read, or isn't there though the folder holds a study.
    """
    saved = read(folder, name)
    if saved is None:
        raise InputError(
            "The folder {folder!r} holds a study, but no {name}; choose another folder.", folder=str(folder), name=name
        )
    differs = [key for key, value in wanted.items() if saved.get(key) != plain_json(value)]
    if "budget" in differs and "planned_seeds" in differs:
        differs.remove("planned_seeds")  # They follow from it.
    if differs:
        raise InputError(
            "The folder {folder!r} was begun with different {differs}; repeat the command that began it, or choose "
            "another folder.",
            folder=str(folder),
            differs=listed(key.replace("_", " ") for key in differs),
        )
