"""Loads the window's words in the user's language; English is what the source says."""

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from dqn_engine.system.resources import resource_folder


def install_translations(application: QCoreApplication, locale: QLocale) -> bool:
    """Installs the translators for `locale`: Qt's own words, then the window's. Returns whether the window has any."""
    qt_words = QTranslator(application)
    if qt_words.load(locale, "qtbase", "_", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        application.installTranslator(qt_words)
    words = QTranslator(application)
    found = words.load(locale, "workbench", "_", str(resource_folder("translations")))
    if found:
        application.installTranslator(words)
    return found
