"""The script that is generated with each export: a few lines that play the policy on Gymnasium without this program.

Its function `q_values` is also what the export is proved with, so that the script is proved as well.
"""

from collections.abc import Callable, Iterable, Mapping

import gymnasium
from gymnasium import Wrapper
from gymnasium.wrappers import FlattenObservation, TransformAction

from dqn_engine.environments.gymnasium_environment import LONGEST_EPISODE_STEPS, make_environment
from dqn_engine.learner.network_spec import LARGEST_INPUT, STATISTICS_LAYER, NetworkSpec
from dqn_engine.storage.weights_h5 import layer_keys

_SCRIPT = '''"""Plays a policy greedily on Gymnasium. Needs {packages}, and not the program that made it."""

from pathlib import Path

{imports}

FILE = Path(__file__).with_name({name!r})
{loading}


def q_values(observations):
    """Raw observations [B, ...] -> the value of each action [B, A]."""
{values}


if __name__ == "__main__":
    environment = gymnasium.make({environment!r})
{wrapping}    observation, _ = environment.reset(seed=0)
    score, over = 0.0, False
    while not over:
        action = int(q_values(np.asarray(observation, np.float32)[np.newaxis]).argmax())
        observation, reward, terminated, truncated, _ = environment.step({action})
        score, over = score + float(reward), terminated or truncated
    print(f"Return: {{score:g}}")
'''


def script_of(format_name: str, file_name: str, spec: NetworkSpec, environment: str) -> str:
    """The script for an export in the format of that name, to be put beside the file `file_name`.

    Raises:
        InputError: The environment can't be made here.
    """
    package, loading, values = _BODIES[format_name](spec)
    imports = sorted({"import gymnasium", "import numpy as np", *([package] if package else [])}, key=_sorting)
    return _SCRIPT.format(
        packages=", ".join(["gymnasium", "numpy", *([package.split()[1].partition(".")[0]] if package else [])]),
        imports="\n".join(imports),
        name=file_name,
        loading="\n".join(loading),
        values="\n".join(f"    {line}" for line in values),
        environment=environment,
        **_way_of_playing(environment),
    )


def _way_of_playing(environment: str) -> dict[str, str]:
    """What `make_environment` adds to an environment, as lines of Python, and the action as it takes it."""
    wrapping, action = [], "action"
    made = adapted = make_environment(environment)
    while isinstance(made, Wrapper):
        if isinstance(made, FlattenObservation):
            wrapping.append("    environment = gymnasium.wrappers.FlattenObservation(environment)\n")
        elif isinstance(made, TransformAction):
            action = f"action + {int(made.env.action_space.start)}"
        made = made.env
    if gymnasium.spec(environment).max_episode_steps is None:
        wrapping.append(f"    environment = gymnasium.wrappers.TimeLimit(environment, {LONGEST_EPISODE_STEPS})\n")
    adapted.close()
    return {"wrapping": "".join(wrapping), "action": action}


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

    def dense(name: str) -> str:
        return f'features @ weights["{name}/kernel"] + weights["{name}/bias"]'

    squash = "np.tanh({})" if spec.activation == "tanh" else "np.maximum({}, 0)"
    lines = [f"features = observations / np.array({list(spec.observation_scale)}, np.float32)"]
    if spec.normalised:
        mean, deviation = (f'weights["{STATISTICS_LAYER}/{name}"]' for name in ("mean", "deviation"))
        lines = [f"features = np.clip((observations - {mean}) / {deviation}, {-LARGEST_INPUT}, {LARGEST_INPUT})"]
    for index in range(1, len(spec.hidden_sizes) + 1):
        lines.append("features = " + squash.format(dense(f"hidden_{index}")))
    atoms = "" if spec.value_head == "expected" else f".reshape(len(features), -1, {spec.atoms})"
    for name in spec.head_names:
        lines.append(f"{name} = ({dense(name)}){atoms}" if atoms else f"{name} = {dense(name)}")
    if spec.dueling:
        lines.append("q = value + advantage - advantage.mean(axis=1, keepdims=True)")
    match spec.value_head:
        case "c51":
            lines += [
                "share = np.exp(q - q.max(axis=2, keepdims=True))",
                f"support = np.array({list(spec.support)}, np.float32)",
                "return (share * support).sum(axis=2) / share.sum(axis=2)",
            ]
        case "qr-dqn":
            lines.append("return q.mean(axis=2)")
        case _:
            lines.append("return q")
    return lines
