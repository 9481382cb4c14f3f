"""A study on disk: tables that any spreadsheet reads, the summary, and the drawing.

`evaluations.csv` and `seeds.csv` grow with the study, so that a crash loses nothing that was done; `curves.csv`,
`study.json` and then the drawing are written at the end. A folder holds one study: another is refused.
"""

import contextlib
import csv
import io
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TextIO

from dqn_engine.storage.files.atomic import write_atomically, write_refusal
from dqn_engine.storage.files.plain_json import plain_json
from dqn_engine.storage.run.folder import refuse_unusable_folder
from dqn_engine.study.plot import can_draw, description, learning_curves, to_png, to_svg
from dqn_engine.study.study import Evaluated, Event, PresetResult, SeedDone, StudyPlan
from dqn_engine.study.summary import SEED_FIELDS, curve_quartiles, seed_fields
from dqn_engine.system.errors import InputError

SUMMARY, SVG, PNG = "study.json", "learning_curves.svg", "learning_curves.png"
CURVES = "curves.csv"
TABLES: Mapping[str, tuple[str, ...]] = {
    "evaluations.csv": ("preset", "seed", "env_step", "mean", "std", "minimum", "maximum", "episodes"),
    "seeds.csv": ("preset", *SEED_FIELDS),
}
_CURVE_COLUMNS = ("preset", "env_step", "lower_quartile", "median", "upper_quartile", "seeds")


def refuse_used_folder(path: str | os.PathLike[str]) -> None:
    """Checks that a study can be saved in the folder `path`, and changes nothing; it needn't exist yet.

    Raises:
        InputError: It is a file or can't be written to, or it already holds a run or a study.
    """
    refuse_unusable_folder(path)
    held = next((name for name in (*TABLES, CURVES, SUMMARY, SVG, PNG) if (Path(path) / name).exists()), None)
    if held is not None:
        raise InputError(
            f"The output folder {str(path)!r} already holds a study ({held}); choose another or remove that study."
        )


class StudyFolder:
    """The open folder of a study in progress. A context manager; leaving it closes the tables."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        """Makes the folder, and those above it, and begins the tables.

        Raises:
            InputError: The folder can't be used; see `refuse_used_folder`.
        """
        refuse_used_folder(path)
        self.path = Path(path)
        self._tables: dict[str, TextIO] = {}
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            for name, columns in TABLES.items():
                self._tables[name] = (self.path / name).open("x", encoding="utf-8", newline="")
                self._append(name, [columns])
        except OSError as error:
            self.close()
            raise write_refusal(self.path / SUMMARY, error) from error

    def __enter__(self) -> "StudyFolder":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def record(self, event: Event) -> None:
        """Appends an event to its table; events without one are ignored.

        Raises:
            InputError: The disk is full or the folder is gone.
        """
        match event:
            case Evaluated(name=preset, seed=seed, env_step=env_step, evaluation=one):
                row = (preset, seed, env_step, one.mean, one.std, one.minimum, one.maximum, one.episodes)
                self._append("evaluations.csv", [row])
            case SeedDone(name=preset, result=result):
                self._append("seeds.csv", [(preset, *seed_fields(result).values())])

    def finish(self, plan: StudyPlan, results: Sequence[PresetResult], summary: Mapping[str, object]) -> None:
        """Writes the curves, the summary and, if a seed was finished and Matplotlib is there, the drawing.

        Raises:
            InputError: The disk is full or the folder is gone.
        """
        finished = [result for result in results if result.seeds]
        rows = [_CURVE_COLUMNS, *(row for result in finished for row in _curve_rows(plan, result))]
        write_atomically(self.path / CURVES, _csv(rows).encode())
        content = json.dumps(plain_json(summary), indent=2, allow_nan=False) + "\n"
        write_atomically(self.path / SUMMARY, content.encode("ascii"))
        if finished and can_draw():
            figure = learning_curves(plan, finished)
            title, shown = f"{plan.environment}: learning curves", description(plan, finished)
            write_atomically(self.path / SVG, to_svg(figure, title=title, description=shown))
            write_atomically(self.path / PNG, to_png(figure, title=title, description=shown))

    def close(self) -> None:
        """Closes the tables. Twice is harmless."""
        for file in self._tables.values():
            with contextlib.suppress(OSError):  # A full disk was reported when it was written to.
                file.close()

    def _append(self, name: str, rows: Iterable[Sequence[object]]) -> None:
        try:
            self._tables[name].write(_csv(rows))
            self._tables[name].flush()
        except OSError as error:
            raise write_refusal(self.path / name, error) from error


def _curve_rows(plan: StudyPlan, result: PresetResult) -> Iterable[Sequence[object]]:
    for env_step, quartiles in zip(plan.evaluation_steps, curve_quartiles(result).T.tolist(), strict=True):
        yield result.name, env_step, *quartiles, len(result.seeds)


def _csv(rows: Iterable[Sequence[object]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([_cell(value) for value in row] for row in rows)
    return text.getvalue()


def _cell(value: object) -> str:
    """None is empty, a number is as Python writes it, and a preset's name mustn't be a formula to a spreadsheet."""
    text = "" if value is None else str(value)
    return f"'{text}" if isinstance(value, str) and text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
