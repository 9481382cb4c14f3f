"""Text from elsewhere where Qt would look for markup in it: a folder may be called `<b>`. Long lines are wrapped."""

import html

from PySide6.QtGui import QAction, Qt
from PySide6.QtWidgets import QWidget

_LONGEST_LINE = 70  # Qt wraps no plain text.


def plain_tool_tip(text: str) -> str:
    """`text` as a tool tip that shows it as it stands, over several lines where one would be long."""
    if not Qt.mightBeRichText(text) and max(map(len, text.split("\n"))) <= _LONGEST_LINE:
        return text
    return "".join(f"<p style='margin: 0'>{html.escape(line)}</p>" for line in text.split("\n"))


def set_tool_tip(shown: QWidget | QAction, text: str) -> None:
    """Explains what is shown by a plain text, over several lines where one would be wider than a small screen."""
    shown.setToolTip(plain_tool_tip(text))
