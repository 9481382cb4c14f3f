"""One update under the glass: the target, the error and what the gradient does, told before the update is made.

Every number comes from the functions that make the update (`Program.next_update`); here they are only given names, and
the target is written out as a formula.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dqn_engine.networks.heads.categorical import Categorical
from dqn_engine.networks.heads.expected import ExpectedValues
from dqn_engine.networks.heads.quantiles import Quantiles
from dqn_engine.probes.states import shown_states
from dqn_engine.probes.subject import Subject
from dqn_engine.system.errors import InputError

NEXT_BATCHS_FIRST = -1
"""In place of a slot."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateRequest:
    """Which transition is looked at: its `slot` in the buffer, or −1, the next batch's first."""

    slot: int = NEXT_BATCHS_FIRST


@dataclass(frozen=True, slots=True, kw_only=True)
class Munchausen:
    """What Munchausen DQN adds, by the target network.

    Attributes:
        log_probability: τ log π(a|s).
        lowest: What it is clipped at.
        alpha: Its weight.
        bonus: α times the clipped log-probability, beside the rewards.
        temperature: τ.
    """

    log_probability: float
    lowest: float
    alpha: float
    bonus: float
    temperature: float


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateReport:
    """One update, and one transition's part in it.

    Attributes:
        exact: Whether it is the update that comes next. Else what would be sampled if it were made now: the steps
            before it come from outside of the program, or are many.
        env_steps: Environment steps before it.
        slot: Of the transition.
        in_batch: Whether the batch holds it; else it is told as if it stood in the place of the batch's first.
        batch_slots: [B] int64.
        batch_observations: [B, O] float32, s of each; [B, 1] int64, the states' numbers, where they are one-hot; [B, 0]
            of pictures.
        observation: s, raw, or the state's number [1].
        action: a.
        next_observation: The state after the rewards, likewise.
        rewards: [k] float32, k ≤ n.
        discounts: [k] float32, γ^0, γ^1, ….
        n_step: n.
        return_n: Σ discount · reward.
        terminated: Whether the episode terminated within the k steps, and nothing is bootstrapped.
        cut: Whether fewer than n steps are summed for another reason: a limit, or the newest step.
        bootstrap_discount: γ^k, 0 after a termination.
        double: Whether the online network chooses the next action.
        q_selecting: [A] By which the next action is chosen.
        q_valuing: [A] Q(s', ·) of the target network.
        next_action: The chosen one; with Munchausen the best of the target network, of which the soft value has most.
        next_value: What the return after n steps is taken to be.
        munchausen: Its terms; None without.
        target_value: The target, of a distribution its mean.
        target: [K] What the head learns: the value, C51's probabilities, or the values whose quantiles are learned.
        predicted: [K] What it says now: the value, C51's probabilities, or quantiles.
        positions: [K] Of `predicted`: C51's values of the return, or the fractions that quantiles are of; else empty.
        head: The value head.
        q_values: [A] Q(s, ·) of the online network as it learns, with its noise.
        q_chosen: Q(s, a).
        td_error: δ = target_value − Q(s, a).
        loss: Of this transition, before its weight.
        loss_kind: `squared`, `huber` (|δ| ≤ κ), `huber-linear` (beyond), `divergence` of C51, or `quantile-huber`.
        huber_delta: κ as it acts; 0 where nothing has one.
        slope: [K] ∂ loss / ∂ what the head says: of its output, for C51 of its logits.
        importance: Its importance weight.
        beta: The strength of those.
        batch_loss: Weighted mean over the batch.
        learning_rate: As it acts.
        gradient_norm: Of the whole batch's gradient.
        gradient_clip: Where that is clipped; 0: never.
        clipped: Whether it is.
        q_before: [A] Q(s, ·) without noise.
        q_after: [A] The same after the update of the whole batch.
        formula: The target with its numbers, as text.
    """

    exact: bool
    env_steps: int
    slot: int
    in_batch: bool
    batch_slots: np.ndarray
    batch_observations: np.ndarray
    observation: np.ndarray
    action: int
    next_observation: np.ndarray
    rewards: np.ndarray
    discounts: np.ndarray
    n_step: int
    return_n: float
    terminated: bool
    cut: bool
    bootstrap_discount: float
    double: bool
    q_selecting: np.ndarray
    q_valuing: np.ndarray
    next_action: int
    next_value: float
    munchausen: Munchausen | None
    target_value: float
    target: np.ndarray
    predicted: np.ndarray
    positions: np.ndarray
    head: str
    q_values: np.ndarray
    q_chosen: float
    td_error: float
    loss: float
    loss_kind: str
    huber_delta: float
    slope: np.ndarray
    importance: float
    beta: float
    batch_loss: float
    learning_rate: float
    gradient_norm: float
    gradient_clip: float
    clipped: bool
    q_before: np.ndarray
    q_after: np.ndarray
    formula: str


def update(subject: Subject, request: UpdateRequest) -> UpdateReport:
    """The next update, with the transition asked for.

    Raises:
        InputError: The buffer is empty, or holds no such transition.
    """
    from dqn_engine.training.live_inputs import pack

    slots = subject.program.contents().slots
    if not len(slots):
        raise InputError("The replay buffer is empty, so there is nothing to update with; train some steps first.")
    if request.slot != NEXT_BATCHS_FIRST and request.slot not in slots:
        raise InputError(
            "slot is {slot}, which holds no transition that can be sampled; slots are whole numbers from "
            "{min} to {max}, and −1 is the next batch's first.",
            slot=request.slot,
            min=slots.min(),
            max=slots.max(),
        )
    knobs, spec = subject.knobs, subject.spec
    told = subject.program.next_update(pack(knobs), None if request.slot == NEXT_BATCHS_FIRST else request.slot)
    batch, fit, target = told.batch, told.fit, told.target
    seen = told.observations if told.observations.ndim == 2 else np.zeros((len(told.slots), 0))
    discount = float(batch.bootstrap_discount)
    predicted, positions = _of_head(subject, np.atleast_1d(fit.predicted), told.fractions)
    td_error = -float(fit.td_error)  # The program has it the other way round.
    norm, clip = told.gradient_norm, float(knobs["gradient_clip"])
    q_valuing, next_action = target.q_values, int(target.next_action)
    munchausen = None
    if target.munchausen:
        munchausen = Munchausen(
            log_probability=float(target.munchausen.log_probability),
            lowest=float(knobs["munchausen_clip"]),
            alpha=float(knobs["munchausen_alpha"]),
            bonus=float(target.munchausen.bonus),
            temperature=float(knobs["munchausen_temperature"]),
        )
    next_value = float(q_valuing[next_action])
    if munchausen is not None or spec.head.target_fractions:
        # The soft value; or the mean of the quantiles that were sampled, which the target is made of.
        next_value = float(np.mean(target.following))
    target_value = float(fit.q_chosen) + td_error
    terminated = discount == 0.0 and knobs["gamma"] > 0.0
    loss_kind, huber_delta = _loss_kind(subject, td_error, told.huber_delta)
    discounts = np.power(np.float32(knobs["gamma"]), np.arange(len(told.rewards), dtype=np.float32))
    double = bool(knobs["double"]) and munchausen is None
    formula = _formula(told.rewards, discounts, discount, double, next_action, next_value, munchausen, target_value)
    return UpdateReport(
        exact=told.exact,
        env_steps=told.env_steps,
        slot=told.slot,
        in_batch=told.in_batch,
        batch_slots=np.array(told.slots),
        batch_observations=shown_states(subject, seen),
        observation=shown_states(subject, told.observation[np.newaxis])[0],
        action=int(batch.action),
        next_observation=shown_states(subject, told.next_observation[np.newaxis])[0],
        rewards=told.rewards,
        discounts=discounts,
        n_step=int(knobs["n_step"]),
        return_n=float(batch.return_n),
        terminated=terminated,
        cut=not terminated and len(told.rewards) < int(knobs["n_step"]),
        bootstrap_discount=discount,
        double=double,
        q_selecting=target.q_selecting,
        q_valuing=q_valuing,
        next_action=next_action,
        next_value=next_value,
        munchausen=munchausen,
        target_value=target_value,
        target=np.atleast_1d(target.learned),
        predicted=predicted,
        positions=positions,
        head=spec.head.name,
        q_values=fit.q_values,
        q_chosen=float(fit.q_chosen),
        td_error=td_error,
        loss=float(fit.losses),
        loss_kind=loss_kind,
        huber_delta=huber_delta,
        slope=np.atleast_1d(told.slopes),
        importance=told.importance,
        beta=told.beta if knobs["prioritized"] else 0.0,
        batch_loss=told.loss,
        learning_rate=told.learning_rate,
        gradient_norm=norm,
        gradient_clip=clip,
        clipped=0.0 < clip < norm,
        q_before=told.q_before,
        q_after=told.q_after,
        formula=formula,
    )


def prepare(subject: Subject) -> None:
    """Has ready what the first look takes, most of a second: small programs that XLA compiles, and operations."""
    from dqn_engine.training.live_inputs import pack

    # As if learning began at once: so the steps before the update are among what is made ready.
    subject.program.next_update(pack({**subject.knobs, "learning_starts": 1, "train_interval": 1}))


def _of_head(subject: Subject, predicted: np.ndarray, fractions: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """What the head says [K] in the terms of its target, and where on an axis [K] that stands."""
    head = subject.spec.head
    if isinstance(head, Categorical):
        weights = np.exp(predicted - predicted.max())
        return weights / weights.sum(), np.array(head.support, np.float32)
    if isinstance(head, Quantiles):
        return predicted, ((np.arange(len(predicted)) + 0.5) / len(predicted)).astype(np.float32)
    return predicted, fractions


def _loss_kind(subject: Subject, td_error: float, huber_delta: float) -> tuple[str, float]:
    """Which loss it is, and the κ that acts in it."""
    if isinstance(subject.spec.head, Categorical):
        return "divergence", 0.0
    if not isinstance(subject.spec.head, ExpectedValues):
        return "quantile-huber", huber_delta
    if subject.knobs["loss"] == "squared":
        return "squared", 0.0
    return ("huber" if abs(td_error) <= huber_delta else "huber-linear"), huber_delta


def _formula(
    rewards: np.ndarray,
    discounts: np.ndarray,
    discount: float,
    double: bool,
    next_action: int,
    next_value: float,
    munchausen: Munchausen | None,
    target_value: float,
) -> str:
    """`y = r + γ·r' + γ²·Q(s″, a″) = …` with numbers."""
    terms = [
        f"{_number(reward)}" if place == 0 else f"{factor:.4g}·{_number(reward)}"
        for place, (reward, factor) in enumerate(zip(rewards.tolist(), discounts.tolist(), strict=True))
    ]
    if munchausen is not None:
        clipped = min(max(munchausen.log_probability, munchausen.lowest), 0.0)
        terms.append(f"{munchausen.alpha:.4g}·[τ log π(a|s) = {clipped:.4g}]")
    if discount == 0.0:
        terms.append("0·(terminated)")
    elif munchausen is not None:
        terms.append(f"{discount:.4g}·[τ log Σ exp(Q⁻(s′, ·) / τ) = {next_value:.5g}]")
    else:
        chooser = "argmax Q(s′, ·)" if double else "argmax Q⁻(s′, ·)"
        terms.append(f"{discount:.4g}·[Q⁻(s′, {chooser} = {next_action}) = {next_value:.5g}]")
    return f"y = {' + '.join(terms)} = {target_value:.5g}"


def _number(number: float) -> str:
    return f"{number:.4g}" if number >= 0 else f"({number:.4g})"
