"""What a policy can be exported as: names, titles and endings, for everybody who offers the choice. Light."""

from collections.abc import Mapping
from dataclasses import dataclass

from dqn_engine.storage.weights import endings


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportName:
    """One format. `ending` is what the file's name must end in; empty for a folder of any name."""

    title: str
    ending: str


EXPORT_NAMES: Mapping[str, ExportName] = {
    "keras": ExportName(title="Keras", ending=endings.KERAS),
    "savedmodel": ExportName(title="TensorFlow SavedModel", ending=""),
    "litert": ExportName(title="LiteRT", ending=".tflite"),
    "onnx": ExportName(title="ONNX", ending=".onnx"),
    "npz": ExportName(title="NumPy", ending=endings.NUMPY),
    "h5": ExportName(title="Keras weights", ending=endings.KERAS_WEIGHTS),
    "safetensors": ExportName(title="safetensors", ending=endings.SAFETENSORS),
}
"""Every format by what `--format` takes."""
