"""What can be changed of a sweep while it runs, and from which trial on it holds.

Each change is saved with its time and with the number of the first trial that had no settings yet when it was made: so
the table can be worked out again from the sweep's file.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, cast

from dqn_engine.sweep.definition import DEFAULT_P, MOST_TRIALS, Definition, Sampler, Space
from dqn_engine.sweep.dimensions import dimension_of
from dqn_engine.sweep.feasibility import check_space
from dqn_engine.sweep.samplers import grid_size
from dqn_engine.system.errors import InputError
from dqn_engine.system.text import counted, quoted


class Word(StrEnum):
    """Edits that are one word."""

    PAUSE = "pause"
    GO = "go"


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One change: exactly one of its fields says something.

    Attributes:
        word: To pause, or to go on.
        trials: How many there are to be in all.
        prune: The p-value of the rule for pruning; 0: nothing is pruned.
        name: Of a hyperparameter of the space.
        entry: What it can be from now on, as in the file.
    """

    word: Word | None = None
    trials: int | None = None
    prune: float | None = None
    name: str = ""
    entry: Mapping[str, Any] | None = None

    @property
    def words(self) -> str:
        """For the user."""
        if self.word is not None:
            return "paused" if self.word is Word.PAUSE else "not paused"
        if self.trials is not None:
            return f"{counted(self.trials, 'trial')} in all"
        if self.prune is not None:
            return f"pruned where p < {self.prune:g}" if self.prune else "nothing is pruned"
        return f"{self.name} = {_plain(self.entry or {})}"

    @property
    def command(self) -> str:
        """What `--edit` takes for it; `parse_edit` reads it back."""
        if self.word is not None:
            return str(self.word)
        if self.trials is not None:
            return f"trials={self.trials}"
        if self.prune is not None:
            return f"prune={self.prune!r}" if self.prune else "prune=off"
        return f"{self.name}={_plain(self.entry or {})}"

    def to_json(self) -> dict[str, Any]:
        """Plain values; `edit_from_json` reads them back."""
        if self.word is not None:
            return {"word": str(self.word)}
        if self.trials is not None:
            return {"trials": self.trials}
        if self.prune is not None:
            return {"prune": self.prune}
        return {"space": {self.name: dict(self.entry or {})}}


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeEdit:
    """An edit and when it was made.

    Attributes:
        edit: What.
        from_trial: The first trial that it holds for.
        unix_seconds: When.
    """

    edit: Edit
    from_trial: int
    unix_seconds: float


def _plain(value: object) -> str:
    """What stands in an entry, as in the sweep's file."""
    if isinstance(value, Mapping):
        entry = cast("Mapping[str, object]", value)
        return f"{{{', '.join(f'{key} = {_plain(said)}' for key, said in entry.items())}}}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_plain, cast('Sequence[object]', value)))}]"
    if isinstance(value, bool):
        return "true" if value else "false"
    return f'"{value}"' if isinstance(value, str) else str(value)


def parse_edit(text: str) -> Edit:
    """Reads what the user gave to --edit.

    It is pause, go, trials=40, prune=0.05 (or on, off), or a hyperparameter of the space with what it can be, such as
    learning_rate={low=0.001,high=0.002,log=true}, n_step=[1,4] or n_step=4.

    Raises:
        InputError: It is something else.
    """
    word = text.strip()
    if word in tuple(Word):
        return Edit(word=Word(word))
    name, equals, said = (part.strip() for part in text.partition("="))
    if not equals or not name.isidentifier():
        raise InputError(
            "--edit is {given}, but must be pause, go, trials=N, prune=on, prune=off, prune=P, or a hyperparameter of "
            "the space such as n_step=[1,4].",
            given=quoted(text),
        )
    if name == "prune" and said in ("on", "off"):
        return Edit(prune=DEFAULT_P if said == "on" else 0.0)
    try:
        value: object = tomllib.loads(f"value = {said}")["value"]
    except (ValueError, RecursionError) as error:
        raise InputError(
            "The value of {name} in --edit is {given}, which can't be read; write it as in a .toml file, such as "
            "n_step=[1,4] or learning_rate={{low=0.001,high=0.002}}.",
            name=name,
            given=quoted(said),
        ) from error
    if name in ("trials", "prune"):
        return edit_from_json({name: value})
    entry = value if isinstance(value, dict) else {"choices": value if isinstance(value, list) else [value]}
    return edit_from_json({"space": {name: entry}})


def edit_from_json(values: object) -> Edit:
    """Reads what `Edit.to_json` gave, from wherever it comes.

    Raises:
        InputError: It is no edit.
    """
    said = cast("Mapping[str, Any]", values) if isinstance(values, Mapping) else {}
    match dict(said):
        case {"word": str(word)} if len(said) == 1 and word in tuple(Word):
            return Edit(word=Word(word))
        case {"trials": int(trials)} if len(said) == 1 and type(trials) is int and 1 <= trials <= MOST_TRIALS:
            return Edit(trials=trials)
        case {"prune": (int() | float()) as prune} if len(said) == 1 and not isinstance(prune, bool) and 0 <= prune < 1:
            return Edit(prune=float(prune))
        case {"space": dict(space)} if len(said) == 1 and len(space) == 1:
            ((name, entry),) = space.items()
            dimension = dimension_of(str(name), entry, where="--edit")
            return Edit(name=dimension.name, entry=dimension.entry)
        case {"trials": given}:
            raise InputError("trials in --edit is {given}, but must be a whole number from 1 to {most:,}.",
                             given=quoted(given), most=MOST_TRIALS)  # fmt: skip
        case {"prune": given}:
            raise InputError("prune in --edit is {given}, but must be a p-value from 0 (off) to below 1.",
                             given=quoted(given))  # fmt: skip
    raise InputError("The edit {given} is none of those that this version knows.", given=quoted(values))


def space_for(definition: Definition, edits: Sequence[MadeEdit], number: int) -> Space:
    """What a trial's settings are chosen from."""
    space = definition.space
    for made in edits:
        if made.edit.entry is not None and made.from_trial <= number:
            changed = dimension_of(made.edit.name, made.edit.entry, where="--edit")
            space = tuple(changed if dimension.name == changed.name else dimension for dimension in space)
    return space


def prune_for(definition: Definition, edits: Sequence[MadeEdit], number: int) -> float | None:
    """The p-value that a trial is pruned by; None: it isn't."""
    prune = definition.prune
    for made in edits:
        if made.edit.prune is not None and made.from_trial <= number:
            prune = made.edit.prune or None
    return prune


def trials_asked(definition: Definition, edits: Sequence[MadeEdit]) -> int | None:
    """How many trials there are to be; None: all of a grid."""
    asked = [made.edit.trials for made in edits if made.edit.trials is not None]
    return asked[-1] if asked else definition.trials


def is_paused(edits: Sequence[MadeEdit]) -> bool:
    """Whether no seed is to be begun."""
    words = [made.edit.word for made in edits if made.edit.word is not None]
    return bool(words) and words[-1] is Word.PAUSE


def check_edit(definition: Definition, edits: Sequence[MadeEdit], edit: Edit, begun: int) -> None:
    """Checks that an edit can be made now.

    Args:
        definition: Of the sweep.
        edits: Those that were made.
        edit: The one to make.
        begun: Trials that have their settings.

    Raises:
        InputError: It can't.
    """
    if edit.trials is not None and edit.trials < begun:
        raise InputError(
            "trials in --edit is {given}, but {begun} have begun; give at least as many.",
            given=edit.trials,
            begun=begun,
        )
    if edit.entry is None:
        return
    if edit.name not in {dimension.name for dimension in definition.space}:
        raise InputError(
            "{name} isn't in the sweep's space, which has {names}; begin another sweep for it.",
            name=edit.name,
            names=", ".join(dimension.name for dimension in definition.space),
        )
    made = MadeEdit(edit=edit, from_trial=begun, unix_seconds=0.0)
    space = space_for(definition, [*edits, made], begun)
    if definition.sampler is Sampler.GRID:
        grid_size(space)
    check_space(replace(definition, space=space), space)
