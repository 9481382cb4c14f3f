"""Actions of several parts and observations of several parts: flattened for the network, named for the user."""

import gymnasium
import numpy as np
import pytest
from gymnasium import spaces

from dqn_engine.environments.flat_actions import MOST_ACTIONS, flat_actions
from dqn_engine.environments.flat_observations import input_labels, readable, view_labels
from dqn_engine.environments.gymnasium_environment import make_environment
from dqn_engine.environments.registry import environment_info
from dqn_engine.system.errors import InputError
from tests.support import masked_environments, odd_environments
from tests.support.masked_environments import LEVERS, Levers

masked_environments.register()
odd_environments.register()


@pytest.mark.parametrize("name", LEVERS)
def test_that_every_number_is_another_action_of_the_space_as_sample_gives_it(name: str) -> None:
    space = LEVERS[name]
    flat, made = flat_actions(space), make_environment(f"{name}-v0")
    assert isinstance(made.action_space, spaces.Discrete)
    assert (made.action_space.n, made.action_space.start) == (flat.count, 0)
    Levers.taken.clear()
    for number in range(flat.count):
        if number % 4 == 0:
            made.reset(seed=0)
        made.step(np.int64(number))  # Which says so if the action is not in the space.
    made.close()
    sample = space.sample()
    assert {type(action) for action in Levers.taken} == {type(sample)}
    assert {np.asarray(action).dtype for action in Levers.taken} == {np.asarray(sample).dtype}
    assert len({np.asarray(action).tobytes() for action in Levers.taken}) == flat.count


def test_that_the_last_part_changes_fastest_and_names_say_the_parts() -> None:
    names = environment_info("LeversMulti-v0").action_labels
    assert names == ("0·5", "0·6", "1·5", "1·6", "2·5", "2·6")
    assert environment_info("LeversNested-v0").action_labels[:3] == ("1·0·4·7", "1·0·4·8", "1·1·4·7")
    assert environment_info("LeversBinary-v0").action_labels[-1] == "1·1·1"
    assert environment_info("LeversDiscrete-v0").action_labels == ("Action 0", "Action 1", "Action 2")
    space = spaces.MultiDiscrete([4, 3, 5])
    for number in range(60):
        assert flat_actions(space).of(number).tolist() == list(map(int, np.unravel_index(number, (4, 3, 5))))


@pytest.mark.parametrize("name", [*LEVERS, "LeversMasked"])
def test_that_the_expression_of_a_script_is_the_same_action(name: str) -> None:
    made = make_environment(f"{name}-v0")
    flat = flat_actions(made.unwrapped.action_space)
    made.close()
    for number in range(flat.count):
        found = eval(flat.script("number"), {"np": np, "number": number})
        np.testing.assert_array_equal(found, flat.of(number))
        assert np.asarray(found).dtype == np.asarray(flat.of(number)).dtype


def test_that_as_many_combinations_as_are_allowed_are_taken_and_one_more_refused() -> None:
    assert len(environment_info("LeversMost-v0").action_labels) == MOST_ACTIONS == 4096
    with pytest.raises(InputError, match=r"which are 4,097 combinations, but 4,096 are the most that can be learned"):
        make_environment("LeversTooMany-v0")
    with pytest.raises(InputError, match=r"MultiBinary\(200\), which are 1,606,938,044,258,990,275,541"):
        make_environment("LeversFarTooMany-v0")


def test_that_a_mask_of_each_part_is_one_of_all_combinations() -> None:
    flat = flat_actions(spaces.MultiDiscrete([3, 2, 2]))
    joined = flat.joined_mask((np.array([1, 0, 1], np.int8), np.array([0, 1], np.int8), np.array([1, 1], np.int8)))
    assert joined.dtype == np.int8
    for number in range(flat.count):
        first, second, _ = flat.of(number)
        assert joined[number] == (first != 1 and second == 1)
    whole = np.ones(12, np.int8)
    assert flat.joined_mask(whole) is whole
    wrong = (np.ones(2), np.ones(2), np.ones(2))
    assert flat.joined_mask(wrong) is wrong


# --- observations -----------------------------------------------------------------------------------------------------


def test_that_parts_are_named_as_they_are_flattened_and_as_they_are_read() -> None:
    info, made = environment_info("Mixed-v0"), make_environment("Mixed-v0")
    observation, _ = made.reset(seed=0)
    by_input = dict(zip(info.observation_labels, observation.tolist(), strict=True))
    assert by_input == {
        "position[0]": 1.5, "position[1]": -2.0, "gear=1": 0, "gear=2": 0, "gear=3": 1, "lamps[0]": 0, "lamps[1]": 1,
        "dials[0]=0": 0, "dials[0]=1": 1, "dials[1]=0": 0, "dials[1]=1": 0, "dials[1]=2": 1, "inner.0": 2.5,
        "inner.1=0": 0, "inner.1=1": 1,
    }  # fmt: skip
    assert info.observation_scale == tuple(
        {"position[0]": 8.0, "position[1]": 8.0, "inner.0": 4.0}.get(label, 1.0) for label in info.observation_labels
    )
    by_view = dict(zip(info.view_labels, readable(made, observation).tolist(), strict=True))
    assert by_view == {
        "position[0]": 1.5, "position[1]": -2.0, "gear": 3, "lamps[0]": 0, "lamps[1]": 1, "dials[0]": 1, "dials[1]": 2,
        "inner.0": 2.5, "inner.1": 1,
    }  # fmt: skip
    made.close()


def test_that_plain_observations_are_named_and_read_as_ever() -> None:
    assert input_labels(spaces.Box(0, 1, (2, 2))) == tuple(f"Observation {index}" for index in range(4))
    assert view_labels(spaces.Box(0, 1, (3,))) == view_labels(spaces.MultiDiscrete([2, 3])) == ()
    assert environment_info("CartPole-v1(sutton_barto_reward=true)").view_labels == ()
    blackjack = make_environment("Blackjack-v1")
    observation, _ = blackjack.reset(seed=0)
    cards, dealer, ace = readable(blackjack, observation)
    assert (observation[int(cards)], observation[32 + int(dealer)], observation[43 + int(ace)]) == (1, 1, 1)
    blackjack.close()
    assert environment_info("Blackjack-v1").view_labels == ()
    assert environment_info("Taxi-v4").view_labels == ()


def test_that_masks_are_no_part_of_an_observation() -> None:
    assert environment_info("DoorsInObservation-v0").observation_labels == ("Observation 0",)
    assert environment_info("TurningPicture-v0").image_shape == (6, 7, 1)
    for masks in (True, False):
        made = make_environment("DoorsInObservation-v0", masks=masks)
        observation, info = made.reset(seed=0)
        assert (observation.tolist(), set(info)) == ([0.0], {"action_mask"} if masks else set())
        made.close()


def test_that_nothing_but_a_mask_is_no_observation() -> None:
    class Blind(masked_environments.Doors):
        observation_space = spaces.Dict({"action_mask": spaces.MultiBinary(2)})

    gymnasium.register("Blind-v0", entry_point=Blind)
    with pytest.raises(InputError, match="nothing is left to be seen"):
        make_environment("Blind-v0")
    del gymnasium.registry["Blind-v0"]
