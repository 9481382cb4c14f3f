"""A button that can't be pressed while what it asked for is under way, and that keeps the keyboard meanwhile."""

from PySide6.QtWidgets import QApplication, QPushButton


class PatientButton(QPushButton):
    """As a `QPushButton`, but Qt hands the keyboard of one that is disabled to whatever comes next.

    Space would then press that: another button, which nobody meant. Here the window has it until this one can be
    pressed again.
    """

    _waits = False

    def setEnabled(self, enabled: bool) -> None:
        window = self.window()
        if not enabled and self.hasFocus():
            self._waits = True
            window.setFocus()
        super().setEnabled(enabled)
        if enabled and self._waits:
            self._waits = False
            if QApplication.focusWidget() is window:
                self.setFocus()
