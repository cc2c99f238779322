"""Refused attempts at public power are recorded, after the rollback, in a transaction of their own.

Rate-limited per actor, so that hammering a closed door cannot flood the record.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from django.db import DatabaseError, transaction

from commonhall.actions import entity_tags
from commonhall.actions.actors import Actor, Kind, stood_in
from commonhall.core import clock, rate_limits
from commonhall.core.refusals import Refused
from commonhall.record import entries

if TYPE_CHECKING:
    from commonhall.actions.declaration import Action

log = logging.getLogger(__name__)


def record_refusal(
    action: Action[..., Any], actor: Actor, refusal: Refused, arguments: dict[str, Any]
) -> None:
    """Write the refusal's entry when the action would have used public power."""
    if not action.power or actor.kind is Kind.PERSON or refusal.rule == entity_tags.RULE:
        return
    body: dict[str, Any] = {
        "v": 1,
        "id": str(entries.uuid7()),
        "action": action.code,
        "kind": "refusal",
        "occurred_at": entries.moment(clock.now()),
        "by": {"kind": actor.kind.value, "ref": actor.ref},
        "subject": action.subject_of(arguments),
        "refusal": {"rule": refusal.rule, "code": refusal.code},
    }
    if instead := stood_in(actor):
        body["data"] = instead
    if refusal.provision:
        body["refusal"]["provision"] = refusal.provision
    try:
        with transaction.atomic():
            if rate_limits.allowed("refusals_recorded", f"{actor.kind}:{actor.ref}"):
                entries.append(body)
    except DatabaseError:
        # The refusal itself stands; only its entry could not be written.
        log.exception("A refusal of %s could not be recorded", action.code)
