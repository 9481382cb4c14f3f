"""The sentences of the event list and the messages, made from the engine's reports."""

from enum import Enum, auto
from pathlib import PurePath

from PySide6.QtCore import QCoreApplication

from dqn_engine.config.notices import Notice, NoticeKind
from dqn_engine.config.told_notices import told_notice
from dqn_engine.environments.info import OddLayout
from dqn_engine.messages.reports import (
    CheckpointSaved,
    EndCause,
    EngineReady,
    EpisodesForgotten,
    EvaluationDone,
    Exported,
    Failure,
    NoticeGiven,
    PastNote,
    PicturesFailed,
    RunEnded,
    RunMoved,
    RunStarted,
    RunState,
    SavingTrouble,
    Stalled,
    WeightsLoaded,
    WeightsSaved,
)
from workbench.look.figures import figure, percent, return_text
from workbench.look.sentences import numbered, one_after_another
from workbench.state.engine_words import worded
from workbench.state.run_facts import Arrival, Way
from workbench.state.run_words import short_name


def state(run_state: RunState) -> str:
    """A state in one word."""
    words = {
        RunState.LOADING: QCoreApplication.translate("Events", "Loading"),
        RunState.IDLE: QCoreApplication.translate("Events", "Ready"),
        RunState.COMPILING: QCoreApplication.translate("Events", "Compiling"),
        RunState.TRAINING: QCoreApplication.translate("Events", "Training"),
        RunState.PAUSED: QCoreApplication.translate("Events", "Paused"),
        RunState.STOPPED: QCoreApplication.translate("Events", "Stopped"),
        RunState.FAILED: QCoreApplication.translate("Events", "Failed"),
    }
    return words[run_state]


def waiting(run_state: RunState) -> str:
    """What the user can do, or what is awaited."""
    words = {
        RunState.LOADING: QCoreApplication.translate("Events", "Loading TensorFlow. Start can be pressed already"),
        RunState.IDLE: QCoreApplication.translate("Events", "Ready. Press Start to train"),
        RunState.COMPILING: QCoreApplication.translate("Events", "Compiling the program, a few seconds"),
        RunState.TRAINING: QCoreApplication.translate("Events", "Training. Changes take effect at once"),
        RunState.PAUSED: QCoreApplication.translate("Events", "Paused. Press Space to resume"),
        RunState.STOPPED: QCoreApplication.translate("Events", "Stopped. The network can be watched and saved"),
        RunState.FAILED: QCoreApplication.translate("Events", "Failed. The last finite network can be saved"),
    }
    return words[run_state]


def starts_once_loaded() -> str:
    """Start was pressed before the engine was loaded."""
    return QCoreApplication.translate("Events", "Loading TensorFlow; training starts once it is loaded")


def starting() -> str:
    """Start was pressed, and the loaded engine hasn't answered yet."""
    return QCoreApplication.translate("Events", "The run is about to begin")


class Awaited(Enum):
    """What a panel that is still empty waits for."""

    START = auto()
    LOADING_OR_START = auto()  # the engine, or that Start is pressed already
    LOADING = auto()  # the engine: Start was pressed
    LOADING_TO_OPEN = auto()  # the engine: a run, or weights, were chosen
    BEGINNING = auto()  # the answer to Start
    OPENING = auto()  # a run, or weights
    COMPILING = auto()


def then_words(awaited: Awaited) -> str:
    """What an empty panel says after what will appear there: what to press, or what is awaited."""
    words = {
        Awaited.START: QCoreApplication.translate("Events", "Press Start."),
        Awaited.LOADING_OR_START: QCoreApplication.translate(
            "Events", "The engine is being loaded; Start can be pressed already."
        ),
        Awaited.LOADING: QCoreApplication.translate("Events", "The run begins once the engine is loaded."),
        Awaited.LOADING_TO_OPEN: QCoreApplication.translate("Events", "The run opens once the engine is loaded."),
        Awaited.BEGINNING: QCoreApplication.translate("Events", "The run is about to begin."),
        Awaited.OPENING: QCoreApplication.translate("Events", "The run is being opened."),
        Awaited.COMPILING: QCoreApplication.translate("Events", "Compiling the program, a few seconds."),
    }
    return words[awaited]


def awaiting(promise: str, awaited: Awaited, *, begun: bool) -> str:
    """What an empty panel says: what will appear there, and what for. In a run that has begun that is a compilation."""
    if begun and awaited is not Awaited.COMPILING:
        return promise
    return one_after_another(promise, then_words(awaited))


def ready(report: EngineReady) -> str:
    """The engine has been loaded."""
    words = QCoreApplication.translate("Events", "Engine ready on {device} ({seconds} s)")
    return words.format(device=report.device.upper(), seconds=f"{report.load_seconds:.1f}")


def run_began(report: RunStarted) -> str:
    """A run began."""
    words = QCoreApplication.translate("Events", "Run {number}: {environment}, seed {seed}")
    saved_as = QCoreApplication.translate("Events", "Run {number}: {environment}, seed {seed}, saved as {name}")
    return (saved_as if report.folder else words).format(
        number=report.run_id,
        environment=report.config.environment,
        seed=report.config.seed,
        name=PurePath(report.folder).name,
    )


def checkpoint_saved(report: CheckpointSaved) -> str:
    """The whole run is on the disk."""
    words = QCoreApplication.translate("Events", "Checkpoint saved: {megabytes} MB in {seconds} s")
    return words.format(megabytes=f"{report.bytes / 1e6:.1f}", seconds=f"{report.seconds:.2f}")


def run_ended(report: RunEnded) -> str:
    """Why the run ended."""
    words = {
        EndCause.USER: QCoreApplication.translate("Events", "Stopped at step {step}."),
        EndCause.STEPS: QCoreApplication.translate("Events", "Ended at step {step}: its limit of steps is reached."),
        EndCause.RETURN: QCoreApplication.translate(
            "Events", "Ended at step {step}: the evaluations are at the return to reach."
        ),
        EndCause.TIME: QCoreApplication.translate("Events", "Ended at step {step}: its time is over."),
        EndCause.LEFT: QCoreApplication.translate("Events", "Left at step {step}."),
        EndCause.FAILURE: "{reason}",
    }
    return words[report.cause].format(step=f"{report.env_steps:,}", reason=report.reason)


def ended_and_kept(report: RunEnded, name: str) -> str:
    """The same, and where the run is to be found; `name` is empty where it isn't saved."""
    if not name:
        kept = QCoreApplication.translate("Events", "It isn't saved to disk; its network can be watched and saved.")
    elif report.unsaved:
        kept = QCoreApplication.translate("Events", "It could not be saved whole as {name}.")
    else:
        kept = QCoreApplication.translate("Events", "Saved as {name}; Open continues it.")
    return one_after_another(run_ended(report), kept.format(name=name))


def stopping(*, saved: bool) -> str:
    """The run is about to end."""
    if saved:
        return QCoreApplication.translate("Events", "Stopping; the run is being saved")
    return QCoreApplication.translate("Events", "Stopping after the current chunk of steps")


def arrived(arrival: Arrival) -> str:
    """Which run is open now, where it stands, and where the one is whose place it took."""
    if arrival.lost_steps and arrival.way is Way.OPENED:
        return lost(arrival.env_step, arrival.lost_steps)
    words = {
        Way.OPENED: QCoreApplication.translate("Events", "Opened at step {step}. Press Space to train on"),
        Way.REWOUND: QCoreApplication.translate(
            "Events", "Back at step {step}; the rest stays saved as {name}. Press Space to train on"
        ),
        Way.FORKED: QCoreApplication.translate(
            "Events", "New run from step {step}; {name} stays saved. Press Space to train on"
        ),
    }
    return words[arrival.way].format(step=f"{arrival.env_step:,}", name=short_name(PurePath(arrival.left).name))


def lost(env_step: int, lost_steps: int) -> str:
    """A run was opened whose program had died."""
    words = QCoreApplication.translate(
        "Events",
        "Opened at its last checkpoint, step {step}. The {lost} [step|steps] after it [wasn't|weren't] saved: the "
        "program had ended before. [It is|They are] trained again.",
    )
    return numbered(words, lost_steps).format(step=f"{env_step:,}", lost=f"{lost_steps:,}")


def solved(report: EvaluationDone, threshold: float, *, over: bool = False) -> str:
    """An evaluation reached the return from which the environment counts as solved, for the first time.

    What to do next is said while the run trains; not once it is `over`.
    """
    words = QCoreApplication.translate(
        "Events",
        "Solved at step {step}: the mean return of {count} greedy [episode|episodes] is {mean}, and {threshold} is "
        "solved.",
    )
    said = numbered(words, report.episodes).format(
        step=f"{report.env_step:,}",
        count=report.episodes,
        mean=return_text(report.mean),
        threshold=figure(threshold, ",.6g"),
    )
    if over:
        return said
    next_words = QCoreApplication.translate("Events", "Train on to make it steadier, or stop and export the network.")
    return one_after_another(said, next_words)


def run_moved(report: RunMoved) -> str:
    """The run has another folder."""
    words = QCoreApplication.translate("Events", "{reason} The run is now saved in {path}.")
    return words.format(reason=report.reason, path=report.path)


def saving_trouble(report: SavingTrouble) -> str:
    """The run can't be saved, or can again."""
    return report.reason or QCoreApplication.translate("Events", "The run is being saved again.")


def stalled(report: Stalled) -> str:
    """The environment doesn't answer, or does again."""
    if not report.seconds:
        return QCoreApplication.translate("Events", "The environment answers again.")
    words = QCoreApplication.translate(
        "Events",
        "The environment has not answered for {seconds} s, and training waits for it. What was saved last is safe: "
        "if nothing happens, close the program and open the run again.",
    )
    if not report.saved:
        words = QCoreApplication.translate(
            "Events",
            "The environment has not answered for {seconds} s, and training waits for it. Nothing of the run has been "
            "saved yet.",
        )
    return words.format(seconds=f"{report.seconds:.0f}")


def noted(report: PastNote) -> str:
    """A sentence about an opened run's past; of a notice, whose sentence a history keeps in English, in our words."""
    notice = told_notice(report.text)
    return report.text if notice is None else _notice_words(notice)


def noticed(report: NoticeGiven) -> str:
    """What the user should know of the run, as `config.notices` words it in English."""
    return _notice_words(report.notice)


def _notice_words(notice: Notice) -> str:
    values = dict(notice.values)
    match notice.kind:
        case NoticeKind.OUR_LIMIT:
            words = QCoreApplication.translate(
                "Events",
                "An episode was cut off after {steps} steps: the environment has no time limit of its own, so this "
                "program's applies. Register it with max_episode_steps to choose another.",
            )
        case NoticeKind.LAYOUT:
            return _layout(OddLayout(values["layout"]))
        case NoticeKind.PRECISION:
            words = QCoreApplication.translate(
                "Events",
                "Observations that float32, in which they are stored, hardly tells apart: {count}, such as {name}, "
                "which so far stayed between {low} and {high}. Declare the bounds of that range, whose middle is then "
                "taken away before anything is rounded, or take an offset away in the environment.",
            )
        case NoticeKind.MASKS_DIFFER:
            words = QCoreApplication.translate(
                "Events",
                "Action masks in the observations and in info contradict each other; only what both allow is taken "
                "and learned. Give one of them only.",
            )
        case NoticeKind.FOREIGN_CODE:
            return worded(str(values["sentence"]))
        case NoticeKind.DISCOUNT_ONE:
            words = QCoreApplication.translate(
                "Events",
                "γ is 1, so a value counts every reward to come. Time limits ({steps} steps) don't end what is "
                "learned: where the environment's own rules don't end episodes, values grow without end.",
            )
        case NoticeKind.RANGE_UNKNOWN:
            words = QCoreApplication.translate(
                "Events",
                "Nothing is known of this environment's rewards, so C51's range is {low} to {high}; set v_min and "
                "v_max to what returns can be, discounted by γ.",
            )
        case NoticeKind.RANGE_PART:
            words = QCoreApplication.translate(
                "Events",
                "C51's range is {low} to {high}, but returns can lie from {known_low} to {known_high}: what is "
                "outside is learned as if it lay at the edge. Set v_min and v_max to auto to hold all.",
            )
        case NoticeKind.RANGE_EDGE:
            upper = QCoreApplication.translate(
                "Events",
                "C51's range: {probability} of the probability lies at {edge} = {value}, and returns go beyond it; "
                "in the next run raise v_max, or scale the rewards.",
            )
            lower = QCoreApplication.translate(
                "Events",
                "C51's range: {probability} of the probability lies at {edge} = {value}, and returns go beyond it; "
                "in the next run lower v_min, or scale the rewards.",
            )
            words = upper if values["edge"] == "v_max" else lower
            values["probability"] = percent(float(values["probability"]))
        case NoticeKind.LIMIT_ENDS_NOTHING:
            steps = QCoreApplication.translate(
                "Events",
                "The run is at step {reached} already, so its limit of {steps} [step|steps] ends nothing. Set a later "
                "one, or stop the run.",
            )
            minutes = QCoreApplication.translate(
                "Events",
                "The run has trained longer than {minutes} [minute|minutes] already, so that limit ends nothing. Set a "
                "later one, or stop the run.",
            )
            unknown = QCoreApplication.translate(
                "Events",
                "Nobody says from which return this environment counts as solved, so evaluations don't end the run. "
                "Set the return to reach, stop_return.",
            )
            limit = str(values["limit"])
            counted = {"minutes": minutes, "steps": steps}
            words = numbered(counted[limit], float(values[limit])) if limit in counted else unknown
    shown = {name: _number(value) if isinstance(value, int | float) else value for name, value in values.items()}
    return words.format(**shown)


def _layout(layout: OddLayout) -> str:
    match layout:
        case OddLayout.COLOURS_FIRST:
            return QCoreApplication.translate(
                "Events",
                "The observations look like pictures, but are learned from as a list of numbers; put the colours "
                "last, by np.moveaxis(picture, 0, -1) in the environment.",
            )
        case OddLayout.STACK:
            return QCoreApplication.translate(
                "Events",
                "The observations look like pictures, but are learned from as a list of numbers; return single "
                "frames, height by width with 1 or 3 colours; frame_stack stacks them here.",
            )
        case OddLayout.NOT_BYTES:
            return QCoreApplication.translate(
                "Events",
                "The observations look like pictures, but are learned from as a list of numbers; return them as "
                "uint8 from 0 to 255; they are scaled here.",
            )
        case OddLayout.PART:
            return QCoreApplication.translate(
                "Events",
                "A part of the observations looks like a picture, but is learned from as a list of numbers; observe "
                "the picture alone, with no dictionary or tuple around it, to learn from it as a picture.",
            )


def _number(value: float) -> str:
    return f"{value:,}" if isinstance(value, int) else f"{value:g}".replace("-", "−")


def episodes_forgotten(_report: EpisodesForgotten) -> str:
    """The environment can't be put back into the middle of an episode."""
    return QCoreApplication.translate(
        "Events", "A new episode began: this environment can't be put back into the middle of one."
    )


def evaluation(report: EvaluationDone) -> str:
    """A greedy evaluation's result."""
    words = QCoreApplication.translate("Events", "Evaluated {mean} ({low}…{high})")
    ends = (report.minimum, report.maximum)
    low, high = (figure(end, ",.0f" if max(map(abs, ends)) >= 10 else ",.3g") for end in ends)
    return words.format(mean=return_text(report.mean), low=low, high=high)


def pictures_failed(report: PicturesFailed) -> str:
    """The watched environment can't be drawn, or broke."""
    if not report.plays_on:
        return report.why
    words = QCoreApplication.translate(
        "Events", "This environment can't be drawn, so its observation is shown, if it isn't too large: {why}"
    )
    return words.format(why=report.why)


def saved(report: WeightsSaved) -> str:
    """Weights were written."""
    return QCoreApplication.translate("Events", "Saved the weights to {path}.").format(path=report.path)


def loaded(report: WeightsLoaded) -> str:
    """Weights were read."""
    return QCoreApplication.translate("Events", "Loaded the weights of {path}.").format(path=report.path)


def exported(report: Exported) -> str:
    """The network was written for other programs and compared."""
    words = QCoreApplication.translate(
        "Events", "Exported to {path}: values differ by at most {difference} in {states} states, {share} equal actions."
    )
    return words.format(
        path=report.path,
        difference=f"{report.greatest_difference:.1e}",
        states=f"{report.states:,}",
        share=percent(report.equal_actions),
    )


def failure(report: Failure) -> str:
    """What happened, why, and what to do."""
    return one_after_another(report.what, report.why, report.remedy)
