"""What is asked or shown outside of the window: which file, whether to stop training, and folders on the desktop.

Tests bring their own answers.
"""

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from dqn_engine.storage.export.export_names import EXPORT_NAMES
from dqn_engine.storage.weights.endings import SAVED_SUFFIXES, WEIGHTS_SUFFIXES

QTS_OWN_WORDS = (
    QT_TRANSLATE_NOOP("QFileDialog", "&Look in:"),
    QT_TRANSLATE_NOOP("QFileDialog", "Files of &type:"),
)
"""Of Qt's dialog of files, where the desktop has none: what Qt itself leaves in English."""


class Dialogs:
    """Asks the user, modally: nothing else can sensibly continue before the answer."""

    def __init__(self, window: QWidget) -> None:
        self._window = window

    def stop_training(self, *, saved: bool) -> bool:
        """Whether to close although a run is in progress; `saved` says whether it can be opened again."""
        box = QMessageBox(self._window)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle(QCoreApplication.translate("Dialogs", "Close DQN Workbench"))
        box.setText(QCoreApplication.translate("Dialogs", "A run is in progress. Stop it and close?"))
        lost = QCoreApplication.translate("Dialogs", "The run isn't saved to disk. What it has learned is lost.")
        safe = QCoreApplication.translate("Dialogs", "The run is saved first; open it later to train on.")
        box.setInformativeText(safe if saved else lost)
        stop = box.addButton(
            QCoreApplication.translate("Dialogs", "Save and close")
            if saved
            else QCoreApplication.translate("Dialogs", "Stop and close"),
            QMessageBox.ButtonRole.AcceptRole,
        )
        stay = box.addButton(QCoreApplication.translate("Dialogs", "Keep it open"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(stay)
        box.setEscapeButton(stay)
        box.exec()
        return box.clickedButton() is stop

    def show_folder(self, folder: str) -> bool:
        """Shows a folder on the desktop; returns whether anything there does."""
        return QDesktopServices.openUrl(QUrl.fromLocalFile(folder))

    def run_to_open(self, folder: str) -> str:
        """The folder of a run that is saved elsewhere; empty where the user changed their mind."""
        title = QCoreApplication.translate("Dialogs", "Open a run, checkpoint, study or sweep")
        return QFileDialog.getExistingDirectory(self._window, title, folder)

    def module_to_add(self, folder: str) -> str:
        """The file of a module of environments; empty where the user changed their mind."""
        title = QCoreApplication.translate("Dialogs", "Add environments of your own")
        kinds = QCoreApplication.translate("Dialogs", "Python modules") + " (*.py)"
        return QFileDialog.getOpenFileName(self._window, title, folder, kinds)[0]

    def file_to_open(self, folder: str) -> str:
        """The weights file to load; empty where the user changed their mind."""
        patterns = " ".join(f"*{ending}" for ending in WEIGHTS_SUFFIXES)
        kinds = QCoreApplication.translate("Dialogs", "Weights") + f" ({patterns})"
        return QFileDialog.getOpenFileName(
            self._window, QCoreApplication.translate("Dialogs", "Load weights"), folder, kinds
        )[0]

    def file_to_save(self, folder: str) -> str:
        """Where to save the weights, ending in one of `SAVED_SUFFIXES`; empty where the user changed their mind."""
        keras = QCoreApplication.translate("Dialogs", "Keras weights") + " (*.weights.h5)"
        numpy = QCoreApplication.translate("Dialogs", "NumPy archive") + " (*.npz)"
        kinds = {keras: ".weights.h5", numpy: ".npz", "safetensors (*.safetensors)": ".safetensors"}
        path, chosen = QFileDialog.getSaveFileName(
            self._window, QCoreApplication.translate("Dialogs", "Save weights"), folder, ";;".join(kinds)
        )
        return path if not path or path.lower().endswith(SAVED_SUFFIXES) else path + kinds.get(chosen, ".weights.h5")

    def file_for_plot(self, suggested: str, ending: str) -> str:
        """Where to save a plot; empty where the user changed their mind."""
        title = QCoreApplication.translate("Dialogs", "Save the plot")
        path = QFileDialog.getSaveFileName(
            self._window, title, suggested + ending, f"{ending[1:].upper()} (*{ending})"
        )[0]
        return path if not path or path.lower().endswith(ending) else path + ending

    def file_for_report(self, suggested: str, ending: str) -> str:
        """Where to write a report; empty where the user changed their mind."""
        title = QCoreApplication.translate("Dialogs", "Write a report")
        path = QFileDialog.getSaveFileName(
            self._window, title, suggested + ending, f"{ending[1:].upper()} (*{ending})"
        )[0]
        return path if not path or path.lower().endswith(ending) else path + ending

    def file_to_export(self, suggested: str, chosen: str) -> tuple[str, str]:
        """Where to export the network to, and in which format; the path is empty where the user changed their mind.

        The ending says the format; a name without one gets that of the one `chosen`.
        """
        made = EXPORT_NAMES[chosen]
        any_folder = QCoreApplication.translate("Dialogs", "a new folder")
        kind = f"{made.title} (*{made.ending})" if made.ending else f"{made.title}, {any_folder} (*)"
        title = QCoreApplication.translate("Dialogs", "Export the network")
        path = QFileDialog.getSaveFileName(self._window, title, suggested + made.ending, kind)[0]
        return exported_as(path, chosen) if path else ("", "")


def exported_as(path: str, chosen: str) -> tuple[str, str]:
    """The path with an ending, and the format: that of the ending, or else `chosen`."""
    for name, made in EXPORT_NAMES.items():
        if made.ending and path.lower().endswith(made.ending):
            return path, name
    return path + EXPORT_NAMES[chosen].ending, chosen
