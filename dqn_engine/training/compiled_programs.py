"""The programs that were compiled last: a run that needs one like them continues in it at once.

Starting again, going back, a fork, undoing what rebuilds a program: each needs one that was there a moment ago, and
compiling it takes seconds.
"""

from collections import OrderedDict
from collections.abc import Hashable

from dqn_engine.config.program_parts import program_parts
from dqn_engine.environments.compiled.catalogue import registered_factory
from dqn_engine.environments.options import parts_of
from dqn_engine.training.program import Program
from dqn_engine.training.run import Run

MOST_PROGRAMS = 4
MOST_BYTES = 64 * 2**20
"""What the states of all that are kept may take together, most of it their buffers."""


class CompiledPrograms:
    """Keeps those that were used last. Of two runs that have had the same one, only the later may go on."""

    def __init__(self) -> None:
        self._programs: OrderedDict[Hashable, Program] = OrderedDict()  # The one used last is the last.

    def lend(self, run: Run) -> bool:
        """Has `run`, which needs to be compiled, continue in a program like its own; returns whether there is one."""
        parts = _parts(run)
        program = self._programs.get(parts)
        if program is None:
            return False
        self._programs.move_to_end(parts)
        run.continue_in(program)
        return True

    def keep(self, run: Run) -> None:
        """Remembers the program of a run that was compiled, for the next like it."""
        if run.info.image_shape:
            return  # Its frames lie outside of the program.
        parts = _parts(run)
        self._programs[parts] = run.program
        self._programs.move_to_end(parts)
        while len(self._programs) > MOST_PROGRAMS or self._bytes > MOST_BYTES:
            self._programs.popitem(last=False)

    @property
    def _bytes(self) -> int:
        return sum(program.state_bytes for program in self._programs.values())


def _parts(run: Run) -> Hashable:
    """Equal for two runs where one compiled program can do both."""
    config = run.config_now
    # What is registered anew under the same name is another environment.
    factory = registered_factory(parts_of(config.environment)[0])
    return run.spec, run.program.masked, program_parts(config), factory
