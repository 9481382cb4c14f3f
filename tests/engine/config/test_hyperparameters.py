"""Every hyperparameter keeps its own rules, and what it prints it reads."""

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dqn_engine.config.checks import check_together, check_with_environment
from dqn_engine.config.hyperparameters import (
    KNOB_BY_NAME,
    KNOBS,
    Knob,
    KnobKind,
    Scale,
    default_knobs,
    knob_named,
    means_something,
    parse_assignments,
    saved_knobs,
    validate_knobs,
)
from dqn_engine.environments.registry import environment_info
from dqn_engine.system.errors import InputError
from dqn_engine.system.values import KnobValue


def values_of(knob: Knob) -> st.SearchStrategy[KnobValue]:
    """Every value the hyperparameter accepts."""
    match knob.kind:
        case KnobKind.BOOL:
            return st.booleans()
        case KnobKind.CHOICE:
            return st.sampled_from(knob.choices)
        case KnobKind.INT:
            return st.integers(int(knob.low), int(knob.high))
        case KnobKind.FLOAT:
            return st.floats(knob.low, knob.high)
        case KnobKind.SIZES:
            return st.lists(st.integers(int(knob.low), int(knob.high)), min_size=1, max_size=8).map(tuple)


knobs_and_values = st.sampled_from(KNOBS).flatmap(lambda knob: st.tuples(st.just(knob), values_of(knob)))
numbers = st.sampled_from([knob for knob in KNOBS if knob.kind in (KnobKind.INT, KnobKind.FLOAT)])
anything = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20), st.lists(st.integers(), max_size=10),
    st.just(10**400), st.binary(max_size=3), st.dictionaries(st.text(max_size=2), st.integers(), max_size=2),
)  # fmt: skip


@given(knobs_and_values)
def test_that_what_is_printed_is_read_back_exactly(case: tuple[Knob, KnobValue]) -> None:
    knob, value = case
    assert knob.validate(value) == value
    read = knob.parse(knob.format(value))
    assert read == value
    assert type(read) is type(value)


@given(st.sampled_from(KNOBS), anything)
def test_that_any_other_value_is_taken_or_refused_with_a_sentence(knob: Knob, value: object) -> None:
    sentence = f"{knob.name} is {knob.allowed}"
    try:
        taken = knob.validate(value)
        assert knob.validate(taken) == taken
    except InputError as error:
        sentence = str(error)
    assert sentence.startswith(f"{knob.name} is ")
    assert knob.allowed in sentence


@given(st.sampled_from(KNOBS), st.text(max_size=30))
def test_that_any_text_is_read_or_refused_with_a_sentence(knob: Knob, text: str) -> None:
    sentence = f"{knob.name} is "
    try:
        value = knob.parse(text)
        assert knob.validate(value) == value
    except InputError as error:
        sentence = str(error)
    assert sentence.startswith(f"{knob.name} is ")


@given(numbers, st.floats(1e-9, 1e12))
def test_that_values_out_of_bounds_are_refused(knob: Knob, distance: float) -> None:
    for value in (knob.low - distance, knob.high + distance, math.inf, -math.inf, math.nan):
        if knob.low <= value <= knob.high:  # The distance was lost in rounding.
            continue
        for refuse in (lambda value: knob.validate(value), lambda value: knob.parse(repr(value))):
            with pytest.raises(InputError, match="but must be"):
                refuse(value)


def test_that_whole_numbers_stay_whole_and_switches_are_no_numbers() -> None:
    batch, gamma, double, sizes = (KNOB_BY_NAME[name] for name in ("batch_size", "gamma", "double", "hidden_sizes"))
    assert batch.validate(32.0) == 32
    assert isinstance(batch.validate(32.0), int)
    assert isinstance(gamma.validate(0), float)
    assert batch.parse("1e3") == 1000
    assert sizes.parse("64x32") == sizes.parse(" 64, 32 ") == (64, 32)
    assert sizes.validate([8]) == (8,)
    for knob, value in (
        (batch, 32.5), (batch, True), (batch, "32"), (gamma, True), (double, 1), (double, "true"),
        (sizes, []), (sizes, [1] * 9), (sizes, [1.0]), (sizes, [True]), (sizes, "64"), (sizes, 64),
    ):  # fmt: skip
        with pytest.raises(InputError):
            knob.validate(value)


def test_that_every_declaration_is_sound() -> None:
    assert len(KNOB_BY_NAME) == len(KNOBS)
    for knob in KNOBS:
        assert knob.validate(knob.default) == knob.default
        assert knob.help.endswith(".")
        assert knob.label
        assert knob.group
        if knob.kind in (KnobKind.INT, KnobKind.FLOAT, KnobKind.SIZES):
            assert math.isfinite(knob.low)
            assert knob.low < knob.high < math.inf
        if knob.scale is Scale.LOG:
            assert knob.low >= 0  # From 0 a slider is even up to a knee, and logarithmic above it.
        for other, values in knob.shown_when.items():
            assert all(KNOB_BY_NAME[other].validate(value) == value for value in values)
    groups = [knob.group for knob in KNOBS]
    assert sum(a != b for a, b in zip(groups, groups[1:], strict=False)) == len(set(groups)) - 1, "groups stay together"


def test_that_defaults_are_a_new_dictionary_each_time() -> None:
    first = default_knobs()
    first["gamma"] = 0.5
    assert default_knobs()["gamma"] == KNOB_BY_NAME["gamma"].default
    assert validate_knobs({}) == default_knobs()


def test_that_unknown_names_are_refused_with_the_nearest() -> None:
    with pytest.raises(InputError, match="Did you mean learning_rate?"):
        knob_named("learning_rat")
    with pytest.raises(InputError, match="dqn-engine knobs lists them all"):
        knob_named("zzz")
    with pytest.raises(InputError, match="There is no hyperparameter named ''"):
        parse_assignments(["=1"])
    assert parse_assignments([" gamma = 0.5", "gamma=0.25"]) == {"gamma": 0.25}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"capacity": 100, "batch_size": 101, "learning_starts": 1}, "can't be larger than the buffer"),
        ({"value_head": "c51", "v_min": 3.0, "v_max": 3.0}, "must rise between them; lower v_min"),
        ({"value_head": "c51", "munchausen": True}, "Munchausen works on expected values only; set munchausen to"),
        ({"value_head": "qr-dqn", "munchausen": True}, "Munchausen works on expected values only"),
        ({"value_head": "qr-dqn", "loss": "squared"}, "squared errors don't find quantiles; set loss to huber"),
        ({"value_head": "iqn", "munchausen": True}, "Munchausen works on expected values only"),
        ({"value_head": "iqn", "loss": "squared"}, "value_head iqn, but squared errors don't find quantiles"),
        ({"capacity": 100, "batch_size": 1, "learning_starts": 101}, "can't wait for more than the buffer holds"),
    ],
)
def test_that_contradictions_are_refused(changes: dict[str, KnobValue], words: str) -> None:
    for name in changes:
        KNOB_BY_NAME[name].validate(changes[name])
    with pytest.raises(InputError, match=words):
        validate_knobs(changes)


def test_that_knobs_at_each_other_s_limit_are_fine() -> None:
    check_together({**default_knobs(), "capacity": 100, "batch_size": 100, "learning_starts": 100})


def test_that_a_formula_of_cartpole_is_refused_by_name_elsewhere() -> None:
    knobs = {**default_knobs(), "reward_shaping": "notebook-1"}
    for environment in ("CartPole-v0", "CartPole-v1"):
        check_with_environment(knobs, environment_info(environment))
    acrobot = environment_info("Acrobot-v1")
    with pytest.raises(InputError, match="reward_shaping is notebook-1, but Acrobot-v1 has no pole"):
        check_with_environment(knobs, acrobot)
    for shaping in ("none", "scale", "clip"):
        check_with_environment({**knobs, "reward_shaping": shaping}, acrobot)


def test_that_pictures_are_not_scaled_by_statistics() -> None:
    pictures = replace(environment_info("CartPole-v1"), image_shape=(84, 84, 1))
    check_with_environment(default_knobs(), pictures)
    with pytest.raises(InputError, match="observation_scaling is running, but CartPole-v1 shows pictures"):
        check_with_environment({**default_knobs(), "observation_scaling": "running"}, pictures)


EPSILON = {
    "epsilon_schedule", "epsilon_start", "epsilon_end", "epsilon_decay_steps", "epsilon_manual",
}  # fmt: skip
WITHOUT_NOISE = (EPSILON - {"epsilon_manual"}) | {"hidden_initializer"}


@pytest.mark.parametrize(
    ("changes", "gone", "come"),
    [
        ({"exploration": "epsilon-z-greedy"}, set(), {"repeat_exponent", "repeat_limit"}),
        (
            {"exploration": "epsilon-z-greedy", "noisy": True},
            WITHOUT_NOISE,
            {"repeat_exponent", "repeat_limit", "sigma_zero"},
        ),
        ({"exploration": "boltzmann"}, EPSILON, {"temperature"}),
        ({"exploration": "boltzmann", "epsilon_manual": True}, EPSILON, {"temperature"}),
        ({"noisy": True}, WITHOUT_NOISE, {"sigma_zero"}),
        ({"noisy": True, "epsilon_manual": True}, WITHOUT_NOISE, {"sigma_zero", "epsilon_value"}),
        (
            {"value_head": "c51", "loss": "squared"},
            {"loss", "huber_delta", "huber_delta_end", "huber_delta_steps"},
            {"num_atoms", "v_min", "v_max"},
        ),
        ({"value_head": "qr-dqn"}, {"huber_delta_end", "huber_delta_steps"}, {"num_quantiles"}),
        (
            {"value_head": "iqn"},
            {"huber_delta_end", "huber_delta_steps"},
            {"num_cosines", "num_fractions", "num_target_fractions", "num_policy_fractions"},
        ),
        (
            {"munchausen": True},
            {"double"},
            {"munchausen_alpha", "munchausen_temperature", "munchausen_clip"},
        ),
        ({"epsilon_schedule": "multiplicative"}, {"epsilon_decay_steps"}, {"epsilon_decay_rate"}),
        ({"target_sync": "episode"}, {"tau"}, set()),
        ({"reward_shaping": "scale"}, set(), {"reward_scale"}),
    ],
)
def test_that_a_hyperparameter_means_something_only_where_all_it_depends_on_does(
    changes: dict[str, KnobValue], gone: set[str], come: set[str]
) -> None:
    before, after = default_knobs(), {**default_knobs(), **changes}
    had = {name for name in KNOB_BY_NAME if means_something(name, before)}
    has = {name for name in KNOB_BY_NAME if means_something(name, after)}
    assert (had - has, has - had) == (gone, come)


def test_that_a_number_may_be_left_to_the_program_where_that_is_declared() -> None:
    knob = KNOB_BY_NAME["v_max"]
    assert knob.parse(" auto ") == knob.validate("auto") == knob.default == "auto"
    assert knob.format("auto") == "auto"
    assert knob.parse("-3") == -3.0
    assert knob.allowed == "auto or a number from -1000 to 1000"
    for text in ("Auto", "", "high"):
        with pytest.raises(InputError, match="must be auto or a number from -1000 to 1000"):
            knob.parse(text)
    with pytest.raises(InputError, match="must be a number from 0 to 1"):
        KNOB_BY_NAME["gamma"].validate("auto")
    assert saved_knobs({})["v_max"] == 100.0, "what runs did before it could be left open"
