"""The few questions that are decisions: which file, and whether to stop training. Tests bring their own answers."""

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from workbench.command_line import WEIGHTS_ENDINGS


class Dialogs:
    """Asks the person, modally: nothing else can sensibly go on before the answer."""

    def __init__(self, window: QWidget) -> None:
        self._window = window

    def stop_training(self) -> bool:
        """Whether to close although a run is going on."""
        box = QMessageBox(self._window)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle(QCoreApplication.translate("Dialogs", "Close DQN Workbench"))
        box.setText(QCoreApplication.translate("Dialogs", "Training is going on. Stop it and close?"))
        box.setInformativeText(QCoreApplication.translate("Dialogs", "Weights that weren't saved are lost."))
        stop = box.addButton(QCoreApplication.translate("Dialogs", "Stop and close"), QMessageBox.ButtonRole.AcceptRole)
        stay = box.addButton(QCoreApplication.translate("Dialogs", "Keep training"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(stay)
        box.setEscapeButton(stay)
        box.exec()
        return box.clickedButton() is stop

    def file_to_open(self, folder: str) -> str:
        """The weights file to load; empty where the person changed their mind."""
        kinds = QCoreApplication.translate("Dialogs", "Weights") + " (*.weights.h5 *.npz)"
        return QFileDialog.getOpenFileName(
            self._window, QCoreApplication.translate("Dialogs", "Load weights"), folder, kinds
        )[0]

    def file_to_save(self, folder: str) -> str:
        """Where to save the weights, ending in one of `WEIGHTS_ENDINGS`; empty where the person changed their mind."""
        keras = QCoreApplication.translate("Dialogs", "Keras weights") + " (*.weights.h5)"
        numpy = QCoreApplication.translate("Dialogs", "NumPy archive") + " (*.npz)"
        path, chosen = QFileDialog.getSaveFileName(
            self._window, QCoreApplication.translate("Dialogs", "Save weights"), folder, f"{keras};;{numpy}"
        )
        if not path or path.lower().endswith(WEIGHTS_ENDINGS):
            return path
        return path + (".npz" if chosen == numpy else ".weights.h5")
