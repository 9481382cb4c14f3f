"""Results of the engine's commands as pages: what they say, and that nothing in them is taken for markup."""

import json
import re

import pytest

from workbench.state.result_words import difference_page, hand_page, page_of, report_page, verdict_page

DIFFERENCE = {
    "sides": [
        {"path": "/a<b>", "environment": "CartPole-v1", "env_steps": 1234, "changes": []},
        {
            "path": "/b", "environment": "CartPole-v1", "env_steps": None,
            "changes": [
                {"env_step": 500, "changes": {"learning_rate": [0.1, 0.01]}}, {"env_step": 700, "new_episodes": True},
            ],
        },
    ],
    "hyperparameters": {
        "gamma": [0.9, 0.99], "hidden_sizes": [[64, 64], None], "value_head": ["expected", "qr-dqn"],
        "capacity": [200000, "a lot"],
    },
    "versions": {"numpy": ["1", "2"]},
    "same_changes": False,
    "pairs": [
        {
            "weights": {
                "distance": 3.0, "relative": 0.5, "largest": 1.5,
                "layers": {"a/kernel": {"distance": 1.0, "relative": 0.1}},
            },
            "behaviour": {"states": 1000, "equal_actions": 0.84, "mean_difference": 2.5, "largest_difference": 9.0},
        }
    ],
}  # fmt: skip
SIDE = {"name": "a", "scores": [1.0, 2.0], "mean": 1.5, "iqm": 1.5, "iqm_interval": [1.0, 2.0]}


def text_of(page: str) -> str:
    return re.sub(r"<[^>]+>", " ", page)


def test_that_a_difference_names_what_differs_and_how_far() -> None:
    text = " ".join(text_of(difference_page(DIFFERENCE)).split())
    for said in ("Discount γ 0.9 0.99", "64,64 –", "numpy 1 2", "step 500: Learning rate 0.1 → 0.01",
                 "3 apart, 50.0 % of the first", "a/kernel 1 10.0 %", "84.0 % of 1,000 states",
                 "Mean |ΔQ| 2.5", "Value head Expected QR-DQN", "Buffer capacity 200,000 a lot"):  # fmt: skip
        assert said in text
    assert "/a&lt;b&gt;" in difference_page(DIFFERENCE)


def test_that_what_can_not_be_told_apart_says_why() -> None:
    pair = {"weights": None, "weights_trouble": "Other shapes.", "behaviour": None, "behaviour_trouble": "<No>."}
    page = difference_page({**DIFFERENCE, "pairs": [pair]})
    assert "Other shapes." in page
    assert "&lt;No&gt;." in page


def verdict(standing: str) -> dict[str, object]:
    return {
        "verdict": standing, "pairs": 12, "budget": 32, "difference": {"mean": 30.5, "interval": [10.0, 50.0]},
        "probability_of_improvement": 0.9, "probability_interval": [0.8, 1.0], "error_rate": 0.05,
        "a": {**SIDE, "name": "one"}, "b": {**SIDE, "name": "two"},
    }  # fmt: skip


@pytest.mark.parametrize(
    ("standing", "words"),
    [
        ("A", "one beats two, decided after 12 of at most 32"),
        ("B", "two beats one"),
        ("undecided", "Nothing is decided after 12 of 32 pairs"),
    ],
)
def test_that_a_verdict_says_who_beats_whom_with_figures(standing: str, words: str) -> None:
    text = text_of(verdict_page(verdict(standing)))
    assert words in text
    assert "30.5 (10.0 – 50.0)" in text
    assert "90.0 % (80.0 % – 100.0 %)" in text
    assert "5.0 %" in text


def test_that_the_performance_profile_of_a_verdict_and_of_a_hand_is_told_and_none_of_equal_scores() -> None:
    profile = {"thresholds": [10.0 * at for at in range(21)], "a": [1.0] * 21, "b": [0.25] * 21}
    hand = {"worth": 1.0, "interval": [0.5, 2.0], "seeds": [1], "with": SIDE, "without": SIDE}
    for page in (verdict_page({**verdict("A"), "profile": profile}), hand_page({**hand, "profile": profile})):
        text = " ".join(text_of(page).split())
        assert "above 0.00 100 % 25 % above 40.0 100 % 25 %" in text
        assert "above 200" not in text, "above the highest there is none"
    same = {"thresholds": [5.0] * 21, "a": [0.0] * 21, "b": [0.0] * 21}
    assert "rofile" not in verdict_page({**verdict("A"), "profile": same})


@pytest.mark.parametrize(
    ("worth", "interval", "words"),
    [
        (20.0, [5.0, 30.0], "Hand:"),
        (-20.0, [-30.0, -5.0], "did harm: on 3 other seeds the changes cost 20.0"),
        (3.0, [-5.0, 9.0], "from luck"), (None, [None, None], "No seed"),
        (-7.0, [None, None], "be told from luck: on 3 other seeds the changes gave −7.00; it takes six."),
    ],
)  # fmt: skip
def test_that_hand_or_luck_is_told_by_the_interval(worth, interval, words: str) -> None:
    result = {
        "worth": worth, "interval": interval, "seeds": [1, 2, 3], "with": SIDE, "without": SIDE,
        "own_seed": {"with": 5.0, "without": None}, "changes": [{"env_step": 5, "changes": {"gamma": [0.9, 0.8]}}],
    }  # fmt: skip
    page = hand_page(result)
    assert words in text_of(page)
    assert "Discount γ 0.9 → 0.8" in page


def test_that_what_is_not_there_is_said_and_no_table_of_dashes() -> None:
    text = text_of(difference_page({**DIFFERENCE, "hyperparameters": {}, "versions": {}}))
    assert text.count("None.") == 2
    changes = [{"env_step": 5, "changes": {"gamma": [0.9, 0.8]}}]
    nothing = {"worth": None, "interval": [None, None], "seeds": [], "changes": changes}
    assert "–" not in text_of(hand_page({**nothing, "own_seed": {"with": 5.0, "without": 4.0}}))
    assert "–" not in text_of(verdict_page({**verdict("undecided"), "pairs": 0, "difference": {}}))


def test_that_a_report_says_where_it_is() -> None:
    page = report_page({"out": "/x/report.html", "bytes": 12_345, "sections": [{"title": "<b>"}], "troubles": ["Hm."]})
    assert "/x/report.html" in page
    assert "12 kB" in page
    assert "&lt;b&gt;" in page


def test_that_an_unfinished_or_unknown_result_is_no_page_and_no_failure() -> None:
    assert page_of("verdict", {}) == ""
    assert page_of("train", {"a": 1}) == ""
    for kind in ("compare", "verdict", "hand", "report"):
        assert page_of(kind, json.loads('{"seeds": []}'))
