"""About: what this program is, and the versions of what it is made of, to be copied into a bug report."""

import platform

from PySide6 import __version__ as pyside_version
from PySide6.QtCore import QCoreApplication, Qt, qVersion
from PySide6.QtGui import QGuiApplication, QIcon
from PySide6.QtWidgets import QMessageBox, QWidget

from dqn_engine.system.versions import installed_version

_PARTS = ("tensorflow", "keras", "numpy", "gymnasium")


def versions() -> str:
    """A line each: the program, Python, what the engine computes with, Qt, and the system."""
    return "\n".join(
        (
            f"DQN Workbench {installed_version('dqn-workbench')}",
            f"Python {platform.python_version()}",
            *(f"{name} {installed_version(name)}" for name in _PARTS),
            f"PySide {pyside_version}, Qt {qVersion()}",
            platform.platform(),
        )
    )


def about_box(parent: QWidget) -> QMessageBox:
    """The dialog, not yet shown."""
    box = QMessageBox(parent)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setWindowTitle(_tr("About DQN Workbench"))
    box.setText(_tr("DQN Workbench"))
    words = _tr("Watch deep Q-learning happen: a window over a compiled Keras/TensorFlow engine.")
    box.setInformativeText(f"{words}\n\n{versions()}")
    box.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    copy = box.addButton(_tr("Copy versions"), QMessageBox.ButtonRole.ActionRole)
    copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(versions()))
    close = box.addButton(QMessageBox.StandardButton.Close)
    close.setIcon(QIcon())
    box.setDefaultButton(close)
    return box


def _tr(text: str) -> str:
    return QCoreApplication.translate("About", text)
