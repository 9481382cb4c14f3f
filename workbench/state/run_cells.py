"""What stands in the table of runs: the text of a cell, and the words of columns and groups."""

import time
from collections.abc import Callable, Sequence

from PySide6.QtCore import QCoreApplication

from dqn_engine.comparison.differing import effective
from dqn_engine.comparison.entries import Entry, Kind
from dqn_engine.config.hyperparameters import KNOB_BY_NAME
from dqn_engine.system.text import printable
from dqn_engine.system.values import KnobValue
from workbench.look.figures import percent, return_text
from workbench.state import knob_words, run_words, runs_table
from workbench.state.engine_words import worded
from workbench.state.entry_names import cell_name, kind, kind_of, said_name

_LONGEST = 120
_MOST_SAID = 4  # of what groups differ in


def _tr(text: str) -> str:
    return QCoreApplication.translate("Compare", text)


def knob_label(name: str) -> str:
    """A hyperparameter's name in the user's language."""
    return knob_words.label(KNOB_BY_NAME[name])


def knob_value(name: str, value: KnobValue) -> str:
    """A hyperparameter's value as its row shows it."""
    return knob_words.shown(KNOB_BY_NAME[name], value)


def title(column: str) -> str:
    """A column's title."""
    if column.startswith(runs_table.KNOB):
        return knob_label(column.removeprefix(runs_table.KNOB))
    return {
        runs_table.NAME: _tr("Name"),
        runs_table.CURVE: _tr("Return"),
        runs_table.ENVIRONMENT: _tr("Environment"),
        runs_table.SEEDS: _tr("Seeds"),
        runs_table.STEPS: _tr("Steps"),
        runs_table.BEST: _tr("Best"),
        runs_table.LAST: _tr("Last"),
        runs_table.RETAINED: _tr("Retained"),
        runs_table.DURATION: _tr("Trained"),
        runs_table.PARENT: _tr("Forked from"),
        runs_table.WRITTEN: _tr("Last written"),
    }[column]


def about(column: str) -> str:
    """What a column says, for who points at its title."""
    if column.startswith(runs_table.KNOB):
        return QCoreApplication.translate("Knobs", KNOB_BY_NAME[column.removeprefix(runs_table.KNOB)].help)
    return {
        runs_table.NAME: _tr("The name of its folder, unless you gave it another one"),
        runs_table.CURVE: _tr("How the return went, from the beginning to the end"),
        runs_table.ENVIRONMENT: _tr("What it was trained on"),
        runs_table.SEEDS: _tr("How many of its seeds are finished"),
        runs_table.STEPS: _tr("Environment steps, of each seed"),
        runs_table.BEST: _tr("The best evaluation's mean return; over seeds the interquartile mean"),
        runs_table.LAST: _tr("The last evaluation's mean return; over seeds the interquartile mean"),
        runs_table.RETAINED: _tr("Of the evaluations after the first that solved it, how many solved it again"),
        runs_table.DURATION: _tr("How long it trained, all seeds together"),
        runs_table.PARENT: _tr("The run that it was forked from"),
        runs_table.WRITTEN: _tr("When something of it was last saved"),
    }[column]


def grouping(group_by: str) -> str:
    """What can be grouped by, in words."""
    if group_by.startswith(runs_table.KNOB):
        return title(group_by)
    return {
        "": _tr("Nothing"),
        runs_table.BY_SETTINGS: _tr("Settings (over seeds)"),
        runs_table.BY_ENVIRONMENT: _tr("Environment"),
        runs_table.BY_PRESET: _tr("Preset"),
        runs_table.BY_KIND: _tr("Kind"),
        runs_table.BY_TAG: _tr("Tags"),
    }[group_by]


def group_title(group_by: str, group: str, first: Entry, between: Sequence[str] = ()) -> str:
    """The heading of a group; `first` is one of its entries, `between` what groups of settings differ in."""
    if group_by == runs_table.BY_SETTINGS and first.varied:
        named = printable(first.name, _LONGEST)
        words = _tr("{name}: {knobs} tried").format(name=named, knobs=", ".join(map(knob_label, first.varied)))
        return f"{printable(first.environment, _LONGEST)} · {words}"
    if group_by == runs_table.BY_SETTINGS:
        said = [printable(first.environment, _LONGEST), runs_table.preset_of(first)]
        if first.steered:
            said.append(_tr("{name}, changed on the way").format(name=printable(first.name, _LONGEST)))
        known = said_values(first, between)
        said += known[:_MOST_SAID] + (["…"] if len(known) > _MOST_SAID else [])
        return " · ".join(said)
    if group_by == runs_table.BY_KIND:
        return kind(first.kind)
    if group_by.startswith(runs_table.KNOB):
        several = _tr("several, in sweeps")
        is_one = group != runs_table.VARIES
        return f"{title(group_by)}: {_knob_cell(first, group_by.removeprefix(runs_table.KNOB)) if is_one else several}"
    return printable(group, _LONGEST) or "–"


def said_values(entry: Entry, names: Sequence[str]) -> list[str]:
    """These hyperparameters of an entry with their values, as far as they have an effect."""
    values = ((name, effective(entry.knobs, name)) for name in names)
    return [f"{knob_label(name)} {knob_value(name, value)}" for name, value in values if value is not None]


def text(entry: Entry, column: str, now: Callable[[], float] = time.time) -> str:
    """What stands in a cell."""
    if entry.trouble and column not in (runs_table.NAME, runs_table.WRITTEN):
        return _tr("can't be read") if column == runs_table.ENVIRONMENT else ""
    match column:
        case runs_table.NAME:
            return name(entry)
        case runs_table.CURVE:
            return ""
        case runs_table.ENVIRONMENT:
            return printable(entry.environment, _LONGEST)
        case runs_table.SEEDS:
            planned = entry.seeds_planned
            return f"{entry.seeds:,}" if entry.seeds == planned else f"{entry.seeds:,} / {planned:,}"
        case runs_table.STEPS:
            return f"{entry.env_steps:,}"
        case runs_table.BEST:
            return _number(entry.best)
        case runs_table.LAST:
            return _number(entry.last)
        case runs_table.RETAINED:
            return "–" if entry.retained is None else percent(entry.retained)
        case runs_table.DURATION:
            return run_words.duration(entry.trained_s)
        case runs_table.PARENT:
            return printable(entry.parent_title or run_words.short_name(entry.parent), _LONGEST)
        case runs_table.WRITTEN:
            return _written(entry, now())
        case _:
            return _knob_cell(entry, column.removeprefix(runs_table.KNOB))


def _knob_cell(entry: Entry, name: str) -> str:
    value = effective(entry.knobs, name)
    return "–" if value is None else knob_value(name, value)


def has_seeds(line: runs_table.Line) -> bool:
    """Whether seeds can be shown below a line."""
    return line.entry is not None and line.entry.kind is not Kind.RUN and line.entry.runs > 0


def line_name(line: runs_table.Line) -> str:
    """The name of a line's entry, with a mark where seeds are to be shown below it, and indented where it is one."""
    if line.entry is None:
        return ""
    text = name(line.entry)
    if line.is_seed:
        return f"\N{EM SPACE}\N{EM SPACE}{text}"
    if not has_seeds(line):
        return text
    return f"{'▾' if line.is_open else '▸'} {text}"


def spoken_name(line: runs_table.Line) -> str:
    """What a screen reader says of it."""
    if line.entry is None:
        return ""
    text = name(line.entry)
    if line.is_seed:
        return _tr("{name}, a seed").format(name=text)
    if not has_seeds(line):
        return text
    words = _tr("{name}, its seeds are shown below") if line.is_open else _tr("{name}, its seeds are hidden")
    return words.format(name=text)


def name(entry: Entry) -> str:
    """Its name with what it is, its tags and whether it is pinned."""
    return _named(entry, cell_name(entry))


def _named(entry: Entry, called: str) -> str:
    mark = "★ " if entry.labels.pinned else ""
    tags = "".join(f" #{tag}" for tag in entry.labels.tags)
    what = "" if entry.kind is Kind.RUN else f"{kind_of(entry)} · "
    return mark + what + printable(called + tags, _LONGEST)


def hint(entry: Entry) -> str:
    """What is said of an entry that is pointed at, in several lines."""
    # The whole name first, of which a narrow column leaves out the middle.
    lines = [_named(entry, said_name(entry)), printable(str(entry.path))]
    if entry.trouble:
        lines.append(worded(entry.trouble))
    else:
        lines.append(f"{printable(entry.environment, _LONGEST)} · {runs_table.preset_of(entry)}")
    if entry.steered:
        lines.append(_tr("Hyperparameters were changed in its middle"))
    if entry.missing_module:
        needs = _tr("Its environment needs the module {module}, which isn't added here; opening it asks for that.")
        lines.append(needs.format(module=printable(entry.missing_module, _LONGEST)))
    if entry.labels.note:
        lines.append(entry.labels.note)
    return "\n".join(lines)


def spoken(entry: Entry) -> str:
    """What a screen reader says of the curve's cell."""
    if len(entry.curve) < 2:
        return _tr("no curve")
    ends = return_text(entry.curve[0]), return_text(entry.curve[-1])
    return _tr("the return from {first} to {last}").format(first=ends[0], last=ends[1])


def _number(value: float | None) -> str:
    return "–" if value is None else return_text(value)


def _written(entry: Entry, now_s: float) -> str:
    if entry.being_written:
        return _tr("in use")
    when = run_words.moment(entry.written_unix_s, now_s) if entry.written_unix_s else "–"
    return _tr("{when}, interrupted").format(when=when) if entry.interrupted else when
