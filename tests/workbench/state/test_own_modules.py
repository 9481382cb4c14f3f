"""Modules of the user's own environments from one start to the next: the very file that was agreed to, or a reason."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.own_modules import forget_module, new_name, write_module
from workbench.state.own_modules import ImportTroubleKind, import_module, import_remembered, trouble_words
from workbench.state.preferences import OwnModule, Preferences

NO_PROCESS = 2**22 + 1


@pytest.fixture
def preferences(tmp_path: Path) -> Preferences:
    return Preferences(tmp_path / "workbench.ini")


def remember(preferences: Preferences, path: Path, *, by_name: bool = True) -> OwnModule:
    module = OwnModule(name=path.stem if by_name else str(path), file=str(path))
    preferences.set_own_modules([*preferences.own_modules(), module])
    return module


@pytest.mark.parametrize("by_name", [True, False])
def test_that_what_was_added_is_imported_again_wherever_the_window_is_started(
    own_folder: Path, preferences: Preferences, tmp_path: Path, monkeypatch, by_name: bool
) -> None:
    name = new_name()
    remember(preferences, write_module(own_folder, name), by_name=by_name)
    monkeypatch.chdir(tmp_path)
    imported = import_remembered(Preferences(tmp_path / "workbench.ini"))
    assert imported.environments == (f"{name}/A-v0", f"{name}/B-v0")
    assert imported.troubles == ()


def test_that_a_module_that_cannot_be_imported_hides_no_other(own_folder: Path, preferences: Preferences) -> None:
    bad, good, gone = new_name(), new_name(), new_name()
    remember(preferences, write_module(own_folder, bad, "1 / 0"))
    remember(preferences, write_module(own_folder, gone))
    (own_folder / f"{gone}.py").unlink()
    remember(preferences, write_module(own_folder, good))
    imported = import_remembered(preferences)
    assert imported.environments == (f"{good}/A-v0", f"{good}/B-v0")
    assert [(trouble.module.name, trouble.kind) for trouble in imported.troubles] == [
        (bad, ImportTroubleKind.REFUSED),
        (gone, ImportTroubleKind.GONE),
    ]
    words = [trouble_words(trouble) for trouble in imported.troubles]
    assert words[0].startswith(f"The environments of {bad} are missing. Importing '{bad}' failed: ZeroDivisionError")
    assert words[1].endswith(f"Its file {own_folder / gone}.py is gone; add it again from where it is.")


def test_that_another_file_of_the_same_name_is_not_run(
    own_folder: Path, preferences: Preferences, tmp_path: Path, monkeypatch
) -> None:
    name = new_name()
    path = write_module(own_folder, name)
    remember(preferences, path)
    ran = tmp_path / "ran"
    other = write_module(tmp_path / "elsewhere", name, f"open({str(ran)!r}, 'w')")
    monkeypatch.chdir(other.parent)
    (trouble,) = import_remembered(preferences).troubles
    assert trouble.kind is ImportTroubleKind.ANOTHER_FILE
    assert trouble_words(trouble).endswith(
        f"It was {path} when it was added, but would be {other} now; add it again, if you trust it."
    )
    assert not ran.exists()


def test_that_a_module_whose_import_ended_the_program_is_removed_and_the_others_are_imported(
    own_folder: Path, preferences: Preferences
) -> None:
    fatal, good = new_name(), new_name()
    remember(preferences, write_module(own_folder, fatal, "import os; os._exit(3)"))
    remember(preferences, write_module(own_folder, good))
    preferences.set_importing(fatal, NO_PROCESS)
    imported = import_remembered(preferences)
    assert [trouble.kind for trouble in imported.troubles] == [ImportTroubleKind.FATAL]
    assert "add it again" in trouble_words(imported.troubles[0])
    assert imported.environments == (f"{good}/A-v0", f"{good}/B-v0")
    assert [module.name for module in preferences.own_modules()] == [good]
    assert import_remembered(preferences).troubles == ()


def test_that_what_another_window_is_importing_is_not_taken_for_fatal(
    own_folder: Path, preferences: Preferences
) -> None:
    name = new_name()
    remember(preferences, write_module(own_folder, name))
    preferences.set_importing(name, os.getppid())
    assert import_remembered(preferences).environments == (f"{name}/A-v0", f"{name}/B-v0")


@pytest.mark.slow
def test_that_the_end_of_the_program_during_an_import_is_noticed_at_the_next_start(
    own_folder: Path, preferences: Preferences, tmp_path: Path
) -> None:
    name = new_name()
    remember(preferences, write_module(own_folder, name, "import os; os.kill(os.getpid(), 9)"))
    root = Path(__file__).parents[3]
    start = (
        f"import sys; sys.path.insert(0, {str(root)!r}); from pathlib import Path\n"
        "from workbench.state.own_modules import import_remembered\n"
        "from workbench.state.preferences import Preferences\n"
        f"import_remembered(Preferences(Path({str(tmp_path / 'workbench.ini')!r})))"
    )
    for code in (-9, 0):
        assert subprocess.run([sys.executable, "-c", start], timeout=60, check=False).returncode == code
    assert Preferences(tmp_path / "workbench.ini").own_modules() == []


def test_that_an_import_leaves_no_mark(own_folder: Path, preferences: Preferences) -> None:
    name = new_name()
    write_module(own_folder, name)
    assert import_module(name, preferences) == (f"{name}/A-v0", f"{name}/B-v0")
    assert preferences.importing() == ("", 0)
    forget_module(name)


@pytest.mark.slow
def test_that_without_remembered_modules_gymnasium_is_not_imported(tmp_path: Path) -> None:
    start = (
        "import sys; from pathlib import Path\n"
        "import workbench.app\n"
        "from workbench.command_line import parse_options\n"
        "from workbench.state.own_modules import Imported, import_remembered\n"
        "from workbench.state.preferences import Preferences\n"
        f"assert import_remembered(Preferences(Path({str(tmp_path / 'none.ini')!r}))) == Imported()\n"
        "parse_options([])\n"
        "print('gymnasium' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", start], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == "False\n"


@pytest.mark.parametrize("stored", ["nonsense", "[1]", '[["one"]]', "7", json.dumps({"a": "b"}), '[["a","b","c"]]'])
def test_that_a_list_that_cant_be_read_counts_as_none(tmp_path: Path, stored: str) -> None:
    path = tmp_path / "workbench.ini"
    escaped = stored.replace('"', r"\"")
    path.write_text(f'[environments]\nmodules="{escaped}"\nimporting=x y\n')
    assert Preferences(path).own_modules() == []
    assert Preferences(path).importing() == ("", 0)
    assert import_remembered(Preferences(path)).troubles == ()
