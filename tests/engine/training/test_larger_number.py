"""The larger of two numbers is learned whatever their range: by the default preset, also from the weights saved.

`tests/benchmarks/scales.py` has many more ranges and seeds.
"""

import contextlib
import io
import runpy
from pathlib import Path

import pytest

from dqn_engine.networks.policies import greedy_policy
from dqn_engine.storage.export.export import export_policy, states_of_space
from dqn_engine.storage.export.formats import ExportSubject
from dqn_engine.storage.run.policy_file import read_policy
from dqn_engine.storage.weights.weights_file import save_weights
from tests.support.larger_number import ANY, Options, fraction_right, trained

pytestmark = pytest.mark.usefixtures("pooled_sessions")
STEPS = 1000


@pytest.mark.parametrize(
    "options",
    [
        pytest.param({"highs": (2e4, 2e4)}, id="0 to 20,000"),
        pytest.param({"lows": (-1e9, -1e9), "highs": (-1e9 + 10, -1e9 + 10), "space_dtype": "float64"}, id="far off"),
        pytest.param({"lows": (1000.0, 0.0), "highs": (1010.0, 1e5), "bounds": ("1000", "1010", *ANY)}, id="mixed"),
    ],
)
def test_that_the_larger_of_two_numbers_is_learned(options: Options, tmp_path: Path) -> None:
    run = trained(options, seed=1, steps=STEPS, initial_values="zero")
    weights, environment = run.program.policy_weights(), run.config.environment
    run.close()
    assert fraction_right(run.policy(), environment) >= 0.95

    save_weights(tmp_path / "saved.npz", run.spec, weights, run.config)
    saved = read_policy(tmp_path / "saved.npz")
    assert saved.spec == run.spec
    assert fraction_right(greedy_policy(saved.spec, saved.weights), environment) >= 0.95

    subject = ExportSubject(spec=saved.spec, weights=saved.weights, config=saved.config)
    done = export_policy(tmp_path / "a.npz", "npz", subject, states_of_space(environment, 50), "a test")
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        runpy.run_path(done.script_path, run_name="__main__")
    assert said.getvalue() == "Return: 1\n", "the one step of the script's episode is right"
