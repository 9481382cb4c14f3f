"""The window's languages: which there are, the user's choice among them, and what texts are in English.

English is what the source says. Every `workbench_<locale>.qm` in `resources/translations` is one more language.
"""

import functools
from collections.abc import Mapping
from xml.etree import ElementTree

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from dqn_engine.system.resources import resource_folder

SYSTEM, ENGLISH = "system", "en"
_PREFIX = "workbench_"


def languages() -> Mapping[str, str]:
    """By their words in the preferences the languages' own names; the system's, whatever it is, isn't among them."""
    found = sorted(path.stem.removeprefix(_PREFIX) for path in resource_folder("translations").glob(f"{_PREFIX}*.qm"))
    return {ENGLISH: "English", **{word: QLocale(word).nativeLanguageName() for word in found}}


def locale_of(language: str) -> QLocale:
    """The locale of a word in the preferences; the system's for any that isn't a language of this window."""
    return QLocale(language) if language in languages() else QLocale.system()


def install_translations(application: QCoreApplication, locale: QLocale) -> bool:
    """Installs the translators for `locale`: Qt's own words, then the window's. Returns whether the window has any."""
    qt_words = QTranslator(application)
    if qt_words.load(locale, "qtbase", "_", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        application.installTranslator(qt_words)
    words = QTranslator(application)
    found = _load(words, locale)
    if found:
        application.installTranslator(words)
    return found


def said_in(language: str, context: str, text: str) -> str:
    """`text` in a language that isn't the window's at the moment."""
    words = QTranslator()
    return (words.translate(context, text) if _load(words, locale_of(language)) else "") or text


def english_of(text: str) -> str:
    """What the source says where the window says `text`, if that is known; marks of mnemonics are left out of both."""
    return _english().get(text.replace("&", ""), "")


def _load(words: QTranslator, locale: QLocale) -> bool:
    return words.load(locale, "workbench", "_", str(resource_folder("translations")))


@functools.cache
def _english() -> dict[str, str]:
    """Every translation's source; several, one after the other, where they are translated alike."""
    sources: dict[str, dict[str, None]] = {}
    for path in resource_folder("translations").glob(f"{_PREFIX}*.ts"):
        for message in ElementTree.parse(path).iter("message"):
            said, source = message.findtext("translation") or "", message.findtext("source") or ""
            sources.setdefault(said.replace("&", ""), {})[source.replace("&", "")] = None
    return {said: " ".join(found) for said, found in sources.items()}
