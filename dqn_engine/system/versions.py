"""Which versions are at work, in one line, of which nothing is imported."""

import functools
import platform
from importlib import metadata


def version_line(program: str) -> str:
    """The program's name and version, Python's, and TensorFlow's."""
    here = f"Python {platform.python_version()}, TensorFlow {installed_version('tensorflow')}"
    return f"{program} {installed_version('dqn-workbench')} ({here})"


def versions_at_work() -> str:
    """What a study, a sweep, a verdict and a hand save of the versions that they are made with."""
    return version_line("dqn-engine") + f", Keras {installed_version('keras')}"


@functools.cache
def installed_version(package: str) -> str:
    """Of a package, or that it isn't installed."""
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "not installed"
