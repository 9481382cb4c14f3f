"""Every hyperparameter, declared once.

The panel, the command line, validation, presets and the manual's tables are all derived from `KNOBS`.
Nothing that is imported here is heavy, so a window can read it before TensorFlow exists.
"""

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from dqn_engine.config.checks import LONGEST_N, check_together, has_meaning
from dqn_engine.config.knob import Knob, KnobKind, LiveClass, Scale
from dqn_engine.system.errors import InputError
from dqn_engine.system.sentences import Sentence
from dqn_engine.system.text import quoted
from dqn_engine.system.values import Knobs

_LIVE, _REBUILD, _NEXT_RUN = LiveClass.LIVE, LiveClass.REBUILD, LiveClass.NEXT_RUN


def _number(name: str, label: str, default: float, low: float, high: float, live: LiveClass, **rest: Any) -> Knob:
    kind = KnobKind.INT if isinstance(default, int) else KnobKind.FLOAT
    return Knob(name=name, label=label, kind=kind, default=default, low=low, high=high, live=live, **rest)


def _log(name: str, label: str, default: float, low: float, high: float, live: LiveClass, **rest: Any) -> Knob:
    return _number(name, label, default, low, high, live, scale=Scale.LOG, **rest)


def _auto(name: str, label: str, low: float, high: float, live: LiveClass = LiveClass.NEXT_RUN, **rest: Any) -> Knob:
    """A number that is decided by the program unless it is set."""
    words = ("auto",)
    return Knob(
        name=name, label=label, kind=KnobKind.FLOAT, default="auto", words=words, low=low, high=high, live=live, **rest
    )


def _switch(name: str, label: str, default: bool, live: LiveClass, **rest: Any) -> Knob:
    return Knob(name=name, label=label, kind=KnobKind.BOOL, default=default, live=live, **rest)


def _choice(name: str, label: str, choices: tuple[str, ...], live: LiveClass, **rest: Any) -> Knob:
    return Knob(name=name, label=label, kind=KnobKind.CHOICE, default=choices[0], choices=choices, live=live, **rest)


def _sizes(name: str, label: str, default: tuple[int, ...], low: int, high: int, live: LiveClass, **rest: Any) -> Knob:
    return Knob(name=name, label=label, kind=KnobKind.SIZES, default=default, low=low, high=high, live=live, **rest)


# fmt: off
_GROUPS: Mapping[str, tuple[Knob, ...]] = {
    "Environment": (
        _choice("stepping", "Stepped by", ("auto", "gymnasium"), _NEXT_RUN,
            help="Auto steps CartPole, Acrobot, MountainCar and tables such as FrozenLake inside the compiled program "
            "and all others in Gymnasium; gymnasium steps every one there: the same rules, slower, to compare."),
        _number("num_envs", "Environments", 1, 1, 64, _NEXT_RUN, unit="at once",
            help="Environments played side by side; their steps take turns. More vary the experience, and in Gymnasium "
            "share the cost of acting; each is seen less."),
        _log("acting_interval", "New weights to act every", 32, 1, 1024, _NEXT_RUN, unit="steps",
            help="Where Gymnasium steps the environment: steps played with one copy of the weights. 1 acts with the "
            "newest network and costs about a millisecond a step; high acts with older weights and runs faster."),
        _choice("time_limit", "Time limits", ("continue", "terminate"), _REBUILD,
            help="Continue learns as if an episode went on beyond its time limit; terminate takes the limit for a "
            "failure, as programs do that know only done, and so blames states for the time at which they came."),
        _switch("action_mask", "Action masks", True, _NEXT_RUN, before=False,
            help="On never takes an action that the environment's own mask forbids, and learns what follows from the "
            "allowed ones alone; off takes and learns them all. No difference where an environment gives no masks."),
    ),
    "Algorithm": (
        _switch("double", "Double DQN", True, _LIVE,
            shown_when={"munchausen": (False,)},
            help="The online network selects the next action and the target network evaluates it. Off "
            "overestimates values; on costs one more forward pass."),
        _switch("dueling", "Dueling network", True, _NEXT_RUN,
            help="Splits the network into a state value and action advantages. Helps where many actions are alike; "
            "costs a slightly larger network."),
        _choice("value_head", "Value head", ("expected", "c51", "qr-dqn", "iqn"), _NEXT_RUN,
            help="Learns expected returns, or their whole distribution: C51 as probabilities of fixed values, "
            "QR-DQN as quantiles, IQN as any quantile it is asked for. Distributions can learn steadier and cost time; "
            "with IQN a run is about 70 % slower."),
        _number("num_atoms", "Atoms", 51, 2, 201, _NEXT_RUN,
            shown_when={"value_head": ("c51",)},
            help="Fixed values that C51 spreads its probabilities over. Few is coarse; many costs time."),
        _auto("v_min", "Lowest value", -1000.0, 1000.0, before=0.0,
            shown_when={"value_head": ("c51",)},
            help="First of C51's fixed values. Auto follows from rewards and γ where the rewards are known, else it is "
            "−100. Too high cuts bad returns off; too low wastes atoms."),
        _auto("v_max", "Highest value", -1000.0, 1000.0, before=100.0,
            shown_when={"value_head": ("c51",)},
            help="Last of C51's fixed values. Auto follows from rewards and γ where the rewards are known, else it is "
            "100. Too low cuts good returns off; too high wastes atoms."),
        _number("num_quantiles", "Quantiles", 50, 2, 200, _NEXT_RUN,
            shown_when={"value_head": ("qr-dqn",)},
            help="Equally likely returns that QR-DQN learns. Few is coarse; many costs time."),
        _number("num_cosines", "Cosines", 64, 1, 256, _NEXT_RUN,
            shown_when={"value_head": ("iqn",)},
            help="Features by which IQN distinguishes quantiles. Few makes them smooth; many costs time."),
        _number("num_fractions", "Fractions", 8, 1, 64, _NEXT_RUN,
            shown_when={"value_head": ("iqn",)},
            help="Quantiles of each transition that IQN samples and corrects. Few is noisy; many costs most of an "
            "update's time."),
        _number("num_target_fractions", "Target fractions", 8, 1, 64, _NEXT_RUN,
            shown_when={"value_head": ("iqn",)},
            help="Quantiles that IQN samples of what follows. Few is noisy; many costs time."),
        _number("num_policy_fractions", "Policy fractions", 32, 1, 256, _NEXT_RUN,
            shown_when={"value_head": ("iqn",)},
            help="Evenly spread quantiles that IQN's values are the mean of, in play and to choose the next action. "
            "Few is inexact; many costs a little time."),
        _switch("noisy", "Noisy network", False, _NEXT_RUN,
            help="Explores by noise on the weights whose size is learned; the ε schedule then stands at 0, and only ε "
            "set by hand adds to it. Costs time per step."),
        _number("sigma_zero", "Noise σ₀", 0.5, 0.0, 10.0, _NEXT_RUN,
            shown_when={"noisy": (True,)},
            help="Size of the noise at first. Low explores little; high drowns what was learned."),
        _number("n_step", "n-step return", 5, 1, LONGEST_N, _LIVE, unit="steps",
            help="Rewards summed before bootstrapping. Low learns slowly from far rewards; high is noisier and "
            "more off-policy."),
        _number("gamma", "Discount γ", 0.99, 0.0, 1.0, _LIVE,
            help="How much the future counts. Low is short-sighted; high makes values large and slow to learn; 1 is "
            "for environments whose own rules end every episode, since a time limit doesn't end what is learned."),
        _choice("loss", "Loss", ("huber", "squared"), _LIVE,
            shown_when={"value_head": ("expected", "qr-dqn", "iqn")},
            help="Huber is linear for large errors and so robust; squared learns faster from them and is easier to "
            "upset."),
        _log("huber_delta", "Huber δ", 1.0, 0.01, 100.0, _LIVE,
            shown_when={"loss": ("huber",)},
            help="Error at which the Huber loss turns linear. Low treats most errors alike; high approaches "
            "squared loss."),
        _log("huber_delta_end", "δ at the end", 10.0, 0.01, 100.0, _LIVE, unit="times δ",
            shown_when={"loss": ("huber",), "value_head": ("expected",)},
            help="What δ is multiplied by in the end. High lets the rare terminations count in full late, so that they "
            "aren't forgotten; 1 keeps δ."),
        _log("huber_delta_steps", "δ grows over", 40_000, 1, 10_000_000, _LIVE, unit="updates",
            shown_when={"loss": ("huber",), "value_head": ("expected",)},
            help="Updates from the first δ to the last. Low upsets early learning; high steadies late training late."),
        _switch("munchausen", "Munchausen", False, _REBUILD,
            help="Rewards actions by how likely the target network would take them, and bootstraps softly (Double "
            "then has no part). Steadier; costs a forward pass."),
        _number("munchausen_alpha", "Munchausen α", 0.9, 0.0, 1.0, _LIVE,
            shown_when={"munchausen": (True,)},
            help="Weight of the added log-probability. Low is nearly soft DQN; high stays close to the last policy."),
        _log("munchausen_temperature", "Munchausen τ", 0.03, 0.0001, 100.0, _LIVE,
            shown_when={"munchausen": (True,)},
            help="Softness of the target network's policy, in units of value. Low is nearly greedy; high is nearly "
            "random."),
        _number("munchausen_clip", "Munchausen clip", -1.0, -100.0, 0.0, _LIVE,
            shown_when={"munchausen": (True,)},
            help="Lowest log-probability (times τ) that is added. Near 0 it hardly counts; low lets unlikely actions "
            "be punished hard."),
    ),
    "Reward": (
        _choice("reward_shaping", "Reward shaping", ("none", "notebook-1", "scale", "clip"), _NEXT_RUN,
            help="What is learned from: the environment's own reward; the first notebook's formula, which pays "
            "CartPole for staying upright in the middle; or the own reward scaled or clipped. Returns shown are "
            "always the environment's own."),
        _log("reward_scale", "Reward scale", 0.1, 0.001, 1000.0, _LIVE,
            shown_when={"reward_shaping": ("scale",)},
            help="Factor of every reward from now on; stored transitions keep theirs. Low makes values and gradients "
            "small; high makes them large."),
        _log("reward_clip", "Reward clip", 1.0, 0.001, 1000.0, _LIVE,
            shown_when={"reward_shaping": ("clip",)},
            help="Largest size of a reward from now on; stored transitions keep theirs. Low hides which rewards are "
            "larger; high lets outliers through."),
    ),
    "Network": (
        _sizes("hidden_sizes", "Hidden layers", (128, 128), 1, 2048, _NEXT_RUN, unit="units",
            help="Units of each hidden layer, first to last; of images, after the convolutions, in each of a dueling "
            "network's two streams. Small may not fit the values; large costs time per step."),
        _choice("convolutions", "Convolutions", ("auto", "nature", "data-efficient", "small"), _NEXT_RUN,
            help="Layers before the hidden ones where observations are images: nature's three for 36 pixels and more, "
            "two small ones for fewer; auto chooses by size. Nature sees more and costs most of an update's time; "
            "data-efficient's two, of wide steps, cost much less and leave fewer weights behind them."),
        _number("frame_stack", "Frames stacked", 4, 1, 8, _NEXT_RUN, unit="frames",
            help="Newest frames that an image observation is made of. Low hides motion; high costs time per update."),
        _choice("activation", "Activation", ("relu", "tanh"), _NEXT_RUN,
            help="ReLU is quick and scale-free; tanh is bounded and smoother, and slower."),
        _switch("layer_norm", "Layer normalisation", False, _NEXT_RUN,
            help="Brings the units of each hidden layer to one scale before their activation. Off is quickest; on "
            "steadies learning where the learning rate is high, and makes a run about 25 % slower."),
        _choice(
            "hidden_initializer", "Hidden layers begin",
            ("auto", "he-uniform", "glorot-uniform", "truncated-normal"), _NEXT_RUN,
            shown_when={"noisy": (False,)},
            help="Random weights that hidden layers and convolutions begin with: auto is He's for ReLU and Glorot's "
            "for tanh, which follow from a layer's size; truncated-normal deviates by 0.05 in layers of any size, so "
            "that those of few inputs begin quiet and those of many loud."),
        _choice("observation_scaling", "Observation scaling", ("auto", "bounds", "none", "running"), _NEXT_RUN,
            before="bounds",
            help="Auto brings each observation to about −1 to 1: by sizes that are typical of the environment, by "
            "narrow bounds of whole numbers, and else by running statistics, as bounds may be loose; bounds only "
            "divides by the largest size they allow; running takes away the mean of all so far and divides by their "
            "deviation; none feeds them raw."),
        _choice("initial_values", "Values start at", ("endless", "zero"), _NEXT_RUN,
            help="Endless starts every value at what an episode without end is worth, reward per step / (1 − γ), so "
            "that only terminations have to be learned; zero has to learn the whole scale first. C51 puts its "
            "probabilities near that value, or spreads them evenly for zero."),
    ),
    "Optimisation": (
        _choice("optimizer", "Optimizer", ("adam", "rmsprop", "adamw"), _NEXT_RUN,
            help="Adam keeps a running mean of the gradient as well as of its square; RMSprop only of its square; "
            "AdamW is Adam with weight decay."),
        _log("learning_rate", "Learning rate", 0.002, 1e-06, 0.1, _LIVE,
            help="Size of each update. Low is slow; high is quick, then unstable."),
        _choice("learning_rate_schedule", "Rate schedule", ("linear", "cosine", "constant"), _REBUILD,
            help="Linear and cosine lower the learning rate over updates, which steadies late training; constant keeps "
            "it."),
        _number("learning_rate_end", "Rate at the end", 0.05, 0.0, 1.0, _LIVE, unit="fraction",
            shown_when={"learning_rate_schedule": ("linear", "cosine")},
            help="Fraction of the learning rate that the schedule ends at. Low stops learning; high keeps it lively."),
        _log("learning_rate_steps", "Rate falls over", 20_000, 1, 10_000_000, _LIVE, unit="updates",
            shown_when={"learning_rate_schedule": ("linear", "cosine")},
            help="Updates from the whole learning rate to the last. Low settles early; high learns longer."),
        _number("weight_decay", "Weight decay", 0.01, 0.0, 1.0, _LIVE,
            shown_when={"optimizer": ("adamw",)},
            help="Fraction of each weight taken away per update, times the learning rate. Low changes nothing; high "
            "keeps values small."),
        _log("optimizer_epsilon", "Optimizer ε", 1e-07, 1e-10, 0.01, _LIVE,
            help="Added to the optimizer's denominator. Low lets rare gradients take full steps; high damps them."),
        _number("batch_size", "Batch size", 64, 1, 2048, _REBUILD, unit="transitions", scale=Scale.DOUBLING,
            help="Transitions per update. Small is noisy and fast; large is steady and slow."),
        _number("gradient_clip", "Gradient clip", 1.0, 0.0, 100.0, _LIVE,
            help="Largest global norm of the gradient; 0 turns clipping off. Low slows learning; high lets "
            "outliers through."),
        _log("train_interval", "Train every", 1, 1, 1024, _LIVE, unit="steps",
            help="Environment steps between trainings. Low learns most from each step; high runs faster."),
        _log("updates_per_training", "Updates per training", 1, 1, 256, _LIVE, unit="updates",
            help="Gradient updates at each training. Low is fast; high reuses data more and may overfit to it."),
    ),
    "Target network": (
        _choice("target_sync", "Target sync", ("soft", "hard", "episode", "termination"), _LIVE,
            help="Soft blends the target network a little towards the online one at every update; hard copies it "
            "now and then; episode, at the first update after each episode; termination, only after those that the "
            "environment's own rules ended."),
        _log("tau", "Soft rate τ", 0.02, 0.0001, 1.0, _LIVE,
            shown_when={"target_sync": ("soft",)},
            help="Fraction of the online weights blended in per update. Low is stable and slow; high follows every "
            "swing."),
        _log("target_interval", "Hard sync every", 250, 1, 100_000, _LIVE, unit="updates",
            shown_when={"target_sync": ("hard",)},
            help="Updates between copies. Low chases a moving target; high learns from stale values."),
    ),
    "Policy": (
        _log("average_updates", "Average over", 1000, 1, 100_000, _LIVE, unit="updates",
            help="The policy that plays, is evaluated and saved averages the network over so many updates; with trials "
            "it has to pass one. 1 follows every swing; high is steady and lags."),
        _number("trial_episodes", "Episodes of a trial", 8, 0, 64, _NEXT_RUN, unit="episodes", before=0,
            help="Greedy episodes that a copy of the averaged policy plays meanwhile, in environments of its own and "
            "not learned from: if its trials go as well as those of what plays, it plays, is evaluated and saved "
            "instead. Few tell less; many cost time. At 0, and stepped by Gymnasium, there are no trials."),
        _number("trial_steps", "Trial steps", 4, 1, 16, _NEXT_RUN, unit="per step", before=1,
            shown_when={"trial_episodes": tuple(range(1, 65))},
            help="Steps that each episode of a trial takes at every training step. At 1 a trial lasts as long as its "
            "longest episode; more judges a copy sooner and costs time."),
    ),
    "Exploration": (
        _choice("exploration", "Exploration", ("epsilon-greedy", "epsilon-z-greedy", "boltzmann"), _REBUILD,
            help="ε-greedy takes a random action now and then; εz-greedy begins one as often and repeats it for a "
            "while, which leads farther; Boltzmann takes better actions more often, without ε."),
        _number("repeat_exponent", "Repeat exponent μ", 2.0, 0.0, 10.0, _REBUILD,
            shown_when={"exploration": ("epsilon-z-greedy",)},
            help="How fast long repeats of a random action become rare: n steps are sampled in proportion to 1 / n^μ. "
            "Low repeats for long; high hardly repeats."),
        _log("repeat_limit", "Longest repeat", 100, 1, 1000, _REBUILD, unit="steps",
            shown_when={"exploration": ("epsilon-z-greedy",)},
            help="Steps that a random action is taken for at most. Low stays near, 1 is ε-greedy; high leads far and "
            "loses control for long."),
        _log("temperature", "Temperature", 1.0, 0.001, 1000.0, _LIVE,
            shown_when={"exploration": ("boltzmann",)},
            help="Difference in value at which an action is e times as likely. Low is greedy; high is random."),
        _choice("epsilon_schedule", "ε schedule", ("linear", "multiplicative", "constant"), _LIVE,
            shown_when={"exploration": ("epsilon-greedy", "epsilon-z-greedy"), "noisy": (False,)},
            help="Linear falls evenly over environment steps; multiplicative falls by a factor per update; "
            "constant keeps the first value."),
        _number("epsilon_start", "ε at the start", 1.0, 0.0, 1.0, _LIVE,
            shown_when={"exploration": ("epsilon-greedy", "epsilon-z-greedy"), "noisy": (False,)},
            help="Probability of a random action at first. Low may never find reward; high spends longer at random."),
        _number("epsilon_end", "ε at the end", 0.02, 0.0, 1.0, _LIVE,
            shown_when={"epsilon_schedule": ("linear", "multiplicative")},
            help="Probability of a random action when the schedule is over. Low exploits fully; high keeps exploring "
            "and lowers returns."),
        _log("epsilon_decay_steps", "ε decay over", 4000, 1, 10_000_000, _LIVE, unit="steps",
            shown_when={"epsilon_schedule": ("linear",)},
            help="Environment steps from the first ε to the last. Low commits early; high explores longer."),
        _number("epsilon_decay_rate", "ε factor", 0.99, 0.9, 0.999999, _LIVE, unit="per update",
            shown_when={"epsilon_schedule": ("multiplicative",)},
            help="ε is multiplied by this at every update. Low commits early; high explores longer."),
        _switch("epsilon_manual", "Set ε by hand", False, _LIVE,
            shown_when={"exploration": ("epsilon-greedy", "epsilon-z-greedy")},
            help="Overrides the schedule with the value below; the schedule continues underneath and "
            "returns when off."),
        _number("epsilon_value", "ε by hand", 0.1, 0.0, 1.0, _LIVE,
            shown_when={"epsilon_manual": (True,)},
            help="Probability of a random action while set by hand. Low exploits; high explores."),
    ),
    "Replay": (
        _log("capacity", "Buffer capacity", 200_000, 64, 4_194_304, _REBUILD, unit="transitions",
            help="Transitions stored. Small forgets and follows the newest; large remembers more and learns from "
            "older play."),
        _log("learning_starts", "Learning starts", 500, 1, 1_000_000, _LIVE, unit="steps",
            help="Environment steps stored before the first update. Low starts at once on little data; high wastes "
            "time."),
        _switch("prioritized", "Prioritized replay", True, _REBUILD,
            help="Samples transitions with large errors more often. Off samples all alike and is a little simpler."),
        _number("alpha", "Priority exponent α", 0.3, 0.0, 1.0, _REBUILD,
            shown_when={"prioritized": (True,)},
            help="How strongly priorities count: 0 is uniform, 1 fully proportional. High focuses and biases."),
        _number("beta_start", "β at the start", 0.8, 0.0, 1.0, _LIVE,
            shown_when={"prioritized": (True,)},
            help="Strength of the importance weights at first. Low keeps the bias; high corrects it and slows "
            "learning."),
        _number("beta_end", "β at the end", 0.0, 0.0, 1.0, _LIVE,
            shown_when={"prioritized": (True,)},
            help="Strength of the importance weights the schedule ends at. High, as the paper's 1, corrects the bias "
            "fully; low, as this program's own 0, lets the rare large errors lead, which keeps terminations from being "
            "forgotten."),
        _log("beta_steps", "β anneal over", 80_000, 1, 10_000_000, _LIVE, unit="steps",
            shown_when={"prioritized": (True,)},
            help="Environment steps from the first β to the last. Low is there early; high keeps the first longer."),
        _log("priority_epsilon", "Priority ε", 0.001, 1e-06, 1.0, _LIVE,
            shown_when={"prioritized": (True,)},
            help="Added to |error| so that every transition can be sampled. Low forgets well-learned transitions; high "
            "is nearly uniform."),
    ),
    "Evaluation": (
        _number("evaluate_every", "Evaluate every", 5000, 0, 1_000_000, _LIVE, unit="steps",
            help="Environment steps between greedy evaluations; 0 turns them off. Low shows more and slows "
            "training."),
        _number("evaluate_episodes", "Episodes", 10, 1, 1000, _LIVE, unit="episodes",
            help="Greedy episodes per evaluation. Few is quick and noisy; many is exact and slow."),
    ),
    "Stopping": (
        _log("stop_steps", "Stop at step", 0, 0, 2_000_000_000, _LIVE, unit="steps",
            help="Environment step at which the run ends by itself; at 0 it never does by that, nor at one that it has "
            "passed already."),
        _number("stop_evaluations", "Stop when solved", 0, 0, 100, _LIVE, unit="in a row",
            help="So many evaluations in a row have to reach the return below for the run to end by itself; at 0 it "
            "never does by that. One may be luck; several make sure."),
        _auto("stop_return", "Return to reach", -1_000_000.0, 1_000_000.0, _LIVE, before=475.0,
            shown_when={"stop_evaluations": tuple(range(1, 101))},
            help="Mean return of an evaluation that counts as reached; auto is what the environment counts as solved. "
            "Low ends the run early; high may never end it."),
        _log("stop_minutes", "Stop after", 0.0, 0.0, 10_000.0, _LIVE, unit="minutes",
            help="Minutes of training, pauses left out, after which the run ends by itself; at 0 it never does by "
            "that. A run that is opened again counts from then."),
    ),
    "Saving": (
        _number("checkpoint_every_seconds", "Save every", 60, 0, 86_400, _LIVE, unit="s",
            help="Seconds between checkpoints, from which a run resumes; 0 saves only on pause and stop. Low loses "
            "least in a crash; high writes less."),
        _number("keep_checkpoints", "Automatic checkpoints", 3, 1, 1000, _LIVE, unit="newest",
            help="How many of those saved by time, on pause and at the end stay: the newest, and the best by "
            "evaluation besides. Few needs less disk; many lets you go back further. Those saved by hand always stay."),
        _log("checkpoint_megabytes", "Disk for checkpoints", 500, 0, 1_000_000, _LIVE, unit="MB",
            before=0,
            help="Room for a run's checkpoints. Where four have room, one is also saved before each change of a "
            "running run, and stays; beyond it the oldest go first, never those saved by hand. 0: no such ones, and "
            "no bound."),
        _number("weights_every", "Weights every", 0, 0, 10_000_000, _LIVE, unit="steps",
            help="Environment steps between files of the weights alone, such as weights/MLP_5000.npz in the run's "
            "folder, which all stay; 0: none. Low shows how the policy came about and fills the disk."),
        _switch("tensorboard", "TensorBoard files", False, _LIVE,
            help="Also writes the curves as event files that TensorBoard opens, and the reward by episode. Needs the "
            "extra tensorboard; costs a little disk."),
    ),
}
# fmt: on

KNOBS: tuple[Knob, ...] = tuple(replace(knob, group=group) for group, knobs in _GROUPS.items() for knob in knobs)
"""All of them, in the order in which they are shown."""

KNOB_BY_NAME: Mapping[str, Knob] = {knob.name: knob for knob in KNOBS}


def means_something(name: str, values: Knobs) -> bool:
    """Whether the hyperparameter of that name has an effect with `values` (all hyperparameters)."""
    return has_meaning(KNOB_BY_NAME[name], KNOB_BY_NAME, values)


def knob_named(name: str) -> Knob:
    """The hyperparameter of that name.

    Raises:
        InputError: There is none; the message names the nearest.
    """
    knob = KNOB_BY_NAME.get(name)
    if knob is None:
        near = difflib.get_close_matches(name, KNOB_BY_NAME, n=1)
        hint = Sentence("The command dqn-engine knobs lists them all.")
        if near:
            hint = Sentence("Did you mean {near}?", near=near[0])
        raise InputError("There is no hyperparameter named {name}. {hint}", name=quoted(name), hint=hint)
    return knob


def default_knobs() -> dict[str, Any]:
    """A new dictionary of every hyperparameter's default."""
    return {knob.name: knob.default for knob in KNOB_BY_NAME.values()}


def parse_assignments(assignments: Iterable[str]) -> dict[str, Any]:
    """Reads `--set` arguments such as `learning_rate=0.001`.

    Raises:
        InputError: One isn't `NAME=VALUE`, names no hyperparameter, or has a value out of bounds.
    """
    values: dict[str, Any] = {}
    for assignment in assignments:
        name, equals, text = assignment.partition("=")
        if not equals:
            raise InputError(
                "{assignment} is not an assignment; write NAME=VALUE, such as gamma=0.99.",
                assignment=quoted(assignment),
            )
        values[name.strip()] = knob_named(name.strip()).parse(text)
    return values


def validate_knobs(values: Mapping[str, object]) -> dict[str, Any]:
    """Checks a set of hyperparameters, each by itself and then together; missing ones get their default.

    Raises:
        InputError: A name is unknown, a value is out of bounds, or two values contradict each other.
    """
    knobs = default_knobs()
    knobs.update({name: knob_named(name).validate(value) for name, value in values.items()})
    check_together(knobs)
    return knobs


def saved_knobs(values: Mapping[str, object]) -> dict[str, Any]:
    """Checks the hyperparameters of a saved run, as `validate_knobs`; those added since mean what the run did then.

    Raises:
        InputError: A name is unknown, a value is out of bounds, or two values contradict each other.
    """
    newer = {knob.name: knob.before for knob in KNOB_BY_NAME.values() if knob.before is not None}
    return validate_knobs({**newer, **values})
