"""Brings the translations up to date with the source: `python -m tests.support.update_translations`.

Collects every text of the window with Qt's own `lupdate`, and of the hyperparameters and environments from their
declarations (which know no Qt), into `resources/translations/workbench_<language>.ts`, and compiles each to the `.qm`
that the program loads.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

from dqn_engine.config.hyperparameters import KNOBS
from dqn_engine.environments.registry import environment_info, environment_names
from workbench.knob_rows.words import SPELLING
from workbench.state.environment_words import NUMBERED

ROOT = Path(__file__).resolve().parents[2]
LANGUAGES = ("zh_CN",)


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
        texts = [*(("Knobs", text) for text in knob_texts()), *(("Environments", text) for text in environment_texts())]
        lines = (f'QT_TRANSLATE_NOOP("{context}", {text!r})\n' for context, text in texts)
        declared.write_text("".join(lines), encoding="utf-8")
        sources = [_readable(path, Path(folder)) for path in sorted((ROOT / "workbench").rglob("*.py"))]
        for language in LANGUAGES:
            ts = ROOT / "resources" / "translations" / f"workbench_{language}.ts"
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
