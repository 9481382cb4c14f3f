"""The script that is generated with each export: a few lines that play the policy on Gymnasium without this program.

Its function `q_values` is also what the export is verified with, so that the script is verified as well.
"""

import keyword
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from gymnasium import Env, Wrapper
from gymnasium.wrappers import AtariPreprocessing, FlattenObservation

from dqn_engine.environments import atari
from dqn_engine.environments.adapter import ACTION_MASK, adapter_of, allowed_in
from dqn_engine.environments.gymnasium_environment import episode_limit, make_environment
from dqn_engine.environments.imports import import_lines
from dqn_engine.environments.observation_bounds import OffsetObservation
from dqn_engine.environments.options import constructor_arguments, parts_of
from dqn_engine.networks.spec import LARGEST_INPUT, STATISTICS_LAYER, NetworkSpec
from dqn_engine.storage.export.script_adapter import IMPORTS, adapter_script
from dqn_engine.storage.weights.h5 import layer_keys
from dqn_engine.system.errors import BrokenEnvironmentError
from dqn_engine.system.foreign_code import foreign_code

_SCRIPT = '''"""Plays a policy greedily on Gymnasium. Needs {packages}, and not the program that made it."""

import multiprocessing
import os
import sys
import threading
import traceback
{own_imports}
from pathlib import Path

{imports}

FILE = Path(__file__).with_name({name!r})
{loading}

{definitions}

def q_values(observations):
    """Raw observations [B, ...] -> the value of each action [B, A]."""
{values}


def play():
    """The return of an episode."""
{making}    environment = Adapted(environment)
{wrapping}    observation, {info} = environment.reset(seed=0)
    score, over = 0.0, False
    while not over:
        {choosing}
        observation, reward, terminated, truncated, {info} = environment.step(action)
        score, over = score + reward, terminated or truncated
    return score


def end_despite(before, code):
    """Ends where Python would wait for what the environment left running."""
    children = multiprocessing.active_children()
    if children or any(thread not in before and not thread.daemon for thread in threading.enumerate()):
        for child in children:
            child.terminate()
        for stream in (sys.stdout, sys.stderr):
            if stream is not None and not stream.closed:
                stream.flush()
        os._exit(code)


if __name__ == "__main__":
    running, spare, code = threading.enumerate(), os.dup(1) if sys.stdout else None, 1
    try:
        line, code = f"Return: {{play():g}}", 0
        try:
            print(line, flush=True)
        except ValueError:  # The environment has closed it.
            os.write(spare, f"{{line}}\\n".encode())
    except Refused as refused:
        print(refused, file=sys.stderr)
    except BaseException:
        traceback.print_exc()
    end_despite(running, code)
    if code:
        sys.exit(code)
'''


def script_of(format_name: str, file_name: str, spec: NetworkSpec, environment: str, masks: bool = True) -> str:
    """The script for an export in the format of that name, to be put beside the file `file_name`.

    With `masks` it takes only actions that the environment's action masks allow, where it gives any.

    Raises:
        InputError: The environment can't be made here.
    """
    package, loading, values = _BODIES[format_name](spec)
    with foreign_code(environment, "its attributes", "reading how it is played"):
        way = _way_of_playing(environment, spec, masks)
    more = [way.pop("package"), package]
    imports = sorted({"import gymnasium", "import numpy as np", *filter(None, more)}, key=_sorting)
    return _SCRIPT.format(
        packages=", ".join(["gymnasium", "numpy", *([package.split()[1].partition(".")[0]] if package else [])]),
        own_imports="\n".join(sorted(IMPORTS, key=_sorting)),
        imports="\n".join(imports),
        name=file_name,
        loading="\n".join(loading),
        values="\n".join(f"    {line}" for line in values),
        **way,
    )


def _way_of_playing(environment: str, spec: NetworkSpec, masks: bool) -> dict[str, str]:
    """What `make_environment` makes of an environment, as lines of Python, and observations and actions as it has them.

    `package` is an import that making it needs.
    """
    wrapping, package = [], ""
    batch = "np.asarray(observation, np.float32)[np.newaxis]"
    base, options = parts_of(environment)
    arguments = constructor_arguments(base, options)
    given = _given(arguments)
    # Where it is played only: values are had from the script where the environment's module may not be found.
    registering = "".join(f"    {line}\n" for line in import_lines(base))
    making = f"{registering}    environment = gymnasium.make({base!r}, disable_env_checker=True{given})\n"
    made = adapted = make_environment(environment)
    adapter, masked = adapter_of(adapted), masks and _gives_masks(adapted)
    while isinstance(made, Wrapper) and made is not adapter:  # What is within is the environment's own affair.
        if isinstance(made, FlattenObservation):
            wrapping.append("    environment = gymnasium.wrappers.FlattenObservation(environment)\n")
        elif isinstance(made, OffsetObservation):
            # Before float32, which has too few digits for both.
            batch = f"(np.asarray(observation, np.float64) - {made.offsets.tolist()}).astype(np.float32)[np.newaxis]"
        made = made.env
    game = adapter.env
    if isinstance(game, AtariPreprocessing) and atari.is_atari(base):
        package = "import ale_py"
        screen = f", screen_size={pixels}" if (pixels := arguments.pop(atari.SCREEN_SIZE.name, None)) else ""
        given = _given(arguments)
        once = ", frameskip=1" if game.frame_skip > 1 else ""
        making = (
            "    gymnasium.register_envs(ale_py)\n"
            f"    environment = gymnasium.make({base!r}, disable_env_checker=True{once}{given})\n"
            f"    environment = gymnasium.wrappers.AtariPreprocessing("
            f"environment, frame_skip={game.frame_skip}{screen})\n"
        )
    limit = None if atari.is_atari(base) else episode_limit(base, adapted)
    if limit is not None and limit.from_outside:
        wrapping.append(f"    environment = gymnasium.wrappers.TimeLimit(environment, {limit.steps})\n")
    adapted.close()
    if spec.image_shape:
        frames = spec.image_shape[0]
        wrapping.append(
            f'    environment = gymnasium.wrappers.FrameStackObservation(environment, {frames}, padding_type="reset")\n'
        )
        batch = f"np.asarray(observation).reshape(1, {', '.join(map(str, spec.image_shape))})"
    values = f"q_values({batch})"
    if masked:
        values = f'np.where(info["{ACTION_MASK}"], {values}, -np.inf)'
    return {
        "making": making,
        "wrapping": "".join(wrapping),
        "definitions": adapter_script(adapter, reads_masks=masks, masked=masked),
        "info": "info" if masked else "_",
        "choosing": f"action = {values}.argmax()",
        "package": package,
    }


def _given(options: Mapping[str, Any]) -> str:
    """More arguments of a call; a constructor that takes any may have ones whose names can't be written as a name."""
    if all(name.isidentifier() and not keyword.iskeyword(name) for name in options):
        return "".join(f", {name}={value!r}" for name, value in options.items())
    return f", **{dict(options)!r}"


def _gives_masks(environment: Env) -> bool:
    """Whether an action mask comes with its first observation; one that can't begin gives none."""
    try:
        return allowed_in(environment.reset(seed=0)[1]) is not None
    except BrokenEnvironmentError:
        return False


def _sorting(line: str) -> tuple[bool, str]:
    return line.startswith("from"), line


Body = tuple[str, Iterable[str], Iterable[str]]
"""What is imported (empty: nothing more), how the file is loaded, and how values are had from it."""


def _keras(spec: NetworkSpec) -> Body:
    return "import keras", ["model = keras.saving.load_model(FILE)"], ["return np.asarray(model(observations))"]


def _savedmodel(spec: NetworkSpec) -> Body:
    loading = ["model = tensorflow.saved_model.load(str(FILE))"]
    return "import tensorflow", loading, ["return model.serve(observations).numpy()"]


def _litert(spec: NetworkSpec) -> Body:
    loading = ["run = Interpreter(str(FILE)).get_signature_runner()"]
    values = ['return run(observation=observations)["output_0"]']
    return "from ai_edge_litert.interpreter import Interpreter", loading, values


def _onnx(spec: NetworkSpec) -> Body:
    loading = ["session = onnxruntime.InferenceSession(FILE)"]
    return "import onnxruntime", loading, ['return session.run(None, {"observation": observations})[0]']


def _npz(spec: NetworkSpec) -> Body:
    return "", ["with np.load(FILE) as file:", "    weights = dict(file)"], _forward(spec)


def _safetensors(spec: NetworkSpec) -> Body:
    return "from safetensors.numpy import load_file", ["weights = load_file(FILE)"], _forward(spec)


def _h5(spec: NetworkSpec) -> Body:
    places = [
        f'    "{layer}/{variable}": "layers/{key}/vars/{number}",'
        for layer, (key, variables) in layer_keys(spec.weight_shapes).items()
        for number, variable in enumerate(variables)
    ]
    loading = [
        "places = {",
        *places,
        "}",
        "with h5py.File(FILE) as file:",
        "    weights = {name: file[place][()] for name, place in places.items()}",
    ]
    return "import h5py", loading, _forward(spec)


_BODIES: Mapping[str, Callable[[NetworkSpec], Body]] = {
    "keras": _keras,
    "savedmodel": _savedmodel,
    "litert": _litert,
    "onnx": _onnx,
    "npz": _npz,
    "h5": _h5,
    "safetensors": _safetensors,
}


def _forward(spec: NetworkSpec) -> list[str]:
    """The network as lines of NumPy, from `observations` and `weights` to values."""
    lines = _convolved(spec) if spec.image_shape else _scaled(spec)
    computed: set[str] = set()
    for head, hidden in spec.streams.items():
        before = "features"
        for name in hidden:
            # Where streams share the layers before the last ones, one variable will do.
            result = name if spec.image_shape else "features"
            if name not in computed:
                lines += spec.hidden.script_layer(name, _dense(name, before), result)
            before = result
        if hidden[-1] not in computed:
            lines += spec.head.script_entered(before)
        computed.update(hidden)
        lines.append(f"{head} = {spec.head.script_arranged(_dense(head, before))}")
    if spec.dueling:
        lines.append("q = value + advantage - advantage.mean(axis=1, keepdims=True)")
    return [*lines, *spec.head.script_values()]


def _dense(name: str, source: str) -> str:
    return f'{source} @ weights["{name}/kernel"] + weights["{name}/bias"]'


def _scaled(spec: NetworkSpec) -> list[str]:
    """From vectors to `features`."""
    if not spec.normalised:
        return [f"features = observations / np.array({list(spec.observation_scale)}, np.float32)"]
    mean, deviation = (f'weights["{STATISTICS_LAYER}/{name}"]' for name in ("mean", "deviation"))
    return [f"features = np.clip((observations - {mean}) / {deviation}, {-LARGEST_INPUT}, {LARGEST_INPUT})"]


def _convolved(spec: NetworkSpec) -> list[str]:
    """From stacks of frames to `features`, what the last convolution gives."""
    frames, height, width, colours = spec.image_shape
    lines = [
        f"features = observations.reshape(-1, {frames}, {height}, {width}, {colours}).transpose(0, 2, 3, 1, 4)",
        f"features = features.reshape(-1, {height}, {width}, {frames * colours})",
        f"features = features / np.float32({spec.observation_scale[0]})",
    ]
    for name, (_, side, stride) in zip(spec.convolution_shapes, spec.convolutions, strict=True):
        window = f"sliding_window_view(features, ({side}, {side}), (1, 2))[:, ::{stride}, ::{stride}]"
        kernel = f'weights["{name}/kernel"].transpose(2, 0, 1, 3)'
        product = f'np.tensordot(windows, {kernel}, 3) + weights["{name}/bias"]'
        lines.append(f"windows = np.lib.stride_tricks.{window}")
        lines.append(f"features = {spec.hidden.script_activated(product)}")
    return [*lines, "features = features.reshape(len(features), -1)"]
