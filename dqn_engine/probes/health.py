"""Network health: whether the network can still learn, and how fast it changes, over a fixed set of states.

The states are those of slots of the buffer that are drawn once from the run's seed. Once the buffer is full they are
the same slots at every look; what is in one of them changes where the buffer overwrites it, which `stored_at` shows.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dqn_engine.networks.heads.categorical import Categorical
from dqn_engine.networks.noise_size import sigma_sizes
from dqn_engine.networks.policies import GreedyPolicy, greedy_policy
from dqn_engine.probes.layer_outputs import layer_outputs
from dqn_engine.probes.subject import Subject, Weights
from dqn_engine.system.errors import InputError

STATES, MOST_STATES, MOST_IMAGES = 1_024, 4_096, 128
DORMANT, NEARLY_DORMANT = 0.025, 0.1
"""τ of Sokar et al. 2023, for which a unit with at most that score counts as dormant."""

RANK_SHARE = 0.99
_MOST_TERMINAL = 256
_RECENT_UPDATES = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthRequest:
    """Over how many states; of images at most 128 are taken."""

    states: int = STATES


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """One layer with units: a convolution's filters, or a hidden layer.

    Attributes:
        name: As among the weights.
        scores: [U] float64, mean |h| of each unit over the mean of that over the layer (Sokar et al. 2023, eq. 1);
            all 0 where every unit gives 0.
        dormant: Part of the units with a score of at most 0.025.
        nearly_dormant: Part with at most 0.1.
    """

    name: str
    scores: np.ndarray
    dormant: float
    nearly_dormant: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Rank:
    """How many directions the features of a last hidden layer use.

    Attributes:
        layer: Its name.
        singular_values: [U] float64, of its outputs [N, U], largest first.
        effective: The least k whose largest k hold 0.99 of their sum (Kumar et al. 2021); 0 of nothing but zeros, or
            where outputs aren't finite.
    """

    layer: str
    singular_values: np.ndarray
    effective: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Apart:
    """How far one network's values are from the online network's.

    Attributes:
        drift: Mean |ΔQ| over states and actions.
        churn: Part of the states whose greedy action is another.
    """

    drift: float
    churn: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Dueling:
    """A dueling network's value stream beside its advantages.

    Attributes:
        value_mean: Mean V.
        value_spread: Standard deviation of V over the states.
        advantage_size: Mean |A − mean A|.
        advantages: [A] float64, the mean of A − mean A of each action.
    """

    value_mean: float
    value_spread: float
    advantage_size: float
    advantages: np.ndarray


@dataclass(frozen=True, slots=True, kw_only=True)
class Terminal:
    """Q(s, a) of steps that terminated an episode, whose true value is their reward alone.

    Attributes:
        count: How many there are among the newest that were looked at.
        reward: Their mean reward.
        online: Mean Q(s, a) of the online network.
        target: Mean Q(s, a) of the target network, which is older.
    """

    count: int
    reward: float
    online: float
    target: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """The network over N states.

    Attributes:
        slots: [N] int64, where the states are in the buffer.
        stored_at: [N] int64, after how many environment steps each was there.
        actions: [N] int64, the greedy ones of the online network, whatever a mask forbids. Beside those of an earlier
            look they give the churn, over the states whose `slots` and `stored_at` are the same.
        layers: Convolutions and hidden layers, first to last.
        ranks: Of each last hidden layer; there are two where streams have their own.
        weight_norms: Name of a layer → the norm of its weights without σ.
        sigmas: Name of a noisy layer → mean |σ|; empty without noise.
        gradient_norm: Mean over about the last 100 updates, before clipping; of a run that was just opened, that of
            the next update.
        clipped: Part of those updates whose gradient was clipped; NaN where it isn't known.
        target: Target against online network.
        average: The averaged network against the online one, whether or not it plays.
        largest_q: Mean of max Q, online.
        lowest_q: The least Q over states and actions.
        highest_q: The largest.
        action_gap: Mean of the largest Q less the second largest; 0 where there is one action.
        dueling: None without dueling, and with C51, whose streams hold no values.
        terminal: None where no step in the buffer terminated an episode, and where what an action leads to is random:
            there the steps that ended are chosen by their outcome, and Q of them isn't their reward.
    """

    slots: np.ndarray
    stored_at: np.ndarray
    actions: np.ndarray
    layers: tuple[Layer, ...]
    ranks: tuple[Rank, ...]
    weight_norms: dict[str, float]
    sigmas: dict[str, float]
    gradient_norm: float
    clipped: float
    target: Apart
    average: Apart
    largest_q: float
    lowest_q: float
    highest_q: float
    action_gap: float
    dueling: Dueling | None
    terminal: Terminal | None


def health(subject: Subject, request: HealthRequest) -> Health:
    """The network as it is.

    Raises:
        InputError: There are no states, or too many are asked for.
    """
    if not 1 <= request.states <= MOST_STATES:
        raise InputError(
            "states is {states}, but must be from 1 to {most_states:,}.", states=request.states, most_states=MOST_STATES
        )
    contents = subject.program.contents()
    if not len(contents.slots):
        raise InputError("The replay buffer is empty, so there are no states to ask about; train some steps first.")
    spec = subject.spec
    chosen = _drawn(
        contents.slots, subject.seed, min(request.states, MOST_IMAGES) if spec.image_shape else request.states
    )
    slots = contents.slots[chosen]
    observations, _ = subject.program.observations_at(slots)
    weights = subject.online
    learning, from_target = greedy_policy(spec, weights), greedy_policy(spec, subject.target)
    online, target, average = (
        policy.q_values(observations) for policy in (learning, from_target, greedy_policy(spec, subject.average))
    )
    outputs = layer_outputs(spec, weights, observations)
    best = np.sort(online, axis=1)
    norm, clipped = _gradient(subject)
    terminal = np.flatnonzero(contents.terminated & (not subject.info.random_steps))
    terminal = terminal[np.argsort(contents.age[terminal], kind="stable")][:_MOST_TERMINAL]
    return Health(
        slots=slots,
        stored_at=subject.env_steps - contents.age[chosen],
        actions=online.argmax(axis=1),
        layers=tuple(layer_of(name, output) for name, output in outputs.items()),
        ranks=tuple(rank_of(name, outputs[name]) for name in dict.fromkeys(way[-1] for way in spec.streams.values())),
        weight_norms=_norms(weights),
        sigmas=sigma_sizes(weights),
        gradient_norm=norm,
        clipped=clipped,
        target=_apart(online, target),
        average=_apart(online, average),
        largest_q=float(best[:, -1].mean()),
        lowest_q=float(online.min()),
        highest_q=float(online.max()),
        action_gap=float((best[:, -1] - best[:, -2]).mean()) if best.shape[1] > 1 else 0.0,
        dueling=_dueling(online) if spec.dueling and not isinstance(spec.head, Categorical) else None,
        terminal=_terminal(
            subject.program.observations_at(contents.slots[terminal])[0] if len(terminal) else None,
            contents.action[terminal],
            contents.reward[terminal],
            (learning, from_target),
        ),
    )


def layer_of(name: str, output: np.ndarray) -> Layer:
    """How active the units of a layer with `output` [N, …, U] are."""
    activity = np.abs(output.astype(np.float64)).reshape(-1, output.shape[-1]).mean(axis=0)
    mean = activity.mean()
    scores = activity / mean if mean > 0.0 else np.zeros_like(activity)
    return Layer(
        name=name,
        scores=scores,
        dormant=float((scores <= DORMANT).mean()),
        nearly_dormant=float((scores <= NEARLY_DORMANT).mean()),
    )


def rank_of(name: str, output: np.ndarray) -> Rank:
    """The spectrum of `output` [N, U], by the eigenvalues of its Gram matrix, which is small."""
    features = output.astype(np.float64)
    if not np.isfinite(features).all():
        return Rank(layer=name, singular_values=np.full(min(features.shape), np.nan), effective=0)
    gram = features.T @ features if features.shape[0] >= features.shape[1] else features @ features.T
    values = np.sqrt(np.maximum(np.linalg.eigvalsh(gram)[::-1], 0.0))
    total = values.sum()
    held = np.cumsum(values) / total if total > 0.0 else np.ones(0)
    effective = int(np.searchsorted(held, RANK_SHARE)) + 1 if len(held) else 0
    return Rank(layer=name, singular_values=values, effective=effective)


def _drawn(slots: np.ndarray, seed: int, count: int) -> np.ndarray:
    """Places [N] of at most `count` of `slots`, in their order: those whose number, mixed with the seed, is least."""
    mixed = slots.astype(np.uint64) + np.uint64((seed + 1) * 0x9E3779B97F4A7C15 % 2**64)
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):  # SplitMix64 (Steele et al. 2014)
        mixed = (mixed ^ (mixed >> np.uint64(shift))) * np.uint64(factor)
    mixed ^= mixed >> np.uint64(31)
    if len(slots) <= count:
        return np.arange(len(slots))
    return np.sort(np.argpartition(mixed, count)[:count])


def _norms(weights: Weights) -> dict[str, float]:
    squares: dict[str, float] = {}
    for name, weight in weights.items():
        layer, _, kind = name.rpartition("/")
        if not kind.startswith("sigma_") and layer != "normalisation":
            squares[layer] = squares.get(layer, 0.0) + float(np.square(weight, dtype=np.float64).sum())
    return {layer: float(np.sqrt(square)) for layer, square in squares.items()}


def _apart(online: np.ndarray, other: np.ndarray) -> Apart:
    return Apart(
        drift=float(np.abs(online - other).mean()),
        churn=float((online.argmax(axis=1) != other.argmax(axis=1)).mean()),
    )


def _dueling(q_values: np.ndarray) -> Dueling:
    """Since Q = V + A − mean A, and what is behind it is linear, the mean over the actions is V."""
    values = q_values.mean(axis=1, keepdims=True)
    advantages = q_values - values
    return Dueling(
        value_mean=float(values.mean()),
        value_spread=float(values.std()),
        advantage_size=float(np.abs(advantages).mean()),
        advantages=advantages.mean(axis=0).astype(np.float64),
    )


def _gradient(subject: Subject) -> tuple[float, float]:
    """Norm and share clipped of the newest updates."""
    past = subject.past
    if past is not None and len(past.updates):
        recent = int(np.searchsorted(np.cumsum(past.updates[::-1]), _RECENT_UPDATES)) + 1
        weights = past.updates[-recent:]
        return (
            float(np.average(past.gradient_norm[-recent:], weights=weights)),
            float(np.average(past.clipped[-recent:], weights=weights)),
        )
    from dqn_engine.training.live_inputs import pack

    return subject.program.next_update(pack(subject.knobs)).gradient_norm, float("nan")


def _terminal(
    observations: np.ndarray | None, actions: np.ndarray, rewards: np.ndarray, policies: tuple[GreedyPolicy, ...]
) -> Terminal | None:
    if observations is None:
        return None
    online, target = (
        policy.q_values(observations)[np.arange(len(observations)), actions].mean() for policy in policies
    )
    return Terminal(count=len(observations), reward=float(rewards.mean()), online=float(online), target=float(target))
