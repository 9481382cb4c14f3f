"""Text from elsewhere where Qt would look for markup in it: a folder may be called `<b>`."""

import html

from PySide6.QtGui import Qt


def plain_tool_tip(text: str) -> str:
    """`text` as a tool tip that shows it as it stands."""
    return f"<p>{html.escape(text)}</p>" if Qt.mightBeRichText(text) else text
