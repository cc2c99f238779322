"""Where residents are confirmed to live, as far as a right hangs on it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor, Kind
from commonhall.core import clock
from commonhall.core.refusals import Refused
from commonhall.law import queries as law_queries
from commonhall.people.residents.models import Verification
from commonhall.places.models import Unit


def require_lives_in(actor: Actor, unit: Unit) -> None:
    """Raises `Refused` for a resident who is confirmed to live elsewhere; the gate asks whether they are confirmed."""
    if actor.kind is not Kind.PERSON or actor.person is None:
        return
    today = clock.today()
    if law_queries.residents(unit, today).filter(person_id=actor.person).exists():
        return
    anywhere = Verification.objects.filter(
        person_id=actor.person, starts__lte=today, ends__gte=today
    )
    if anywhere.exists():
        raise Refused(
            "standing",
            "lives-elsewhere",
            _("This is for residents of %(place)s. You are confirmed to live elsewhere.")
            % {"place": unit.name},
        )
