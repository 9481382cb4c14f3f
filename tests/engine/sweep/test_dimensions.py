"""What a hyperparameter can be in a sweep is read strictly, counted where it can be, and sampled within its bounds."""

import math
from collections.abc import Mapping
from typing import Any

import pytest

from dqn_engine.config.hyperparameters import KNOBS
from dqn_engine.sweep.dimensions import NOT_SWEPT, Dimension, dimension_of
from dqn_engine.system.errors import InputError


def dimension(name: str, **entry: Any) -> Dimension:
    return dimension_of(name, entry, where="[space]")


@pytest.mark.parametrize(
    ("name", "entry", "values"),
    [
        ("n_step", {"low": 1, "high": 10, "step": 3}, (1, 4, 7, 10)),
        ("n_step", {"low": 1, "high": 9, "step": 3}, (1, 4, 7)),
        ("n_step", {"low": 2, "high": 5}, (2, 3, 4, 5)),
        ("gamma", {"low": 0.9, "high": 1.0, "step": 0.05}, (0.9, 0.95, 1.0)),
        ("gamma", {"low": 0.1, "high": 0.7, "step": 0.1}, (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7)),
        ("gamma", {"low": 0.9, "high": 0.99, "points": 4}, (0.9, 0.93, 0.96, 0.99)),
        ("learning_rate", {"low": 0.001, "high": 0.1, "log": True, "points": 3}, (0.001, 0.01, 0.1)),
        ("capacity", {"low": 100, "high": 10_000, "log": True, "points": 3}, (100, 1000, 10_000)),
        ("target_sync", {"choices": ["hard", "soft"]}, ("hard", "soft")),
        ("double", {"choices": [True, False]}, (True, False)),
        ("hidden_sizes", {"choices": [[64, 64], [128]]}, ((64, 64), (128,))),
        ("v_max", {"choices": ["auto", 10, 20.5]}, ("auto", 10.0, 20.5)),
        ("batch_size", {"choices": [32]}, (32,)),
    ],
)
def test_that_values_that_can_be_counted_are(name: str, entry: Mapping[str, Any], values: tuple[object, ...]) -> None:
    found = dimension(name, **entry)
    assert found.values == values
    assert [type(value) for value in found.values or ()] == [type(value) for value in values]
    count = len(values)
    assert [found.at((number + 0.5) / count) for number in range(count)] == list(values)
    assert (found.at(0.0), found.at(math.nextafter(1.0, 0.0))) == (values[0], values[-1])
    assert all(found.holds(value) for value in values)
    assert not found.holds("neither")
    assert dimension_of(name, found.entry, where="the sweep") == found, "it is read back from what is saved"


@pytest.mark.parametrize(
    ("name", "entry", "middle"),
    [
        ("learning_rate", {"low": 0.001, "high": 0.1, "log": True}, 0.01),
        ("gamma", {"low": 0.9, "high": 1.0}, 0.95),
        ("capacity", {"low": 64, "high": 64_000, "log": True}, 2026),
        ("target_interval", {"low": 1, "high": 100_000}, 50_000),
    ],
)
def test_that_other_numbers_are_sampled_evenly_within_their_bounds(
    name: str, entry: Mapping[str, Any], middle: float
) -> None:
    found = dimension(name, **entry)
    assert found.values is None
    assert found.at(0.5) == pytest.approx(middle, rel=1e-2)
    assert (found.at(0.0), found.at(math.nextafter(1.0, 0.0))) == (entry["low"], entry["high"])
    assert found.extremes == (entry["low"], entry["high"])
    sampled = [found.at(number / 100) for number in range(100)]
    assert sampled == sorted(sampled)
    assert all(found.holds(value) for value in sampled)
    assert dimension_of(name, found.entry, where="the sweep") == found


@pytest.mark.parametrize(
    ("name", "entry", "words"),
    [
        ("learning_rat", {"low": 1, "high": 2}, "Did you mean learning_rate?"),
        ("learning_rate", {"low": 0.01, "high": 0.001}, "from 0.01 to 0.001 is empty; low must be less than high"),
        ("learning_rate", {"low": 0.01, "high": 0.01}, "is empty"),
        ("learning_rate", {"low": 0.01, "high": 0.2}, "learning_rate is '0.2', but must be a number from 1e-06 to 0.1"),
        ("learning_rate", {"low": 0.01}, "learning_rate needs low and high, or choices"),
        ("learning_rate", {"low": "a", "high": 0.1}, "learning_rate is 'a', but must be"),
        ("learning_rate", {"low": float("nan"), "high": 0.1}, "learning_rate is 'nan', but must be"),
        ("learning_rate", {}, "must be a table such as { low = 1, high = 10 }"),
        ("learning_rate", 0.1, "must be a table such as { low = 1, high = 10 }"),
        ("learning_rate", {"low": 0.01, "high": 0.1, "lg": True}, "has lg, but what it can be is said by low, high"),
        ("learning_rate", {"low": 0.01, "high": 0.1, "log": 1}, "log of learning_rate is '1'"),
        ("gamma", {"low": 0, "high": 1, "log": True}, "begins at 0, but with log it must begin above 0"),
        ("gamma", {"low": 0, "high": 1, "step": 2}, "a number above 0 and up to 1"),
        ("gamma", {"low": 0, "high": 1, "step": 0}, "a number above 0 and up to 1"),
        ("gamma", {"low": 0, "high": 1, "step": 0.0001}, "10,001 values, but 1,000 are the most"),
        ("gamma", {"low": 0.1, "high": 1, "log": True, "step": 0.1}, "with log only points"),
        ("gamma", {"low": 0.1, "high": 1, "points": 3, "step": 0.1}, "one of step and points"),
        ("gamma", {"low": 0.1, "high": 1, "points": 1}, "a whole number from 2 on"),
        ("gamma", {"low": 0.1, "high": 1, "points": 10**9}, "1,000 are the most"),
        ("n_step", {"low": 1, "high": 3, "points": 9}, "there are fewer whole numbers so far apart"),
        ("n_step", {"low": 1, "high": 5, "step": 0.5}, "a whole number above 0"),
        ("n_step", {"low": 1.5, "high": 5}, "n_step is '1.5', but must be a whole number"),
        ("v_max", {"low": "auto", "high": 5}, "must be a number; put words among choices"),
        (
            "target_sync",
            {"low": 1, "high": 5},
            'is no number; give its choices, such as { choices = ["soft", "hard"] }',
        ),
        ("target_sync", {"choices": []}, "a list of at least one value"),
        ("target_sync", {"choices": "soft"}, "a list of at least one value"),
        ("target_sync", {"choices": ["soft", "sft"]}, "target_sync is 'sft', but must be one of soft, hard"),
        ("target_sync", {"choices": ["soft", "soft"]}, "has the choice soft twice"),
        ("target_sync", {"choices": ["soft"], "low": 1}, "has choices and low; give one or the other"),
        ("gamma", {"choices": [i / 2000 for i in range(1001)]}, "1,001 choices, but 1,000 are the most"),
        ("double", {"low": 0, "high": 1}, "such as { choices = [true, false] }"),
        ("evaluate_every", {"choices": [1, 2]}, "can't be swept: set it with --every and --episodes"),
        ("stop_steps", {"choices": [1, 2]}, "can't be swept: every trial is trained for --steps"),
        ("tensorboard", {"choices": [True]}, "can't be swept: it changes nothing in what is learned"),
    ],
)
def test_that_anything_else_is_refused_with_the_reason(name: str, entry: object, words: str) -> None:
    with pytest.raises(InputError) as refusal:
        dimension_of(name, entry, where="[space]")
    assert words in str(refusal.value)


def test_that_every_other_hyperparameter_can_be_swept() -> None:
    groups = {knob.group for knob in KNOBS}
    assert set(NOT_SWEPT) < groups
    for knob in KNOBS:
        if knob.group not in NOT_SWEPT:
            default = list(knob.default) if isinstance(knob.default, tuple) else knob.default
            assert dimension(knob.name, choices=[default]).values == (knob.default,)
