"""The coach: stated rules over what the other instruments see, each with what it means and what to try.

A rule is a pure function of `Facts` to a `Finding` or nothing. What it says is a code with numbers; the words for each
code are in `coach_words`, so that they can be said in another language. A remedy is a change of hyperparameters that a
fork can begin with; it is something to try, and not known to help.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from dqn_engine.config.hyperparameters import KNOB_BY_NAME
from dqn_engine.environments.info import EnvironmentInfo
from dqn_engine.probes.coach_words import WORDS
from dqn_engine.probes.health import Health, HealthRequest, Layer, Terminal, health
from dqn_engine.probes.replay import Replay, ReplayRequest, replay
from dqn_engine.probes.ruler import Ruler, ruler_of
from dqn_engine.probes.subject import Subject
from dqn_engine.system.values import Knobs, KnobValue

FADED_RATE = 0.05
"""Of the base learning rate, at which little is learned any more."""

_BEYOND = 0.05
"""Of the ruler's width, that a value must be beyond it to be told."""

_EXCESS = 0.2
"""Of what other states are worth, that terminating steps must be over-estimated by to be told."""

_LEAST_EPSILON = 0.01
"""What ε is advised to end at, where it ended at 0."""

NEWEST_EPISODES = 5
"""By whose mean return the warning of a collapse judges."""

_ABOVE, _FAILING = 0.02, 0.6
"""Of the ruler's width, that the mean value must be above it for that warning; and of the best return of the last 100
episodes, what the newest must be below. Chosen on 50 runs with seeds 0 to 9 of `tests.benchmarks.collapse`, where
0.01 to 0.02 and 0.4 to 0.7 did alike."""

_FALLEN = 0.2
"""Of the best mean return, that returns must have fallen by to be told."""

_ALIKE, _DORMANT, _CLIPPED = 0.9, 0.25, 0.5
_LEAST_EPISODES, _LEAST_STORED, _LEAST_PARTS = 20, 1_000, 8


@dataclass(frozen=True, slots=True, kw_only=True)
class CoachRequest:
    """The coach takes no request: it looks at everything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What one rule found.

    Attributes:
        code: Which rule; one of `coach_words.WORDS`.
        numbers: What it saw, by the names that its words have for them.
        seen: The same in words.
        means: What that means.
        source: Where that is from.
        remedy: Hyperparameters to try in a fork; empty where nothing is wrong.
    """

    code: str
    numbers: Mapping[str, float]
    seen: str
    means: str
    source: str
    remedy: Mapping[str, KnobValue]


@dataclass(frozen=True, slots=True, kw_only=True)
class Coach:
    """What the rules found, the most pressing first.

    Attributes:
        findings: Of those that found something.
        silent: The codes of those that found nothing.
        waiting: The codes of those that lack what they look at, as just after a run was opened.
    """

    findings: tuple[Finding, ...]
    silent: tuple[str, ...]
    waiting: tuple[str, ...] = ()


class Facts(NamedTuple):
    """All that rules look at."""

    knobs: Knobs
    info: EnvironmentInfo
    env_steps: int
    updates: int
    replay: Replay
    health: Health
    ruler: Ruler
    returns: tuple[float, ...]  # of the last episodes, oldest first
    losses: np.ndarray  # [N] mean of stretches of the run, oldest first
    mean_returns: np.ndarray  # [N] of the last 100 episodes at their ends, NaN before there are any
    epsilon: float  # as it acts
    learning_rate: float  # as it acts


def coach(subject: Subject, request: CoachRequest) -> Coach:
    """What the rules find.

    Raises:
        InputError: The buffer is empty.
    """
    del request
    return advice(facts_of(subject))


def facts_of(subject: Subject) -> Facts:
    """What rules look at of an agent as it is.

    Raises:
        InputError: The buffer is empty.
    """
    epsilon, learning_rate = _schedules(subject)
    past, none = subject.past, np.zeros(0)
    return Facts(
        knobs=subject.knobs,
        info=subject.info,
        env_steps=subject.env_steps,
        updates=subject.updates,
        replay=replay(subject, ReplayRequest()),
        health=health(subject, HealthRequest()),
        ruler=ruler_of(subject.knobs, subject.info),
        returns=subject.returns,
        losses=none if past is None else past.loss,
        mean_returns=none if past is None else past.mean_return,
        epsilon=epsilon,
        learning_rate=learning_rate,
    )


def advice(facts: Facts) -> Coach:
    """What the rules find in these facts."""
    waiting = tuple(code for code, lacks in _LACKS.items() if lacks(facts))
    found = {code: rule(facts) for code, rule in RULES.items() if code not in waiting}
    return Coach(
        findings=tuple(_finding(code, *seen) for code, seen in found.items() if seen is not None),
        silent=tuple(code for code, seen in found.items() if seen is None),
        waiting=waiting,
    )


def collapse_is_near(returns: Sequence[float], value: float, ruler: Ruler) -> bool:
    """Whether a policy is being forgotten that was learned: values have left what can be true, and episodes fail.

    The failures of an agent that no longer fails leave its buffer. With them goes what keeps the values of bad states
    low, and through the bootstrap those of all others (de Bruin et al. 2015), until they are above every return.

    Args:
        returns: Of up to 100 episodes, oldest first.
        value: The mean of max Q over states of the buffer.
        ruler: What returns can be.
    """
    if not ruler.known or len(returns) < _LEAST_EPISODES:
        return False
    recent, best = float(np.mean(returns[-NEWEST_EPISODES:])), max(returns)
    return _is_above(value, ruler) and recent < _FAILING * best


def _is_above(value: float, ruler: Ruler) -> bool:
    """Whether a mean value is above every return by more than an agent's is that has nothing to fear any more."""
    return ruler.known and value > ruler.high + _ABOVE * ruler.width


_Seen = tuple[dict[str, float], dict[str, KnobValue]]
"""The numbers of a finding, and the remedy."""


def _collapse(facts: Facts) -> _Seen | None:
    threshold, ruler, value = facts.info.return_threshold, facts.ruler, facts.health.largest_q
    if not np.isfinite(threshold) or facts.knobs["munchausen"]:  # Munchausen's values aren't those of returns.
        return None
    if not collapse_is_near(facts.returns, value, ruler) or max(facts.returns) < 0.5 * threshold:
        return None  # Or nothing has been learned that could be forgotten.
    numbers = {
        "count": float(NEWEST_EPISODES),
        "recent": float(np.mean(facts.returns[-NEWEST_EPISODES:])),
        "best": max(facts.returns),
        "value": value,
        "high": ruler.high,
    }
    return numbers, _changed(facts, learning_rate=facts.knobs["learning_rate"] / 4)


def _beyond_ruler(facts: Facts) -> _Seen | None:
    ruler, lowest, highest = facts.ruler, facts.health.lowest_q, facts.health.highest_q
    margin = _BEYOND * ruler.width
    if not ruler.known or facts.knobs["munchausen"] or not facts.updates:
        return None
    if ruler.low - margin <= lowest and highest <= ruler.high + margin:
        return None
    numbers = {"lowest": lowest, "highest": highest, "low": ruler.low, "high": ruler.high}
    if not facts.knobs["double"] and highest > ruler.high + margin:  # It makes values smaller.
        return numbers, _changed(facts, double=True)
    return numbers, _changed(facts, learning_rate=facts.knobs["learning_rate"] / 2)


def _terminal_values(facts: Facts) -> _Seen | None:
    terminal = facts.health.terminal
    if terminal is None or not _rises(terminal) or _excess(facts) <= _EXCESS:
        return None
    numbers = {
        "online": terminal.online,
        "target": terminal.target,
        "reward": terminal.reward,
        "count": float(terminal.count),
        "usual": facts.health.largest_q,
    }
    return numbers, _changed(facts, learning_rate=facts.knobs["learning_rate"] / 2)


def _terminations_vanish(facts: Facts) -> _Seen | None:
    buffer = facts.replay
    if buffer.stored < _LEAST_STORED or buffer.terminated_a_batch >= 1.0 or not _goes_wrong(facts):
        return None
    fewer = buffer.terminated_of_older > 0.0 and buffer.terminated_of_newer <= 0.2 * buffer.terminated_of_older
    # Where every step is paid, none at all means that the agent has stopped to fail.
    none_left = facts.info.reward_per_step > 0.0 and buffer.share_terminated == 0.0
    if not (fewer or none_left):
        return None
    numbers = {
        "share": buffer.share_terminated,
        "older": buffer.terminated_of_older,
        "newer": buffer.terminated_of_newer,
        "batch": buffer.terminated_a_batch,
    }
    if buffer.stored < buffer.capacity:  # Then no failure has left it yet.
        return numbers, _changed(facts, **_more_exploration(facts.knobs))
    return numbers, _changed(facts, capacity=4 * facts.knobs["capacity"])


def _more_exploration(knobs: Knobs) -> dict[str, KnobValue]:
    """Twice as much of what decides how often an action is another than the greedy one."""
    if knobs["exploration"] == "boltzmann":
        return {"temperature": 2.0 * knobs["temperature"]}
    if knobs["noisy"] and not knobs["epsilon_manual"]:  # Its σ is learned; only ε by hand adds to that.
        return {"epsilon_manual": True, "epsilon_value": _LEAST_EPSILON}
    if knobs["epsilon_manual"]:
        name = "epsilon_value"
    else:
        name = "epsilon_start" if knobs["epsilon_schedule"] == "constant" else "epsilon_end"
    return {name: max(2.0 * knobs[name], _LEAST_EPSILON)}


def _falls_by_schedule(knobs: Knobs) -> bool:
    """Whether a schedule of ε decides how often an action is random."""
    return not (knobs["noisy"] or knobs["epsilon_manual"]) and knobs["exploration"] != "boltzmann"


def _goes_wrong(facts: Facts) -> bool:
    """Whether returns have fallen, or values have drifted to where no return is.

    Where every step is paid, fewer terminations are what a good agent's buffer looks like, and alone no news.
    """
    known = facts.mean_returns[np.isfinite(facts.mean_returns)]
    recent = facts.returns[-_LEAST_EPISODES:]
    best = float(known.max()) if len(known) else -np.inf
    fallen = len(recent) == _LEAST_EPISODES and float(np.mean(recent)) < best - _FALLEN * abs(best)
    terminal = _rises(facts.health.terminal) and _excess(facts) > _EXCESS
    return fallen or terminal or _is_above(facts.health.largest_q, facts.ruler)


def _explored_too_little(facts: Facts) -> _Seen | None:
    knobs, threshold = facts.knobs, facts.info.return_threshold
    if not _falls_by_schedule(knobs) or len(facts.returns) < _LEAST_EPISODES or not np.isfinite(threshold):
        return None
    first, last = float(knobs["epsilon_start"]), float(knobs["epsilon_end"])
    mean = float(np.mean(facts.returns[-_LEAST_EPISODES:]))
    low = mean < 0.25 * threshold if threshold > 0.0 else mean < 1.5 * threshold
    if not low or first <= last or facts.epsilon - last > 0.1 * (first - last):
        return None
    numbers = {"epsilon": facts.epsilon, "end": last, "mean": mean, "threshold": threshold}
    if knobs["epsilon_schedule"] == "multiplicative":
        halfway = (0.5 * (first + last) / first) ** (1.0 / max(facts.updates, 1))
        rate = max(1.0 - (1.0 - knobs["epsilon_decay_rate"]) / 4, halfway)
        return numbers, _changed(facts, epsilon_decay_rate=round(rate, 6))
    return numbers, _longer(facts, "epsilon_decay_steps", 4, facts.env_steps)


def _rate_faded(facts: Facts) -> _Seen | None:
    base, threshold = float(facts.knobs["learning_rate"]), facts.info.return_threshold
    if facts.learning_rate > FADED_RATE * base * (1.0 + 1e-4) or len(facts.returns) < _LEAST_EPISODES:
        return None
    mean = float(np.mean(facts.returns[-_LEAST_EPISODES:]))  # The first of a hundred may have been played long ago.
    if np.isfinite(threshold) and mean >= threshold:  # That is what the schedule is for.
        return None
    numbers = {"rate": facts.learning_rate, "base": base, "mean": mean, "updates": float(facts.updates)}
    return numbers, _longer(facts, "learning_rate_steps", 5, facts.updates)


def _dead(facts: Facts) -> _Seen | None:
    dead = next((layer for layer in facts.health.layers if not layer.scores.any()), None)
    if dead is None:
        return None
    return _place_of(dead, facts), _changed(facts, **_more_exploration(facts.knobs))


def _place_of(layer: Layer, facts: Facts) -> dict[str, float]:
    """How many units it has, and which of all layers it is."""
    return {
        "units": float(len(layer.scores)),
        "layer": 1.0 + [each.name for each in facts.health.layers].index(layer.name),
        "layers": float(len(facts.health.layers)),
    }


def _dormant(facts: Facts) -> _Seen | None:
    alive = [layer for layer in facts.health.layers if layer.scores.any()]
    worst = max(alive, key=lambda layer: layer.dormant, default=None)
    if worst is None or worst.dormant < _DORMANT:
        return None
    numbers = {"share": worst.dormant, **_place_of(worst, facts)}
    return numbers, _changed(facts, learning_rate=facts.knobs["learning_rate"] / 2)


def _lacks_losses(facts: Facts) -> bool:
    return int(np.isfinite(facts.mean_returns).sum()) < _LEAST_PARTS


def _loss_rises(facts: Facts) -> _Seen | None:
    known = np.isfinite(facts.mean_returns)
    losses, returns = facts.losses[known], facts.mean_returns[known]
    half = len(losses) // 2
    before, after = float(losses[:half].mean()), float(losses[half:].mean())
    worse, better = float(returns[:half].mean()), float(returns[half:].mean())
    if after <= 1.2 * before or better <= worse + 0.1 * abs(worse):
        return None
    return {"before": before, "after": after, "worse": worse, "better": better}, {}


def _priorities_alike(facts: Facts) -> _Seen | None:
    buffer, alpha = facts.replay, float(facts.knobs["alpha"])
    if not buffer.prioritized or not facts.updates or buffer.stored < _LEAST_STORED:
        return None
    if buffer.effective_sample_size <= _ALIKE * buffer.stored:
        return None
    numbers = {"ess": buffer.effective_sample_size, "stored": float(buffer.stored), "alpha": alpha}
    return numbers, _changed(facts, alpha=min(1.0, round(alpha + 0.3, 2)))


def _lacks_clipped(facts: Facts) -> bool:
    return not np.isfinite(facts.health.clipped)


def _clipped(facts: Facts) -> _Seen | None:
    share, norm, clip = facts.health.clipped, facts.health.gradient_norm, float(facts.knobs["gradient_clip"])
    if share <= _CLIPPED:
        return None
    return {"share": share, "norm": norm, "clip": clip}, _changed(facts, gradient_clip=float(f"{2 * norm:.2g}"))


RULES: Mapping[str, Callable[[Facts], _Seen | None]] = {
    "collapse": _collapse,
    "values-beyond-ruler": _beyond_ruler,
    "terminal-values-rise": _terminal_values,
    "terminations-vanish": _terminations_vanish,
    "explored-too-little": _explored_too_little,
    "learning-rate-faded": _rate_faded,
    "dead-layer": _dead,
    "dormant-units": _dormant,
    "priorities-alike": _priorities_alike,
    "gradient-clipped": _clipped,
    "loss-rises-with-returns": _loss_rises,
}
"""By their codes, in the order in which findings are told."""

_LACKS: Mapping[str, Callable[[Facts], bool]] = {
    "gradient-clipped": _lacks_clipped,
    "loss-rises-with-returns": _lacks_losses,
}
"""Whether a rule lacks the updates or the curves that it looks at: a run that was just opened has none yet."""


def _rises(terminal: Terminal | None) -> bool:
    """Whether the values of terminating steps are higher than they were in the target network, which is older.

    Where values start high (`initial_values`) they fall at first, and that is no sign of anything.
    """
    return terminal is not None and terminal.online > terminal.target


def _excess(facts: Facts) -> float:
    """How far terminating steps are over-estimated, of what other states are worth; 0 where those are worth nothing."""
    terminal = facts.health.terminal
    if terminal is None:
        return 0.0
    usual = facts.health.largest_q - terminal.reward
    return (terminal.online - terminal.reward) / usual if usual > 0.0 else 0.0


def _longer(facts: Facts, name: str, factor: int, count: int) -> dict[str, KnobValue]:
    """A schedule of `factor` times the length, which isn't over by half where the run is, at `count`.

    However much longer, one whose end lies behind the run would change nothing. Nothing where no length is enough.
    """
    place = 10 ** max(len(str(2 * count)) - 2, 0)
    halfway = -(-2 * count // place) * place  # Of two digits, as a person would choose it.
    return (
        _changed(facts, **{name: max(factor * facts.knobs[name], halfway)}) if count < KNOB_BY_NAME[name].high else {}
    )


def _changed(facts: Facts, **values: KnobValue) -> dict[str, KnobValue]:
    """What of `values` is another than now, within what each hyperparameter may be."""
    found: dict[str, KnobValue] = {}
    for name, value in values.items():
        knob = KNOB_BY_NAME[name]
        if isinstance(value, int | float) and not isinstance(value, bool):
            value = type(value)(min(max(value, knob.low), knob.high))
        if value != facts.knobs[name]:
            found[name] = knob.validate(value)
    return found


def _finding(code: str, numbers: dict[str, float], remedy: dict[str, KnobValue]) -> Finding:
    words = WORDS[code]
    return Finding(
        code=code,
        numbers=numbers,
        seen=words.seen.format(**numbers),
        means=words.means,
        source=words.source,
        remedy=remedy,
    )


def _schedules(subject: Subject) -> tuple[float, float]:
    """ε of the next step and the learning rate of the next update, by the functions that training has them from."""
    import tensorflow as tf

    from dqn_engine.training import schedules
    from dqn_engine.training.exploration.choices import exploration_of
    from dqn_engine.training.live_inputs import pack, unpack

    live, updates = unpack(tf.constant(pack(subject.knobs))), tf.constant(subject.updates)
    epsilon = exploration_of(subject.knobs).epsilon(live, tf.constant(subject.env_steps), updates)
    rate = schedules.learning_rate(subject.knobs["learning_rate_schedule"], live, updates)
    return float(epsilon), float(rate)
