"""The numbers of a world that can be changed, as the user reads them, and what is said of a place of the map."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QCoreApplication

from workbench.look.figures import figure, return_text
from workbench.look.sentences import numbered
from workbench.state.environment_words import world_number_words

if TYPE_CHECKING:  # With it come the environments, which are slow to import.
    from dqn_engine.probes.robustness import Robustness


def _tr(text: str) -> str:
    return QCoreApplication.translate("RobustnessWords", text)


def cell_words(report: Robustness, environment: str, row: int, column: int) -> str:
    """What is said of one of the environment's worlds where it is pointed at."""
    words = _tr("Mean return {mean}, from {low} to {high}, of {count} [episode|episodes]\n{place}")
    return numbered(words, report.episodes).format(
        place=_place(report, environment, row, column),
        mean=return_text(float(report.mean_return[row, column])),
        low=return_text(float(report.lowest_return[row, column])),
        high=return_text(float(report.highest_return[row, column])),
        count=report.episodes,
    )


def summary(report: Robustness, environment: str, env_step: int) -> str:
    """What the map shows, in few words."""
    row, column = np.unravel_index(int(report.mean_return.argmin()), report.mean_return.shape)
    words = _tr(
        "Policy of step {step}, means of {count} [episode|episodes]: {trained} where it was trained, {mean} on average "
        "over the map, {lowest} at worst ({worst})."
    )
    return numbered(words, report.episodes).format(
        step=f"{env_step:,}",
        count=report.episodes,
        trained=return_text(report.trained_return),
        mean=return_text(float(report.mean_return.mean())),
        lowest=return_text(float(report.mean_return.min())),
        worst=_place(report, environment, int(row), int(column)),
    )


def is_marked(report: Robustness) -> bool:
    """Whether the world of the training is a place of the map; not where it has these numbers switched off."""
    return all(math.isfinite(axis.trained) for axis in (report.x, report.y) if axis is not None)


def mark_words(report: Robustness) -> str:
    """Where on the map it was trained."""
    if is_marked(report):
        return _tr("The ring: where it was trained.")
    return _tr("It was trained where these numbers are switched off, which is no place of this map.")


def push_words(angle: float, cart: tuple[float, float], pole: tuple[float, float], largest: float) -> str:
    """The smallest pushes to the left and to the right that fell a pole that leans by `angle` rad."""
    words = _tr(
        "{angle}°: the cart {cart_left} to the left, {cart_right} to the right; the pole {pole_left} to the left, "
        "{pole_right} to the right"
    )
    shown = {
        f"{kind}_{side}": _push(push, unit, largest)
        for kind, pushes, unit in (("cart", cart, "m/s"), ("pole", pole, "rad/s"))
        for side, push in zip(("left", "right"), pushes, strict=True)
    }
    return words.format(angle=figure(math.degrees(angle), ".1f"), **shown)


def _push(push: float, unit: str, largest: float) -> str:
    if not math.isfinite(push):
        return _tr("more than {largest} {unit}").format(largest=f"{largest:g}", unit=unit)
    return f"{push:.2f} {unit}" if push else _tr("falls by itself")


def _place(report: Robustness, environment: str, row: int, column: int) -> str:
    axes = [(report.x, column)] if report.y is None else [(report.x, column), (report.y, row)]
    return " · ".join(f"{world_number_words(environment, axis.name)}: {_short(axis.values[at])}" for axis, at in axes)


def _short(value: float) -> str:
    return figure(float(value), ".3g")
