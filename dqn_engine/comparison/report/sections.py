"""Reads what lies in a folder, for a report."""

from pathlib import Path

from dqn_engine.comparison.report.contents import Section
from dqn_engine.comparison.report.run_section import run_section
from dqn_engine.comparison.report.study_section import study_section
from dqn_engine.comparison.report.sweep_section import sweep_section
from dqn_engine.storage.run.places import is_run_folder
from dqn_engine.study.saved_study import holds_study
from dqn_engine.sweep.saved_sweep import holds_sweep
from dqn_engine.system.errors import InputError


def section_of(path: Path) -> Section:
    """Reads what lies in a folder.

    Raises:
        InputError: It is none of these, or it can't be read.
    """
    if holds_sweep(path):
        return sweep_section(path)
    if holds_study(path):
        return study_section(path)
    if is_run_folder(path):
        return run_section(path)
    raise InputError(
        "{path!r} is neither the folder of a run, nor of a study, a sweep or a verdict; choose another.", path=str(path)
    )
