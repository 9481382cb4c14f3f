"""The coach's rules: each speaks where it should and is silent beside that, and what it advises can be tried."""

import dataclasses
from typing import Any

import numpy as np
import pytest

from dqn_engine.config.hyperparameters import KNOB_BY_NAME, LiveClass
from dqn_engine.config.run_config import run_config
from dqn_engine.environments.registry import environment_info
from dqn_engine.probes.coach import RULES, CoachRequest, Facts, advice, coach, collapse_is_near
from dqn_engine.probes.coach_words import WORDS
from dqn_engine.probes.health import Apart, Health, Layer, Terminal
from dqn_engine.probes.replay import Histogram, Replay, Transitions
from dqn_engine.probes.ruler import Ruler
from dqn_engine.probes.subject import subject_of
from dqn_engine.system.values import KnobValue
from dqn_engine.training.exploration.epsilon import epsilon_outside
from dqn_engine.training.run import Run
from tests.support.program_pool import SMALL, small_knobs

NOTHING = np.zeros(0)
BUFFER = Replay(
    stored=5000,
    capacity=5000,
    prioritized=True,
    effective_sample_size=2500.0,
    entropy=8.0,
    evenness=0.94,
    mean_age=2500.0,
    age=Histogram(edges=NOTHING, counts=NOTHING),
    priority=Histogram(edges=NOTHING, counts=NOTHING),
    mean_draws=8.0,
    draws=Histogram(edges=NOTHING, counts=NOTHING),
    share_never_drawn=0.0,
    share_terminated=0.02,
    share_truncated=0.0,
    terminated_of_older=0.02,
    terminated_of_newer=0.02,
    terminated_a_batch=1.5,
    updates_a_step=1.0,
    expected_reuse=64.0,
    beta=0.5,
    table=Transitions(matching=0, **{  # Nothing is asked of it here.
        field.name: NOTHING for field in dataclasses.fields(Transitions) if field.name != "matching"
    }),
)  # fmt: skip
NETWORK = Health(
    slots=NOTHING,
    stored_at=NOTHING,
    actions=NOTHING,
    layers=(
        Layer(name="hidden_1", scores=np.ones(8), dormant=0.1, nearly_dormant=0.2),
        Layer(name="hidden_2", scores=np.ones(8), dormant=0.0, nearly_dormant=0.2),
    ),
    ranks=(),
    weight_norms={},
    sigmas={},
    gradient_norm=0.6,
    clipped=0.1,
    target=Apart(drift=1.0, churn=0.05),
    average=Apart(drift=1.0, churn=0.05),
    largest_q=60.0,
    lowest_q=2.0,
    highest_q=90.0,
    action_gap=3.0,
    dueling=None,
    terminal=Terminal(count=80, reward=1.0, online=4.0, target=3.0),
)
FACTS = Facts(
    knobs=small_knobs(),
    info=environment_info("CartPole-v1"),
    env_steps=3500,
    updates=3000,
    replay=BUFFER,
    health=NETWORK,
    ruler=Ruler(known=True, low=0.0, high=100.0, low_to_limit=0.0, high_to_limit=99.3),
    returns=(200.0,) * 50,
    losses=np.linspace(3.0, 2.0, 40),
    mean_returns=np.linspace(20.0, 200.0, 40),
    epsilon=0.5,
    learning_rate=0.002,
)


def buffer(**changes: Any) -> dict[str, Any]:
    return {"replay": dataclasses.replace(BUFFER, **changes)}


def network(**changes: Any) -> dict[str, Any]:
    return {"health": dataclasses.replace(NETWORK, **changes)}


def knobs(**changes: KnobValue) -> dict[str, Any]:
    return {"knobs": small_knobs(**changes)}


DEAD = Layer(name="hidden_2", scores=np.zeros(8), dormant=1.0, nearly_dormant=1.0)
LOST = Terminal(count=80, reward=1.0, online=30.0, target=20.0)
VANISHED = buffer(terminated_a_batch=0.4, terminated_of_older=0.02, terminated_of_newer=0.003)
NONE_LEFT = buffer(terminated_a_batch=0.0, terminated_of_older=0.0, share_terminated=0.0)
SPEAKS: list[tuple[str, dict[str, Any]]] = [
    ("values-beyond-ruler", network(highest_q=106.0)),
    ("values-beyond-ruler", network(lowest_q=-6.0)),
    ("terminal-values-rise", network(terminal=LOST)),
    ("terminations-vanish", {**VANISHED, "returns": (60.0,) * 20, "mean_returns": np.full(40, 300.0)}),
    ("terminations-vanish", {**NONE_LEFT, **network(terminal=LOST)}),
    ("terminations-vanish", {**NONE_LEFT, **network(largest_q=102.1)}),
    ("explored-too-little", {"epsilon": 0.03, "returns": (20.0,) * 30}),
    ("learning-rate-faded", {"learning_rate": 0.0001}),
    ("dormant-units", network(layers=(dataclasses.replace(NETWORK.layers[0], dormant=0.3), NETWORK.layers[1]))),
    ("dead-layer", network(layers=(NETWORK.layers[0], DEAD))),
    ("priorities-alike", buffer(effective_sample_size=4800.0)),
    ("gradient-clipped", network(clipped=0.7)),
    ("loss-rises-with-returns", {"losses": np.linspace(2.0, 3.0, 40)}),
    ("collapse", {**network(largest_q=102.1), "returns": (500.0,) * 20 + (299.0,) * 5}),
]
SILENT: list[tuple[str, dict[str, Any]]] = [
    ("values-beyond-ruler", network(highest_q=104.0)),
    ("values-beyond-ruler", {**network(highest_q=300.0), "ruler": dataclasses.replace(FACTS.ruler, known=False)}),
    ("values-beyond-ruler", {**network(highest_q=300.0), **knobs(munchausen=True, prioritized=False)}),
    ("terminal-values-rise", network(terminal=dataclasses.replace(LOST, target=31.0))),
    ("terminal-values-rise", network(terminal=None)),
    ("terminations-vanish", {**VANISHED, "returns": (490.0,) * 30, "mean_returns": np.full(40, 480.0)}),
    ("terminations-vanish", {**NONE_LEFT, "returns": (500.0,) * 30}),
    ("terminations-vanish", {**NONE_LEFT, **network(largest_q=101.9), "returns": (500.0,) * 30}),
    ("terminations-vanish", {**VANISHED, "returns": (60.0,) * 19, "mean_returns": np.full(40, 300.0)}),
    ("terminations-vanish", buffer(terminated_a_batch=1.2, terminated_of_newer=0.003)),
    ("terminations-vanish", buffer(stored=500, terminated_a_batch=0.0, share_terminated=0.0)),
    ("explored-too-little", {"epsilon": 0.03}),
    ("explored-too-little", {"epsilon": 0.5, "returns": (20.0,) * 30}),
    ("explored-too-little", {**knobs(noisy=True), "epsilon": 0.0, "returns": (20.0,) * 30}),
    ("explored-too-little", {**knobs(exploration="boltzmann"), "epsilon": 0.0, "returns": (20.0,) * 30}),
    ("learning-rate-faded", {"learning_rate": 0.0001, "returns": (490.0,) * 30}),
    ("learning-rate-faded", {"learning_rate": 0.0001, "returns": (20.0,) * 80 + (490.0,) * 20}),
    ("dormant-units", network(layers=(NETWORK.layers[0], DEAD))),
    ("dead-layer", network(layers=(dataclasses.replace(DEAD, scores=np.eye(8)[0]),))),
    ("priorities-alike", buffer(effective_sample_size=4800.0, prioritized=False)),
    ("gradient-clipped", network(clipped=float("nan"))),
    ("loss-rises-with-returns", {"losses": np.linspace(2.0, 3.0, 40), "mean_returns": np.full(40, 50.0)}),
    ("loss-rises-with-returns", {"losses": np.array([1.0, 9.0]), "mean_returns": np.array([1.0, 9.0])}),
    ("collapse", {**network(largest_q=102.1), "returns": (500.0,) * 20 + (301.0,) * 5}),
    ("collapse", {**network(largest_q=101.9), "returns": (500.0,) * 20 + (60.0,) * 5}),
    ("collapse", {**network(largest_q=102.1), "returns": (200.0,) * 20 + (60.0,) * 5}),  # Nothing had been learned.
    ("collapse", {**network(largest_q=102.1), "returns": (500.0,) * 14 + (60.0,) * 5}),
    (
        "collapse",
        {
            **network(largest_q=102.1),
            "returns": (500.0,) * 20 + (60.0,) * 5,
            **knobs(munchausen=True, prioritized=False),
        },
    ),
]


def test_that_a_healthy_run_is_left_alone() -> None:
    found = advice(FACTS)
    assert found.findings == ()
    assert set(found.silent) == set(RULES) == set(WORDS)


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("gradient-clipped", network(clipped=float("nan"))),
        ("loss-rises-with-returns", {"losses": np.zeros(0), "mean_returns": np.zeros(0)}),
    ],
)
def test_that_a_rule_without_what_it_looks_at_has_found_nothing_and_doesnt_say_so(
    code: str, changes: dict[str, Any]
) -> None:
    found = advice(FACTS._replace(**changes))
    assert found.waiting == (code,)
    assert set(found.silent) == set(RULES) - {code}


@pytest.mark.parametrize(("code", "changes"), SPEAKS)
def test_that_a_rule_speaks_and_what_it_advises_can_be_tried(code: str, changes: dict[str, Any]) -> None:
    facts = FACTS._replace(**changes)
    (finding,) = [found for found in advice(facts).findings if found.code == code]
    assert "{" not in finding.seen
    assert finding.means
    assert finding.source
    assert all(np.isfinite(number) for number in finding.numbers.values())
    assert bool(finding.remedy) == (code != "loss-rises-with-returns")
    for name, value in finding.remedy.items():
        assert KNOB_BY_NAME[name].live is not LiveClass.NEXT_RUN
        assert KNOB_BY_NAME[name].validate(value) == value != facts.knobs[name]


@pytest.mark.parametrize(("code", "changes"), SILENT)
def test_that_a_rule_is_silent_where_it_does_not_apply(code: str, changes: dict[str, Any]) -> None:
    found = advice(FACTS._replace(**changes))
    assert code in (*found.silent, *found.waiting)


def test_that_the_numbers_are_those_that_were_seen() -> None:
    (finding,) = advice(FACTS._replace(**network(highest_q=150.0))).findings
    assert finding.numbers == {"lowest": 2.0, "highest": 150.0, "low": 0.0, "high": 100.0}
    assert finding.seen == "Q-values lie from 2 to 150, but every return lies from 0 to 100."
    (without_double,) = advice(FACTS._replace(**network(highest_q=150.0), **knobs(double=False))).findings
    assert (finding.remedy, without_double.remedy) == ({"learning_rate": 0.001}, {"double": True})
    (too_low,) = advice(FACTS._replace(**network(lowest_q=-50.0), **knobs(double=False))).findings
    assert too_low.remedy == {"learning_rate": 0.001}, "Double makes values smaller still"
    endless = dataclasses.replace(FACTS.ruler, high=np.inf)
    (below,) = advice(FACTS._replace(**network(lowest_q=-50.0, highest_q=900.0), ruler=endless)).findings
    assert below.seen == "Q-values lie from -50 to 900, but every return lies from 0 to inf."
    assert not advice(FACTS._replace(**network(highest_q=900.0), ruler=endless)).findings


def test_that_a_larger_buffer_is_advised_only_where_the_buffer_is_full() -> None:
    failing: dict[str, Any] = {"returns": (60.0,) * 20, "mean_returns": np.full(40, 300.0)}
    (full,) = advice(FACTS._replace(**VANISHED, **failing)).findings
    assert full.remedy == {"capacity": 4 * FACTS.knobs["capacity"]}
    half_full: dict[str, Any] = {"replay": dataclasses.replace(VANISHED["replay"], capacity=10_000)}
    (finding,) = advice(FACTS._replace(**half_full, **failing)).findings
    assert finding.remedy == {"epsilon_end": 2 * FACTS.knobs["epsilon_end"]}, "no failure has left it yet"
    (fixed,) = advice(FACTS._replace(**half_full, **failing, **knobs(epsilon_end=0.0))).findings
    assert fixed.remedy == {"epsilon_end": 0.01}


@pytest.mark.parametrize(
    ("changes", "remedy"),
    [
        ({"noisy": True}, {"epsilon_manual": True, "epsilon_value": 0.01}),
        ({"noisy": True, "epsilon_manual": True, "epsilon_value": 0.1}, {"epsilon_value": 0.2}),
        ({"epsilon_manual": True, "epsilon_value": 0.1}, {"epsilon_value": 0.2}),
        ({"epsilon_schedule": "constant", "epsilon_start": 0.05}, {"epsilon_start": 0.1}),
        ({"exploration": "boltzmann", "temperature": 0.5}, {"temperature": 1.0}),
    ],
)
def test_that_more_exploration_is_advised_of_what_explores(changes: dict[str, Any], remedy: dict[str, Any]) -> None:
    half_full = buffer(capacity=10_000, terminated_a_batch=0.4, terminated_of_newer=0.003)
    failing: dict[str, Any] = {"returns": (60.0,) * 20, "mean_returns": np.full(40, 300.0)}
    (finding,) = [
        each
        for each in advice(FACTS._replace(**half_full, **failing, **knobs(**changes))).findings
        if each.code == "terminations-vanish"
    ]
    assert finding.remedy == remedy


@pytest.mark.parametrize(
    ("changes", "where", "remedy"),
    [
        ({"epsilon_decay_steps": 4000}, {"env_steps": 4100}, {"epsilon_decay_steps": 16_000}),
        ({"epsilon_decay_steps": 4000}, {"env_steps": 28_900}, {"epsilon_decay_steps": 58_000}),
        ({"epsilon_decay_steps": 200}, {"env_steps": 12_000_000}, {}),
        ({"epsilon_schedule": "multiplicative", "epsilon_decay_rate": 0.99}, {"updates": 100},
         {"epsilon_decay_rate": 0.9975}),
        ({"epsilon_schedule": "multiplicative", "epsilon_decay_rate": 0.99}, {"updates": 5000},
         {"epsilon_decay_rate": 0.999865}),
    ],
)  # fmt: skip
def test_that_a_slower_decay_brings_exploration_back_wherever_the_run_is(
    changes: dict[str, Any], where: dict[str, Any], remedy: dict[str, Any]
) -> None:
    facts = FACTS._replace(epsilon=0.03, returns=(20.0,) * 30, **where, **knobs(epsilon_end=0.02, **changes))
    (finding,) = advice(facts).findings
    assert finding.remedy == remedy
    tried = {**facts.knobs, **finding.remedy}
    assert not remedy or epsilon_outside(tried, facts.env_steps, facts.updates) >= 0.5


def test_that_a_faded_learning_rate_comes_back_however_long_ago_it_faded() -> None:
    facts = FACTS._replace(learning_rate=0.0001, **knobs(learning_rate_steps=500))
    for updates, steps in ((600, 2500), (11_501, 24_000), (4_999_999, 10_000_000)):
        (finding,) = advice(facts._replace(updates=updates)).findings
        assert finding.remedy == {"learning_rate_steps": steps}


def test_that_a_layer_is_told_by_its_place_among_all_that_network_health_lists() -> None:
    asleep = (NETWORK.layers[0], dataclasses.replace(NETWORK.layers[1], dormant=0.5))
    (finding,) = advice(FACTS._replace(**network(layers=asleep))).findings
    assert finding.seen == "50% of the 8 units of layer 2 of 2 are dormant."


def test_that_a_collapse_is_near_where_values_are_above_the_ruler_and_the_newest_episodes_fail() -> None:
    ruler, failing = (
        Ruler(known=True, low=50.0, high=100.0, low_to_limit=0.0, high_to_limit=99.3),
        [500.0] * 20 + [60.0] * 5,
    )
    assert collapse_is_near(failing, 101.1, ruler)
    assert not collapse_is_near(failing, 100.9, ruler)
    assert not collapse_is_near([*failing, 500.0, 500.0, 500.0], 101.1, ruler)  # The mean of the newest five counts.
    assert not collapse_is_near(failing, 101.1, dataclasses.replace(ruler, known=False))


@pytest.mark.usefixtures("pooled_sessions")
def test_that_the_coach_looks_at_a_run_as_it_is() -> None:
    run = Run(run_config(seed=4, changes={**SMALL, "learning_rate_steps": 10}), chunk_steps=60)
    run.train(60)
    found = coach(subject_of(run), CoachRequest())
    assert {each.code for each in found.findings} | set(found.silent) | set(found.waiting) == set(RULES)
    faded = subject_of(run)
    told = coach(dataclasses.replace(faded, returns=(20.0,) * 30), CoachRequest())
    (rate,) = [each for each in told.findings if each.code == "learning-rate-faded"]
    assert rate.numbers["rate"] == pytest.approx(0.05 * run.knobs["learning_rate"])
    assert rate.remedy == {"learning_rate_steps": max(50, 2 * run.updates)}
