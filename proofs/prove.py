"""Prove the shipped safety rules, and test the kernel that runs them against a second, independent reading.

    python proofs/prove.py                  everything, a million compared cases
    python proofs/prove.py --quick          the same proofs, 50,000 compared cases
    python proofs/prove.py --write-vectors  freeze today's answers after a wanted change of a rule

Says what was proved, over how many cases and for which knowledge; ends with exit code 1 if anything was refuted.
"""

from __future__ import annotations

import argparse
import importlib.util
import multiprocessing
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from proofs import browser_vectors, mutants, vectors  # noqa: E402
from proofs.decisive import DELIBERATELY_SUBSUMED, Decisive  # noqa: E402
from proofs.differential import Comparison, Disagreement  # noqa: E402
from proofs.specification import active  # noqa: E402
from proofs.theorems import Theorems  # noqa: E402

from unclench.knowledge.load import DATA, Knowledge, load  # noqa: E402

CHUNK = 2_000
LEDGER_MACHINE = ROOT / "tests" / "safety" / "test_ledger_over_time.py"


@dataclass(frozen=True)
class Report:
    """One part of the proof: what was shown, or what refuted it."""

    says: str
    counted: str
    seconds: float
    refuted: tuple[str, ...] = ()


def _theorems(knowledge: Knowledge) -> Iterator[Report]:
    for result in Theorems(knowledge).all():
        yield Report(result.says, f"{result.questions} questions to Z3", result.seconds, result.refuted)


def _rules_decide(knowledge: Knowledge) -> Iterator[Report]:
    started = time.monotonic()
    refuted: list[str] = []
    standings = list(Decisive(knowledge).all())
    for standing in standings:
        if not standing.reachable:
            refuted.append(f"{standing.rule}: nobody can fit this rule")
        elif standing.decides_for is None and standing.rule not in DELIBERATELY_SUBSUMED:
            refuted.append(f"{standing.rule}: another rule always does as much; drop it or list it as deliberate")
    decided = {standing.rule for standing in standings if standing.decides_for is not None}
    refuted += [f"{rule}: listed as subsumed, but it decides" for rule in DELIBERATELY_SUBSUMED if rule in decided]
    says = "every rule fits somebody and decides for somebody, or is kept on purpose"
    spared = len(standings) - len(decided)
    yield Report(says, f"{len(standings)} rules, {spared} kept on purpose", time.monotonic() - started, tuple(refuted))


def _mutants(knowledge: Knowledge) -> Iterator[Report]:
    started = time.monotonic()
    frozen = vectors.read()
    stale = vectors.changed(knowledge, frozen)
    missing = {rule.id for rule in (*active(knowledge.red_flags), *active(knowledge.contraindications))}
    stale += [f"{rule}: no frozen answer" for rule in sorted(missing - {vector.rule for vector in frozen})]
    if stale:
        stale.append("if the change is wanted, freeze the new answers: python proofs/prove.py --write-vectors")
    counted = f"{len(frozen)} frozen answers"
    yield Report("the rules answer as when they were last frozen", counted, time.monotonic() - started, tuple(stale))
    started = time.monotonic()
    harvest = mutants.run(knowledge, frozen)
    unnoticed = tuple(f"{rule}, {what}: unnoticed, e.g. {', '.join(who)}" for rule, what, who in harvest.unnoticed)
    counted = f"{harvest.made} mutants, of which {len(harvest.harmless)} change no answer (by Z3)"
    seconds = time.monotonic() - started
    yield Report("every damage to a rule that changes an answer is noticed", counted, seconds, unnoticed)


def _ledger(examples: int) -> Iterator[Report]:
    started = time.monotonic()
    says = "dose ceilings hold over time, clocks set back included"
    counted = f"{examples} histories of up to 15 steps"
    try:
        specification = importlib.util.spec_from_file_location("ledger_over_time", LEDGER_MACHINE)
        if specification is None or specification.loader is None:
            raise FileNotFoundError(LEDGER_MACHINE)
        module = importlib.util.module_from_spec(specification)
        sys.modules[specification.name] = module
        specification.loader.exec_module(module)
        module.ceilings_hold(examples)
    except AssertionError as error:
        yield Report(says, counted, time.monotonic() - started, (f"counterexample: {error}",))
        return
    yield Report(says, counted, time.monotonic() - started)


def _part(name: str, data: Path, examples: int) -> list[Report]:
    if name == "ledger":
        return list(_ledger(examples))
    parts: dict[str, Callable[[Knowledge], Iterator[Report]]] = {
        "theorems": _theorems,
        "rules": _rules_decide,
        "mutants": _mutants,
    }
    return list(parts[name](load(data)))


_comparison: dict[Path, Comparison] = {}


def _compare(kind: str, data: Path, count: int, seed: int, shares: int) -> tuple[int, tuple[str, ...]]:
    """One chunk of the differential test; ``seed`` names the chunk and, for pairs, its share of all pairs."""
    comparison = _comparison.get(data) or _comparison.setdefault(data, Comparison(load(data)))
    try:
        if kind == "random":
            return comparison.random_run(count, seed), ()
        if kind == "boundaries":
            return comparison.boundaries(count, seed), ()
        return comparison.singles() if kind == "singles" else comparison.pairs(every=shares, offset=seed), ()
    except Disagreement as error:
        return 0, (f"{kind}, seed {seed}: {error}",)


def _chunks(cases: int, findings: int, quick: bool) -> list[tuple[str, int, int, int]]:
    chunks = [("singles", 0, 0, 1), ("boundaries", cases // 50, 1, 1)]
    pairs = findings * (findings - 1)
    shares = max(1, pairs // CHUNK)
    chunks += [("pairs", 0, share, shares) for share in range(0, shares, 10 if quick else 1)]
    left = cases
    while left > 0:
        chunks.append(("random", min(CHUNK, left), left, 1))
        left -= CHUNK
    return chunks


def _say(text: str, end: str = "\n") -> None:
    sys.stdout.write(text + end)
    sys.stdout.flush()


def _show(report: Report) -> None:
    verdict = "REFUTED" if report.refuted else "proved "
    _say(f"\r{verdict} {report.says} ({report.counted}, {report.seconds:.1f} s)")
    for line in report.refuted[:20]:
        _say(f"        {line}")
    if len(report.refuted) > 20:
        _say(f"        ... and {len(report.refuted) - 20} more")


def _run(data: Path, cases: int, quick: bool, jobs: int, only: str) -> bool:
    knowledge = load(data)
    rules = len(active(knowledge.red_flags)) + len(active(knowledge.contraindications))
    _say(f"knowledge {knowledge.hash}: {rules} active rules over {len(knowledge.findings)} findings")
    names = [name for name in ("theorems", "rules", "mutants", "ledger") if only in ("", name)]
    chunks = _chunks(cases, len(knowledge.findings), quick) if only in ("", "differential") else []
    started = time.monotonic()
    good = True
    compared = done = 0
    with ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("spawn")) as pool:
        parts = {pool.submit(_part, name, data, 100 if quick else 400) for name in names}
        comparing = {pool.submit(_compare, kind, data, count, seed, n) for kind, count, seed, n in chunks}
        pending: set[Future[object]] = {*parts, *comparing}  # type: ignore[arg-type]
        bad: list[str] = []
        while pending:
            finished, pending = wait(pending, return_when=FIRST_COMPLETED)
            for future in finished:
                result = future.result()
                if isinstance(result, list):
                    for report in result:
                        _show(report)
                        good = good and not report.refuted
                elif isinstance(result, tuple):
                    compared, done = compared + result[0], done + 1
                    bad += result[1]
            if chunks and sys.stdout.isatty():
                filled = 30 * done // len(chunks)
                _say(f"\rcomparing [{'#' * filled:<30}] {compared:>9,} cases", "")
    if chunks:
        says = "the kernel and the independent specification agree"
        counted = f"{compared:,} cases: random, all single answers, pairs of answers, edges of the age bands"
        _show(Report(says, counted, time.monotonic() - started, tuple(bad)))
    return good and not bad


def main(arguments: list[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="50,000 compared cases instead of a million")
    parser.add_argument("--cases", type=int, help="how many random cases to compare")
    parser.add_argument("--jobs", type=int, default=2, help="how many processes (default 2)")
    parser.add_argument("--data", type=Path, default=DATA, help="another folder of fact-sheets")
    parser.add_argument(
        "--only", default="", choices=["", "theorems", "rules", "mutants", "ledger", "differential"], help="one part"
    )
    parser.add_argument("--write-vectors", action="store_true", help="freeze the answers of these fact-sheets")
    options = parser.parse_args(arguments)
    if options.write_vectors:
        knowledge = load(options.data)
        frozen = mutants.freeze(knowledge)
        vectors.write(frozen)
        browser_vectors.write(knowledge)
        _say(f"{len(frozen)} answers frozen in {vectors.FILE}, and those for the browser beside it")
        return 0
    cases = options.cases if options.cases is not None else 50_000 if options.quick else 1_000_000
    started = time.monotonic()
    good = _run(options.data, cases, options.quick, options.jobs, options.only)
    _say(f"{'all proved' if good else 'NOT PROVED'} in {time.monotonic() - started:.0f} s")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
