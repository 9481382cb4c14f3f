"""`dqn-engine doctor`: is everything there that the program needs, and what is missing for each optional feature?"""

import argparse
import importlib.util
import os
import platform
import shutil
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from dqn_engine.commands.output import print_json, say
from dqn_engine.storage.checkpoints.manifest import versions
from dqn_engine.storage.run.places import runs_root
from dqn_engine.system.device_names import check_device
from dqn_engine.system.device_trial import DeviceVerdict, try_device
from dqn_engine.system.tensorflow_settings import compilation_cache_folder

_LITTLE_BYTES = 2 * 10**9
_FEATURES: Mapping[str, tuple[str, str]] = {
    "the window": ("PySide6", "PySide6-Essentials"),
    "drawn learning curves": ("matplotlib", "the extra study"),
    "sweeps by TPE": ("optuna", "the extra sweep"),
    "clusters": ("ray", "the extra cluster"),
    "event files for TensorBoard": ("tensorboard", "the extra tensorboard"),
    "export to ONNX": ("onnx", "the extra onnx"),
}
"""Optional feature → the module it needs, and what brings it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prerequisite:
    """One thing that was looked at. What is not `good` but only `optional` is no fault."""

    what: str
    good: bool
    detail: str
    optional: bool = False


def run(options: argparse.Namespace) -> int:
    """Prints what was found, and returns 0 where nothing that is needed is missing, else 1."""
    check_device(options.device)
    devices = ("cpu", "gpu:0") if options.device == "auto" else (options.device,)
    findings = [
        Prerequisite(what="Python", good=(3, 11) <= sys.version_info[:2] <= (3, 13), detail=platform.python_version()),
        *(_version(name, version) for name, version in versions().items() if name != "python"),
        *(_device(try_device(name), optional=name == "gpu:0") for name in devices),
        _folder("runs", runs_root()),
        _folder("compiled programs", compilation_cache_folder()),
        _disk(runs_root()),
        display(os.environ),
        *(feature(name, *needs) for name, needs in _FEATURES.items()),
    ]
    sound = all(finding.good or finding.optional for finding in findings)
    if options.json:
        print_json({"sound": sound, "findings": [asdict(finding) for finding in findings]})
    else:
        for finding in findings:
            mark = "ok" if finding.good else "--" if finding.optional else "NO"
            say(f"{mark:<3}{finding.what}: {finding.detail}")
    return 0 if sound else 1


def display(environment: Mapping[str, str]) -> Prerequisite:
    """Whether a window can be shown; not needed for the command line."""
    for name in ("WAYLAND_DISPLAY", "DISPLAY"):
        if environment.get(name):
            return Prerequisite(what="display", good=True, detail=f"{name} is {environment[name]}", optional=True)
    return Prerequisite(
        what="display",
        good=False,
        detail="neither DISPLAY nor WAYLAND_DISPLAY is set, so no window can be shown; dqn-engine needs none",
        optional=True,
    )


def feature(name: str, module: str, remedy: str) -> Prerequisite:
    """Whether an optional feature's module is installed; it is not imported."""
    there = importlib.util.find_spec(module) is not None
    detail = f"{module} is installed" if there else f"needs {module}; install {remedy}"
    return Prerequisite(what=name, good=there, detail=detail, optional=True)


def _version(name: str, version: str) -> Prerequisite:
    return Prerequisite(what=name, good=version != "not installed", detail=version, optional=name == "dqn-workbench")


def _device(verdict: DeviceVerdict, *, optional: bool) -> Prerequisite:
    return Prerequisite(what=f"device {verdict.device}", good=verdict.works, detail=verdict.reason, optional=optional)


def _folder(name: str, folder: Path) -> Prerequisite:
    existing = _existing(folder)
    good = existing.is_dir() and os.access(existing, os.W_OK | os.X_OK)
    return Prerequisite(what=f"folder of {name}", good=good, detail=f"{folder}{'' if good else ' can not be written'}")


def _disk(folder: Path) -> Prerequisite:
    free = shutil.disk_usage(_existing(folder)).free
    return Prerequisite(what="free disk", good=free >= _LITTLE_BYTES, detail=f"{free / 1e9:.1f} GB beside the runs")


def _existing(folder: Path) -> Path:
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return folder
