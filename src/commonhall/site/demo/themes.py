"""Millbrook's theme of the month: three causes are nominated, residents put them in order, one is led and planned."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from commonhall.actions.actors import Actor
from commonhall.cases.sources.models import Source
from commonhall.core import clock
from commonhall.decisions.themes import actions
from commonhall.decisions.themes.models import ThemeRound
from commonhall.people.actors import system
from commonhall.places.models import Unit
from commonhall.site.demo.said import said

if TYPE_CHECKING:
    from commonhall.site.demo.town import Town

# Which of the three residents want, by place: the first leads, the second is everybody's other choice.
ORDERS = ((0,), (0,), (0, 1), (2, 1), (2, 1), (1, 0), (1, 2), (1,))
PLAN = "We look at every place that was named and mend what is worst before the winter."


def build(town: Town, voters: list[Actor]) -> None:
    """Chosen a month ago; the body that leads it has said what it does."""
    begun = timezone.now() - timedelta(days=45)
    with clock.replay(begun):
        found = list(Source.objects.filter(state=Source.State.OPEN).order_by("pk")[:3])
        if len(found) < 3:
            return
        round_ = actions.open_theme_round.perform(
            town.desks["council-chair"],
            names=said("Theme of the autumn"),
            unit=Unit.objects.get(code="root"),
        ).result
        themes = [
            actions.nominate_theme.perform(voter, round_, source=source).result
            for voter, source in zip(voters, found, strict=False)
        ]
    with clock.replay(begun + timedelta(days=12)):
        for voter, order in zip(voters, ORDERS, strict=False):
            actions.rank_themes.perform(voter, round_, order=[themes[at].pk for at in order])
    with clock.replay(begun + timedelta(days=26)):
        actions.close_themes.perform(system(), ThemeRound.objects.get(pk=round_.pk))
    with clock.replay(begun + timedelta(days=33)):
        round_ = ThemeRound.objects.get(pk=round_.pk)
        desk = next(one for one in town.desks.values() if one.body == round_.body_id)
        done_by = clock.today() + timedelta(days=90)
        actions.plan_theme.perform(desk, round_, text=PLAN, done_by=done_by)
