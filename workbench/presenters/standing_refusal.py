"""Why something wasn't taken, for as long as that is so."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, SignalInstance, Slot

from workbench.widgets.message_bar import MessageBar


class StandingRefusal(QObject):
    """Shows what one place refuses: the newest sentence alone, until it has taken something.

    Args:
        refused: Emits the sentence.
        over: Each is emitted once that sentence is no longer so.
    """

    def __init__(
        self, messages: MessageBar, refused: SignalInstance, over: Sequence[SignalInstance], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._messages, self._said = messages, ""
        refused.connect(self._refuse)
        for signal in over:
            signal.connect(self.withdraw)

    @Slot(str)
    def _refuse(self, sentence: str) -> None:
        if sentence != self._said:  # The same again is counted where it stands.
            self.withdraw()
        self._said = sentence
        self._messages.warn(sentence)

    @Slot()
    def withdraw(self) -> None:
        """Takes the sentence back."""
        self._messages.withdraw(self._said)
        self._said = ""
