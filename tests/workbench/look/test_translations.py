"""The window in another language."""

import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QLocale, QTranslator

from dqn_engine.config.notices import Notice, NoticeKind
from dqn_engine.messages.reports import PastNote
from dqn_engine.system.resources import resource_folder
from tests.support.update_translations import LANGUAGES, engine_texts, environment_texts, knob_texts, preset_texts
from workbench.look.translations import english_of, install_translations, languages, locale_of, said_in
from workbench.state import event_words
from workbench.state.engine_words import preset_titles
from workbench.state.environment_words import action_words, observation_words

PLACEHOLDER = re.compile(r"\{\w+")


def messages_of(language: str) -> list[tuple[str, str, str]]:
    """Context, source and translation of every text; an unfinished one is empty."""
    tree = ElementTree.parse(resource_folder("translations") / f"workbench_{language}.ts")
    found = []
    for context in tree.getroot().iter("context"):
        for message in context.iter("message"):
            translation = message.find("translation")
            text = "" if translation.get("type") == "unfinished" else translation.text or ""
            found.append((context.find("name").text, message.find("source").text, text))
    return found


@pytest.fixture
def chinese(qapp) -> Iterator[None]:
    assert install_translations(qapp, QLocale("zh_CN"))
    yield
    for translator in qapp.findChildren(QTranslator):
        qapp.removeTranslator(translator)
        translator.deleteLater()


@pytest.mark.parametrize("language", LANGUAGES)
def test_that_every_text_is_translated_with_its_placeholders(language) -> None:
    for context, source, translation in messages_of(language):
        assert translation, f"{context}: {source!r} has no translation"
        assert sorted(set(PLACEHOLDER.findall(source))) == sorted(set(PLACEHOLDER.findall(translation))), source


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("context", "texts"),
    [
        ("Knobs", knob_texts),
        ("Environments", environment_texts),
        ("Presets", preset_texts),
        ("Engine", engine_texts),
    ],
)
def test_that_every_text_of_the_declarations_is_there_to_be_translated(language, context, texts) -> None:
    known = {source for found, source, _ in messages_of(language) if found == context}
    missing = [text for text in texts() if text not in known]
    assert not missing, "run python -m tests.support.update_translations and translate these"


def test_that_the_compiled_translation_is_that_of_the_source_file(chinese) -> None:
    for context, source, translation in messages_of("zh_CN"):
        assert QCoreApplication.translate(context, source) == translation


def test_that_the_whole_window_speaks_the_systems_language(chinese, stage) -> None:
    assert stage.window.panels.actions.start.text() == "开始"
    assert stage.window.panels.hyperparameters.rows["learning_rate"].field.accessibleName() == "学习率"
    assert stage.window.docks.dock("log").windowTitle() == "更改与事件"


def test_that_a_notice_that_an_opened_runs_history_has_in_english_is_translated(chinese) -> None:
    notice = Notice(kind=NoticeKind.OUR_LIMIT, values={"steps": 1000})
    past = PastNote(run_id=1, sequence=1, env_step=0, text=notice.sentence)
    assert event_words.noted(past).startswith("一个回合在 1,000 步后"), event_words.noted(past)


def test_that_actions_and_observations_are_translated_also_where_they_are_only_numbered(chinese) -> None:
    assert action_words(("Left engine", "Action 3", "What nobody knows")) == ("左引擎", "动作 3", "What nobody knows")
    assert observation_words(("X velocity", "Observation 12")) == ("水平速度", "观测 12")


def test_that_the_titles_of_presets_are_translated_and_known_in_english(chinese) -> None:
    assert preset_titles()["notebook-1"] == "笔记本 1：用 Keras 的 DQN"
    assert english_of(preset_titles()["notebook-1"]) == "Notebook 1: DQN with Keras"


def test_that_a_language_is_chosen_by_its_own_name_and_the_systems_is_taken_otherwise(qapp) -> None:
    assert languages() == {"en": "English", "zh_CN": "简体中文"}
    assert locale_of("zh_CN").language() is QLocale.Language.Chinese
    assert locale_of("klingon") == locale_of("system") == QLocale.system()
    assert said_in("zh_CN", "Menus", "&File").startswith("文件")
    assert said_in("en", "Menus", "&File") == "&File"


def test_that_a_language_without_a_translation_is_english(qapp) -> None:
    assert not install_translations(qapp, QLocale("fi_FI"))
    for translator in qapp.findChildren(QTranslator):
        qapp.removeTranslator(translator)
