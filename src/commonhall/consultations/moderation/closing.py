"""Words were hidden, or looked at and left: the open reports of them are closed in the same act."""

from __future__ import annotations

from commonhall.actions.context import Context
from commonhall.consultations.moderation.models import WordsReport


def close_reports(
    ctx: Context, about: str, outcome: str = WordsReport.Outcome.HIDDEN
) -> list[WordsReport]:
    """Close all open reports of the same words."""
    made = []
    for report in WordsReport.objects.filter(about=about, outcome="").order_by("pk"):
        report.outcome, report.settled_at = outcome, ctx.occurred_at
        report.settled_by_id = ctx.actor.body_id
        made.append(ctx.save(report))
    return made
