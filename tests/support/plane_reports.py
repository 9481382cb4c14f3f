"""Made-up looks through the instruments that a value plane shows."""

import numpy as np

from dqn_engine.config.run_config import RunConfig
from dqn_engine.messages.reports import Look, Looks, RunStarted, SpectatorSteps
from dqn_engine.play.spectator_step import SpectatorStep
from dqn_engine.probes.axes import Axis
from dqn_engine.probes.state_maps import StateMap
from dqn_engine.probes.truth import Truth, TruthRequest
from dqn_engine.probes.value_map import ValueMap
from dqn_engine.probes.value_plane import PlaneRequest, ValuePlane

ANGLE = Axis(index=2, label="Angle", low=-0.2, high=0.2)
ANGULAR_VELOCITY = Axis(index=3, label="Angular velocity", low=-3.0, high=3.0)
POSITION = Axis(index=0, label="Position", low=-2.4, high=2.4)
VELOCITY = Axis(index=1, label="Velocity", low=-3.0, high=3.0)
LABELS = ("Position", "Velocity", "Angle", "Angular velocity")


def run_started(run_id: int = 1, labels: tuple[str, ...] = LABELS) -> RunStarted:
    """A run whose actions are Left and Right."""
    return RunStarted(
        run_id=run_id,
        sequence=1,
        config=RunConfig(),
        action_labels=("Left", "Right"),
        observation_labels=labels,
        step_hz=50.0,
        episode_limit_steps=500,
        return_threshold=475.0,
    )


def plane(size: int = 9, **changes: object) -> ValuePlane:
    """The largest Q rises upwards from 0 to 1; Left is greedy at the left."""
    right, up = np.meshgrid(np.linspace(0.0, 1.0, size), np.linspace(0.0, 1.0, size))
    fields = {
        "x": ANGLE,
        "y": ANGULAR_VELOCITY,
        "others": (POSITION, VELOCITY),
        "state": np.array([0.5, -0.25, 0.1, 1.5], np.float32),
        "q_values": np.array([1.5, 2.5], np.float32),
        "largest_q": up.astype(np.float32),
        "gap": np.abs(right - 0.5).astype(np.float32),
        "action": (right > 0.5).astype(np.int64),
        "density": np.eye(size, dtype=np.int64),
        "watched_path": np.zeros((0, 2), np.float32),
        "watched": np.zeros(0, np.float32),
    }
    return ValuePlane(**{**fields, **changes})


def lake(**changes: object) -> ValueMap:
    """A map of two rows and three columns with a hole at the lower left; V is the state's number."""
    numbers = np.arange(6).reshape(2, 3)
    found = StateMap(
        states=numbers,
        letters=("SFF", "HFG"),
        walls=np.zeros((2, 3), np.bool_),
        over=np.array([[False, False, False], [True, False, True]]),
        allowed=np.ones((2, 3, 4), np.bool_),
        moves=np.array([[0, -1], [1, 0], [0, 1], [-1, 0]]),
    )
    fields = {
        "map": found,
        "state": np.array([4]),
        "q_values": np.array([0.1, 0.2, 0.9, 0.3], np.float32),
        "largest_q": numbers.astype(np.float32),
        "gap": np.ones((2, 3), np.float32),
        "action": np.full((2, 3), 2),
        "density": numbers,
        "watched_path": np.array([[0, 0], [0, 1]]),
        "watched": np.array([0, 1]),
    }
    return ValueMap(**{**fields, **changes})


def truth(size: int = 5, *, off: float = 2.0) -> Truth:
    """Everything is predicted by `off` too high, but for a corner of which nothing is known."""
    predicted = np.stack([np.zeros((size, size)), np.ones((size, size))]).astype(np.float32)
    true = predicted.astype(np.float64) - off
    true[:, 0, 0] = np.nan
    return Truth(
        x=ANGLE,
        y=ANGULAR_VELOCITY,
        map=None,
        state=np.zeros(4, np.float32),
        predicted=predicted,
        true=true,
        difference=predicted - true,
        undecided=np.zeros_like(predicted, np.bool_),
        mean=off,
        mean_size=off,
        largest=off,
        mean_greedy=off,
        mean_size_greedy=off,
        largest_greedy=off,
        gamma=0.99,
        horizon=500,
        beyond=0.0,
        uncertainty=0.0,
        rollouts=1,
        played=100,
        counted="Time limits don't count.",
    )


def looks(report: object, request: object = None, *, run_id: int = 1, refusal: str = "", env_step: int = 400) -> Looks:
    """One look, by the kind of its report or request; in the beginning of a run."""
    of_truth = isinstance(report, Truth) or isinstance(request, TruthRequest)
    asked = request or (TruthRequest() if of_truth else PlaneRequest())
    look = Look(
        instrument="truth" if of_truth else "value-plane",
        request=asked,
        env_step=env_step,
        update=env_step // 2,
        seconds=0.01,
        report=report,
        refusal=refusal,
    )
    return Looks(run_id=run_id, sequence=2, looks=(look,))


def steps(*states: tuple[float, ...], episode: int = 1) -> SpectatorSteps:
    """An episode through these states."""
    pairs = zip(states, states[1:], strict=False)
    played = tuple(
        SpectatorStep(
            episode=episode,
            step=number,
            state=state,
            next_state=after,
            action=0,
            q_values=(0.0, 1.0),
            episode_return=float(number),
            ended=False,
            truncated=False,
        )
        for number, (state, after) in enumerate(pairs, 1)
    )
    return SpectatorSteps(run_id=1, sequence=3, steps=played, speed=1.0, held=False)
