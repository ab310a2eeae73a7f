"""Every command answers as documented: for reading, as JSON, from a file and from standard input."""

import json
import random
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))
COMMANDS = ["assess", "plan", "simulate", "validate", "bench", "serve", "knowledge"]
URGENCIES = ["self_care", "gp_soon", "within_days", "same_day", "emergency_now"]
OFFERS = {
    "ibuprofen",
    "naproxen",
    "aspirin",
    "acetaminophen",
    "topical_nsaid",
    "cold",
    "heat",
    "stretch_knee_to_chest",
    "rest_position",
    "gentle_movement",
}


def check_assessment(one):
    assert one["schema_version"] == "1.0"
    assert one["urgency"] in URGENCIES
    assert isinstance(one["complete"], bool)
    assert set(one["offers"]) == OFFERS
    for offer in one["offers"].values():
        assert offer["status"] in ("offered", "ask_first", "blocked")
        assert offer["status"] == "offered" or offer["because"]
    for fired in one["fired"]:
        assert {"rule", "says", "status", "sources"} <= set(fired)
        assert fired["sources"]
    if one["causes"]:
        assert sum(cause["probability"] for cause in one["causes"]) == pytest.approx(1)
    assert one["knowledge_hash"]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(unclench, command):
    done = unclench(command, "--help")
    assert done.returncode == 0
    assert b"Usage: unclench" in done.stdout


def test_completion_for_the_shell_is_there(unclench):
    done = unclench("--show-completion", "bash")
    assert done.returncode == 0
    assert b"_UNCLENCH_COMPLETE" in done.stdout


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.stem)
def test_every_example_is_assessed(answer, file):
    check_assessment(answer("assess", file))


def test_a_list_is_answered_with_a_list_and_one_with_one(answer):
    one = json.dumps({"uid": 7, "unmentioned": "no"}).encode()
    assert answer("assess", "-", stdin=one)["uid"] == "7"
    many = answer("assess", "-", stdin=b"[" + one + b"]")
    assert [case["uid"] for case in many] == ["7"]


def test_unmentioned_findings_stay_open_until_asked(answer):
    asked = answer("assess", "-", stdin=b"uid: a\n")
    assert not asked["complete"]
    assert asked["open_questions"]
    assert {offer["status"] for offer in asked["offers"].values()} == {"blocked"}
    assert all("not_screened" in offer["because"] for offer in asked["offers"].values())
    settled = answer("assess", "-", "--unmentioned", "no", stdin=b"uid: a\n")
    assert settled["complete"]


def test_all_reference_cases_are_answered_and_nothing_but_the_answers_counts(answer, reference_data, tmp_path):
    file = reference_data / "cases" / "triage_cases.json"
    first = answer("assess", file, "--unmentioned", "no")
    assert len(first) == 86
    for one in first:
        check_assessment(one)
    cases = json.loads(file.read_text())
    for case in cases:
        case.pop("expected")
        case.pop("story", None)
        case["uid"] = f"other-{case['uid']}"
    order = list(range(len(cases)))
    random.Random(3).shuffle(order)
    shuffled = tmp_path / "shuffled.json"
    shuffled.write_text(json.dumps([cases[place] for place in order]))
    second = answer("assess", shuffled, "--unmentioned", "no")
    for place, one in zip(order, second, strict=True):
        assert {**one, "uid": ""} == {**first[place], "uid": ""}


def test_a_plan_carries_effect_uncertainty_and_source_in_every_step(answer):
    planned = answer("plan", "examples/overexertion.yaml", "--members", 64)
    check_assessment(planned)
    assert planned["steps"]
    for step in planned["steps"]:
        assert {"remedy", "start_min", "duration_min", "dose", "how", "why", "sources", "stop_if", "predicted"} <= set(
            step
        )
        assert step["sources"]
        assert step["stop_if"]
        change = step["predicted"]["pain_change_nrs"]
        assert change["p05"] <= change["median"] <= change["p95"]
    assert planned["forecast"]
    assert planned["alternatives"]


@pytest.mark.parametrize("name", ["cauda_equina", "aneurysm", "teenager"])
def test_nobody_in_danger_gets_a_plan(answer, name):
    planned = answer("plan", f"examples/{name}.yaml", "--members", 64)
    assert planned["steps"] == []
    assert planned["seek_care"]["what_to_do"]
    assert planned["seek_care"]["whom_to_call"]


def test_the_report_is_words_not_code(unclench):
    done = unclench("plan", "examples/overexertion.yaml", "--members", "64", "--why")
    text = done.stdout.decode()
    assert done.returncode == 0, done.stderr.decode()
    assert "YOU CAN LOOK AFTER THIS AT HOME" in text
    for section in ("Your plan", "Simulated on you:", "Stop if:", "Sources:", "What to expect", "Look again"):
        assert section in text
    assert "not reviewed by a clinician" in text


def test_the_plan_is_short_unless_reasons_are_asked_for(unclench):
    text = unclench("plan", "examples/overexertion.yaml", "--members", "64").stdout.decode()
    lines = text.splitlines()
    assert len(lines) <= 140
    sections = ("Your plan", "Stop if:", "What to expect", "Compared", "Look again", "--why")
    order = [text.index(words) for words in sections]
    assert order == sorted(order)
    assert "Simulated on you" not in text
    assert next(number for number, line in enumerate(lines) if "Your plan" in line) < 20


def test_a_person_who_has_little_time_gets_a_plan_that_fits(answer):
    planned = answer("plan", "examples/overexertion.yaml", "--members", 32, "--minutes-a-day", 40)
    timed = [step for step in planned["steps"] if step["remedy"] == "short_walks"]
    assert sum(step["duration_min"] for step in planned["steps"] if step not in timed) <= 40
    assert planned["ways_tried"] > 1


def test_the_same_seed_gives_the_same_plan_and_another_seed_another(answer):
    arguments = ("plan", "examples/benign_strain.yaml", "--members", 64, "--seed")
    assert answer(*arguments, 5) == answer(*arguments, 5)
    assert answer(*arguments, 5)["forecast"] != answer(*arguments, 6)["forecast"]


def test_a_scenario_is_simulated(answer):
    course = answer("simulate", "examples/scenarios/ice_massage.yaml", "--members", 32)
    assert course["members"] == 32
    assert course["failed"] == 0
    assert min(course["bands"]["skin_c"]["median"]) < 25
    assert course["schema_version"] == "1.0"


def test_knowledge_is_clean_and_can_be_looked_up(unclench, answer):
    done = unclench("knowledge", "check")
    assert done.returncode == 0, done.stdout.decode()
    assert answer("knowledge", "show", "A8")["kind"] == "claims"
    assert any(sheet["id"] == "ibuprofen" for sheet in answer("knowledge", "list", "analgesics"))


def test_a_crash_still_shows_the_emergency_list(unclench, monkeypatch, tmp_path):
    (tmp_path / "sitecustomize.py").write_text(
        "import unclench.safety.score as s\ndef boom(*a, **k):\n    raise RuntimeError('boom')\ns.score = boom\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    case = b"{uid: a, unmentioned: 'no', expected: {best: []}}"
    done = unclench("assess", "-", "--score", stdin=case)
    assert done.returncode == 1
    assert b"112, 911 or 999" in done.stderr
    assert b"boom" in done.stderr


def test_what_a_user_wrote_is_shown_as_written(unclench):
    done = unclench("assess", "-", stdin=b"{uid: '[/red]', unmentioned: 'no'}")
    assert done.returncode == 0, done.stderr.decode()
    assert b"[/red]" in done.stdout


def test_a_full_disk_is_not_a_failed_danger_check(unclench):
    command = "uid: a\nunmentioned: 'no'\n"
    done = unclench("assess", "-", "--json", stdin=command.encode())
    with Path("/dev/full").open("wb") as full:
        failed = subprocess.run(
            [str(x) for x in done.args],
            input=command.encode(),
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
            timeout=60,
        )
    assert failed.returncode == 1
    assert b"could not read or write" in failed.stderr
    assert b"genitals" not in failed.stderr
