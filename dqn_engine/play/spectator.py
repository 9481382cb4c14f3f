"""The watched environment: the newest greedy policy, its ε 0, in real time while training runs, is paused, or is over.

It plays a little ahead of the clock, so that a window never runs dry between two chunks. It has an environment and
random numbers of its own and can't influence training.
"""

import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import replace

import gymnasium
import numpy as np

from dqn_engine.environments.adapter import allowed_in
from dqn_engine.environments.flat_observations import readable
from dqn_engine.environments.info import EnvironmentInfo
from dqn_engine.environments.world import WorldNumber
from dqn_engine.networks.allowed_actions import best_allowed
from dqn_engine.networks.policies import GreedyPolicy
from dqn_engine.play.evaluation import episode_seed
from dqn_engine.play.grabbed_world import GrabbedWorld
from dqn_engine.play.moments import Moment, Moments
from dqn_engine.play.pictures import PicturePace, can_draw, observed_picture, picture_of
from dqn_engine.play.rival import Rival
from dqn_engine.play.spectator_step import Pictures, SpectatorStep
from dqn_engine.system.errors import BrokenEnvironmentError, InputError
from dqn_engine.system.sentences import Sentence
from dqn_engine.system.signals import is_the_users
from dqn_engine.system.text import one_line, plain_words, traceback_words

LEAD_S = 0.16
"""How far ahead of real time steps are played; longer than a chunk and a histogram together."""

REST_S = 0.5
"""Pause after an episode, in the environment's time, so that its last step can be seen."""

MOST_NUMBERS = 64
"""Observations of more numbers than anybody reads are left out of the steps."""

_LONGEST_GAP_S = 0.5
_SEED_OFFSET = 1_000_003
_LONGEST_PATH = 1_000


class Spectator:
    """Plays `info.environment`; call `advance` often.

    Args:
        clock: Seconds that never run backwards.
        masks: Whether only actions are taken that the environment's action masks allow, if it gives any.

    Attributes:
        steps_played: In all episodes.
        changes: How often what is watched became another without a step: held elsewhere, or pushed.
    """

    def __init__(
        self,
        info: EnvironmentInfo,
        seed: int,
        clock: Callable[[], float] = time.monotonic,
        frame_stack: int | None = None,
        masks: bool = True,
    ) -> None:
        self._world = GrabbedWorld(info.environment, frame_stack, masks=masks)
        self._action_labels = info.action_labels
        self._by_hand = self._once = False
        self._hand: int | None = None  # the user's action
        self._allowed: np.ndarray | None = None  # [A] bool, what a mask allows now
        self._rival: Rival | None = None
        self._environment: gymnasium.Env | None = None  # made when it is watched
        self._step_hz = info.step_hz
        self._seed = seed + _SEED_OFFSET
        self._clock = clock
        self.speed = 1.0
        self.held = False
        self._draws = False  # the environment was made to be drawn
        self._pictures_wanted = False
        self._undrawable = False
        self._observes_pictures = bool(info.image_shape)  # which then stand in for its own
        self._failure: tuple[str, str] | None = None
        self._broken = False
        self._pace = PicturePace(clock)
        self._last_call_s = clock()
        self._owed_steps = LEAD_S * self._step_hz
        self._episode = 0
        self.steps_played = 0
        self.changes = 0
        self._moments = Moments()
        self._held_at: Moment | None = None  # what the view shows, where the newest isn't it
        self._branched = False  # a push led away from what was told already
        self._path: deque[np.ndarray] = deque(maxlen=_LONGEST_PATH)  # the episode's vectors

    @property
    def pictures(self) -> Pictures:
        """Whether pictures come with the steps."""
        if not self._pictures_wanted:
            return Pictures.OFF
        shows_none = self._undrawable and (self._broken or not self._observes_pictures)
        return Pictures.NONE if shows_none else Pictures.ON

    def control(self, *, speed: float, held: bool, pictures: bool = False, at: tuple[int, int] | None = None) -> None:
        """Sets how many times real time it plays, or holds it; and whether steps come with pictures.

        It is held where the step `at` of an episode begins, both by their numbers, which the view shows; or where it
        is, if that isn't known any more.
        """
        self.speed, self.held, self._pictures_wanted = speed, held, pictures
        self._hold_at(self._moments.find(*at) if held and at is not None else None)
        if pictures and not self._undrawable and not self._draws:
            try:
                self._undrawable = not can_draw(self._made())
            except BaseException as error:  # An environment that breaks while it is watched ends no run.
                if is_the_users(error):
                    raise
                self._give_up_playing(error)
            if not self._undrawable:
                self._make_drawable()

    def advance(self, policy: Callable[[], GreedyPolicy]) -> tuple[SpectatorStep, ...]:
        """Plays the steps that have become due, and rests after each episode; asks for the policy only if needed."""
        now = self._clock()
        elapsed, self._last_call_s = min(now - self._last_call_s, _LONGEST_GAP_S), now
        if self.held or self._broken:
            return ()
        self._owed_steps += elapsed * self._step_hz * self.speed
        steps = []
        while self._owed_steps >= 1.0:
            if self._by_hand and (self._hand is None or not self._may_take(self._hand)):
                self._owed_steps = 1.0  # The world waits for the user, and makes up for nothing afterwards.
                break
            newest = policy()
            try:
                step = self._play(newest)
            except BaseException as error:  # As above.
                if is_the_users(error):
                    raise
                self._give_up_playing(error)
                break
            self._owed_steps -= 1.0 + step.ended * REST_S * self._step_hz
            steps.append(step)
        return tuple(steps)

    @property
    def world(self) -> tuple[WorldNumber, ...]:
        """The numbers of the world that can be changed."""
        return self._world.numbers

    def change_world(self, numbers: Mapping[str, float]) -> None:
        """Plays in a world with these numbers, all others as trained: at once or, where it must be, in a new episode.

        Raises:
            InputError: There is no such number, or it can't be that; nothing was changed.
        """
        self._world.change(numbers)
        self._drop_rival()
        if self._environment is None:
            return
        if self._world.is_physics:
            self._world.apply(self._environment)
        else:
            render_mode = "rgb_array" if self._draws else None
            self._environment.close()
            self._environment = self._world.made(render_mode)
            self._begin_episode(self._environment)

    def push(self, cart: float, pole: float) -> None:
        """Pushes CartPole: m/s of the cart and rad/s of the pole; where it is held, what is seen there.

        Raises:
            InputError: It isn't CartPole, or that is too much.
        """
        self._world.check_push(cart, pole)
        environment = self._made()
        # Beside a user who plays, the agent's own episode can't go back with it.
        if self._held_at is not None and not self._by_hand:
            self._go_back(environment, self._held_at)
        self._hold_at(None)
        self._observation = self._world.push(environment, cart, pole)
        self._path[-1] = np.array(self._observation, np.float32)
        self.changes += 1
        self._branched = self.held

    def held_step(self, policy: GreedyPolicy) -> SpectatorStep | None:
        """The step that begins where it is held, as that policy would take it; None where it isn't held."""
        if not self.held or self._broken or self._environment is None:
            return None
        step, observation, allowed, _ = self._held_at or self._standing(self._environment)
        q_values = policy.q_values(np.asarray(observation)[np.newaxis])[0]
        greedy = int(best_allowed(q_values[np.newaxis], None if allowed is None else allowed[np.newaxis])[0])
        return replace(
            step,
            q_values=tuple(q_values.tolist()),
            action=step.action if step.by_hand else greedy,
            picture=None,
            end_picture=None,
        )

    def take_branched(self) -> bool:
        """Whether it was pushed where it is held, so that what was told of later steps isn't so; False afterwards."""
        branched, self._branched = self._branched, False
        return branched

    def play_by_hand(self, by_hand: bool) -> None:
        """Lets the user play from a new episode on, or the agent again."""
        self._by_hand, self._hand = by_hand, None
        self._drop_rival()
        if self._environment is None:
            self._made()
        else:
            self._begin_episode(self._environment)

    def act(self, action: int, *, once: bool = False) -> None:
        """Takes the user's action, for the next step or until another comes.

        Raises:
            InputError: There is no such action, a mask forbids it now, or the agent plays.
        """
        if not self._by_hand:
            raise InputError("The agent plays; choose to play by hand first.")
        if not 0 <= action < len(self._action_labels):
            raise InputError(
                "action is {action}, but must be from 0 to {last}.", action=action, last=len(self._action_labels) - 1
            )
        if not self._may_take(action):
            raise InputError(
                "The environment's mask forbids {action} in this state; take another action.",
                action=self._action_labels[action],
            )
        self._hand, self._once = action, once

    def _may_take(self, action: int) -> bool:
        return self._allowed is None or bool(self._allowed[action])

    @property
    def episode(self) -> tuple[np.ndarray | None, np.ndarray]:
        """The observation now, or where it is held; None before the first.

        And the vectors [T, O] that led to it, at most the last 1,000; of pictures there are none.
        """
        if self._held_at is not None:
            held = self._held_at.observation
            seen = self._moments.path_to(self._held_at) if np.ndim(held) == 1 else []
            return np.array(held), np.array(seen, np.float32) if seen else np.zeros((0, 0), np.float32)
        path = np.array(self._path, np.float32) if self._path else np.zeros((0, 0), np.float32)
        return None if self._environment is None else np.array(self._observation), path

    @property
    def broke(self) -> bool:
        """Whether the environment failed as it was played, and is played no more."""
        return self._broken

    def take_picture_failure(self) -> tuple[str, str] | None:
        """Why drawing failed, as a sentence and in full; None if it didn't, and after it has been taken."""
        failure, self._failure = self._failure, None
        return failure

    def close(self) -> None:
        """Closes the environment."""
        self._drop_rival()
        if self._environment is not None:
            self._environment.close()

    def _made(self) -> gymnasium.Env:
        """The environment, which is made and begun when it is first asked for."""
        if self._environment is None:
            self._environment = self._world.made()
            self._begin_episode(self._environment)
        return self._environment

    def _begin_episode(self, environment: gymnasium.Env) -> None:
        self._episode += 1
        seed = episode_seed(self._seed, self._episode)
        self._observation, info = environment.reset(seed=seed)
        if self._by_hand:
            self._hand = None  # It begins with the user's first action.
            if self._rival is None:
                self._rival = Rival(self._world.made(), seed)
            else:
                self._rival.begin(seed)
        self._allowed = allowed_in(info)
        self._step, self._return = 0, 0.0
        self._path.clear()
        self._remember(self._observation)
        self._pace.begin_episode()

    def _play(self, policy: GreedyPolicy) -> SpectatorStep:
        environment = self._made()
        before, allowed = self._observation, self._allowed
        q_values = policy.q_values(np.asarray(before)[np.newaxis])[0]
        action = int(best_allowed(q_values[np.newaxis], None if allowed is None else allowed[np.newaxis])[0])
        by_hand = self._by_hand and self._hand is not None
        if self._hand is not None and by_hand:
            action = self._hand
        if self._once:
            self._hand, self._once = None, False
        picture = None
        if self.pictures is Pictures.ON and self._pace.step_due(self._step_hz * self.speed):
            picture = self._draw(environment)
        return_before = self._return
        self._observation, reward, terminated, truncated, info = environment.step(action)
        self._allowed = allowed_in(info)
        self._step += 1
        self.steps_played += 1
        self._remember(self._observation)
        self._return += float(reward)
        ended = bool(terminated or truncated)
        rival = self._rival if by_hand else None
        if rival is not None:
            rival.step(policy)
            if ended:
                rival.finish(policy)
        draw_end = ended and self.pictures is Pictures.ON and self._pace.in_time()
        step = SpectatorStep(
            episode=self._episode,
            step=self._step,
            state=_numbers(environment, before),
            next_state=_numbers(environment, self._observation),
            action=action,
            q_values=tuple(q_values.tolist()),
            episode_return=self._return,
            ended=ended,
            truncated=bool(truncated),
            seed=episode_seed(self._seed, self._episode),
            allowed=() if allowed is None else tuple(allowed.tolist()),
            by_hand=by_hand,
            rival_state=() if rival is None else _numbers(environment, rival.observation),
            rival_return=0.0 if rival is None else rival.episode_return,
            picture=picture,
            end_picture=self._draw(environment) if draw_end else None,
        )
        self._moments.add(Moment(replace(step, picture=None, end_picture=None), before, allowed, return_before))
        if step.ended:
            self._begin_episode(environment)
        return step

    def _standing(self, environment: gymnasium.Env) -> Moment:
        """Where it is now, as a step that is still to be taken."""
        numbers = _numbers(environment, self._observation)
        step = SpectatorStep(
            episode=self._episode,
            step=self._step + 1,
            state=numbers,
            next_state=numbers,
            action=0,
            q_values=(),
            episode_return=self._return,
            ended=False,
            truncated=False,
            seed=episode_seed(self._seed, self._episode),
            allowed=() if self._allowed is None else tuple(self._allowed.tolist()),
        )
        return Moment(step, self._observation, self._allowed, self._return)

    def _hold_at(self, moment: Moment | None) -> None:
        if moment is not self._held_at:
            self._held_at = moment
            self.changes += 1

    def _go_back(self, environment: gymnasium.Env, moment: Moment) -> None:
        """Continues from there; only CartPole can be put into a state."""
        told = moment.step
        self._world.put(environment, moment.observation, told.step - 1)
        self._observation, self._allowed = moment.observation, moment.allowed
        self._episode, self._step, self._return = told.episode, told.step - 1, moment.return_before
        self._path.clear()
        for observation in self._moments.path_to(moment):
            self._remember(observation)
        self._moments.go_back_to(moment)

    def _drop_rival(self) -> None:
        """The next episode that is played by hand makes another, in the world as it is then."""
        if self._rival is not None:
            self._rival.close()
            self._rival = None

    def _remember(self, observation: np.ndarray) -> None:
        if np.ndim(observation) == 1:
            self._path.append(np.array(observation, np.float32))

    def _make_drawable(self) -> None:
        """Only the watched environment is made to be drawn: for some environments that alone is expensive."""
        try:
            drawable = self._world.made(render_mode="rgb_array")
        except BaseException as error:  # Whatever keeps it from being drawn must not end the run.
            if is_the_users(error):
                raise
            self._give_up_drawing(error)
            return
        self.close()
        self._environment, self._draws = drawable, True
        self._begin_episode(drawable)

    def _draw(self, environment: gymnasium.Env) -> np.ndarray | None:
        begun = self._clock()
        if self._undrawable:
            return observed_picture(self._observation) if self._observes_pictures else None
        try:
            picture = picture_of(environment.render())
        except BaseException as error:  # As above.
            if is_the_users(error):
                raise
            self._give_up_drawing(error)
            return None
        self._pace.took(self._clock() - begun)
        return picture

    def _give_up_drawing(self, error: BaseException) -> None:
        self._undrawable = True
        self._failure = _told(error)

    def _give_up_playing(self, error: BaseException) -> None:
        self._undrawable = self._broken = True
        why, details = _told(error)
        self._failure = (Sentence("The watched environment broke and is played no more: {why}", why=why), details)


def _numbers(environment: gymnasium.Env, observation: np.ndarray) -> tuple[float, ...]:
    """An observation as the user reads it: none of its numbers where they are too many."""
    numbers = readable(environment, observation)
    return tuple(numbers.astype(np.float64).ravel().tolist()) if numbers.size <= MOST_NUMBERS else ()


def _told(error: BaseException) -> tuple[str, str]:
    """What went wrong, as a sentence and in full."""
    if isinstance(error, BrokenEnvironmentError):
        return str(error), traceback_words(error)
    words = one_line(plain_words(error)) or Sentence("It gave no reason.")
    why = words if isinstance(error, ValueError) else f"{type(error).__name__}: {words}"
    return why[:300], traceback_words(error)
