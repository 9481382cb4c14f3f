"""What TensorFlow is told through the environment, and where compiled programs are saved."""

import os
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

from dqn_engine.system import tensorflow_settings
from dqn_engine.system.process_environment import set_tensorflow_environment
from dqn_engine.system.tensorflow_settings import (
    compilation_cache_folder,
    take_cache_troubles,
    use_compilation_cache,
)

VARIABLES = {"TF_CPP_MIN_LOG_LEVEL": "3", "OPENBLAS_NUM_THREADS": "1"}
FLAGS = {
    "--xla_cpu_multi_thread_eigen": "false",
    "--xla_cpu_prefer_vector_width": "512",
    "--xla_cpu_enable_concurrency_optimized_scheduler": "false",
}
CACHE_FLAG = "--tf_xla_persistent_cache_directory"


@pytest.fixture(autouse=True)
def _a_bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nothing is set yet, and what the settings set is undone afterwards."""
    for name in (*VARIABLES, "KERAS_BACKEND", "XLA_FLAGS", "TF_XLA_FLAGS"):
        monkeypatch.setenv(name, "")  # Remembered, so that it is put back.
        monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(tensorflow_settings, "cache_in_use", None)
    monkeypatch.setattr(tensorflow_settings, "cache_troubles", [])


def flags_of(variable: str) -> dict[str, str]:
    """The flags in a variable, each of which may stand there once."""
    flags = [flag.partition("=") for flag in os.environ.get(variable, "").split()]
    assert len({name for name, _, _ in flags}) == len(flags)
    return {name: value for name, _, value in flags}


def test_that_everything_is_set_where_nothing_was() -> None:
    set_tensorflow_environment()
    assert {name: os.environ[name] for name in VARIABLES} == VARIABLES
    assert flags_of("XLA_FLAGS") == FLAGS


def test_that_the_backend_of_keras_is_ours_whatever_the_user_set(monkeypatch: pytest.MonkeyPatch) -> None:
    # The networks are built of TensorFlow's operations; with another backend nothing of the program works.
    monkeypatch.setenv("KERAS_BACKEND", "jax")
    set_tensorflow_environment()
    assert os.environ["KERAS_BACKEND"] == "tensorflow"


def test_that_setting_it_twice_changes_nothing() -> None:
    set_tensorflow_environment()
    before = dict(os.environ)
    set_tensorflow_environment()
    assert dict(os.environ) == before


@pytest.mark.parametrize("name", VARIABLES)
def test_that_a_variable_of_the_users_is_left_as_it_is(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "mine")
    set_tensorflow_environment()
    assert {name: os.environ[name] for name in VARIABLES} == {**VARIABLES, name: "mine"}


@pytest.mark.parametrize("flag", [*FLAGS, "--xla_another"])
def test_that_a_flag_of_the_users_is_left_as_it_is_and_the_others_join_it(
    monkeypatch: pytest.MonkeyPatch, flag: str
) -> None:
    monkeypatch.setenv("XLA_FLAGS", f"{flag}=128")
    set_tensorflow_environment()
    assert flags_of("XLA_FLAGS") == {**FLAGS, flag: "128"}


def test_that_compiled_programs_are_saved_in_the_users_cache(tmp_path: Path) -> None:
    assert compilation_cache_folder() == compilation_cache_folder()
    assert compilation_cache_folder().parent == tmp_path / "dqn-workbench" / "xla"


def test_that_programs_compiled_with_other_flags_are_kept_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    # XLA would take one for the other: it looks them up by what they compute, not by how they were compiled.
    folders = {compilation_cache_folder()}
    for flags in ("--xla_cpu_prefer_vector_width=256", "--xla_cpu_prefer_vector_width=512"):
        monkeypatch.setenv("XLA_FLAGS", flags)
        folders.add(compilation_cache_folder())
    assert len(folders) == 3


def test_that_programs_of_another_tensorflow_are_kept_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    present = compilation_cache_folder()
    monkeypatch.setattr(tensorflow_settings, "version", lambda name: {"tensorflow": "9.9"}[name])
    assert compilation_cache_folder() != present


def test_that_xla_is_told_of_the_folder_which_is_made() -> None:
    use_compilation_cache()
    assert list(flags_of("TF_XLA_FLAGS")) == [CACHE_FLAG]
    assert Path(flags_of("TF_XLA_FLAGS")[CACHE_FLAG]).samefile(compilation_cache_folder())
    assert take_cache_troubles() == ""


def test_that_asking_for_the_cache_twice_changes_nothing() -> None:
    use_compilation_cache()
    before = os.environ["TF_XLA_FLAGS"]
    use_compilation_cache()
    assert os.environ["TF_XLA_FLAGS"] == before


def test_that_a_process_started_by_another_tells_xla_of_the_folder_by_its_own_means(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TF_XLA_FLAGS", f"--tf_xla_auto_jit=0 {CACHE_FLAG}=/proc/999999999/fd/3")
    use_compilation_cache()
    assert flags_of("TF_XLA_FLAGS")["--tf_xla_auto_jit"] == "0"
    assert Path(flags_of("TF_XLA_FLAGS")[CACHE_FLAG]).samefile(compilation_cache_folder())


def test_that_a_folder_of_the_users_is_left_to_xla(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TF_XLA_FLAGS", f"--tf_xla_auto_jit=0 {CACHE_FLAG}=/mine")
    use_compilation_cache()
    assert flags_of("TF_XLA_FLAGS") == {"--tf_xla_auto_jit": "0", CACHE_FLAG: "/mine"}


def test_that_nothing_is_saved_where_the_folder_cant_be_made(tmp_path: Path) -> None:
    (tmp_path / "dqn-workbench").write_text("in the way")
    use_compilation_cache()
    assert flags_of("TF_XLA_FLAGS") == {}
    told = take_cache_troubles()
    assert "can't be used: Not a directory" in told
    assert "compiled without it" in told
    assert take_cache_troubles() == ""  # It is told once.


def test_that_nothing_is_saved_where_the_folder_cant_be_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: not (path == compilation_cache_folder() and mode & os.W_OK))
    use_compilation_cache()
    assert flags_of("TF_XLA_FLAGS") == {}


def test_that_nothing_is_saved_on_a_full_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=400_000))
    use_compilation_cache()
    assert flags_of("TF_XLA_FLAGS") == {}
    assert "No space left on device" in take_cache_troubles()


def test_that_what_was_damaged_is_told() -> None:
    folder = compilation_cache_folder()
    folder.mkdir(parents=True)
    (folder / "a.pb").write_bytes(b"program")
    (folder / "a.pb.sha256").write_text("0" * 64)
    use_compilation_cache()
    assert "that were damaged (1) were removed" in take_cache_troubles()
    assert list(folder.iterdir()) == []
