"""One run: its program, its hyperparameters, its counters. Trains on demand; knows no commands, reports or threads."""

import time
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from dqn_engine.config.change import KnobChange
from dqn_engine.config.checks import check_together, check_with_environment, stepped_in_program
from dqn_engine.config.hyperparameters import KNOB_BY_NAME, LiveClass, knob_named
from dqn_engine.config.network import network_of
from dqn_engine.config.program_parts import program_parts
from dqn_engine.config.run_config import RunConfig
from dqn_engine.environments.compiled.environment import CompiledEnvironment
from dqn_engine.environments.compiled.factory import compiled_environment
from dqn_engine.environments.precision import lost_digits
from dqn_engine.environments.registry import environment_info
from dqn_engine.environments.vector import VectorEnvironment
from dqn_engine.networks import initial_values
from dqn_engine.networks.fingerprint import weights_sha256
from dqn_engine.networks.heads.categorical import Categorical
from dqn_engine.networks.policies import GreedyPolicy, greedy_policy
from dqn_engine.system.compiled_function import CompiledFunction
from dqn_engine.system.errors import InputError
from dqn_engine.system.memory import give_back_free_memory
from dqn_engine.system.values import Knobs
from dqn_engine.training import chunk_summaries
from dqn_engine.training.chunk_pace import ChunkPace
from dqn_engine.training.compiled_steps import LONGEST_CHUNK_STEPS
from dqn_engine.training.external_frames import ExternalFrames
from dqn_engine.training.external_player import ExternalPlayer, TimeSpent, block_steps
from dqn_engine.training.external_steps import ExternalSource, ExternalSteps
from dqn_engine.training.image_program import ImageProgram
from dqn_engine.training.learning_record import LearningRecord, Past
from dqn_engine.training.live_inputs import pack
from dqn_engine.training.memory_need import refuse_beyond_memory
from dqn_engine.training.metrics import COLUMN
from dqn_engine.training.program import Program, StepSource
from dqn_engine.training.range_watch import RangeEdge, RangeWatch
from dqn_engine.training.steps_in_turn import compiled_steps


class LostDigits(NamedTuple):
    """How many observations float32 hardly tells apart, and between which numbers the first of them went."""

    count: int
    name: str
    low: float
    high: float


class Run:
    """A run of `config`, built but not yet compiled.

    Args:
        chunk_steps: Environment steps per chunk; None adapts them to `chunk_seconds`. Changes nothing in the results.
        knobs: As they are now, where they have changed since the run began.

    Raises:
        InputError: It needs more than this machine's free memory.
    """

    def __init__(
        self,
        config: RunConfig,
        chunk_steps: int | None = None,
        chunk_seconds: float = 0.04,
        knobs: Knobs | None = None,
    ) -> None:
        self.config = config
        self.knobs: dict[str, Any] = dict(config.knobs if knobs is None else knobs)
        self.info = environment_info(config.environment)
        self.spec = network_of(config, self.info, self.knobs)
        refuse_beyond_memory(self.spec, self.knobs)
        self._compiled: CompiledEnvironment | None = None
        self._player: ExternalPlayer | None = None
        if stepped_in_program(self.knobs, config.environment):
            self._compiled = compiled_environment(self.info, masks=self.knobs["action_mask"])
            source = compiled_steps(self.spec, self.knobs, self._compiled)
        else:
            source = self._play_outside()
        self._masked = source.masked
        first_value = initial_values.first_value(self.knobs, self.info)
        program = ImageProgram if self.info.image_shape else Program
        self.program = program(self.spec, self.knobs, config.seed, source, first_value)
        self.env_steps = self.updates = self.episodes = 0
        self.compile_seconds = 0.0
        self.needs_compilation = True
        self.last_row: np.ndarray | None = None
        self._recent_returns: deque[float] = deque(maxlen=100)
        self._learning_record = LearningRecord()
        self._chunk_steps, self._pace = chunk_steps, ChunkPace(chunk_seconds)
        self._forget_policy()
        self._looked_at_precision = False
        self._range_watch: RangeWatch | None = None
        if isinstance(self.spec.head, Categorical):
            self._range_watch = RangeWatch(self.spec.head, self.knobs, self.info)

    def compile(self) -> None:
        """Compiles the program; the first call of a chunk does. No step is taken."""
        begun = time.perf_counter()
        CompiledFunction.make_room_for_run()
        if self._player is not None:
            self._player.compile(self.program, self.knobs)
        else:
            self.program.run(0, pack(self.knobs))
        if self.info.image_shape:
            give_back_free_memory()
        self.compile_seconds += time.perf_counter() - begun
        self.needs_compilation = False
        self._pace.pause()

    def continue_in(self, program: Program) -> None:
        """Goes on in a compiled program of the same parts, which takes over the state of this run's own."""
        program.take_over(self.program)
        self.program = program
        self.needs_compilation = False
        self._pace.pause()

    def train(self, most_steps: int) -> tuple[np.ndarray, int]:
        """Trains one chunk of at most `most_steps`.

        Returns:
            The metrics [T, M], and the number (from 1) of the environment step of the first row.

        Raises:
            BrokenEnvironmentError: An environment in Python can't continue.
        """
        self._pace.begin_chunk(self.env_steps)
        steps = max(1, min(most_steps, self._chunk_length(), LONGEST_CHUNK_STEPS))
        if self._player is not None:
            metrics = self._player.train(self.program, steps, self.knobs)
        else:
            metrics = self.program.run(steps, pack(self.knobs))
        first_step = self.env_steps + 1
        self.env_steps += len(metrics)
        self.updates += int(metrics[:, COLUMN.updates].sum())
        returns = metrics[metrics[:, COLUMN.ended] > 0, COLUMN.episode_return]
        self.episodes += len(returns)
        self._recent_returns.extend(returns.tolist())
        self._learning_record.note(metrics, self.knobs["gradient_clip"], self.mean_return_100)
        self.last_row = metrics[-1]
        self._forget_policy()
        if self._range_watch is not None:
            self._range_watch.observe(metrics, self.knobs)
        self._pace.end_chunk(self.env_steps)
        return metrics, first_step

    def restore(
        self,
        arrays: Mapping[str, np.ndarray],
        *,
        env_steps: int,
        updates: int,
        episodes: int,
        recent_returns: Iterable[float],
    ) -> None:
        """Puts the run where another left off: the program's state, as of its `state_shapes`, and the counters.

        Raises:
            ValueError: The arrays aren't those of this run's program; nothing was changed.
        """
        self.program.set_state_arrays(arrays)
        self.env_steps, self.updates, self.episodes = env_steps, updates, episodes
        self._recent_returns = deque(recent_returns, maxlen=100)
        self._forget_policy()

    @property
    def is_stepped_outside(self) -> bool:
        """Whether its environments are stepped in Python, and not by the program."""
        return self._player is not None

    @property
    def forgets_episodes(self) -> bool:
        """Whether its environments can't be put back into the middle of an episode."""
        return self._player is not None

    def begin_new_episodes(self) -> None:
        """Gives up the episodes in progress; only for a run that `forgets_episodes`."""
        self.program.truncate_episodes()
        if self._player is not None:
            self._player.restart(self.config.seed, self.env_steps, self.updates)
        if self._range_watch is not None:
            self._range_watch.begin_episodes()

    def range_edge(self) -> RangeEdge | None:
        """An edge of C51's range that returns go beyond and that much probability lies at, told once; else None."""
        if self._range_watch is None or not self.updates:
            return None
        return self._range_watch.look(self.program, self.env_steps, self.knobs["gamma"])

    @property
    def masks_differ(self) -> bool:
        """Whether an environment gave two action masks with one observation that aren't the same."""
        return self._player is not None and self._player.masks_differ

    def lost_digits(self, *, at_once: bool) -> LostDigits | None:
        """Which observations float32 hardly tells apart, told once, when enough were seen or `at_once`; else None."""
        if self._player is None or self._looked_at_precision:
            return None
        low, high, differs, over = self._player.precision()
        if not (over or at_once):
            return None
        self._looked_at_precision = True
        lost = np.flatnonzero(lost_digits(low, high, differs))
        if not len(lost):
            return None
        first = int(lost[0])
        return LostDigits(len(lost), self.info.observation_labels[first], float(low[first]), float(high[first]))

    def change_knobs(self, changes: Knobs) -> tuple[KnobChange, ...]:
        """Changes hyperparameters in the middle of the run: all of them or, where one is refused, none.

        Returns:
            What really changed.

        Raises:
            InputError: A value is not allowed, or a hyperparameter belongs to a new run.
        """
        values = {name: knob_named(name).validate(value) for name, value in changes.items()}
        changed = tuple(
            KnobChange(name=name, old=self.knobs[name], new=value)
            for name, value in values.items()
            if self.knobs[name] != value
        )
        for change in changed:
            if KNOB_BY_NAME[change.name].live is LiveClass.NEXT_RUN:
                raise InputError(
                    "{name} can't change during a run, nor in a fork of it; start a new run with it.",
                    name=change.name,
                )
        knobs = {**self.knobs, **{change.name: change.new for change in changed}}
        check_together(knobs)
        check_with_environment(knobs, self.info)
        if any(knobs[name] > self.knobs[name] for name in ("capacity", "batch_size")):
            refuse_beyond_memory(self.spec, knobs, masked=self._masked)
        rebuilt = {change.name for change in changed if KNOB_BY_NAME[change.name].live is LiveClass.REBUILD}
        if rebuilt - {"alpha"}:
            self.program = self.program.continued_with(knobs, self._step_source(knobs))
            self.needs_compilation = True
        elif rebuilt:
            self.program.set_alpha(knobs["alpha"])
        self.knobs = knobs
        return changed

    def restart(self, seed: int) -> None:
        """Starts again with another seed, without compiling again."""
        self.config = replace(self.config, seed=seed)
        self.env_steps = self.updates = self.episodes = 0
        self._recent_returns.clear()
        self._learning_record = LearningRecord()
        self._pace.pause()
        self.program.restart(seed)
        if self._player is not None:
            self._player.restart(seed)
        if self._range_watch is not None:
            self._range_watch.begin_episodes()
        self._forget_policy()

    def become(self, config: RunConfig) -> None:
        """Trains another configuration of the same program from the next `restart` on, without compiling again.

        Raises:
            ValueError: Its program is another one.
        """
        if program_parts(config) != program_parts(self.config):
            raise ValueError("The other configuration needs a program of its own.")
        self.config, self.knobs = config, dict(config.knobs)
        self.program.set_beginning(self.knobs["alpha"], initial_values.first_value(self.knobs, self.info))
        if isinstance(self.spec.head, Categorical):
            self._range_watch = RangeWatch(self.spec.head, self.knobs, self.info)

    def close(self) -> None:
        """Closes the environments, if there are any outside the program."""
        if self._player is not None:
            self._player.close()

    def set_weights(self, weights: Mapping[str, np.ndarray]) -> None:
        """Puts weights (float32, shaped as `spec.weight_shapes`) into all networks; see `Program.set_weights`."""
        self.program.set_weights(weights)
        self._forget_policy()

    def policy(self) -> GreedyPolicy:
        """The newest greedy policy."""
        if self._policy is None:
            self._policy = greedy_policy(self.spec, self.policy_weights())
        return self._policy

    def policy_weights(self) -> Mapping[str, np.ndarray]:
        """What the newest greedy policy acts with, read once for all who ask between two chunks."""
        if self._policy_weights is None:
            self._policy_weights = self.program.policy_weights()
        return self._policy_weights

    def weights_sha256(self) -> str:
        """The fingerprint of the averaged network, the one that is saved."""
        return weights_sha256(self.program.policy_weights())

    def priority_histogram(self) -> dict[str, object] | None:
        """The fields of `PriorityHistogram`; None with uniform replay or an empty buffer."""
        if not self.knobs["prioritized"]:
            return None
        priorities = self.program.priorities()
        return chunk_summaries.histogram_of(priorities, self.knobs["alpha"]) if len(priorities) else None

    @property
    def time_spent(self) -> TimeSpent | None:
        """What training took, by environment, acting and learning; None where one program does all three."""
        return self._player.time_spent if self._player is not None else None

    @property
    def config_now(self) -> RunConfig:
        """The configuration with the hyperparameters as they are now."""
        return replace(self.config, knobs=dict(self.knobs))

    @property
    def recent_returns(self) -> tuple[float, ...]:
        """The returns of the last 100 episodes, oldest first."""
        return tuple(self._recent_returns)

    @property
    def learned_so_far(self) -> Past:
        """How learning went since this program has the run, in few numbers."""
        return self._learning_record.past()

    @property
    def mean_return_100(self) -> float:
        """Mean return of the last 100 episodes; NaN before the first has ended."""
        return float(np.mean(self._recent_returns)) if self._recent_returns else float("nan")

    @property
    def steps_per_second(self) -> float:
        """Environment steps per second over about the last second of training; 0 before the first chunk."""
        return self._pace.steps_per_second

    def restart_clock(self) -> None:
        """Leaves the time since the last chunk out of the rate, after a pause."""
        self._pace.pause()

    def _forget_policy(self) -> None:
        """Weights have changed: who asks next gets the policy of the new ones."""
        self._policy: GreedyPolicy | None = None
        self._policy_weights: dict[str, np.ndarray] | None = None

    def _play_outside(self) -> ExternalSource:
        """Makes the environments and what plays them; the source of steps is what they fill."""
        knobs, config = self.knobs, self.config
        environments = VectorEnvironment(
            config.environment, knobs["num_envs"], config.seed, knobs["frame_stack"], knobs["action_mask"]
        )
        masked = environments.allowed is not None
        if masked:
            try:
                refuse_beyond_memory(self.spec, knobs, masked=True)
            except InputError:
                environments.close()
                raise
        source = self._external_source(knobs, masked)
        self._player = ExternalPlayer(self.spec, knobs, source, environments, config.seed)
        return source

    def _step_source(self, knobs: Knobs) -> StepSource:
        if self._compiled is None:
            return self._external_source(knobs, self._masked)
        return compiled_steps(self.spec, knobs, self._compiled)

    def _external_source(self, knobs: Knobs, masked: bool) -> ExternalSource:
        most_rows = block_steps(knobs["num_envs"], knobs["acting_interval"])
        masked_actions = self.spec.action_count if masked else 0
        if self.info.image_shape:
            return ExternalFrames(self.info.image_shape, most_rows, masked_actions)
        return ExternalSteps(self.spec, most_rows, masked_actions)

    def _chunk_length(self) -> int:
        if self._chunk_steps is not None:
            return self._chunk_steps
        steps = self._pace.chunk_steps
        block = block_steps(self.knobs["num_envs"], self.knobs["acting_interval"])
        if self._player is None or 2 * steps < block:  # A block of slow steps would keep commands waiting.
            return steps
        # To the end of a block: a call that stops inside one costs as much as a whole one.
        return max(1, round(steps / block)) * block - (self.env_steps - self._player.first_step) % block
