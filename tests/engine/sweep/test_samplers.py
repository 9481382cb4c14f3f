"""A trial's settings depend on the sweep's seed and the trial's number, and on nothing that happens."""

import pytest

from dqn_engine.sweep.definition import Definition, Sampler
from dqn_engine.sweep.samplers import grid, grid_rest, random_settings
from dqn_engine.sweep.tpe import tpe_settings
from dqn_engine.system.errors import InputError
from tests.support.fake_sweep import GRID, SPACE, sweep_definition


def test_that_a_grid_tries_everything_once_the_last_changing_first() -> None:
    definition = sweep_definition(GRID, sampler=Sampler.GRID)
    found = grid(definition, definition.space)
    assert found[:3] == [
        {"n_step": 1, "target_sync": "soft"}, {"n_step": 1, "target_sync": "hard"}, {"n_step": 4, "target_sync": "soft"}
    ]  # fmt: skip
    assert len(found) == 8


def test_that_a_grid_leaves_out_what_has_no_effect_and_then_comes_to_the_same() -> None:
    space = {"target_sync": {"choices": ["soft", "hard"]}, "tau": {"choices": [0.01, 0.1]}}
    definition = sweep_definition(space, sampler=Sampler.GRID)
    assert grid(definition, definition.space) == [
        {"target_sync": "soft", "tau": 0.01}, {"target_sync": "soft", "tau": 0.1}, {"target_sync": "hard"}
    ]  # fmt: skip


def test_that_a_changed_grid_goes_on_with_what_was_not_tried() -> None:
    definition = sweep_definition(GRID, sampler=Sampler.GRID)
    whole = grid(definition, definition.space)
    assert grid_rest(definition, definition.space, [whole[5], whole[0]]) == [*whole[1:5], *whole[6:]]


def test_that_a_grid_without_an_end_or_too_large_is_refused() -> None:
    with pytest.raises(InputError, match="learning_rate can be any number in its range, of which a grid can't try all"):
        grid(definition := sweep_definition(SPACE), definition.space)
    many = {name: {"low": 0.0, "high": 1.0, "points": 101} for name in ("gamma", "alpha", "beta_start")}
    with pytest.raises(InputError, match="1,030,301 settings, but 10,000 are the most"):
        grid(definition := sweep_definition(many), definition.space)


def test_that_random_settings_depend_on_seed_and_number_alone() -> None:
    one, other = sweep_definition(seed=1), sweep_definition(seed=2)
    found = [random_settings(one, one.space, number) for number in range(20)]
    assert found == [random_settings(one, one.space, number) for number in range(20)]
    assert len({str(settings) for settings in found}) == 20
    assert found != [random_settings(other, other.space, number) for number in range(20)]
    assert {settings["target_sync"] for settings in found} == {"soft", "hard"}
    assert {settings["n_step"] for settings in found} == {1, 4, 7, 10}


def test_that_random_settings_stay_the_same_between_versions() -> None:
    definition = sweep_definition(seed=7)
    assert random_settings(definition, definition.space, 3) == {
        "learning_rate": 0.00136262, "n_step": 7, "target_sync": "soft"
    }  # fmt: skip


def told(definition: Definition, count: int) -> list[tuple[dict[str, object], float]]:
    settings = [random_settings(definition, definition.space, number) for number in range(count)]
    return [(dict(one), -abs(float(one["n_step"]) - 4) - 100 * float(one["learning_rate"])) for one in settings]


@pytest.mark.slow
class TestTpe:
    """Optuna takes a second to import."""

    def test_that_it_depends_on_what_it_is_told_and_nothing_else(self) -> None:
        definition = sweep_definition(sampler=Sampler.TPE)
        known = told(definition, 15)
        first = [tpe_settings(definition, definition.space, 15, known, []) for _ in range(2)]
        assert first[0] == first[1]
        assert tpe_settings(definition, definition.space, 16, known, []) != first[0]
        assert set(first[0]) == {"learning_rate", "n_step", "target_sync"}

    def test_that_it_learns_what_is_better(self) -> None:
        definition = sweep_definition(sampler=Sampler.TPE)
        known = told(definition, 40)
        steps = [tpe_settings(definition, definition.space, 40 + i, known, [])["n_step"] for i in range(20)]
        assert steps.count(4) > 12

    def test_that_trials_outside_of_a_narrowed_space_don_t_count_and_none_is_proposed(self) -> None:
        definition = sweep_definition(sampler=Sampler.TPE)
        narrow = sweep_definition({**SPACE, "n_step": {"choices": [7, 10]}}).space
        known = told(definition, 20)
        within = [one for one in known if one[0]["n_step"] in (7, 10)]
        found = [tpe_settings(definition, narrow, 20 + i, known, []) for i in range(5)]
        assert found == [tpe_settings(definition, narrow, 20 + i, within, []) for i in range(5)]
        assert {settings["n_step"] for settings in found} <= {7, 10}

    def test_that_hyperparameters_without_an_effect_are_left_out(self) -> None:
        space = {"target_sync": {"choices": ["soft", "hard"]}, "tau": {"low": 0.01, "high": 0.1}}
        definition = sweep_definition(space, sampler=Sampler.TPE)
        known = [(random_settings(definition, definition.space, i), float(i)) for i in range(12)]
        found = [tpe_settings(definition, definition.space, 12 + i, known, [known[0][0]]) for i in range(8)]
        assert all(("tau" in settings) == (settings["target_sync"] == "soft") for settings in found)


def test_that_without_optuna_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    definition = sweep_definition(sampler=Sampler.TPE)
    with pytest.raises(InputError, match=r"install the extra 'sweep' \(uv sync --extra sweep\)"):
        tpe_settings(definition, definition.space, 0, [], [])
