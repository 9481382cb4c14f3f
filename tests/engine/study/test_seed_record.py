"""What a seed went through is the same however its steps were cut, and bounded however long it is."""

import numpy as np
import pytest

from dqn_engine.storage.run.history_tables import MOST_POINTS
from dqn_engine.study.seed_record import STEPS_PER_POINT, SeedRecord
from dqn_engine.training.metrics import COLUMN, StepMetrics


def metrics(steps: int, seed: int = 0) -> np.ndarray:
    random = np.random.default_rng(seed)
    table = random.normal(size=(steps, len(StepMetrics._fields))).astype(np.float32)
    table[:, COLUMN.ended] = random.integers(0, 40, steps) == 0
    table[:, COLUMN.episode_length] = 7
    table[:, COLUMN.updates] = np.arange(steps) >= 250
    return table


def recorded(table: np.ndarray, *cuts: int) -> SeedRecord:
    record = SeedRecord()
    for part in np.split(table, cuts):
        record.note(part, 0.0)
    return record


def test_that_the_record_doesn_t_depend_on_how_the_steps_were_cut() -> None:
    table = metrics(1_234)
    whole, cut = recorded(table), recorded(table, 1, 99, 100, 730, 1_200)
    assert whole.arrays().keys() == cut.arrays().keys()
    for name, array in whole.arrays().items():
        np.testing.assert_array_equal(array, cut.arrays()[name])
    assert (whole.env_steps, whole.updates) == (1_234, 984)
    assert len(whole.episodes) == np.count_nonzero(table[:, COLUMN.ended])
    assert whole.episodes[0, 0] == np.flatnonzero(table[:, COLUMN.ended])[0] + 1


def test_that_a_point_is_the_mean_of_its_steps_that_learned() -> None:
    table = metrics(350)
    curves = recorded(table).curves()
    assert curves["env_step"].tolist() == [100, 200, 300, 350], "the last has what is left over"
    assert np.isnan(curves["loss"][:2]).all(), "nothing was learned there"
    assert curves["loss"][2] == pytest.approx(table[250:300, COLUMN.loss].mean(dtype=np.float64))
    assert curves["q_max"][3] == table[300:, COLUMN.q_max].max()
    assert curves["epsilon"].tolist() == table[[99, 199, 299, 349], COLUMN.epsilon].tolist()


@pytest.mark.slow
def test_that_a_long_seed_has_no_more_points_than_a_history_holds() -> None:
    steps = STEPS_PER_POINT * (MOST_POINTS + 500)
    table = metrics(steps)
    curves = recorded(table, 123_456).curves()
    assert MOST_POINTS / 2 <= len(curves["env_step"]) <= MOST_POINTS
    assert curves["env_step"][-1] == steps
    wide = curves["env_step"][1] - curves["env_step"][0]
    assert wide == 2 * STEPS_PER_POINT
    at = int(curves["env_step"][5])
    assert curves["loss"][5] == pytest.approx(table[at - 200 : at, COLUMN.loss].mean(dtype=np.float64))


def test_that_a_record_goes_on_where_another_was_saved() -> None:
    table = metrics(900)
    first = recorded(table[:430])
    again = SeedRecord()
    again.put_back(first.arrays())
    again.note(table[430:], 0.0)
    whole = recorded(table)
    for name, array in whole.arrays().items():
        np.testing.assert_array_equal(array, again.arrays()[name])


@pytest.mark.parametrize(
    "spoiled",
    [
        {},
        {"numbers": np.zeros(3)},
        {"episodes": np.zeros((2, 3))},
        {"points": np.zeros((1, 8), np.float32)},
        {"numbers": np.array([5.0, 2.0, 0.0, 1.0])},
        {"rest": np.zeros((100, 11), np.float32)},
    ],
)
def test_that_what_is_no_record_is_refused(spoiled: dict[str, np.ndarray]) -> None:
    saved = recorded(metrics(50)).arrays()
    with pytest.raises(ValueError, match="record"):
        SeedRecord().put_back({**saved, **spoiled} if spoiled else {})
