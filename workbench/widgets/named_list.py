"""Lists that a screen reader calls by their name."""

from PySide6.QtWidgets import QComboBox, QLabel


def name_list(box: QComboBox, name: str) -> None:
    """Has a screen reader say what a list that has no label is for.

    On Linux, Qt calls a list by what is chosen in it, whatever its accessible name, and leaves the name to a label,
    which need not be seen; it must have the same parent.
    """
    box.setAccessibleName(name)
    label = QLabel(name, box.parentWidget())
    label.setBuddy(box)
    label.hide()
