"""What the coach says of each finding, in English; numbers stand in braces by their names, as `str.format` has them."""

from collections.abc import Mapping
from typing import NamedTuple


class Words(NamedTuple):
    """Of one rule."""

    seen: str
    means: str
    source: str


WORDS: Mapping[str, Words] = {
    "collapse": Words(
        "The newest {count:.0f} episodes returned {recent:.4g} on average, after returns of up to {best:.4g}, and "
        "the network expects {value:.4g} of the buffer's states on average, where {high:.4g} is the most that a "
        "return can be.",
        "An agent that no longer fails forgets what failing looks like: its buffer fills with success, values of bad "
        "states rise, and then the policy breaks. A smaller learning rate keeps what is there; save a checkpoint now.",
        "de Bruin, Kober, Tuyls and Babuška 2015, The importance of experience replay database composition",
    ),
    "values-beyond-ruler": Words(
        "Q-values lie from {lowest:.4g} to {highest:.4g}, but every return lies from {low:.4g} to {high:.4g}.",
        "No return can be like that: it is the network's error. Bootstrapping feeds it back into the targets, and the "
        "maximum over actions favours what is too large, not what is too small.",
        "van Hasselt, Guez and Silver 2016, Deep reinforcement learning with Double Q-learning",
    ),
    "terminal-values-rise": Words(
        "The last {count:.0f} steps that ended an episode are worth {reward:.4g}, but the network says {online:.4g}, "
        "and its older copy {target:.4g}; other states are worth {usual:.4g}.",
        "Their true value is known: the reward, and nothing after it. Where it rises, the network no longer tells lost "
        "states from good ones.",
        "Lipton et al. 2016, Combating reinforcement learning's Sisyphean curse with intrinsic fear",
    ),
    "terminations-vanish": Words(
        "{newer:.2%} of the newer half of the buffer ended an episode, and {older:.2%} of the older half; a batch "
        "holds {batch:.2g} of them.",
        "What is never sampled is forgotten, and without terminations nothing keeps values from growing. A larger "
        "buffer remembers failures for longer; while it isn't full, more exploration brings new ones.",
        "de Bruin, Kober, Tuyls and Babuška 2015; Fedus et al. 2020, Revisiting fundamentals of experience replay",
    ),
    "explored-too-little": Words(
        "ε is {epsilon:.3g} of a final {end:.3g}, and the mean return {mean:.4g}, where {threshold:.4g} counts as "
        "solved.",
        "The agent hardly tries anything new any more, before it has found what pays. A slower decay gives it time.",
        "Mnih et al. 2015, Human-level control through deep reinforcement learning",
    ),
    "learning-rate-faded": Words(
        "The learning rate that acts is {rate:.2g}, of a base of {base:.2g}, after {updates:,.0f} updates; the mean "
        "return is {mean:.4g}.",
        "The schedule has brought learning almost to a halt, and the returns of training don't count as solved, or "
        "nothing says what would. A schedule that falls over more updates leaves more to learn with.",
        "Loshchilov and Hutter 2017, SGDR: stochastic gradient descent with warm restarts",
    ),
    "dead-layer": Words(
        "None of the {units:.0f} units of layer {layer:.0f} of {layers:.0f} gives anything for any state that was "
        "looked at.",
        "Nothing of these states passes such a layer, and no gradient either, so that learning stands still, at any "
        "learning rate, until other states wake a unit. More exploration may bring them; a smaller learning rate from "
        "a checkpoint before may spare the layer.",
        "Lu, Shin, Su and Karniadakis 2020, Dying ReLU and initialization: theory and numerical examples",
    ),
    "dormant-units": Words(
        "{share:.0%} of the {units:.0f} units of layer {layer:.0f} of {layers:.0f} are dormant.",
        "They give almost nothing for any state, so the network is smaller than it looks and fits new targets less "
        "well. A smaller learning rate kills fewer of them.",
        "Sokar, Agarwal, Castro and Evci 2023, The dormant neuron phenomenon in deep reinforcement learning",
    ),
    "priorities-alike": Words(
        "{ess:,.0f} of {stored:,.0f} transitions count, with α {alpha:.2g}.",
        "Priorities are almost all alike, so that prioritized replay samples as uniform replay does, and costs more. A "
        "larger α tells them further apart.",
        "Schaul, Quan, Antonoglou and Silver 2016, Prioritized experience replay",
    ),
    "gradient-clipped": Words(
        "{share:.0%} of the last updates had their gradient clipped: its norm is {norm:.3g}, the limit {clip:.3g}.",
        "Clipping is meant for the odd large gradient. Where most are cut to one length, large errors and small ones "
        "move the network alike, and the learning rate no longer means what it says.",
        "Pascanu, Mikolov and Bengio 2013, On the difficulty of training recurrent neural networks",
    ),
    "loss-rises-with-returns": Words(
        "The loss rose from {before:.3g} to {after:.3g} while the mean return rose from {worse:.4g} to {better:.4g}.",
        "That is no alarm. Targets grow with the returns, and new states bring new errors: the loss of a bootstrapped "
        "target says little about the policy.",
        "Mnih et al. 2013, Playing Atari with deep reinforcement learning, section 5.1",
    ),
}
"""By the codes of the rules."""
