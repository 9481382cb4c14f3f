"""A reward as one Python float, whatever the environment gives it as."""

import numbers
from decimal import Decimal
from typing import Any

import numpy as np

from dqn_engine.environments.observations import is_masked
from dqn_engine.system.sentences import Sentence


def one_number(reward: Any) -> float:
    """`reward` as a float, which may be infinite or NaN: any type of number, also in an array of size 1 of any shape.

    What is no number itself but can be made a float, such as a tensor of another library, is one. Text, None, complex
    numbers and times are none, nor is what `numpy.ma` has masked, which only looks like 0.

    Raises:
        ValueError: It isn't one number; the end of a sentence that begins with the environment.
    """
    # Which NumPy counts among its integers.
    if isinstance(reward, np.timedelta64):
        raise _no_number(reward)
    if isinstance(reward, numbers.Real | Decimal):
        return _as_float(reward, reward)
    if is_masked(reward):
        raise ValueError(Sentence("gave a reward that is masked (numpy.ma), but it must be one number"))
    try:
        array = np.asarray(reward)
    except Exception:  # noqa: BLE001 - of any library; it may still know how to be a float
        return _as_float(reward, reward)
    if array.size != 1:
        raise ValueError(Sentence("gave a reward of shape {shape}, but it must be one number", shape=array.shape))
    if array.dtype.kind in "biuf":
        return float(array.reshape(()))
    if array.dtype.kind != "O" or is_masked(array.reshape(()).item()):
        raise _no_number(reward)
    return _as_float(array.reshape(()).item(), reward)


def _as_float(value: Any, reward: Any) -> float:
    if not hasattr(type(value), "__float__"):  # float() would read text as well.
        raise _no_number(reward)
    try:
        return float(value)
    except OverflowError as error:
        raise ValueError(Sentence("gave a reward that is larger than any float; scale its rewards")) from error
    except Exception as error:
        raise _no_number(reward) from error


def values_of(count: int) -> Sentence:
    """How many values a wrong answer has."""
    return Sentence("one value") if count == 1 else Sentence("{count} values", count=count)


def _no_number(reward: Any) -> ValueError:
    values = isinstance(reward, tuple)
    what = values_of(len(reward)) if values else Sentence("type {kind}", kind=type(reward).__name__)
    return ValueError(Sentence("gave a reward of {what}, but it must be one number", what=what))
