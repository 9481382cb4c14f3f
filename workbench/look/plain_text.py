"""Text from elsewhere where Qt would look for markup in it: a folder may be called `<b>`. Long lines are wrapped."""

import html

from PySide6.QtGui import QAction, Qt
from PySide6.QtWidgets import QWidget

_LONGEST_LINE = 70  # Qt wraps no plain text.
_SAID = "said of the tool tip"


def plain_tool_tip(text: str) -> str:
    """`text` as a tool tip that shows it as it stands, over several lines where one would be long."""
    if not Qt.mightBeRichText(text) and max(map(len, text.split("\n"))) <= _LONGEST_LINE:
        return text
    return "".join(f"<p style='margin: 0'>{html.escape(line)}</p>" for line in text.split("\n"))


def set_tool_tip(shown: QWidget | QAction, text: str) -> None:
    """Explains what is shown by a plain text, over several lines where one would be wider than a small screen.

    A screen reader reads the tool tip of a widget that isn't described otherwise: its words, and no markup.
    """
    tip = plain_tool_tip(text)
    _explain(shown, tip, "" if tip == text else text)


def set_same_tool_tip(shown: QWidget, other: QWidget) -> None:
    """Explains what is shown by what `set_tool_tip` explains another widget by."""
    _explain(shown, other.toolTip(), other.property(_SAID) or "")


def _explain(shown: QWidget | QAction, tip: str, said: str) -> None:
    shown.setToolTip(tip)
    if isinstance(shown, QWidget) and shown.accessibleDescription() == (shown.property(_SAID) or ""):
        shown.setAccessibleDescription(said)
        shown.setProperty(_SAID, said)
