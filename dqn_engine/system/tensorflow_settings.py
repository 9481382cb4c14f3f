"""Where XLA keeps compiled programs, and how it is told: through the environment, before its first compilation."""

import hashlib
import os
import re
from importlib.metadata import version
from pathlib import Path

import platformdirs

from dqn_engine.system.compilation_cache import CompilationCache
from dqn_engine.system.sentences import Sentence, Sentences

cache_in_use: CompilationCache | None = None
"""The cache that XLA was told of in this process; None where there is none, or one of the user's."""

cache_troubles: list[str] = []
"""Sentences about the cache that the user hasn't been told yet."""

_CACHE_FLAG = "--tf_xla_persistent_cache_directory"
_OF_A_PARENT = re.compile(rf"{_CACHE_FLAG}=/proc/\d+/fd/\d+")
"""A cache that the process which started this one told itself of."""


def compilation_cache_folder() -> Path:
    """Where XLA keeps compiled programs between sessions, so that a later first chunk needs no compilation.

    XLA finds a program again by what it computes, whatever its flags were: one compiled with others would be taken for
    it. So there is a folder for each set of flags, and for each version of TensorFlow.
    """
    made_by = hashlib.sha256(f"{version('tensorflow')} {os.environ.get('XLA_FLAGS', '')}".encode()).hexdigest()
    return Path(platformdirs.user_cache_dir("dqn-workbench", appauthor=False)) / "xla" / made_by[:16]


def use_compilation_cache() -> None:
    """Lets XLA keep compiled programs on disk, in a folder that was looked through. Before the first compilation.

    Where the folder can't be used, programs are compiled without it, and `cache_troubles` says why. A folder that the
    user named in `TF_XLA_FLAGS` is left to XLA.
    """
    global cache_in_use
    flags = os.environ.get("TF_XLA_FLAGS", "").split()
    kept = [flag for flag in flags if not _OF_A_PARENT.fullmatch(flag)]
    if any(flag.startswith(_CACHE_FLAG) for flag in kept) or (cache_in_use and _flag_of(cache_in_use) in flags):
        return
    folder = compilation_cache_folder()
    try:
        cache_in_use = CompilationCache(folder)
    except OSError as error:
        cache_in_use = None
        cache_troubles.append(
            Sentence(
                "The folder of compiled programs {folder!r} can't be used: {strerror}. The program is "
                "compiled without it, which takes some seconds at every start.",
                folder=str(folder),
                strerror=error.strerror or error,
            )
        )
    if cache_in_use is not None:
        if cache_in_use.damaged:
            cache_troubles.append(
                Sentence(
                    "Compiled programs in {folder!r} that were damaged ({damaged}) were removed; what is needed is "
                    "compiled again.",
                    folder=str(folder),
                    damaged=cache_in_use.damaged,
                )
            )
        kept.append(_flag_of(cache_in_use))
    os.environ["TF_XLA_FLAGS"] = " ".join(kept)


def take_cache_troubles() -> str:
    """What was wrong with the compiled programs on disk since this was asked last, in sentences; mostly nothing."""
    sentences = Sentences(*cache_troubles)
    cache_troubles.clear()
    return sentences


def _flag_of(cache: CompilationCache) -> str:
    return f"{_CACHE_FLAG}={cache.directory}"
