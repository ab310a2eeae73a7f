"""The browser's danger check gives the kernel's answers, and fails closed on whatever is wrong."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from unclench.knowledge.load import Knowledge
from unclench.safety.conditions import compile_condition
from unclench.safety.export import danger_table, plain_condition
from unclench.safety.rulebook import rulebook

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "src" / "unclench" / "web" / "static" / "danger-check.js"
VECTORS = ROOT / "proofs" / "browser_vectors.json"
NODE = shutil.which("node")
needs_node = pytest.mark.skipif(NODE is None, reason="node is not installed here")


@pytest.fixture(scope="module", autouse=True)
def proofs_on_path() -> Iterator[None]:
    sys.path.insert(0, str(ROOT))
    yield
    sys.path.remove(str(ROOT))


def node(*arguments: str) -> subprocess.CompletedProcess[str]:
    assert NODE is not None
    return subprocess.run([NODE, *arguments], capture_output=True, text=True, timeout=60, check=False)


def compared(script: Path, file: Path = VECTORS) -> subprocess.CompletedProcess[str]:
    return node(str(ROOT / "proofs" / "browser_check.mjs"), str(script), str(file))


def checked(table: Any, findings: Any, numbers: Any = None) -> dict[str, Any]:
    """One answer of the script, run as the browser would."""
    call = f"""
        import {{ readFile }} from "node:fs/promises";
        const text = await readFile({json.dumps(str(SCRIPT))}, "utf8");
        const {{ dangerCheck }} = await import("data:text/javascript;base64," + Buffer.from(text).toString("base64"));
        const answer = dangerCheck({json.dumps(table)}, {json.dumps(findings)}, {json.dumps(numbers or {})});
        console.log(JSON.stringify(answer));
    """
    done = node("--input-type=module", "--eval", call)
    assert done.returncode == 0, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def test_the_frozen_answers_are_those_of_the_kernel_today(shipped: Knowledge) -> None:
    from proofs.browser_vectors import document  # type: ignore[import-not-found, unused-ignore]

    frozen = VECTORS.read_text(encoding="utf-8")
    assert frozen == document(shipped), "freeze them anew: python proofs/prove.py --write-vectors"


def test_script_and_vectors_are_small_enough_to_carry() -> None:
    assert SCRIPT.stat().st_size < 6_000
    assert VECTORS.stat().st_size < 300_000, "draw fewer random people: RANDOM in proofs/browser_vectors.py"


def test_every_rule_is_at_work_in_some_vector_both_certain_and_in_doubt() -> None:
    document = json.loads(VECTORS.read_text(encoding="utf-8"))
    answers = [vector[5] for vector in document["vectors"] if vector[5] is not None]
    everyone = set(range(len(document["table"]["rules"])))
    assert {rule for answer in answers for rule in answer[1]} == everyone
    assert {rule for answer in answers for rule in answer[2]} == everyone
    assert {answer[0] for answer in answers} == set(range(5))
    assert sum(vector[5] is None for vector in document["vectors"]) > 10


@needs_node
def test_the_browser_agrees_with_the_kernel_on_every_vector() -> None:
    done = compared(SCRIPT)
    count = len(json.loads(VECTORS.read_text(encoding="utf-8"))["vectors"])
    assert count > 5_000
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith(f"{count} of {count} agree")


DAMAGES = {
    "unsure counts as no": ("unsure: UNSURE", "unsure: NO"),
    "one too few is enough": ("missing <= 0", "missing <= 1"),
    "doubt is lowered too far": ("? 1 : 2", "? 2 : 2"),
    "doubt is lowered too little": ("? 1 : 2", "? 1 : 1"),
    "open questions are forgotten": ("open.size === 0", "true"),
    "an edge belongs to the band below": ("low >= edge", "low > edge"),
    "contradictions pass": ("levels[place] !== implied", "false"),
    "needless questions are asked": ("holds(onlyIf, levels, OPEN)", "true"),
    "the order is lost": ("b[1] - a[1]", "0"),
}


@needs_node
@pytest.mark.parametrize("damage", DAMAGES)
def test_damage_to_the_script_is_noticed(damage: str, tmp_path: Path) -> None:
    right, wrong = DAMAGES[damage]
    text = SCRIPT.read_text(encoding="utf-8")
    assert text.count(right) == 1
    damaged = tmp_path / "damaged.js"
    damaged.write_text(text.replace(right, wrong), encoding="utf-8")
    done = compared(damaged)
    assert done.returncode == 1, f"nobody noticed: {damage}"
    assert "differs:" in done.stdout


@needs_node
@pytest.mark.parametrize(
    ("findings", "numbers"),
    [
        ({"zebra": "no"}, {}),
        ({"fever": "maybe"}, {}),
        ({"fever": None}, {}),
        ({"fever": "toString"}, {}),
        (None, {}),
        ({}, {"age_years": "40"}),
        ({"age_lt_18": "yes"}, {"age_years": 40}),
    ],
)
def test_whatever_is_wrong_ends_in_same_day_and_incomplete(small: Knowledge, findings: Any, numbers: Any) -> None:
    answer = checked(danger_table(small), findings, numbers)
    assert answer["failed"]
    assert (answer["urgency"], answer["complete"], answer["fired"]) == ("same_day", False, [])


@needs_node
def test_a_known_emergency_stays_one_when_something_else_is_wrong(small: Knowledge) -> None:
    answer = checked(danger_table(small), {"saddle_numbness": "yes", "zebra": "no"})
    assert (answer["urgency"], answer["complete"]) == ("emergency_now", False)


@needs_node
@pytest.mark.parametrize("table", [None, {}, {"version": 2}, {"version": 1}])
def test_a_broken_or_newer_table_is_refused(table: Any) -> None:
    answer = checked(table, {"fever": "no"})
    assert answer["failed"]
    assert (answer["urgency"], answer["complete"]) == ("same_day", False)


def test_the_table_is_what_the_kernel_runs(small: Knowledge) -> None:
    table = danger_table(small)
    place = {finding: number for number, finding in enumerate(table["findings"])}
    rules = {rule[0]: rule[1:] for rule in table["rules"]}
    assert rules["cauda_equina"] == [4, "no_plan", place["saddle_numbness"]]
    assert rules["spine_infection"] == [4, "no_plan", [2, place["fever"], place["iv_drug_use"]]]
    assert rules["labour"][2] == [2, place["pregnant"], [1, place["fever"], place["contractions"]]]
    assert rules["weak_signs"][2][0] == 2
    assert "old_rule" not in rules
    assert table["only_if"] == [[place["contractions"], place["pregnant"]]]
    assert [place["age_lt_18"], "age_years", None, 18] in table["derived"]
    assert [place["age_ge_50"], "age_years", 50, None] in table["derived"]
    assert table["alone"] == [place["saddle_numbness"]]
    assert json.loads(json.dumps(table)) == table


def test_one_of_one_written_as_a_list_is_still_one_of_one(small: Knowledge) -> None:
    bits = rulebook(small).bit_of
    nested = small.red_flags["labour"].when
    assert plain_condition(compile_condition("fever", bits, "x")) == bits["fever"].bit_length() - 1
    assert plain_condition(compile_condition(nested, bits, "x")) == [
        2,
        bits["pregnant"].bit_length() - 1,
        [1, bits["fever"].bit_length() - 1, bits["contractions"].bit_length() - 1],
    ]
