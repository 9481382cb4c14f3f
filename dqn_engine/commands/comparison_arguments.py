"""Arguments of the commands that set runs beside each other: compare, verdict, hand and report."""

import argparse
from collections.abc import Callable
from typing import Any

from dqn_engine.commands.arguments import AddCommon, Lazily, Whole, place

MOST_BUDGET = 1_000
MOST_HAND_SEEDS = 1_000


def add_comparison_commands(
    commands: "argparse._SubParsersAction[Any]",
    *,
    most_steps: int,
    largest_seed: int,
    whole: Whole,
    lazily: Lazily,
    add_device: AddCommon,
    add_on: AddCommon,
    add_json: AddCommon,
) -> None:
    """Adds them; what they share with other commands is passed in."""
    parser = commands.add_parser(
        "compare",
        help="say how runs or checkpoints differ",
        description="Says how runs, checkpoints or weights files differ: hyperparameters, changes on the way, the "
        "versions that saved them, how far apart the weights are, and what each does in 1,000 states that are shown "
        "to all. Of more than two, each is set beside the first. Changes and trains nothing.",
    )
    parser.add_argument(
        "paths", type=place, nargs="+", metavar="PATH", help="the folder of a run, a checkpoint, or a weights file"
    )
    add_json(parser)
    parser.set_defaults(run=lazily("compare"))

    parser = commands.add_parser(
        "verdict",
        help="find out whether A beats B, by adding seeds",
        description="Trains A and B on one seed after another and looks after each pair, until the interval of the "
        "difference excludes zero or the budget is spent. Where A and B are equal, at most 5 % of comparisons end in "
        "a verdict, however often is looked. Ctrl+C gives up the seeds that are being trained, keeps those that are "
        "finished, and exits with 130; --resume goes on.",
    )
    for name in ("a", "b"):
        parser.add_argument(
            name,
            type=place,
            metavar=name.upper(),
            help="a preset's name, a .toml file of settings, or the folder of a run, whose settings are taken",
        )
    parser.add_argument(
        "--budget",
        type=whole(1, MOST_BUDGET),
        required=True,
        metavar="N",
        help="pairs of seeds that it may take in all, at least 6",
    )
    parser.add_argument(
        "--steps",
        type=whole(1, most_steps),
        metavar="N",
        help="environment steps per seed (default: as many as the longer of the runs that are given)",
    )
    parser.add_argument(
        "--score",
        default="final",
        metavar="NAME",
        help="final: a seed's last evaluation; average: of all (default: final)",
    )
    parser.add_argument(
        "--first-seed",
        type=whole(0, largest_seed),
        default=0,
        metavar="S",
        help="seeds are taken from here on, without those of the runs that are given (default: 0)",
    )
    parser.add_argument("--env", metavar="NAME", help="environment of presets (default: each preset's own)")
    _add_rhythm(parser)
    _add_place(parser, add_device, add_on, "verdict")
    add_json(parser)
    parser.set_defaults(run=lazily("verdict"))

    parser = commands.add_parser(
        "hand",
        help="say what the changes made during a run were worth",
        description="Trains a run's settings again on other seeds, with the changes that were made while it ran and "
        "without them, and says what they were worth, with an interval. Ctrl+C gives up the seeds that are being "
        "trained, keeps those that are finished, and exits with 130; --resume goes on.",
    )
    parser.add_argument("run_folder", type=place, metavar="RUN", help="the folder of a run")
    parser.add_argument(
        "--seeds", type=whole(2, MOST_HAND_SEEDS), default=32, metavar="N", help="other seeds (default: 32)"
    )
    _add_rhythm(parser)
    _add_place(parser, add_device, add_on, "comparison")
    add_json(parser)
    parser.set_defaults(run=lazily("hand"))

    parser = commands.add_parser(
        "report",
        help="write a report of runs, studies, sweeps and verdicts",
        description="Writes one file about runs, studies, sweeps, verdicts and hands, with everything that is needed "
        "to reproduce them in its last section: a page (.html, with its pictures inside), Markdown (.md) or a table "
        "(.csv).",
    )
    parser.add_argument("paths", type=place, nargs="+", metavar="PATH", help="their folders")
    parser.add_argument("--out", type=place, required=True, metavar="FILE", help="ends in .html, .md or .csv")
    add_json(parser)
    parser.set_defaults(run=lazily("report"))


def _add_rhythm(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--every", default="500", metavar="N", help="environment steps between evaluations (default: 500)"
    )
    parser.add_argument("--episodes", default="100", metavar="M", help="greedy episodes per evaluation (default: 100)")


def _add_place(
    parser: argparse.ArgumentParser,
    add_device: Callable[[argparse.ArgumentParser], None],
    add_on: Callable[[argparse.ArgumentParser], None],
    what: str,
) -> None:
    add_device(parser)
    add_on(parser)
    parser.add_argument(
        "--out",
        type=place,
        metavar="DIR",
        help=f"folder for the {what}, which is also a study of its seeds (default: nothing is saved)",
    )
    parser.add_argument("--resume", action="store_true", help=f"continue the {what} that --out holds, if it holds one")
