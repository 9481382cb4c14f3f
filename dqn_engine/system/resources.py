"""Where presets, icons, the manual and translations are: beside the packages in a checkout, in this one in a wheel."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[1]


def resource_folder(name: str) -> Path:
    """The folder `resources/<name>`.

    Args:
        name: `"presets"`, `"icons"`, `"manual"`, `"screenshots"` or `"translations"`.

    Raises:
        FileNotFoundError: The installation lacks it.
    """
    for root in (_PACKAGE / "_resources", _PACKAGE.parent / "resources"):
        if (root / name).is_dir():
            return root / name
    raise FileNotFoundError(f"This installation lacks resources/{name}; install the program again.")
