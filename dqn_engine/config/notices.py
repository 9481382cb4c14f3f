"""What a run is told that isn't wrong but may surprise: as a kind and values, which each reader words for itself.

The command line and a run's history have the English sentence of a notice; the window words the same in its
own language.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from dqn_engine.config.run_config import RunConfig
from dqn_engine.environments.info import PRECISION_REMEDY, EnvironmentInfo, OddLayout, layout_sentence
from dqn_engine.networks.known_returns import AUTO, known_returns
from dqn_engine.system.text import counted, printable

NoticeValues = Mapping[str, float | int | str]


class NoticeKind(StrEnum):
    """What a notice is about, and the values that it comes with."""

    OUR_LIMIT = "our limit"  # steps
    LAYOUT = "layout"  # layout: a value of `OddLayout`
    DISCOUNT_ONE = "discount one"  # steps
    RANGE_UNKNOWN = "range unknown"  # low, high
    RANGE_PART = "range part"  # low, high, known_low, known_high
    PRECISION = "precision"  # count, name, low and high as text
    MASKS_DIFFER = "masks differ"
    FOREIGN_CODE = "foreign code"  # sentence: what to tell about the code of the environment
    RANGE_EDGE = "range edge"  # probability, edge: "v_min" or "v_max", value
    LIMIT_ENDS_NOTHING = (
        "limit ends nothing"  # limit: "steps", with steps and reached; "minutes", with minutes as text; "return"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One of them."""

    kind: NoticeKind
    values: NoticeValues

    @property
    def sentence(self) -> str:
        """It in English."""
        values = self.values
        match self.kind:
            case NoticeKind.OUR_LIMIT:
                return (
                    f"An episode was cut off after {values['steps']:,} steps: the environment has no time limit of its "
                    "own, so this program's applies. Register it with max_episode_steps to choose another."
                )
            case NoticeKind.LAYOUT:
                return layout_sentence(OddLayout(values["layout"]))
            case NoticeKind.PRECISION:
                return (
                    f"Observations that float32, in which they are stored, hardly tells apart: {values['count']}, such "
                    f"as {values['name']}, which so far stayed between {values['low']} and {values['high']}. "
                    f"{PRECISION_REMEDY}"
                )
            case NoticeKind.MASKS_DIFFER:
                return (
                    "Action masks in the observations and in info contradict each other; only what both allow is taken "
                    "and learned. Give one of them only."
                )
            case NoticeKind.FOREIGN_CODE:
                return str(values["sentence"])
            case NoticeKind.DISCOUNT_ONE:
                return (
                    f"γ is 1, so a value counts every reward to come. Time limits ({values['steps']:,} steps) don't "
                    "end what is learned: where the environment's own rules don't end episodes, values grow without "
                    "end."
                )
            case NoticeKind.RANGE_UNKNOWN:
                return (
                    f"Nothing is known of this environment's rewards, so C51's range is {values['low']:g} to "
                    f"{values['high']:g}; set v_min and v_max to what returns can be, discounted by γ."
                )
            case NoticeKind.RANGE_PART:
                return (
                    f"C51's range is {values['low']:g} to {values['high']:g}, but returns can lie from "
                    f"{values['known_low']:g} to {values['known_high']:g}: what is outside is learned as if it lay at "
                    "the edge. Set v_min and v_max to auto to hold all."
                )
            case NoticeKind.RANGE_EDGE:
                change = "raise v_max" if values["edge"] == "v_max" else "lower v_min"
                return (
                    f"C51's range: {values['probability']:.0%} of the probability lies at {values['edge']} = "
                    f"{values['value']:g}, and returns go beyond it; in the next run {change}, or scale the rewards."
                )
            case NoticeKind.LIMIT_ENDS_NOTHING:
                if values["limit"] == "return":
                    return (
                        "Nobody says from which return this environment counts as solved, so evaluations don't end "
                        "the run. Set the return to reach, stop_return."
                    )
                if values["limit"] == "minutes":
                    minutes = "one minute" if values["minutes"] == "1" else f"{values['minutes']} minutes"
                    return (
                        f"The run has trained longer than {minutes} already, so that limit ends nothing. Set a later "
                        "one, or stop the run."
                    )
                return (
                    f"The run is at step {values['reached']:,} already, so its limit of "
                    f"{counted(int(values['steps']), 'step')} ends nothing. Set a later one, or stop the run."
                )


def precision_notice(count: int, name: str, low: float, high: float) -> Notice:
    """Of `count` observations float32 loses too many digits; the first, `name`, went from `low` to `high`."""
    values = {"count": count, "name": printable(name, 80), "low": f"{low:.15g}", "high": f"{high:.15g}"}
    return Notice(kind=NoticeKind.PRECISION, values=values)


def first_notices(config: RunConfig, info: EnvironmentInfo) -> Iterator[Notice]:
    """What is to be said before a run of `config` takes its first step.

    Raises:
        InputError: C51's range doesn't rise.
    """
    knobs = config.knobs
    if info.layout is not None:
        yield Notice(kind=NoticeKind.LAYOUT, values={"layout": str(info.layout)})
    if knobs["gamma"] == 1.0:
        yield Notice(kind=NoticeKind.DISCOUNT_ONE, values={"steps": info.episode_limit_steps})
    if knobs["value_head"] != "c51":
        return
    (low, high), known = config.values_between(info), known_returns(knobs, info)
    ends = {"low": low, "high": high}
    if known is not None and (known.low < low or known.high > high):
        yield Notice(kind=NoticeKind.RANGE_PART, values={**ends, "known_low": known.low, "known_high": known.high})
    elif known is None and not info.usual_returns and AUTO in (knobs["v_min"], knobs["v_max"]):
        yield Notice(kind=NoticeKind.RANGE_UNKNOWN, values=ends)
