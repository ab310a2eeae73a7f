"""Danger checks per second, beside a general rules engine on the same rules and the same people, in the same run.

    python benchmarks/screening.py            a readable table
    python benchmarks/screening.py --json     the same as JSON
    python benchmarks/screening.py --quick    fewer people

The engine compared with is ZEN (``pip install zen-engine``), written in Rust: every red flag and contraindication is
translated into one of its decision tables, once, before the clock starts. ZEN answers less: which rules hold, on
answers of yes and no. The kernel answers that and adds "unsure", open questions, verdicts on every remedy and the
advice in words. Each is given its people in the form it reads fastest, made before the clock starts. Time is that of
the processor in this process; the best of five rounds counts.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from importlib import import_module
from importlib.metadata import version
from typing import Any

from unclench.knowledge.load import Knowledge, load
from unclench.knowledge.schema import Condition, Ruling, Status
from unclench.model.case import Answer, Case, Unmentioned
from unclench.model.urgency import Urgency
from unclench.safety.rulebook import rulebook
from unclench.safety.screen import screen

ROUNDS = 5
SEED = 20_261_124
PRESENT = (0, 1, 2, 3, 5, 8)
"""How many findings a made-up person answers "yes"; each number is as frequent as the next."""

Verdict = tuple[Urgency, frozenset[str]]
"""What both engines must agree on: the urgency and the red flags that hold."""


def measure(knowledge: Knowledge, quick: bool = False) -> list[dict[str, Any]]:
    """One row for each way to screen.

    Returns:
        Rows of ``engine``, ``version``, ``people``, ``cases``, ``screens_per_s`` (processor time, best of five),
        ``agreement`` (share of the cases with the kernel's urgency and red flags; None where the people differ) and
        ``note``. The rows of ZEN are missing where it is not installed.
    """
    cases = people(knowledge, 300 if quick else 2_000)
    rulebook(knowledge)
    verdicts = [kernel_verdict(case, knowledge) for case in cases]
    rows = [
        _row(
            "unclench", version("unclench"), "all answered", cases, _rate(lambda case: screen(case, knowledge), cases)
        ),
    ]
    rows[0] |= {"agreement": 1.0, "note": "whole screens"}
    sparse = [only_yes(case) for case in cases]
    rows.append(
        _row("unclench", version("unclench"), "yes only", sparse, _rate(lambda case: screen(case, knowledge), sparse))
    )
    rows[1] |= {
        "agreement": _share(kernel_verdict(case, knowledge) == v for case, v in zip(sparse, verdicts, strict=True))
    }
    rows[1] |= {"note": "whole screens; what is not listed counts as no"}
    doubtful = [_with_doubt(case) for case in cases]
    rows.append(
        _row(
            "unclench",
            version("unclench"),
            "unsure too",
            doubtful,
            _rate(lambda case: screen(case, knowledge), doubtful),
        )
    )
    rows[2] |= {"agreement": None, "note": "whole screens; every second yes made unsure, which ZEN does not know"}
    return rows + _zen_rows(knowledge, cases, verdicts)


def people(knowledge: Knowledge, count: int) -> list[Case]:
    """Made-up people who answered every question, some of them with the findings of one rule."""
    chance = random.Random(SEED)  # noqa: S311 - repeatable, not secret
    findings = list(knowledge.findings)
    named = [tuple(_names(rule.when)) for rule in _active(knowledge.red_flags.values())]
    cases = []
    for number in range(count):
        present = set(chance.sample(findings, chance.choice(PRESENT)))
        if number % 4 == 0:
            present.update(chance.choice(named))
        answers = {finding: Answer.YES if finding in present else Answer.NO for finding in findings}
        cases.append(Case(f"made-up-{number}", findings=answers))
    return cases


def only_yes(case: Case) -> Case:
    """The same person, with nothing but the "yes" listed."""
    present = {finding: answer for finding, answer in case.findings.items() if answer is Answer.YES}
    return Case(case.uid, findings=present, unmentioned=Unmentioned.NO)


def kernel_verdict(case: Case, knowledge: Knowledge) -> Verdict:
    """The kernel's answer, reduced to what both engines give."""
    screening = screen(case, knowledge).screening
    return screening.urgency, frozenset(rule.rule for rule in screening.fired)


def decision(knowledge: Knowledge) -> str:
    """The rules as one ZEN decision: two tables that list every row that holds."""
    flags = [
        _table_row(rule, level=str(int(Urgency.from_id(rule.urgency))))
        for rule in _active(knowledge.red_flags.values())
    ]
    stops = [
        _table_row(rule, action=json.dumps(str(rule.action)), remedies=json.dumps([str(r) for r in rule.remedies]))
        for rule in _active(knowledge.contraindications.values())
    ]
    nodes = [
        _node("in", "inputNode"),
        _table("flags", flags, ("rule", "level")),
        _table("stops", stops, ("rule", "action", "remedies")),
        _node("out", "outputNode"),
    ]
    edges = [("in", "flags"), ("in", "stops"), ("flags", "out"), ("stops", "out")]
    return json.dumps(
        {
            "contentType": "application/vnd.gorules.decision",
            "nodes": nodes,
            "edges": [{"id": f"{a}-{b}", "type": "edge", "sourceId": a, "targetId": b} for a, b in edges],
        }
    )


def expression(condition: Condition) -> str:
    """A condition in ZEN's own language; findings are variables that are true or false."""
    if isinstance(condition, str):
        return condition
    if condition.any is not None:
        return "(" + " or ".join(expression(part) for part in condition.any) + ")"
    if condition.all is not None:
        return "(" + " and ".join(expression(part) for part in condition.all) + ")"
    assert condition.at_least is not None
    counted = ", ".join(f"({expression(part)}) ? 1 : 0" for part in condition.at_least.of)
    return f"(sum([{counted}]) >= {condition.at_least.n})"


def _zen_rows(knowledge: Knowledge, cases: Sequence[Case], verdicts: Sequence[Verdict]) -> list[dict[str, Any]]:
    try:
        zen = import_module("zen")
    except ImportError:
        return []
    ready = zen.ZenEngine().create_decision(decision(knowledge))
    rows = []
    mappings: list[Any] = [
        {finding: answer is Answer.YES for finding, answer in case.findings.items()} for case in cases
    ]
    for form, given in (("dict", mappings), ("JSON text", [json.dumps(mapping) for mapping in mappings])):
        agreement = _share(_zen_verdict(ready.evaluate(g)) == v for g, v in zip(given, verdicts, strict=True))
        row = _row("zen-engine", version("zen-engine"), "all answered", given, _rate(ready.evaluate, given))
        rows.append(row | {"agreement": agreement, "note": f"rules that hold only; people given as {form}"})
    return rows


def _zen_verdict(answer: dict[str, Any]) -> Verdict:
    held = answer["result"]["flags"]
    urgency = max((Urgency(int(row["level"])) for row in held), default=Urgency.SELF_CARE)
    return urgency, frozenset(row["rule"] for row in held)


def _node(name: str, kind: str, **content: Any) -> dict[str, Any]:
    return {"id": name, "name": name, "type": kind, "position": {"x": 0, "y": 0}, **content}


def _table(name: str, rows: Sequence[dict[str, str]], outputs: Sequence[str]) -> dict[str, Any]:
    content = {
        "hitPolicy": "collect",
        "inputs": [{"id": "when", "name": "when"}],
        "outputs": [{"id": output, "name": output, "field": output} for output in outputs],
        "rules": rows,
        "outputPath": name,
    }
    return _node(name, "decisionTableNode", content=content)


def _table_row(rule: Ruling, **outputs: str) -> dict[str, str]:
    return {"_id": rule.id, "when": expression(rule.when), "rule": json.dumps(rule.id), **outputs}


def _names(condition: Condition) -> Iterable[str]:
    if isinstance(condition, str):
        yield condition
        return
    parts = condition.any or condition.all or (condition.at_least.of if condition.at_least else ())
    for part in parts:
        yield from _names(part)


def _active(rules: Iterable[Any]) -> list[Any]:
    return [rule for rule in rules if rule.status is not Status.RETIRED]


def _with_doubt(case: Case) -> Case:
    present = [finding for finding, answer in case.findings.items() if answer is Answer.YES]
    return Case(case.uid, findings={**case.findings, **dict.fromkeys(present[::2], Answer.UNSURE)})


def _rate(once: Callable[[Any], object], given: Sequence[Any]) -> float:
    """Calls per second of processor time, the best of five rounds."""
    best = float("inf")
    for _ in range(ROUNDS):
        started = time.process_time()
        for one in given:
            once(one)
        best = min(best, time.process_time() - started)
    return len(given) / best


def _row(engine: str, release: str, who: str, given: Sequence[Any], rate: float) -> dict[str, Any]:
    return {"engine": engine, "version": release, "people": who, "cases": len(given), "screens_per_s": round(rate)}


def _share(agree: Iterable[bool]) -> float:
    agreed = list(agree)
    return sum(agreed) / len(agreed)


def main(arguments: list[str] | None = None) -> int:
    """The command line; exit code 1 when the engines disagree about anybody."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="fewer people")
    parser.add_argument("--json", action="store_true", help="rows as JSON")
    options = parser.parse_args(arguments)
    rows = measure(load(), options.quick)
    if options.json:
        print(json.dumps(rows, indent=2))
    else:
        for row in rows:
            agreement = "" if row["agreement"] is None else f"{row['agreement']:.1%} agree"
            name = f"{row['engine']} {row['version']}"
            print(
                f"{name:<18} {row['people']:<13} {row['screens_per_s']:>7,}/s  {row['cases']:,} cases  "
                f"{agreement:<12} {row['note']}"
            )
        if not any(row["engine"] == "zen-engine" for row in rows):
            print("zen-engine is not installed, so nothing is compared: pip install zen-engine")
    return 0 if all(row["agreement"] in (None, 1.0) for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
