"""The long report of a plan, on demand: how each step is done, why, what studies and the simulation say."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from unclench.cli.report.layout import bullets, heading, minutes_in_words, paragraph
from unclench.cli.speech import _
from unclench.model.plan import Plan, Predicted, Step


def print_reasons(out: Console, plan: Plan) -> None:
    """Every step in full; a remedy that comes again points back to where it was told."""
    heading(out, _("Each step, and why"))
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
