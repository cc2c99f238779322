"""Who can confirm a result: an office of another body, or, where there is none, the residents."""

from __future__ import annotations

from datetime import date

from commonhall.core import clock
from commonhall.law import queries
from commonhall.law.appeals import stopping
from commonhall.law.instruments.models import Competence, Provision
from commonhall.law.results.models import PeoplesResult
from commonhall.law.segregation.models import Reviewing
from commonhall.people.actors import in_term
from commonhall.people.bodies import caretaking
from commonhall.people.bodies.models import Body, OfficeTerm

CONFIRM, MATTER = "confirm-results", "confirm-result"


def can_be_confirmed(result: PeoplesResult, day: date) -> bool:
    """Is there somebody in office, or who held it last, in another body that holds the power?"""
    rows = Competence.objects.filter(queries.granted(day), power=CONFIRM, body__ended_on=None)
    rows = rows.exclude(body__in=(result.body_id, result.entered_by_id))
    if needed(result.body, day) is not None:
        # Who was elected would review them.
        above = Reviewing.objects.filter(queries.granted(day), reviewer=result.body_id)
        rows = rows.exclude(body__in=above.values("body"))
    bodies = rows.values("body")
    acting = {"office__body__in": bodies, "person__account__is_active": True}
    terms = [OfficeTerm.objects.filter(in_term(day)), caretaking.followed_by_nobody(day)]
    return any(
        found.filter(**acting).exclude(person=result.entered_person_id).exists() for found in terms
    )


def reviewed_by(result: PeoplesResult, body: int | None) -> str:
    """The provision by which whoever was elected reviews a body, which then does not confirm it; "" where it may.

    Residents do, where the charter says how many; else nobody could.
    """
    day = clock.today()
    rows = Reviewing.objects.filter(queries.granted(day), body=body, reviewer=result.body_id)
    row = rows.order_by("pk").first()
    if row is None or needed(result.body, day) is None:
        return ""
    return Provision.ref_of(row.provision_id)


def check_not_appealed(result: PeoplesResult) -> None:
    """Raises `Refused` where an open appeal stops it, or another entry of the same election."""
    same = PeoplesResult.objects.filter(body=result.body_id, held_on=result.held_on)
    stopping.check([one.ref for one in same], clock.today())


def needed(body: Body, day: date) -> int | None:
    """How many residents must confirm a result of a body; None: no provision of the charter says so."""
    found = queries.threshold(MATTER, day)
    if found is None:
        return None
    people = queries.residents(body.unit, day).values("person").distinct().count()
    return max(found.least, -(-found.per_cent * people // 100))
