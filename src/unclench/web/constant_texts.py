"""Templates compiled with their language's words already in them.

A template is compiled once for each language, so most of its texts are known by then: ``_("Diary")`` becomes the words
themselves and joins the fixed text round it, instead of being looked up, marked and escaped again for every page. What
depends on a value (``_("Call %(number)s", number=number)``) and what had to stay English is left for later.
"""

from __future__ import annotations

from typing import TypeVar

from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.visitor import NodeTransformer

from unclench.language.catalogue import Catalogue, Untranslated

N = TypeVar("N", bound=nodes.Node)


def speaking_compiler(texts: Catalogue) -> type[CodeGenerator]:
    """Jinja's compiler, for templates in one language."""

    class SpeakingCompiler(CodeGenerator):
        def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:  # noqa: N802 - Jinja's name
            super().visit_Template(_said(node, texts), frame)

    return SpeakingCompiler


def _said(node: N, texts: Catalogue) -> N:
    said: N = _Says(texts).visit(node)
    return said


class _Says(NodeTransformer):
    """Puts the words in the place of every call that asks for a fixed text."""

    def __init__(self, texts: Catalogue) -> None:
        self._texts = texts

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802 - Jinja's name
        asked = _fixed_text(node)
        if asked is None:
            return self.generic_visit(node)
        told = self._texts.text(asked)
        if isinstance(told, Untranslated):
            return node
        return nodes.MarkSafe(nodes.Const(told % {}, lineno=node.lineno), lineno=node.lineno)  # texts double their %


def _fixed_text(node: nodes.Call) -> str | None:
    """What ``_("...")`` asks for, or None for any other call."""
    named = isinstance(node.node, nodes.Name) and node.node.name == "_"
    if not named or len(node.args) != 1 or node.kwargs or node.dyn_args or node.dyn_kwargs:
        return None
    (asked,) = node.args
    return asked.value if isinstance(asked, nodes.Const) and isinstance(asked.value, str) else None
