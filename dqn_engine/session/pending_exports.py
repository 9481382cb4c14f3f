"""The exports a session has begun: each is answered once it is verified, and training continues meanwhile."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from dqn_engine.messages.commands import Export
from dqn_engine.messages.reports import CommandApplied, CommandRefused, Exported
from dqn_engine.storage.export.verification import STATES
from dqn_engine.system.errors import InputError
from dqn_engine.system.sentences import Sentence

if TYPE_CHECKING:
    from dqn_engine.storage.export.export import ExportJob
    from dqn_engine.training.run import Run


class PendingExports:
    """Begins exports, and reports each once it is verified.

    Args:
        report: Publishes a report of a type with these fields.
    """

    def __init__(self, report: Callable[..., object]) -> None:
        self._report = report
        self._jobs: list[tuple[Export, int, ExportJob]] = []

    def begin(self, command: Export, run: "Run") -> None:
        """Writes the averaged network of `run` and starts its verification: in states of its buffer, if any.

        Raises:
            InputError: It can't be written.
        """
        from dqn_engine.storage.export.export import ExportJob, states_of_space
        from dqn_engine.storage.export.formats import ExportSubject

        subject = ExportSubject(spec=run.spec, weights=run.program.policy_weights(), config=run.config_now)
        states, origin = run.program.stored_observations(STATES), Sentence("the replay buffer")
        if len(states) < STATES:
            stack = run.knobs["frame_stack"]
            states = states_of_space(run.config.environment, STATES, frame_stack=stack)
            origin = Sentence("the observation space")
        job = ExportJob(command.path, command.format, subject, states, origin)
        self._jobs.append((command, run.env_steps, job))

    def poll(self) -> None:
        """Answers the commands whose exports are verified, or failed to be."""
        jobs, self._jobs = self._jobs, []
        for command, env_step, job in jobs:
            try:
                done = job.poll()
            except InputError as error:
                self._report(CommandRefused, command_id=command.command_id, reason=str(error))
                continue
            if done is None:
                self._jobs.append((command, env_step, job))
                continue
            self._report(
                Exported,
                path=done.path,
                format=done.format,
                env_step=env_step,
                states=done.verification.states,
                greatest_difference=done.verification.greatest_difference,
                equal_actions=done.verification.equal_actions,
            )
            self._report(CommandApplied, command_id=command.command_id)

    def cancel(self) -> None:
        """Gives up what isn't verified yet, as the user wants."""
        self._give_up(Sentence("The export was cancelled; nothing was written."))

    def close(self) -> None:
        """Gives up what isn't verified yet, since the program ends."""
        self._give_up(Sentence("The program was closed before the export was verified; nothing was written."))

    def _give_up(self, reason: str) -> None:
        for command, _, job in self._jobs:
            job.close()
            self._report(CommandRefused, command_id=command.command_id, reason=reason)
        self._jobs.clear()
