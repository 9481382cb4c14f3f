"""The dense network in a file that another program wrote, as far as the file says what it is.

Its arrays say how many layers there are and how wide. Where Keras saved a whole model, its description also says what
its hidden units do; that is read as text, and refused where it names anything but plain dense layers in a row, each
fed by the one before alone: nothing in it is looked up, imported or built. No file says how observations were scaled
before they came in.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from dqn_engine.storage.files.misfit import MisfitError
from dqn_engine.storage.files.strict_json import decode_json
from dqn_engine.storage.weights.contents import Contents, shape_text
from dqn_engine.system.sentences import Sentence
from dqn_engine.system.text import quoted
from dqn_engine.system.values import Knobs

ACTIVATIONS = ("relu", "tanh")
_WITHOUT_EFFECT = ("InputLayer", "Flatten", "Dropout")
"""Classes of layers that change nothing where a network of vectors is only played."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignNetwork:
    """What is known of it. `activation` is None where the file doesn't say what the hidden units do."""

    observation_size: int
    hidden_sizes: tuple[int, ...]
    dueling: bool
    activation: str | None

    @property
    def unsaid(self) -> tuple[str, ...]:
        """The hyperparameters that the file says nothing of, and that decide what its weights mean."""
        return ("observation_scaling", *(() if self.activation else ("activation",)))

    @property
    def knobs(self) -> Knobs:
        """The hyperparameters that it does say something of."""
        said = {
            "hidden_sizes": self.hidden_sizes,
            "dueling": self.dueling,
            "value_head": "expected",
            "noisy": False,
            "layer_norm": False,
        }
        return {**said, **({"activation": self.activation} if self.activation else {})}


def network_in(contents: Contents) -> ForeignNetwork:
    """What a file's contents say of their network; none of its numbers is read.

    Raises:
        MisfitError: It is no network of dense layers, or one that can't be played here.
    """
    layers = _dense_layers({name: array.shape for name, array in contents.arrays.items()})
    if len(layers) < 2:
        raise MisfitError("it holds no hidden layer")
    *_, before, last = layers
    # Two last layers with the same inputs, one of a single unit: a value, and advantages beside it.
    dueling = len(layers) > 2 and before[0] == last[0] != before[1] and min(before[1], last[1]) == 1
    hidden = layers[: -2 if dueling else -1]
    for place, layer in enumerate(layers[1:]):
        follows = layers[min(place, len(hidden) - 1)]
        if follows[1] != layer[0]:
            raise MisfitError(
                "its layers don't follow one another: {layer} comes after {follows}",
                layer=shape_text(layer),
                follows=shape_text(follows),
            )
    activation = None
    if contents.architecture is not None:
        described, one_after_another = _described_layers(contents.architecture)
        activations = _activations(described)
        if dueling or not one_after_another or len(activations) != len(layers):
            raise MisfitError("its model isn't made of its dense layers one after another, and is not rebuilt here")
        activation = _hidden_activation(activations)
    return ForeignNetwork(
        observation_size=layers[0][0],
        hidden_sizes=tuple(units for _, units in hidden),
        dueling=dueling,
        activation=activation,
    )


def _dense_layers(shapes: Mapping[str, tuple[int, ...]]) -> list[tuple[int, int]]:
    """Inputs and units of each layer, in the file's order."""
    layers: dict[str, dict[str, tuple[int, ...]]] = {}
    for name, shape in shapes.items():
        layer, _, variable = name.rpartition("/")
        layers.setdefault(layer, {})[variable] = shape
    found: list[tuple[int, int]] = []
    for layer, variables in layers.items():
        kernel, bias = variables.get("kernel", ()), variables.get("bias", ())
        if set(variables) != {"kernel", "bias"} or len(kernel) != 2 or bias != kernel[1:] or 0 in kernel:
            what = ", ".join(f"{quoted(name)} {shape_text(shape)}" for name, shape in list(variables.items())[:4])
            raise MisfitError(
                "its layer {layer} holds {what}, but of other programs' files only networks of dense layers "
                "with biases are played",
                layer=quoted(layer),
                what=what,
            )
        found.append((kernel[0], kernel[1]))
    return found


def _described_layers(architecture: bytes) -> tuple[list[Mapping[str, Any]], bool]:
    """What Keras' description of a model says of each layer, and whether they are called one after another."""
    try:
        model = decode_json(architecture)
    except ValueError as error:
        raise MisfitError("its description of the model can't be used: {error}", error=error) from error
    kind, config = _fields(model, "class_name", "config")
    if kind not in ("Sequential", "Functional", "Model"):
        raise MisfitError("its model is of the class {kind}, which is not rebuilt here", kind=quoted(kind))
    layers = config.get("layers") if isinstance(config, dict) else config  # The first Keras had a list there.
    if not isinstance(layers, list):
        raise MisfitError("its description of the model lists no layers")
    described = [cast("Mapping[str, Any]", layer) for layer in cast("list[object]", layers)]
    return described, kind == "Sequential" or _is_chain(described, config)


def _is_chain(layers: Sequence[Mapping[str, Any]], config: Any) -> bool:
    """Whether each layer is fed once, by the one before it alone, and the last is all that comes out."""
    names = [_fields(layer, "name")[0] for layer in layers]
    if not names or not all(map(_is_text, names)):
        return False
    fed_by = [[], *([[name]] for name in names[:-1])]
    said = [_calls(layer.get("inbound_nodes")) for layer in layers]
    return said == fed_by and _tensors(_fields(config, "output_layers")[0]) == [names[-1]]


def _calls(nodes: Any) -> list[list[Any]]:
    """By which layers a layer is fed, each time that it is called; in the words of any Keras."""
    if not isinstance(nodes, list):
        return []
    calls: list[list[Any]] = []
    for node in cast("list[Any]", nodes):
        if not isinstance(node, dict):
            calls.append(_tensors(node))
            continue
        args = cast("Mapping[str, Any]", node).get("args")
        tensors = cast("list[Any]", args) if isinstance(args, list) else []
        configs = [cast("Mapping[str, Any]", one).get("config") for one in tensors if isinstance(one, dict)]
        histories = [cast("Mapping[str, Any]", one).get("keras_history") for one in configs if isinstance(one, dict)]
        calls.append([name for history in histories for name in _tensors(history)])
    return calls


def _tensors(said: Any) -> list[Any]:
    """The layers whose outputs are listed, each as [name, call, number, …]; one may stand by itself."""
    if not isinstance(said, list) or not said:
        return []
    listed = cast("list[Any]", said)
    return [one[0] if isinstance(one, list) and one else None for one in ([listed] if _is_text(listed[0]) else listed)]


def _activations(layers: Iterable[object]) -> list[str]:
    """What follows each dense layer's product."""
    activations: list[str] = []
    for layer in layers:
        kind, config = _fields(layer, "class_name", "config")
        owner = cast("Mapping[str, object]", layer)
        known = _is_text(kind) and str(owner.get("module") or "keras").split(".")[0] == "keras"
        if not known or owner.get("registered_name") not in (None, kind) or not isinstance(config, dict):
            raise MisfitError(
                "its model holds a layer of a class of its own, {kind}, which is never loaded", kind=quoted(kind)
            )
        if kind == "Dense":
            activations.append(str(config.get("activation")))
        elif kind in ("Activation", "ReLU") and activations and activations[-1] == "linear":
            activations[-1] = "relu" if kind == "ReLU" else str(config.get("activation"))
            if kind == "ReLU" and any(config.get(name) for name in ("max_value", "negative_slope", "threshold")):
                activations[-1] = "another ReLU"
        elif kind not in _WITHOUT_EFFECT:
            raise MisfitError(
                "its model holds a layer of the class {kind}, which is never loaded; only dense layers one "
                "after another are rebuilt here, and what this program exported is loaded into a run of its network",
                kind=quoted(kind),
            )
    return activations


def _hidden_activation(activations: Sequence[str]) -> str:
    *hidden, last = activations
    if last != "linear":
        raise MisfitError("its last layer is {last}, but action values are linear", last=quoted(last))
    if len(set(hidden)) != 1 or hidden[0] not in ACTIVATIONS:
        listed = ", ".join(quoted(name) for name in dict.fromkeys(hidden))
        raise MisfitError(
            "its hidden layers are {listed}, but here all are {activations}",
            listed=listed,
            activations=Sentence("relu or all tanh"),
        )
    return hidden[0]


def _fields(value: object, *names: str) -> tuple[Any, ...]:
    if not isinstance(value, dict):
        raise MisfitError("its description of the model is not what Keras writes")
    found = cast("Mapping[str, Any]", value)
    return tuple(found.get(name) for name in names)


def _is_text(value: object) -> bool:
    return isinstance(value, str)
