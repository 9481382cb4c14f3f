"""A GPU that was asked for and can't be used is told in the window, not only where a pointer rests."""

from dqn_engine.messages.reports import EngineReady


def test_that_a_device_that_is_not_the_one_asked_for_is_a_message(stage) -> None:
    stage.ready()
    assert stage.texts() == []
    reason = "gpu:0 was asked for, but can't be used: <b>no driver</b>"
    stage.engine.say(EngineReady, device="cpu", device_reason=reason, load_seconds=1.0, fell_back=True)
    stage.until(lambda: stage.texts() == [reason])
