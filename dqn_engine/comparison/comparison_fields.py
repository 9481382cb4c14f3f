"""What `verdict.json` and `hand.json` hold, field by field, so that one from elsewhere is read as strictly as a run.

Unknown fields, missing ones, and values that none can have are refused: a report quotes them.
"""

from collections.abc import Mapping
from typing import Annotated, Any

import msgspec

from dqn_engine.config.run_config import LARGEST_SEED, described_config
from dqn_engine.sweep.definition import Score
from dqn_engine.system.errors import InputError

_MOST_SEEDS = 2_048
_Text = Annotated[str, msgspec.Meta(max_length=2_000)]
_Name = Annotated[str, msgspec.Meta(min_length=1, max_length=500)]
_Seed = Annotated[int, msgspec.Meta(ge=0, le=LARGEST_SEED)]
_Seeds = Annotated[list[_Seed], msgspec.Meta(max_length=_MOST_SEEDS)]
_Scores = Annotated[list[float], msgspec.Meta(max_length=_MOST_SEEDS)]
_Count = Annotated[int, msgspec.Meta(ge=0, le=_MOST_SEEDS)]
_Steps = Annotated[int, msgspec.Meta(ge=1, le=2**31 - 1)]
_Chance = Annotated[float, msgspec.Meta(ge=0, le=1)]
_Standing = Annotated[str, msgspec.Meta(pattern="^(undecided|A|B)$")]
_Ends = tuple[float | None, float | None]


class _Strict(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What every object of the files is."""


class _Side(_Strict, frozen=True, kw_only=True):
    """A or B; the run with the changes or without."""

    name: _Name
    scores: _Scores
    mean: float | None
    iqm: float | None
    iqm_interval: _Ends
    config: dict[str, Any]


class _Profile(_Strict, frozen=True, kw_only=True):
    """Performance profiles."""

    thresholds: _Scores
    a: Annotated[list[_Chance], msgspec.Meta(max_length=_MOST_SEEDS)]
    b: Annotated[list[_Chance], msgspec.Meta(max_length=_MOST_SEEDS)]


class _Difference(_Strict, frozen=True, kw_only=True):
    """Of the scores of A and B."""

    mean: float | None
    interval: _Ends


class _Compared(_Strict, frozen=True, kw_only=True):
    """What a verdict and a hand have in common, once they come to something."""

    sentence: _Text
    method: _Text
    complete: bool
    seeds: _Seeds
    planned_seeds: _Seeds
    probability_of_improvement: _Chance | None
    probability_interval: tuple[_Chance | None, _Chance | None]
    level: _Chance
    profile: _Profile
    environment: _Text
    steps: _Steps
    out: _Text | None
    versions: _Text = ""


class _Verdict(_Compared, frozen=True, kw_only=True):
    """A verdict whose command has ended."""

    verdict: _Standing
    pairs: _Count
    budget: _Count
    difference: _Difference
    a: _Side
    b: _Side
    error_rate: _Chance
    score: Score


class _VerdictInProgress(_Strict, frozen=True, kw_only=True):
    """A verdict that is being come to, or that was cut off."""

    verdict: _Standing
    complete: bool
    pairs: _Count
    names: tuple[_Name, _Name]
    seeds: _Seeds
    a_scores: _Scores
    b_scores: _Scores
    budget: _Count
    score: Score
    planned_seeds: _Seeds
    error_rate: _Chance
    versions: _Text = ""


class _OwnSeed(_Strict, frozen=True, kw_only=True, rename={"with_": "with"}):
    """The seed of the run that a hand is about."""

    seed: _Seed
    with_: float | None
    without: float | None
    at_least_as_good: _Chance | None


class _Change(_Strict, frozen=True, kw_only=True):
    """One entry of the run's ledger; see `sides.changes_of`."""

    env_step: Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)]
    changes: dict[_Name, tuple[Any, Any]] = {}
    weights_sha256: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")] | None = None
    new_episodes: bool = False


class _Hand(_Compared, frozen=True, kw_only=True, rename={"with_": "with"}):
    """A hand; it says the same from its beginning on."""

    run: _Text
    worth: float | None
    interval: _Ends
    with_: _Side
    without: _Side
    own_seed: _OwnSeed
    changes: Annotated[list[_Change], msgspec.Meta(max_length=100_000)]


def check_verdict(values: Mapping[str, Any]) -> None:
    """Checks that values are what a verdict's file holds.

    Raises:
        ValueError: They aren't; the message says where.
    """
    if "sentence" not in values:
        going_on = msgspec.convert(values, _VerdictInProgress)
        _check_seeds(going_on.seeds, going_on.planned_seeds, going_on.a_scores, going_on.b_scores)
        _agree("pairs", going_on.pairs == len(going_on.seeds) <= going_on.budget == len(going_on.planned_seeds))
        return
    found = msgspec.convert(values, _Verdict)
    _check_compared(found, found.a, found.b)
    _check_interval("difference", found.difference.mean, found.difference.interval, {*found.a.scores, *found.b.scores})
    _agree("pairs", found.pairs == len(found.seeds) <= found.budget == len(found.planned_seeds))


def check_hand(values: Mapping[str, Any]) -> None:
    """Checks that values are what a hand's file holds.

    Raises:
        ValueError: They aren't; the message says where.
    """
    found = msgspec.convert(values, _Hand)
    _check_compared(found, found.with_, found.without)
    _agree("worth", (found.worth is None) == (not found.seeds))
    _agree("interval", found.worth is not None or found.interval == (None, None))
    _check_interval("interval", found.worth, found.interval, set(found.with_.scores))
    _agree("own_seed", found.planned_seeds[:1] == [found.own_seed.seed] and found.own_seed.seed not in found.seeds)


def _check_compared(found: _Compared, *sides: _Side) -> None:
    _check_seeds(found.seeds, found.planned_seeds, *(side.scores for side in sides))
    for side in sides:
        try:
            described_config(side.config)
        except InputError as error:
            raise ValueError(str(error)) from error
        _check_interval(side.name, side.iqm, side.iqm_interval, set(side.scores))
    _agree("level", found.level > 0)
    _agree("profile", len(found.profile.thresholds) == len(found.profile.a) == len(found.profile.b))


def _check_interval(name: str, middle: float | None, ends: _Ends, scores: set[float]) -> None:
    _agree(name, (middle is None) == (not scores))
    low, high = ends
    _agree(name, low is None or high is None or low <= high)


def _check_seeds(seeds: _Seeds, planned: _Seeds, *scores: _Scores) -> None:
    _agree("planned_seeds", len(planned) > 0 and len(set(planned)) == len(planned))
    _agree("seeds", set(seeds) <= set(planned) and len(set(seeds)) == len(seeds))
    _agree("scores", all(len(of_side) == len(seeds) for of_side in scores))


def _agree(what: str, true: bool) -> None:
    if not true:
        raise ValueError(f"its {what} doesn't agree with the rest")
