"""What the engine's tests share."""

import pytest

from tests.support.program_pool import ProgramPool


@pytest.fixture(scope="session")
def programs() -> ProgramPool:
    """Compiled programs that outlive a test."""
    return ProgramPool()


@pytest.fixture
def pooled_sessions(programs: ProgramPool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sessions in this process take their programs from the pool, and keep no compilations on disk."""
    monkeypatch.setattr("dqn_engine.run.Program", programs.stand_in)
    monkeypatch.setattr("dqn_engine.learner.program.Program", programs.stand_in)
    monkeypatch.setattr("dqn_engine.run.ImageProgram", programs.stand_in)
    monkeypatch.setattr("dqn_engine.learner.image_program.ImageProgram", programs.stand_in)
    monkeypatch.setattr("dqn_engine.device.use_compilation_cache", lambda: None)
