"""How the whole application looks: Qt's Fusion style in the window's font, and a theme over it."""

from PySide6.QtWidgets import QApplication

from workbench.look.style_sheet import palette, style_sheet
from workbench.look.theme import Theme, application_font


def prepare(application: QApplication) -> None:
    """Once, before any window: the style that the sheet is written for, and the font."""
    application.setStyle("Fusion")
    application.setFont(application_font(application.font()))


def dress(application: QApplication, theme: Theme) -> None:
    """Whenever the theme changes."""
    application.setPalette(palette(theme))
    application.setStyleSheet(style_sheet(theme))
