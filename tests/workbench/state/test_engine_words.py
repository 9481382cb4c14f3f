"""The engine's sentences as the user reads them."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QTranslator

from dqn_engine.config.run_config import run_config
from dqn_engine.environments.registry import environment_info
from dqn_engine.messages.reports import CommandRefused, Look, Looks, RunState, StateChanged
from dqn_engine.system.errors import InputError
from dqn_engine.system.sentences import Sentence, Sentences
from workbench.look.translations import install_translations, locale_of
from workbench.state.engine_words import followed, worded, worded_report


@pytest.fixture
def chinese(qapp) -> Iterator[None]:
    assert install_translations(qapp, locale_of("zh_CN"))
    yield
    for translator in qapp.findChildren(QTranslator):
        qapp.removeTranslator(translator)
        translator.deleteLater()


def refusal(**changes: object) -> str:
    with pytest.raises(InputError) as caught:
        run_config(changes=changes)
    return str(caught.value)


def test_that_hyperparameters_are_called_what_their_rows_are_called() -> None:
    assert worded(refusal(gamma=7)) == "Discount γ is '7', but must be a number from 0 to 1."
    said = worded(refusal(v_min=50, v_max=3, value_head="c51"))
    assert said.startswith("“Lowest value” is 50 and “Highest value” 3, ")
    assert said.endswith("lower “Lowest value” or raise “Highest value”.")
    assert worded(Sentence("Say it: --set batch_size=8 in last_run.")) == "Say it: --set batch_size=8 in last_run."


def test_that_a_percentage_is_written_as_everywhere_in_the_window() -> None:
    assert worded(Sentence("{share:.0%} of it, 100%.", share=0.05)) == "5\u00a0% of it, 100\u00a0%."


def test_that_a_sentence_and_those_within_it_are_translated(chinese) -> None:
    assert worded(refusal(batch_size=5000)) == "“批大小”为 '5000'，但必须是 1 到 2,048 之间的整数。"
    damaged = InputError("The weights file {path} can't be used: {error}; nothing was changed.",
                         path="w.npz", error=Sentence("it is empty"))  # fmt: skip
    assert worded(str(damaged)) == "权重文件 w.npz 无法使用：它是空的；未作任何更改。"
    by = Sentence("process {holder}", holder="7")
    written = Sentence("The run {folder!r} is being written by {by}.", folder="runs/a", by=by)
    assert worded(written) == "运行 'runs/a' 正由进程 7 写入。"
    assert worded(Sentences(Sentence("The run was ended."), "Fish.")) == "运行已结束。Fish."
    assert worded(Sentences()) == ""
    assert worded("Any other text.") == "Any other text."


def test_that_the_refusal_of_an_environment_is_translated_to_its_end(chinese) -> None:
    with pytest.raises(InputError) as caught:
        environment_info("Pendulum-v1")
    said = worded(str(caught.value))
    assert "但这里只能学习离散动作" in said
    assert "only" not in said
    with pytest.raises(InputError) as caught:
        environment_info("FrozenLake-v1(is_slippery=3)")
    assert "必须是 true 或 false" in worded(str(caught.value))


def test_that_every_sentence_of_a_report_is_translated(chinese) -> None:
    changed = StateChanged(run_id=1, sequence=2, state=RunState.LOADING, detail=Sentence("Loading TensorFlow."))
    assert worded_report(changed).detail == "正在加载 TensorFlow。"
    plain = CommandRefused(run_id=1, sequence=2, command_id=3, reason="As it is.")
    assert worded_report(plain) is plain
    look = Look(instrument="replay", request=None, env_step=0, update=0, seconds=0.0,
                refusal=Sentence("The replay buffer is empty; train some steps first."))  # fmt: skip
    (told,) = worded_report(Looks(run_id=1, sequence=2, looks=(look,))).looks
    assert told.refusal == "回放缓冲区是空的；请先训练若干步。"


def test_that_sentences_follow_each_other_without_a_space_where_their_script_has_none() -> None:
    assert followed("该运行被中断。", "它没有检查点。") == "该运行被中断。它没有检查点。"
    assert (
        followed("The run was interrupted.", "It had no checkpoint.")
        == "The run was interrupted. It had no checkpoint."
    )
