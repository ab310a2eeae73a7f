"""Damage the kernel's own code, one small change at a time, and see whether the tests and proofs notice.

    python proofs/mutate_kernel.py                 every mutant
    python proofs/mutate_kernel.py --sample 60     so many of them, drawn with a fixed seed
    python proofs/mutate_kernel.py --module screen one module

A mutant turns a comparison, swaps and/or, drops a "not", swaps an operator, moves a number by one, flips a truth value,
breaks a loop it should continue, or returns nothing. It is noticed when a quick test fails, a frozen answer changes, or
the independent specification disagrees. Survivors must be named, with the reason why they do no harm, in
``docs/safety/mutants.md``; any other makes the exit code 1, and so does a share of noticed mutants below 95 %.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import copy
import importlib.abc
import importlib.machinery
import importlib.util
import io
import multiprocessing
import os
import random
import resource
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, ModuleType

ROOT = Path(__file__).resolve().parents[1]
KERNEL = ROOT / "src" / "unclench" / "safety"
TESTS = ROOT / "tests" / "safety"
JUSTIFIED = ROOT / "docs" / "safety" / "mutants.md"
MODULES = (
    "conditions",
    "screen",
    "rulebook",
    "derived",
    "intake",
    "questions",
    "ledger",
    "cleared",
    "seek_care",
    "told",
)
QUICK_TESTS = (
    "test_conditions.py",
    "test_screen.py",
    "test_seek_care_words.py",
    "test_intake.py",
    "test_ledger.py",
    "test_fail_closed.py",
    "test_questions.py",
    "test_metamorphic.py",
    "test_kernel_edges.py",
    "test_told.py",
)
LEAST_SHARE = 0.95
SECONDS_EACH = 40
"""A mutant that runs longer than this hangs, and a hang is noticed."""

MEMORY_EACH = 2 * 1024**3
"""Bytes of address space: a loop that never ends must not fill the machine."""

SWAPS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
    ast.BitXor: ast.BitOr,
}
WORSE = {ast.Lt: ast.GtE, ast.LtE: ast.Gt, ast.Gt: ast.LtE, ast.GtE: ast.Lt}


@dataclass(frozen=True)
class Mutant:
    """One change: where, what it was and what it became. ``name`` holds no line number, so that it outlives edits."""

    module: str
    place: int
    variant: int
    name: str


class _Changer(ast.NodeTransformer):
    """Walks a module and changes the node at one place; without a place it lists all changes there are."""

    def __init__(self, module: str, wanted: tuple[int, int] | None = None) -> None:
        self.module = module
        self.wanted = wanted
        self.place = -1
        self.scope: list[str] = []
        self.found: list[Mutant] = []

    def visit(self, node: ast.AST) -> ast.AST:
        """The node, changed if it is the wanted one."""
        if isinstance(node, ast.AnnAssign):  # types are not run
            node.value = self.visit(node.value) if node.value else None  # type: ignore[assignment]
            return node
        decorators: list[ast.expr] = []
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            self.scope.append(node.name)
            decorators, node.decorator_list = node.decorator_list, []  # how a value is stored is not what it says
        if isinstance(node, ast.FunctionDef):
            node.returns = None
            for argument in (*node.args.args, *node.args.kwonlyargs):
                argument.annotation = None
        self.place += 1
        here = self.place
        changes = list(_changes(node))
        original = ast.unparse(node).split("\n")[0] if changes else ""
        for variant, change in enumerate(changes):
            name = f"{'.'.join([self.module, *self.scope])}: {original} -> {ast.unparse(change).splitlines()[0]}"
            self.found.append(Mutant(self.module, here, variant, name))
        self.generic_visit(node)
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            self.scope.pop()
            node.decorator_list = decorators
        if self.wanted and self.wanted[0] == here:
            return ast.copy_location(changes[self.wanted[1]], node)
        return node


def _changes(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.Compare):
        for index, operator in enumerate(node.ops):
            for other in (SWAPS.get(type(operator)), WORSE.get(type(operator))):
                if other is not None:
                    changed = copy.deepcopy(node)
                    changed.ops[index] = other()  # type: ignore[call-overload]
                    yield changed
    elif isinstance(node, ast.BoolOp | ast.BinOp | ast.AugAssign):
        other = SWAPS.get(type(node.op))
        if other is not None:
            yield _with(node, op=other())
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.Invert | ast.USub):
        yield copy.deepcopy(node.operand)
    elif isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield ast.Constant(not node.value)
    elif isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        yield ast.Constant(node.value + 1)
    elif isinstance(node, ast.Return) and node.value is not None and not _is_none(node.value):
        yield ast.Return(ast.Constant(None))
    elif isinstance(node, ast.Continue):
        yield ast.Break()
    elif isinstance(node, ast.IfExp):
        yield _with(node, body=copy.deepcopy(node.orelse), orelse=copy.deepcopy(node.body))


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _with(node: ast.AST, **fields: object) -> ast.AST:
    changed = copy.deepcopy(node)
    for name, value in fields.items():
        setattr(changed, name, value)
    return changed


def mutants_of(module: str) -> list[Mutant]:
    """Every change to one module. Of changes with the same name, the later ones are numbered."""
    changer = _Changer(module)
    changer.visit(_parsed(module))
    seen: Counter[str] = Counter()
    named = []
    for mutant in changer.found:
        seen[mutant.name] += 1
        again = seen[mutant.name]
        name = mutant.name if again == 1 else f"{mutant.name} ({again})"
        named.append(Mutant(mutant.module, mutant.place, mutant.variant, name))
    return named


def _parsed(module: str) -> ast.Module:
    return ast.parse((KERNEL / f"{module}.py").read_text(encoding="utf-8"))


def damaged_code(mutant: Mutant) -> CodeType:
    """The module with the change made, compiled."""
    tree = _parsed(mutant.module)
    _Changer(mutant.module, (mutant.place, mutant.variant)).visit(tree)
    code: CodeType = compile(ast.fix_missing_locations(tree), str(KERNEL / f"{mutant.module}.py"), "exec")
    return code


class _Damaged(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports the damaged module in place of the sound one."""

    def __init__(self, mutant: Mutant) -> None:
        self.name = f"unclench.safety.{mutant.module}"
        self.code = damaged_code(mutant)

    def find_spec(self, fullname: str, *_: object) -> importlib.machinery.ModuleSpec | None:
        """Only the damaged module is found here."""
        if fullname != self.name:
            return None
        return importlib.util.spec_from_loader(fullname, self, origin=self.code.co_filename)

    def exec_module(self, module: ModuleType) -> None:
        """Run the damaged code."""
        exec(self.code, module.__dict__)  # noqa: S102 - our own code, damaged on purpose


def _noticed(mutant: Mutant | None) -> str:
    """Which check notices the mutant; empty when none does. Runs in a process of its own."""
    if mutant is not None:
        sys.meta_path.insert(0, _Damaged(mutant))
    import hypothesis
    import pytest

    quick = [hypothesis.Phase.explicit, hypothesis.Phase.generate]  # nobody reads the counterexample: do not shrink it
    hypothesis.settings.register_profile(
        "mutants", max_examples=20, derandomize=True, deadline=None, database=None, phases=quick
    )
    hypothesis.settings.load_profile("mutants")
    options = ["-x", "-q", "--no-header", "--assert=plain", "-p", "no:cacheprovider"]
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"  # quicker, and they complain of being imported already
    files = [name for name in QUICK_TESTS if (TESTS / name).exists()]
    own = [name for name in files if mutant is not None and mutant.module in name]
    for some in (own, [name for name in files if name not in own]):
        if some and pytest.main([*options, *(str(TESTS / name) for name in some)]) != 0:
            return "tests"
    try:
        return _proofs_notice()
    except Exception as error:
        return f"proofs: {type(error).__name__}"


def _proofs_notice() -> str:
    from proofs import vectors
    from proofs.differential import Comparison

    from unclench.knowledge.load import load

    knowledge = load()
    if vectors.changed(knowledge, vectors.read()):
        return "frozen answers"
    comparison = Comparison(knowledge)
    comparison.singles()
    comparison.random_run(1_000, seed=7)
    comparison.boundaries(200, seed=7)
    return ""


def _child(mutant: Mutant | None, sender: object) -> None:
    signal.alarm(SECONDS_EACH)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_EACH, MEMORY_EACH))
    with open(os.devnull, "w") as nowhere:  # noqa: PTH123 - not a file
        os.dup2(nowhere.fileno(), 1)
        os.dup2(nowhere.fileno(), 2)
        with contextlib.redirect_stdout(io.StringIO()):
            sender.send(_noticed(mutant))  # type: ignore[attr-defined]


def judged(mutant: Mutant | None) -> str:
    """Which check notices, in a fresh process; a crash or a hang is noticed too."""
    receiver, sender = multiprocessing.get_context("fork").Pipe(duplex=False)
    process = multiprocessing.get_context("fork").Process(target=_child, args=(mutant, sender))
    process.start()
    sender.close()
    try:
        return str(receiver.recv())
    except EOFError:
        return "hang or crash"
    finally:
        process.join()


def justified() -> set[str]:
    """Names of the survivors that the page explains: the first cell of each row of its table."""
    if not JUSTIFIED.exists():
        return set()
    rows = [line for line in JUSTIFIED.read_text(encoding="utf-8").splitlines() if line.startswith("| `` ")]
    return {row.removeprefix("| `` ").partition(" `` |")[0] for row in rows}


def _warm() -> None:
    """Load what every child needs, and nothing of the kernel: children are copies of this process."""
    import hypothesis.stateful
    import hypothesis.strategies  # noqa: F401
    import pytest  # noqa: F401

    import unclench.knowledge.load

    unclench.knowledge.load.load()
    loaded = [name for name in sys.modules if name.startswith("unclench.safety")]
    if loaded:
        raise RuntimeError(f"loaded too early: {loaded}")


def run(mutants: Sequence[Mutant], jobs: int) -> list[tuple[Mutant, str]]:
    """Each mutant with what noticed it."""
    with ThreadPoolExecutor(jobs) as pool:
        answers = []
        for done, answer in enumerate(pool.map(judged, mutants), start=1):
            answers.append(answer)
            if not answer:
                _say(f"survives: {mutants[done - 1].name}")
            elif done % 50 == 0:
                _say(f"{done} of {len(mutants)}")
    return list(zip(mutants, answers, strict=True))


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def main(arguments: list[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sample", type=int, help="how many mutants, drawn with a fixed seed (default: all)")
    parser.add_argument("--module", choices=MODULES, help="one module of the kernel")
    parser.add_argument("--jobs", type=int, default=2, help="how many processes (default 2)")
    parser.add_argument("--list", action="store_true", help="list the mutants and run none")
    options = parser.parse_args(arguments)
    mutants = [mutant for module in MODULES if options.module in (None, module) for mutant in mutants_of(module)]
    total = len(mutants)
    if options.sample is not None and options.sample < total:
        mutants = random.Random(1).sample(mutants, options.sample)  # noqa: S311 - repeatable, not secret
    if options.list:
        _say("\n".join(mutant.name for mutant in mutants))
        return 0
    started = time.monotonic()
    sys.path.insert(0, str(ROOT))
    _warm()
    if sound := judged(None):
        _say(f"the sound kernel fails its own checks ({sound}); nothing can be learned from mutants")
        return 1
    results = run(mutants, options.jobs)
    return _told(results, total, time.monotonic() - started)


def _told(results: Sequence[tuple[Mutant, str]], total: int, seconds: float) -> int:
    for module in MODULES:
        own = [answer for mutant, answer in results if mutant.module == module]
        if own:
            _say(f"{module:<12}{sum(map(bool, own)):>5} of {len(own)} noticed")
    explained = justified()
    alive = [mutant for mutant, answer in results if not answer]
    unexplained = [mutant for mutant in alive if mutant.name not in explained]
    share = 1 - len(alive) / max(1, len(results))
    by = Counter(answer for _, answer in results if answer)
    _say(f"{len(results)} of {total} mutants run in {seconds:.0f} s; noticed by: {dict(by.most_common())}")
    _say(f"{share:.1%} noticed; {len(alive) - len(unexplained)} survivors explained in {JUSTIFIED.name}")
    for mutant in unexplained:
        _say(f"not explained: {mutant.name}")
    return 0 if share >= LEAST_SHARE and not unexplained else 1


if __name__ == "__main__":
    sys.exit(main())
