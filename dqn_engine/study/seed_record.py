"""What happens in a seed while it is trained: its episodes and curves, in bounded detail, for the run folder it leaves.

The same steps come to the same record however they were cut into chunks and however often the seed was interrupted.
"""

from collections.abc import Mapping

import numpy as np

from dqn_engine.storage.run.history_tables import MOST_POINTS
from dqn_engine.training.chunk_summaries import episodes_of
from dqn_engine.training.metrics import COLUMN

STEPS_PER_POINT = 100
"""Environment steps that a point of a curve stands for, at first; twice as many once there are too many points."""

_EPISODES, _POINTS, _REST, _NUMBERS = "episodes", "points", "rest", "numbers"
_OVER_UPDATES = ("loss", "td_error", "q_mean", "q_max", "gradient_norm")
_SCHEDULES = ("epsilon", "beta")
CURVE_FIELDS = ("env_step", *_OVER_UPDATES, *_SCHEDULES)
_Q_MAX = CURVE_FIELDS.index("q_max")
_MEANS = slice(1, 1 + len(_OVER_UPDATES))


class SeedRecord:
    """The record of one seed.

    Attributes:
        env_steps, updates: How many so far.
        seconds: Of training so far, evaluations left out.
        episodes: [E, 4] float64, a row per episode that has ended: the step, its return, its length in steps, and 1.0
            where the time limit ended it.
    """

    def __init__(self) -> None:
        self.env_steps = self.updates = 0
        self.seconds = 0.0
        self.episodes = np.zeros((0, 4))
        self._points = np.zeros((0, len(CURVE_FIELDS)))
        self._rest = np.zeros((0, len(COLUMN)), np.float32)
        self._stretch = STEPS_PER_POINT

    def note(self, metrics: np.ndarray, seconds: float) -> None:
        """Takes the metrics [T, M] float32 of the steps that come next, and what they took."""
        ended = episodes_of(metrics, self.env_steps + 1)
        if len(ended["env_step"]):
            columns = [ended[name] for name in ("env_step", "episode_return", "length_steps", "truncated")]
            self.episodes = np.concatenate([self.episodes, np.stack(columns, axis=1).astype(np.float64)])
        self.updates += int(metrics[:, COLUMN.updates].sum())
        self.env_steps += len(metrics)
        self.seconds += seconds
        rows = np.concatenate([self._rest, metrics])
        whole = len(rows) // self._stretch * self._stretch
        self._rest = rows[whole:].copy()
        if whole:
            first_step = self.env_steps - len(rows) + 1
            self._points = np.concatenate([self._points, _points_of(rows[:whole], first_step, self._stretch)])
            while len(self._points) > MOST_POINTS:
                self._merge()

    def curves(self) -> dict[str, np.ndarray]:
        """The fields of `Curves`, with a last point of the steps that are left over."""
        points = self._points
        if len(self._rest):
            first_step = self.env_steps - len(self._rest) + 1
            points = np.concatenate([points, _points_of(self._rest, first_step, len(self._rest))])
        return dict(zip(CURVE_FIELDS, points.T.copy(), strict=True))

    def arrays(self) -> dict[str, np.ndarray]:
        """All of it, by name; `put_back` takes it."""
        numbers = np.array([self.env_steps, self.updates, self._stretch, self.seconds], np.float64)
        return {_EPISODES: self.episodes, _POINTS: self._points, _REST: self._rest, _NUMBERS: numbers}

    def put_back(self, arrays: Mapping[str, np.ndarray]) -> None:
        """Continues what `arrays` gave.

        Raises:
            ValueError: It can't be that.
        """
        wanted = {
            _EPISODES: (np.float64, 4),
            _POINTS: (np.float64, len(CURVE_FIELDS)),
            _REST: (np.float32, len(COLUMN)),
        }
        if arrays.keys() != {*wanted, _NUMBERS} or arrays[_NUMBERS].shape != (4,):
            raise ValueError("this is no record of a seed")
        for name, (kind, columns) in wanted.items():
            if arrays[name].dtype != kind or arrays[name].ndim != 2 or arrays[name].shape[1] != columns:
                raise ValueError(f"the {name} of a seed's record aren't such")
        env_steps, updates, stretch, seconds = arrays[_NUMBERS].tolist()
        if not 0 <= len(arrays[_REST]) < stretch <= 2**40 or not env_steps >= 0 <= updates or not seconds >= 0:
            raise ValueError("the numbers of a seed's record can't be")
        self.env_steps, self.updates, self._stretch, self.seconds = int(env_steps), int(updates), int(stretch), seconds
        self.episodes, self._points, self._rest = (arrays[name].copy() for name in (_EPISODES, _POINTS, _REST))

    def _merge(self) -> None:
        """Makes one of every two neighbouring points; one that is left over goes on alone."""
        even = len(self._points) // 2 * 2
        first, second, odd = self._points[0:even:2], self._points[1:even:2], self._points[even:]
        merged = second.copy()
        for column in range(_MEANS.start, _MEANS.stop):
            a, b = first[:, column], second[:, column]
            one = np.where(np.isnan(a), b, a)
            merged[:, column] = (
                np.fmax(a, b) if column == _Q_MAX else np.where(np.isnan(a) | np.isnan(b), one, (a + b) / 2)
            )
        self._points = np.concatenate([merged, odd])
        self._stretch *= 2


def _points_of(metrics: np.ndarray, first_step: int, stretch: int) -> np.ndarray:
    """Points [K, C] float64, each over `stretch` rows of the metrics [K · stretch, M]."""
    blocks = metrics.astype(np.float64).reshape(-1, stretch, metrics.shape[1])
    learned = blocks[:, :, COLUMN.updates] > 0
    count = learned.sum(axis=1)
    points = np.full((len(blocks), len(CURVE_FIELDS)), np.nan)
    points[:, 0] = first_step - 1 + stretch * np.arange(1, len(blocks) + 1)
    some = count > 0
    for place, name in enumerate(_OVER_UPDATES, 1):
        column = blocks[:, :, COLUMN._fields.index(name)]
        if name == "q_max":
            values = np.where(learned, column, -np.inf).max(axis=1)
        else:
            values = np.where(learned, column, 0.0).sum(axis=1) / np.maximum(count, 1)
        points[some, place] = values[some]
    for place, name in enumerate(_SCHEDULES, 1 + len(_OVER_UPDATES)):
        points[:, place] = blocks[:, -1, COLUMN._fields.index(name)]
    return points
