"""The terminal report of a plan: urgency, a short timeline, when to stop, what to expect; the reasons on demand."""

from __future__ import annotations

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from unclench.advice import PlanAnswer
from unclench.cli.report import assessment as report
from unclench.cli.report.course import print_chart
from unclench.cli.report.layout import bullets, console, heading, minutes_in_words, paragraph, percent
from unclench.cli.report.plan_reasons import print_reasons
from unclench.cli.speech import _
from unclench.knowledge.load import Knowledge
from unclench.model.course import Estimate
from unclench.model.plan import Alternative, Plan

SOON_HOURS = 72.0
"""The short report names the check points of the first three days."""

NOTES_SHOWN = 3


def print_plan(answer: PlanAnswer, knowledge: Knowledge, *, why: bool = False) -> None:
    """Print one plan, or what to do instead when the person is not cleared.

    Args:
        answer: the plan's answer.
        knowledge: words of causes and rules.
        why: print also how each step is done, its reasons and sources, every date and every note.
    """
    out = console()
    assessment = answer.assessment
    report.print_urgency(out, assessment)
    report.print_fired(out, assessment.screening)
    if answer.plan is None:
        report.print_open_questions(out, assessment.screening)
        _print_warnings(out, answer)
        report.print_footer(out, assessment)
        return
    _print_timeline(out, answer.plan)
    _print_stop_signs(out, answer.plan)
    _print_forecast(out, answer.plan)
    _print_alternatives(out, answer.plan)
    if why:
        print_reasons(out, answer.plan)
        report.print_causes(out, assessment, knowledge)
    _print_check_points(out, answer.plan, all_of_them=why)
    if why:
        report.print_offers(out, assessment.screening, knowledge)
    else:
        paragraph(out, _("How each step is done, why, all dates, sources: run this again with --why"), style="bold")
    _print_warnings(out, answer)
    report.print_footer(out, assessment)


def _print_warnings(out: Console, answer: PlanAnswer) -> None:
    for warning in answer.warnings:
        if warning not in answer.assessment.warnings:
            paragraph(out, _("Note: {text}", text=warning), style="yellow")


def _print_timeline(out: Console, plan: Plan) -> None:
    """One line for each entry: when, what, how much."""
    heading(out, _("Your plan"))
    table = Table.grid(padding=(0, 2))
    for step in plan.steps:
        when = minutes_in_words(step.start_min)
        start = when if round(step.start_min) <= 0 else _("after {time}", time=when)
        table.add_row(Text(start, style="cyan"), Text(step.title, style="bold"), step.dose)
    out.print(Padding(table, (0, 0, 0, 2)))


def _print_stop_signs(out: Console, plan: Plan) -> None:
    signs = dict.fromkeys(sign for step in plan.steps for sign in step.stop_if)
    if not signs:
        return
    heading(out, _("Stop if:"))
    bullets(out, signs)


def _print_forecast(out: Console, plan: Plan) -> None:
    heading(out, _("What to expect with this plan"))
    print_chart(out, plan.forecast)
    paragraph(
        out,
        _(
            "Mean pain over the first 24 h: {pain}; "
            "the tight muscle has let go within 24 h in {share} of virtual people like you.",
            pain=_estimate(plan.mean_pain_24h),
            share=percent(plan.released_24h),
        ),
    )


def _print_alternatives(out: Console, plan: Plan) -> None:
    """Every way with its pain, its difference to the plan on average with the interval of that, and its release."""
    if not plan.alternatives:
        return
    heading(out, _("Compared on the same virtual people"))
    table = Table(box=None, padding=(0, 2))
    for title in ("", _("mean pain 24 h"), _("let go in 24 h"), _("pain against your plan")):
        table.add_column(title, justify="left" if not title else "right")
    table.add_row(_("your plan"), _estimate(plan.mean_pain_24h), percent(plan.released_24h), "")
    for other in plan.alternatives:
        table.add_row(other.title, _estimate(other.mean_pain_24h), percent(other.released_24h), _difference(other))
    out.print(Padding(table, (0, 0, 0, 1)))


def _difference(other: Alternative) -> str:
    mean = other.mean_difference
    words = "" if mean is None else f"{mean.median:+.2f} ({mean.p05:+.2f} … {mean.p95:+.2f})"
    noise = _("(too close to call)") if other.within_noise else ""
    return f"{words} {noise}".strip()


def _print_check_points(out: Console, plan: Plan, *, all_of_them: bool) -> None:
    heading(out, _("Look again, and whom to see"))
    paragraph(out, _("This should be so; if it is not, do what follows it."))
    for point in plan.check_points:
        if all_of_them or point.after_hours <= SOON_HOURS:
            bullets(out, [Text(point.question) + Text(" " + _("If not:") + " ", style="bold") + Text(point.if_not)])
    for note in plan.notes if all_of_them else plan.notes[:NOTES_SHOWN]:
        paragraph(out, note, style="dim")


def _estimate(value: Estimate) -> str:
    return f"{value.median:.1f} ({value.p05:.1f}-{value.p95:.1f})"
