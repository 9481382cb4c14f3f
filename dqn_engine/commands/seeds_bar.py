"""The bar of programs that train many seeds: what is done, how far it is, and numbers."""

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn
from rich.table import Column

from dqn_engine.commands.output import tell
from dqn_engine.system.coded_sentences import are_wanted
from dqn_engine.system.text import printable


def seeds_bar(console: Console, refresh_per_second: float) -> Progress:
    """A bar whose task has the field `numbers`; it isn't shown where `console` is no terminal."""
    return Progress(
        TextColumn("{task.description}", markup=False, table_column=Column(no_wrap=True, overflow="ellipsis")),
        BarColumn(bar_width=None, table_column=Column(ratio=1, min_width=6)),
        TextColumn("{task.fields[numbers]}", markup=False, table_column=Column(no_wrap=True)),
        console=console,
        refresh_per_second=refresh_per_second,
        expand=True,
        disable=not console.is_terminal,
    )


def print_above(console: Console, line: str) -> None:
    """A line of its own: above the bar of `console`, or as it is told where a program words it."""
    if are_wanted():
        tell(line)
    else:
        console.print(printable(line), markup=False, soft_wrap=True)
