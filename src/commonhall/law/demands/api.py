"""Demands for programs."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from commonhall.actions import api

router = Router(tags=["law"])


class DemandsPaged(Schema):
    state: api.Code = ""
    cursor: api.Cursor = ""
    size: api.Size = 20


def shared(request: HttpRequest, row: Any) -> dict[str, Any]:
    return {
        "id": row.pk,
        "ref": row.ref,
        "url": request.build_absolute_uri(row.get_absolute_url()),
        "organisation": row.organisation_id,
        "state": row.state,
        "text": row.text,
        "answer": row.answer,
        "filed_at": row.at.isoformat(),
        "begun_at": row.at.isoformat(),
        "due_on": row.due_on,
        "overdue_on": row.overdue_on,
        "decided_at": api.moment(row.decided_at),
    }
