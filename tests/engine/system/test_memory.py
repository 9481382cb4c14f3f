"""How much memory a run may take: the least of what every limit of the system leaves."""

import resource
from pathlib import Path

import pytest

from dqn_engine.system import memory

MIB = 2**20


@pytest.fixture
def system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A made-up system with 8,000 MiB free, no group and no limit on addresses."""
    (tmp_path / "meminfo").write_text(f"MemFree: 5 kB\nMemAvailable: {8000 * 1024} kB\n")
    (tmp_path / "status").write_text(f"VmPeak: 7 kB\nVmSize: {1500 * 1024} kB\n")
    monkeypatch.setattr(memory, "_MEMINFO", tmp_path / "meminfo")
    monkeypatch.setattr(memory, "_STATUS", tmp_path / "status")
    monkeypatch.setattr(memory, "_CONTROL_GROUP", tmp_path)
    monkeypatch.setattr(resource, "getrlimit", lambda _: (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    return tmp_path


def test_that_without_other_limits_it_is_what_the_system_says_is_available(system: Path) -> None:
    assert memory.free_bytes() == 8000 * MIB


def test_that_a_control_groups_limit_counts_with_what_its_programs_take_already_but_not_with_cached_files(
    system: Path,
) -> None:
    (system / "memory.stat").write_text(f"anon 5\ninactive_file {300 * MIB}\n")
    (system / "memory.max").write_text(f"{3000 * MIB}\n")
    (system / "memory.current").write_text(f"{1000 * MIB}\n")
    assert memory.free_bytes() == 2300 * MIB
    (system / "memory.current").write_text(f"{3301 * MIB}\n")
    assert memory.free_bytes() == 0
    (system / "memory.max").write_text("max\n")
    assert memory.free_bytes() == 8000 * MIB


def test_that_a_limit_on_addresses_leaves_room_for_those_that_compiling_takes_and_never_uses(
    system: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resource, "getrlimit", lambda _: (4000 * MIB, resource.RLIM_INFINITY))
    assert memory.free_bytes() == (4000 - 1500 - 1024) * MIB
    monkeypatch.setattr(resource, "getrlimit", lambda _: (2000 * MIB, resource.RLIM_INFINITY))
    assert memory.free_bytes() == 0


def test_that_a_system_that_tells_nothing_has_no_limit(system: Path) -> None:
    (system / "meminfo").unlink()
    assert memory.free_bytes() is None
