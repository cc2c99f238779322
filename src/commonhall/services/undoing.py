"""What becomes of applications, values and alarms when a review undoes what was done; what rests on a service."""

from __future__ import annotations

from typing import Any

from commonhall.actions.context import Context
from commonhall.actions.undoing import follows, rests, set_aside, stays
from commonhall.law.queries import due_day
from commonhall.services.applications.models import (
    Application,
    ApplicationDocument,
    ApplicationStep,
)
from commonhall.services.applications.rules import ANSWERS
from commonhall.services.minimum_standards.models import Alarm, Measurement, MinimumStandard
from commonhall.services.services.models import Service
from commonhall.services.waiting_lists import rules as waiting_rules
from commonhall.services.waiting_lists.models import (
    HERE,
    EntryProof,
    PlaceOffer,
    PlacesChange,
    WaitingEntry,
    WaitingList,
)


@set_aside(Measurement)
def struck(ctx: Context, value: Measurement) -> bool:
    """It no longer counts, and stays visible as struck."""
    if value.struck_on is not None:
        return False
    value.struck_on = ctx.today
    return True


@set_aside(Alarm)
def ended(ctx: Context, alarm: Alarm) -> bool:
    if alarm.ended_at is not None:
        return False
    alarm.ended_at = ctx.occurred_at
    return True


@follows(Application)
def a_new_day(ctx: Context, application: Application) -> None:
    """An application that waits again is answered by a new day, which the law gives."""
    if application.waits:
        application.due_on = due_day(ANSWERS, ctx.today, application.service.code)


@set_aside(PlaceOffer)
def offer_withdrawn(ctx: Context, offer: PlaceOffer) -> bool:
    """Nobody can accept it any more, and the place is free for whoever is next."""
    if offer.state not in (PlaceOffer.State.OPEN, PlaceOffer.State.ACCEPTED) or offer.free_on:
        return False
    offer.state, offer.answered_on = PlaceOffer.State.WITHDRAWN, ctx.today
    return True


@set_aside(WaitingEntry)
def off_the_list(ctx: Context, entry: WaitingEntry) -> bool:
    """Somebody who was put on a list, and should not be, leaves it; what came of it since stays."""
    if entry.state != WaitingEntry.State.WAITING:
        return False
    entry.state, entry.ended_on = WaitingEntry.State.LEFT, ctx.today
    return True


@follows(WaitingEntry)
def counted_again(_ctx: Context, entry: WaitingEntry) -> None:
    """Points, and what waits for a look, follow from the claims that stand again."""
    if entry.state in HERE:
        waiting_rules.counted(entry, waiting_rules.rule_of(entry.waiting_list))


@rests(WaitingList)
def on_a_list(waiting_list: Any) -> list[str]:
    rows = waiting_list.offers.filter(state=PlaceOffer.State.OPEN)
    return [one.ref for one in rows.order_by("pk")]


# What was said and sent stays with those who may read it; what it did to the application is undone.
stays(ApplicationStep, ApplicationDocument, EntryProof, PlacesChange)


@rests(Service)
def on_a_service(service: Any) -> list[str]:
    standards = MinimumStandard.objects.filter(service=service, ended_on=None)
    return [one.ref for one in (*service.standards.all(), *standards.order_by("pk"))]


@rests(MinimumStandard)
def on_a_standard(standard: Any) -> list[str]:
    return [one.ref for one in standard.alarms.filter(ended_at=None).order_by("pk")]
