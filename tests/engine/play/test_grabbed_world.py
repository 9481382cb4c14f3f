"""The watched world in the user's hands: pushed, changed, played by hand beside the agent."""

import numpy as np
import pytest

from dqn_engine.environments.registry import environment_info
from dqn_engine.environments.world import world_named, world_numbers
from dqn_engine.networks.numpy_policy import NumpyPolicy
from dqn_engine.play.spectator import Spectator
from dqn_engine.play.spectator_step import SpectatorStep
from dqn_engine.system.errors import InputError
from tests.engine.play.test_spectator import Clock, balancing, falling, watch
from tests.support import masked_environments
from tests.support.networks import random_weights, small_spec

INFO = environment_info("CartPole-v1")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def spectator(clock: Clock):
    made = Spectator(INFO, seed=1, clock=clock)
    yield made
    made.close()


def physics(state: tuple[float, ...], action: int, **changed: float) -> np.ndarray:
    """CartPole's equations (Barto, Sutton and Anderson 1983), as Gymnasium has them, written out once more."""
    world = {"gravity": 9.8, "masscart": 1.0, "masspole": 0.1, "length": 0.5, "force_mag": 10.0, **changed}
    x, v, angle, spin = state
    total, arm = world["masscart"] + world["masspole"], world["masspole"] * world["length"]
    force = world["force_mag"] if action else -world["force_mag"]
    sine, cosine = np.sin(angle), np.cos(angle)
    pulled = (force + arm * spin**2 * sine) / total
    turned = (world["gravity"] * sine - cosine * pulled) / (
        world["length"] * (4.0 / 3.0 - world["masspole"] * cosine**2 / total)
    )
    pushed = pulled - arm * turned * cosine / total
    return np.array([x + 0.02 * v, v + 0.02 * pushed, angle + 0.02 * spin, spin + 0.02 * turned])


def test_that_a_push_changes_the_speeds_at_once_and_nothing_else(spectator: Spectator, clock: Clock) -> None:
    before = spectator.advance(balancing)[-1].next_state
    spectator.push(cart=0.75, pole=-0.5)
    (first, *_) = watch(spectator, clock, 0.1, balancing())
    assert first.state == pytest.approx(np.add(before, (0.0, 0.75, 0.0, -0.5)), abs=1e-6)


def test_that_what_is_held_is_pushed_where_it_is_seen_though_the_engine_is_ahead(
    spectator: Spectator, clock: Clock
) -> None:
    steps = watch(spectator, clock, 0.5, balancing())
    seen, changes = steps[-5], spectator.changes
    spectator.control(speed=1.0, held=True, at=(seen.episode, seen.step))
    watched, path = spectator.episode
    assert watched == pytest.approx(seen.state, abs=1e-6)
    assert len(path) == seen.step
    held = spectator.held_step(balancing())
    assert held is not None
    assert (held.state, held.step, held.action, held.q_values) == (seen.state, seen.step, seen.action, seen.q_values)
    other = spectator.held_step(falling())
    assert other is not None
    assert (other.action, other.q_values) == (0, (0.0, 0.0)), "another network sees it with its own eyes"
    assert not spectator.take_branched()

    spectator.push(cart=0.0, pole=1.5)
    pushed = spectator.held_step(balancing())
    assert pushed is not None
    assert pushed.state == pytest.approx(np.add(seen.state, (0.0, 0.0, 0.0, 1.5)), abs=1e-6)
    assert pushed.q_values == pytest.approx(balancing().q_values(np.array([pushed.state], np.float32))[0], abs=1e-6)
    assert (pushed.episode, pushed.step, pushed.action) == (seen.episode, seen.step, 1)
    assert spectator.take_branched()
    assert spectator.changes > changes
    np.testing.assert_allclose(spectator.episode[0], pushed.state, atol=1e-6)
    assert len(spectator.episode[1]) == seen.step
    spectator.push(cart=0.25, pole=0.0)
    spectator.control(speed=1.0, held=False)
    clock.now += 0.1
    first, *_ = spectator.advance(balancing)
    assert first.state == pytest.approx(np.add(pushed.state, (0.0, 0.25, 0.0, 0.0)), abs=1e-6)
    assert (first.episode, first.step, first.episode_return) == (seen.episode, seen.step, seen.episode_return)


def test_that_a_push_leads_back_from_an_episode_that_had_begun_since(spectator: Spectator, clock: Clock) -> None:
    steps = watch(spectator, clock, 3.0, falling())
    ended = [step for step in steps if step.ended]
    seen = next(step for step in steps if step.episode == ended[-1].episode and step.step == 3)
    spectator.control(speed=1.0, held=True, at=(seen.episode, seen.step))
    spectator.push(cart=0.0, pole=0.0)
    spectator.control(speed=1.0, held=False)
    steps = watch(spectator, clock, 12.0, balancing())
    assert (steps[0].episode, steps[0].step, steps[0].state) == (seen.episode, 3, pytest.approx(seen.state, abs=1e-6))
    last = next(step for step in steps if step.ended)
    assert (last.step, last.truncated) == (500, True), "the time limit counts from its beginning"


def test_that_too_large_a_push_leaves_what_is_held_as_it_is(spectator: Spectator, clock: Clock) -> None:
    seen = watch(spectator, clock, 0.5, balancing())[-5]
    spectator.control(speed=1.0, held=True, at=(seen.episode, seen.step))
    with pytest.raises(InputError, match="neither can be above 50"):
        spectator.push(cart=0.0, pole=99.0)
    assert spectator.held_step(balancing()) == seen
    assert not spectator.take_branched()


@pytest.mark.parametrize("changed", [{"gravity": 20.0}, {"length": 1.5, "masspole": 0.3}, {"force_mag": 3.0}])
def test_that_the_world_changes_in_the_middle_of_an_episode_and_back(
    spectator: Spectator, clock: Clock, changed: dict[str, float]
) -> None:
    spectator.advance(balancing)
    spectator.change_world(changed)
    steps = watch(spectator, clock, 0.5, balancing())
    for step in steps:
        assert step.next_state == pytest.approx(physics(step.state, step.action, **changed), abs=1e-5)
    assert steps[0].step > 1, "the episode went on"
    spectator.change_world({})
    for step in watch(spectator, clock, 0.5, balancing()):
        assert step.next_state == pytest.approx(physics(step.state, step.action), abs=1e-5)


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ({"gravity": 1e6}, "gravity is 1e+06, but must be from 1.96 to 29.4."),
        ({"wind": 1.0}, "has no 'wind' that can be changed; there are gravity, masscart"),
        ({"length": float("nan")}, "length is nan"),
    ],
)
def test_that_a_world_out_of_bounds_is_refused_and_changes_nothing(
    spectator: Spectator, clock: Clock, numbers: dict[str, float], words: str
) -> None:
    with pytest.raises(InputError, match=words.replace("+", r"\+")):
        spectator.change_world(numbers)
    for step in watch(spectator, clock, 0.2, balancing()):
        assert step.next_state == pytest.approx(physics(step.state, step.action), abs=1e-5)


def test_that_the_user_plays_and_the_world_waits_for_the_first_key(spectator: Spectator, clock: Clock) -> None:
    spectator.advance(balancing)
    spectator.play_by_hand(True)
    assert watch(spectator, clock, 1.0, balancing()) == []
    spectator.act(1)
    steps = watch(spectator, clock, 0.1, balancing())
    assert steps[0].step == 1
    assert {step.action for step in steps} == {1}
    assert all(step.by_hand for step in steps)
    spectator.act(0)
    assert {step.action for step in watch(spectator, clock, 0.1, balancing())} == {0}


def test_that_the_agent_plays_the_same_episode_beside_the_user(spectator: Spectator, clock: Clock) -> None:
    spectator.play_by_hand(True)
    played: list[SpectatorStep] = []
    for _ in range(200):
        spectator.act(1)
        played += watch(spectator, clock, 0.05, balancing())
        if played and played[-1].ended:
            break
    last = played[-1]
    assert last.ended
    assert last.episode_return < 20, "pushed to the right for good, the pole falls"
    assert last.rival_return == 500, "the agent's episode is played to its end"
    assert [step.rival_return for step in played[:-1]] == [float(step.step) for step in played[:-1]]
    alone = Spectator(INFO, seed=1, clock=clock)
    alone.play_by_hand(False)
    first = alone.advance(balancing)[0]
    alone.close()
    assert first.state == pytest.approx(played[0].state), "of the same seed"
    assert first.next_state == pytest.approx(played[0].rival_state)
    assert watch(spectator, clock, 0.5, balancing()) == [], "the next episode waits again"


def test_that_an_action_meant_once_is_taken_once(spectator: Spectator, clock: Clock) -> None:
    spectator.play_by_hand(True)
    spectator.act(1, once=True)
    assert len(watch(spectator, clock, 1.0, balancing())) == 1
    spectator.act(0, once=True)
    assert [step.action for step in watch(spectator, clock, 1.0, balancing())] == [0]


def test_that_an_action_which_a_mask_forbids_is_refused_and_nobody_plays_in_the_users_place(clock: Clock) -> None:
    masked_environments.register()
    spectator = Spectator(environment_info("Doors-v0"), seed=1, clock=clock)
    spec = small_spec(hidden_sizes=(2,), observation_scale=(1.0,))
    policy = NumpyPolicy(spec, random_weights(spec))
    spectator.play_by_hand(True)
    spectator.act(0, once=True)
    assert [step.action for step in watch(spectator, clock, 1.0, policy)] == [0]
    with pytest.raises(InputError, match="mask forbids Action 1 in this state; take another"):
        spectator.act(1)
    assert watch(spectator, clock, 1.0, policy) == []
    spectator.act(0)
    (last,) = watch(spectator, clock, 1.0, policy)
    spectator.close()
    assert (last.action, last.ended, last.by_hand) == (0, True, True)


def test_that_the_agent_plays_on_when_the_user_stops(spectator: Spectator, clock: Clock) -> None:
    spectator.play_by_hand(True)
    spectator.play_by_hand(False)
    steps = watch(spectator, clock, 0.2, balancing())
    assert steps
    assert not any(step.by_hand for step in steps)


def test_that_what_cannot_be_done_is_refused(spectator: Spectator, clock: Clock) -> None:
    with pytest.raises(InputError, match="The agent plays"):
        spectator.act(0)
    spectator.play_by_hand(True)
    with pytest.raises(InputError, match="action is 2, but must be from 0 to 1"):
        spectator.act(2)
    with pytest.raises(InputError, match="neither can be above 50"):
        spectator.push(cart=51.0, pole=0.0)


def test_that_other_environments_take_what_their_constructor_does_in_a_new_episode(clock: Clock) -> None:
    info = environment_info("MountainCar-v0")
    (number,) = world_numbers("MountainCar-v0")
    assert (number.name, number.trained, number.low, number.high) == ("goal_velocity", 0.0, 0.0, 0.06)
    spectator = Spectator(info, seed=1, clock=clock)
    spec = small_spec(dueling=False, observation_scale=(1.0, 1.0), action_count=3)
    policy = NumpyPolicy(spec, random_weights(spec))
    watch(spectator, clock, 0.5, policy)
    spectator.change_world({"goal_velocity": 0.05})
    (first, *_) = watch(spectator, clock, 0.5, policy)
    assert (first.episode, first.step) == (2, 1)
    with pytest.raises(InputError, match="MountainCar-v0 can't be pushed; only CartPole can"):
        spectator.push(cart=1.0, pole=0.0)
    spectator.close()


def test_that_a_number_that_is_switched_off_is_switched_on_with_it() -> None:
    wind = "LunarLander-v3(enable_wind=true, turbulence_power=0.0, wind_power=10.0)"
    assert world_named("LunarLander-v3", {"wind_power": 10.0}) == wind
    assert world_named("MountainCar-v0", {}) == "MountainCar-v0"


def test_that_a_number_that_is_switched_off_is_what_that_stands_for() -> None:
    trained = {number.name: number.trained for number in world_numbers("LunarLander-v3")}
    assert trained == {"gravity": -10.0, "wind_power": 0.0, "turbulence_power": 0.0}
    (blowing,) = [n for n in world_numbers("LunarLander-v3(enable_wind=true)") if n.name == "wind_power"]
    assert blowing.trained == 15.0
    (rate,) = world_numbers("FrozenLake-v1(is_slippery=false)")
    assert (rate.trained, rate.low, rate.high) == (1.0, 0.0, 1.0)
