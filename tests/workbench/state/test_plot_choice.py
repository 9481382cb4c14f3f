"""What one plot shows, as text and back."""

import pytest

from workbench.state.plot_choice import PlotChoice


@pytest.mark.parametrize(
    ("choice", "text"),
    [
        (PlotChoice(("loss",)), "loss"),
        (PlotChoice(("loss", "td_error"), log=True), "loss+td_error,log"),
        (PlotChoice(("loss",), log=False, smoothing_steps=1_000), "loss,linear,1000"),
        (PlotChoice(("loss",), smoothing_steps=100), "loss,,100"),
    ],
)
def test_that_a_choice_comes_back_from_its_text(choice: PlotChoice, text: str) -> None:
    assert choice.to_text() == text
    assert PlotChoice.from_text(text) == choice


@pytest.mark.parametrize("text", ["loss,loud,7", "loss,,-100", "loss,,1e3", "loss,,\u0663", "loss,,,,"])
def test_that_what_was_never_written_counts_as_not_chosen(text: str) -> None:
    assert PlotChoice.from_text(text) == PlotChoice(("loss",))
