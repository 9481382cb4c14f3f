"""Which versions are at work, in one line, of which nothing is imported."""

import functools
import platform
from importlib import metadata


def version_line(program: str) -> str:
    """The program's name and version, Python's, and TensorFlow's."""
    here = f"Python {platform.python_version()}, TensorFlow {installed_version('tensorflow')}"
    return f"{program} {installed_version('dqn-workbench')} ({here})"


@functools.cache
def installed_version(package: str) -> str:
    """Of a package, or that it isn't installed."""
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "not installed"
