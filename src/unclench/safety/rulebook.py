"""The rules of one state of the knowledge, compiled once for fast screening."""

from __future__ import annotations

import datetime
import weakref
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from unclench.knowledge.load import Knowledge
from unclench.knowledge.schema import Action, Finding, FindingUse, Gate, RedFlag, Status
from unclench.model.assessment import FiredRule, OpenQuestion
from unclench.model.case import Answer, Case, Unmentioned
from unclench.model.invalid import InvalidInput
from unclench.model.urgency import Urgency
from unclench.safety.conditions import Threshold, compile_condition, single_bits
from unclench.safety.emergency import REMEDIES


@dataclass(frozen=True, slots=True)
class Facts:
    """A case as three bit masks: what is so, what is or may be so, and what was not answered."""

    yes: int
    perhaps: int
    unanswered: int

    @property
    def unsure(self) -> int:
        """Answered "unsure"."""
        return self.perhaps & ~self.yes

    @property
    def could(self) -> int:
        """Everything that is not a definite "no"."""
        return self.perhaps | self.unanswered


@dataclass(frozen=True, slots=True)
class RedFlagRule:
    """A red flag ready to run, with the entries it adds to an answer when it holds, may hold, or might barely hold."""

    id: str
    when: Threshold
    gate: Gate
    certain: FiredRule
    likely: FiredRule
    remote: FiredRule
    review_by: datetime.date


@dataclass(frozen=True, slots=True)
class ContraindicationRule:
    """A contraindication ready to run."""

    id: str
    when: Threshold
    action: Action
    remedies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rulebook:
    """All active rules and questions as bit masks. Retired rules are left out; drafts are in."""

    language: str
    bit_of: Mapping[str, int]
    finding_of: Mapping[int, str]
    red_flags: tuple[RedFlagRule, ...]
    contraindications: tuple[ContraindicationRule, ...]
    only_if: Mapping[int, Threshold]
    questions: Mapping[int, OpenQuestion]
    plainer: Mapping[int, OpenQuestion]
    danger: int
    cause: int
    sole_emergency: int

    def facts(self, case: Case) -> Facts:
        """The case as masks.

        Raises:
            InvalidInput: an answer is about a finding that has no fact-sheet.
        """
        bit_of = self.bit_of
        findings = case.findings
        if not findings.keys() <= bit_of.keys():
            name = min(findings.keys() - bit_of.keys())
            raise InvalidInput(f"findings.{name}", str(findings[name]), "a finding that has a fact-sheet")
        no = Answer.NO
        yes = unsure = unanswered = 0
        for finding, answer in [item for item in findings.items() if item[1] is not no]:
            if answer is Answer.YES:
                yes |= bit_of[finding]
            elif answer is Answer.UNSURE:
                unsure |= bit_of[finding]
            else:
                unanswered |= bit_of[finding]
        if case.unmentioned is not Unmentioned.NO and len(findings) < len(bit_of):
            for finding in bit_of.keys() - findings.keys():
                unanswered |= bit_of[finding]
        return Facts(yes, yes | unsure, unanswered)

    def findings(self, mask: int) -> tuple[str, ...]:
        """The ids of the findings in a mask, in the order in which they are asked."""
        return tuple(self.finding_of[bit] for bit in single_bits(mask))


def rulebook(knowledge: Knowledge) -> Rulebook:
    """The compiled rules of this knowledge; compiled on first use and remembered while the knowledge lives.

    Raises:
        InvalidInput: a rule names a finding, group or remedy that does not exist.
    """
    remembered = _remembered.get(id(knowledge))
    if remembered is not None:
        return remembered
    book = compile_rules(knowledge)
    key = id(knowledge)
    _remembered[key] = book
    weakref.finalize(knowledge, _remembered.pop, key, None)
    return book


_remembered: dict[int, Rulebook] = {}
"""Memory of a pure function, keyed by object identity: an entry goes when its knowledge does."""


def compile_rules(knowledge: Knowledge) -> Rulebook:
    """Compile every active rule; bits are given in the order in which findings are asked."""
    ordered = sorted(knowledge.findings.values(), key=lambda finding: _asking_order(finding, knowledge))
    bit_of = {finding.id: 1 << position for position, finding in enumerate(ordered)}
    red_flags = tuple(
        _red_flag(rule, bit_of) for rule in knowledge.red_flags.values() if rule.status is not Status.RETIRED
    )
    contraindications = tuple(
        ContraindicationRule(rule.id, compile_condition(rule.when, bit_of, rule.id), rule.action, _known(rule.remedies))
        for rule in knowledge.contraindications.values()
        if rule.status is not Status.RETIRED
    )
    emergencies = [rule for rule in red_flags if rule.certain.urgency is Urgency.EMERGENCY_NOW]
    danger = sum(bit_of[f.id] for f in ordered if f.use is FindingUse.DANGER)
    for rule in red_flags:
        danger |= rule.when.mentions
    danger |= _opens(danger, ordered, bit_of)
    return Rulebook(
        language=knowledge.language,
        bit_of=bit_of,
        finding_of={bit: finding for finding, bit in bit_of.items()},
        red_flags=red_flags,
        contraindications=contraindications,
        only_if={bit_of[f.id]: compile_condition(f.only_if, bit_of, f.id) for f in ordered if f.only_if is not None},
        questions={bit_of[f.id]: _question(f, f.question, bool(danger & bit_of[f.id])) for f in ordered},
        plainer={bit_of[f.id]: _question(f, f.plainer or f.question, danger=True) for f in ordered},
        danger=danger,
        cause=sum(bit_of[f.id] for f in ordered if f.use is FindingUse.CAUSE),
        sole_emergency=sum(bit for bit in bit_of.values() if any(rule.when.holds(bit) for rule in emergencies)),
    )


def _opens(danger: int, findings: Iterable[Finding], bit_of: Mapping[str, int]) -> int:
    """The gateways that open a danger question: who answers one has answered about danger."""
    gates = sum(bit_of[one.id] for one in findings if one.use is FindingUse.GATEWAY)
    opened = 0
    for one in findings:
        if one.only_if is not None and danger & bit_of[one.id]:
            opened |= compile_condition(one.only_if, bit_of, one.id).mentions & gates
    return opened


def lowered(urgency: Urgency, levels: int) -> Urgency:
    """The urgency so many levels below, never below self-care."""
    return Urgency(max(Urgency.SELF_CARE, urgency - levels))


def _asking_order(finding: Finding, knowledge: Knowledge) -> tuple[bool, int, str, int, str]:
    group = knowledge.groups.get(finding.group)
    if group is None:
        raise InvalidInput(f"{finding.id}.group", finding.group, "a question group that has a fact-sheet")
    return not group.danger, group.order, group.id, finding.order, finding.id


def _red_flag(rule: RedFlag, bit_of: Mapping[str, int]) -> RedFlagRule:
    urgency = Urgency.from_id(rule.urgency)

    def entry(levels: int) -> FiredRule:
        return FiredRule(rule.id, rule.says, lowered(urgency, levels), str(rule.status), tuple(rule.sources))

    return RedFlagRule(
        id=rule.id,
        when=compile_condition(rule.when, bit_of, rule.id),
        gate=rule.gate,
        certain=entry(0),
        likely=entry(1),
        remote=entry(2),
        review_by=rule.review_by,
    )


def _known(remedies: Iterable[str]) -> tuple[str, ...]:
    named = tuple(str(remedy) for remedy in remedies)
    for remedy in named:
        if remedy not in REMEDIES:
            raise InvalidInput("remedies", remedy, "a remedy of the public contract")
    return named


def _question(finding: Finding, text: str, danger: bool) -> OpenQuestion:
    return OpenQuestion(finding.id, text, finding.group, danger)
