"""`compare`, `verdict`, `hand` and `report`: what they say, save, resume and refuse."""

import csv
import html
import importlib.util
import io
import json
import re
import shutil
import signal
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dqn_engine.commands import cli, places, verdict
from dqn_engine.comparison.curves import read_curves
from dqn_engine.comparison.reading import read_entries
from dqn_engine.comparison.report import file as report_module
from dqn_engine.comparison.sides import side_of
from dqn_engine.storage.run.lock import RunLock
from dqn_engine.study import study_folder
from dqn_engine.study.plan import Change, Job
from dqn_engine.study.run_names import run_name
from dqn_engine.study.seed_saves import IN_PROGRESS
from dqn_engine.study.seed_training import SeedTraining
from dqn_engine.study.wire import job_from_json, job_to_json
from dqn_engine.system.versions import versions_at_work
from tests.support.fake_comparisons import SettingsLearner
from tests.support.fake_study import FakeEvaluator, FakeLearner, study_config

FIXTURES = Path(__file__).parents[1] / "fixtures"
RUN, OTHER = FIXTURES / "run-of-0.1.0", FIXTURES / "mountain-car-of-0.1.0"
CHECKPOINT = RUN / "checkpoints" / "g000003-step200"
TRAINED = ["--every", "500", "--episodes", "3", "--steps", "1000", "--on", "local:1"]

RHYTHM = ["--every", "300", "--episodes", "2", "--on", "local:1"]

pytestmark = pytest.mark.slow  # Weights are read in a process of their own, checkpoints by TensorFlow.

Done = Callable[..., dict[str, Any]]


@pytest.fixture(autouse=True)
def nothing_trained(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "load", lambda device: None)
    monkeypatch.setattr(places, "learner_for", SettingsLearner)
    monkeypatch.setattr(places, "evaluator_for", FakeEvaluator)
    monkeypatch.setattr(study_folder, "can_draw", lambda: False)


@pytest.fixture
def done(capsys: pytest.CaptureFixture[str]) -> Done:
    def run(*words: object, code: int = 0) -> dict[str, Any]:
        capsys.readouterr()
        assert cli.main([*map(str, words), "--json"]) == code
        return json.loads(capsys.readouterr().out.splitlines()[-1])

    return run


@pytest.fixture
def settings(tmp_path: Path) -> Callable[[str, float], Path]:
    def write(name: str, rate: float) -> Path:
        path = tmp_path / f"{name}.toml"
        path.write_text(f'environment = "CartPole-v1"\n[knobs]\nlearning_rate = {rate}\n')
        return path

    return write


# --- compare ----------------------------------------------------------------------------------------------------------


def test_that_a_run_and_its_earlier_checkpoint_differ_in_weights_and_behaviour_only(done: Done) -> None:
    result = done("compare", RUN, CHECKPOINT)
    assert result["hyperparameters"] == {}
    assert result["same_changes"]
    assert [side["kind"] for side in result["sides"]] == ["run", "checkpoint"]
    assert [side["env_steps"] for side in result["sides"]] == [300, 200]
    (change,) = result["sides"][0]["changes"]
    assert change == {"env_step": 150, "changes": {"gamma": [0.99, 0.98], "learning_rate": [0.002, 0.0005]}}
    (pair,) = result["pairs"]
    a, b = (side_of(path).saved.weights for path in (RUN, CHECKPOINT))
    layers = {name: np.linalg.norm(a[name].astype(float) - b[name]) for name in a}
    assert {name: layer["distance"] for name, layer in pair["weights"]["layers"].items()} == pytest.approx(layers)
    assert pair["weights"]["distance"] == pytest.approx(np.linalg.norm(list(layers.values())))
    assert pair["behaviour"]["states"] == 1_000
    assert 0.5 < pair["behaviour"]["equal_actions"] < 1.0
    assert 0.0 < pair["behaviour"]["mean_difference"] < pair["behaviour"]["largest_difference"]
    assert "1,000 states" in result["states"]


def test_that_the_same_weights_do_the_same_everywhere(done: Done) -> None:
    first, second = done("compare", RUN, RUN, RUN)["pairs"]
    assert (first["first"], first["second"], second["first"], second["second"]) == (0, 1, 0, 2)
    assert first["weights"]["distance"] == 0.0
    assert first["behaviour"]["equal_actions"] == 1.0
    assert first["behaviour"]["largest_difference"] == 0.0


def test_that_it_says_why_other_networks_and_environments_can_t_be_subtracted(done: Done) -> None:
    result = done("compare", RUN, OTHER)
    assert result["hyperparameters"]["capacity"] == [256, 64]
    (pair,) = result["pairs"]
    assert pair["weights"] is None
    assert pair["weights_trouble"].endswith("hidden_1/kernel is 4 × 8 in the first and 2 × 8 in the second.")
    assert pair["behaviour"] is None
    assert pair["behaviour_trouble"] == "Behaviour can't be compared: one plays CartPole-v1, another MountainCar-v0."
    other, same = done("compare", RUN, OTHER, CHECKPOINT)["pairs"]
    assert (other["behaviour"], same["behaviour_trouble"]) == (None, None)
    assert same["behaviour"] == done("compare", RUN, CHECKPOINT)["pairs"][0]["behaviour"], (
        "whatever stands between them"
    )


def test_that_the_words_tell_what_the_json_tells(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["compare", str(RUN), str(CHECKPOINT), str(OTHER)]) == 0
    shown = capsys.readouterr().out
    for words in (
        "A: ", "capacity           256   256   64", "A after step 150: learning_rate 0.002 → 0.0005", "C: none",
        "A and B:", "weights: 0.2874 apart", "A and C:", "hidden_1/kernel is 4 × 8",
    ):  # fmt: skip
        assert words in shown


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["compare", RUN], "1 path can't be compared"),
        (["compare", RUN, "{tmp}/nothing"], "There is no file or folder"),
        (["compare", RUN, "{tmp}"], "holds neither"),
        (["verdict", "default", "nothing", "--budget", "8", "--steps", "9"], "'nothing' is neither a preset, nor"),
        (["verdict", "default", "default", "--budget", "8", "--steps", "9"], "A and B have the same settings"),
        (["verdict", "default", "rainbow", "--budget", "5", "--steps", "9"], "of fewer than 6 pairs nothing"),
        (["verdict", "default", "rainbow", "--budget", "8"], "Presets don't say how long to train; add --steps"),
        (["verdict", "default", "rainbow", "--budget", "8", "--steps", "9", "--score", "best"], "final, average"),
        (["verdict", "default", "rainbow", "--budget", "8", "--steps", "9", "--every", "0"], "--every is '0'"),
        (["verdict", "default", "rainbow", "--budget", "8", "--steps", "9", "--resume"], "name it by --out"),
        (["verdict", "default", "rainbow", "--budget", "8", "--steps", "9", "--on", "moon"], "--on is 'moon'"),
        (["verdict", "default", OTHER, "--budget", "8"], "A plays CartPole-v1 and B MountainCar-v0"),
        (["verdict", "default", RUN, "--budget", "8"], "was changed after 150 steps"),
        (["verdict", "default", "rainbow", "--budget", "8", "--steps", "9", "--first-seed", "2147483645"], "too few"),
        (["hand", OTHER], "Nothing that learning depends on was changed during the run"),
        (["hand", "{tmp}"], "{tmp}"),
        (["report", RUN, "--out", "{tmp}/x.pdf"], "must end in .html, .md, .csv"),
        (["report", "{tmp}", "--out", "{tmp}/x.md"], "is neither the folder of a run, nor of a study"),
        (["report", RUN, "--out", "{tmp}/no/x.md"], "x.md"),
    ],
)
def test_that_bad_input_is_one_sentence_also_as_json(
    words: list[object], sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = [str(word).replace("{tmp}", str(tmp_path)) for word in words]
    assert cli.main([*given, "--json"]) == 2
    out, err = capsys.readouterr()
    assert sentence.replace("{tmp}", str(tmp_path)) in err
    assert len(err.splitlines()) == 1
    assert json.loads(out)["kind"] == "input"
    assert sorted(tmp_path.iterdir()) == []


# --- verdict ----------------------------------------------------------------------------------------------------------


def test_that_the_better_one_is_found_early_and_what_is_said_follows_from_its_seeds(
    done: Done, settings: Callable[[str, float], Path], tmp_path: Path
) -> None:
    good, bad = settings("good", 0.002), settings("bad", 0.0001)
    result = done("verdict", good, bad, "--budget", 16, *TRAINED, "--out", tmp_path / "v")
    assert (result["verdict"], result["pairs"], result["budget"], result["complete"]) == ("A", 8, 16, True)
    assert result["sentence"] == "good beats bad, decided after 8 of at most 16 pairs of seeds."
    a, b = (np.array(result[side]["scores"]) for side in "ab")
    assert result["difference"]["mean"] == pytest.approx((a - b).mean())
    low, high = result["difference"]["interval"]
    assert 0 < low < (a - b).mean() < high
    assert result["probability_of_improvement"] == 1.0
    assert result["profile"]["a"][0] >= result["profile"]["b"][0]
    assert done("verdict", bad, good, "--budget", 16, *TRAINED)["verdict"] == "B", "nothing is saved without --out"
    saved = json.loads((tmp_path / "v" / "verdict.json").read_text())
    assert {**saved, "planned_seeds": None} == {**result, "planned_seeds": None}
    assert json.loads((tmp_path / "v" / "study.json").read_text())["preset"] == "good", "it is a study as well"


@pytest.mark.parametrize("command", ["verdict", "hand"])
def test_that_performance_profiles_are_told_in_words(
    command: str, done: Done, settings: Callable[[str, float], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    words: list[object] = ["hand", RUN, "--seeds", 2, *RHYTHM]
    names = ("with the changes", "without the changes")
    if command == "verdict":
        words = ["verdict", settings("good", 0.002), settings("bad", 0.0001), "--budget", 8, *TRAINED]
        names = ("A", "B")
    profile = done(*words)["profile"]
    assert cli.main([str(word) for word in words]) == 0
    (line,) = [line for line in capsys.readouterr().out.splitlines() if line.startswith("performance profile")]
    above = ", ".join(f"{profile['thresholds'][at]:,.1f}" for at in range(0, 20, 4))
    parts = {side: ", ".join(f"{100 * profile[side][at]:.0f} %" for at in range(0, 20, 4)) for side in "ab"}
    assert line == f"performance profile, seeds above {above}: {names[0]} {parts['a']}; {names[1]} {parts['b']}"


def test_that_equal_ones_spend_the_budget(done: Done, settings: Callable[[str, float], Path]) -> None:
    result = done("verdict", settings("one", 0.0001), settings("two", 0.0002), "--budget", 8, *TRAINED)
    assert (result["verdict"], result["pairs"], result["complete"]) == ("undecided", 8, True)
    low, high = result["difference"]["interval"]
    assert low < 0 < high
    assert "the budget of 8 pairs of seeds is spent" in result["sentence"]


def test_that_a_verdict_goes_on_from_what_is_there_and_no_other_budget_is_mixed_in(
    done: Done, settings: Callable[[str, float], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ["verdict", settings("one", 0.0001), settings("two", 0.0003)]
    expected = done(*words, "--budget", 12, *TRAINED, "--out", tmp_path / "whole")
    real, trained = places.learner_for, []

    class Interrupted(SettingsLearner):
        def restart(self, seed: int) -> None:
            trained.append(seed)
            if len(trained) == 8:
                signal.raise_signal(signal.SIGINT)
            super().restart(seed)

    monkeypatch.setattr(places, "learner_for", Interrupted)
    part = done(*words, "--budget", 12, *TRAINED, "--out", tmp_path / "cut", code=130)
    assert not part["complete"]
    assert part["sentence"].startswith("Nothing is decided after")
    monkeypatch.setattr(places, "learner_for", real)
    refused = done(*words, "--budget", 10, *TRAINED, "--out", tmp_path / "cut", "--resume", code=2)
    assert "was begun with different budget; repeat" in refused["error"]
    resumed = done(*words, "--budget", 12, *TRAINED, "--out", tmp_path / "cut", "--resume")
    assert {**resumed, "out": None} == {**expected, "out": None}
    used = done(*words, "--budget", 12, *TRAINED, "--out", tmp_path / "cut", code=2)
    assert "already holds a study" in used["error"]


def test_that_what_is_not_a_verdict_s_is_not_resumed_as_one(
    done: Done, settings: Callable[[str, float], Path], tmp_path: Path
) -> None:
    words = ["verdict", settings("a", 0.0001), settings("b", 0.0003), "--budget", 6, *TRAINED, "--out", tmp_path / "v"]
    done(*words)
    (tmp_path / "v" / "verdict.json").write_text('{"budget": 6, "budget": 7}')
    assert "verdict.json' can't be read" in done(*words, "--resume", code=2)["error"]
    (tmp_path / "v" / "verdict.json").unlink()
    assert "holds a study, but no verdict.json" in done(*words, "--resume", code=2)["error"]
    lock = RunLock(tmp_path / "v")
    (tmp_path / "v" / "verdict.json").write_text("{}")
    try:
        assert done(*words, "--resume", code=2)["kind"] == "input"
    finally:
        lock.release()


def test_that_a_killed_verdict_comes_to_what_it_would_have_come_to(
    done: Done, settings: Callable[[str, float], Path], tmp_path: Path
) -> None:
    words = ["verdict", settings("one", 0.0001), settings("two", 0.0012), "--budget", 9, *TRAINED]
    expected = done(*words, "--out", tmp_path / "whole")
    command = [sys.executable, "-m", "tests.support.fake_comparisons", *map(str, words), "--out", str(tmp_path / "cut")]
    for finished in (2, 7):
        process = subprocess.Popen([*command, "--resume"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        table = tmp_path / "cut" / "seeds.csv"
        while process.poll() is None and not (table.exists() and table.read_text().count("\n") > finished):
            time.sleep(0.01)
        process.kill()
        process.wait()
    resumed = done(*words, "--out", tmp_path / "cut", "--resume")
    assert {**resumed, "out": None} == {**expected, "out": None}


def test_that_runs_stand_for_their_settings_and_their_seeds_are_left_out(
    done: Done, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verdict, "LEAST_BUDGET", 1)
    result = done("verdict", OTHER, "default", "--env", "MountainCar-v0", "--budget", 4, "--every", 300,
                  "--episodes", 2, "--on", "local:1")  # fmt: skip
    own = side_of(OTHER).config
    assert own.seed not in result["seeds"]
    assert result["steps"] == 300
    assert result["a"]["config"]["knobs"]["capacity"] == own.knobs["capacity"]


# --- hand -------------------------------------------------------------------------------------------------------------


def test_that_the_hand_of_a_run_is_told_from_luck_by_other_seeds(done: Done, tmp_path: Path) -> None:
    result = done(
        "hand", RUN, "--seeds", 6, "--every", 300, "--episodes", 2, "--on", "local:1", "--out", tmp_path / "h"
    )
    assert result["seeds"] == [0, 1, 2, 3, 4, 5]
    assert result["own_seed"]["seed"] == 7
    # The run began with a learning rate of 0.002, which the changes took down to 0.0005: 300 less, but for luck.
    assert -450 < result["worth"] < -150
    low, high = result["interval"]
    assert low < result["worth"] < high < 0
    assert result["sentence"].startswith("The hand did harm: on 6 other seeds")
    a, b = (np.array(result[side]["scores"]) for side in ("with", "without"))
    assert result["worth"] == pytest.approx((a - b).mean())
    saved = json.loads((tmp_path / "h" / "hand.json").read_text())
    assert (saved["worth"], saved["complete"]) == (result["worth"], True)
    few = done("hand", RUN, "--seeds", 2, *RHYTHM)
    assert (few["interval"], few["worth"] < 0) == ([None, None], True)
    assert few["sentence"].startswith("So few can't be told from luck: on 2 other seeds")


def test_that_a_hand_is_resumed(done: Done, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    words = ["hand", RUN, "--seeds", 3, *RHYTHM]
    expected = done(*words)
    real, begun = places.learner_for, []

    class Interrupted(SettingsLearner):
        def restart(self, seed: int) -> None:
            begun.append(seed)
            if len(begun) == 6:
                signal.raise_signal(signal.SIGTERM)
            super().restart(seed)

    monkeypatch.setattr(places, "learner_for", Interrupted)
    part = done(*words, "--out", tmp_path / "h", code=143)
    assert not part["complete"]
    assert part["seeds"] == [0], "begun in pairs, so that what is finished can be compared"
    monkeypatch.setattr(places, "learner_for", real)
    assert {**done(*words, "--out", tmp_path / "h", "--resume"), "out": None} == expected
    begun.clear()
    assert "different planned seeds" in done(
        "hand", RUN, "--seeds", 4, *words[4:], "--out", tmp_path / "h", "--resume", code=2
    )["error"]  # fmt: skip


def test_that_a_hand_continues_with_the_seed_without_changes_that_it_was_at(
    done: Done, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ["hand", RUN, "--seeds", 3, *RHYTHM]
    expected, trained = done(*words), []

    class Saved(SettingsLearner):
        at = 0

        def restart(self, seed: int) -> None:
            super().restart(seed)
            self.at = 0

        def train(self, most_steps: int) -> int:
            steps = super().train(min(most_steps, 100))
            self.at += steps
            trained.append(steps)
            if len(trained) == 12:  # Of the run's own seed both ways, of the next with changes, and of it without.
                signal.raise_signal(signal.SIGTERM)
            return steps

        def state(self) -> Mapping[str, np.ndarray]:
            return {"at": np.array(self.at)}

        def put_back(self, state: Mapping[str, np.ndarray], past: Mapping[str, np.ndarray]) -> None:
            self.at = int(state["at"])

    monkeypatch.setattr(places, "learner_for", Saved)
    done(*words, "--out", tmp_path / "h", code=143)
    assert {**done(*words, "--out", tmp_path / "h", "--resume"), "out": None} == expected
    assert sum(trained) == 8 * 300, "no step is trained twice"
    assert not (tmp_path / "h" / IN_PROGRESS).exists()


def test_that_changes_come_after_their_step_and_the_next_seed_begins_without_them() -> None:
    tape: list[object] = []
    changes = (Change(env_step=400, new={"gamma": 0.9}), Change(env_step=700, new={"gamma": 0.8, "batch_size": 64}))
    job = Job(name="a", seed=1, config=study_config(), steps=1_000, changes=changes)
    assert job_from_json(json.loads(json.dumps(job_to_json(job)))) == job
    learners: list[FakeLearner] = []

    def learner_for(config: object) -> FakeLearner:
        learners.append(FakeLearner(lambda seed, trained: 1.0, tape, chunk_steps=300))
        return learners[-1]

    with SeedTraining(lambda event: None, lambda: False, learner_for=learner_for, evaluator_for=FakeEvaluator) as place:
        place.run(job)
        assert tape == [
            ("restart", 1), 300, 100, ("change", 400, {"gamma": 0.9}), 100, 200,
            ("change", 700, {"gamma": 0.8, "batch_size": 64}), 300,
        ]  # fmt: skip
        assert learners[0].closed, "its program is of another batch size now"
        live = Job(name="a", seed=2, config=job.config, steps=500, changes=changes[:1])
        for seed in (live, Job(name="a", seed=3, config=job.config, steps=500)):
            tape.clear()
            place.run(seed)
        assert tape[0] == ("become", job.config), "what was changed is as it was told to be again"
    assert len(learners) == 2


# --- report -----------------------------------------------------------------------------------------------------------


def test_that_a_report_has_its_pictures_inside_and_ends_with_how_to_reproduce(
    done: Done, settings: Callable[[str, float], Path], tmp_path: Path
) -> None:
    done("verdict", settings("good", 0.002), settings("bad", 0.0001), "--budget", 8, *TRAINED, "--out", tmp_path / "v")
    done("hand", RUN, "--seeds", 2, *RHYTHM, "--out", tmp_path / "h")
    result = done("report", tmp_path / "v", tmp_path / "h", RUN, "--out", tmp_path / "r.html")
    assert [section["kind"] for section in result["sections"]] == ["verdict", "hand", "run"]
    page = (tmp_path / "r.html").read_text()
    assert page.count("data:image/svg+xml;base64,") == 5, "curves of all, and profiles of the verdict and of the hand"
    assert page.count("Performance profile: what part of seeds scores above") == 2
    assert "<script" not in page
    assert not re.search(r'(src|href)="(?!data:)', page), "nothing is fetched"
    sections = re.findall(r"<h2>(.*?)</h2>", page)
    assert sections == ["Verdict: v", "Hand: h", "Run: run-of-0.1.0", "To reproduce all of it"]
    last = page[page.index("To reproduce all of it") :]
    for words in (
        "dqn-engine reproduce", "dqn-engine hand", "learning_rate=0.002 ", "--set learning_rate=0.0001",
        "0,1,2,3,4,5,6,7", "tensorflow 2.21.0",
        "2b304524840c071ad2e2cdf689f0461a7347b53ef8a4a115e8815d4a251a4ab8",
    ):  # fmt: skip
        assert words in last
    assert last.count(f"made with:</p>\n<pre>{versions_at_work()}</pre>") == 2, "of the verdict and of the hand"
    assert f"dqn-engine hand {RUN} --seeds 2 --every 300 --episodes 2" in last
    files = dict(re.findall(r"<p>([AB])\.toml, which is (?:good|bad):</p>\n<pre>(.*?)</pre>", last, re.DOTALL))
    for letter, rate in (("A", 0.002), ("B", 0.0001)):
        told = tomllib.loads(html.unescape(files[letter]))
        assert (told["environment"], told["knobs"].get("learning_rate", 0.002)) == ("CartPole-v1", rate)
        (tmp_path / f"{letter}.toml").write_text(html.unescape(files[letter]))
    (again,) = re.findall(r"dqn-engine (verdict A.toml .*? NEW-FOLDER)", last)
    words = [str(tmp_path / word) if word.endswith(".toml") or word == "NEW-FOLDER" else word for word in again.split()]
    first, second = (json.loads((tmp_path / "v" / "verdict.json").read_text()), done(*words, "--on", "local:1"))
    assert [second[letter]["config"]["knobs"] for letter in "ab"] == [
        first[letter]["config"]["knobs"] for letter in "ab"
    ]
    assert {key: second[key] for key in ("verdict", "pairs", "seeds", "budget", "steps", "score")} == {
        key: first[key] for key in ("verdict", "pairs", "seeds", "budget", "steps", "score")
    }
    hand = page[page.index("Hand: h</h2>") : page.index("Run: run-of-0.1.0</h2>")]
    assert "<td>seeds</td><td>0-1</td>" in hand
    assert "<td>the run&#x27;s own seed, which doesn&#x27;t count</td><td>7</td>" in hand


def test_that_a_report_of_a_verdict_counts_the_seeds_that_the_verdict_counts(
    done: Done, settings: Callable[[str, float], Path], tmp_path: Path
) -> None:
    folder = tmp_path / "v"
    words = ["verdict", settings("good", 0.002), settings("bad", 0.0001), "--budget", 16, *TRAINED, "--out", folder]
    said = done(*words)
    assert said["pairs"] == 8
    for name in ("evaluations.csv", "seeds.csv"):  # Another worker was at the next seed already.
        with (folder / name).open("r+") as table:
            table.writelines([row.replace("good,7,", "good,8,") for row in table if row.startswith("good,7,")])
    done("report", folder, "--out", tmp_path / "r.md")
    text = (tmp_path / "r.md").read_text()
    low, high = said["a"]["iqm_interval"]
    assert f"| good | 8 | {said['a']['iqm']:,.1f} | {low:,.1f} to {high:,.1f} |" in text
    assert "* seeds: 0-7\n" in text
    mean, (low, high) = (said["difference"][key] for key in ("mean", "interval"))
    assert f"A's score minus B's: {mean:,.1f} (95 % interval over all looks {low:,.1f} to {high:,.1f})" in text
    assert text.count("--seeds 0-7 ") == 2
    done("report", folder, "--out", tmp_path / "r.csv")
    assert "v: good,8," not in (tmp_path / "r.csv").read_text()


def test_that_of_a_study_the_weights_of_its_seeds_and_the_versions_are_told(done: Done, tmp_path: Path) -> None:
    study = tmp_path / "s"
    done("study", "--seeds", "0-2", *TRAINED, "--out", study)
    shutil.rmtree(study / "runs")
    for seed in (0, 2):
        shutil.copytree(RUN, study / "runs" / run_name(("default", seed)))
    (study / "runs" / run_name(("default", 2)) / "history.sqlite").write_bytes(b"damaged")
    done("report", study, "--out", tmp_path / "r.md")
    last = (tmp_path / "r.md").read_text().partition("To reproduce all of it")[2]
    assert "default, seed 0: 2b304524840c071ad2e2cdf689f0461a7347b53ef8a4a115e8815d4a251a4ab8" in last
    assert "default, seed 2: not known, since its run can't be read" in last
    assert "default, seed 1" not in last, "it left no run"
    assert "saved with" in last
    assert versions_at_work() in last


def test_that_a_report_is_also_markdown_and_a_table(done: Done, tmp_path: Path) -> None:
    done("report", RUN, "--out", tmp_path / "r.md")
    text = (tmp_path / "r.md").read_text()
    done("report", RUN, f"{RUN}/", "--out", tmp_path / "twice.md")
    assert (tmp_path / "twice.md").read_text() == text, "what is named twice is told once"
    assert "| 150 | learning\\_rate 0.002 → 0.0005, gamma 0.99 → 0.98 |" in text
    assert text.index("## Run: run-of-0.1.0".replace("_", "\\_")) < text.index("## To reproduce all of it")
    done("report", RUN, "--out", tmp_path / "r.csv")
    header, *rows = csv.reader(io.StringIO((tmp_path / "r.csv").read_text()))
    assert tuple(header) == report_module.COLUMNS
    assert [row[:5] for row in rows if row[0] == "run"][0] == ["run", "run-of-0.1.0", "7", "100", "10.0"]
    assert any(row[0] == "reproduce" and "dqn-engine reproduce" in row[5] for row in rows)


def test_that_what_names_hold_is_neither_markup_nor_formula(done: Done, tmp_path: Path) -> None:
    path = tmp_path / "<b>$x$_*y*"
    shutil.copytree(RUN, path)
    done("report", path, "--out", tmp_path / "r.html")
    assert "<b>" not in (tmp_path / "r.html").read_text()
    done("report", path, "--out", tmp_path / "r.md")
    assert "## Run: \\<b\\>$x$\\_\\*y\\*" in (tmp_path / "r.md").read_text()


def test_that_without_matplotlib_a_report_says_what_to_install(
    done: Done, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "matplotlib" else real(name))
    result = done("report", RUN, "--out", tmp_path / "r.html")
    assert result["troubles"] == ["Pictures are left out; to have them drawn, install the extra 'study'."]
    page = (tmp_path / "r.html").read_text()
    assert "install the extra &#x27;study&#x27;" in page
    assert "<img" not in page


def test_that_a_damaged_study_is_refused(done: Done, tmp_path: Path) -> None:
    for content in ("{}", "[", '{"configs": {}, "seeds": [1], "steps": 5}', '{"configs": 1, "seeds": [], "steps": 1}'):
        (tmp_path / "s").mkdir(exist_ok=True)
        (tmp_path / "s" / "plan.json").write_text(content)
        assert "plan" in done("report", tmp_path / "s", "--out", tmp_path / "r.md", code=2)["error"]


@pytest.fixture
def compared(done: Done, settings: Callable[[str, float], Path], tmp_path: Path) -> Callable[[str], Path]:
    """A verdict's or a hand's whole folder."""

    def make(name: str) -> Path:
        words = ["hand", RUN, "--seeds", 2, *RHYTHM]
        if name == "verdict.json":
            words = ["verdict", settings("a", 0.0001), settings("b", 0.0003), "--budget", 6, *TRAINED]
        done(*words, "--out", tmp_path / "folder")
        return tmp_path / "folder"

    return make


@pytest.mark.parametrize("name", ["verdict.json", "hand.json"])
def test_that_every_field_of_a_verdict_and_a_hand_is_checked(
    name: str, done: Done, compared: Callable[[str], Path], tmp_path: Path
) -> None:
    folder = compared(name)
    report = ["report", folder, "--out", tmp_path / "r.md"]
    assert done(*report)["sections"][0]["kind"] == name.removesuffix(".json")
    whole = json.loads((folder / name).read_text())
    side = "a" if name == "verdict.json" else "with"
    first_score = whole[side]["scores"][0]
    damaged: list[dict[str, Any]] = [{}, {**whole, "other": 1}]
    for key in whole:
        if key != "versions":  # Which earlier versions didn't say.
            damaged.append({other: value for other, value in whole.items() if other != key})
            damaged.append({("x" + other if other == key else other): value for other, value in whole.items()})
        damaged.append({**whole, key: {"of": "another kind"}})
    damaged += [
        {**whole, side: {**whole[side], "scores": [first_score + 1, *whole[side]["scores"][1:]]}},
        {**whole, side: {**whole[side], "name": "another"}},
        {**whole, side: {**whole[side], "config": {}}},
        {**whole, "planned_seeds": [*whole["planned_seeds"][:-1], 99]},
        {**whole, "seeds": [*whole["seeds"][:-1], 99]},
        {**whole, "probability_of_improvement": 1.5},
        {**whole, "steps": whole["steps"] + 1},
    ]
    for values in damaged:
        (folder / name).write_text(json.dumps(values))
        assert name in done(*report, code=2)["error"], values


def test_that_the_run_s_own_seed_doesn_t_count_in_a_hand_s_row_and_curves(compared: Callable[[str], Path]) -> None:
    folder = compared("hand.json")
    rows = {entry.part: entry for entry in read_entries(folder)}
    assert [(row.seeds, row.seeds_planned) for row in rows.values()] == [(2, 2), (2, 2)]
    said = json.loads((folder / "hand.json").read_text())
    assert rows["with the changes"].last == said["with"]["iqm"]
    assert [row.steered for row in rows.values()] == [True, False], "no seeds of the same settings"
    assert {curve.seed for curve in read_curves(folder)} == {0, 1}
    (folder / "hand.json").write_text("{}")
    assert "hand.json" in read_entries(folder)[0].trouble
