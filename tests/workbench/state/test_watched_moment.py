"""From where the futures of a watched moment are asked for, and why not."""

from dataclasses import replace

from dqn_engine.probes.what_if import WhatIfRequest
from tests.support.plot_reports import spectator_step
from workbench.state.watched_moment import WatchedActions, WatchedMoment, request_from

LANDER = WatchedMoment(environment="LunarLander-v3", step=3, state=(0.0,) * 8, seed=77, actions=(0, 2, 2))


def test_that_a_compiled_environment_is_put_into_the_state_whatever_was_done_before() -> None:
    moment = WatchedMoment(
        environment="CartPole-v1", step=3, state=(0.1, 0.2, 0.3, 0.4), seed=77, actions=None, changed=True
    )
    assert request_from(moment) == WhatIfRequest(state=(0.1, 0.2, 0.3, 0.4), taken=3)


def test_that_another_environment_plays_its_episode_again() -> None:
    assert request_from(LANDER) == WhatIfRequest(replay=True, seed=77, actions=(0.0, 2.0, 2.0))
    frames = replace(LANDER, environment="CartPole-v1", state=())
    assert request_from(frames) == WhatIfRequest(replay=True, seed=77, actions=(0.0, 2.0, 2.0))


def test_that_a_moment_that_cant_be_reached_again_is_refused_in_a_sentence() -> None:
    changed, missed = request_from(replace(LANDER, changed=True)), request_from(replace(LANDER, actions=None))
    assert isinstance(changed, str)
    assert changed.startswith("The watched world was changed")
    assert isinstance(missed, str)
    assert missed.startswith("This environment can only be put into a state by playing its episode again")


def test_that_nothing_follows_an_episodes_end() -> None:
    told = request_from(replace(LANDER, over=True))
    assert isinstance(told, str)
    assert told.startswith("The episode is over here")


def test_that_an_episode_with_a_push_isnt_played_again_and_the_ones_after_it_begin_anew() -> None:
    taken = WatchedActions()
    taken.add(spectator_step(number, episode=1) for number in range(1, 6))
    taken.add([spectator_step(1, episode=2)])
    taken.branch(spectator_step(4, episode=1))
    assert taken.before(spectator_step(4, episode=1)) is None
    taken.add([spectator_step(1, episode=2, action=0), spectator_step(2, episode=2, action=1)])
    assert taken.before(spectator_step(3, episode=2)) == (0, 1)


def test_that_actions_are_those_before_a_step_of_its_own_episode() -> None:
    taken = WatchedActions()
    taken.add(spectator_step(number, episode=1, action=number % 3) for number in range(1, 6))
    taken.add([spectator_step(1, episode=2, action=2)])
    assert taken.before(spectator_step(4, episode=1)) == (1, 2, 0)
    assert taken.before(spectator_step(1, episode=2)) == ()
    assert taken.before(spectator_step(2, episode=2)) == (2,)
    assert taken.before(spectator_step(1, episode=3)) is None, "nothing was heard of it"


def test_that_an_episode_whose_beginning_or_middle_wasnt_heard_is_unknown() -> None:
    taken = WatchedActions()
    taken.add([spectator_step(5, episode=1), spectator_step(6, episode=1)])
    assert taken.before(spectator_step(6, episode=1)) is None
    taken.add([spectator_step(1, episode=2), spectator_step(3, episode=2)])
    assert taken.before(spectator_step(3, episode=2)) is None
