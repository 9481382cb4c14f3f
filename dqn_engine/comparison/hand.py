"""Hand or luck: what the changes that were made during a run were worth, on seeds that nobody watched.

Who steers a run sees what becomes of it, and remembers the one that went well. So the same settings are trained on
other seeds, once with the changes after the same steps as then and once without. The run's own seed is trained as well,
both ways, and told by itself: it was there when the changes were chosen, and doesn't count.
"""

from typing import Any

import numpy as np

from dqn_engine.comparison.hand_parts import WITH, WITHOUT
from dqn_engine.comparison.sides import changes_of
from dqn_engine.comparison.sign_flips import LEAST_PAIRS, mean_interval
from dqn_engine.comparison.statistics import LEVEL
from dqn_engine.comparison.steering import settings_of, steering, steps_of
from dqn_engine.comparison.verdict import improvement_fields, profile_fields, seeds_for, side_fields
from dqn_engine.storage.run.reproducible import Recording
from dqn_engine.study.plan import SeedResult, StudyPlan, Task
from dqn_engine.system.errors import InputError
from dqn_engine.system.sentences import Sentence
from dqn_engine.system.text import percent
from dqn_engine.system.values import Knobs
from dqn_engine.system.versions import versions_at_work


def hand_plan(recording: Recording, seeds: int, *, device: str, rhythm: Knobs) -> StudyPlan:
    """What is to be trained: the run's own seed and so many others, with its changes and without them.

    Raises:
        InputError: Nothing was changed in the run, it loaded weights, or it has taken no step.
    """
    changes = steering(recording)
    steps = steps_of(recording)
    made = tuple(change for change in changes if change.env_step < steps)
    if not made:
        raise InputError(
            "Nothing that learning depends on was changed during the run {path!r}, so there was no hand in it; choose "
            "a run whose settings were changed while it was trained.",
            path=str(recording.path),
        )
    config = settings_of(recording, device=device, rhythm=rhythm)
    own = config.seed
    return StudyPlan(
        configs={WITH: config, WITHOUT: config},
        seeds=(own, *seeds_for(0, seeds, {own})),
        steps=steps,
        changes={WITH: made},
        in_pairs=True,
    )


def hand_summary(
    recording: Recording, plan: StudyPlan, results: dict[Task, SeedResult], *, out: str | None
) -> dict[str, Any]:
    """The result of `dqn-engine hand --json`."""
    own, *others = plan.seeds
    done = [seed for seed in others if (WITH, seed) in results and (WITHOUT, seed) in results]
    a, b = (np.array([results[name, seed].final_mean for seed in done], np.float64) for name in (WITH, WITHOUT))
    some = len(done) > 0
    low, high = mean_interval(a - b) or (None, None)
    worth = float((a - b).mean()) if some else None
    return {
        "run": str(recording.path),
        "sentence": hand_sentence(worth, low, high, len(done)),
        "complete": len(done) == len(others) and all((name, own) in results for name in (WITH, WITHOUT)),
        "seeds": done,
        "worth": worth,
        "interval": [low, high],
        **improvement_fields(a, b),
        "with": side_fields(WITH, a, plan),
        "without": side_fields(WITHOUT, b, plan),
        "profile": profile_fields(a, b),
        "own_seed": {
            "seed": own,
            "with": _final(results, WITH, own),
            "without": _final(results, WITHOUT, own),
            "at_least_as_good": _at_least(results, own, a),
        },
        "changes": changes_of(recording.ledger),
        "environment": plan.environment,
        "steps": plan.steps,
        "versions": versions_at_work(),
        "method": Sentence(
            "Mean of paired differences of final evaluations, with the {level} interval of a sign-flip test, which "
            "takes {least} pairs at least.",
            level=percent(LEVEL),
            least=LEAST_PAIRS,
        ),
        "out": out,
    }


def hand_sentence(worth: float | None, low: float | None, high: float | None, seeds: int) -> Sentence:
    """What the hand was worth, for the user."""
    if worth is None:
        return Sentence("No other seed is finished both ways yet.")
    words = {"seeds": seeds, "worth": worth, "low": low, "high": high}
    if low is None or high is None:
        return Sentence(
            "So few can't be told from luck: on {seeds} other seeds the changes gave {worth:+,.1f} of return; it takes "
            "{least} at least.",
            **words,
            least=LEAST_PAIRS,
        )
    if low > 0:
        return Sentence(
            "The hand was worth something: on {seeds} other seeds the changes gave {worth:+,.1f} of return "
            "(95 % interval {low:+,.1f} to {high:+,.1f}).",
            **words,
        )
    if high < 0:
        return Sentence(
            "The hand did harm: on {seeds} other seeds the changes gave {worth:+,.1f} of return "
            "(95 % interval {low:+,.1f} to {high:+,.1f}).",
            **words,
        )
    return Sentence(
        "It can't be told from luck: on {seeds} other seeds the changes gave {worth:+,.1f} of return "
        "(95 % interval {low:+,.1f} to {high:+,.1f}).",
        **words,
    )


def _final(results: dict[Task, SeedResult], name: str, seed: int) -> float | None:
    return results[name, seed].final_mean if (name, seed) in results else None


def _at_least(results: dict[Task, SeedResult], own: int, others: np.ndarray) -> float | None:
    """The fraction of other seeds that came at least as far with the same changes: how lucky the run was."""
    final = _final(results, WITH, own)
    return None if final is None or not len(others) else float((others >= final).mean())
