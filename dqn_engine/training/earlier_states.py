"""States that earlier versions saved: the shapes to read them by, the arrays as they are now, and what plays in them.

Names are those of `state_arrays`. 0.1.0 kept one-hot observations whole. Before 0.2.0 was finished what plays had no
record of its trials, only the mean return of the one by which it came to play, lowered since.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from dqn_engine.networks import state_numbers
from dqn_engine.networks.spec import NetworkSpec

Shapes = dict[str, tuple[tuple[int, ...], str]]
"""As of `state_arrays.state_shapes`: shape and NumPy type by name."""

AVERAGED = "learner.average_weights"
"""The averaged weights in a state, but for the number at the end of each name."""

_ROWS = "replay.rows"
_TRIALS = "learner.trials."
_SUCCESSES, _TO_REACH = f"{_TRIALS}successes", f"{_TRIALS}to_reach"
_RECORDS = ("playing", "tried")
_PLAYING = {f"{_TRIALS}playing.trials": f"{_TRIALS}playing.weights", _SUCCESSES: f"{_TRIALS}playing_weights"}
"""What says whether anything came to play by a trial → its weights; now, and before 0.2.0 was finished."""

_RECORD = {"mean": np.zeros((), np.float32), "variance": np.zeros((), np.float32), "trials": np.zeros((), np.int32)}
_ADDED = {
    f"{_TRIALS}again": np.zeros((), np.bool_),
    **{f"{_TRIALS}{record}.{name}": array for record in _RECORDS for name, array in _RECORD.items()},
}


def shapes_as_saved(spec: NetworkSpec, now: Shapes, saved: Mapping[str, Sequence[int]]) -> Shapes:
    """The shapes to read arrays of the shapes `saved` by, where the state has those of `now`."""
    shapes = dict(now)
    if spec.one_hot:
        ((capacity, width), kind) = shapes[_ROWS]
        whole = (capacity, width + 2 * (spec.observation_size - spec.kept_size))
        if tuple(saved.get(_ROWS, ())) == whole:
            shapes[_ROWS] = (whole, kind)
    if _SUCCESSES in saved:
        shapes = {_former(name): shape for name, shape in shapes.items() if name not in _ADDED}
        shapes |= {_SUCCESSES: ((), "int32"), _TO_REACH: ((), "float32")}
    return shapes


def arrays_as_now(spec: NetworkSpec, now: Shapes, arrays: Mapping[str, np.ndarray]) -> Mapping[str, np.ndarray]:
    """The arrays of a state, as one of the shapes `now` has them; others than `shapes_as_saved` says stay others.

    A copy on trial goes on. What plays has had one trial, of returns that are all alike.
    """
    arrays = dict(arrays)
    if spec.one_hot and _ROWS in arrays and arrays[_ROWS].shape != now[_ROWS][0]:
        arrays[_ROWS] = state_numbers.kept_rows(spec, arrays[_ROWS])
    if _SUCCESSES in arrays and _TO_REACH in arrays:
        played, mean = arrays.pop(_SUCCESSES) > 0, arrays.pop(_TO_REACH)
        present = {name: arrays.pop(_former(name)) for name in now if _former(name) in arrays}
        arrays |= {**present, **_ADDED, f"{_TRIALS}playing.mean": mean}
        arrays[f"{_TRIALS}playing.trials"] = np.asarray(played, np.int32)
    return arrays


def weights_that_play(arrays: Mapping[str, np.ndarray]) -> str:
    """The name, but for the numbers at their ends, of the weights that play: `AVERAGED` unless some passed a trial."""
    return next((weights for count, weights in _PLAYING.items() if count in arrays and arrays[count] > 0), AVERAGED)


def _former(name: str) -> str:
    for record in _RECORDS:
        name = name.replace(f"{_TRIALS}{record}.weights.", f"{_TRIALS}{record}_weights.")
    return name
