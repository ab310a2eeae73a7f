"""The check that a browser runs without a connection gives the kernel's answers: urgency, offers, next questions."""

import datetime
import json
import random
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from unclench.knowledge.load import Knowledge
from unclench.model.case import Case
from unclench.model.urgency import Urgency
from unclench.safety.emergency import REMEDIES
from unclench.safety.intake import read_case
from unclench.safety.questions import _grouped, _ready, plainer_questions
from unclench.safety.rulebook import rulebook
from unclench.safety.screen import _offers, _red_flags, screen
from unclench.web.offline_check import check_document
from unclench.web.views import STATIC

NODE = shutil.which("node")
DRIVER = Path(__file__).with_name("check_road.mjs")
TODAY = datetime.date(2026, 11, 24)
PEOPLE = 400
SECTION = {"age_years": "person", "weight_kg": "person", "duration_hours": "episode", "pain_nrs": "episode"}

needs_node = pytest.mark.skipif(NODE is None, reason="there is no Node on this machine")


@pytest.fixture(scope="module")
def document(knowledge: Knowledge) -> dict[str, Any]:
    return check_document(knowledge, TODAY)


def answered(
    people: list[dict[str, Any]], document: Any, folder: Path, changed: dict[str, str] | None = None
) -> list[Any]:
    """What the scripts say to these people, with ``changed`` texts in place of some scripts."""
    assert NODE is not None
    files = {name: (STATIC / name).read_text(encoding="utf-8") for name in ("check-road.js", "danger-check.js")}
    files |= {
        "package.json": '{"type": "module"}',
        "tables.json": json.dumps(document),
        "cases.json": json.dumps(people),
    }
    for name, text in {**files, **(changed or {})}.items():
        (folder / name).write_text(text, encoding="utf-8")
    done = subprocess.run([NODE, DRIVER, folder], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    said: list[Any] = json.loads(done.stdout)
    return said


def somebody(chance: random.Random, knowledge: Knowledge) -> dict[str, Any]:
    """Random answers: mostly no, part of it not asked yet, a few signs of one rule."""
    ids = [finding.id for finding in knowledge.findings.values() if finding.derived_from is None]
    asked = chance.choice((0.0, 0.3, 0.8, 1.0))
    findings = {finding: "no" for finding in ids if chance.random() < asked}
    for finding in chance.sample(ids, chance.choice((0, 1, 2, 4))):
        findings[finding] = chance.choice(("yes", "unsure"))
    values = {"age_years": (5, 30, 55, 75), "weight_kg": (45, 80), "duration_hours": (3, 2500), "pain_nrs": (4, 8)}
    numbers = {name: chance.choice(given) for name, given in values.items() if chance.random() < 0.7}
    return {"findings": findings, "numbers": numbers}


def case_of(person: dict[str, Any], knowledge: Knowledge) -> Case:
    raw: dict[str, Any] = {"person": {}, "episode": {}, "findings": person["findings"], "unmentioned": "ask"}
    for name, value in person["numbers"].items():
        raw[SECTION[name]][name] = value
    return read_case(raw, knowledge)


def kernel(person: dict[str, Any], knowledge: Knowledge) -> dict[str, Any]:
    """The kernel's answer in the script's shape. Questions about causes are left out: offline none are ranked."""
    case = case_of(person, knowledge)
    found = screen(case, knowledge).screening
    emergency = any(rule.urgency is Urgency.EMERGENCY_NOW for rule in found.fired)
    return {
        "urgency": found.urgency.id,
        "complete": found.complete,
        "offers": {id_: [offer.status.value, sorted(offer.because)] for id_, offer in found.offers.items()},
        "emergency": emergency,
        "screens": [] if emergency else asked(case, knowledge),
        "again": [question.finding for question in plainer_questions(case, knowledge)],
    }


def asked(case: Case, knowledge: Knowledge) -> list[Any]:
    """The kernel's next screens for all that can still change urgency or offers; what only tells causes apart waits."""
    book = rulebook(knowledge)
    facts = book.facts(case)
    flags = _red_flags(book, facts, None)
    wanted = flags.unsettled | _offers(book, facts, flags)[1]
    shown = _grouped(_ready(wanted & facts.unanswered, book, facts), book, knowledge)
    return [[one.group, sorted(one.skipped())] for one in shown]


def shaped(answer: dict[str, Any]) -> dict[str, Any]:
    assert answer["failed"] is None
    offers = {id_: [offer["status"], sorted(offer["because"])] for id_, offer in answer["offers"].items()}
    asked = [[group, sorted(ids)] for group, ids in answer["screens"]]
    kept = ("urgency", "complete", "emergency", "again")
    return {**{name: answer[name] for name in kept}, "offers": offers, "screens": asked}


@needs_node
def test_urgency_offers_and_next_questions_are_the_kernels(
    knowledge: Knowledge, document: dict[str, Any], tmp_path: Path
) -> None:
    chance = random.Random(3)
    people = [somebody(chance, knowledge) for _ in range(PEOPLE)]
    said = [shaped(answer) for answer in answered(people, document, tmp_path)]
    for person, answer in zip(people, said, strict=True):
        assert answer == kernel(person, knowledge), person
    assert {answer["urgency"] for answer in said} == {urgency.id for urgency in Urgency}
    statuses = {offer[0] for answer in said for offer in answer["offers"].values()}
    assert statuses == {"offered", "ask_first", "blocked"}
    assert sum(bool(answer["screens"]) for answer in said) > PEOPLE / 4
    assert any(answer["again"] for answer in said)


DAMAGES = {
    "what is not asked is open": ("(waiting.size && !blocks.length)", "false"),
    "a possible rule closes nothing": ("|| answer.possible.includes(id)", ""),
    "comfort is never closed": ("...closed.all, ...(remedy", "...(remedy"),
    "only certain contraindications count": ("(!holds(when, levels, UNSURE))", "(!holds(when, levels, YES))"),
    "questions that wait are asked at once": ("holds(condition, levels, UNSURE)", "true"),
}  # fmt: skip


@needs_node
@pytest.mark.parametrize("damage", DAMAGES)
def test_damage_to_the_road_is_noticed(
    damage: str, knowledge: Knowledge, document: dict[str, Any], tmp_path: Path
) -> None:
    right, wrong = DAMAGES[damage]
    text = (STATIC / "check-road.js").read_text(encoding="utf-8")
    assert text.count(right) == 1
    chance = random.Random(3)
    people = [somebody(chance, knowledge) for _ in range(PEOPLE)]
    said = answered(people, document, tmp_path, {"check-road.js": text.replace(right, wrong)})
    assert [shaped(answer) for answer in said] != [kernel(person, knowledge) for person in people]


@needs_node
@pytest.mark.parametrize(
    "broken", [{"offers": None}, {"table": None}, {"findings": None}, {"remedies": list(REMEDIES)}]
)
def test_broken_tables_block_everything(document: dict[str, Any], broken: Any, tmp_path: Path) -> None:
    person = {"findings": {"zebra": "no"}, "numbers": {}} if "remedies" in broken else {"findings": {}, "numbers": {}}
    if "findings" in broken:
        person = {"findings": {"nothing_like_it": "yes"}, "numbers": {}}
    (answer,) = answered([person], {**document, **broken}, tmp_path)
    assert answer["failed"]
    assert not answer["complete"]
    assert answer["screens"] == []
    assert {offer["status"] for offer in answer["offers"].values()} == {"blocked"}
    assert set(answer["offers"]) == set(REMEDIES)


def test_the_document_says_whose_rules_it_holds(document: dict[str, Any], knowledge: Knowledge) -> None:
    assert document["knowledge_hash"] == knowledge.hash
    assert document["made_on"] == "2026-11-24"
    assert len(document["findings"]) == len(document["table"]["findings"]) == len(knowledge.findings)
    assert document["findings"][0]["question"] == knowledge.findings[document["table"]["findings"][0]].question
    assert {country["number"] for country in document["countries"].values()} == {"911", "999", "112"}
    drafts = {rule for rule, said in document["red_flags"].items() if said["draft"]}
    assert drafts == {rule.id for rule in knowledge.red_flags.values() if rule.status.value == "draft"}


def test_the_document_is_small_enough_for_a_weak_signal(document: dict[str, Any]) -> None:
    import gzip

    packed = gzip.compress(json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode(), 6)
    assert len(packed) < 45_000
