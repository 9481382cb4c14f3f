"""Which combinations of hyperparameters make no sense, with the reason, and which have no effect beside the others.

Both are asked before anything is built: on the command line, in the window, and by a run in progress.
"""

from collections.abc import Mapping

from dqn_engine.config.knob import Knob
from dqn_engine.environments.compiled.catalogue import is_compiled
from dqn_engine.environments.info import EnvironmentInfo
from dqn_engine.environments.registry import environments_with_shaping
from dqn_engine.networks.heads.registry import check_head
from dqn_engine.networks.spec import convolutions_for
from dqn_engine.system.errors import InputError
from dqn_engine.system.values import Knobs

LONGEST_N = 10
"""The largest n of n-step returns."""


def has_meaning(knob: Knob, knobs: Mapping[str, Knob], values: Knobs) -> bool:
    """Whether `knob` has an effect with `values` (all hyperparameters): what it depends on is so set, and has one too.

    `knobs` are all of them by name.
    """
    return not knob.shown_when or all(  # Most depend on nothing, and the window asks for all at every change.
        values[other] in allowed and has_meaning(knobs[other], knobs, values)
        for other, allowed in knob.shown_when.items()
    )


def check_together(knobs: Knobs) -> None:
    """Refuses combinations that no single bound excludes; `knobs` are all.

    Raises:
        InputError: Names the two hyperparameters, their values and the remedy.
    """
    capacity, batch, n_step = knobs["capacity"], knobs["batch_size"], knobs["n_step"]
    if capacity < batch:
        raise InputError(
            "capacity is {capacity:,} and batch_size {batch:,}, but a batch can't be larger than the buffer; "
            "raise capacity or lower batch_size.",
            capacity=capacity,
            batch=batch,
        )
    if capacity <= n_step:
        raise InputError(
            "capacity is {capacity:,} and n_step {n_step}, but the buffer must hold more than n steps; raise capacity.",
            capacity=capacity,
            n_step=n_step,
        )
    if capacity < LONGEST_N * knobs["num_envs"]:
        raise InputError(
            "capacity is {capacity:,} and num_envs {num_envs}, but the buffer must hold at least {longest_n} "
            "steps of each environment; raise capacity or lower num_envs.",
            capacity=capacity,
            num_envs=knobs["num_envs"],
            longest_n=LONGEST_N,
        )
    check_head(knobs)
    if knobs["stop_evaluations"] and not knobs["evaluate_every"]:
        raise InputError(
            "stop_evaluations is {stop_evaluations} and evaluate_every 0, but without evaluations none can "
            "reach a return; raise evaluate_every or set stop_evaluations to 0.",
            stop_evaluations=knobs["stop_evaluations"],
        )
    if knobs["learning_starts"] > capacity:
        raise InputError(
            "learning_starts is {learning_starts:,} and capacity {capacity:,}, but learning can't wait for more "
            "than the buffer holds; raise capacity or lower learning_starts.",
            learning_starts=knobs["learning_starts"],
            capacity=capacity,
        )


def stepped_in_program(knobs: Knobs, environment: str) -> bool:
    """Whether the environment of that name is stepped inside the compiled program, and not by Gymnasium in Python."""
    return knobs["stepping"] == "auto" and is_compiled(environment)


def check_with_environment(knobs: Knobs, info: EnvironmentInfo) -> None:
    """Refuses hyperparameters that don't go with the environment; `knobs` are all.

    Raises:
        InputError: Names the hyperparameter, the environment and the remedy.
    """
    if knobs["observation_scaling"] == "running" and info.image_shape:
        raise InputError(
            "observation_scaling is running, but {environment} shows pictures, whose brightness has its bounds; "
            "set observation_scaling to bounds.",
            environment=info.environment,
        )
    shaping = knobs["reward_shaping"]
    made_for = environments_with_shaping(shaping)
    if made_for and shaping not in info.own_shapings:
        raise InputError(
            "reward_shaping is {shaping}, but {environment} has no pole of whose position and angle that "
            "formula makes a reward; set reward_shaping to none or choose {made_for}.",
            shaping=shaping,
            environment=info.environment,
            made_for=" or ".join(made_for),
        )
    convolutions_for(knobs["convolutions"], info.image_shape)
    if info.image_shape:
        _check_with_images(knobs)


def _check_with_images(knobs: Knobs) -> None:
    capacity, num_envs, frame_stack = knobs["capacity"], knobs["num_envs"], knobs["frame_stack"]
    if capacity // num_envs < LONGEST_N + frame_stack:
        raise InputError(
            "capacity is {capacity:,}, num_envs {num_envs} and frame_stack {frame_stack}, but the buffer must hold at "
            "least {longest_n} frames and a stack of each environment; raise capacity or lower num_envs.",
            capacity=capacity,
            num_envs=num_envs,
            frame_stack=frame_stack,
            longest_n=LONGEST_N,
        )
