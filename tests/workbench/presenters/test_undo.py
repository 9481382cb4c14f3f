"""The one history of what the user changed: what stays in it, and what is said."""

from PySide6.QtCore import QObject

from dqn_engine.system.errors import InputError
from workbench.presenters.undo import Undo
from workbench.state.undo_step import UndoStep


def _fail() -> None:
    raise InputError("It isn't there any more.")


def _nothing() -> None:
    pass


def _heard(undo: Undo) -> list[str]:
    heard: list[str] = []
    undo.told.connect(heard.append)
    undo.untold.connect(heard.remove)
    undo.refused.connect(lambda text: heard.append(f"! {text}"))
    return heard


def test_that_what_isn_t_of_the_run_can_still_be_undone_in_another(qapp: QObject) -> None:
    undo, undone = Undo(), []
    for text, outlives in (("rate", False), ("deleting one", True), ("preset", False), ("deleting two", True)):
        step = UndoStep(text=text, undo=lambda text=text: undone.append(text), redo=_nothing, outlives_run=outlives)
        undo.add(step)
    undo.forget_run()
    assert undo.stack.undoText() == "deleting two"
    undo.stack.undo()
    undo.stack.undo()
    assert undone == ["deleting two", "deleting one"]
    assert not undo.stack.canUndo()


def test_that_a_step_that_can_t_be_taken_back_says_why_and_is_forgotten(qapp: QObject) -> None:
    undo = Undo()
    heard = _heard(undo)
    undo.add(UndoStep(text="before", undo=_nothing, redo=_nothing))
    undo.add(UndoStep(text="deleting", undo=_fail, redo=_nothing, undone="It is back."))
    undo.stack.undo()
    assert heard == ["! It isn't there any more."]
    assert (undo.stack.undoText(), undo.stack.canRedo()) == ("before", False)


def test_that_a_step_that_can_t_be_done_again_says_why_and_is_forgotten(qapp: QObject) -> None:
    undo = Undo()
    heard = _heard(undo)
    undo.add(UndoStep(text="deleting", undo=_nothing, redo=_fail))
    undo.stack.undo()
    undo.stack.redo()
    assert heard == ["! It isn't there any more."]
    assert not undo.stack.count()


def test_that_what_is_undone_unseen_is_said_until_it_is_so_no_more(qapp: QObject) -> None:
    undo = Undo()
    heard = _heard(undo)
    undo.add(UndoStep(text="deleting", undo=_nothing, redo=_nothing, undone="It is back.", redone="It is gone."))
    assert heard == []
    undo.stack.undo()
    assert heard == ["It is back."]
    undo.stack.redo()
    assert heard == ["It is gone."]


def test_that_what_is_done_again_by_hand_isn_t_said_to_be_taken_back(qapp: QObject) -> None:
    undo = Undo()
    heard = _heard(undo)
    deleting = UndoStep(text="deleting", undo=_nothing, redo=_nothing, undone="The run is back.", redone="It is gone.")
    undo.add(deleting)
    undo.stack.undo()
    undo.add(UndoStep(text="rate", undo=_nothing, redo=_nothing))
    assert heard == ["The run is back."], "that is still so"
    undo.add(deleting)
    assert heard == []
