"""The compiled program on a machine that has JAX and a GPU, but no TensorFlow.

`python -m tests.benchmarks.gpu_program write DIR` writes, for each width and batch, the program as StableHLO, its
inputs and what TensorFlow made of them on this processor. `python gpu_program.py run DIR [--platform cpu]` needs that
folder, JAX and NumPy alone: it compiles each program, compares 15 updates (later rounding has grown to anything), and
times it. Where a gradient is all but zero, Adam makes a whole step of its rounding, and where a priority's sum ends a
stratum rounding samples its neighbour: so beside the largest difference of a weight stands how many updates are alike.
Chunks are chained by handing the outputs back, which are donated.

`--one WIDTH BATCH` takes one case.
"""

import argparse
import json
import os
import time
from pathlib import Path
from typing import Any

import numpy as np

BATCHES = (32, 128, 512, 2048)
WIDTHS = (64, 256, 1024)
RANDOM_STEPS = 500  # Those before the first update, as the default has them.
UPDATES = 15
UPDATE_COLUMN, LEARNED_COLUMNS = 5, slice(6, 11)  # of a step's metrics: updates made; loss, TD error, Q, gradient norm
CAPACITY = 10_000
LARGEST_DIFFERENCE = 1e-5  # of a weight
ALIKE = 1e-4  # by so much, relative to each, loss, TD error, values and gradient norm of an update may differ
SHORT_STEPS = 20
ROUNDS = 3
TIMED_SECONDS = 3.0


def main() -> None:
    """Writes or runs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("write", "run"))
    parser.add_argument("folder", type=Path)
    parser.add_argument("--one", nargs=2, type=int, metavar=("WIDTH", "BATCH"))
    parser.add_argument("--platform", choices=("cpu", "cuda"), help="of `run`; JAX's own choice unless given")
    parser.add_argument("--alpha", type=float, default=0.3, help="of `write`: at 0 no rounding decides what is sampled")
    parser.add_argument("--most-steps", type=int, default=2_000, help="of a timed chunk of `run`")
    options = parser.parse_args()
    cases = [tuple(options.one)] if options.one else [(width, batch) for width in WIDTHS for batch in BATCHES]
    if options.what == "write":
        for width, batch in cases:
            write(options.folder, width, batch, options.alpha)
        return
    if options.platform:
        os.environ["JAX_PLATFORMS"] = options.platform
    os.environ["JAX_ENABLE_X64"] = "1"  # CartPole's physics are float64, as Gymnasium's.
    for width, batch in cases:
        print(json.dumps(run(options.folder, width, batch, options.most_steps)), flush=True)


def write(folder: Path, width: int, batch: int, alpha: float) -> None:
    """Writes one case: `program-W-B.mlir`, `result-W-B.npz`, and for its width `state-W.npz`."""
    from dqn_engine.commands.bench import REFERENCE
    from dqn_engine.config.run_config import run_config
    from dqn_engine.system.device import configure

    configure("cpu")
    import tensorflow as tf

    from dqn_engine.training.live_inputs import pack
    from dqn_engine.training.run import Run

    folder.mkdir(parents=True, exist_ok=True)
    changes = {**REFERENCE, "hidden_sizes": (width, width), "batch_size": batch, "capacity": CAPACITY, "alpha": alpha}
    run = Run(run_config(changes={**changes, "learning_starts": RANDOM_STEPS}))
    program, knobs = run.program, pack(run.knobs)
    chunk = program.compiled_chunk
    arguments = (tf.constant(RANDOM_STEPS - 1 + UPDATES, tf.int32), tf.constant(knobs))
    variables = tf.nest.flatten(program.state)
    captured = chunk.get_concrete_function(*arguments).captured_inputs
    order = [next(index for index, one in enumerate(variables) if one.handle is handle) for handle in captured]
    program_bytes = chunk.experimental_get_compiler_ir(*arguments)(stage="stablehlo_serialized")
    (folder / f"program-{width}-{batch}.mlir").write_bytes(program_bytes)
    inputs = [argument.numpy() for argument in arguments] + [variables[index].numpy() for index in order]
    np.savez_compressed(folder / f"state-{width}.npz", **_distinct(inputs))
    metrics, weights = chunk(*arguments)
    result = {"metrics": metrics.numpy()[: int(arguments[0])], "weights": weights.numpy()}
    np.savez_compressed(folder / f"result-{width}-{batch}.npz", **result)
    print(width, batch, f"{int(metrics.numpy()[:, 5].sum())} updates,", len(order), "arrays of state")


def _distinct(arrays: list[np.ndarray]) -> dict[str, np.ndarray]:
    """Each array once, and `which`, the places of all: new networks are alike three times."""
    stored: list[np.ndarray] = []
    which = []
    for array in arrays:
        alike = (index for index, one in enumerate(stored) if one.dtype == array.dtype and np.array_equal(one, array))
        which.append(next(alike, len(stored)))
        if which[-1] == len(stored):
            stored.append(array)
    return {"which": np.array(which), **{f"array{index}": array for index, array in enumerate(stored)}}


def _without_copies(program_bytes: bytes) -> bytes:
    """The program without `mhlo.copy`, which TensorFlow puts before each result and JAX takes for a CPU alone."""
    from jax._src.interpreters import mlir
    from jaxlib.mlir import ir
    from jaxlib.mlir.dialects import mhlo

    def remove_from(operation: Any) -> None:
        for block in (block for region in operation.regions for block in region.blocks):
            for one in [each.operation for each in block.operations]:
                remove_from(one)
                if one.name == "mhlo.copy":
                    one.results[0].replace_all_uses_with(one.operands[0])
                    one.erase()

    context = mlir.make_ir_context()
    mhlo.register_mhlo_dialect(context)
    with context:
        module = ir.Module.parse(program_bytes)
        remove_from(module.operation)
        return mlir.module_to_bytecode(module)


def run(folder: Path, width: int, batch: int, most_steps: int) -> dict[str, Any]:
    """Compares and times one case."""
    import jax
    from jax._src import xla_bridge
    from jax._src.lib import xla_client

    stored = np.load(folder / f"state-{width}.npz")
    inputs = [jax.device_put(stored[f"array{index}"]) for index in stored["which"]]
    begun = time.perf_counter()
    backend = xla_bridge.get_backend()
    devices = xla_client.DeviceList(tuple(backend.local_devices()[:1]))
    program_bytes = _without_copies((folder / f"program-{width}-{batch}.mlir").read_bytes())
    executable = backend.compile_and_load(program_bytes, devices, xla_client.CompileOptions())
    compiled_s = time.perf_counter() - begun

    def chunk(steps: int, state: list[Any]) -> tuple[list[Any], float]:
        count = jax.device_put(np.int32(steps))
        begun = time.perf_counter()
        results = executable.execute_sharded([count, inputs[1], *state]).disassemble_into_single_device_arrays()
        outputs = jax.block_until_ready([result[0] for result in results])
        return outputs, time.perf_counter() - begun

    outputs, _ = chunk(RANDOM_STEPS - 1 + UPDATES, inputs[2:])
    result = np.load(folder / f"result-{width}-{batch}.npz")
    weights, metrics = np.asarray(outputs[1]), np.asarray(outputs[0])[: len(result["metrics"])]
    updated = result["metrics"][:, UPDATE_COLUMN] > 0
    learned, expected = (
        array[updated][:, LEARNED_COLUMNS].astype(np.float64) for array in (metrics, result["metrics"])
    )
    differ = np.max(np.abs(learned - expected) / np.abs(expected), axis=1)
    apart = np.abs(weights - result["weights"])
    outputs, short_s = chunk(SHORT_STEPS, outputs[2:])
    steps = int(np.clip(SHORT_STEPS * TIMED_SECONDS / short_s / ROUNDS, SHORT_STEPS, most_steps))
    rates = []
    for _ in range(ROUNDS):
        outputs, seconds = chunk(steps, outputs[2:])
        rates.append(steps / seconds)
    return {
        "device": jax.devices()[0].device_kind,
        "width": width,
        "batch": batch,
        "largest_difference": float(apart.max()),
        "share_beyond": float(np.mean(apart > LARGEST_DIFFERENCE)),
        "random_steps_differ_by": float(np.abs(metrics[~updated] - result["metrics"][~updated]).max()),
        "updates_alike": int(np.argmax([*(differ > ALIKE), True])),
        "first_update_differs_by": float(differ[0]),
        "steps_per_second": round(float(np.median(rates)), 1),
        "timed_steps": steps,
        "compile_seconds": round(compiled_s, 1),
    }


if __name__ == "__main__":
    main()
