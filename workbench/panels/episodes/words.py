"""What is said of an episode, of one of its steps, and of the futures of a moment."""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from workbench.look.figures import figure, return_text
from workbench.look.sentences import numbered
from workbench.widgets.action_values_plot import value_text
from workbench.widgets.quantity_axis import quantity_text

if TYPE_CHECKING:  # With them come the environments, which are slow to import.
    from dqn_engine.probes.episodes import Episode
    from dqn_engine.probes.what_if import Future, WhatIf

MOST_NAMED = 6
"""Futures and actions that are told of; there is no room for more."""


def action_name(action: int, names: Sequence[str]) -> str:
    """What an action is called, or its number."""
    return names[action] if action < len(names) else str(action)


def episode_words(number: int, episode: Episode) -> str:
    """An episode in a list of them."""
    return _tr("{number}: return {score}, {steps}, {end}").format(
        number=number,
        score=return_text(episode.total),
        steps=steps_words(episode.length),
        end=end_words(episode.ended),
    )


def watched_words(step: int, episode: Episode) -> str:
    """What would follow from step `step` of the watched episode on, counted from 1, as the view counts."""
    return _tr("Watched, from step {step}: return {score}, {steps}, {end}").format(
        step=f"{step:,}",
        score=return_text(episode.total),
        steps=steps_words(episode.length),
        end=end_words(episode.ended),
    )


def steps_words(count: int) -> str:
    """So many steps."""
    return _tr("1 step") if count == 1 else _tr("{length} steps").format(length=f"{count:,}")


def end_words(ended: str) -> str:
    """Why it ended."""
    words = {"terminated": _tr("terminated"), "truncated": _tr("up to the time limit")}
    return words.get(ended, _tr("left"))


def moment_words(episode: Episode, at: int, names: Sequence[str]) -> str:
    """Step `at`: what was done, what was next best, what was paid, and the error."""
    step = _tr("Step {step} of {length}").format(step=f"{at:,}", length=f"{episode.length:,}")
    if at >= episode.length:
        return f"{step} · {end_words(episode.ended)}"
    action, other = int(episode.actions[at]), int(episode.runners_up[at])
    q_values = episode.q_values[at]
    parts = [step, f"a = {action_name(action, names)} (Q {value_text(float(q_values[action]))})"]
    if other >= 0:
        less = quantity_text(float(q_values[action] - q_values[other]))  # often far smaller than the values
        parts.append(_tr("next best {action}, {less} less").format(action=action_name(other, names), less=less))
    parts.append(f"r = {return_text(float(episode.rewards[at]))}")
    parts.append(f"δ = {figure(float(episode.td_errors[at]), '+.3f')}")
    return " · ".join(parts)


def futures_words(
    shown: WhatIf, env_step: int, names: Sequence[str], colour: Callable[[Future], str], *, changed: bool = False
) -> str:
    """A line for each future in its colour, as HTML; of many actions the best few.

    `changed` says that the moment is of another world than the one that the agent is trained in.
    """
    lines: list[str] = []
    for future in shown.futures[:MOST_NAMED]:
        words = _tr("{action}: return {score} from there, {steps}, {end}").format(
            action=action_name(future.action, names),
            score=return_text(future.total),
            steps=steps_words(len(future.actions)),
            end=end_words(future.ended),
        )
        if future.action == shown.greedy:
            words = _tr("{future} (what it would do)").format(future=words)
        lines.append(f'<span style="color: {colour(future)}">■</span> {html.escape(words)}')
    more = len(shown.futures) - len(lines)
    if more > 0:
        lines.append(html.escape(_tr("and {count} more").format(count=more)))
    by = _tr("Policy of step {step}, same random numbers, up to {left} more [step|steps]:")
    if changed:
        by = _tr(
            "Policy of step {step}, same random numbers, up to {left} more [step|steps], in the world that it is "
            "trained in:"
        )
    said = numbered(by, shown.left).format(step=f"{env_step:,}", left=f"{shown.left:,}")
    return "<br>".join([html.escape(said), *lines])


def _tr(text: str) -> str:
    return QCoreApplication.translate("EpisodesPanel", text)
