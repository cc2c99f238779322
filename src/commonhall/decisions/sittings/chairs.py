"""Who keeps a body's sittings: its chair, or the member whom the chair named for one of them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor
from commonhall.core import clock
from commonhall.core.refusals import Refused
from commonhall.decisions.sittings.models import Sitting
from commonhall.law import queries as law_queries
from commonhall.law.instruments.models import Competence
from commonhall.people.actors import in_term, office_of
from commonhall.people.bodies.models import OfficeTerm


def chair_of(body: int) -> int | None:
    """The office in the chair: the one whose vote decides a tie. None where no provision names one, or where nobody
    holds it today: then any member keeps the sitting, so that the body can meet."""
    day = clock.today()
    rows = Competence.objects.filter(law_queries.granted(day), body=body, casting__body=body)
    found: int | None = rows.order_by("pk").values_list("casting", flat=True).first()
    if found is None or not OfficeTerm.objects.filter(in_term(day), office=found).exists():
        return None
    return found


def keeps(actor: Actor, sitting: Sitting | None = None) -> bool:
    """Is the actor the chair of their body, or the clerk of this sitting?"""
    office = office_of(actor)
    if office is None or actor.body is None:
        return False
    if sitting is not None and sitting.clerk_id == office:
        return True
    chair = chair_of(actor.body)
    return chair is None or chair == office


def must_keep(actor: Actor, sitting: Sitting | None = None) -> None:
    """Raise `Refused` unless the actor keeps the sitting."""
    if not keeps(actor, sitting):
        raise Refused(
            "competence",
            "not-in-the-chair",
            _("The chair runs the sittings of this body, or a member the chair names."),
        )
