"""Environments that end the process while what they gave, or what they raised, is read: each at another place."""

import time
from typing import Any

import gymnasium
import numpy as np

from tests.support.rule_breakers import Lawful

SOUND_STEPS = 45
"""Steps of all instances together after which they begin to."""


class Exiting:
    """Whatever is asked of it ends the process."""

    def __array__(self, *_: object, **__: object) -> np.ndarray:
        raise SystemExit(0)

    def __float__(self) -> float:
        raise SystemExit(0)

    def __bool__(self) -> bool:
        raise SystemExit(0)

    def __repr__(self) -> str:
        raise SystemExit(0)


class ExitingInfo(dict):
    """An info that can't be looked into."""

    def get(self, *_: object) -> Any:
        """Ends the process."""
        raise SystemExit(0)


class WordlessError(Exception):
    """An error that ends the process when it is put into words."""

    def __str__(self) -> str:
        raise SystemExit(0)

    __repr__ = __str__


class Late(Lawful):
    """Is as it should be for `SOUND_STEPS`, and gives then what `spoiled` makes of a step."""

    steps = 0

    def __init_subclass__(cls) -> None:
        cls.steps = 0

    def step(self, action: int) -> tuple:
        """One step."""
        result = super().step(action)
        type(self).steps += 1
        return result if type(self).steps <= SOUND_STEPS else self.spoiled(*result)

    def spoiled(self, *result: Any) -> tuple:
        """What comes in place of a step's five values."""
        return result


class Raises(Late):
    """Raises an error without words."""

    def spoiled(self, *result: Any) -> tuple:
        """Nothing."""
        raise WordlessError


class Observes(Late):
    """Observes what can't be an array."""

    def spoiled(self, *result: Any) -> tuple:
        """With another observation."""
        return Exiting(), *result[1:]


class Pays(Late):
    """Pays what can't be a number."""

    def spoiled(self, *result: Any) -> tuple:
        """With another reward."""
        return result[0], Exiting(), *result[2:]


class Flags(Late):
    """Gives a flag that is no answer."""

    def spoiled(self, *result: Any) -> tuple:
        """With another flag."""
        return *result[:2], Exiting(), *result[3:]


class Informs(Late):
    """Gives an info that can't be looked into."""

    def spoiled(self, *result: Any) -> tuple:
        """With another info."""
        return *result[:4], ExitingInfo()


class Returns(Late):
    """Returns what can't be taken apart."""

    def spoiled(self, *result: Any) -> tuple:
        """Five values, one of which isn't there."""

        class Five(tuple):
            __slots__ = ()

            def __iter__(self) -> Any:
                raise SystemExit(0)

        return Five(result)


class Interrupts(Late):
    """Raises what Ctrl+C does."""

    def spoiled(self, *result: Any) -> tuple:
        """Nothing."""
        raise KeyboardInterrupt


class EndsProcess(Late):
    """Ends the process past every handler."""

    def spoiled(self, *result: Any) -> tuple:
        """Nothing."""
        import os

        os._exit(0)


WHILE_TRAINING = {
    kind.__name__: kind for kind in (Raises, Observes, Pays, Flags, Informs, Returns, Interrupts, EndsProcess)
}


class WithoutSpace(Lawful):
    """Its space ends the process."""

    @property
    def observation_space(self) -> gymnasium.Space:
        """None."""
        raise SystemExit(0)


class WithoutLimit(Lawful):
    """Its limit ends the process."""

    @property
    def max_steps(self) -> int:
        """None."""
        raise SystemExit(0)


class WithoutRange(Lawful):
    """Its range of rewards ends the process."""

    @property
    def reward_range(self) -> tuple[float, float]:
        """None."""
        raise SystemExit(0)


class Wordless(Lawful):
    """Its constructor raises an error without words."""

    def __init__(self) -> None:
        raise WordlessError


AT_ONCE = {kind.__name__: kind for kind in (WithoutSpace, WithoutLimit, WithoutRange, Wordless)}


class ClosesNever(Lawful):
    """Its close never comes back."""

    def close(self) -> None:
        """Sleeps."""
        time.sleep(3600)


class ClosesWithExit(Lawful):
    """Its close ends the process."""

    def close(self) -> None:
        """Ends the process."""
        raise SystemExit(0)


CLOSING = {kind.__name__: kind for kind in (ClosesNever, ClosesWithExit)}


def register() -> None:
    """Makes them known to Gymnasium as `ExitsName-v0`, once; those that break late begin soundly again."""
    for name, kind in {**WHILE_TRAINING, **AT_ONCE, **CLOSING}.items():
        if f"Exits{name}-v0" not in gymnasium.registry:
            gymnasium.register(f"Exits{name}-v0", entry_point=kind)
        if issubclass(kind, Late):
            kind.steps = 0


register()
