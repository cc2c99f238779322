"""Words were hidden, or looked at and left: the open reports of them are closed in the same act."""

from __future__ import annotations

from typing import Any

from commonhall.actions.context import Context
from commonhall.actions.subscriptions import part_of
from commonhall.consultations.moderation.models import WordsReport


def close_reports(ctx: Context, about: str, outcome: str) -> list[WordsReport]:
    """Close all open reports of the same words."""
    made = []
    for report in WordsReport.objects.filter(about=about, outcome="").order_by("pk"):
        report.outcome, report.settled_at = outcome, ctx.occurred_at
        report.settled_by_id = ctx.actor.body_id
        made.append(ctx.save(report))
    return made


def closed_by(code: str) -> None:
    """The action of this code hides the words it is about, and so closes their reports."""
    part_of(code)(_hidden)


def _hidden(ctx: Context, _result: Any, _arguments: dict[str, Any]) -> None:
    close_reports(ctx, ctx.subject, WordsReport.Outcome.HIDDEN)
