"""The formats a policy can be exported in: how each is written, and what is needed to write and run it.

Where a format holds a model, it is the whole way from raw observations to Q-values: the scaling is inside, a
distributional head gives expectations, and a noisy network is left without its noise. It is made of Keras' own layers
only, so that it opens where this program isn't installed. The formats that hold plain weights hold all of them, as
`storage.weights` does, and can be loaded here again.
"""

import dataclasses
import importlib.util
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from dqn_engine.config.run_config import RunConfig
from dqn_engine.networks.spec import LARGEST_INPUT, STATISTICS_LAYER, NetworkSpec
from dqn_engine.storage.export.export_names import EXPORT_NAMES
from dqn_engine.storage.weights.weights_file import save_weights
from dqn_engine.system.errors import InputError

if TYPE_CHECKING:
    import keras


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportSubject:
    """What is exported: the averaged network's weights, and what they are of."""

    spec: NetworkSpec
    weights: Mapping[str, np.ndarray]
    config: RunConfig


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportFormat:
    """How one of `EXPORT_NAMES` is written.

    Attributes:
        name: Its key there.
        needs: The packages that write and run it, as they are imported.
        extra: The optional extra that brings them; empty where they belong to the program.
        write: Writes a file, or a folder, that doesn't exist yet.
    """

    name: str
    needs: tuple[str, ...]
    write: Callable[[ExportSubject, Path], None]
    extra: str = ""

    @property
    def title(self) -> str:
        """What the user calls it."""
        return EXPORT_NAMES[self.name].title

    @property
    def ending(self) -> str:
        """What the file's name must end in; empty for a folder of any name."""
        return EXPORT_NAMES[self.name].ending

    @property
    def makes_model(self) -> bool:
        """Whether it holds a model, which Keras makes, rather than plain weights."""
        return self.write is not _write_weights

    def refuse_if_missing(self) -> None:
        """Checks that the packages it needs are installed.

        Raises:
            InputError: One isn't; the sentence says how to get it.
        """
        missing = [name for name in self.needs if importlib.util.find_spec(name) is None]
        if missing:
            raise InputError(
                "Exporting to {title} needs what isn't installed, {missing}; get it with: pip install "
                "'dqn-workbench[{extra}]', or in a checkout: uv sync --extra {extra}.",
                title=self.title,
                missing=", ".join(missing),
                extra=self.extra,
            )


def build_plain_model(subject: ExportSubject) -> "keras.Model":
    """The policy as a Keras model of Keras' own layers: raw observations [B, O] → Q-values [B, A]."""
    import keras

    from dqn_engine.networks.keras_model import build_model

    spec = dataclasses.replace(subject.spec, noisy=False, normalised=False)
    model = build_model(spec)
    model.set_weights([subject.weights[name] for name in spec.weight_shapes])
    if not subject.spec.normalised:
        return model
    mean, deviation = (subject.weights[f"{STATISTICS_LAYER}/{name}"] for name in ("mean", "deviation"))
    observation = keras.Input(model.input_shape[1:], name="observation")
    scaled = keras.ops.clip((observation - mean) / deviation, -LARGEST_INPUT, LARGEST_INPUT)
    return keras.Model(observation, model(scaled), name="policy")


def _write_keras(subject: ExportSubject, path: Path) -> None:
    build_plain_model(subject).save(path)


def _exported_as(keras_name: str) -> Callable[[ExportSubject, Path], None]:
    def write(subject: ExportSubject, path: Path) -> None:
        model = build_plain_model(subject)
        model(np.zeros((1, *model.input_shape[1:]), model.inputs[0].dtype))  # Keras exports only what was called once.
        model.export(str(path), format=keras_name, verbose=False)

    return write


def _write_weights(subject: ExportSubject, path: Path) -> None:
    save_weights(path, subject.spec, subject.weights, subject.config)


EXPORT_FORMATS: Mapping[str, ExportFormat] = {
    made.name: made
    for made in (
        ExportFormat(name="keras", needs=("keras",), write=_write_keras),
        ExportFormat(name="savedmodel", needs=("tensorflow",), write=_exported_as("tf_saved_model")),
        ExportFormat(name="litert", needs=("ai_edge_litert",), extra="litert", write=_exported_as("litert")),
        ExportFormat(name="onnx", needs=("tf2onnx", "onnx", "onnxruntime"), extra="onnx", write=_exported_as("onnx")),
        ExportFormat(name="npz", needs=("numpy",), write=_write_weights),
        ExportFormat(name="h5", needs=("h5py",), write=_write_weights),
        ExportFormat(name="safetensors", needs=("safetensors",), write=_write_weights),
    )
}
"""Every format by its name."""


def write_export(made: ExportFormat, subject: ExportSubject, path: Path) -> None:
    """Writes the policy to `path`, which doesn't exist yet.

    Raises:
        InputError: It can't be converted or written.
    """
    made.refuse_if_missing()
    try:
        # Keras and the converters warn of things inside themselves.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            made.write(subject, path)
    except InputError:
        raise
    except Exception as error:  # The converters are other packages, and raise anything.
        reason = f"{type(error).__name__}: {error}".replace("\n", " ")
        raise InputError(
            "The policy can't be exported to {title}: {reason}; choose another format.",
            title=made.title,
            reason=reason[:200],
        ) from error
