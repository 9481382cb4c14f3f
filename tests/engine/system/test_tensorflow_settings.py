"""What TensorFlow is told through the environment, and where compiled programs are kept."""

import os

import pytest

from dqn_engine.system import tensorflow_settings
from dqn_engine.system.tensorflow_settings import compilation_cache_folder, set_tensorflow_environment


def test_that_a_persons_own_flag_is_left_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XLA_FLAGS", "--xla_cpu_prefer_vector_width=128")
    set_tensorflow_environment()
    flags = os.environ["XLA_FLAGS"].split()
    assert flags.count("--xla_cpu_prefer_vector_width=128") == 1
    assert not any("vector_width=512" in flag for flag in flags)
    assert "--xla_cpu_multi_thread_eigen=false" in flags


def test_that_flags_set_twice_stand_there_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XLA_FLAGS", raising=False)
    set_tensorflow_environment()
    set_tensorflow_environment()
    flags = os.environ["XLA_FLAGS"].split()
    assert len(flags) == len(set(flags)) == 3


def test_that_programs_compiled_with_other_flags_are_kept_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    # XLA would take one for the other: it looks them up by what they compute, not by how they were compiled.
    monkeypatch.setenv("XLA_FLAGS", "--xla_cpu_prefer_vector_width=256")
    narrow = compilation_cache_folder()
    assert compilation_cache_folder() == narrow
    monkeypatch.setenv("XLA_FLAGS", "--xla_cpu_prefer_vector_width=512")
    wide = compilation_cache_folder()
    monkeypatch.setattr(tensorflow_settings, "version", lambda name: f"another {name}")
    another = compilation_cache_folder()
    assert len({narrow, wide, another}) == 3
    assert narrow.parent == wide.parent == another.parent
