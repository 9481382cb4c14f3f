"""What a run is made of: environment, seed, device and hyperparameters; and the presets, read from TOML.

A run with the same `RunConfig` gives the same weights to the bit on one machine and version.
"""

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any, cast

from dqn_engine.config.checks import check_with_environment, stepped_in_program
from dqn_engine.config.hyperparameters import default_knobs, saved_knobs, validate_knobs
from dqn_engine.environments.compiled.catalogue import IN_PROGRAM_FROM_THE_FIRST, is_built_in, is_compiled
from dqn_engine.environments.info import LONGEST_ID, EnvironmentInfo
from dqn_engine.environments.options import Options, named, parts_of
from dqn_engine.environments.registry import (
    compiling_module,
    environment_info,
    environment_module,
    listed_info,
    refuse_unregistered,
)
from dqn_engine.networks.known_returns import AUTO, refuse_hopeless_range, value_range
from dqn_engine.system.device_names import check_device
from dqn_engine.system.errors import InputError, UnknownEnvironmentError
from dqn_engine.system.resources import resource_folder
from dqn_engine.system.sentences import Sentence, Sentences
from dqn_engine.system.text import quoted, shell_word
from dqn_engine.system.text_file_errors import parse_trouble
from dqn_engine.system.values import Knobs

LARGEST_SEED = 2**31 - 1

MOST_STEPS = 2**31 - 1
"""Of a run, in the environment: the program counts in 32 bits."""

_SCALING = "seen"
"""In a saved configuration after 0.2.0: `observation_scaling=auto` uses bounds only where they can't be loose."""

# Ours have 3,000; a dotted key of many parts costs Python's reader time that grows with the square of its length.
_LARGEST_PRESET_BYTES = 16_000


@dataclass(frozen=True, slots=True, kw_only=True)
class RunConfig:
    """Everything that decides a run. `knobs` holds every hyperparameter of `hyperparameters.KNOBS`.

    `environment` is an id with the arguments of its constructor, if any (see `environments.options`);
    `environment_module` is what the user imports for it, empty for Gymnasium's own; `compiled_by` what the user
    imports that compiles it, empty where this program does or it is stepped in Python.
    `value_range` is what C51's range was decided to be, where `v_min` or `v_max` is auto: γ and rewards can change in
    the middle of a run, or with another version, and the values that its network stands for must not.
    `earlier_scaling` is whether `observation_scaling` means what it did to runs of version 0.2.0 and before; see
    `input_scaling.usable_ranges`.

    Build it with `run_config`, which validates; the constructor trusts its caller.
    """

    environment: str = "CartPole-v1"
    seed: int = 0
    device: str = "auto"
    knobs: Knobs = field(default_factory=default_knobs)
    environment_module: str = ""
    value_range: tuple[float, float] | None = None
    compiled_by: str = ""
    earlier_scaling: bool = False

    def values_between(self, info: EnvironmentInfo) -> tuple[float, float]:
        """C51's lowest and highest value in the environment of `info`.

        Raises:
            InputError: They don't rise.
        """
        return self.value_range if self.value_range is not None else value_range(self.knobs, info)

    def to_json(self) -> dict[str, object]:
        """Plain values for `config.json`; `run_config_from_json` reads them back.

        `compiled` stands in it where the environment is stepped inside the program, but for a single CartPole, whose
        runs always were and stay as they are. So which environments are compiled can change, while `stepping=auto` in
        what was saved still means what it did to that run. So does `scaling`, where `observation_scaling` means another
        thing than in version 0.2.0 and before.
        """
        knobs = plain_knobs(self.knobs)
        module = {"environment_module": self.environment_module} if self.environment_module else {}
        in_program = stepped_in_program(self.knobs, self.environment)
        from_the_first = _from_the_first(self.knobs, self.environment) and is_built_in(self.environment)
        compiled = {"compiled": True} if in_program and not from_the_first else {}
        compiler = {"compiled_by": self.compiled_by} if compiled and self.compiled_by else {}
        decided = {} if self.value_range is None else {"value_range": list(self.value_range)}
        since = not self.earlier_scaling and _scaled_otherwise(self.knobs, self.environment, self.environment_module)
        scaling = {"scaling": _SCALING} if since else {}
        return {
            "environment": self.environment,
            **module,
            **compiled,
            **compiler,
            **decided,
            **scaling,
            "seed": self.seed,
            "device": self.device,
            "knobs": knobs,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """A named set of hyperparameters, and where it is from.

    Attributes:
        source: Who else's settings they are, or how they came about.
        differences: Sentences on what the source does otherwise than a run with these settings.
    """

    name: str
    title: str
    source: str
    environment: str
    knobs: Knobs
    differences: tuple[str, ...] = ()


def run_config(
    *,
    environment: str | None = None,
    seed: int = 0,
    device: str = "auto",
    preset: str | None = None,
    changes: Mapping[str, object] | None = None,
    environment_options: Options | None = None,
) -> RunConfig:
    """A validated configuration: defaults, then the preset, then `changes`.

    Raises:
        InputError: Unknown environment, preset, device or hyperparameter, a value out of bounds, or a contradiction.
    """
    chosen = load_preset(preset) if preset is not None else None
    if environment is None:
        environment = chosen.environment if chosen else "CartPole-v1"
    environment = named(environment, environment_options or {})
    info = environment_info(environment)
    check_device(device)
    _seed(seed)
    knobs = validate_knobs({**(chosen.knobs if chosen else {}), **(changes or {})})
    check_with_environment(knobs, info)
    refuse_hopeless_range(knobs, info)
    return _decided(environment, info, seed, device, knobs)


def _decided(environment: str, info: EnvironmentInfo, seed: int, device: str, knobs: Knobs) -> RunConfig:
    """The configuration, with C51's range decided."""
    open_range = knobs["value_head"] == "c51" and AUTO in (knobs["v_min"], knobs["v_max"])
    return RunConfig(
        environment=environment,
        seed=seed,
        device=device,
        knobs=knobs,
        environment_module=environment_module(environment),
        value_range=value_range(knobs, info) if open_range else None,
        compiled_by=compiling_module(environment) if stepped_in_program(knobs, environment) else "",
    )


def run_config_from_json(values: object, *, to_train: bool = True) -> RunConfig:
    """Reads what `RunConfig.to_json` of this or an earlier version wrote; unknown fields are refused.

    Args:
        values: What was written.
        to_train: Whether its environment must be compiled here if it was; to be played it needn't.

    Raises:
        UnknownEnvironmentError: The environment isn't registered here, or what compiled it isn't imported.
        InputError: A field is missing, unknown or not allowed.
    """
    said = described_config(values)
    try:
        refuse_unregistered(said.environment, said.environment_module)
    except UnknownEnvironmentError as error:
        if not to_train or said.compiled_by in ("", said.environment_module):
            raise
        also = Sentence(
            "To train on, also import the module that compiles it, by --import {module}.",
            module=shell_word(said.compiled_by[:1000]),
        )
        raise UnknownEnvironmentError(Sentences(str(error), also), module=error.module) from error
    if to_train and isinstance(values, dict) and "compiled" in values and not is_compiled(said.environment):
        if said.compiled_by:
            raise UnknownEnvironmentError(compiler_missing(said), module=said.compiled_by)
        raise InputError(compiler_missing(said))
    environment = named(said.environment, {})
    info = environment_info(environment)
    check_device(said.device)
    knobs = validate_knobs(said.knobs)
    check_with_environment(knobs, info)
    config = _decided(environment, info, said.seed, said.device, knobs)
    config = replace(config, earlier_scaling=said.earlier_scaling)
    return config if said.value_range is None else replace(config, value_range=said.value_range)


def compiler_missing(config: RunConfig) -> str:
    """What to say of a run whose environment was compiled, where nothing that is imported compiles it."""
    what = Sentence(
        "The environment {environment!r} was stepped inside the compiled program",
        environment=config.environment[:LONGEST_ID],
    )
    module = config.compiled_by
    if not module:
        return Sentence(
            "{what}, but nothing that is imported compiles it; import the module that registers it as compiled.",
            what=what,
        )
    return Sentence(
        "{what} by the module {module_name}, which isn't imported; to train on, import it, if you trust it, by "
        "--import {module_name_2}. (Evaluations don't need it.)",
        what=what,
        module_name=quoted(module),
        module_name_2=shell_word(module[:1000]),
    )


def described_config(values: object) -> RunConfig:
    """The same, to be shown and not to be run: whether the environment is registered here isn't asked.

    Raises:
        InputError: A field is missing, unknown or not allowed.
    """
    expected = {"environment", "seed", "device", "knobs"}
    found = cast("Mapping[str, object]", values) if isinstance(values, dict) else {type(values).__name__: None}
    knobs = found.get("knobs")
    module, compiler = found.get("environment_module", ""), found.get("compiled_by", "")
    optional = {"environment_module", "compiled", "compiled_by", "value_range", "scaling"}
    if set(found) - optional != expected:
        raise InputError(
            "The configuration holds {held}, but must hold exactly {expected}.",
            held=", ".join(sorted(map(str, found)))[:200] or Sentence("nothing"),
            expected=", ".join(sorted(expected)),
        )
    compiled, scaling = found.get("compiled", True) is True, found.get("scaling", _SCALING) == _SCALING
    if not (compiled and scaling and isinstance(knobs, dict) and isinstance(module, str) and isinstance(compiler, str)):
        said = {
            "compiled": compiled,
            "scaling": scaling,
            "knobs": isinstance(knobs, dict),
            "environment_module": isinstance(module, str),
            "compiled_by": isinstance(compiler, str),
        }
        wrong = ", ".join(name for name, allowed in said.items() if not allowed)
        raise InputError("The configuration's {name} is not as this program writes it; correct it.", name=wrong)
    environment, seed, device = found["environment"], found["seed"], found["device"]
    if not isinstance(environment, str) or not isinstance(device, str):
        raise InputError("The configuration's environment and device must be text.")
    checked = knobs_saved_with(found, cast("Mapping[str, object]", knobs))
    return RunConfig(
        environment=environment,
        seed=_seed(seed),
        device=device,
        knobs=checked,
        environment_module=module,
        value_range=_value_range(found.get("value_range")),
        compiled_by=compiler,
        earlier_scaling="scaling" not in found and _scaled_otherwise(checked, environment, module),
    )


def knobs_saved_with(config: Mapping[str, object], knobs: Mapping[str, object]) -> dict[str, Any]:
    """Checks a saved run's hyperparameters; `config` is its configuration as `RunConfig.to_json` wrote it.

    They mean what they did then: where the environment, or several of it, have only later been compiled,
    `stepping=auto` stood for `gymnasium`, and such a run continues so. (Stepped inside the program it would see other
    random numbers, and have another state to resume from.)

    Raises:
        InputError: A name is unknown, a value is out of bounds, or two values contradict each other.
    """
    checked, environment = saved_knobs(knobs), config.get("environment")
    if "compiled" in config or checked["stepping"] != "auto" or not isinstance(environment, str):
        return checked
    if _from_the_first(checked, environment) or not is_compiled(environment):
        return checked
    return {**checked, "stepping": "gymnasium"}


def _from_the_first(knobs: Knobs, environment: str) -> bool:
    """Whether every version has stepped that inside the program."""
    return knobs["num_envs"] == 1 and environment in IN_PROGRAM_FROM_THE_FIRST


def _scaled_otherwise(knobs: Knobs, environment: str, module: str) -> bool:
    """Whether `observation_scaling` can mean another thing than in version 0.2.0 and before, as far as a file says."""
    if knobs["observation_scaling"] == "auto":
        return bool(module) or listed_info(parts_of(environment)[0]) is None
    return knobs["observation_scaling"] == "running"


def plain_knobs(knobs: Knobs) -> dict[str, object]:
    """Hyperparameters as JSON takes them."""
    return {name: list(cast("tuple[int, ...]", v)) if isinstance(v, tuple) else v for name, v in knobs.items()}


def _seed(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= LARGEST_SEED:
        raise InputError(
            "The seed is {value}, but must be a whole number from 0 to {largest_seed}.",
            value=str(value)[:60],
            largest_seed=LARGEST_SEED,
        )
    return value


def _value_range(value: object) -> tuple[float, float] | None:
    if value is None:
        return None
    ends = cast("list[object]", value) if isinstance(value, list) else list[object]()
    if len(ends) == 2:
        low, high = ends
        if isinstance(low, float) and isinstance(high, float) and -math.inf < low < high < math.inf:
            return low, high
    raise InputError("The configuration's value_range must be two numbers with a fraction, the second larger.")


@cache
def preset_names() -> tuple[str, ...]:
    """The names of the installed presets, `default` first."""
    names = sorted(path.stem for path in resource_folder("presets").glob("*.toml"))
    return tuple(sorted(names, key=lambda name: name != "default"))


def load_preset(name: str) -> Preset:
    """Reads a preset by its name, or any TOML file by its path (ending in `.toml`).

    Raises:
        InputError: There is no such preset, it is not TOML, or it holds something that isn't allowed.
    """
    if name.endswith(".toml"):
        return read_preset(Path(name))
    if name not in preset_names():
        raise InputError(
            "There is no preset {name!r}; the presets are: {preset_names}.",
            name=name[:200],
            preset_names=", ".join(preset_names()),
        )
    return _installed_preset(name)


@cache  # The window asks which preset it is after each change.
def _installed_preset(name: str) -> Preset:
    return read_preset(resource_folder("presets") / f"{name}.toml")


def read_preset(path: Path) -> Preset:
    """Reads one preset file: `title`, `source`, `environment`, `differences` and a table `[knobs]`.

    Raises:
        InputError: The file can't be read, is not TOML, or holds something that isn't allowed.
    """
    try:
        table = tomllib.loads(_preset_text(path))
    except InputError:
        raise
    except OSError as error:
        raise InputError(
            "The preset {path!r} can't be read: {strerror}.", path=str(path), strerror=error.strerror
        ) from error
    except (ValueError, RecursionError) as error:  # Also of numbers with thousands of digits, and of deep nesting.
        raise InputError(
            "The preset {path!r} is not valid TOML: {reason}. Fix it and try again.",
            path=str(path),
            reason=parse_trouble(error),
        ) from error
    unknown = set(table) - {"title", "source", "environment", "differences", "knobs"}
    if unknown:
        raise InputError(
            "The preset {path!r} holds {unknown}; "
            "allowed are title, source, environment, differences and the table [knobs].",
            path=str(path),
            unknown=", ".join(sorted(unknown))[:200],
        )
    title, source = table.get("title", ""), table.get("source", "")
    environment, given = table.get("environment", "CartPole-v1"), table.get("knobs", {})
    if not all(isinstance(text, str) for text in (title, source, environment)) or not isinstance(given, dict):
        raise InputError(
            "In the preset {path!r} title, source and environment must be text and [knobs] a table.", path=str(path)
        )
    differences: object = table.get("differences", [])
    sentences = cast("list[object]", differences) if isinstance(differences, list) else [None]
    if not all(isinstance(sentence, str) for sentence in sentences):
        raise InputError("In the preset {path!r} differences must be a list of sentences.", path=str(path))
    names = cast("Mapping[str, object]", given)
    validated = validate_knobs(names)
    knobs = {name: validated[name] for name in names}
    return Preset(
        name=path.stem,
        title=title,
        source=source,
        environment=environment,
        knobs=knobs,
        differences=tuple(map(str, sentences)),
    )


def _preset_text(path: Path) -> str:
    """The file's text, where it is a plain file of a size that a preset can have."""
    if path.exists() and not path.is_file():
        raise InputError("The preset {path!r} is not a plain file; give the path of a .toml file.", path=str(path))
    with path.open("rb") as file:
        content = file.read(_LARGEST_PRESET_BYTES + 1)
    if len(content) > _LARGEST_PRESET_BYTES:
        raise InputError(
            "The preset {path!r} has more than {largest_preset_bytes:,} bytes; choose another.",
            path=str(path),
            largest_preset_bytes=_LARGEST_PRESET_BYTES,
        )
    return content.decode("utf-8")
