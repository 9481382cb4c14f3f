"""What the reading thread does for the compared curves: it reads what changed, and works out the bands."""

from collections.abc import Sequence
from pathlib import Path

from dqn_engine.comparison.curves import SeedCurve, over_seeds, read_curves
from dqn_engine.comparison.entries import path_of
from dqn_engine.system.errors import InputError
from dqn_engine.system.giving_way import give_way
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
            of_group: list[Line] = []
            for member in group:
                curves, trouble = self._curves(member)
                troubles += [trouble] if trouble else []
                drawn = [line for curve in curves if (line := _line(member, curve, asked, curves))]
                of_group += drawn
                left_out += [] if drawn else [member.label]
                give_way()
            if len(of_group) > 1:
                band = over_seeds([(line.x, line.y) for line in of_group], asked.centre)
                if band is not None:
                    bands.append(GroupBand(label=group[0].group_label, colour=group[0].colour, band=band))
            lines += of_group if len(of_group) > 1 else [_alone(line) for line in of_group]
        return CurvesView(
            asked=asked,
            lines=tuple(lines[:MOST_LINES]),
            bands=tuple(bands),
            left_out=tuple(left_out),
            trouble=troubles[0] if troubles else "",
            selected=len(members),
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


def _line(member: Member, curve: SeedCurve, asked: CurvesAsked, beside: Sequence[SeedCurve]) -> Line | None:
    x, y = curve.along(asked.axis, asked.quantity)
    if not len(x):
        return None
    seed = f"{curve.part}, seed {curve.seed}" if curve.part else f"seed {curve.seed}"
    label = f"{member.label} · {seed}" if len(beside) > 1 else member.label
    front = bool(curve.part) and (member.key, curve.part) == asked.front
    return Line(key=member.key, label=label, x=x, y=y, colour=member.colour, alone=front)


def _alone(line: Line) -> Line:
    return Line(key=line.key, label=line.label, x=line.x, y=line.y, colour=line.colour, alone=True)
