"""The terms of an update: how they are written, their numbers, and what is said of each where it is pointed at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from workbench.look.figures import figure
from workbench.widgets.formula_row import Term

if TYPE_CHECKING:  # With it come the value heads.
    from dqn_engine.probes.update import UpdateReport

_MOST_REWARDS = 5
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def _tr(text: str) -> str:
    return QCoreApplication.translate("UpdateTerms", text)


def target_terms(report: UpdateReport) -> list[Term]:
    """`y = r + γ·r′ + … + γⁿ · Q⁻(s′, a′)`, by the switches that are on."""
    terms = [Term(sign="y", value=number(report.target_value), about=_about_target(report), result=True)]
    parts = _reward_terms(report)
    bonus = report.munchausen
    if bonus is not None:
        about = _tr(
            "Munchausen's bonus α · τ log π(a|s), clipped from below: the target network's policy is paid for what it "
            "is sure of, which widens the gap between actions. Vieillard, Pietquin and Geist 2020."
        )
        parts.append(Term(sign="α·τ log π(a|s)", value=number(bonus.bonus), about=about))
    parts += _following_terms(report)
    return terms + [_joined(term, "=" if place == 0 else "+") for place, term in enumerate(parts)]


def error_terms(report: UpdateReport) -> list[Term]:
    """`δ = y − Q(s, a)`."""
    return [
        Term(
            sign="δ",
            value=number(report.td_error),
            about=_tr(
                "The temporal-difference error: how far the target lies above what the network says. Prioritized "
                "replay samples what has a large one more often. Sutton 1988; Schaul et al. 2016."
            ),
            result=True,
        ),
        Term(sign="y", value=number(report.target_value), about=_about_target(report), before="="),
        Term(
            sign="Q(s, a)",
            value=number(report.q_chosen),
            about=_about_chosen(report),
            before="−",
        ),
    ]


def loss_terms(report: UpdateReport) -> list[Term]:
    """The loss of this transition, its slope and its importance weight."""
    terms = [Term(sign="L", value=number(report.loss), about=_about_loss(report), result=True)]
    if len(report.slope) == 1:
        terms.append(
            Term(
                sign="∂L/∂Q",
                value=number(float(report.slope[0])),
                about=_tr(
                    "The slope of the loss: how hard this error pulls. Huber's is never steeper than κ, a squared "
                    "loss's grows with the error. Huber 1964; Mnih et al. 2015."
                ),
            )
        )
    if report.beta > 0.0:
        terms.append(
            Term(
                sign="w",
                value=number(report.importance),
                about=_tr(
                    "The importance weight (N · P(i))^−β beside the largest: what is sampled more often counts less "
                    "each time, so that the mean isn't bent. Schaul et al. 2016."
                ),
            )
        )
        terms.append(
            Term(
                sign="w·L",
                value=number(report.importance * report.loss),
                about=_tr("What this transition adds to the sum of the batch, before that is divided by its size."),
                before="→",
            )
        )
    return terms


def step_terms(report: UpdateReport) -> list[Term]:
    """What the gradient of the whole batch is."""
    clipped = _tr("it is") if report.clipped else _tr("it isn't")
    return [
        Term(
            sign=_tr("mean w·L"),
            value=number(report.batch_loss),
            about=_tr("The loss of the whole batch, of which the gradient is taken."),
        ),
        Term(
            sign="‖∇‖",
            value=number(report.gradient_norm),
            about=_tr(
                "The norm of that gradient over all weights. Above the limit of {limit} it is cut to that length, "
                "and here {clipped}. Pascanu, Mikolov and Bengio 2013."
            ).format(limit=number(report.gradient_clip), clipped=clipped)
            if report.gradient_clip
            else _tr("The norm of that gradient over all weights; no limit is set for it."),
        ),
        *_clipped_term(report),
        Term(
            sign=_tr("learning rate"),
            value=figure(report.learning_rate, ".2e"),
            about=_tr("The learning rate that acts in this update, after its schedule. The optimizer scales it."),
        ),
    ]


def _clipped_term(report: UpdateReport) -> list[Term]:
    """To which norm the gradient is cut, where it is."""
    if not report.clipped:
        return []
    about = _tr("The gradient keeps its direction and gets this norm. Pascanu, Mikolov and Bengio 2013.")
    return [Term(sign=_tr("clipped"), value=number(report.gradient_clip), about=about, before="→")]


def place_words(report: UpdateReport) -> str:
    """Which update it is."""
    if report.exact:
        return _tr("The next update, after environment step {step}").format(step=f"{report.env_steps:,}")
    return _tr("The update that would be made now: what happens before the next one isn't known yet")


def number(value: float) -> str:
    """A number of a formula."""
    size = abs(value)
    if size and size < 1e-3:
        return figure(value, ".1e")
    return figure(value, ".4f" if size < 10 else ",.3f" if size < 1000 else ",.1f")


def _reward_terms(report: UpdateReport) -> list[Term]:
    about = _tr(
        "The rewards of the next n steps, the later ones discounted by γ: as they are learned from, shaped, scaled and "
        "clipped. More of them bring news faster, and more noise. Sutton 1988; Hessel et al. 2018."
    )
    rewards, discounts = report.rewards.tolist(), report.discounts.tolist()
    if len(rewards) > _MOST_REWARDS:
        sign = f"Σ γᵏ·rₖ, k < {len(rewards)}"
        return [Term(sign=sign, value=number(report.return_n), about=about)]
    terms: list[Term] = []
    for place, (reward, discount) in enumerate(zip(rewards, discounts, strict=True)):
        factor = "" if place == 0 else "γ·" if place == 1 else f"γ{str(place).translate(_RAISED)}·"
        sign = f"{factor}r{''.join(chr(0x2080 + int(digit)) for digit in str(place))}"
        terms.append(Term(sign=sign if len(rewards) > 1 else "r", value=number(reward * discount), about=about))
    return terms


def _following_terms(report: UpdateReport) -> list[Term]:
    """γᵏ and what follows; 0 after a termination."""
    if report.terminated:
        about = _tr(
            "The episode terminated within these steps: nothing follows, and nothing is bootstrapped. A time limit "
            "doesn't end it in this sense, and is bootstrapped over. Pardo et al. 2018."
        )
        return [Term(sign=_tr("terminated"), value="0", about=about)]
    steps = len(report.rewards)
    raised = "" if steps == 1 else str(steps).translate(_RAISED)
    discount = Term(
        sign=f"γ{raised}",
        value=number(report.bootstrap_discount),
        about=_tr("γ to the power of the steps that were summed: how much what follows them counts."),
    )
    return [discount, _following(report)]


def _following(report: UpdateReport) -> Term:
    value = number(report.next_value)
    if report.munchausen is not None:
        about = _tr(
            "The soft value τ log Σ exp(Q⁻(s′, ·) / τ) of the target network, in place of the largest Q-value: all "
            "actions count by how good they are. Vieillard, Pietquin and Geist 2020."
        )
        return Term(sign="τ log Σ exp(Q⁻/τ)", value=value, about=about, before="·")
    if report.double:
        about = _tr(
            "Double: the online network chooses action {action}, the target network says what it is worth. A maximum "
            "over one network's values would pick its errors as well. van Hasselt, Guez and Silver 2016."
        )
        return Term(sign="Q⁻(s′, argmax Q)", value=value, about=about.format(action=report.next_action), before="·")
    about = _tr(
        "The largest Q-value of the target network, an older copy that stands still for a while, so that the target "
        "doesn't run from the network that follows it. Mnih et al. 2015."
    )
    return Term(sign="max Q⁻(s′, ·)", value=value, about=about, before="·")


def _about_target(report: UpdateReport) -> str:
    if report.head == "expected":
        return _tr(
            "The target: the rewards that came, and what the target network expects after them. The update moves "
            "Q(s, a) towards it. Watkins 1989; Mnih et al. 2015."
        )
    return _tr(
        "The mean of the target's distribution, below as bars or a line. What is learned is all of it. Bellemare, "
        "Dabney and Munos 2017; Dabney et al. 2018."
    )


def _about_chosen(report: UpdateReport) -> str:
    if report.head == "iqn":
        return _tr(
            "The mean of the online network's quantiles of the action that was taken, at the fractions that this "
            "update samples. Q(s, ·) beside it is the mean at the evenly spread ones that play. Dabney et al. 2018."
        )
    return _tr(
        "What the online network says of the action that was taken. It learns, so that the next update's is another "
        "already. Mnih et al. 2015."
    )


def _about_loss(report: UpdateReport) -> str:
    words = {
        "squared": _tr("The squared loss ½ δ²: large errors pull as hard as they are large."),
        "huber": _tr("Huber's loss, ½ δ² as |δ| is at most κ = {kappa}. Beyond that it would be straight. Huber 1964."),
        "huber-linear": _tr(
            "Huber's loss, κ · (|δ| − κ/2) as |δ| is above κ = {kappa}: outliers pull no harder than others. Huber "
            "1964."
        ),
        "divergence": _tr(
            "The cross-entropy between the target's distribution and the network's, C51's loss. Bellemare, Dabney and "
            "Munos 2017."
        ),
        "quantile-huber": _tr(
            "The quantile Huber loss with κ = {kappa}: each quantile is pulled up by values above it and down by those "
            "below, in the proportion of its fraction. Dabney et al. 2018."
        ),
    }
    return words.get(report.loss_kind, "").format(kappa=number(report.huber_delta))


def _joined(term: Term, by: str) -> Term:
    return term if term.before else Term(sign=term.sign, value=term.value, about=term.about, before=by)
