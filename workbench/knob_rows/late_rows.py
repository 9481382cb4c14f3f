"""The rows of all hyperparameters, each built when it is first asked for: a row is many widgets, and may not be seen.

Building them all takes as long as the rest of the window. What a row shows is the panel's to know; it is told with the
row that is built.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping

from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QWidget

from dqn_engine.config.hyperparameters import KNOB_BY_NAME, KNOBS, Knob, KnobKind
from workbench.knob_rows.number_row import NumberRow, SizesRow
from workbench.knob_rows.row import KnobRow
from workbench.knob_rows.word_rows import ChoiceRow, SwitchRow
from workbench.look.icons import IconBook
from workbench.look.theme import ThemeSource
from workbench.state import knob_words


class LateRows(Mapping[str, KnobRow]):
    """The rows by the names of their hyperparameters, in the order of declaration.

    Args:
        parent: What the rows are built in.
        prepare: Gets a row that was just built: to show in it what it would show had it been there all along.
    """

    def __init__(
        self, icons: IconBook, theme_source: ThemeSource, parent: QWidget, prepare: Callable[[KnobRow], None]
    ) -> None:
        self._icons, self._theme_source, self._parent, self._prepare = icons, theme_source, parent, prepare
        self._built: dict[str, KnobRow] = {}

    def __getitem__(self, name: str) -> KnobRow:
        self.build((name,))
        return self._built[name]

    def __iter__(self) -> Iterator[str]:
        return iter(KNOB_BY_NAME)

    def __len__(self) -> int:
        return len(KNOB_BY_NAME)

    def build(self, names: Iterable[str]) -> None:
        """Builds the rows of these names that aren't built yet."""
        for name in names:
            if name not in self._built:
                row = _row_for(KNOB_BY_NAME[name], self._icons, self._theme_source, self._parent)
                self._built[name] = row
                self._prepare(row)

    def built(self, names: Iterable[str] = KNOB_BY_NAME) -> list[KnobRow]:
        """Those of `names` that are built, in that order."""
        return [self._built[name] for name in names if name in self._built]


def widest(metrics: QFontMetrics) -> set[str]:
    """The names of two hyperparameters of which one has the widest row of all, in a font of these metrics."""

    def label_px(knob: Knob) -> int:
        return metrics.horizontalAdvance(knob_words.label(knob))

    def choices_px(knob: Knob) -> int:
        return max(metrics.horizontalAdvance(knob_words.choice(choice)) for choice in knob.choices)

    # The editors are of one width, but for lists that are as wide as the longest of their words needs.
    lists = [knob for knob in KNOBS if knob.kind is KnobKind.CHOICE]
    return {max(KNOBS, key=label_px).name, max(lists, key=lambda knob: label_px(knob) + choices_px(knob)).name}


def _row_for(knob: Knob, icons: IconBook, theme_source: ThemeSource, parent: QWidget) -> KnobRow:
    match knob.kind:
        case KnobKind.BOOL:
            return SwitchRow(knob, icons, parent)
        case KnobKind.CHOICE:
            return ChoiceRow(knob, icons, parent)
        case KnobKind.SIZES:
            return SizesRow(knob, icons, parent)
        case KnobKind.INT | KnobKind.FLOAT:
            return NumberRow(knob, icons, theme_source, parent)
