"""What a study comes to, as plain values for JSON and tables."""

import dataclasses
import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from dqn_engine.study.plan import PresetResult, SeedResult, StudyPlan
from dqn_engine.study.statistics import interquartile_mean, interval_over_seeds, means_after_first, quantile
from dqn_engine.system.sentences import Sentence
from dqn_engine.system.versions import versions_at_work

SEED_FIELDS = tuple(field.name for field in dataclasses.fields(SeedResult) if field.name != "means")


def preset_summary(result: PresetResult, threshold: float) -> dict[str, Any]:
    """One configuration over its finished seeds.

    Over seeds, one that never reached the threshold counts as having needed infinitely many steps; where a median or
    quartile is infinite, it is None. Without a finished seed every figure is None.
    """
    firsts = [math.inf if one.first_step_at_threshold is None else one.first_step_at_threshold for one in result.seeds]
    finals = np.array([one.final_mean for one in result.seeds], np.float64)
    some = len(finals) > 0
    return {
        "seeds": [seed_fields(one) for one in result.seeds],
        "median_first_step": _finite_quantile(firsts, 0.5),
        "iqr_first_step": [_finite_quantile(firsts, 0.25), _finite_quantile(firsts, 0.75)],
        "iqm_final": float(interquartile_mean(finals[:, None])) if some else None,
        "iqm_final_interval": list(interval_over_seeds(finals) or (None, None)),
        "share_at_threshold_final": float(np.mean(finals >= threshold)) if some and not math.isnan(threshold) else None,
        **_retention(result, threshold),
        "compile_seconds": result.compile_seconds,
        "config": result.config.to_json(),
    }


def with_interval(value: float, ends: Sequence[float | None]) -> Sentence:
    """An interquartile mean over seeds with its interval, for the user."""
    low, high = ends
    if low is None or high is None:
        return Sentence("{value:,.1f} (of one seed)", value=value)
    return Sentence("{value:,.1f} (95 % interval {low:,.1f} to {high:,.1f})", value=value, low=low, high=high)


def _retention(result: PresetResult, threshold: float) -> dict[str, float | None]:
    """Over all evaluations that came after a seed's first at the threshold: how many are there again, and the least."""
    after = [mean for one in result.seeds for mean in means_after_first(one.means, threshold)]
    return {
        "retained_share": sum(mean >= threshold for mean in after) / len(after) if after else None,
        "retained_least": min(after, default=None),
    }


def study_summary(plan: StudyPlan, results: Sequence[PresetResult], out: str) -> dict[str, Any]:
    """The result of `dqn-engine study --json`: the studied configuration's figures, and the others' under `compare`."""
    studied, *others = [preset_summary(result, plan.threshold) for result in results]
    return {
        **studied,
        "compare": {result.name: summary for result, summary in zip(results[1:], others, strict=True)},
        "preset": results[0].name,
        "steps": plan.steps,
        "threshold": None if math.isnan(plan.threshold) else plan.threshold,
        "complete": all(len(result.seeds) == len(plan.seeds) for result in results),
        "versions": versions_at_work(),
        "out": out,
    }


def seed_fields(result: SeedResult) -> dict[str, Any]:
    """A finished seed's figures."""
    return {name: getattr(result, name) for name in SEED_FIELDS}


def curve_quartiles(result: PresetResult) -> np.ndarray:
    """[3, evaluations]: lower quartile, median and upper quartile over the finished seeds, of which there are some."""
    return np.quantile(result.curves, [0.25, 0.5, 0.75], axis=0)


def _finite_quantile(values: Sequence[float], fraction: float) -> float | None:
    found = quantile(values, fraction) if values else math.inf
    return found if math.isfinite(found) else None
