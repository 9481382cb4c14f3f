"""The panels that draw, as far as the rest of the window knows them. Importing this imports no plotting library."""

from typing import Any, NamedTuple

from workbench.look.theme import ThemeSource


class Plots(NamedTuple):
    """The run's history and the three panels; see their own modules for what they do."""

    history: Any  # state.run_history.RunHistory
    curves: Any  # panels.curves.CurvesPanel
    priorities: Any  # panels.priorities.PrioritiesPanel
    view: Any  # panels.environment_view.EnvironmentViewPanel


def build_plots(theme_source: ThemeSource) -> Plots:
    """Makes them. Their libraries take most of a second to import, so call this once the window has been painted."""
    from workbench.panels.curves import CurvesPanel
    from workbench.panels.environment_view import EnvironmentViewPanel
    from workbench.panels.priorities import PrioritiesPanel
    from workbench.state.run_history import RunHistory

    history = RunHistory()
    return Plots(
        history=history,
        curves=CurvesPanel(history, theme_source),
        priorities=PrioritiesPanel(theme_source),
        view=EnvironmentViewPanel(theme_source),
    )
