"""Exports of the network: sent, shown while they are verified, given up where the user says so, and where they are."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from dqn_engine.messages.commands import CancelExports, Command, Export
from dqn_engine.messages.reports import CommandRefused, Exported
from workbench.presenters.command_sender import CommandSender
from workbench.state import event_words
from workbench.state.report_dispatcher import ReportDispatcher
from workbench.widgets.message_bar import Message, MessageBar, Offer


class Exports(QObject):
    """One export at a time."""

    folder_wanted = Signal(str)  # shown on the desktop

    def __init__(
        self, sender: CommandSender, messages: MessageBar, reports: ReportDispatcher, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._sender, self._messages = sender, messages
        self._said = ""
        sender.refused.connect(self._take_refused)
        reports.subscribe(Exported, self._take_exported)

    @Slot(str, str)
    def export(self, path: str, format_name: str) -> None:
        """Writes the network for other programs, and says so until it is verified."""
        self._sender.send(Export, path=path, format=format_name)
        self._said = self.tr("Exporting {name}: it is written, loaded back and compared.").format(name=Path(path).name)
        cancel = Offer(text=self.tr("Cancel"), take=self._cancel)
        self._messages.show_message(Message(text=self._said, busy=True, offers=(cancel,)))

    def tell_where(self, sentence: str, path: str) -> None:
        """Says that a file was written, and offers to show it in its folder."""
        folder = str(Path(path).parent)
        show = Offer(text=self.tr("Show in folder"), take=lambda: self.folder_wanted.emit(folder), closes=False)
        self._messages.show_message(Message(text=sentence, offers=(show,)))

    def _cancel(self) -> None:
        self._sender.send(CancelExports)

    def _take_exported(self, report: Exported) -> None:
        self._messages.withdraw(self._said)
        self.tell_where(event_words.exported(report), report.path)

    @Slot(object, object)
    def _take_refused(self, command: Command | None, _report: CommandRefused) -> None:
        if isinstance(command, Export):
            self._messages.withdraw(self._said)
