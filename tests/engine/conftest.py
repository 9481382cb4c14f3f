"""What the engine's tests share."""

import pytest

from tests.support.program_pool import ProgramPool


@pytest.fixture(scope="session")
def programs() -> ProgramPool:
    """Compiled programs that outlive a test."""
    return ProgramPool()
