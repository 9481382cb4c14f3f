"""Sentences one after another."""

from workbench.look.sentences import one_after_another


def test_that_a_space_parts_sentences_save_after_a_wide_mark() -> None:
    assert one_after_another("Solved.", "", "Train on.") == "Solved. Train on."
    assert one_after_another("已解决。", "可继续训练。") == "已解决。可继续训练。"
    assert one_after_another("", "") == ""
