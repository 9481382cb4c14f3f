"""Every hyperparameter, declared once.

The panel, the command line, validation, presets and the README's table are all derived from `KNOBS`.
This module imports nothing but the standard library, so a window can read it before TensorFlow exists.
"""

import difflib
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from dqn_engine.errors import InputError

KnobValue = bool | int | float | str | tuple[int, ...]


class Kind(StrEnum):
    """What values a knob takes."""

    FLOAT = "number"
    INT = "whole number"
    BOOL = "true or false"
    CHOICE = "choice"
    SIZES = "list of whole numbers"


class LiveClass(StrEnum):
    """What moving a knob in the middle of a run means."""

    LIVE = "live"  # from the next chunk on; nothing else is touched
    REBUILD = "rebuild"  # legal in mid-run; the program recompiles or a structure is rebuilt
    NEW_RUN = "new run"  # changes shapes or meaning; takes effect at the next Start


class Scale(StrEnum):
    """How a slider spreads the range."""

    LINEAR = "linear"
    LOG = "log"


@dataclass(frozen=True, slots=True, kw_only=True)
class Knob:
    """One hyperparameter: its name, what it accepts, and what it is for.

    Attributes:
        name: The identifier used by `--set`, presets and the ledger.
        label: The name a person reads.
        group: The heading it stands under.
        default: The value of the `default` preset.
        low, high: Inclusive bounds (of each entry, for `Kind.SIZES`).
        choices: The allowed words of a `Kind.CHOICE`.
        unit: The unit of the value, empty where it has none.
        live: What changing it during training means.
        help: One sentence that says what low and high cost.
        shown_when: `(knob, values)`: only meaningful while that knob has one of these values.
    """

    name: str
    label: str
    group: str
    kind: Kind
    default: KnobValue
    low: float = -math.inf
    high: float = math.inf
    choices: tuple[str, ...] = ()
    scale: Scale = Scale.LINEAR
    unit: str = ""
    live: LiveClass
    help: str
    shown_when: tuple[str, tuple[KnobValue, ...]] | None = None

    @property
    def allowed(self) -> str:
        """The accepted values in words."""
        match self.kind:
            case Kind.BOOL:
                return "true or false"
            case Kind.CHOICE:
                return "one of " + ", ".join(self.choices)
            case Kind.SIZES:
                return f"one to eight whole numbers from {self.low:g} to {self.high:g}, such as 64,64"
            case _:
                return f"a {self.kind} from {self.low:.10g} to {self.high:.10g}"

    def validate(self, value: object) -> KnobValue:
        """Returns `value` in the knob's own type.

        Raises:
            InputError: `value` has another type, is not finite, or is out of bounds.
        """
        checked = self._coerce(value)
        if checked is None:
            raise InputError(f"{self.name} is {_shown(value)}, but must be {self.allowed}.")
        return checked

    def parse(self, text: str) -> KnobValue:
        """Reads a value as typed on the command line or into a field.

        Raises:
            InputError: The text is not a value of this knob.
        """
        word = text.strip()
        value: object = word
        try:
            match self.kind:
                case Kind.BOOL:
                    value = {"true": True, "on": True, "1": True, "false": False, "off": False, "0": False}[
                        word.lower()
                    ]
                case Kind.INT:
                    number = float(word)
                    value = int(number) if number == int(number) else number
                case Kind.FLOAT:
                    value = float(word)
                case Kind.SIZES:
                    value = tuple(int(part) for part in word.replace("x", ",").split(","))
                case Kind.CHOICE:
                    value = word
        except (KeyError, ValueError, OverflowError):
            raise InputError(f"{self.name} is {_shown(text)}, but must be {self.allowed}.") from None
        return self.validate(value)

    def format(self, value: KnobValue) -> str:
        """The value as `parse` reads it."""
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, tuple):
            return ",".join(str(size) for size in value)
        if isinstance(value, float):
            short = f"{value:.10g}"
            return short if float(short) == value else repr(value)
        return str(value)

    def _coerce(self, value: object) -> KnobValue | None:
        number = isinstance(value, int | float) and not isinstance(value, bool)
        match self.kind:
            case Kind.BOOL:
                return value if isinstance(value, bool) else None
            case Kind.CHOICE:
                return value if isinstance(value, str) and value in self.choices else None
            case Kind.INT:
                good = number and self.low <= value <= self.high and math.isfinite(value) and value == int(value)
                return int(value) if good else None
            case Kind.FLOAT:
                good = number and self.low <= value <= self.high and math.isfinite(value)
                return float(value) if good else None
            case Kind.SIZES:
                if not isinstance(value, list | tuple) or not 1 <= len(value) <= 8:
                    return None
                whole = all(isinstance(size, int) and not isinstance(size, bool) for size in value)
                return tuple(value) if whole and all(self.low <= size <= self.high for size in value) else None


def _shown(value: object) -> str:
    text = str(value)
    return repr(text if len(text) <= 60 else text[:57] + "…")


def _number(name: str, label: str, group: str, default: float, low: float, high: float, **rest: object) -> Knob:
    kind = Kind.INT if isinstance(default, int) else Kind.FLOAT
    return Knob(name=name, label=label, group=group, kind=kind, default=default, low=low, high=high, **rest)


def _switch(name: str, label: str, group: str, default: bool, **rest: object) -> Knob:
    return Knob(name=name, label=label, group=group, kind=Kind.BOOL, default=default, **rest)


def _choice(name: str, label: str, group: str, choices: tuple[str, ...], **rest: object) -> Knob:
    return Knob(name=name, label=label, group=group, kind=Kind.CHOICE, default=choices[0], choices=choices, **rest)


LIVE, REBUILD, NEW_RUN = LiveClass.LIVE, LiveClass.REBUILD, LiveClass.NEW_RUN
LOG = Scale.LOG

KNOBS: tuple[Knob, ...] = (
    _switch(
        "double",
        "Double DQN",
        "Algorithm",
        True,
        live=LIVE,
        help="The online network selects the next action and the target network evaluates it. "
        "Off overestimates values; on costs one more forward pass.",
    ),
    _switch(
        "dueling",
        "Dueling network",
        "Algorithm",
        True,
        live=NEW_RUN,
        help="Splits the network into a state value and action advantages. "
        "Helps where many actions are alike; costs a slightly larger network.",
    ),
    _number(
        "n_step",
        "n-step return",
        "Algorithm",
        5,
        1,
        10,
        unit="steps",
        live=LIVE,
        help="Rewards summed before bootstrapping. Low learns slowly from far rewards; "
        "high is noisier and more off-policy.",
    ),
    _number(
        "gamma",
        "Discount γ",
        "Algorithm",
        0.99,
        0.0,
        0.9999,
        live=LIVE,
        help="How much the future counts. Low is short-sighted; high makes values large and slow to learn.",
    ),
    _choice(
        "loss",
        "Loss",
        "Algorithm",
        ("huber", "squared"),
        live=LIVE,
        help="Huber is linear for large errors and so robust; squared learns faster from them and is easier to upset.",
    ),
    _number(
        "huber_delta",
        "Huber δ",
        "Algorithm",
        1.0,
        0.01,
        100.0,
        scale=LOG,
        live=LIVE,
        help="Error at which the Huber loss turns linear. Low treats most errors alike; high approaches squared loss.",
        shown_when=("loss", ("huber",)),
    ),
    Knob(
        name="hidden_sizes",
        label="Hidden layers",
        group="Network",
        kind=Kind.SIZES,
        default=(128, 128),
        low=1,
        high=2048,
        unit="units",
        live=NEW_RUN,
        help="Units of each hidden layer, first to last. Small may not fit the values; large costs time per step.",
    ),
    _choice(
        "activation",
        "Activation",
        "Network",
        ("relu", "tanh"),
        live=NEW_RUN,
        help="ReLU is quick and scale-free; tanh is bounded and smoother, and slower.",
    ),
    _choice(
        "observation_scaling",
        "Observation scaling",
        "Network",
        ("bounds", "none"),
        live=NEW_RUN,
        help="Bounds divides each observation by its typical range so all inputs are of one size; none feeds them raw.",
    ),
    _choice(
        "optimizer",
        "Optimizer",
        "Optimisation",
        ("adam", "rmsprop"),
        live=NEW_RUN,
        help="Adam keeps a running mean of the gradient as well as of its square; RMSprop only of its square.",
    ),
    _number(
        "learning_rate",
        "Learning rate",
        "Optimisation",
        0.002,
        1e-6,
        0.1,
        scale=LOG,
        live=LIVE,
        help="Size of each update. Low is slow; high is quick, then unstable.",
    ),
    _number(
        "optimizer_epsilon",
        "Optimizer ε",
        "Optimisation",
        1e-7,
        1e-10,
        0.01,
        scale=LOG,
        live=LIVE,
        help="Added to the optimizer's denominator. Low lets rare gradients take full steps; high damps them.",
    ),
    _number(
        "batch_size",
        "Batch size",
        "Optimisation",
        64,
        1,
        2048,
        scale=LOG,
        unit="transitions",
        live=REBUILD,
        help="Transitions per update. Small is noisy and fast; large is steady and slow.",
    ),
    _number(
        "gradient_clip",
        "Gradient clip",
        "Optimisation",
        10.0,
        0.0,
        1000.0,
        live=LIVE,
        help="Largest global norm of the gradient; 0 turns clipping off. Low slows learning; high lets outliers through.",
    ),
    _number(
        "train_interval",
        "Train every",
        "Optimisation",
        1,
        1,
        1024,
        scale=LOG,
        unit="steps",
        live=LIVE,
        help="Environment steps between trainings. Low learns most from each step; high runs faster.",
    ),
    _number(
        "updates_per_training",
        "Updates per training",
        "Optimisation",
        1,
        1,
        256,
        scale=LOG,
        unit="updates",
        live=LIVE,
        help="Gradient updates at each training. Low is fast; high reuses data more and may overfit to it.",
    ),
    _choice(
        "target_sync",
        "Target sync",
        "Target network",
        ("soft", "hard"),
        live=LIVE,
        help="Soft blends the target network a little towards the online one at every update; "
        "hard copies it now and then.",
    ),
    _number(
        "tau",
        "Soft rate τ",
        "Target network",
        0.003,
        1e-4,
        1.0,
        scale=LOG,
        live=LIVE,
        help="Share of the online weights blended in per update. Low is stable and slow; high follows every swing.",
        shown_when=("target_sync", ("soft",)),
    ),
    _number(
        "target_interval",
        "Hard sync every",
        "Target network",
        250,
        1,
        100_000,
        scale=LOG,
        unit="updates",
        live=LIVE,
        help="Updates between copies. Low chases a moving target; high learns from stale values.",
        shown_when=("target_sync", ("hard",)),
    ),
    _choice(
        "epsilon_schedule",
        "ε schedule",
        "Exploration",
        ("linear", "multiplicative", "constant"),
        live=LIVE,
        help="Linear falls evenly over environment steps; multiplicative falls by a factor per update; "
        "constant keeps the first value.",
    ),
    _number(
        "epsilon_start",
        "ε at the start",
        "Exploration",
        1.0,
        0.0,
        1.0,
        live=LIVE,
        help="Share of random actions at first. Low may never find reward; high spends longer at random.",
    ),
    _number(
        "epsilon_end",
        "ε at the end",
        "Exploration",
        0.01,
        0.0,
        1.0,
        live=LIVE,
        help="Share of random actions the schedule ends at. Low exploits fully; high keeps exploring and lowers returns.",
        shown_when=("epsilon_schedule", ("linear", "multiplicative")),
    ),
    _number(
        "epsilon_decay_steps",
        "ε decay over",
        "Exploration",
        4_000,
        1,
        10_000_000,
        scale=LOG,
        unit="steps",
        live=LIVE,
        help="Environment steps from the first ε to the last. Low commits early; high explores longer.",
        shown_when=("epsilon_schedule", ("linear",)),
    ),
    _number(
        "epsilon_decay_rate",
        "ε factor",
        "Exploration",
        0.99,
        0.9,
        0.999999,
        unit="per update",
        live=LIVE,
        help="ε is multiplied by this at every update. Low commits early; high explores longer.",
        shown_when=("epsilon_schedule", ("multiplicative",)),
    ),
    _switch(
        "epsilon_manual",
        "Set ε by hand",
        "Exploration",
        False,
        live=LIVE,
        help="Overrides the schedule with the value below; the schedule goes on underneath and returns when off.",
    ),
    _number(
        "epsilon_value",
        "ε by hand",
        "Exploration",
        0.1,
        0.0,
        1.0,
        live=LIVE,
        help="Share of random actions while set by hand. Low exploits; high explores.",
        shown_when=("epsilon_manual", (True,)),
    ),
    _number(
        "capacity",
        "Buffer capacity",
        "Replay",
        50_000,
        64,
        4_194_304,
        scale=LOG,
        unit="transitions",
        live=REBUILD,
        help="Transitions kept. Small forgets and follows the newest; large remembers more and learns from older play.",
    ),
    _number(
        "learning_starts",
        "Learning starts",
        "Replay",
        500,
        1,
        1_000_000,
        scale=LOG,
        unit="steps",
        live=LIVE,
        help="Environment steps stored before the first update. Low starts at once on little data; high wastes time.",
    ),
    _switch(
        "prioritized",
        "Prioritized replay",
        "Replay",
        True,
        live=REBUILD,
        help="Draws transitions with large errors more often. Off draws all alike and is a little simpler.",
    ),
    _number(
        "alpha",
        "Priority exponent α",
        "Replay",
        0.2,
        0.0,
        1.0,
        live=REBUILD,
        help="How strongly priorities count: 0 is uniform, 1 fully proportional. High focuses and biases.",
        shown_when=("prioritized", (True,)),
    ),
    _number(
        "beta_start",
        "β at the start",
        "Replay",
        0.4,
        0.0,
        1.0,
        live=LIVE,
        help="Strength of the importance weights at first. Low keeps the bias; high corrects it and slows learning.",
        shown_when=("prioritized", (True,)),
    ),
    _number(
        "beta_end",
        "β at the end",
        "Replay",
        1.0,
        0.0,
        1.0,
        live=LIVE,
        help="Strength of the importance weights the schedule ends at. 1 corrects the bias fully; lower keeps some.",
        shown_when=("prioritized", (True,)),
    ),
    _number(
        "beta_steps",
        "β anneal over",
        "Replay",
        20_000,
        1,
        10_000_000,
        scale=LOG,
        unit="steps",
        live=LIVE,
        help="Environment steps from the first β to the last. Low corrects early; high lets priorities lead longer.",
        shown_when=("prioritized", (True,)),
    ),
    _number(
        "priority_epsilon",
        "Priority ε",
        "Replay",
        0.001,
        1e-6,
        1.0,
        scale=LOG,
        live=LIVE,
        help="Added to |error| so nothing is never drawn. Low forgets well-learned transitions; high is nearly uniform.",
        shown_when=("prioritized", (True,)),
    ),
    _number(
        "evaluate_every",
        "Evaluate every",
        "Evaluation",
        5_000,
        0,
        10_000_000,
        unit="steps",
        live=LIVE,
        help="Environment steps between greedy evaluations; 0 turns them off. Low shows more and slows training.",
    ),
    _number(
        "evaluate_episodes",
        "Episodes",
        "Evaluation",
        10,
        1,
        1_000,
        unit="episodes",
        live=LIVE,
        help="Greedy episodes per evaluation. Few is quick and noisy; many is exact and slow.",
    ),
)

KNOB_BY_NAME: Mapping[str, Knob] = {knob.name: knob for knob in KNOBS}


def knob_named(name: str) -> Knob:
    """The knob of that name.

    Raises:
        InputError: There is none; the message names the nearest.
    """
    knob = KNOB_BY_NAME.get(name)
    if knob is None:
        near = difflib.get_close_matches(name, KNOB_BY_NAME, n=1)
        hint = f"Did you mean {near[0]}?" if near else "The knobs are: " + ", ".join(KNOB_BY_NAME) + "."
        raise InputError(f"There is no knob named {_shown(name)}. {hint}")
    return knob


def default_knobs() -> dict[str, KnobValue]:
    """A new dictionary of every knob's default."""
    return {knob.name: knob.default for knob in KNOBS}


def parse_assignments(assignments: Iterable[str]) -> dict[str, KnobValue]:
    """Reads `--set` arguments such as `learning_rate=0.001`.

    Raises:
        InputError: One isn't `KNOB=VALUE`, names no knob, or has a value out of bounds.
    """
    values: dict[str, KnobValue] = {}
    for assignment in assignments:
        name, equals, text = assignment.partition("=")
        if not equals:
            raise InputError(f"{_shown(assignment)} is not an assignment; write KNOB=VALUE, such as gamma=0.99.")
        values[name.strip()] = knob_named(name.strip()).parse(text)
    return values


def validate_knobs(values: Mapping[str, object]) -> dict[str, KnobValue]:
    """Checks a set of knobs, each by itself and then together; missing ones get their default.

    Raises:
        InputError: A name is unknown, a value is out of bounds, or two values contradict each other.
    """
    knobs = default_knobs()
    knobs.update({name: knob_named(name).validate(value) for name, value in values.items()})
    check_together(knobs)
    return knobs


def check_together(knobs: Mapping[str, KnobValue]) -> None:
    """Refuses combinations that no single bound excludes.

    Raises:
        InputError: Names the two knobs, their values and the remedy.
    """
    capacity, batch, n_step = knobs["capacity"], knobs["batch_size"], knobs["n_step"]
    if capacity < batch:
        raise InputError(
            f"capacity is {capacity} and batch_size {batch}, but a batch can't be larger than the buffer; "
            "raise capacity or lower batch_size."
        )
    if capacity <= n_step:
        raise InputError(
            f"capacity is {capacity} and n_step {n_step}, but the buffer must hold more than n steps; raise capacity."
        )
    if knobs["learning_starts"] > capacity:
        raise InputError(
            f"learning_starts is {knobs['learning_starts']} and capacity {capacity}, but learning can't wait for more "
            "than the buffer holds; raise capacity or lower learning_starts."
        )
