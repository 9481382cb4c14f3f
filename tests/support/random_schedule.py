"""What the user might do to a run, random from a seed: switches, hyperparameters, pauses, saves, stops, kills."""

import random
from collections.abc import Mapping
from dataclasses import dataclass

from dqn_engine.config.hyperparameters import KNOBS, LiveClass, validate_knobs
from dqn_engine.config.knob import Knob, KnobKind, Scale
from dqn_engine.config.run_config import RunConfig, run_config
from dqn_engine.system.errors import InputError
from dqn_engine.system.values import KnobValue

SMALL_VALUES: Mapping[str, tuple[KnobValue, ...]] = {
    "hidden_sizes": ((16,), (24, 12)), "batch_size": (4, 8, 12), "capacity": (96, 150, 400), "num_atoms": (7, 11),
    "num_quantiles": (4, 6), "num_cosines": (4, 8), "num_fractions": (2, 4), "num_target_fractions": (2, 3),
    "learning_starts": (20, 40), "updates_per_training": (1, 2, 3),
    "train_interval": (1, 2, 4), "evaluate_every": (0, 250, 400), "evaluate_episodes": (1, 2), "gamma": (0.9, 0.99),
    "learning_rate": (0.0005, 0.001, 0.003), "gradient_clip": (1.0, 10.0), "reward_scale": (0.1, 0.5),
    "learning_rate_steps": (100, 1000), "epsilon_decay_steps": (200, 1000), "beta_steps": (200, 1000),
    "average_updates": (1, 9, 60), "target_interval": (5, 50), "v_max": (20.0, 50.0), "v_min": (-5.0, 0.0),
    "checkpoint_every_seconds": (1, 2), "keep_checkpoints": (2, 3, 5), "huber_delta": (0.3, 1.0),
    "huber_delta_end": (1.0, 4.0), "huber_delta_steps": (100, 1000),
    "trial_episodes": (0, 2, 5), "trial_steps": (1, 2),
    "optimizer_epsilon": (1e-7, 1e-5), "munchausen_temperature": (0.03, 0.5), "temperature": (0.3, 2.0),
}  # fmt: skip
"""What keeps a run small, quick and finite. Other hyperparameters take any value that their declaration allows."""

LEFT_ALONE = frozenset({
    "stepping", "num_envs", "acting_interval", "convolutions", "frame_stack", "tensorboard", "weights_every",
    "stop_steps", "stop_evaluations", "stop_return", "stop_minutes",
})  # fmt: skip
"""Of environments stepped in Python, of images, of nothing that is learned, and of runs that end by themselves."""

STEERED = tuple(knob for knob in KNOBS if knob.live is not LiveClass.NEXT_RUN and knob.name not in LEFT_ALONE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One thing that is done: `train` so many steps, `set` hyperparameters meanwhile, `pause`, `step` or `save`."""

    kind: str
    steps: int = 0
    changes: Mapping[str, KnobValue] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """From opening the run to leaving it: by `stop`, or by a kill so many seconds after its last act has begun."""

    acts: tuple[Act, ...]
    killed_after_s: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """A whole life of a run."""

    config: RunConfig
    segments: tuple[Segment, ...]


def random_schedule(seed: int, segments: int = 4) -> Schedule:
    """The schedule of a seed: the same for the same seed and the same hyperparameters."""
    numbers = random.Random(seed)
    knobs = _random_knobs(numbers, [knob for knob in KNOBS if knob.name not in LEFT_ALONE], {}, fraction=0.7)
    config = run_config(seed=numbers.randrange(1000), changes=knobs)
    lives, now = [], dict(config.knobs)
    for number in range(segments):
        acts = []
        for _ in range(numbers.randint(3, 5)):
            kind = numbers.choice(("train", "set", "set", "set", "set", "pause", "step", "save"))
            changes = (
                _random_knobs(numbers, numbers.sample(STEERED, numbers.randint(1, 3)), now) if kind == "set" else {}
            )
            now |= changes
            acts.append(Act(kind=kind, steps=numbers.randint(1, 300), changes=changes))
        # The first is left in order, so that there is something to fall back to; the last, so that there is an end.
        orderly = number in (0, segments - 1) or numbers.random() < 0.3
        lives.append(Segment(acts=tuple(acts), killed_after_s=None if orderly else numbers.uniform(0.0, 2.0)))
    return Schedule(config=config, segments=tuple(lives))


def _random_knobs(
    numbers: random.Random, knobs: list[Knob], now: Mapping[str, KnobValue], fraction: float = 1.0
) -> dict[str, KnobValue]:
    """New values of some of these hyperparameters, such that all together are allowed."""
    while True:
        chosen = {knob.name: _random_value(numbers, knob) for knob in knobs if numbers.random() < fraction}
        small = {name: values[0] for name, values in SMALL_VALUES.items()} if not now else {}
        try:
            validate_knobs({**now, **small, **chosen})
        except InputError:
            continue
        return {**small, **chosen}


def _random_value(numbers: random.Random, knob: Knob) -> KnobValue:
    if knob.name in SMALL_VALUES:
        return numbers.choice(SMALL_VALUES[knob.name])
    if knob.kind is KnobKind.BOOL:
        return numbers.random() < 0.5
    if knob.kind is KnobKind.CHOICE:
        return numbers.choice(knob.choices)
    low, high, fraction = knob.low, knob.high, numbers.random()
    even = knob.scale is not Scale.LOG or low == 0
    value = low + (high - low) * fraction if even else low * (high / low) ** fraction
    return round(value) if knob.kind is KnobKind.INT else value
