"""Arguments of an environment's constructor: what is typed is read as meant, and what it doesn't take is named."""

import gymnasium
import pytest

from dqn_engine.environments.options import check_options, checked_value, named, parse_option, parts_of
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
        ("a=False", "False"),
    ],
)
def test_that_a_value_is_read_as_meant(text: str, value: object) -> None:
    name, read = parse_option(text)
    assert (name, read, type(read)) == ("a", value, type(value))


VALUES = [True, 3, -0.5, "8x8", "3", "true", ("SF", "FG"), (1, (2.5, False)), "", 'a "b", (c)', "线\\"]


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
    ],
)
def test_that_what_the_constructor_doesn_t_take_is_named(
    environment: str, options: dict[str, object], words: str
) -> None:
    with pytest.raises(InputError, match=words):
        check_options(environment, options)


def test_that_too_many_are_refused() -> None:
    with pytest.raises(InputError, match="32 are the most"):
        check_options("CartPole-v1", {f"a{n}": 1 for n in range(33)})


def test_that_a_constructor_that_takes_anything_is_given_it() -> None:
    name = "TakesAnything-v0"
    gymnasium.register(name, entry_point=lambda **options: None)
    try:
        check_options(name, {"whatever": 1})
    finally:
        del gymnasium.registry[name]


def test_that_a_value_of_another_kind_is_named() -> None:
    with pytest.raises(InputError, match="argument 'a' is None"):
        checked_value("a", None)
