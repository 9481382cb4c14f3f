"""Brings the manual's tables of hyperparameters up to date: `python -m tests.support.update_manual`."""

import sys
from pathlib import Path

from dqn_engine.commands.list_knobs import markdown_tables

PAGE = Path(__file__).resolve().parents[2] / "resources" / "manual" / "hyperparameters.md"
MARK = "The tables that follow are printed by `dqn-engine knobs --markdown`."


def updated(text: str) -> str:
    """The page `text` with everything after `MARK` replaced by what the program prints."""
    before, mark, _ = text.partition(MARK)
    assert mark, f"the page must hold the line {MARK!r}"
    return f"{before}{mark}\n\n{markdown_tables()}\n"


def main() -> int:
    """Writes the page."""
    PAGE.write_text(updated(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
