"""Acting on what belongs to another body, where an action has no thing that the gate could look at."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Kind
from commonhall.actions.context import Context
from commonhall.core.refusals import Refused
from commonhall.law import queries
from commonhall.law.instruments.models import Provision


def check_own(ctx: Context, *bodies: int) -> None:
    """Raise `Refused` where a body is not the actor's own and no competence reaches over others."""
    if ctx.actor.kind not in (Kind.OFFICE, Kind.BODY) or all(
        one == ctx.actor.body for one in bodies
    ):
        return
    rows = queries.COMPETENCES.rows(
        body=ctx.actor.body_id, power=ctx.action.power, day=ctx.today, lock=True
    )
    if not any(row.others for row in rows):
        raise Refused(
            "competence",
            "other-body",
            _("This belongs to another body, and no provision gives your body power over it."),
            Provision.ref_of(rows[0].provision_id) if rows else "",
        )
