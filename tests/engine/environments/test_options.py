"""Arguments of an environment's constructor: what is typed is read as meant, and what it doesn't take is named."""

import numbers
from collections.abc import Callable, Iterator, Sequence
from enum import Enum, StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple, NewType, TypedDict

import gymnasium
import numpy as np
import pytest

from dqn_engine.environments.gymnasium_environment import make_environment
from dqn_engine.environments.options import (
    Option,
    check_options,
    checked_value,
    constructor_arguments,
    named,
    parse_option,
    parts_of,
)
from dqn_engine.system.errors import InputError


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a=false", False),
        ("a=true", True),
        ("a=3", 3),
        ("a = -0.5", -0.5),
        ("a=1e3", 1000.0),
        ("a=8x8", "8x8"),
        ('a="3"', "3"),
        ("a=", ""),
        ("a=b=c", "b=c"),
        ('a=["SF", "FG"]', ("SF", "FG")),
        ("a=[1, [2.5, true]]", (1, (2.5, True))),
        ("a=False", False),
        ("a=TRUE", True),
        ("a=none", None),
        ("a=None", None),
        ('a="False"', "False"),
        ("a=[True, None, 'None']", (True, None, "None")),
        ("a=.5", 0.5),
        ("a=+5", 5),
        ("a=true north", "true north"),
        ("a=٣", "٣"),
        ("a=１２", "１２"),
        ("a=-٣.5", "-٣.5"),
    ],
)
def test_that_a_value_is_read_as_meant(text: str, value: object) -> None:
    name, read = parse_option(text)
    assert (name, read, type(read)) == ("a", value, type(value))


@pytest.mark.parametrize("typed", ["inf", "-inf", "nan", "1e999", "Infinity", "NaN"])
def test_that_no_finite_number_is_refused_and_told_how_to_say_the_text(typed: str) -> None:
    with pytest.raises(InputError) as refusal:
        parse_option(f"a={typed}")
    assert str(refusal.value) == (
        f"The value of a is {typed}, which is read as no finite number; give a finite one, or a='\"{typed}\"' for the "
        "text."
    )
    assert parse_option(f'a="{typed}"') == ("a", typed)


VALUES = [
    None,
    (None, "none"),
    "none",
    True,
    3,
    -0.5,
    "8x8",
    "3",
    "true",
    ("SF", "FG"),
    (1, (2.5, False)),
    "",
    'a "b", (c)',
    "线\\",
]


@pytest.mark.parametrize("value", VALUES)
def test_that_a_name_with_options_is_read_back(value: object) -> None:
    name = named("A/B-v0", {"b": value, "a": 1})
    assert name.startswith("A/B-v0(a=1, b=")
    assert parts_of(name) == ("A/B-v0", {"a": 1, "b": value})
    assert named(name, {}) == name
    assert parts_of(named(name, {"b": 2}))[1] == {"a": 1, "b": 2}


def test_that_a_name_without_options_stays_what_it_is() -> None:
    assert named("CartPole-v1", {}) == "CartPole-v1" == named("CartPole-v1()", {})
    assert parts_of("CartPole-v1") == ("CartPole-v1", {})


def test_that_one_environment_has_one_name() -> None:
    assert named('F-v1( b = "x",a=1 )', {}) == 'F-v1(a=1, b="x")'


@pytest.mark.parametrize(
    "name",
    ["F-v1(", "F-v1(a)", "F-v1(a=b)", "F-v1(a=1", "F-v1(a=1)x", "F-v1(a=1, a=2)", "F-v1(a=1}\nb={c=2)", "F(a={})"],
)
def test_that_brackets_that_hold_no_options_are_refused(name: str) -> None:
    with pytest.raises(InputError, match="can't be read; the arguments|must be true, false"):
        parts_of(name)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a", "no NAME=VALUE"),
        ("=3", "no NAME=VALUE"),
        ("a b=3", "no NAME=VALUE"),
        ("a=nan", "finite number"),
        ("a=inf", "finite number"),
        ("a=2020-01-01", "must be true, false"),
        ("a={b=1}", "must be true, false"),
        ("a=no", "say a=false, or a='\"no\"' for the text"),
        ("a=On", "say a=true, or a='\"On\"' for the text"),
        ("a=[SF, FG]", r"text in a list goes in quotes.*a='\[\"SF\", \"FG\"\]'"),
        ("a=" + "x" * 1001, "1,001 characters"),
        ("a=[" + "1," * 257 + "]", "must be true, false"),
    ],
)
def test_that_anything_else_is_refused_in_a_sentence(text: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        parse_option(text)


def test_that_no_nesting_ends_the_program() -> None:
    name, value = parse_option("a=" + "[" * 490 + "]" * 490)
    assert name == "a"
    assert isinstance(value, str | tuple)


def test_that_options_of_the_constructor_are_taken() -> None:
    check_options("FrozenLake-v1", {"is_slippery": False, "map_name": "8x8"})
    check_options("MountainCar-v0", {"goal_velocity": 0.02})  # Its default is a whole number.
    check_options("LunarLander-v3", {"gravity": -5})
    check_options("CartPole-v1", {})


@pytest.mark.parametrize(
    ("environment", "options", "words"),
    [
        ("FrozenLake-v1", {"is_slipery": False}, "takes no argument is_slipery. Did you mean is_slippery?"),
        ("CartPole-v1", {"gravity": 9.8}, "takes no argument gravity. It takes: sutton_barto_reward"),
        ("FrozenLake-v1", {"is_slippery": "no"}, 'is "no", but must be true or false, such as'),
        ("FrozenLake-v1", {"is_slippery": 0}, "must be true or false"),
        ("FrozenLake-v1", {"map_name": 8}, "must be text, such as"),
        ("FrozenLake-v1", {"render_mode": "human"}, "chosen by this program"),
        ("LunarLander-v3", {"gravity": True}, "must be a number"),
        ("FrozenLake-v1", {"map_name": None}, "is none, which makes another map each time"),
        (
            "FrozenLake-v1",
            {"map_name": "9x9"},
            "is '9x9', but the maps are 4x4, 8x8; give one of them, or a map of your",
        ),
        ("FrozenLake8x8-v1", {"map_name": "none"}, "the maps are 4x4, 8x8"),
        ("FrozenLake-v1", {"desc": ("FF", "FF")}, "has no S and no G; a map needs an S, where episodes start"),
        ("FrozenLake-v1", {"desc": ("SF", "FF")}, "has no G; a map"),
        ("FrozenLake-v1", {"desc": ("SFF", "FG")}, "has rows of 2, 3 letters, but all must be equally long"),
        ("FrozenLake-v1", {"desc": ("SX", "FG")}, "has the letter 'X', but only S"),
        ("FrozenLake-v1", {"desc": ("SÜ", "FG")}, "has the letter 'Ü', but only S"),
        ("FrozenLake-v1", {"desc": ()}, "is no map; give rows of letters"),
        ("FrozenLake-v1", {"desc": ("", "")}, "is no map"),
        ("FrozenLake-v1", {"reward_schedule": (10, -1)}, r"must be a list of 3 whole numbers, such as \[1, 0, 0\]"),
        ("FrozenLake-v1", {"success_rate": 2}, "is 2, but it is a probability; give a number from 0 to 1"),
        ("Taxi-v4", {"rainy_probability": -0.1}, "is a probability"),
    ],
)
def test_that_what_the_constructor_doesn_t_take_is_named(
    environment: str, options: dict[str, object], words: str
) -> None:
    with pytest.raises(InputError, match=words):
        check_options(environment, options)


THREE, ZEROS = np.int8(3), np.zeros(2)


class Colour(Enum):
    """Members that no plain value is."""

    RED = 1


class Word(StrEnum):
    """Members that are text."""

    RED = "red"
    GREEN = "green"


Identity = NewType("Identity", int)


class Place(NamedTuple):
    """Two of different types."""

    name: str
    number: int


class Mapped(TypedDict):
    """No plain value."""

    name: str


class Typed(gymnasium.Env):
    """Says by types and defaults what it takes; the rest it hands on to one that takes nothing."""

    observation_space, action_space = gymnasium.spaces.Discrete(2), gymnasium.spaces.Discrete(2)

    def __init__(
        self,
        size: int,
        render_mode: str | None,
        max_episode_steps: int,
        speed: float = 1,
        late: "bool | None" = None,
        goals: Sequence[int] = (1, 2),
        pair: tuple[str, str] | None = None,
        mode: Literal["a", "b"] = "a",
        plain=(1, 0),
        scale=np.float32(0.5),  # noqa: B008
        count: Annotated[int, "of them"] = 3,
        table: dict | None = None,
        tint: Colour = Colour.RED,
        word: Word = Word.RED,
        call: Callable[[], int] = int,
        raw: bytes = b"",
        phase: complex = 0j,
        table_or_number: "dict[str, int] | int" = 0,
        seen: set[int] = frozenset(),
        anything: Any = 1,
        place: Path = Path(),
        weight: numbers.Real = 1.0,
        identity: Identity = Identity(0),
        words: list[Literal["a", "b"]] = (),
        steps: Sequence[tuple[int, int]] = (),
        mixed: tuple[str, int] = ("a", 1),
        fields: Place | None = None,
        mapping: Mapped | None = None,
        few: Literal[1, 2, None] = 1,
        by_enum=Colour.RED,
        by_bytes=b"",
        by_integer=THREE,
        by_set=frozenset({1}),
        **others: object,
    ) -> None:
        super().__init__(**others)
        self.size, self.render_mode, self.steps = size, render_mode, max_episode_steps


@pytest.fixture
def typed() -> Iterator[str]:
    gymnasium.register("Typed-v0", entry_point=Typed)
    yield "Typed-v0"
    del gymnasium.registry["Typed-v0"]


def test_that_values_of_the_declared_types_are_taken(typed: str) -> None:
    check_options(typed, {"size": 3, "speed": 2, "late": None, "goals": (3,), "pair": ("a", "b"), "plain": (0.5, 1)})
    check_options(typed, {"late": True, "goals": (), "pair": None, "mode": "b", "scale": 2, "count": 4, "other": "x"})
    check_options(
        typed, {"anything": "x", "place": "here", "weight": 3, "identity": 4, "word": "green", "seen": (1, 2)}
    )
    check_options(typed, {"table": None, "table_or_number": 5})


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("size", "5", "must be a whole number"),
        ("size", 0.5, "must be a whole number"),
        ("size", True, "must be a whole number"),
        ("speed", "fast", r"must be a number, such as 1\."),
        ("late", "no", "must be true or false or none"),
        ("late", 1, "must be true or false or none"),
        ("goals", 3, r"must be a list of whole numbers, such as \[1, 2\]"),
        ("goals", (1, "x"), r'is \[1, "x"\], but must be a list of whole numbers'),
        ("pair", (1, 2), "must be none or a list of 2 texts"),
        ("mode", 5, 'is 5, but must be "a" or "b".'),
        ("mode", "c", 'is "c", but must be "a" or "b".'),
        ("pair", ("a",), "must be none or a list of 2 texts"),
        ("table", "{}", 'is "{}", but must be none'),
        ("tint", "BLUE", "must be of type Colour, which can't be given here"),
        ("call", "print", "must be of type Callable, which"),
        ("raw", "x", "must be of type bytes, which"),
        ("phase", "1j", "must be of type complex, which"),
        ("word", "white", 'must be "red" or "green"'),
        ("table_or_number", "x", "must be a whole number"),
        ("seen", 3, "must be a list of whole numbers"),
        ("words", ("c",), 'must be a list of "a" or "b", such as'),
        ("steps", ((0, 1, 2),), "must be a list of lists of 2 whole numbers"),
        ("mixed", (1, "a"), r'must be a list of 2: text, a whole number, such as \["a", 1\]'),
        ("fields", ("a", "b"), "must be none or a list of 2: text, a whole number"),
        ("mapping", "x", "must be none"),
        ("few", 3, "must be 1 or 2 or none"),
        ("by_enum", "BLUE", "must be of type Colour, which can't be given here"),
        ("by_bytes", "x", "must be of type bytes, which"),
        ("by_integer", 2.5, "must be a whole number, such as 3"),
        ("by_set", 3, "must be a list"),
        ("plain", "10", r"must be a list of numbers, such as \[1, 0\]"),
        ("scale", "x", "must be a number, such as 0.5"),
        ("count", 0.5, "must be a whole number, such as 3"),
    ],
)
def test_that_values_of_other_types_are_named(typed: str, name: str, value: object, words: str) -> None:
    with pytest.raises(InputError, match=words):
        check_options(typed, {name: value})


def test_that_arguments_which_gymnasium_would_keep_reach_a_constructor_that_needs_them(typed: str) -> None:
    made = make_environment(f"{typed}(max_episode_steps=7, size=2)").unwrapped
    assert (made.size, made.render_mode, made.steps) == (2, None, 7)
    with pytest.raises(InputError, match="without max_episode_steps, which its constructor needs"):
        make_environment(f"{typed}(size=2)")


def test_that_an_argument_which_nothing_inside_takes_is_named(typed: str) -> None:
    with pytest.raises(InputError, match="what it hands them on to doesn't take colour; check"):
        make_environment(f"{typed}(max_episode_steps=7, size=2, colour=3)")


def test_that_sequences_are_given_as_the_constructor_says() -> None:
    def make(
        a: tuple[int, ...] = (), b: list[int] = [], c=(1, 2), d=[1], e=None,  # noqa: B006
        f: Sequence[int] = (), g: "tuple[int, ...] | None" = None, h: list[tuple[int, int]] = [],  # noqa: B006
        i: Annotated[tuple[list[int], ...], "of them"] = (), j: set[int] | None = None, k=frozenset(),
        x: "frozenset[int]" = frozenset(), m: Path | None = None, n: Path | str = "", o=Path(),
        p: Place | None = None,
    ) -> None:  # fmt: skip
        """Takes many."""

    gymnasium.register("Sequences-v0", entry_point=make)
    try:
        nested: dict[str, Option] = {"h": ((1, 2),), "i": ((1,), (2,))}
        paths = dict.fromkeys("mnoz", "here")
        given = constructor_arguments(
            "Sequences-v0", {**dict.fromkeys("abcdefgjkxy", (1, 2)), **nested, **paths, "p": ("a", 1)}
        )
    finally:
        del gymnasium.registry["Sequences-v0"]
    assert given == {
        "a": (1, 2), "b": [1, 2], "c": (1, 2), "d": [1, 2], "e": [1, 2], "f": (1, 2), "g": (1, 2),
        "h": [(1, 2)], "i": ([1], [2]), "y": [1, 2], "j": {1, 2}, "k": frozenset({1, 2}), "x": frozenset({1, 2}),
        "m": Path("here"), "n": "here", "o": Path("here"), "z": "here",
        "p": Place("a", 1),
    }  # fmt: skip


class TakesAll(gymnasium.Env):
    """Takes any argument."""

    observation_space, action_space = gymnasium.spaces.Discrete(2), gymnasium.spaces.Discrete(2)

    def __init__(self, **others: object) -> None:
        if others.get("wrong"):
            raise TypeError("the argument wrong must be false")
        self.others = others


def test_that_an_array_is_given_where_the_constructor_says_so() -> None:
    def make(by_type: np.ndarray | None = None, by_default=ZEROS) -> None:
        """Takes two."""

    gymnasium.register("Arrays-v0", entry_point=make)
    try:
        given = constructor_arguments("Arrays-v0", {"by_type": (1, 2), "by_default": (0.5, 1.5)})
    finally:
        del gymnasium.registry["Arrays-v0"]
    for name, numbers_ in (("by_type", [1, 2]), ("by_default", [0.5, 1.5])):
        assert isinstance(given[name], np.ndarray)
        assert given[name].tolist() == numbers_


@pytest.fixture
def takes_all() -> Iterator[str]:
    gymnasium.register("TakesAll-v0", entry_point=TakesAll)
    yield "TakesAll-v0"
    del gymnasium.registry["TakesAll-v0"]


def test_that_names_which_gymnasium_has_itself_reach_a_constructor_that_takes_any(takes_all: str) -> None:
    assert make_environment(f"{takes_all}(id=5)").unwrapped.others == {"id": 5}
    with pytest.raises(InputError, match="argument self can't be set; it is the environment itself"):
        make_environment(f"{takes_all}(self=5)")


def test_that_what_a_constructor_finds_wrong_itself_is_said_with_what_it_was_given(takes_all: str) -> None:
    words = "TypeError: the argument wrong must be false. Check what its constructor was given: wrong=true"
    with pytest.raises(InputError, match=words):
        make_environment(f"{takes_all}(wrong=true)")


def test_that_a_map_of_one_s_own_is_made() -> None:
    made = make_environment('FrozenLake-v1(desc=["SF", "HG"], map_name=none, reward_schedule=[1, -1, 0])')
    made.reset(seed=0)
    assert made.unwrapped.desc.shape == (2, 2)
    made.close()


def test_that_annotations_which_can_t_be_evaluated_are_read_by_their_names() -> None:
    def make(much: "Optional[bool]", other: "Unknown" = 3) -> None:  # noqa: F821
        """Takes two."""

    gymnasium.register("Unreadable-v0", entry_point=make)
    try:
        with pytest.raises(InputError, match="must be true or false or none"):
            check_options("Unreadable-v0", {"much": "yes"})
        check_options("Unreadable-v0", {"much": None, "other": 2.5})
    finally:
        del gymnasium.registry["Unreadable-v0"]


def test_that_too_many_are_refused() -> None:
    with pytest.raises(InputError, match="32 are the most"):
        check_options("CartPole-v1", {f"a{n}": 1 for n in range(33)})


def test_that_a_constructor_that_takes_anything_is_given_it() -> None:
    name = "TakesWhatever-v0"
    gymnasium.register(name, entry_point=lambda **options: None)
    try:
        check_options(name, {"whatever": 1})
    finally:
        del gymnasium.registry[name]


def test_that_a_value_of_another_kind_is_named() -> None:
    with pytest.raises(InputError, match="argument 'a' is set"):
        checked_value("a", set())
