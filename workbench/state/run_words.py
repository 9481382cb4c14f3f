"""What the user reads of runs and checkpoints on disk: names, presets, moments."""

import re
from functools import cache

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale

from dqn_engine.config.hyperparameters import KNOBS, default_knobs
from dqn_engine.config.run_config import load_preset, preset_names
from dqn_engine.system.errors import InputError
from dqn_engine.system.values import Knobs
from workbench.state.engine_words import preset_titles

_MOMENT = re.compile(r"\d{4}-\d\d-\d\d-\d{6}(?=-|$)")
_SHORT = 18


def short_name(name: str) -> str:
    """A run's name where there is little room: the moment that names it by default, or its beginning."""
    moment = _MOMENT.match(name)
    if moment is None:
        return name if len(name) <= _SHORT else name[: _SHORT - 1] + "…"
    fork = re.search(r"-from-(\d+)", name)
    return moment[0] + (f" ← {int(fork[1]):,}" if fork else "")


def cut_in_the_middle(name: str, longest: int) -> str:
    """A name in so many characters: names of one sweep or one hand differ at their ends, which therefore stay."""
    if len(name) <= longest:
        return name
    end = (longest - 1) * 2 // 3
    return f"{name[: longest - 1 - end]}…{name[-end:]}"


def title_of(name: str, environment: str) -> str:
    """What the window's title says of a run: its name, and its environment unless that is part of it."""
    words = re.sub(r"[^A-Za-z0-9.]+", "-", environment).strip("-.")[:60]  # As a run's folder is named.
    if not name:
        return environment
    return name if words in name else f"{name} · {environment}"


def moment(unix_s: float, now_unix_s: float, *, brief: bool = False) -> str:
    """A moment as short as it can be said: the time of today, else the day and the time.

    `brief`: the one to the minute, and of the other the day alone.
    """
    then, now = QDateTime.fromSecsSinceEpoch(int(unix_s)), QDateTime.fromSecsSinceEpoch(int(now_unix_s))
    day, time = then.date().toString("yyyy-MM-dd"), QLocale().toString(then.time(), "HH:mm:ss")
    if then.date() == now.date():
        return time[:5] if brief else time
    return day if brief else f"{day} {time[:5]}"


def duration(seconds: float | None) -> str:
    """Such as 42 s, 7:05 or 2:03:10 h."""
    if seconds is None:
        return "–"
    whole = round(seconds)
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return QCoreApplication.translate("Runs", "{time} h").format(time=f"{hours}:{minutes:02}:{rest:02}")
    if minutes:
        return QCoreApplication.translate("Runs", "{time} min").format(time=f"{minutes}:{rest:02}")
    return QCoreApplication.translate("Runs", "{seconds} s").format(seconds=whole)


@cache
def _presets() -> list[tuple[str, Knobs]]:
    """The name of each installed preset and all its hyperparameters; one that can't be read is left out.

    Each comes twice: where a default has changed since, runs that were saved before have the one of that time.
    """
    found: list[tuple[str, Knobs]] = []
    defaults = default_knobs()
    before = {knob.name: knob.before for knob in KNOBS if knob.before is not None}
    for name in preset_names():
        try:
            preset = load_preset(name)
        except InputError:
            continue
        found += [(name, {**defaults, **preset.knobs}), (name, {**defaults, **before, **preset.knobs})]
    return found


def _nearest(knobs: Knobs) -> tuple[str, int]:
    """The name of the preset that hyperparameters are nearest to, and how many differ from it."""
    if not knobs or not _presets():
        return "", 0
    differing = [(sum(knobs[key] != value for key, value in all_.items()), name) for name, all_ in _presets()]
    count, name = min(differing, key=lambda found: found[0])
    return name, count


def preset_of(knobs: Knobs) -> str:
    """The name of the preset that a run has, in whatever environment; empty where its hyperparameters are no preset's.

    It is that of `preset_words`, where these name one and nothing that was changed.
    """
    name, count = _nearest(knobs)
    return "" if count else name


def preset_words(knobs: Knobs) -> str:
    """The preset that a run's hyperparameters are nearest to, and how many differ from it."""
    name, count = _nearest(knobs)
    title = preset_titles().get(name, name)
    if not count:
        return title
    words = QCoreApplication.translate("Runs", "{preset}, {count} changed")
    return words.format(preset=title, count=count)
