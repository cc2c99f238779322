"""Round tables for programs."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router

from commonhall.actions import api
from commonhall.consultations.conversations.api import Paged
from commonhall.consultations.drafts.api import TextPage, text_out
from commonhall.consultations.round_tables.models import RoundTable

router = Router(tags=["conversations"])


@router.get("/round-tables", response={200: TextPage, **api.READ}, operation_id="list_round_tables")
def list_tables(request: HttpRequest, wanted: Annotated[Paged, Query()]) -> Any:
    """Round tables, newest first."""
    rows = RoundTable.objects.select_related("unit", "body")
    return api.listed(rows, lambda row: text_out(request, row), wanted.cursor, wanted.size)
