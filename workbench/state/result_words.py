"""Results of the engine's commands as pages: tables and sentences, escaped, in the user's language.

What comes in is the JSON of a process of this program; a field that is missing is left out, not trusted to be there.
"""

import html
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

from PySide6.QtCore import QCoreApplication

from dqn_engine.comparison.profile_rows import profile_rows
from dqn_engine.config.hyperparameters import KNOB_BY_NAME
from dqn_engine.system.errors import InputError
from dqn_engine.system.text import printable
from workbench.look.figures import figure, percent, return_text
from workbench.look.sentences import numbered
from workbench.state import run_cells

Result = Mapping[str, Any]


def _tr(text: str) -> str:
    return QCoreApplication.translate("Compare", text)


def difference_page(result: Result) -> str:
    """What `dqn-engine compare --json` says of two."""
    sides = result.get("sides", [])
    names = [chr(ord("A") + place) for place in range(len(sides))]
    parts = [
        "".join(f"<p><b>{name}</b> {_side(side)}</p>" for name, side in zip(names, sides, strict=True)),
        _heading(_tr("Hyperparameters that differ")),
        _what_differs(
            names,
            {
                _knob(name): [_knob_value(name, value) for value in values]
                for name, values in result.get("hyperparameters", {}).items()
            },
        ),
        _heading(_tr("Changes on the way")),
        _changes(names, sides, same=bool(result.get("same_changes"))),
        _heading(_tr("Versions that differ")),
        _what_differs(names, result.get("versions", {})),
    ]
    for pair in result.get("pairs", []):
        parts += [_heading(_tr("Weights")), _weights(pair), _heading(_tr("Behaviour")), _behaviour(pair)]
    return "".join(parts)


def verdict_page(result: Result) -> str:
    """What `dqn-engine verdict --json` says."""
    a, b = result.get("a", {}), result.get("b", {})
    of_both = result.get("names", (a.get("name"), b.get("name")))  # The former while it isn't come to.
    names = dict(zip("AB", map(_plain, of_both), strict=True))
    pairs, budget = result.get("pairs", 0), result.get("budget", 0)
    decided = result.get("verdict")
    if decided in names:
        better, worse = (names["A"], names["B"]) if decided == "A" else (names["B"], names["A"])
        words = _tr("{better} beats {worse}, decided after {pairs} of at most {budget} pairs of seeds.")
        sentence = words.format(better=better, worse=worse, pairs=pairs, budget=budget)
    else:
        words = _tr("Nothing is decided after {pairs} of {budget} pairs of seeds.")
        sentence = words.format(pairs=pairs, budget=budget)
    difference = result.get("difference", {})
    rows = {
        _tr("Difference A − B"): [_with_interval(difference.get("mean"), difference.get("interval"))],
        **_improvement(result),
    }
    rate = result.get("error_rate")
    return "".join(
        (
            f"<p><b>{html.escape(sentence)}</b></p>",
            _table([], rows) + _sides_table(("A", a), ("B", b)) + _profile(result, "A", "B") if pairs and a else "",
            _small(
                _tr("Where both are equal, at most {rate} of comparisons end in a verdict.").format(rate=_part(rate))
            ),
        )
    )


def hand_page(result: Result) -> str:
    """What `dqn-engine hand --json` says."""
    worth, interval = result.get("worth"), result.get("interval")
    seeds = len(result.get("seeds", []))
    low, high = _ends(interval)
    if worth is None:
        sentence = _tr("No seed is finished, so that nothing can be said.")
    elif low is None or high is None:
        sentence = _tr("So few can't be told from luck: on {seeds} other seeds the changes gave {worth}; it takes six.")
    elif low > 0:
        sentence = _tr("Hand: on {seeds} other seeds the changes were worth {worth} of the mean return.")
    elif high < 0:
        sentence = _tr("The hand did harm: on {seeds} other seeds the changes cost {worth} of the mean return.")
    else:
        sentence = _tr(
            "Can't be told from luck: on {seeds} other seeds, what the changes were worth may as well be nothing."
        )
    some = low is not None and high is not None
    said = "–" if worth is None else return_text(abs(worth) if some else worth)
    own = result.get("own_seed", {})
    rows = {_tr("Worth of the changes"): [_with_interval(worth, interval)], **_improvement(result)}
    return "".join(
        (
            f"<p><b>{html.escape(sentence.format(seeds=seeds, worth=said))}</b></p>",
            _table([], rows) if seeds else "",
            _sides_table(
                (_tr("With"), {**result.get("with", {}), "name": ""}),
                (_tr("Without"), {**result.get("without", {}), "name": ""}),
            )
            + _profile(result, _tr("With"), _tr("Without"))
            if seeds
            else "",
            _heading(_tr("The run's own seed")),
            _table(
                [_tr("With"), _tr("Without")],
                {_tr("Final return"): [_number(own.get("with")), _number(own.get("without"))]},
            ),
            _heading(_tr("The changes")),
            _changes_list(result.get("changes", [])),
        )
    )


def report_page(result: Result) -> str:
    """What `dqn-engine report --json` says."""
    sections = result.get("sections", [])
    words = _tr("Written: {path}, {count} [section|sections], {size} kB.")
    said = numbered(words, len(sections)).format(
        path=_plain(result.get("out")), count=len(sections), size=f"{result.get('bytes', 0) / 1000:,.0f}"
    )
    rows = "".join(f"<li>{html.escape(_plain(section.get('title')))}</li>" for section in sections)
    troubles = "".join(f"<p>{html.escape(_plain(trouble))}</p>" for trouble in result.get("troubles", []))
    return f"<p><b>{html.escape(said)}</b></p><ul>{rows}</ul>{troubles}"


def page_of(kind: str, result: Result) -> str:
    """The page of a command's result; empty where there is none."""
    makers = {"compare": difference_page, "verdict": verdict_page, "hand": hand_page, "report": report_page}
    return makers[kind](result) if result and kind in makers else ""


def saved_page(kind: str, name: str, answer: Result, trouble: str) -> str:
    """The page of what a folder says that was asked before; empty until it is read."""
    body = _paragraph(trouble) if trouble else page_of(kind, answer)
    return f"<p>{html.escape(_plain(name))}</p>{body}" if body else ""


def _side(side: Result) -> str:
    steps = side.get("env_steps")
    parts = [_plain(side.get("path")), _plain(side.get("environment"))]
    if steps is not None:
        parts.append(_tr("step {step}").format(step=f"{steps:,}"))
    return html.escape(" · ".join(parts))


def _weights(pair: Result) -> str:
    weights = pair.get("weights")
    if not weights:
        return _paragraph(pair.get("weights_trouble"))
    if weights.get("distance") == 0:
        return _paragraph(_tr("They are equal."))
    words = _tr("{distance} apart, {relative} of the first's size; the largest difference of a number is {largest}.")
    text = words.format(
        distance=figure(weights["distance"], ".4g"),
        relative=_part(weights.get("relative")),
        largest=figure(weights.get("largest", 0.0), ".4g"),
    )
    layers = {
        name: [figure(layer.get("distance", 0.0), ".4g"), _part(layer.get("relative"))]
        for name, layer in weights.get("layers", {}).items()
    }
    return _paragraph(text) + _table([_tr("Distance"), _tr("Relative")], layers)


def _behaviour(pair: Result) -> str:
    acts = pair.get("behaviour")
    if not acts:
        return _paragraph(pair.get("behaviour_trouble"))
    rows = {
        _tr("The same greedy action"): [
            _tr("{part} of {states} states").format(
                part=_part(acts.get("equal_actions")), states=f"{acts.get('states', 0):,}"
            )
        ],
        _tr("Mean |ΔQ|"): [figure(acts.get("mean_difference", 0.0), ".4g")],
        _tr("Largest |ΔQ|"): [figure(acts.get("largest_difference", 0.0), ".4g")],
    }
    return _table([], rows)


def _what_differs(names: Sequence[str], rows: Mapping[str, Sequence[object]]) -> str:
    return _table(names, rows) if rows else _paragraph(_tr("None."))


def _changes(names: Sequence[str], sides: Sequence[Result], *, same: bool) -> str:
    if same and sides and not sides[0].get("changes"):
        return _paragraph(_tr("None in either."))
    return "".join(
        f"<p><b>{name}</b></p>{_changes_list(side.get('changes', []))}" for name, side in zip(names, sides, strict=True)
    )


def _changes_list(changes: Iterable[Result]) -> str:
    lines: list[str] = []
    for change in changes:
        if "weights_sha256" in change:
            said = _tr("weights were loaded")
        elif "new_episodes" in change:
            said = _tr("new episodes were begun")
        else:
            said = ", ".join(
                f"{_knob(name)} {_knob_value(name, old)} → {_knob_value(name, new)}"
                for name, (old, new) in change["changes"].items()
            )
        lines.append(_tr("step {step}").format(step=f"{change.get('env_step', 0):,}") + f": {said}")
    return "<ul>" + "".join(f"<li>{html.escape(line)}</li>" for line in lines) + "</ul>" if lines else "<p>–</p>"


def _sides_table(*sides: tuple[str, Result]) -> str:
    rows = {
        f"{title}: {_plain(side.get('name'))}" if side.get("name") else title: [
            _with_interval(side.get("iqm"), side.get("iqm_interval")),
            _number(side.get("mean")),
            f"{len(side.get('scores', [])):,}",
        ]
        for title, side in sides
    }
    return _table([_tr("IQM (95 % interval)"), _tr("Mean"), _tr("Seeds")], rows)


def _profile(result: Result, *names: str) -> str:
    rows = {
        _tr("above {score}").format(score=return_text(threshold)): [percent(part, ".0%") for part in parts]
        for threshold, *parts in profile_rows(result.get("profile"))
    }
    return _heading(_tr("Performance profile: how many seeds score")) + _table(names, rows) if rows else ""


def _improvement(result: Result) -> dict[str, list[str]]:
    probability, interval = result.get("probability_of_improvement"), result.get("probability_interval") or [None, None]
    if probability is None:
        return {}
    said = _part(probability)
    if None not in interval:
        said += f" ({_part(interval[0])} – {_part(interval[1])})"
    return {_tr("Probability of improvement"): [said]}


def _table(columns: Sequence[str], rows: Mapping[str, Sequence[object]]) -> str:
    if not rows:
        return "<p>–</p>"
    head = "".join(f"<th align='right'>{html.escape(name)}</th>" for name in columns)
    head = f"<tr><th></th>{head}</tr>" if columns else ""
    body = "".join(
        f"<tr><td>{html.escape(name)}</td>"
        + "".join(f"<td align='right'>{html.escape(_cell(value))}</td>" for value in values)
        + "</tr>"
        for name, values in rows.items()
    )
    return f"<table cellpadding='3' cellspacing='0'>{head}{body}</table>"


def _heading(text: str) -> str:
    return f"<p style='margin-top:10px; font-weight:600'>{html.escape(text)}</p>"


def _paragraph(text: object) -> str:
    return f"<p>{html.escape(_plain(text))}</p>"


def _small(text: str) -> str:
    return f"<p><small>{html.escape(text)}</small></p>"


def _plain(text: object) -> str:
    return "–" if text is None else printable(str(text), 300)


def _cell(value: object) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(map(str, cast("list[object]", value)))
    if isinstance(value, bool):
        return _tr("on") if value else _tr("off")
    return _plain(value)


def _number(value: float | None) -> str:
    return "–" if value is None else return_text(value)


def _part(value: float | None) -> str:
    return "–" if value is None else percent(value, ".1%")


def _with_interval(value: float | None, interval: object) -> str:
    if value is None:
        return "–"
    low, high = _ends(interval)
    if low is None or high is None:
        return return_text(value)
    return f"{return_text(value)} ({return_text(low)} – {return_text(high)})"


def _ends(interval: object) -> tuple[float | None, float | None]:
    """The ends of an interval; None where they aren't known."""
    found = cast("list[float | None]", interval) if isinstance(interval, list) else []
    return (found[0], found[1]) if len(found) == 2 else (None, None)


def _knob_value(name: str, value: object) -> str:
    """As the hyperparameter's row shows it; one that this version doesn't know as it stands there."""
    if name not in KNOB_BY_NAME or value is None:
        return _cell(value)
    try:
        return run_cells.knob_value(name, KNOB_BY_NAME[name].validate(value))
    except InputError:
        return _cell(value)


def _knob(name: str) -> str:
    if name not in KNOB_BY_NAME:
        return printable(name, 80)
    # "Episodes" of an evaluation stands beside those of the run.
    knob, label = KNOB_BY_NAME[name], run_cells.knob_label(name)
    return label if knob.group != "Evaluation" else f"{QCoreApplication.translate('Knobs', knob.group)}: {label}"
