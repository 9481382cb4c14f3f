"""Fuzzes one reader for a while, guided by coverage: `python -m tests.fuzz npz --minutes 10`.

Needs the group `fuzz` (`uv sync --group fuzz`; Linux). What it finds is written to `tests/fuzz/found/TARGET`; give such
a file to `--replay` to see it again.
"""

import argparse
import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["dqn_engine", "zipfile", "json", "tomllib"]):
    from tests.fuzz.targets import TARGETS

FOUND = Path(__file__).with_name("found")


def main() -> None:
    """Runs one target."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description="Fuzzes a reader of files.")
    parser.add_argument("target", choices=TARGETS)
    parser.add_argument("--minutes", type=float, default=10.0, help="how long (default: 10)")
    parser.add_argument("--replay", metavar="FILE", help="read this file once and stop")
    options = parser.parse_args()
    target = TARGETS[options.target]
    if options.replay:
        target.read(Path(options.replay).read_bytes())
        return
    found = FOUND / options.target
    found.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as corpus:
        for number, seed in enumerate(target.seeds()):
            (Path(corpus) / f"seed-{number}").write_bytes(seed)
        limits = [f"-max_total_time={int(60 * options.minutes)}", "-timeout=10", "-rss_limit_mb=2048", "-max_len=40000"]
        atheris.Setup([sys.argv[0], *limits, f"-artifact_prefix={found}/", corpus], target.read)
        atheris.Fuzz()


main()
