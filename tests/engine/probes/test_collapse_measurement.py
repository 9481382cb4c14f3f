"""What the measurement of the collapse warning counts as a collapse, a hit, and a false alarm."""

import dataclasses
from pathlib import Path

from tests.benchmarks.collapse import Life, append_life, collapse_in, loss_warns, read_lives, scores


def test_that_a_collapse_is_a_policy_that_was_learned_and_stays_lost() -> None:
    learned = [(500 * n, 20.0 * n) for n in range(1, 11)]  # 200 at 5,000
    lost = [(5000 + 500 * n, 30.0) for n in range(1, 8)]
    assert collapse_in(learned + lost) == 5500
    assert collapse_in(learned + lost[:2]) is None  # not for long enough
    assert collapse_in(learned[:6] + lost) is None  # nothing had been learned
    assert collapse_in([*learned, *lost[:2], (6500, 180.0), *[(6500 + 500 * n, 30.0) for n in range(1, 3)]]) is None
    assert collapse_in([*learned, *[(5000 + 500 * n, 101.0) for n in range(1, 9)]]) is None  # worse, but not lost


def test_that_only_a_warning_before_the_collapse_counts() -> None:
    def life(collapsed: int | None, learned: int | None = 2000, **warned: int) -> Life:
        return Life(setting="", seed=0, updates=9000, learned_at=learned, collapsed_at=collapsed, warned_at=warned)

    lives = [
        life(5000, coach=3000, loss=5500),
        life(6000, coach=5500),
        life(6000, coach=6000),
        life(None, coach=4000),
        life(None),
        life(None, learned=None),
    ]
    found = scores(lives, "coach")
    assert (found["collapses"], found["warned_before"], found["lead_updates"]) == (3, 2, [500, 2000])
    assert found["lead_updates_median"] == 1250
    assert (found["learned_without_collapse"], found["false_alarms"], found["false_alarm_rate"]) == (2, 1, 0.5)
    other = scores(lives, "loss")
    assert (other["warned_before"], other["lead_updates_median"], other["false_alarms"]) == (0, None, 0)


def test_that_the_rule_of_the_loss_wants_some_looks_and_a_jump() -> None:
    assert not loss_warns([1.0] * 7 + [9.0])
    assert loss_warns([1.0] * 8 + [3.1])
    assert not loss_warns([1.0] * 8 + [2.9])


def seen(update: int, value: float, newest: float) -> dict[str, object]:
    return {"updates": update, "largest_q": value, "best_return": 500.0, "returns": [480.0] * 15 + [newest] * 5}


def test_that_runs_are_continued_from_what_was_saved_and_judged_by_the_rule_as_it_is_now(tmp_path: Path) -> None:
    path = tmp_path / "lives.jsonl"
    assert read_lives(path) == []
    looks = (seen(1000, 101.0, 60.0), seen(1500, 103.0, 400.0), seen(2000, 103.0, 60.0), seen(2500, 103.0, 60.0))
    life = Life(
        setting="default", seed=4, updates=9000, learned_at=900, collapsed_at=None, warned_at={"coach": 1}, looks=looks
    )
    append_life(path, life)
    whole = path.read_bytes()
    path.write_bytes(whole + whole[:40])  # the second was cut off in writing
    assert [found.warned_at for found in read_lives(path)] == [{"coach": 2000}]
    append_life(path, dataclasses.replace(life, seed=5, warned_at={"loss": 7}, looks=()))
    first, second = read_lives(path)
    assert (first.seed, second.seed, second.warned_at) == (4, 5, {"loss": 7})
    assert path.read_bytes().startswith(whole)
