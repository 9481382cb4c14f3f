"""The learning rate that is shown as acting is the one that the compiled program uses."""

import pytest

from dqn_engine.config.hyperparameters import default_knobs
from dqn_engine.training import live_inputs, schedules
from workbench.state.acting_rate import scheduled_fraction


@pytest.mark.parametrize("schedule", ["linear", "cosine", "constant"])
@pytest.mark.parametrize("updates", [0, 1, 5_000, 19_999, 20_000, 1_000_000])
def test_that_the_rate_shown_is_the_programs(schedule: str, updates: int) -> None:
    knobs = {**default_knobs(), "learning_rate_schedule": schedule}
    packed = live_inputs.RunKnobs(*live_inputs.pack(knobs))
    acting = float(schedules.learning_rate(schedule, packed, updates))
    assert knobs["learning_rate"] * scheduled_fraction(knobs, updates) == pytest.approx(acting, rel=1e-5)
