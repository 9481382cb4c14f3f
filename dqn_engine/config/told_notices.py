"""Notices again out of their English sentences, which is what a run's history keeps of them.

Each sentence is made once with values that stand out, and a pattern is made of it by what takes their places; so what
a notice says stands in one place alone.
"""

import functools
import re

from dqn_engine.config.notices import Notice, NoticeKind, NoticeValues
from dqn_engine.environments.info import OddLayout

_MADE_WITH: tuple[tuple[NoticeKind, NoticeValues], ...] = (
    (NoticeKind.OUR_LIMIT, {"steps": 7001}),
    *((NoticeKind.LAYOUT, {"layout": str(layout)}) for layout in OddLayout),
    (NoticeKind.DISCOUNT_ONE, {"steps": 7001}),
    (NoticeKind.RANGE_UNKNOWN, {"low": 71.5, "high": 72.5}),
    (NoticeKind.RANGE_PART, {"low": 71.5, "high": 72.5, "known_low": 73.5, "known_high": 74.5}),
    (NoticeKind.PRECISION, {"count": 7001, "name": "<name>", "low": "<low>", "high": "<high>"}),
    (NoticeKind.MASKS_DIFFER, {}),
    *((NoticeKind.RANGE_EDGE, {"probability": 0.71, "edge": edge, "value": 72.5}) for edge in ("v_min", "v_max")),
    (NoticeKind.LIMIT_ENDS_NOTHING, {"limit": "steps", "steps": 7001, "reached": 7002}),
    (NoticeKind.LIMIT_ENDS_NOTHING, {"limit": "minutes", "minutes": "<minutes>"}),
    (NoticeKind.LIMIT_ENDS_NOTHING, {"limit": "minutes", "minutes": "1"}),
    (NoticeKind.LIMIT_ENDS_NOTHING, {"limit": "return"}),
)


def told_notice(sentence: str) -> Notice | None:
    """The notice that says this in English; None where none does, or where it can't be told apart from other text."""
    for kind, values, pattern in _patterns():
        found = pattern.fullmatch(sentence)
        if found is not None:
            read = {name: _read(text, values[name]) for name, text in found.groupdict().items()}
            return Notice(kind=kind, values={**values, **read})
    return None


@functools.cache
def _patterns() -> tuple[tuple[NoticeKind, NoticeValues, re.Pattern[str]], ...]:
    return tuple((kind, values, _pattern(kind, values)) for kind, values in _MADE_WITH)


def _pattern(kind: NoticeKind, values: NoticeValues) -> re.Pattern[str]:
    pattern = re.escape(Notice(kind=kind, values=values).sentence)
    for name, value in values.items():
        for shown in _ways_to_show(value):
            pattern = pattern.replace(re.escape(shown), f"(?P<{name}>{_shape(value)})", 1)
    return re.compile(pattern)


def _ways_to_show(value: float | str) -> tuple[str, ...]:
    if isinstance(value, int):
        return f"{value:,}", str(value)
    if isinstance(value, float):
        return (f"{value:.0%}",) if abs(value) < 1 else (f"{value:g}",)
    return (value,) if value.startswith("<") else ()


def _shape(value: float | str) -> str:
    if isinstance(value, str):
        return ".+?"
    return r"[\d,]+" if isinstance(value, int) else r"[-+.\de]+%?|[-+]?inf|nan"


def _read(text: str, like: float | str) -> float | str:
    if isinstance(like, str):
        return text
    if isinstance(like, int):
        return int(text.replace(",", ""))
    return float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
