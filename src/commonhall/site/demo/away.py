"""The school desk is away for some days, and the colleague of the second desk stands in."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from commonhall.core import clock
from commonhall.law.promises import queries as promises
from commonhall.law.promises.actions import say_why
from commonhall.law.stand_ins import actions
from commonhall.people import actors
from commonhall.people.bodies.models import OfficeTerm
from commonhall.people.residents.models import Person

if TYPE_CHECKING:
    from commonhall.site.demo.town import Town


def build(town: Town) -> None:
    """Named by the holder four days ago, for two weeks and a half; one broken promise explained since."""
    now, away = timezone.now(), town.desks["schools-desk"]
    colleague = Person.objects.get(pk=town.desks["schools-second"].person_id)
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
        silent = promises.promises(clock.today(), body="schools", fate="silent")
        promise = silent.order_by("pk").first()
        if promise is not None:
            stand_in = actors.in_office(colleague, held.office)
            why = "The roofer came a week late. Next time we ask two firms at once."
            say_why.perform(stand_in, promise, text=why)
