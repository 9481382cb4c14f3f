"""What the user reads of a hyperparameter, translated: its declaration in `config.hyperparameters` knows no Qt."""

from PySide6.QtCore import QCoreApplication

from dqn_engine.config.hyperparameters import Knob, KnobKind, LiveClass, Scale
from dqn_engine.system.values import KnobValue
from workbench.state import knob_words

_SHORT_FORMS = {
    "learning_rate": "lr",
    "learning_rate_schedule": "lr",
    "learning_rate_end": "lr",
    "learning_rate_steps": "lr",
    "double": "DDQN",
    "n_step": "multi-step",
    "noisy": "NoisyNet",
    "prioritized": "PER",
    "tau": "Polyak",
}
"""What else the field calls a hyperparameter; it is looked for by that too."""


def _translated(text: str) -> str:
    return QCoreApplication.translate("Knobs", text) if text else ""


def group(knob: Knob) -> str:
    """The heading it stands under."""
    return _translated(knob.group)


def unit(knob: Knob) -> str:
    """Its unit, or nothing."""
    return _translated(knob.unit)


def found_by(knob: Knob) -> str:
    """Whatever it is looked for by: its names, here and in files, its group, unit and choices, and its short forms."""
    choices = (word for one in knob.choices for word in (one, knob_words.choice(one)))
    names = knob_words.label(knob), group(knob), unit(knob), knob.name, knob.label, _SHORT_FORMS.get(knob.name, "")
    return " ".join((*names, *choices))


def _bound(knob: Knob, bound: float) -> str:
    return f"{bound:,.0f}" if knob.kind is KnobKind.INT else f"{bound:.10g}"


def live_class(live: LiveClass) -> str:
    """What moving a hyperparameter of this class in the middle of a run means."""
    match live:
        case LiveClass.LIVE:
            return QCoreApplication.translate("Knobs", "Live: takes effect at once, also while training.")
        case LiveClass.REBUILD:
            return QCoreApplication.translate(
                "Knobs", "Rebuild: can change while training, which then pauses a moment to rebuild."
            )
        case LiveClass.NEXT_RUN:
            return QCoreApplication.translate("Knobs", "Next run: takes effect when the next run starts.")


def tooltip(knob: Knob, baseline: KnobValue) -> str:
    """What it is for, what it accepts, its default, its name on the command line, and its live class."""
    lines = [_translated(knob.help)]
    if knob.kind in (KnobKind.INT, KnobKind.FLOAT):
        words = QCoreApplication.translate("Knobs", "From {low} to {high}, default {default}.")
        if knob.scale is not Scale.LINEAR:
            words = QCoreApplication.translate("Knobs", "From {low} to {high} (logarithmic), default {default}.")
        if "auto" in knob.words:
            words = QCoreApplication.translate("Knobs", "auto, or from {low} to {high}; default {default}.")
        lines.append(
            words.format(
                low=_bound(knob, knob.low), high=_bound(knob, knob.high), default=knob_words.shown(knob, baseline)
            )
        )
    else:
        lines.append(
            QCoreApplication.translate("Knobs", "Default {default}.").format(default=knob_words.shown(knob, baseline))
        )
    lines.append(live_class(knob.live))
    lines.append(f"--set {knob.name}={knob.format(baseline)}")
    lines.append(QCoreApplication.translate("Knobs", "F1 tells more."))
    return "\n".join(lines)
