"""What stands under a row whose value is "auto": what that means with the other values in the chosen environment."""

import math

from PySide6.QtCore import QCoreApplication

from dqn_engine.environments.info import EnvironmentInfo
from dqn_engine.environments.input_scaling import InputScaling, ScalingKind, input_scaling
from dqn_engine.networks.known_returns import AUTO, known_returns, value_range
from dqn_engine.system.errors import InputError
from dqn_engine.system.values import Knobs


def auto_note(name: str, values: Knobs, info: EnvironmentInfo) -> str:
    """A sentence about the hyperparameter `name`, or nothing; `values` are all of them."""
    match name:
        case "observation_scaling" if values[name] == AUTO:
            return _scaling(input_scaling(AUTO, info))
        case "v_min" | "v_max" if values["value_head"] == "c51":
            return _range(name, values, info)
        case "stop_return" if values[name] == AUTO:
            return _solved(info.return_threshold)
        case _:
            return ""


def _solved(threshold: float) -> str:
    if math.isnan(threshold):
        return QCoreApplication.translate("Knobs", "Here nobody says what counts as solved: set it.")
    return QCoreApplication.translate("Knobs", "Here: {value}, from which it counts as solved.").format(
        value=_number(threshold)
    )


def _scaling(scaling: InputScaling) -> str:
    match scaling.kind:
        case ScalingKind.PICTURES:
            return QCoreApplication.translate("Knobs", "Here: pixels by their greatest brightness.")
        case ScalingKind.TYPICAL:
            return QCoreApplication.translate("Knobs", "Here: by sizes that are typical of this environment.")
        case ScalingKind.SIZES:
            return QCoreApplication.translate("Knobs", "Here: by the largest sizes that the bounds allow.")
        case ScalingKind.BOUNDS:
            return QCoreApplication.translate("Knobs", "Here: by the middle and width of the bounds.")
        case ScalingKind.RUNNING:
            return QCoreApplication.translate("Knobs", "Here: by running statistics, since bounds may be loose.")
        case ScalingKind.MIXED:
            words = QCoreApplication.translate(
                "Knobs", "Here: by bounds, and by running statistics where these may be loose: {names}."
            )
            return words.format(names=scaling.shown)
        case ScalingKind.NOTHING:
            return ""


def _range(name: str, values: Knobs, info: EnvironmentInfo) -> str:
    try:
        chosen, known = value_range(values, info), known_returns(values, info)
    except InputError:
        return ""
    end = _number(chosen.low if name == "v_min" else chosen.high)
    if values[name] != AUTO:
        if known is None or (chosen.low <= known.low and known.high <= chosen.high):
            return ""
        words = QCoreApplication.translate("Knobs", "Returns here can lie from {low} to {high}.")
        return words.format(low=_number(known.low), high=_number(known.high))
    if known is not None:
        return QCoreApplication.translate("Knobs", "Here: {value}, from rewards and γ.").format(value=end)
    if info.usual_returns:
        return QCoreApplication.translate("Knobs", "Here: {value}, as returns usually are.").format(value=end)
    return QCoreApplication.translate("Knobs", "Here: {value}; nothing is known of the rewards.").format(value=end)


def _number(value: float) -> str:
    return f"{value:g}".replace("-", "−")
