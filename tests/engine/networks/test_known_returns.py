"""Between which numbers returns lie, and C51's range: known rewards, discounting, shaping, and what is refused."""

from dataclasses import replace

import pytest

from dqn_engine.config.hyperparameters import default_knobs
from dqn_engine.config.notices import NoticeKind, first_notices
from dqn_engine.config.run_config import RunConfig, run_config, run_config_from_json
from dqn_engine.environments.info import EnvironmentInfo, KnownRewards
from dqn_engine.environments.registry import environment_info
from dqn_engine.networks.initial_values import first_value
from dqn_engine.networks.known_returns import known_returns, value_range
from dqn_engine.system.errors import InputError

UNKNOWN = EnvironmentInfo(
    environment="Unknown-v0", observation_scale=(1.0,), observation_labels=("a",), action_labels=("a", "b"),
    step_hz=30.0, episode_limit_steps=300, return_threshold=float("nan"),
)  # fmt: skip


def knobs(**changes: object) -> dict:
    return {**default_knobs(), "value_head": "c51", **changes}


@pytest.mark.parametrize(
    ("environment", "changes", "found"),
    [
        ("CartPole-v1", {}, (0, 100)),
        ("CartPole-v1", {"gamma": 0.9}, (0, 10)),
        ("CartPole-v1", {"gamma": 1.0}, (0, 500)),
        ("CartPole-v1", {"reward_shaping": "notebook-1"}, (-130, 70)),
        ("MountainCar-v0", {}, (-100, 0)),
        ("MountainCar-v0", {"gamma": 1.0}, (-200, 0)),
        ("MountainCar-v0", {"reward_shaping": "scale", "reward_scale": 0.5}, (-50, 0)),
        ("Acrobot-v1", {"reward_shaping": "clip", "reward_clip": 0.1}, (-10, 0)),
        ("LunarLander-v3", {}, (-400, 300)),
        ("Taxi-v4", {}, (-1000, 20)),
        ("FrozenLake-v1", {}, (0, 1)),
        ("FrozenLake-v1", {"gamma": 1.0}, (0, 1)),
        ("CliffWalking-v1", {}, (-10_000, 0)),
        ("Blackjack-v1", {}, (-1, 1)),
        ("Blackjack-v1(natural=True)", {}, (-1, 1)),  # Which `sab`, that it is registered with, leaves without effect.
        ("Blackjack-v1(sab=False)", {}, (-1, 1)),
        ("Blackjack-v1(natural=True,sab=False)", {}, (-1, 1.5)),
    ],
)
def test_that_the_range_follows_from_rewards_and_the_discount(
    environment: str, changes: dict, found: tuple[float, float]
) -> None:
    assert value_range(knobs(**changes), environment_info(environment)) == pytest.approx(found)
    config = run_config(environment=environment, changes={"value_head": "c51", **changes})
    assert config.value_range == pytest.approx(found)


@pytest.mark.parametrize(
    ("rewards", "changes", "found"),
    [
        (KnownRewards(-2, 3, 0, 50), {}, (-200, 300)),
        (KnownRewards(0, 0, -50, 50), {}, (-50, 50)),
        (KnownRewards(-1, 0, 10, 10), {"gamma": 1.0}, (-300, 10)),
        (KnownRewards(1, 1, 10, 10), {"gamma": 1.0}, (0, 309)),
        (KnownRewards(0, 0, 0, 0), {}, (-1, 1)),
        (None, {}, (-100, 100)),
        (None, {"reward_shaping": "clip", "gamma": 0.95}, (-20, 20)),
        (None, {"v_min": 0.0, "v_max": 5.0}, (0, 5)),
        (None, {"v_max": 5.0}, (-100, 5)),
        (KnownRewards(-1, -1, -1, -1), {"v_min": -20.0}, (-20, 0)),
    ],
)
def test_that_the_range_holds_whatever_rewards_there_are(
    rewards: KnownRewards | None, changes: dict, found: tuple[float, float]
) -> None:
    assert value_range(knobs(**changes), replace(UNKNOWN, rewards=rewards)) == pytest.approx(found)


def test_that_a_range_that_no_return_lies_in_is_refused_before_anything_is_built() -> None:
    with pytest.raises(InputError, match=r"C51's range is 0 to 100 .* lies from -100 to 0, .* as 0; set v_min and v_m"):
        run_config(environment="MountainCar-v0", changes={"value_head": "c51", "v_min": 0.0, "v_max": 100.0})
    with pytest.raises(InputError, match="lies from 0 to 100, so that all values would be learned as -1"):
        run_config(changes={"value_head": "c51", "v_min": -5.0, "v_max": -1.0})
    with pytest.raises(InputError, match="v_min is 0.0 and v_max auto, which in MountainCar-v0 means 0 to 0, but"):
        run_config(environment="MountainCar-v0", changes={"value_head": "c51", "v_min": 0.0})
    run_config(environment="MountainCar-v0", changes={"v_min": 0.0, "v_max": 100.0})  # without C51 it means nothing


def test_that_a_range_that_holds_a_part_is_told_at_the_start() -> None:
    config = run_config(environment="Taxi-v4", changes={"value_head": "c51", "v_min": -50.0, "v_max": 10.0})
    (notice,) = first_notices(config, environment_info("Taxi-v4"))
    assert notice.kind is NoticeKind.RANGE_PART
    assert "C51's range is -50 to 10, but returns can lie from -1000 to 20" in notice.sentence
    assert not list(first_notices(run_config(preset="rainbow"), environment_info("CartPole-v1")))


def test_that_unknown_rewards_are_told_unless_the_range_was_set() -> None:
    config = RunConfig(environment="Unknown-v0", knobs=knobs())
    (notice,) = first_notices(config, UNKNOWN)
    assert notice.kind is NoticeKind.RANGE_UNKNOWN
    assert "Nothing is known of this environment's rewards, so C51's range is -100 to 100" in notice.sentence
    assert not list(first_notices(replace(config, knobs=knobs(v_min=0.0, v_max=1.0)), UNKNOWN))
    assert not list(first_notices(replace(config, knobs=default_knobs()), UNKNOWN))


def test_that_the_range_stays_what_it_was_when_the_run_began() -> None:
    config = run_config(environment="MountainCar-v0", changes={"value_head": "c51"})
    saved = config.to_json()
    assert saved["value_range"] == [-100.0, 0.0]
    assert run_config_from_json(saved) == config
    elsewhere = run_config_from_json({**saved, "value_range": [-70.0, 5.0]})
    assert elsewhere.values_between(environment_info("MountainCar-v0")) == (-70.0, 5.0)
    assert "value_range" not in run_config(changes={"value_head": "c51", "v_min": 0.0, "v_max": 9.0}).to_json()
    assert "value_range" not in run_config().to_json()


@pytest.mark.parametrize("value", [[1.0, 1.0], [2.0, 1.0], [0.0], [0.0, 1.0, 2.0], ["0", 1.0], 5, [0.0, float("inf")]])
def test_that_a_saved_range_that_is_none_is_refused(value: object) -> None:
    saved = run_config(changes={"value_head": "c51"}).to_json()
    with pytest.raises(InputError, match="value_range must be two numbers"):
        run_config_from_json({**saved, "value_range": value})


def test_that_saved_runs_with_a_range_that_is_refused_now_still_open() -> None:
    saved = run_config(environment="MountainCar-v0", changes={"value_head": "c51"}).to_json()
    del saved["value_range"]
    saved["knobs"] = {**saved["knobs"], "v_min": 0.0, "v_max": 100.0, "observation_scaling": "bounds"}
    config = run_config_from_json(saved)
    assert config.values_between(environment_info("MountainCar-v0")) == (0.0, 100.0)


@pytest.mark.parametrize(
    ("environment", "value"), [("CartPole-v1", 500.0), ("MountainCar-v0", -200.0), ("FrozenLake-v1", 0.0)]
)
def test_that_without_discounting_values_start_at_what_a_whole_episode_is_worth(environment: str, value: float) -> None:
    config = run_config(environment=environment, changes={"gamma": 1.0})
    assert first_value(config.knobs, environment_info(environment)) == value
    (notice,) = first_notices(config, environment_info(environment))
    assert notice.kind is NoticeKind.DISCOUNT_ONE


def test_that_returns_of_unknown_rewards_are_not_known() -> None:
    assert known_returns(knobs(), UNKNOWN) is None
    assert known_returns(knobs(reward_shaping="scale"), UNKNOWN) is None
