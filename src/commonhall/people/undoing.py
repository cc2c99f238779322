"""What becomes of terms, invitations and organisations when a review undoes what was done."""

from __future__ import annotations

from typing import Any

from commonhall.actions.context import Context
from commonhall.actions.undoing import rests, set_aside
from commonhall.people.bodies.models import Office, OfficeTerm
from commonhall.people.organisations.models import Organisation


@set_aside(OfficeTerm)
def out_of_office(ctx: Context, term: OfficeTerm) -> bool:
    """Whoever was appointed holds the office no more from today on."""
    if term.ended_early_on is not None and term.ended_early_on <= ctx.today:
        return False
    term.ended_early_on = ctx.today
    return True


@set_aside(Organisation)
def without_standing(ctx: Context, organisation: Organisation) -> bool:
    if organisation.state == Organisation.State.SUSPENDED:
        return False
    organisation.state = Organisation.State.SUSPENDED
    return True


@rests(Office)
def on_an_office(office: Any) -> list[str]:
    return [one.ref for one in office.terms.filter(ended_early_on=None).order_by("pk")]
