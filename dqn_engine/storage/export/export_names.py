"""What a policy can be exported as: names, titles and endings, for everybody who offers the choice. Light."""

from collections.abc import Mapping
from dataclasses import dataclass

from dqn_engine.storage.weights import endings


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportName:
    """One format.

    Attributes:
        title: What it is called.
        ending: What the file's name must end in; empty for a folder of any name.
        purpose: What it is for, in a few words.
    """

    title: str
    ending: str
    purpose: str


EXPORT_NAMES: Mapping[str, ExportName] = {
    "keras": ExportName(title="Keras", ending=endings.KERAS, purpose="to continue in Keras and TensorFlow"),
    "savedmodel": ExportName(
        title="TensorFlow SavedModel", ending="", purpose="for TensorFlow Serving, and TensorFlow in other languages"
    ),
    "litert": ExportName(title="LiteRT", ending=".tflite", purpose="for phones and microcontrollers"),
    "onnx": ExportName(title="ONNX", ending=".onnx", purpose="for ONNX Runtime, in nearly any language"),
    "npz": ExportName(title="NumPy", ending=endings.NUMPY, purpose="plain NumPy plays it, without any framework"),
    "h5": ExportName(
        title="Keras weights", ending=endings.KERAS_WEIGHTS, purpose="the weights alone, for Keras and for this program"
    ),
    "safetensors": ExportName(
        title="safetensors", ending=endings.SAFETENSORS, purpose="the weights alone, for PyTorch, JAX and others"
    ),
}
"""Every format by what `--format` takes."""
