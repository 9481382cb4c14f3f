"""The row of the truth: the button that asks for it, what it said, and what is asked and known."""

import math

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from dqn_engine.probes.truth import Truth, TruthRequest
from workbench.look.figures import figure
from workbench.look.plain_text import set_tool_tip
from workbench.look.theme import small_font
from workbench.panels.value_plane import readout
from workbench.panels.value_plane.layers import Layer, values_of, words_of
from workbench.state.engine_words import worded
from workbench.widgets.patient_button import PatientButton


class TruthRow(QWidget):
    """Keeps the truth that is known and the request that is under way; `pressed` when another is wanted."""

    pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.known: Truth | None = None
        self.asked: TruthRequest | None = None
        self._step = 0
        self._labels: tuple[str, ...] = ()
        self.look_once = PatientButton(self)
        self.look_once.setFont(small_font(self.font()))
        set_tool_tip(self.look_once, words_of(Layer.TRUTH).about)
        self.look_once.clicked.connect(self.pressed)
        self.words = QLabel(self)
        self.words.setProperty("role", "muted")
        self.words.setFont(small_font(self.font()))
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setWordWrap(True)
        self.words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.look_once)
        row.addWidget(self.words, 1)
        self.show_words()

    def name_numbers(self, labels: tuple[str, ...]) -> None:
        """Takes what the numbers of a state are called."""
        self._labels = labels

    def forget(self) -> None:
        """What was known is of other axes or another run."""
        self.known = self.asked = None
        self.show_words()

    def ask(self, request: TruthRequest) -> None:
        """It is under way from now on."""
        self.asked = request
        self.show_words()

    def take(self, truth: Truth | None, step: int, refusal: str) -> None:
        """It came, or a sentence why not."""
        self.asked, self.known, self._step = None, truth, step
        self.show_words(refusal)

    def show_words(self, refusal: str = "") -> None:
        """Says how things stand."""
        waits, known = self.asked is not None, self.known
        self.look_once.setEnabled(not waits)
        self.look_once.setText(self.tr("Looking…") if waits else self.tr("Look once"))
        tip = words_of(Layer.TRUTH).about
        if refusal:
            words = refusal
        elif waits:
            words = self.tr("The policy is played from every point; this takes some seconds.")
        elif known is None:
            words = self.tr("Not looked at yet.")
        else:
            # It stays while the plane is cut elsewhere, so that it says where it was cut itself.
            words, tip = f"{self._of(known)} {self._where(known)}".strip(), f"{tip} {worded(known.counted)}"
        self.words.setText(words)
        set_tool_tip(self.words, tip)

    def _of(self, known: Truth) -> str:
        off = values_of(Layer.TRUTH, None, known)
        off = off[np.isfinite(off)]
        return self.tr("Step {step}: off by {mean} on average, at most by {largest}").format(
            step=f"{self._step:,}",
            mean=_signed(float(off.mean()) if len(off) else math.nan),
            largest=_signed(float(off[np.abs(off).argmax()]) if len(off) else math.nan),
        )

    def _where(self, known: Truth) -> str:
        """Where the other numbers stood; nothing of a map, or where there are none."""
        numbers = known.state.tolist()
        if known.map is not None or len(numbers) != len(self._labels):
            return ""
        axes = [axis.index for axis in (known.x, known.y) if axis is not None]
        others = [index for index in range(len(numbers)) if index not in axes]
        if not others:
            return ""
        place = readout.numbers(numbers, self._labels, others)
        return self.tr("The other numbers were: {numbers}.").format(numbers=place)


def _signed(value: float) -> str:
    return figure(value, "+,.3g")
