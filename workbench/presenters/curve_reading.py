"""What the reading thread does for the compared curves: it reads what changed, and works out the bands."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from dqn_engine.comparison.curves import Axis, Band, SeedCurve, along_time, over_seeds, read_curves
from dqn_engine.comparison.entries import path_of
from dqn_engine.system.errors import InputError
from dqn_engine.system.giving_way import give_way
from workbench.state import curve_words as words
from workbench.state.compared_curves import MOST_LINES, CurvesAsked, CurvesView, GroupBand, Line, Member, groups_of

_MOST_REMEMBERED = 512


class CurveReading:
    """Used on one thread alone."""

    def __init__(self) -> None:
        self._read: dict[str, tuple[str, tuple[SeedCurve, ...], str]] = {}

    def view(self, members: Sequence[Member], asked: CurvesAsked) -> CurvesView:
        """What is drawn of these entries."""
        lines: list[Line] = []
        bands: list[GroupBand] = []
        left_out: list[str] = []
        troubles: list[str] = []
        for group in groups_of(members).values():
            counted: list[_Drawn] = []
            of_group: list[Line] = []
            for member in group:
                curves, trouble = self._curves(member)
                troubles += [trouble] if trouble else []
                drawn = [one for curve in curves if (one := _drawn(member, curve, asked, curves))]
                counted += [one for one in drawn if one.counts]
                of_group += [one.line for one in drawn]
                left_out += [] if drawn else [member.label]
                give_way()
            band = _band(counted, asked) if len(counted) > 1 else None
            if band is not None:
                best = {one.curve.part for one in counted}
                part = words.part(best.pop()) if len(best) == 1 and len(group) == 1 else ""
                label = f"{group[0].group_label} · {part}" if part else group[0].group_label
                bands.append(GroupBand(label=label, colour=group[0].colour, band=band))
            lines += of_group if band is not None or len(of_group) > words.MOST_NAMED else map(_alone, of_group)
        return CurvesView(
            asked=asked,
            lines=tuple(lines[:MOST_LINES]),
            bands=tuple(bands),
            left_out=tuple(left_out),
            trouble=troubles[0] if troubles else "",
            selected=len(members),
            awaited=any(member.being_written for member in members),
        )

    def _curves(self, member: Member) -> tuple[tuple[SeedCurve, ...], str]:
        mark, curves, trouble = self._read.get(member.key, ("", (), ""))
        folder, _, part = member.key.partition("\n")
        now = mark_of(path_of(member.key)) or member.mark
        if not mark or mark != now:
            try:
                curves, trouble = read_curves(Path(folder), part), ""
            except InputError as error:
                curves, trouble = (), str(error)
            while len(self._read) >= _MOST_REMEMBERED:
                self._read.pop(next(iter(self._read)))
            self._read[member.key] = (now, curves, trouble)
        return curves, trouble


def mark_of(folder: Path) -> str:
    """Another text once something in the folder was written, also of what is in progress; empty: it holds nothing."""
    from dqn_engine.comparison.catalogue import look_at
    from dqn_engine.sweep.progress_table import PROGRESS

    found = look_at(folder)
    if found is None:
        return ""
    try:
        progress = (folder / PROGRESS).lstat()
    except OSError:
        return found.stamp
    return f"{found.stamp}|{progress.st_size}:{progress.st_mtime_ns}"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Drawn:
    """A seed's curve and the line that it becomes; whether it counts in its group's band."""

    curve: SeedCurve
    line: Line
    counts: bool


def _drawn(member: Member, curve: SeedCurve, asked: CurvesAsked, beside: Sequence[SeedCurve]) -> _Drawn | None:
    """The line of a seed; None where it has none.

    What stands for a sweep is its best trial's tuning seeds, as in the table. Those of other trials are drawn while it
    runs, until one is the best, or where the user chose their trial; they count in no band, nor do report seeds.
    """
    front = bool(curve.part) and (member.key, curve.part) == asked.front
    has_best = any(one.of_best for one in beside)
    if not (curve.of_best or front or member.being_written or not has_best):
        return None
    x, y = curve.along(asked.axis, asked.quantity)
    if not len(x):
        return None
    seed = words.seed(curve.part, curve.seed, reported=curve.reported)
    line = Line(
        key=member.key,
        label=f"{member.label} · {seed}" if len(beside) > 1 else member.label,
        x=x,
        y=y,
        colour=member.colour,
        alone=front or curve.reported,
        reported=curve.reported,
        group=f"{member.label} · {words.report_seeds()}" if curve.reported else "",
        chosen=front and not curve.reported,
    )
    return _Drawn(curve=curve, line=line, counts=curve.of_best and not curve.reported)


def _band(counted: Sequence[_Drawn], asked: CurvesAsked) -> Band | None:
    if asked.axis is not Axis.TIME:
        return over_seeds([(one.line.x, one.line.y) for one in counted], asked.centre)
    steps = [one.curve.along(Axis.STEPS, asked.quantity) for one in counted]
    found = over_seeds(steps, asked.centre)
    clocks = [(at, one.line.x) for one, (at, _) in zip(counted, steps, strict=True)]
    return None if found is None else along_time(found, clocks)


def _alone(line: Line) -> Line:
    return replace(line, alone=True)
