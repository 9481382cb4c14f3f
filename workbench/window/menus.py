"""The menu bar: every action and every panel, findable in one place."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QMenuBar, QToolButton, QWidget

from workbench.window.actions import Actions


def build_menus(
    parent: QWidget,
    actions: Actions,
    recent: QMenu,
    panel_toggles: Sequence[QAction],
    comparing_toggles: Sequence[QAction] = (),
) -> QMenuBar:
    """A menu bar of `actions`, the recent runs and the panels' toggles; at its right end the perspectives as tabs."""
    bar = QMenuBar(parent)
    file_menu = bar.addMenu(QCoreApplication.translate("Menus", "&File"))
    file_menu.addActions([actions.open_run, actions.open_folder])
    file_menu.addMenu(recent)
    file_menu.addActions([actions.save_checkpoint, actions.show_folder])
    file_menu.addSeparator()
    file_menu.addActions([actions.load, actions.save, actions.export])
    file_menu.addSeparator()
    file_menu.addAction(actions.save_runs)
    file_menu.addSeparator()
    file_menu.addAction(actions.quit)
    edit_menu = bar.addMenu(QCoreApplication.translate("Menus", "&Edit"))
    edit_menu.addActions([actions.undo, actions.redo])
    edit_menu.addSeparator()
    edit_menu.addActions([actions.find, actions.palette])
    run_menu = bar.addMenu(QCoreApplication.translate("Menus", "&Run"))
    run_menu.addActions([actions.start, actions.pause, actions.step, actions.stop, actions.stop_criteria])
    run_menu.addSeparator()
    speed_menu = run_menu.addMenu(QCoreApplication.translate("Menus", "Speed"))
    speed_menu.addActions([*actions.speeds.values()])
    speed_menu.addSeparator()
    speed_menu.addActions([actions.slower, actions.faster])
    run_menu.addSeparator()
    run_menu.addAction(actions.fork)
    run_menu.addSeparator()
    run_menu.addAction(actions.add_environments)
    view_menu = bar.addMenu(QCoreApplication.translate("Menus", "&View"))
    view_menu.addActions(list(actions.perspectives.values()))
    view_menu.addSeparator()
    comparing_menu = add_panels(view_menu, panel_toggles, comparing_toggles)
    comparing_menu.addSeparator()
    comparing_menu.addActions([actions.next_panel, actions.previous_panel])
    view_menu.addAction(actions.reset_layout)
    view_menu.addSeparator()
    appearance_menu = view_menu.addMenu(QCoreApplication.translate("Menus", "Appearance"))
    appearance_menu.addActions(list(actions.appearances.values()))
    language_menu = view_menu.addMenu(QCoreApplication.translate("Menus", "Language"))
    language_menu.addActions(list(actions.languages.values()))
    view_menu.addAction(actions.full_screen)
    help_menu = bar.addMenu(QCoreApplication.translate("Menus", "&Help"))
    help_menu.addActions([actions.manual, actions.glossary, actions.shortcuts, actions.tour])
    help_menu.addSeparator()
    help_menu.addActions([actions.changes, actions.about])
    # Icons stand on the run bar; in menus they would only push the words aside.
    on_the_bar = (actions.open_run, actions.save_checkpoint, actions.start, actions.pause, actions.step, actions.stop)
    for action in (*on_the_bar, actions.fork):
        action.setIconVisibleInMenu(False)
    bar.setCornerWidget(_perspective_tabs(bar, actions))
    return bar


def _perspective_tabs(parent: QWidget, actions: Actions) -> QWidget:
    tabs = QWidget(parent)
    row = QHBoxLayout(tabs)
    row.setContentsMargins(0, 0, 2, 0)
    row.setSpacing(2)
    for action in actions.perspectives.values():
        tab = QToolButton(tabs)
        tab.setDefaultAction(action)
        tab.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        tab.setProperty("role", "perspective")
        tab.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        row.addWidget(tab)
    return tabs


def add_panels(menu: QMenu, panel_toggles: Sequence[QAction], comparing_toggles: Sequence[QAction]) -> QMenu:
    """Adds every panel to `menu`, those of comparing in a menu of their own, which it returns."""
    menu.addActions(list(panel_toggles))
    more = menu.addMenu(QCoreApplication.translate("Menus", "More panels"))
    more.addActions(list(comparing_toggles))
    return more
