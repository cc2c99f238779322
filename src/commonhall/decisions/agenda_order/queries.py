"""Questions about the order of an agenda: what members want, and what was counted last."""

from __future__ import annotations

from django.db.models import QuerySet

from commonhall.actions.actors import Actor
from commonhall.core import clock
from commonhall.decisions.agenda_order.models import AgendaCount, AgendaRanking
from commonhall.decisions.motions import queries as motion_queries
from commonhall.decisions.motions.models import Motion
from commonhall.decisions.sittings.models import Sitting
from commonhall.people.actors import office_of


def undecided(sitting: Sitting) -> QuerySet[Motion]:
    """What on the agenda is still to be decided."""
    return Motion.objects.filter(sitting=sitting, state=Motion.State.OPEN)


def to_order(sitting: Sitting) -> list[Motion]:
    """The same as it stands, in its order."""
    return list(undecided(sitting).select_related("body", "unit").order_by("order", "pk"))


def rankings(sitting: Sitting) -> QuerySet[AgendaRanking]:
    rows = AgendaRanking.objects.filter(sitting=sitting)
    return rows.select_related("office", "term__person").order_by("office__code")


def own(sitting: Sitting, actor: Actor) -> AgendaRanking | None:
    """The order that the actor's office gave."""
    return rankings(sitting).filter(office_id=office_of(actor) or 0).first()


def counted(sitting: Sitting) -> tuple[list[AgendaRanking], int]:
    """The orders that count, of seats that are filled today, and how many must be there: more than half of them."""
    filled = motion_queries.filled(sitting.body_id, clock.today())
    offices = {term.office_id for term in filled}
    given = [one for one in rankings(sitting) if one.office_id in offices]
    return given, len(filled) // 2 + 1


def last_count(sitting: Sitting) -> AgendaCount | None:
    return AgendaCount.objects.filter(sitting=sitting).order_by("-pk").first()
