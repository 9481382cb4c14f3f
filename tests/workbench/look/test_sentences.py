"""Sentences one after another, and with the number that goes with a count."""

from dqn_engine.messages.reports import EvaluationDone
from workbench.look.sentences import as_said, figures_whole, long_words_broken, numbered, one_after_another
from workbench.panels.curves.plots import evaluation_notes
from workbench.state import event_words


def test_that_a_space_parts_sentences_save_after_a_wide_mark() -> None:
    assert one_after_another("Solved.", "", "Train on.") == "Solved. Train on."
    assert one_after_another("已解决。", "可继续训练。") == "已解决。可继续训练。"
    assert one_after_another("", "") == ""


def test_that_one_is_told_of_in_the_singular() -> None:
    words = "{a} [setting|settings] × {b} [seed|seeds]: {c} [run is|runs are] trained"
    assert numbered(words, 1, 2) == "{a} setting × {b} seeds: {c} runs are trained"
    assert numbered(words, 0, 1) == "{a} settings × {b} seed: {c} run is trained"
    assert numbered("{c} 次运行", 1) == "{c} 次运行"
    done = EvaluationDone(run_id=1, sequence=1, env_step=500, mean=1.0, minimum=1.0, maximum=1.0, episodes=1)
    assert "over 1 episode, from" in evaluation_notes([done])[0]
    assert "of 1 greedy episode is" in event_words.solved(done, 1.0, over=True)
    assert event_words.lost(500, 1).endswith(
        "The 1 step after it wasn't saved: the program had ended before. It is trained again."
    )


def test_that_a_line_breaks_neither_before_a_unit_nor_within_a_range() -> None:
    said = "Engine ready (2.2 s), 9.5 MB in 0.12 s: 500.0 (−5…500), 81 %, 10 seconds, see…"
    whole = figures_whole(said)
    for together in ("2.2\u00a0s", "9.5\u00a0MB", "0.12\u00a0s", "−5\u2060…\u2060500", "81\u00a0%", "10 seconds, see…"):
        assert together in whole
    assert as_said(whole) == said


def test_that_what_is_longer_than_a_word_can_be_broken_and_words_are_left_alone() -> None:
    said = f"Loaded the hyperparameters of /runs/MountainCarContinuous/{'0123456789ab' * 5}.npz; 从第 5 步起"
    broken = long_words_broken(said)
    assert broken == said.replace("0123456789ab", "0123456789ab\u200b").replace("\u200b.npz", ".npz")
    assert as_said(broken) == said
