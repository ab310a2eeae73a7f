"""The terminal report of the danger check: urgency first, then causes, then what may be used."""

from __future__ import annotations

from rich.console import Console
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from unclench.cli.report.layout import (
    UNFINISHED_WORDS,
    URGENCY_STYLE,
    URGENCY_WORDS,
    bullets,
    console,
    heading,
    paragraph,
    percent,
)
from unclench.cli.speech import _, plural
from unclench.knowledge.load import Knowledge
from unclench.language.catalogue import noted
from unclench.model.assessment import Assessment, OfferStatus, Screening, SeekCare
from unclench.model.urgency import Urgency

OFFER_WORDS = {
    OfferStatus.OFFERED: (noted("may be used"), "green"),
    OfferStatus.ASK_FIRST: (noted("ask a pharmacist or doctor first"), "yellow"),
    OfferStatus.BLOCKED: (noted("not for you now"), "red"),
}


def print_assessment(assessment: Assessment, knowledge: Knowledge) -> None:
    """Print one assessment."""
    out = console()
    print_urgency(out, assessment)
    print_fired(out, assessment.screening)
    print_open_questions(out, assessment.screening)
    print_causes(out, assessment, knowledge)
    print_offers(out, assessment.screening, knowledge)
    print_footer(out, assessment)


def print_urgency(out: Console, assessment: Assessment) -> None:
    """The box that must be read first."""
    urgency = assessment.screening.urgency.id
    title, style = URGENCY_WORDS[urgency], URGENCY_STYLE[urgency]
    if urgency == Urgency.SELF_CARE.id and not assessment.screening.complete:
        title, style = UNFINISHED_WORDS, URGENCY_STYLE[Urgency.WITHIN_DAYS.id]
    care = assessment.screening.seek_care
    body = Text()
    for line in _seek_care_lines(care):
        body.append(line + "\n")
    body.rstrip()
    out.print()
    out.print(
        Panel(
            body,
            title=Text(f" {_(title)} ", style=style),
            subtitle=Text(_("case {uid}", uid=assessment.uid)),
            title_align="left",
            subtitle_align="right",
            padding=(1, 2),
        )
    )


def _seek_care_lines(care: SeekCare) -> list[str]:
    lines = [care.what_to_do]
    if care.how_soon:
        lines.append(_("How soon: {text}", text=care.how_soon))
    if care.whom_to_call:
        lines.append(_("Whom to call: {text}", text=care.whom_to_call))
    if care.what_to_say:
        lines.append(_("What to say: {text}", text=care.what_to_say))
    return lines


def print_fired(out: Console, screening: Screening) -> None:
    """The rules that decided, the most urgent first."""
    if not screening.fired:
        return
    heading(out, _("Why"))
    for fired in sorted(screening.fired, key=lambda rule: -rule.urgency):
        draft = " " + _("(draft rule, not reviewed)") if fired.status == "draft" else ""
        text = Text(fired.says) + Text(f"  [{fired.rule}{draft}; {', '.join(fired.sources)}]", style="dim")
        bullets(out, [text])


def print_open_questions(out: Console, screening: Screening) -> None:
    """What has not been answered yet."""
    if not screening.open_questions:
        return
    danger = [question for question in screening.open_questions if question.danger]
    heading(out, _("Not answered yet"))
    if danger:
        told = plural(
            "{number} danger question is open; nothing is offered before it is answered:",
            "{number} danger questions are open; nothing is offered before they are answered:",
            len(danger),
        )
        paragraph(out, told)
    shown = danger or list(screening.open_questions)
    bullets(out, [f"{question.question}  ({question.finding})" for question in shown[:12]])
    if len(shown) > 12:
        paragraph(out, _("... and {number} more (--json lists them all)", number=len(shown) - 12))


def print_causes(out: Console, assessment: Assessment, knowledge: Knowledge) -> None:
    """Likely causes as bars with their reasons."""
    if not assessment.causes or assessment.screening.urgency is Urgency.EMERGENCY_NOW:
        return
    heading(out, _("What probably happened (an estimate, not a diagnosis)"))
    table = Table.grid(padding=(0, 1))
    for cause in assessment.causes:
        sheet = knowledge.causes.get(cause.id)
        bar = "█" * round(cause.probability * 20)
        title = sheet.title if sheet else cause.id
        table.add_row(f"{percent(cause.probability):>10}", Text(f"{bar:<20}", style="cyan"), title)
    out.print(Padding(table, (0, 0, 0, 2)))
    top = assessment.causes[0]
    if top.because:
        paragraph(out, _("Mostly because: {reasons}", reasons="; ".join(top.because)))


def print_offers(out: Console, screening: Screening, knowledge: Knowledge) -> None:
    """What may be used, what to ask about, what not, with the deciding rule in words."""
    heading(out, _("What you may use"))
    table = Table.grid(padding=(0, 2))
    for status in OfferStatus:
        for name, offer in screening.offers.items():
            if offer.status is status:
                words, style = OFFER_WORDS[status]
                table.add_row(name.replace("_", " "), Text(_(words), style=style), _reasons(offer.because, knowledge))
    out.print(Padding(table, (0, 0, 0, 2)))


def _reasons(rules: tuple[str, ...], knowledge: Knowledge) -> Text:
    says = []
    for rule in rules[:2]:
        sheet = knowledge.contraindications.get(rule) or knowledge.red_flags.get(rule)
        says.append(sheet.says if sheet else rule.replace("_", " "))
    return Text("; ".join(says), style="dim")


def print_footer(out: Console, assessment: Assessment) -> None:
    """Warnings, limits and the state of knowledge the answer rests on."""
    out.print()
    for warning in (*assessment.screening.warnings, *assessment.warnings):
        paragraph(out, _("Note: {text}", text=warning), style="yellow")
    paragraph(
        out,
        _(
            "Educational self-help, not a diagnosis and not reviewed by a clinician. It never rules out a serious "
            "cause: if anything changes or worries you, get help. (knowledge {hash})",
            hash=assessment.knowledge_hash,
        ),
        style="dim",
    )
