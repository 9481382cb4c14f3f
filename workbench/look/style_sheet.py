"""The window's palette and style sheet, made from a `Theme`, over Qt's Fusion style."""

from PySide6.QtGui import QColor, QPalette

from workbench.look.icons import icon_path
from workbench.look.theme import ROW_SPACE, SMALL_PX, SPACE, Theme

_ROLES = {
    QPalette.ColorRole.Window: "window",
    QPalette.ColorRole.WindowText: "text",
    QPalette.ColorRole.Base: "surface",
    QPalette.ColorRole.AlternateBase: "raised",
    QPalette.ColorRole.Text: "text",
    QPalette.ColorRole.Button: "raised",
    QPalette.ColorRole.ButtonText: "text",
    QPalette.ColorRole.ToolTipBase: "raised",
    QPalette.ColorRole.ToolTipText: "text",
    QPalette.ColorRole.PlaceholderText: "muted",
    QPalette.ColorRole.Highlight: "accent",
    QPalette.ColorRole.HighlightedText: "on_accent",
    QPalette.ColorRole.Link: "accent",
    QPalette.ColorRole.Accent: "accent",
    QPalette.ColorRole.Mid: "border",
    QPalette.ColorRole.Light: "raised",
}
_TEXT_ROLES = (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText)


def palette(theme: Theme) -> QPalette:
    """The application's palette; style-sheet-free widgets and pyqtgraph read it."""
    made = QPalette()
    for role, field in _ROLES.items():
        made.setColor(role, QColor(getattr(theme, field)))
    for role in _TEXT_ROLES:
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(theme.disabled))
    return made


def style_sheet(theme: Theme) -> str:
    """Flat surfaces, thin borders, one accent. Selected by class, by object name, or by the property `role`."""
    t = theme
    check = icon_path("check-on-accent-dark" if t.dark else "check-on-accent-light").as_posix()
    chevron = icon_path("chevron-small-dark" if t.dark else "chevron-small-light").as_posix()
    left = icon_path("chevron-small-left-dark" if t.dark else "chevron-small-left-light").as_posix()
    right = icon_path("chevron-small-right-dark" if t.dark else "chevron-small-right-light").as_posix()
    return f"""
QMainWindow, QDialog, QMessageBox {{ background: {t.window}; }}
QMainWindow::separator {{ background: {t.window}; width: {SPACE}px; height: {SPACE}px; }}
QMainWindow::separator:hover {{ background: {t.border}; }}
QToolTip {{ background: {t.raised}; color: {t.text}; border: 1px solid {t.border}; padding: {ROW_SPACE}px; }}

QWidget[role="panel"] {{ background: {t.surface}; }}
QWidget[role="panel"][floating="true"] {{ border: 1px solid {t.muted}; }}
QWidget[role="card"] {{ background: {t.surface}; border: 1px solid {t.border}; border-radius: 6px; }}
QFrame[role="bubble"] {{ background: {t.raised}; border: 1px solid {t.accent}; border-radius: 6px; }}
QFrame[role="framed"] {{ background: transparent; border: 2px solid {t.accent}; border-radius: 6px; }}
QFrame[role="notice"] {{ background: {t.raised}; border: none; border-left: 3px solid {t.warning}; }}
QLabel[role="muted"] {{ color: {t.muted}; }}
QLabel[role="note"] {{ color: {t.warning}; }}
QLabel[role="refused"] {{ color: {t.danger}; }}
QLabel[changed="true"] {{ font-weight: 600; color: {t.accent}; }}
QLabel[role="heading"] {{ font-weight: 600; }}

QMenuBar {{ background: {t.window}; color: {t.text}; padding: 1px {ROW_SPACE}px; }}
QMenuBar::item {{ padding: {ROW_SPACE}px {SPACE}px; border-radius: 4px; background: transparent; }}
QMenuBar::item:selected {{ background: {t.hover}; }}
QMenu {{ background: {t.surface}; color: {t.text}; border: 1px solid {t.border}; padding: {ROW_SPACE}px; }}
QMenu::item {{ padding: 5px {3 * SPACE}px 5px {SPACE}px; border-radius: 4px; }}
QMenu::item:selected {{ background: {t.accent}; color: {t.on_accent}; }}
QMenu::item:disabled {{ color: {t.disabled}; background: transparent; }}
QMenu::separator {{ height: 1px; background: {t.border}; margin: {ROW_SPACE}px; }}

#run_bar {{ background: {t.surface}; border-top: 1px solid {t.border}; border-bottom: 1px solid {t.border}; }}
QToolButton, QPushButton {{
    background: {t.raised}; color: {t.text}; border: 1px solid {t.border}; border-radius: 5px;
    padding: 0 {SPACE + 2}px; min-height: 26px; }}
QToolButton:hover, QPushButton:hover {{ background: {t.hover}; }}
QToolButton:pressed, QPushButton:pressed {{ background: {t.border}; }}
/* What is pressed and stays so looks it. */
QPushButton:checked, QToolButton[wide="true"]:checked {{ background: {t.border}; border-color: {t.muted}; }}
QToolButton:disabled, QPushButton:disabled {{ color: {t.disabled}; background: transparent; border-color: {t.grid}; }}
QWidget[role="panel"]:focus {{ border: 1px solid {t.accent}; }}
QToolButton:focus, QPushButton:focus {{ border: 1px solid {t.accent}; outline: none; }}
QToolButton[popupMode="1"] {{ padding-right: {SPACE + 12}px; }}
QToolButton::menu-button {{ border: none; border-left: 1px solid {t.border}; width: 15px; }}
QToolButton::menu-arrow {{ image: url("{chevron}"); width: 12px; height: 12px; }}
QToolButton[role="primary"]:enabled, QPushButton:default:enabled {{
    background: {t.accent}; color: {t.on_accent}; border-color: {t.accent}; font-weight: 600; }}
QToolButton[role="primary"] {{ font-weight: 600; }}
/* The accent around the accent is no sign of the keyboard. */
QToolButton[role="primary"]:enabled:focus, QPushButton:default:enabled:focus {{
    border: 2px solid {t.text}; padding: 0 {SPACE + 1}px; min-height: 24px; }}
QToolButton[role="flat"] {{ background: transparent; border: 1px solid transparent; padding: 0 2px; min-height: 20px; }}
QToolButton[role="flat"]:hover {{ background: {t.hover}; }}
QToolButton[role="flat"]:focus {{ border: 1px solid {t.accent}; }}
QToolButton[role="perspective"] {{
    background: transparent; color: {t.muted}; border: none; border-bottom: 2px solid transparent; border-radius: 0;
    padding: 0 {SPACE + 2}px; min-height: 19px; }}
QToolButton[role="perspective"]:hover {{ color: {t.text}; background: {t.hover}; }}
QToolButton[role="perspective"]:checked {{ color: {t.text}; border-bottom-color: {t.accent}; font-weight: 600; }}
QToolButton[role="perspective"]:focus {{ border: 1px solid {t.accent}; }}
/* Qt's own dialog of files gives its buttons no more room than their icons, and its others that of plain letters. */
QFileDialog QToolButton {{ padding: 0 2px; min-height: 20px; }}
QFileDialog QPushButton {{ min-width: 88px; }}
QToolButton[role="section"] {{
    background: transparent; border: 1px solid transparent; padding: 0 2px; font-weight: 600; text-align: left; }}
QToolButton[role="section"]:hover {{ background: {t.hover}; }}
QToolButton[role="section"]:focus {{ border: 1px solid {t.accent}; }}

QLineEdit, QSpinBox, QComboBox, QPlainTextEdit {{
    background: {t.raised}; color: {t.text}; border: 1px solid {t.border}; border-radius: 4px;
    padding: 0 6px; min-height: 22px; selection-background-color: {t.accent}; selection-color: {t.on_accent}; }}
#run_bar QLineEdit, #run_bar QSpinBox, #run_bar QComboBox {{ min-height: 26px; }}
QPlainTextEdit {{ padding: 2px; }}
QLineEdit:hover, QSpinBox:hover, QComboBox:hover, QPlainTextEdit:hover {{ background: {t.hover}; }}
/* The keys step a number; Qt's own arrows don't follow the theme. */
QSpinBox::up-button, QSpinBox::down-button {{ width: 0; border: none; }}
/* What clears a field is as high as the field, not as a button. */
QLineEdit QToolButton {{ background: transparent; border: none; padding: 0; min-height: 0; }}
QLineEdit:focus, QSpinBox:focus, QComboBox:focus, QPlainTextEdit:focus {{ border: 1px solid {t.accent}; }}
QLineEdit[refused="true"] {{ border: 1px solid {t.danger}; color: {t.danger}; }}
QComboBox QLineEdit, #run_bar QComboBox QLineEdit {{
    background: transparent; border: none; border-radius: 0; padding: 0; min-height: 0; }}
QComboBox[changed="true"] {{ font-weight: 600; color: {t.accent}; }}
QComboBox::drop-down {{ border: none; width: 20px; }}
QComboBox::down-arrow {{ image: url("{chevron}"); width: 14px; height: 14px; }}
QComboBox QAbstractItemView, QAbstractItemView[role="choices"] {{
    background: {t.surface}; color: {t.text}; border: 1px solid {t.border}; outline: none;
    selection-background-color: {t.accent}; selection-color: {t.on_accent}; }}
QComboBox QAbstractItemView::item, QAbstractItemView[role="choices"]::item {{
    min-height: 24px; padding: 0 {SPACE}px; color: {t.text}; }}
QComboBox QAbstractItemView::item:disabled {{ color: {t.muted}; }}
QComboBox QAbstractItemView::item:selected, QAbstractItemView[role="choices"]::item:selected {{
    background: {t.accent}; color: {t.on_accent}; }}
QCheckBox {{ spacing: {SPACE}px; color: {t.text}; }}
QCheckBox::indicator {{
    width: 15px; height: 15px; border: 1px solid {t.muted}; border-radius: 4px; background: {t.raised}; }}
QCheckBox::indicator:hover, QCheckBox::indicator:focus {{ border: 1px solid {t.accent}; }}
QCheckBox::indicator:checked {{ background: {t.accent}; border-color: {t.accent}; image: url("{check}"); }}
QCheckBox::indicator:checked:focus {{ border-color: {t.text}; }}

QRadioButton {{
    spacing: {SPACE}px; color: {t.text}; border: 1px solid transparent; border-radius: 4px; padding: 1px 3px; }}
QRadioButton:focus {{ border-color: {t.accent}; }}
QRadioButton::indicator {{
    width: 15px; height: 15px; border: 1px solid {t.muted}; border-radius: 8px; background: {t.raised}; }}
QRadioButton::indicator:hover {{ border-color: {t.accent}; }}
/* As wide as the other: what is chosen is a ring of the accent around its middle. */
QRadioButton::indicator:checked {{
    width: 7px; height: 7px; border: 5px solid {t.accent}; background: {t.on_accent}; }}
QProgressBar {{ background: {t.grid}; border: none; border-radius: 2px; max-height: 4px; }}
QProgressBar::chunk {{ background: {t.accent}; border-radius: 2px; }}

QScrollArea {{ background: {t.surface}; border: none; }}
QScrollBar:vertical {{ background: transparent; width: 10px; margin: 2px; }}
QScrollBar:horizontal {{ background: transparent; height: 10px; margin: 2px; }}
QScrollBar::handle {{ background: {t.border}; border-radius: 3px; min-height: 32px; min-width: 32px; }}
QScrollBar::handle:disabled {{ background: transparent; }}
QScrollBar::handle:hover {{ background: {t.disabled}; }}
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {{
    background: transparent; border: none; width: 0; height: 0; }}

QAbstractScrollArea::corner {{ background: transparent; border: none; }}

QTreeView, QTableView {{
    background: {t.surface}; color: {t.text}; border: 1px solid {t.surface}; outline: none; }}
QTreeView:focus, QTableView:focus {{ border-color: {t.accent}; }}
QTreeView::item, QTableView::item {{ padding: 2px {ROW_SPACE}px; border: none; }}
QTreeView::item:selected, QTableView::item:selected {{ background: {t.hover}; color: {t.text}; }}

QHeaderView {{ background: {t.surface}; border: none; font-size: {SMALL_PX}px; }}
QHeaderView::section {{
    background: {t.surface}; color: {t.muted}; border: none; border-bottom: 1px solid {t.border};
    padding: {ROW_SPACE - 1}px {ROW_SPACE + 2}px; }}
QAbstractItemView[role="choices"] QHeaderView::section {{ padding-left: {SPACE + 3}px; padding-right: {SPACE + 3}px; }}
QTableView[role="dense"]::item {{ padding: 2px 0px; }}
QTableView[role="dense"] QHeaderView::section {{ padding-left: 3px; padding-right: 3px; }}
QHeaderView::down-arrow, QHeaderView::up-arrow {{ subcontrol-position: top center; width: 9px; height: 5px; }}
QHeaderView::section:hover {{ color: {t.text}; }}

QStatusBar {{ background: {t.window}; color: {t.text}; }}
QStatusBar::item {{ border: none; }}
#message {{
    background: {t.surface}; border: 1px solid {t.border}; border-left: 4px solid {t.accent}; border-radius: 4px; }}
#message[severity="warning"] {{ border-left-color: {t.warning}; }}
#message[severity="error"] {{ border-left-color: {t.danger}; }}
QTabBar {{ font-size: {SMALL_PX}px; qproperty-drawBase: 0; qproperty-elideMode: ElideNone;
    qproperty-usesScrollButtons: true; }}
QTabBar::scroller {{ width: 22px; }}
QTabBar QToolButton {{
    background: {t.window}; border: none; border-radius: 0; padding: 0; min-height: 0; }}
QTabBar QToolButton:hover {{ background: {t.hover}; }}
QTabBar QToolButton::left-arrow {{ image: url("{left}"); width: 12px; height: 12px; }}
QTabBar QToolButton::right-arrow {{ image: url("{right}"); width: 12px; height: 12px; }}
QTabBar QToolButton::left-arrow:disabled, QTabBar QToolButton::right-arrow:disabled {{ image: none; }}
QTabBar::tab {{
    background: {t.window}; color: {t.muted}; padding: {ROW_SPACE}px {SPACE}px; border: none;
    border-bottom: 2px solid transparent; }}
QTabBar::tab:selected {{ color: {t.text}; border-bottom: 2px solid {t.accent}; }}
"""
