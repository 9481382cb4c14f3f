"""The card for who is here for the first time, at every width that it can have."""

import pytest
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from workbench.widgets.first_run_card import FirstRunCard


@pytest.mark.parametrize("width", [260, 400, 440, 460, 480, 500, 560, 900])
def test_that_no_button_lies_over_another_or_beyond_the_card(qtbot: QtBot, width: int) -> None:
    over = QWidget()
    qtbot.addWidget(over)
    over.resize(width, 600)
    card = FirstRunCard(over, "CartPole-v1")
    over.show()
    card.place()
    places = [QRect(button.pos(), button.size()) for button in card.findChildren(QPushButton)]
    assert len(places) == 4
    assert all(card.rect().contains(place) for place in places)
    assert not any(one.intersects(other) for at, one in enumerate(places) for other in places[:at])
