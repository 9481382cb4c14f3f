"""What the signs at the hyperparameters' rows mean."""

from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from dqn_engine.config.hyperparameters import LiveClass
from workbench.knob_rows import words
from workbench.look.icons import IconBook
from workbench.look.plain_text import set_tool_tip
from workbench.look.theme import ROW_SPACE, SPACE, small_font


class Legend(QHBoxLayout):
    """A sign and a word for each way in which a hyperparameter can change."""

    def __init__(self, icons: IconBook, parent: QWidget) -> None:
        super().__init__()
        self.setContentsMargins(SPACE + 2, 0, SPACE, SPACE)
        self.setSpacing(ROW_SPACE)
        signs = (
            ("live", self.tr("live"), LiveClass.LIVE),
            ("rebuild", self.tr("rebuild"), LiveClass.REBUILD),
            ("new-run", self.tr("next run"), LiveClass.NEXT_RUN),
        )
        for sign, text, live in signs:
            picture, word = QLabel(parent), QLabel(text, parent)
            icons.give(picture, sign, "muted", 12)
            word.setProperty("role", "muted")
            word.setFont(small_font(parent.font()))
            for label in (picture, word):
                set_tool_tip(label, words.live_class(live))
                self.addWidget(label)
            self.addSpacing(SPACE)
        self.addStretch(1)
