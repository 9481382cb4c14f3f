"""How a range of values spreads over a slider's track: pure arithmetic, no Qt."""

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueScale:
    """Maps values from `low` to `high` to fractions of a track, 0 to 1, and back to neat values.

    A logarithmic range that begins at zero (or below) is logarithmic above `knee` and even below it. With `doubling`
    neat values are powers of two; such a range is logarithmic and begins above zero.
    """

    low: float
    high: float
    log: bool
    whole: bool
    doubling: bool = False

    @property
    def knee(self) -> float:
        """Where a logarithmic range that includes zero turns even."""
        return 1.0 if self.whole else (self.high - self.low) / 1000

    def fraction(self, value: float) -> float:
        """Where `value` stands on the track, held to the track's ends."""
        inside = min(max(value, self.low), self.high)
        if not self.log:
            return (inside - self.low) / (self.high - self.low)
        if self.low > 0:
            return math.log(inside / self.low) / math.log(self.high / self.low)
        return math.log1p((inside - self.low) / self.knee) / math.log1p((self.high - self.low) / self.knee)

    def value(self, fraction: float) -> float:
        """The neat value nearest to that place: whole numbers, two digits on a log scale, about a hundredth of the
        range on an even one; the ends are exact."""
        if fraction <= 0:
            return self.low
        if fraction >= 1:
            return self.high
        raw = self._raw(fraction)
        if self.doubling:
            return min(max(2.0 ** round(math.log2(raw)), self.low), self.high)
        quantum = 10.0 ** math.floor(math.log10((self.high - self.low) / 100))
        if self.log:
            smallest = self.knee / 1000 if self.low <= 0 else self.low  # Nearer to 0 nobody means a value.
            quantum = 10.0 ** (math.floor(math.log10(max(raw, smallest))) - 1)
        if self.whole:
            quantum = max(1.0, round(quantum))
        # Dividing by a whole number keeps 0.3 from becoming 0.30000000000000004.
        neat = round(raw / quantum) * quantum if quantum >= 1 else round(raw / quantum) / round(1 / quantum)
        neat = min(max(neat, self.low), self.high)
        return float(round(neat)) if self.whole else neat

    def positions(self) -> int:
        """How many steps the track should have: one for each whole number where they are few, else a thousand."""
        if self.doubling:
            return round(math.log2(self.high / self.low))
        span = self.high - self.low
        return int(span) if self.whole and not self.log and span <= 1000 else 1000

    def decades(self) -> list[float]:
        """Fractions of the powers of ten inside a logarithmic range; empty for an even one."""
        if not self.log:
            return []
        smallest = self.low if self.low > 0 else self.knee
        powers = range(math.ceil(math.log10(smallest) - 1e-9), math.floor(math.log10(self.high) + 1e-9) + 1)
        return [self.fraction(10.0**power) for power in powers]

    def _raw(self, fraction: float) -> float:
        if not self.log:
            return self.low + fraction * (self.high - self.low)
        if self.low > 0:
            return self.low * (self.high / self.low) ** fraction
        return self.low + self.knee * math.expm1(fraction * math.log1p((self.high - self.low) / self.knee))
