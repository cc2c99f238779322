"""Putting matters on a body's agenda, and taking them off once they are answered."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from commonhall.actions.context import Context
from commonhall.core.models import Governed
from commonhall.law import queries
from commonhall.law.agenda.models import Matter
from commonhall.people.bodies.models import Body

SITS = "adopt-local-rules"


def council(day: date) -> Body | None:
    """The body that adopts the rules of the place: what nobody else settles comes before it."""
    return queries.holder_of(SITS, day)


def bring(ctx: Context, thing: Governed, body: Body, due_on: date | None) -> Matter:
    """Put a thing on a body's agenda; what is there already stays as it is."""
    known: Matter | None = Matter.objects.filter(about=thing.ref).first()
    if known is not None and known.taken_up_on is None:
        return known
    if known is not None:
        known.brought_on, known.due_on, known.taken_up_on = ctx.today, due_on, None
        return ctx.save(known)
    ctx.note(agenda=body.code, due_on=due_on and due_on.isoformat())
    return ctx.save(Matter(about=thing.ref, body=body, brought_on=ctx.today, due_on=due_on))


def take_up(ctx: Context, thing: Governed) -> None:
    """The thing was answered: it waits on no agenda any more."""
    for matter in Matter.objects.filter(about=thing.ref, taken_up_on=None):
        matter.taken_up_on = ctx.today
        ctx.save(matter)


def waiting(body: Body | int) -> QuerySet[Matter]:
    """What is on a body's agenda, the longest first."""
    return Matter.objects.filter(body=body, taken_up_on=None).order_by("brought_on", "pk")


def is_before(thing: Governed, body: int | None) -> bool:
    """Does a thing wait on this body's agenda?"""
    return body is not None and waiting(body).filter(about=thing.ref).exists()
