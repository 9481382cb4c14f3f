"""The command line `dqn-engine`: train, resume, fork, reproduce, evaluate, export, bench, study, sweep and more.

Reads arguments and nothing more; each subcommand is a module of `dqn_engine.commands`, imported when it runs, so that
`--help` answers at once. What the user gives wrongly ends in one sentence on stderr and exit code 2.
"""

import argparse
import os
import re
import sys
import warnings
from collections.abc import Callable, Sequence
from typing import Any

from dqn_engine.commands.arguments import (
    add_env_set,
    add_import,
    add_print_episodes,
    add_run_commands,
    add_statement,
    add_stop,
    place,
    settle_places,
    whole_number,
)
from dqn_engine.commands.comparison_arguments import add_comparison_commands
from dqn_engine.commands.output import print_failure, say, tell, tell_warning
from dqn_engine.commands.streams import UnwrittenError, drop_output, own_output, prepare_streams
from dqn_engine.config.hyperparameters import KNOBS
from dqn_engine.config.run_config import LARGEST_SEED, preset_names
from dqn_engine.environments.registry import environment_names
from dqn_engine.storage.export.export_names import EXPORT_NAMES
from dqn_engine.system.device_names import DEVICES
from dqn_engine.system.errors import BrokenEnvironmentError, InputError, LostProcessError
from dqn_engine.system.foreign_code import take_troubles
from dqn_engine.system.process_end import end_despite_leftovers
from dqn_engine.system.process_kept import process_kept
from dqn_engine.system.sentences import Sentence
from dqn_engine.system.signals import is_the_users, noting_interrupts
from dqn_engine.system.text import error_words, traceback_words

FAILED, BAD_INPUT, INTERRUPTED = 1, 2, 130

_FORMER_NAMES = {"replay": "reproduce"}
"""Commands that were renamed; what scripts call them still works."""

MOST_ASKED_STEPS = 2_000_000_000
MOST_EPISODES = 10_000
MOST_TRIALS = 10_000

_WEIGHTS = ".weights.h5, .npz, .safetensors, .keras or .h5"

# NumPy reads it when it is loaded. Its matrix product would split our small matrices over threads, which is five times
# slower while another program is busy.
LIBRARY_DEFAULTS = {"OPENBLAS_NUM_THREADS": "1"}


_OF_AN_ARGUMENT = re.compile(r"^argument ([^:]+): (?=is )")
"""How argparse begins what our own converters say, such as that --steps is 0."""


class _Parser(argparse.ArgumentParser):
    """A parser whose complaints are sentences, not a page of usage."""

    def __init__(self, **options: Any) -> None:
        super().__init__(allow_abbrev=False, **options)

    def error(self, message: str) -> None:
        said = _OF_AN_ARGUMENT.sub(r"\1 ", message, count=1)
        raise InputError(f"{said if said != message else message[:1].upper() + message[1:]}; see {self.prog} --help.")


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command line and returns the exit code.

    Args:
        arguments: Without the program's name. None: those of the process, which is the program's own; then threads
            that an environment left behind don't keep it alive.
    """
    if arguments is not None:
        return _run(arguments)
    there = prepare_streams()
    warnings.showwarning = tell_warning
    try:
        code = _run(sys.argv[1:])
    except Exception as error:  # noqa: BLE001 - the process ends here, told as Python tells it
        tell(traceback_words(error))
        code = FAILED
    if not there and code == 0:
        tell("error: The result can't be written: standard output is closed.")
        code = FAILED
    end_despite_leftovers(code)
    return code


@own_output()
@noting_interrupts()
def _run(given: Sequence[str]) -> int:
    for name, value in LIBRARY_DEFAULTS.items():
        os.environ.setdefault(name, value)
    given = list(given)
    try:
        given[:1] = [_FORMER_NAMES.get(name, name) for name in given[:1]]
        options = _parser().parse_args(given)  # Which raises `SystemExit` after --help.
        settle_places(options)
        return _done(options)
    except InputError as error:
        return _failed(given, BAD_INPUT, str(error), kind="input")
    except LostProcessError as error:
        return _failed(given, FAILED, str(error), kind="system")
    except BrokenEnvironmentError as error:
        return _failed(given, FAILED, str(error), kind="run")
    except KeyboardInterrupt:  # The user's; see `_done`.
        return _failed(given, INTERRUPTED, "Interrupted.", kind="interrupted")
    except BrokenPipeError:  # What reads our output has had enough, such as `| head`.
        drop_output()
        return FAILED
    except UnwrittenError as error:
        drop_output()
        return _failed([], FAILED, f"The result can't be written: {error}.", kind="system")
    except OSError as error:  # A disk, a permission or a device that no command foresaw.
        where = "" if error.filename is None else f"{str(error.filename)[:200]!r}: "
        return _failed(given, FAILED, f"{where}{error.strerror or error}.", kind="system")


def _done(options: argparse.Namespace) -> int:
    """Does what was asked for. What is no `Exception` comes from the code of an environment, unless it is Ctrl+C."""
    try:
        with process_kept():
            _import(options.imports)
            _tell_troubles()
            return options.run(options)
    except Exception:
        raise
    except BaseException as error:
        if is_the_users(error):
            raise
        raise BrokenEnvironmentError(
            "The code of an environment raised {error}; mend it.", error=error_words(error)
        ) from error
    finally:
        _tell_troubles()


def _tell_troubles() -> None:
    """What there is to tell about the code of environments, on stderr."""
    for trouble in take_troubles():
        tell(trouble)


def _failed(given: Sequence[str], code: int, sentence: str, *, kind: str) -> int:
    """One sentence on stderr; and where a program reads the result, an object on stdout, since it expects one."""
    tell(Sentence("error: {sentence}", sentence=sentence))
    if "--json" in given:
        try:
            print_failure(sentence, kind)
        except (UnwrittenError, BrokenPipeError):
            drop_output()
    return code


class _Version(argparse.Action):
    """Prints the versions and ends."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from dqn_engine.system.versions import version_line

        say(version_line(parser.prog))
        parser.exit()


def _parser() -> _Parser:
    parser = _Parser(
        prog="dqn-engine",
        description="Deep Q-learning without a window: trains, evaluates and measures.",
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="print the versions at work and exit")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _add_train(commands)
    _add_evaluate(commands)
    _add_export(commands)
    _add_bench(commands)
    _add_study(commands)
    _add_sweep(commands)
    _add_knobs(commands)
    _add_presets(commands)
    _add_check_env(commands)
    add_run_commands(
        commands,
        most_steps=MOST_ASKED_STEPS,
        whole=_whole,
        lazily=_lazily,
        add_set=_add_set,
        add_json=_add_json,
        add_traceback=_add_traceback,
    )
    add_comparison_commands(
        commands,
        most_steps=MOST_ASKED_STEPS,
        largest_seed=LARGEST_SEED,
        whole=_whole,
        lazily=_lazily,
        add_device=_add_device,
        add_on=_add_on,
        add_json=_add_json,
    )
    for command in commands.choices.values():
        add_import(command)
    return parser


def _import(names: Sequence[str]) -> None:
    """Imports the modules of the user's own environments, before anything asks for an environment."""
    if names:
        from dqn_engine.environments.imports import import_environments  # With Gymnasium, which takes a moment.

        for name in names:
            import_environments(name)


def _add_train(commands: argparse._SubParsersAction) -> None:
    parser = commands.add_parser(
        "train",
        help="train a network and save the run in a folder",
        description="Trains a network and saves configuration, curves and weights in a folder. "
        "Ctrl+C stops after the current chunk of steps, saves, and exits with 130.",
        epilog="Hyperparameters for --set (dqn-engine knobs explains them): "
        + ", ".join(knob.name for knob in KNOBS)
        + ".",
    )
    parser.add_argument(
        "--env", metavar="NAME", help=f"{', '.join(environment_names())} (default: the preset's environment)"
    )
    add_env_set(parser)
    parser.add_argument(
        "--preset", metavar="NAME", help=f"{', '.join(preset_names())}, or the path of a .toml file (default: default)"
    )
    _add_set(parser)
    parser.add_argument(
        "--steps",
        type=_whole(1, MOST_ASKED_STEPS),
        default=0,
        metavar="N",
        help="environment steps to train for; needed unless another criterion ends the run",
    )
    add_stop(parser)
    _add_seed(parser)
    _add_device(parser)
    parser.add_argument(
        "--out", metavar="DIR", help="folder for the run; must not hold one already (default: a new one of the user's)"
    )
    parser.add_argument("--evaluate-every", metavar="N", help="environment steps between evaluations; 0: none")
    parser.add_argument("--evaluate-episodes", metavar="M", help="greedy episodes per evaluation")
    add_print_episodes(parser)
    _add_json(parser)
    _add_traceback(parser)
    parser.set_defaults(run=_lazily("train"))


def _add_evaluate(commands: argparse._SubParsersAction) -> None:
    parser = commands.add_parser(
        "evaluate",
        help="play greedy episodes with saved weights",
        description="Plays greedy episodes on the real Gymnasium environment with the weights in a file, "
        "or with the best ones of a run's folder.",
    )
    parser.add_argument(
        "path", type=place, metavar="PATH", help=f"a {_WEIGHTS} file, a checkpoint, or the folder of a run"
    )
    parser.add_argument(
        "--episodes", type=_whole(1, MOST_EPISODES), default=100, metavar="N", help="how many (default: 100)"
    )
    add_statement(parser, _add_set)
    add_print_episodes(parser)
    _add_seed(parser)
    _add_json(parser)
    parser.set_defaults(run=_lazily("evaluate"))


def _add_export(commands: argparse._SubParsersAction) -> None:
    parser = commands.add_parser(
        "export",
        help="export a policy for other programs",
        description="Writes the policy in a file, or the best one of a run's folder, in another format, loads it back "
        "in a process without this program, and compares the values of 1,000 states. Beside FILE it writes "
        "FILE.proof.json with what was compared, and FILE_run.py, which plays it on Gymnasium.",
    )
    parser.add_argument(
        "path", type=place, metavar="PATH", help=f"a {_WEIGHTS} file, a checkpoint, or the folder of a run"
    )
    parser.add_argument("--format", required=True, metavar="FORMAT", help=f"one of {', '.join(EXPORT_NAMES)}")
    parser.add_argument(
        "--out",
        type=place,
        required=True,
        metavar="FILE",
        help="where it goes; for savedmodel the name of a new folder",
    )
    add_statement(parser, _add_set)
    _add_json(parser)
    parser.set_defaults(run=_lazily("export"))


def _add_bench(commands: argparse._SubParsersAction) -> None:
    parser = commands.add_parser(
        "bench",
        help="measure training speed",
        description="Measures training speed: a real run without a folder, timed from its first update on "
        "(after compilation) over the given number of environment steps, as a whole.",
    )
    parser.add_argument("--env", metavar="NAME", help=f"{', '.join(environment_names())} (default: the first)")
    add_env_set(parser)
    _add_set(parser)
    parser.add_argument("--hidden", metavar="SIZES", help="units of the hidden layers (default: 64,64)")
    parser.add_argument("--batch", metavar="N", help="transitions per update (default: 32)")
    parser.add_argument("--capacity", metavar="N", help="transitions the replay buffer holds")
    parser.add_argument(
        "--steps",
        type=_whole(1_000, 10_000_000),
        default=20_000,
        metavar="N",
        help="environment steps to time (default: 20000)",
    )
    _add_seed(parser)
    _add_device(parser)
    _add_json(parser)
    _add_traceback(parser)
    parser.set_defaults(run=_lazily("bench"))


def _add_study(commands: argparse._SubParsersAction) -> None:
    parser = commands.add_parser(
        "study",
        help="train many seeds and compare presets",
        description="Trains a preset with many seeds, evaluates each along the way on the real Gymnasium environment, "
        "and saves tables (CSV), figures over the seeds (JSON) and the learning curves (SVG, PNG) in a folder. "
        "Ctrl+C gives up the seeds that are being trained, keeps those that are finished, and exits with 130; "
        "--resume goes on.",
    )
    parser.add_argument(
        "--env", metavar="NAME", help=f"{', '.join(environment_names())} (default: the preset's environment)"
    )
    add_env_set(parser)
    parser.add_argument(
        "--preset",
        default="default",
        metavar="NAME",
        help=f"what is studied: {', '.join(preset_names())}, or the path of a .toml file (default: default)",
    )
    parser.add_argument(
        "--compare", nargs="+", action="extend", default=[], metavar="NAME", help="presets to compare it with"
    )
    _add_set(parser)
    parser.add_argument("--seeds", required=True, metavar="LIST", help="such as 0-19 or 1,2,10-14")
    parser.add_argument(
        "--steps", type=_whole(1, MOST_ASKED_STEPS), required=True, metavar="N", help="environment steps per seed"
    )
    parser.add_argument(
        "--every", default="500", metavar="N", help="environment steps between evaluations (default: 500)"
    )
    parser.add_argument("--episodes", default="100", metavar="M", help="greedy episodes per evaluation (default: 100)")
    _add_device(parser)
    _add_on(parser)
    parser.add_argument(
        "--out", type=place, required=True, metavar="DIR", help="folder for the study; must not hold one already"
    )
    parser.add_argument(
        "--runs",
        choices=["all", "none"],
        default="all",
        help="which seeds leave a run's folder in DIR/runs, to be opened like any run (default: all)",
    )
    parser.add_argument("--resume", action="store_true", help="continue the study that --out holds, if it holds one")
    _add_json(parser)
    parser.set_defaults(run=_lazily("study"))


_SWEEP_FILE = """\
the file (TOML):
  environment = "CartPole-v1"     or only a preset's; arguments in brackets: FrozenLake-v1(is_slippery=false)
  preset = "default"              a preset's name or .toml file (default: the program's defaults)
  score = "final"                 a seed's last evaluation; "average": the mean of all its evaluations
  ahead = 4                       with tpe, a trial's settings depend on trials at least so many before it
  [settings]                      what every trial has besides
  hidden_sizes = [64, 64]
  [space]                         what varies: any hyperparameter but those of evaluation, stopping and saving
  learning_rate = { low = 0.0005, high = 0.004, log = true }
  gamma = { low = 0.9, high = 0.99, points = 4 }
  n_step = { low = 1, high = 10, step = 3 }
  target_sync = { choices = ["soft", "hard"] }

what --edit takes: pause, go, trials=N, prune=P (or on, off), NAME=VALUE, NAME=[VALUE,VALUE], NAME={low=A,high=B}
"""


def _add_sweep(commands: argparse._SubParsersAction) -> None:
    parser = commands.add_parser(
        "sweep",
        help="try many settings, each on the same seeds",
        description="Tries settings out of a space, each on the same seeds, and the best on other seeds in the end. "
        "Ctrl+C gives up\nthe seeds that are being trained, keeps those that are finished, and exits with 130; "
        "--resume goes on.\nWith the folder of a sweep: --resume continues it, --edit changes it, also while it "
        "runs, and neither shows it.",
        epilog=_SWEEP_FILE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("path", type=place, metavar="PATH", help="a .toml file, see below; or the folder of a sweep")
    parser.add_argument("--seeds", metavar="LIST", help="those that settings are chosen by, such as 0-4")
    parser.add_argument("--report-seeds", metavar="LIST", help="others, that the best settings are tried on in the end")
    parser.add_argument("--steps", type=_whole(1, MOST_ASKED_STEPS), metavar="N", help="environment steps per seed")
    parser.add_argument("--out", type=place, metavar="DIR", help="folder for the sweep; must not hold one already")
    parser.add_argument(
        "--sampler", metavar="NAME", help="grid, random, or tpe, which needs the extra 'sweep' (default: random)"
    )
    parser.add_argument(
        "--trials", type=_whole(1, MOST_TRIALS), metavar="N", help="settings to try (default: all of a grid, else 20)"
    )
    parser.add_argument(
        "--seed",
        type=_whole(0, LARGEST_SEED),
        metavar="S",
        help="of the sampler; same seed, same settings (default: 0)",
    )
    parser.add_argument(
        "--prune",
        nargs="?",
        const="on",
        metavar="P",
        help="give up a trial that Wilcoxon's test calls worse than the best with a p-value below P (default: 0.1)",
    )
    parser.add_argument("--every", metavar="N", help="environment steps between evaluations (default: 500)")
    parser.add_argument("--episodes", metavar="M", help="greedy episodes per evaluation (default: 100)")
    parser.add_argument("--device", metavar="NAME", help=f"{', '.join(DEVICES)} (default: auto)")
    _add_on(parser)
    parser.add_argument(
        "--runs",
        choices=["all", "best", "none"],
        help="which seeds leave a run's folder in DIR/runs, to be opened like any run (default: all); best: those of "
        "the best trial",
    )
    parser.add_argument("--resume", action="store_true", help="continue the sweep that --out or PATH holds")
    parser.add_argument(
        "--edit",
        dest="edits",
        action="append",
        default=[],
        metavar="WHAT",
        help="change a sweep, see below; repeatable",
    )
    _add_json(parser)
    parser.set_defaults(run=_lazily("sweep"))


def _add_on(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--on",
        default="local",
        metavar="PLACE",
        help="local:P trains P seeds at a time in processes of this machine (default: local, one for each core, or one "
        "alone on a GPU), ray:HOST:PORT one on each processor of a Ray cluster; the numbers don't depend on it",
    )


def _add_knobs(commands: argparse._SubParsersAction) -> None:
    parser = commands.add_parser(
        "knobs", help="list every hyperparameter", description="Lists every hyperparameter that --set and presets take."
    )
    parser.add_argument("--markdown", action="store_true", help="print it as a Markdown table")
    parser.set_defaults(run=_lazily("list_knobs"))


def _add_presets(commands: argparse._SubParsersAction) -> None:
    parser = commands.add_parser(
        "presets",
        help="list the presets, or show one",
        description="Lists the presets; of one, shows the hyperparameters that aren't the default, and what the source "
        "that it follows does otherwise.",
    )
    parser.add_argument("name", nargs="?", metavar="NAME", help="a preset, or the path of a .toml file")
    _add_json(parser)
    parser.set_defaults(run=_lazily("presets"))


def _add_check_env(commands: argparse._SubParsersAction) -> None:
    parser = commands.add_parser(
        "check-env",
        help="examine an environment before training on it",
        description="Says what of an environment won't work here and what it costs: Gymnasium's own checker, its "
        "habits, scales, times, memory, and a compiled environment beside Gymnasium's. Exits with 1 where it can't be "
        "trained.",
    )
    parser.add_argument("environment", metavar="ID", help="the environment's id, such as FrozenLake-v1")
    add_env_set(parser)
    _add_json(parser)
    parser.set_defaults(run=_lazily("check_env"))


def _add_set(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--set",
        dest="assignments",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="a hyperparameter, such as learning_rate=0.001; may be repeated",
    )


def _add_seed(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--seed", type=_whole(0, LARGEST_SEED), default=0, metavar="S", help="same seed, same result (default: 0)"
    )


def _add_device(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--device", default="auto", metavar="NAME", help=f"{', '.join(DEVICES)} (default: auto)")


def _add_json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print the result as one JSON object, last on stdout")


def _add_traceback(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--traceback", action="store_true", help="when a run fails, also print where in the program, for a bug report"
    )


def _whole(low: int, high: int) -> Callable[[str], int]:
    def convert(text: str) -> int:
        number = whole_number(text)
        if number is None or not low <= number <= high:
            raise argparse.ArgumentTypeError(f"is {text[:40]!r}, but must be a whole number from {low:,} to {high:,}")
        return number

    return convert


def _lazily(module: str) -> Callable[[argparse.Namespace], int]:
    def run(options: argparse.Namespace) -> int:
        from importlib import import_module

        return import_module(f"dqn_engine.commands.{module}").run(options)

    return run
