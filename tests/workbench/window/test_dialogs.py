"""What is asked in a dialog of its own."""

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget

from workbench.window.dialogs import Dialogs


@pytest.mark.parametrize("saved", [True, False])
def test_that_closing_asks_in_words_that_are_true_of_a_paused_run_too_and_esc_keeps_it(qtbot, saved) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    said: list[str] = []

    def answer() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        said.extend([box.text(), *(button.text() for button in box.buttons())])
        QTest.keyClick(box, Qt.Key.Key_Escape)

    QTimer.singleShot(0, answer)
    assert not Dialogs(window).stop_training(saved=saved)
    closes = "Save and close" if saved else "Stop and close"
    assert (said[0], set(said[1:])) == ("A run is in progress. Stop it and close?", {closes, "Keep it open"})
