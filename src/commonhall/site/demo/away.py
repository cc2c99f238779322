"""The school desk is away for some days, and the colleague of the second desk stands in."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from commonhall.cases.cases.actions import answer_case
from commonhall.cases.cases.models import Case
from commonhall.core import clock
from commonhall.law.stand_ins import actions
from commonhall.people import actors
from commonhall.people.bodies.models import OfficeTerm
from commonhall.people.residents.models import Person

if TYPE_CHECKING:
    from commonhall.site.demo.town import Town


def build(town: Town) -> None:
    """Named by the holder four days ago, for two weeks and a half; one answer since."""
    now, away = timezone.now(), town.desks["schools-desk"]
    colleague = Person.objects.get(pk=town.desks["schools-second"].person)
    with clock.replay(now - timedelta(days=4)):
        held = OfficeTerm.objects.get(
            actors.in_term(clock.today()), office=actors.office_of(away), stands_for=None
        )
        made = actions.name_own_stand_in.perform(
            away,
            held,
            person=colleague,
            starts=clock.today(),
            ends=clock.today() + timedelta(days=18),
        ).result
        actions.accept_stand_in.perform(actors.as_person(colleague), made)
    with clock.replay(now - timedelta(days=2)):
        waiting = Case.objects.filter(body__code="schools", state=Case.State.OPEN, promised_on=None)
        case = waiting.order_by("pk").first()
        if case is not None:
            stand_in = actors.in_office(colleague, held.office)
            answer_case.perform(stand_in, case, text="We looked at it today and will write again.")
