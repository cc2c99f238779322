"""Rules that wait for the reviewer, for programs."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from commonhall.law.waiting_rules.models import WaitingRule

router = Router(tags=["law"])


class WaitingRuleOut(Schema):
    """state: waiting, allowed, unopposed, objected or overtaken. touched: rights and prohibitions."""

    ref: str
    title: str
    instrument: str
    body: str
    touched: list[str]
    allowed_by: str
    adopted_on: date
    starts: date
    until: date
    state: str
    decided_on: date | None
    reasons: str


@router.get("/law/waiting", response={200: list[WaitingRuleOut]}, operation_id="list_waiting_rules")
def list_waiting_rules(request: HttpRequest) -> Any:
    """The newest 200 rules that touch a protected right, and what the reviewer said."""
    rows = WaitingRule.objects.select_related(
        "instrument", "provision__instrument", "body", "allowed_by"
    )
    return [
        {
            "ref": row.ref,
            "title": str(row),
            "instrument": row.instrument.code,
            "body": row.body.code,
            "touched": row.touched,
            "allowed_by": row.allowed_by.ref,
            "adopted_on": row.adopted_on,
            "starts": row.starts,
            "until": row.until,
            "state": row.state,
            "decided_on": row.decided_on,
            "reasons": row.reasons,
        }
        for row in rows.order_by("-pk")[:200]
    ]
