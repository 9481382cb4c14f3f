"""What the window says of the coach's findings: the engine gives codes and numbers, and says them in English only."""

import re
from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication

from dqn_engine.probes.coach import Finding

_MINUS = re.compile(r"(?<![\w.])-(?=[\d∞])")
_ENDLESS = re.compile(r"\binf\b")
_PER_CENT = re.compile(r"(?<=\d)%")

LINKS: Mapping[str, str] = {
    "values-beyond-ruler": "https://arxiv.org/abs/1509.06461",
    "terminal-values-rise": "https://arxiv.org/abs/1611.01211",
    "terminations-vanish": "https://arxiv.org/abs/2007.06700",
    "explored-too-little": "https://doi.org/10.1038/nature14236",
    "learning-rate-faded": "https://arxiv.org/abs/1608.03983",
    "dead-layer": "https://arxiv.org/abs/1903.06733",
    "dormant-units": "https://arxiv.org/abs/2302.12902",
    "priorities-alike": "https://arxiv.org/abs/1511.05952",
    "gradient-clipped": "https://arxiv.org/abs/1211.5063",
    "loss-rises-with-returns": "https://arxiv.org/abs/1312.5602",
}
"""Where the paper of a rule can be read, by its code; not every paper has such a place."""


def title(code: str) -> str:
    """What a rule looks for, in a few words."""
    words = {
        "collapse": _tr("Signs of a collapse"),
        "values-beyond-ruler": _tr("Values that no return can reach"),
        "terminal-values-rise": _tr("Values of lost states rise"),
        "terminations-vanish": _tr("Terminations vanish from the buffer"),
        "explored-too-little": _tr("Explored too little"),
        "learning-rate-faded": _tr("The learning rate has faded"),
        "dead-layer": _tr("A dead layer"),
        "dormant-units": _tr("Dormant units"),
        "priorities-alike": _tr("Priorities all alike"),
        "gradient-clipped": _tr("The gradient is clipped in most updates"),
        "loss-rises-with-returns": _tr("The loss rises, and so do the returns"),
    }
    return words.get(code, code)


def seen(finding: Finding) -> str:
    """What was seen, with its numbers."""
    words = {
        "collapse": _tr(
            "The newest {count:.0f} episodes returned {recent:.4g} on average, after returns of up to {best:.4g}, and "
            "the network expects {value:.4g} of the buffer's states on average, where {high:.4g} is the most that a "
            "return can be."
        ),
        "values-beyond-ruler": _tr(
            "Q-values lie from {lowest:.4g} to {highest:.4g}, but every return lies from {low:.4g} to {high:.4g}."
        ),
        "terminal-values-rise": _tr(
            "The last {count:.0f} steps that ended an episode are worth {reward:.4g}, but the network says "
            "{online:.4g}, and its older copy {target:.4g}; other states are worth {usual:.4g}."
        ),
        "terminations-vanish": _tr(
            "{newer:.2%} of the newer half of the buffer ended an episode, and {older:.2%} of the older half; a batch "
            "holds {batch:.2g} of them."
        ),
        "explored-too-little": _tr(
            "ε is {epsilon:.3g} of a final {end:.3g}, and the mean return {mean:.4g}, where {threshold:.4g} counts as "
            "solved."
        ),
        "learning-rate-faded": _tr(
            "The learning rate that acts is {rate:.2g}, of a base of {base:.2g}, after {updates:,.0f} updates; the "
            "mean return is {mean:.4g}."
        ),
        "dead-layer": _tr(
            "None of the {units:.0f} units of layer {layer:.0f} of {layers:.0f} gives anything for any state that was "
            "looked at."
        ),
        "dormant-units": _tr("{share:.0%} of the {units:.0f} units of layer {layer:.0f} of {layers:.0f} are dormant."),
        "priorities-alike": _tr("{ess:,.0f} of {stored:,.0f} transitions count, with α {alpha:.2g}."),
        "gradient-clipped": _tr(
            "{share:.0%} of the last updates had their gradient clipped: its norm is {norm:.3g}, the limit {clip:.3g}."
        ),
        "loss-rises-with-returns": _tr(
            "The loss rose from {before:.3g} to {after:.3g} while the mean return rose from {worse:.4g} to "
            "{better:.4g}."
        ),
    }
    if finding.code not in words:
        return finding.seen
    said = _MINUS.sub("−", _ENDLESS.sub("∞", words[finding.code].format(**finding.numbers)))
    return _PER_CENT.sub("\u00a0%", said)  # No line begins with the sign.


def means(finding: Finding) -> str:
    """What that means, and what may help."""
    words = {
        "collapse": _tr(
            "An agent that no longer fails forgets what failing looks like: its buffer fills with success, values of "
            "bad states rise, and then the policy breaks. A smaller learning rate keeps what is there; save a "
            "checkpoint now."
        ),
        "values-beyond-ruler": _tr(
            "No return can be like that: it is the network's error. Bootstrapping feeds it back into the targets, and "
            "the maximum over actions favours what is too large, not what is too small."
        ),
        "terminal-values-rise": _tr(
            "Their true value is known: the reward, and nothing after it. Where it rises, the network no longer tells "
            "lost states from good ones."
        ),
        "terminations-vanish": _tr(
            "What is never sampled is forgotten, and without terminations nothing keeps values from growing. A larger "
            "buffer remembers failures for longer; while it isn't full, more exploration brings new ones."
        ),
        "explored-too-little": _tr(
            "The agent hardly tries anything new any more, before it has found what pays. A slower decay gives it time."
        ),
        "learning-rate-faded": _tr(
            "The schedule has brought learning almost to a halt, and the returns of training don't count as solved, or "
            "nothing says what would. A schedule that falls over more updates leaves more to learn with."
        ),
        "dead-layer": _tr(
            "Nothing of these states passes such a layer, and no gradient either, so that learning stands still, at "
            "any learning rate, until other states wake a unit. More exploration may bring them; a smaller learning "
            "rate from a checkpoint before may spare the layer."
        ),
        "dormant-units": _tr(
            "They give almost nothing for any state, so the network is smaller than it looks and fits new targets less "
            "well. A smaller learning rate kills fewer of them."
        ),
        "priorities-alike": _tr(
            "Priorities are almost all alike, so that prioritized replay samples as uniform replay does, and costs "
            "more. A larger α tells them further apart."
        ),
        "gradient-clipped": _tr(
            "Clipping is meant for the odd large gradient. Where most are cut to one length, large errors and small "
            "ones move the network alike, and the learning rate no longer means what it says."
        ),
        "loss-rises-with-returns": _tr(
            "That is no alarm. Targets grow with the returns, and new states bring new errors: the loss of a "
            "bootstrapped target says little about the policy."
        ),
    }
    return words.get(finding.code, finding.means)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Coach", text)
