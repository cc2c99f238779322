"""What may be done with mandates."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.core.refusals import BadInput
from commonhall.law.instruments.models import Provision
from commonhall.law.mandates.models import Mandate
from commonhall.people.bodies.models import Body


@action(
    "law.give_mandate",
    by=Kind.OFFICE,
    power="give-mandates",
    title=_("Give a mandate"),
    done=_("Mandate given"),
    place=lambda body, **_arguments: body.unit_id,
)
def give_mandate(
    ctx: Context, provision: Provision, body: Body, origin: str, starts: date, ends: date
) -> Mandate:
    """Lend power to a body for a term."""
    if ends < starts:
        raise BadInput("ends", _("A mandate ends after it begins."))
    return ctx.save(
        Mandate(provision=provision, body=body, origin=origin, starts=starts, ends=ends)
    )


@action(
    "law.recall_mandate",
    by=Kind.OFFICE,
    power="give-mandates",
    title=_("Recall a mandate"),
    done=_("Mandate recalled"),
    subject="mandate",
    place=lambda mandate, **_arguments: mandate.body.unit_id,
)
def recall_mandate(ctx: Context, mandate: Mandate, on: date) -> Mandate:
    """From `on` the body no longer holds the power lent to it."""
    if not mandate.starts <= on <= mandate.ends:
        raise BadInput("on", _("The day must lie within the mandate."))
    mandate.recalled_on = on
    return ctx.save(mandate)
