"""Runs on images: what is stored is what happened, chunks change nothing, and the network learns to catch."""

import numpy as np
import pytest
import tensorflow as tf

from dqn_engine.config.run_config import run_config
from dqn_engine.play.evaluation import evaluate
from dqn_engine.replay.frame_ring import NTH, REWARD
from dqn_engine.system.errors import InputError
from dqn_engine.training.external_frames import ExternalFrames
from dqn_engine.training.external_player import block_steps
from dqn_engine.training.live_inputs import pack
from dqn_engine.training.run import Run
from tests.support import odd_environments
from tests.support.catch import NAME, SIDE, register_catch

SMALL = {
    "hidden_sizes": (16,), "batch_size": 8, "capacity": 300, "learning_starts": 20, "evaluate_every": 0,
    "initial_values": "zero", "average_updates": 1, "frame_stack": 2, "n_step": 2,
}  # fmt: skip
LEARNING = {
    **SMALL, "num_envs": 4, "hidden_sizes": (32,), "batch_size": 32, "capacity": 4000, "learning_starts": 200,
    "learning_rate": 0.002, "gamma": 0.95, "n_step": 8, "epsilon_decay_steps": 1500, "average_updates": 20,
    "train_interval": 4, "tau": 0.02,
}  # fmt: skip
BARE = {**SMALL, "dueling": False, "prioritized": False, "capacity": 5000}


@pytest.fixture(autouse=True, scope="module")
def _registered() -> None:
    register_catch()
    odd_environments.register()


@pytest.fixture(autouse=True)
def _pooled(pooled_sessions: None) -> None:
    """Programs come from the pool."""


def run_of(chunk: int | None = None, seed: int = 3, **changes: object) -> Run:
    return Run(run_config(environment=NAME, seed=seed, changes={**SMALL, **changes}), chunk_steps=chunk)


def trained(run: Run, steps: int) -> np.ndarray:
    metrics = []
    while run.env_steps < steps:
        metrics.append(run.train(steps - run.env_steps)[0])
    return np.concatenate(metrics)


def replay_of(run: Run) -> tuple:
    return tf.nest.map_structure(lambda variable: variable.numpy(), run.program.state.replay)


@pytest.mark.parametrize("knobs", [SMALL, LEARNING], ids=["one", "four"])
def test_that_every_frame_is_stored_once_and_in_turn(knobs: dict[str, object]) -> None:
    run = run_of(**knobs)
    num_envs = run.knobs["num_envs"]
    trained(run, 60 * num_envs)
    ring, packed = replay_of(run).ring, run.program.frames
    run.close()
    segment = len(ring.numbers) // num_envs
    for environment, (numbers, head) in enumerate(zip(np.split(ring.numbers, num_envs), ring.heads, strict=True)):
        # Episodes of 8 steps have 9 frames; the nth has the ball in its nth line.
        assert head == 68
        assert not numbers[68:].any()
        assert numbers[:68, NTH].tolist() == [index % 9 + 1 for index in range(68)]
        frames = packed.get(environment * segment + np.arange(68)).reshape(-1, SIDE, SIDE)
        for frame, row in zip(frames, numbers, strict=False):
            assert frame[int(row[NTH]) - 1].max() == 255
            assert (row[REWARD] != 0) == (row[NTH] == 9)


@pytest.mark.parametrize(
    ("changes", "updates"),
    [({}, 51), ({"train_interval": 3, "updates_per_training": 2, "learning_starts": 22}, 2 * 16)],
    ids=["every step", "two every third"],
)
def test_that_chunks_of_any_length_lead_to_the_same_weights(changes: dict, updates: int) -> None:
    results = []
    for chunk in (None, 1, 7):
        run = run_of(chunk, **changes)
        results.append((trained(run, 70).tolist(), run.weights_sha256()))
        assert run.updates == updates
        run.close()
    assert results[0] == results[1] == results[2]
    run = run_of(seed=4, **changes)
    trained(run, 70)
    assert run.weights_sha256() != results[0][1]
    run.close()


@pytest.mark.parametrize(("frame_stack", "num_envs"), [(4, 1), (1, 4)])
def test_that_coloured_pictures_of_any_height_and_width_are_learned_from(frame_stack: int, num_envs: int) -> None:
    changes = {**BARE, "frame_stack": frame_stack, "num_envs": num_envs, "train_interval": 4}
    run = Run(run_config(environment="Coloured-v0", changes=changes))
    trained(run, 60)
    assert run.updates == 11
    assert run.episodes == 60 // 7 if num_envs == 1 else 4 * (15 // 7)
    states = run.program.stored_observations(50)
    assert states.shape == (50, frame_stack, 9, 7, 3)
    numbers = states[:, :, 0, 0, 0].astype(int)
    assert (states == states[:, :, :1, :1, :1]).all()
    # An episode of 7 steps shows 8 pictures; no stack reaches back over its first.
    first = numbers[:, -1] // 8 * 8
    wanted = np.maximum(numbers[:, -1:] - np.arange(frame_stack)[::-1], first[:, np.newaxis])
    np.testing.assert_array_equal(numbers, wanted)
    assert evaluate(run.policy(), "Coloured-v0", 3, seed=1, frame_stack=frame_stack).mean >= 0.0
    run.close()


def test_that_changed_hyperparameters_continue_with_the_frames_stored() -> None:
    run = run_of()
    trained(run, 40)
    before = replay_of(run).ring.numbers, run.program.frames.get(np.arange(45))
    drawable = run.program.priorities()
    run.change_knobs({"prioritized": False, "capacity": 64})
    numbers = replay_of(run).ring.numbers
    assert len(numbers) == 64
    np.testing.assert_array_equal(numbers[:45], before[0][:45])
    np.testing.assert_array_equal(run.program.frames.get(np.arange(45)), before[1])
    assert run.program.priorities().tolist() == [1.0] * 40
    assert len(set(drawable.tolist())) > 10
    run.change_knobs({"prioritized": True})
    run.close()
    assert run.program.priorities().tolist() == [1.0] * 40


def test_that_a_checkpoint_puts_the_frames_back() -> None:
    run = run_of()
    trained(run, 40)
    arrays = run.program.state_arrays()
    states = run.program.stored_observations(7)
    run.program.restart(8)
    run.program.set_state_arrays(arrays)
    again = run.program.stored_observations(7)
    run.close()
    assert states.shape == (7, 2, SIDE, SIDE, 1)
    np.testing.assert_array_equal(again, states)
    # Two frames of one episode, the ball a line further down in the newer one.
    lines = states[..., 0].max(axis=3)[:, :, : SIDE - 1].argmax(axis=2)
    assert set((lines[:, 1] - lines[:, 0]).tolist()) <= {0, 1}
    assert 1 in lines[:, 1] - lines[:, 0]


@pytest.mark.parametrize(
    ("name", "row", "value", "why"),
    [
        ("sizes", 3, 0, "has not 100 bytes|can't be unpacked"),
        ("sizes", 299, 100, "rows without frames, or frames without rows"),
        ("packed", 0, 255, "can't be unpacked"),
    ],
)
def test_that_frames_that_make_no_sense_change_nothing(name: str, row: int, value: int, why: str) -> None:
    run = run_of()
    trained(run, 40)
    arrays = run.program.state_arrays()
    before = {key: array.copy() for key, array in arrays.items()}
    arrays[f"replay.frames.{name}"][row] = value
    with pytest.raises(ValueError, match=why):
        run.program.set_state_arrays(arrays)
    run.close()
    after = run.program.state_arrays()
    assert all((after[key] == before[key]).all() for key in before)


@pytest.mark.as_shipped
def test_that_storing_copies_no_rows() -> None:
    run = run_of(**BARE)
    source = ExternalFrames(run.info.image_shape, block_steps(1, 32))
    rows, _ = source.handed_over(source.empty_block(), 0)
    given = [tf.constant(0), tf.constant(1), tf.constant(pack(run.knobs)), tf.constant(rows)]
    optimized = run.program.compiled_storing.experimental_get_compiler_ir(*given)(stage="optimized_hlo")
    run.close()
    assert "f32[5000,5]" in optimized
    assert [line for line in optimized.splitlines() if " copy(" in line and "[5000," in line] == []
    # An output that shares the memory of a parameter: the buffer is there once and not twice.
    layout = optimized.partition("entry_computation_layout={(")[2].partition(")->")[0]
    index = layout.split("f32[5000,5]")[0].count("[")
    assert f": ({index}, {{}}, may-alias)" in optimized.partition("\n")[0]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"observation_scaling": "running"}, "observation_scaling is running, but Catch-v0 shows pictures"),
        ({"convolutions": "nature"}, "at least 36 by 36 pixels, but this environment's have 10 by 10"),
        ({"capacity": 100, "num_envs": 9}, "at least 10 frames and a stack of each environment"),
        ({"environment": "Tiny-v0"}, "at least 6 by 6 pixels, but this environment's have 5 by 40; choose another"),
    ],
)
def test_that_what_does_not_fit_the_images_is_refused_before_anything_is_built(changes: dict, sentence: str) -> None:
    environment = changes.get("environment", NAME)
    changes = {**SMALL, **{name: value for name, value in changes.items() if name != "environment"}}
    with pytest.raises(InputError, match=sentence):
        Run(run_config(environment=environment, changes=changes))


def test_that_convolutions_on_a_vector_are_refused() -> None:
    with pytest.raises(InputError, match="convolutions is small, but .* no images"):
        run_config(changes={"convolutions": "small"})


def test_that_catch_is_learned_from_pixels() -> None:
    run = run_of(**LEARNING)
    scores = [evaluate(run.policy(), NAME, 64, seed=1, frame_stack=2).mean]
    trained(run, 3000)
    scores.append(evaluate(run.policy(), NAME, 64, seed=1, frame_stack=2).mean)
    run.close()
    assert scores[0] < 0.0
    assert scores[1] > 0.3
