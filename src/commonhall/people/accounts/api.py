"""Bodies and organisations for programs, and who a key acts as."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from commonhall.actions import api
from commonhall.people.api_keys.keys import Key

router = Router(tags=["people"])


class Me(Schema):
    """Who a key acts as. `scope`: the actions it is for, none if it only reads; null: no limit."""

    kind: str
    ref: str
    name: str
    scope: list[str] | None = None


@router.get("/me", response={200: Me, 401: api.Problem}, auth=Key(), operation_id="who_am_i")
def me(request: HttpRequest) -> Any:
    """Who your key acts as."""
    actor = request.auth  # type: ignore[attr-defined]
    scope = None if actor.scope is None else sorted(actor.scope)
    return {"kind": actor.kind.value, "ref": actor.ref, "name": actor.name, "scope": scope}
