"""The user's own environments: which are offered, which modules are remembered, what is offered where one is missing.

Modules are imported on the window's thread, before the engine asks for their environments: Gymnasium's registry is
the process's.
"""

import contextlib
from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QObject, Signal, Slot

from dqn_engine.environments.locating import file_of
from dqn_engine.environments.registry import environment_info
from dqn_engine.system.errors import InputError
from dqn_engine.system.text import printable
from workbench.panels.run_bar import RunBar
from workbench.presenters.missing_environment import MissingEnvironment
from workbench.presenters.next_run import NextRun
from workbench.state.environment_words import environment_groups
from workbench.state.own_modules import Imported, import_module, trouble_words
from workbench.state.preferences import OwnModule, Preferences
from workbench.widgets.message_bar import Message, MessageBar, Offer, Severity

_MOST_TRIED = 20
"""Environments that are made to see whether they can be trained; each may take its time."""


class OwnEnvironments(QObject):
    """Adds and forgets modules, and keeps the run bar's list up to date."""

    asked_for = Signal(str)  # the dialog that adds a module is wanted, with this one filled in; empty: none

    def __init__(
        self,
        preferences: Preferences,
        run_bar: RunBar,
        next_run: NextRun,
        messages: MessageBar,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._preferences, self._run_bar = preferences, run_bar
        self._next_run, self._messages = next_run, messages
        self._environments: list[str] = []
        self._again: Callable[[], None] | None = None
        self._missing = ""
        next_run.environment_changed.connect(self._withdraw_missing)

    def show(self, remembered: Imported, others: Sequence[str] = ()) -> None:
        """Offers what was imported at the start: the remembered modules' environments, and the command line's."""
        self._offer((*remembered.environments, *others))
        for trouble in remembered.troubles:
            offer = self._offer_of(trouble.module.name)
            message = Message(text=trouble_words(trouble), severity=Severity.WARNING, offers=(offer,))
            self._messages.show_message(message)

    def tell_missing(self, missing: MissingEnvironment) -> None:
        """Says that an environment isn't registered, and offers to add it."""
        offer = self._offer_of(missing.module, missing.again)
        words = self.tr("The environment needs the module {module}, which isn't added here. Add it, if you trust it.")
        text = words.format(module=printable(missing.module)) if missing.module else missing.sentence
        self._withdraw_missing()
        self._missing = text
        self._messages.show_message(Message(text=text, severity=Severity.WARNING, offers=(offer,)))

    @Slot()
    def _withdraw_missing(self) -> None:
        """What was said of one environment is over with the next that is tried."""
        self._messages.withdraw(self._missing)
        self._missing = ""

    def ask(self) -> None:
        """The user wants to add a module."""
        self._again = None
        self.asked_for.emit("")

    def modules(self) -> list[OwnModule]:
        """What is imported at every start."""
        return self._preferences.own_modules()

    def add(self, module: str) -> None:
        """Imports a module that the user agreed to, remembers it, and takes its first environment that can be trained.

        Raises:
            InputError: It can't be imported, or brings no environments.
        """
        file = file_of(module)
        environments = import_module(module, self._preferences)
        others = [known for known in self.modules() if known.name != module]
        self._preferences.set_own_modules([*others, OwnModule(name=module, file=str(file or ""))])
        self._offer(environments)
        again, self._again = self._again, None
        if again is not None:
            again()
            return
        chosen = _first_for_training(environments)
        self._next_run.choose_environment(chosen)
        if len(environments) > 1:
            words = self.tr("{count} environments of {module} were added to the list; {name} is chosen.")
            text = words.format(count=f"{len(environments):,}", module=printable(module), name=printable(chosen))
            self._messages.show_message(Message(text=text))

    def forget(self, module: OwnModule) -> None:
        """Doesn't import it at the next start; what it has brought stays until then."""
        self._preferences.set_own_modules(known for known in self.modules() if known != module)

    def groups(self) -> Mapping[str, Sequence[str]]:
        """Every environment that is offered, the user's own included, under their headings."""
        return environment_groups(self._environments)

    def _offer(self, environments: Sequence[str]) -> None:
        self._environments = list(dict.fromkeys((*self._environments, *environments)))
        self._run_bar.set_environment_groups(self.groups())

    def _offer_of(self, module: str, again: Callable[[], None] | None = None) -> Offer:
        def take() -> None:
            self._again = again
            self.asked_for.emit(module)

        return Offer(text=self.tr("Add environments…"), take=take)


def _first_for_training(environments: Sequence[str]) -> str:
    """The first that can be trained of the first few; the very first where none can, whose refusal says why."""
    for name in environments[:_MOST_TRIED]:
        with contextlib.suppress(InputError):
            environment_info(name)
            return name
    return environments[0]
