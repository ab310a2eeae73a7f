"""The terminal report of a plan: urgency, then a timeline of steps with reasons and simulated effects."""

from __future__ import annotations

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from unclench.advice import PlanAnswer
from unclench.cli.report import assessment as report
from unclench.cli.report.course import print_chart
from unclench.cli.report.layout import bullets, console, heading, minutes_in_words, paragraph, percent
from unclench.cli.speech import _
from unclench.knowledge.load import Knowledge
from unclench.model.course import Estimate
from unclench.model.plan import Plan, Predicted, Step


def print_plan(answer: PlanAnswer, knowledge: Knowledge) -> None:
    """Print one plan, or what to do instead when the person is not cleared."""
    out = console()
    assessment = answer.assessment
    report.print_urgency(out, assessment)
    report.print_fired(out, assessment.screening)
    if answer.plan is None:
        report.print_open_questions(out, assessment.screening)
        _print_warnings(out, answer)
        report.print_footer(out, assessment)
        return
    report.print_causes(out, assessment, knowledge)
    _print_steps(out, answer.plan)
    _print_forecast(out, answer.plan)
    _print_alternatives(out, answer.plan)
    _print_check_points(out, answer.plan)
    report.print_offers(out, assessment.screening, knowledge)
    _print_warnings(out, answer)
    report.print_footer(out, assessment)


def _print_warnings(out: Console, answer: PlanAnswer) -> None:
    for warning in answer.warnings:
        if warning not in answer.assessment.warnings:
            paragraph(out, _("Note: {text}", text=warning), style="yellow")


def _print_steps(out: Console, plan: Plan) -> None:
    heading(out, _("Your plan"))
    told: dict[str, int] = {}
    for number, step in enumerate(plan.steps, start=1):
        _print_step(out, number, step, told.get(step.remedy))
        told.setdefault(step.remedy, number)


def _print_step(out: Console, number: int, step: Step, told_at: int | None) -> None:
    """One step; a remedy that comes again points back to where it was told in full."""
    when = minutes_in_words(step.start_min)
    start = when if round(step.start_min) <= 0 else _("after {time}", time=when)
    out.print()
    out.print(Text(f"{number}. {step.title}", style="bold") + Text(f"  ({start}; {step.dose})", style="cyan"))
    if told_at is None:
        bullets(out, step.how, indent=5)
        paragraph(out, _("Why: {text}", text=step.why), indent=3)
        paragraph(out, _("Evidence: {text}", text=step.evidence), indent=3)
    else:
        paragraph(out, _("As in step {number}, with the same reasons to stop.", number=told_at), indent=3)
    paragraph(out, _("Simulated on you: {effect}", effect=effect_in_words(step.predicted)), indent=3, style="green")
    if told_at is None:
        paragraph(out, _("Stop if:"), indent=3, style="yellow")
        bullets(out, step.stop_if, indent=5)
    paragraph(out, _("Sources: {names}", names=", ".join(step.sources)), indent=3, style="dim")


def effect_in_words(predicted: Predicted | None) -> str:
    """A predicted effect in words, with the spread over people."""
    if predicted is None:
        return _("this step is advice only and was not simulated")
    change = predicted.pain_change_nrs
    return _(
        "{says} Pain over {hours:g} h changes by {middle:+.2f} in the middle of the ensemble, "
        "{low:+.2f} to {high:+.2f} in nine of ten. [{provenance}]",
        says=predicted.says,
        hours=predicted.window_hours,
        middle=change.median,
        low=change.p05,
        high=change.p95,
        provenance=predicted.provenance,
    )


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
    if not plan.alternatives:
        return
    heading(out, _("Compared on the same virtual people"))
    table = Table(box=None, padding=(0, 2))
    for title in ("", _("mean pain 24 h"), _("let go in 24 h"), _("difference to your plan")):
        table.add_column(title, justify="left" if not title else "right")
    table.add_row(_("your plan"), _estimate(plan.mean_pain_24h), percent(plan.released_24h), "")
    for other in plan.alternatives:
        noise = " " + _("(too close to call)") if other.within_noise else ""
        difference = f"{other.difference_to_plan.median:+.2f}{noise}"
        table.add_row(other.title, _estimate(other.mean_pain_24h), percent(other.released_24h), difference)
    out.print(Padding(table, (0, 0, 0, 1)))


def _print_check_points(out: Console, plan: Plan) -> None:
    heading(out, _("Look again, and whom to see"))
    paragraph(out, _("This should be so; if it is not, do what follows it."))
    for point in plan.check_points:
        bullets(out, [Text(point.question) + Text(" " + _("If not:") + " ", style="bold") + Text(point.if_not)])
    for note in plan.notes:
        paragraph(out, note, style="dim")


def _estimate(value: Estimate) -> str:
    return f"{value.median:.1f} ({value.p05:.1f}-{value.p95:.1f})"
