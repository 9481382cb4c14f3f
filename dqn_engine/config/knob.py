"""What a hyperparameter is: its name, what it accepts, what changing it means. `hyperparameters` declares them all."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import cast

from dqn_engine.system.errors import InputError
from dqn_engine.system.sentences import Sentence
from dqn_engine.system.text import quoted
from dqn_engine.system.values import KnobValue


class KnobKind(StrEnum):
    """What values a hyperparameter takes."""

    FLOAT = "number"
    INT = "whole number"
    BOOL = "true or false"
    CHOICE = "choice"
    SIZES = "list of whole numbers"


class LiveClass(StrEnum):
    """What moving a hyperparameter in the middle of a run means."""

    LIVE = "live"  # from the next chunk on; nothing else is touched
    REBUILD = "rebuild"  # legal in mid-run; the program recompiles or a structure is rebuilt
    NEXT_RUN = "next run"  # changes shapes or meaning; takes effect when the next run starts


class Scale(StrEnum):
    """How a slider spreads the range."""

    LINEAR = "linear"
    LOG = "log"
    DOUBLING = "doubling"  # logarithmic, at powers of two; others are typed


@dataclass(frozen=True, slots=True, kw_only=True)
class Knob:
    """One hyperparameter: its name, what it accepts, and what it is for.

    Attributes:
        name: The identifier used by `--set`, presets and the ledger.
        label: The name the user reads.
        group: The heading it is shown under.
        default: The value of the `default` preset.
        low, high: Inclusive bounds (of each entry, for `KnobKind.SIZES`).
        choices: The allowed words of a `KnobKind.CHOICE`.
        words: What a `KnobKind.FLOAT` or `KnobKind.INT` may be instead of a number, such as "auto".
        unit: The unit of the value, empty where it has none.
        live: What changing it during training means.
        help: One sentence that says what low and high cost.
        shown_when: Hyperparameter → values: only meaningful while each of those has one of these values, and is
            meaningful itself.
        before: The value that means what runs did before this hyperparameter existed, for runs that were saved then;
            None: the default does.
    """

    name: str
    label: str
    group: str = ""
    kind: KnobKind
    default: KnobValue
    low: float = -math.inf
    high: float = math.inf
    choices: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    scale: Scale = Scale.LINEAR
    unit: str = ""
    live: LiveClass
    help: str
    shown_when: Mapping[str, tuple[KnobValue, ...]] = field(
        default_factory=dict[str, tuple[KnobValue, ...]], hash=False
    )
    before: KnobValue | None = None

    @property
    def allowed(self) -> str:
        """The accepted values in words."""
        match self.kind:
            case KnobKind.BOOL:
                return Sentence("true or false")
            case KnobKind.CHOICE:
                return Sentence("one of {choices}", choices=", ".join(self.choices))
            case KnobKind.SIZES:
                return Sentence(
                    "one to eight whole numbers from {low:g} to {high:g}, such as 64,64", low=self.low, high=self.high
                )
            case KnobKind.INT:
                numbers = Sentence("a whole number from {low:,} to {high:,}", low=int(self.low), high=int(self.high))
            case KnobKind.FLOAT:
                numbers = Sentence("a number from {low:.10g} to {high:.10g}", low=self.low, high=self.high)
        if not self.words:
            return numbers
        return Sentence("{words} or {numbers}", words=" or ".join(self.words), numbers=numbers)

    def validate(self, value: object) -> KnobValue:
        """Returns `value` in the hyperparameter's own type.

        Raises:
            InputError: `value` has another type, is not finite, or is out of bounds.
        """
        checked = self._coerce(value)
        if checked is None:
            raise self._refusal(value)
        return checked

    def parse(self, text: str) -> KnobValue:
        """Reads a value as typed on the command line or into a field.

        Raises:
            InputError: The text is not a value of this hyperparameter.
        """
        word = text.strip()
        if word in self.words:
            return word
        value: object = word
        if (
            self.kind in (KnobKind.INT, KnobKind.FLOAT, KnobKind.SIZES) and not word.isascii()
        ):  # Python takes every script's digits.
            raise self._refusal(text)
        try:
            match self.kind:
                case KnobKind.BOOL:
                    value = {"true": True, "on": True, "1": True, "false": False, "off": False, "0": False}[
                        word.lower()
                    ]
                case KnobKind.INT:
                    number = float(word)
                    value = int(number) if number == int(number) else number
                case KnobKind.FLOAT:
                    value = float(word)
                case KnobKind.SIZES:
                    value = tuple(int(part) for part in word.replace("x", ",").split(","))
                case KnobKind.CHOICE:
                    value = word
        except (KeyError, ValueError, OverflowError):
            raise self._refusal(text) from None
        checked = self._coerce(value)
        if checked is None:
            raise self._refusal(text)
        return checked

    def format(self, value: KnobValue) -> str:
        """The value as `parse` reads it."""
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, tuple):
            return ",".join(str(size) for size in value)
        if isinstance(value, float):
            short = f"{value:.10g}"
            return short if float(short) == value else repr(value)
        return str(value)

    def _refusal(self, given: object) -> InputError:
        return InputError(
            "{name} is {given}, but must be {allowed}.", name=self.name, given=quoted(given), allowed=self.allowed
        )

    def _coerce(self, value: object) -> KnobValue | None:
        if isinstance(value, str) and value in self.words:
            return value
        match self.kind:
            case KnobKind.BOOL:
                return value if isinstance(value, bool) else None
            case KnobKind.CHOICE:
                return value if isinstance(value, str) and value in self.choices else None
            case KnobKind.INT:
                number = self._bounded(value)
                return int(number) if number is not None and number == int(number) else None
            case KnobKind.FLOAT:
                number = self._bounded(value)
                return None if number is None else float(number)
            case KnobKind.SIZES:
                if not isinstance(value, list | tuple):
                    return None
                given = cast("Sequence[object]", value)
                sizes = tuple(
                    size
                    for size in given
                    if isinstance(size, int) and not isinstance(size, bool) and self.low <= size <= self.high
                )
                return sizes if 1 <= len(given) <= 8 and len(sizes) == len(given) else None

    def _bounded(self, value: object) -> int | float | None:
        """A finite number between the bounds; None for everything else."""
        if isinstance(value, bool) or not isinstance(value, int | float):
            return None
        return value if self.low <= value <= self.high and math.isfinite(value) else None
