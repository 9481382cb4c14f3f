"""The wheel holds everything, and both programs start from it in another folder, without the checkout."""

import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
RESOURCES = ("presets", "icons", "manual", "screenshots", "translations")


def run(*command: str | Path, folder: Path, **environment: str) -> str:
    """Runs a command that must succeed, in `folder`, without this process's Python settings; returns its stdout."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV", "UV_P"))}
    ended = subprocess.run(
        [str(part) for part in command],
        cwd=folder, env={**kept, **environment}, capture_output=True, text=True, timeout=180, check=False,
    )  # fmt: skip
    assert ended.returncode == 0, f"{command}: {ended.stdout}\n{ended.stderr}"
    return ended.stdout


@pytest.fixture(scope="module")
def uv() -> str:
    """The program that runs this suite; without it the test fails, since without a built wheel nothing is tested."""
    found = os.environ.get("UV") or shutil.which("uv")
    assert found, "uv is not on the PATH; run the tests with `uv run pytest`"
    return found


@pytest.fixture(scope="module")
def wheel(uv: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the checkout."""
    folder = tmp_path_factory.mktemp("dist")
    run(uv, "build", "--wheel", "--out-dir", folder, "--python", sys.executable, ROOT, folder=ROOT)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(uv: str, wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `bin` folder of an environment with nothing in it but the wheel.

    Its dependencies are borrowed from the environment of this process by a path file, which spares a gigabyte of
    downloads. The checkout, which this process's environment refers to by a path file of its own, is not borrowed.
    """
    folder = tmp_path_factory.mktemp("elsewhere") / "venv"
    run(uv, "venv", "--python", sys.executable, folder, folder=folder.parent)
    scripts = folder / ("Scripts" if os.name == "nt" else "bin")
    python = scripts / "python"
    run(uv, "pip", "install", "--no-deps", "--python", python, wheel, folder=folder.parent)
    site_packages = run(
        python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", folder=folder.parent
    ).strip()
    borrowed = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    (Path(site_packages) / "borrowed.pth").write_text("\n".join(borrowed) + "\n")
    return scripts


def test_that_the_wheel_holds_every_module_and_resource_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name}
    modules = {
        path.relative_to(ROOT).as_posix()
        for package in ("dqn_engine", "workbench")
        for path in (ROOT / package).rglob("*.py")
    }
    resources = {
        "dqn_engine/_resources/" + path.relative_to(ROOT / "resources").as_posix()
        for name in RESOURCES
        for path in (ROOT / "resources" / name).rglob("*")
        if path.is_file() and path.name != ".gitkeep"
    }
    assert {path.split("/")[2] for path in resources} >= {"presets", "icons"}
    assert {name for name in held if not name.endswith(".gitkeep")} == modules | resources


def test_that_both_programs_start_in_another_folder(installed: Path, tmp_path: Path) -> None:
    assert "train a network" in run(installed / "dqn-engine", "--help", folder=tmp_path)
    assert "learning_rate = 0.002" in run(installed / "dqn-engine", "knobs", folder=tmp_path)
    assert "usage: workbench" in run(installed / "workbench", "--help", folder=tmp_path)
    assert "usage: dqn-engine" in run(installed / "python", "-m", "dqn_engine", "--help", folder=tmp_path)
    assert "usage: workbench" in run(installed / "python", "-m", "workbench", "--help", folder=tmp_path)
    assert not list(tmp_path.iterdir())


def test_that_resources_are_found_in_the_installation(installed: Path, tmp_path: Path) -> None:
    script = (
        "import dqn_engine, workbench\n"
        "from dqn_engine.config.run_config import load_preset, preset_names\n"
        "from dqn_engine.system.resources import resource_folder\n"
        "print(dqn_engine.__file__, workbench.__file__, sep='\\n')\n"
        f"for name in {RESOURCES!r}: print(resource_folder(name))\n"
        "for name in preset_names(): load_preset(name)\n"
        "print('presets', *preset_names())\n"
    )
    *places, presets = run(installed / "python", "-c", script, folder=tmp_path).splitlines()
    assert len(places) == 2 + len(RESOURCES)
    for place in places:
        assert Path(place).is_relative_to(installed.parent)
    assert presets.split()[:2] == ["presets", "default"]
    found = {path.stem for path in (ROOT / "resources" / "presets").glob("*.toml")}
    assert set(presets.split()[1:]) == found
