"""Brings the translations up to date with the source: `python -m tests.support.update_translations`.

Collects every text of the window with Qt's own `lupdate`, and of the hyperparameters and environments from their
declarations (which know no Qt), of the presets, and the templates of the engine's sentences, into
`resources/translations/workbench_<language>.ts`, and compiles each to the `.qm` that the program loads. A new language
begins as a new `.ts` file.
"""

import ast
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from dqn_engine.config.hyperparameters import KNOBS
from dqn_engine.config.run_config import load_preset, preset_names
from dqn_engine.environments.registry import environment_info, environment_names
from dqn_engine.storage.export.export_names import EXPORT_NAMES
from tests.support.code_rules import TELLS
from workbench.state.environment_words import NUMBERED
from workbench.state.knob_words import SPELLING

ROOT = Path(__file__).resolve().parents[2]
TRANSLATIONS = ROOT / "resources" / "translations"
LANGUAGES = tuple(sorted(path.stem.removeprefix("workbench_") for path in TRANSLATIONS.glob("workbench_*.ts")))
ON_THE_TERMINAL = ("commands", "study", "sweep", "comparison", "examination")
"""Of the engine, what is said on the terminal, in English."""

SHOWN_NEVERTHELESS = (
    "study/saved_study.py", "study/tables.py", "sweep/saved_sweep.py", "sweep/definition.py", "sweep/dimensions.py",
    "sweep/edits.py", "comparison/importance.py", "commands/cli.py", "commands/compare.py", "commands/ending.py",
    "commands/output.py",
    "commands/paired.py", "commands/places.py", "commands/report.py", "commands/seeds_bar.py", "commands/study.py",
    "commands/study_progress.py", "commands/sweep_progress.py", "commands/verdict.py", "study/seed_run.py",
    "study/seed_runs.py", "study/study_folder.py", "study/time_left.py", "study/workers.py", "sweep/feasibility.py",
    "sweep/sweep.py", "sweep/sweep_folder.py", "comparison/contestants.py", "comparison/difference.py",
    "comparison/hand.py", "comparison/report/file.py", "comparison/report/sections.py",
    "comparison/saved_comparison.py",
    "comparison/sides.py", "comparison/steering.py", "comparison/verdict.py",
)  # fmt: skip
"""Of these folders, what the window reads with, and what commands say that it begins: it words that itself."""


def knob_texts() -> list[str]:
    """Every text of the hyperparameters' declarations that the user reads, once each."""
    texts: dict[str, None] = {}
    for knob in KNOBS:
        choices = [SPELLING.get(word, word.capitalize()) for word in knob.choices]
        texts.update(dict.fromkeys(text for text in (knob.label, knob.group, knob.unit, knob.help, *choices) if text))
    return list(texts)


def environment_texts() -> list[str]:
    """The names of the listed environments' actions and observations, once each; numbered ones are the window's own."""
    infos = [environment_info(name) for name in environment_names()]
    labels = dict.fromkeys(label for info in infos for label in (*info.action_labels, *info.observation_labels))
    return [label for label in labels if not NUMBERED.fullmatch(label)]


def preset_texts() -> list[str]:
    """The titles of the installed presets and where they are from, once each."""
    presets = [load_preset(name) for name in preset_names()]
    return list(dict.fromkeys(text for preset in presets for text in (preset.title, preset.source) if text))


def telling_modules() -> list[Path]:
    """The modules of the engine whose sentences the window may show."""
    found: list[Path] = []
    for path in sorted((ROOT / "dqn_engine").rglob("*.py")):
        shown = path.as_posix().endswith(SHOWN_NEVERTHELESS)
        if shown or not any(part in ON_THE_TERMINAL for part in path.parts):
            found.append(path)
    return found


def engine_texts() -> list[str]:
    """The templates of the sentences that the engine may tell the window, once each."""
    found: dict[str, None] = {}
    for path in telling_modules():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in TELLS and node.args:
                template = node.args[0]
                if isinstance(template, ast.Constant) and isinstance(template.value, str):
                    found[template.value] = None
    return list(found)


def _readable(path: Path, folder: Path) -> Path:
    """`path`, or where it shortens `translate` to a `_tr` of its own, a copy in which `lupdate` finds the texts."""
    source = path.read_text(encoding="utf-8")
    context = re.search(r'def _tr\(text: str\) -> str:\n +return QCoreApplication\.translate\("(\w+)", text\)', source)
    if context is None:
        return path
    copy = folder / "-".join(path.relative_to(ROOT).parts)  # Several are called `words.py`.
    copy.write_text(
        source.replace(context[0], "").replace("_tr(", f'QCoreApplication.translate("{context[1]}", '), encoding="utf-8"
    )
    return copy


def main() -> int:
    """Updates and compiles all languages; returns the exit code of the first tool that fails."""
    tools = Path(sys.executable).parent
    with tempfile.TemporaryDirectory() as folder:
        declared = Path(folder) / "declared.py"
        gathered = {
            "Knobs": knob_texts(),
            "Environments": environment_texts(),
            "Presets": preset_texts(),
            "Engine": engine_texts(),
            "Exports": [made.purpose for made in EXPORT_NAMES.values()],
        }
        texts = [(context, text) for context, found in gathered.items() for text in found]
        lines = (f'QT_TRANSLATE_NOOP("{context}", {text!r})\n' for context, text in texts)
        declared.write_text("".join(lines), encoding="utf-8")
        sources = [_readable(path, Path(folder)) for path in sorted((ROOT / "workbench").rglob("*.py"))]
        for language in LANGUAGES:
            ts = TRANSLATIONS / f"workbench_{language}.ts"
            for command in (
                [tools / "pyside6-lupdate", "-no-obsolete", "-locations", "none", *sources, declared, "-ts", ts],
                [tools / "pyside6-lrelease", ts, "-qm", ts.with_suffix(".qm")],
            ):
                code = subprocess.run([str(part) for part in command], check=False).returncode
                if code:
                    return code
    return 0


if __name__ == "__main__":
    sys.exit(main())
