"""The progress bar of `dqn-engine train`, on stderr. Off a terminal only evaluations and messages are printed."""

import math
from collections.abc import Iterator
from datetime import timedelta
from types import TracebackType

import rich.progress
from rich.console import Console
from rich.progress import BarColumn, ProgressColumn, Task, TextColumn
from rich.table import Column
from rich.text import Text

from dqn_engine.commands.streams import error_stream
from dqn_engine.messages.kinds import Report
from dqn_engine.messages.reports import (
    EngineReady,
    EpisodesEnded,
    EvaluationDone,
    NoticeGiven,
    Progress,
    RunMoved,
    RunStarted,
    RunState,
    SavingTrouble,
    Stalled,
    StateChanged,
)
from dqn_engine.system.text import counted, one_decimal, printable


class ProgressBar:
    """Shows a run of `steps` environment steps (0: who knows how many): give it every report. A context manager.

    With `episodes` it also prints a line for each that ends.
    """

    def __init__(self, steps: int, console: Console | None = None, *, episodes: bool = False) -> None:
        """A bar that is not shown before `with`."""
        self._tells_episodes, self._episodes = episodes, 0
        self._console = console or Console(file=error_stream(), highlight=False)
        self._bar = rich.progress.Progress(
            TextColumn("{task.description}"),
            BarColumn(bar_width=None, table_column=Column(ratio=1, min_width=6)),
            _NumbersColumn(),
            console=self._console,
            refresh_per_second=5,
            expand=True,
            disable=not self._console.is_terminal,
        )
        self._task = self._bar.add_task("loading", total=steps or None, numbers="")
        self._steps = steps
        self._in_past = False

    def __enter__(self) -> "ProgressBar":
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._bar.stop()

    def observe(self, report: Report) -> None:
        """Takes notice of a report."""
        match report:
            case StateChanged():
                self._in_past = False
                self._bar.update(self._task, description=str(report.state))
                if report.state is RunState.TRAINING and report.detail:
                    self._print(report.detail)
            case RunStarted():
                self._in_past, self._episodes = (
                    report.env_step > 0,
                    0,
                )  # What happened before is told next, up to a change of state.
                for trouble in report.troubles:
                    self._print(trouble)
            case Stalled():
                self._print(stalled_text(report))
            case SavingTrouble():
                self._print(saving_text(report))
            case RunMoved():
                self._print(f"{report.reason} The run is saved in {report.path} from now on.")
            case EngineReady():
                self._print(f"Running on {report.device}: {report.device_reason}")
            case Progress():
                self._bar.update(self._task, completed=report.env_steps, numbers=progress_text(report, self._steps))
            case NoticeGiven():
                self._print(f"note: {report.notice.sentence}")
            case EpisodesEnded():
                if self._tells_episodes and not self._in_past:
                    for line in episode_lines(report, self._episodes + 1):
                        self._print(line)
                self._episodes += len(report.env_step)
            case EvaluationDone() if not self._in_past:
                self._print(
                    f"step {report.env_step:,}: greedy mean {one_decimal(report.mean)} of "
                    f"{counted(report.episodes, 'episode')} ({report.minimum:g} to {report.maximum:g})"
                )

    def _print(self, line: str) -> None:
        self._console.print(printable(line), markup=False, soft_wrap=True)


def episode_lines(report: EpisodesEnded, first_number: int) -> Iterator[str]:
    """A line for each episode, as the notebooks that teach DQN print it; FPS are its steps per second."""
    unknown = [math.nan] * len(report.env_step)
    told = (report.epsilon.tolist() or unknown, report.seconds.tolist() or unknown)
    rows = zip(report.episode_return.tolist(), report.length_steps.tolist(), *told, strict=True)
    for number, (score, length, epsilon, seconds) in enumerate(rows, start=first_number):
        rate = f"{length / seconds:,.0f}" if seconds > 0 else "-"
        yield f"episode {number:,}: score {score:g}, ε {epsilon:.4f}, length {length:,}, FPS {rate}"


def saving_text(trouble: SavingTrouble) -> str:
    """That the run can't be saved, or can be again."""
    if not trouble.reason:
        return "The run can be saved again, and is."
    if not trouble.retry_seconds:  # Something that isn't tried again.
        return trouble.reason
    return f"{trouble.reason} Training continues unsaved meanwhile; saving is tried again and again."


def stalled_text(report: Stalled) -> str:
    """That the run waits, or continues; and what is lost if it is ended now."""
    if not report.seconds:
        return "The environment answers again."
    waits = f"The environment has not answered for {report.seconds:.0f} s, and training waits for it."
    if not report.saved:
        return f"{waits} Nothing of the run has been saved yet; Ctrl+C twice ends the program."
    return (
        f"{waits} What was saved last is safe; Ctrl+C twice ends the program, and dqn-engine resume continues the run."
    )


def progress_text(progress: Progress, steps: int) -> str:
    """The numbers beside the bar, short enough for 80 columns."""
    rate = progress.steps_per_second
    left = timedelta(seconds=round((steps - progress.env_steps) / rate)) if rate > 0 and steps else "-"
    mean = "-" if math.isnan(progress.mean_return_100) else one_decimal(progress.mean_return_100)
    return f"{rate:,.0f} steps/s · ep {progress.episodes:,} · mean {mean} · ε {progress.epsilon:.2f} · {left}"


class _NumbersColumn(ProgressColumn):
    def get_table_column(self) -> Column:
        return Column(no_wrap=True)

    def render(self, task: Task) -> Text:
        return Text(task.fields["numbers"], overflow="ellipsis")
