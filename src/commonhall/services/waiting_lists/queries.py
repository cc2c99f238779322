"""Asking about waiting lists. Every list costs the same number of queries however long it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from commonhall.actions.actors import Actor, Kind
from commonhall.core import clock, search
from commonhall.decisions.lotteries import orders
from commonhall.disputes.disputes.figures import FEWEST
from commonhall.methods import allocation
from commonhall.services.waiting_lists import rules
from commonhall.services.waiting_lists.models import (
    HERE,
    PlaceOffer,
    WaitingEntry,
    WaitingList,
    WaitingRule,
)

State, Offered = WaitingEntry.State, PlaceOffer.State
YEAR = timedelta(days=365)
MONTHS = 12


@dataclass(frozen=True)
class Filter:
    """What the list of lists is narrowed to; empty strings narrow nothing. open: "1" for those that take people today."""

    words: str = ""
    place: str = ""
    open: str = ""


def lists(wanted: Filter | None = None) -> QuerySet[WaitingList]:
    """Waiting lists with their body and place, and how many wait on each."""
    rows: QuerySet[WaitingList] = WaitingList.objects.select_related(
        "body", "unit", "service"
    ).annotate(waiting=Count("entries", filter=Q(entries__state__in=HERE)))
    if wanted is None:
        return rows
    if wanted.place:
        rows = rows.filter(unit__code=wanted.place)
    if wanted.open:
        today = clock.today()
        rows = rows.filter(Q(closes_on=None) | Q(closes_on__gte=today))
        rows = rows.filter(ended_on=None, opens_on__lte=today)
    return search.matching(rows, "services.waitinglist", wanted.words) if wanted.words else rows


def kept() -> QuerySet[WaitingList]:
    """Those that have not ended."""
    return lists().filter(ended_on=None)


def rules_of(waiting_lists: Iterable[WaitingList]) -> dict[int, WaitingRule]:
    """The rule that holds on each; one query."""
    rows = WaitingRule.objects.filter(waiting_list__in=list(waiting_lists), ended_on=None)
    return {row.waiting_list_id: row for row in rows.order_by("number")}


# --- who waits ------------------------------------------------------------------------------------
def entries() -> QuerySet[WaitingEntry]:
    return WaitingEntry.objects.select_related(
        "waiting_list__body", "waiting_list__unit", "person", "organisation"
    )


def own(actor: Actor) -> QuerySet[WaitingEntry]:
    """Where a person, or an organisation, waits or waited."""
    if actor.kind is Kind.ORGANISATION:
        return entries().filter(organisation=actor.organisation)
    if actor.kind is not Kind.PERSON or actor.person is None:
        return entries().none()
    return entries().filter(person=actor.person)


def here(actor: Actor, waiting_list: WaitingList) -> WaitingEntry | None:
    """The place of an actor on a list; None where they are not on it now."""
    return own(actor).filter(waiting_list=waiting_list, state__in=HERE).first()


def same_name(name: str, waiting_list: WaitingList) -> bool:
    """Is somebody of this name on the list?"""
    rows = waiting_list.entries.filter(state__in=HERE)
    found: bool = rows.filter(person__name__iexact=" ".join(name.split())).exists()
    return found


def open_offer(entry: WaitingEntry) -> PlaceOffer | None:
    """The offer that waits for an answer."""
    rows = entry.offers.filter(state=Offered.OPEN).select_related("waiting_list", "entry")
    return rows.first()


# --- what an office sees --------------------------------------------------------------------------
def desk(actor: Actor) -> QuerySet[WaitingEntry]:
    """Entries with claims that wait for an officer of the actor's body."""
    if actor.kind is not Kind.OFFICE:
        return entries().none()
    return entries().filter(waiting_list__body=actor.body_id, to_look__gt=0, state__in=HERE)


@dataclass(frozen=True)
class Turn:
    """A list with a free place, and whose turn it is."""

    waiting_list: WaitingList
    free: int
    entry: WaitingEntry


def turns(waiting_list: WaitingList, rule: WaitingRule) -> Turn | None:
    """Whose turn it is where a place is free; None where none is free, or nobody waits."""
    free = rules.free_places(waiting_list)
    found = rules.order(waiting_list, rule) if free > 0 else None
    if not found:
        return None
    return Turn(waiting_list, free, WaitingEntry(pk=found[0].number, waiting_list=waiting_list))


# --- what everybody may know ----------------------------------------------------------------------
@dataclass(frozen=True)
class Figures:
    """Of a list: places, who waits, who was offered one and when. longest: days that the longest has waited.

    months: offers by month, the latest first. groups: points in bands of at least ten people; [] else.
    """

    waiting: int
    held: int
    free: int
    longest: int | None
    months: list[tuple[date, int]]
    groups: list[allocation.Group]


def figures(waiting_list: WaitingList, rule: WaitingRule, today: date) -> Figures:
    """Three queries."""
    waiting = list(
        waiting_list.entries.filter(state__in=HERE).values_list("asked_at", "points", "state")
    )
    offers = list(waiting_list.offers.values_list("offered_on", "state", "free_on"))
    held = sum(
        state in (Offered.OPEN, Offered.ACCEPTED) and not free for _on, state, free in offers
    )
    months = Counter(on.replace(day=1) for on, _state, _free in offers if on > today - YEAR)
    points = [row[1] for row in waiting] if rule.rule == WaitingRule.Rule.NEED else []
    first = min((row[0] for row in waiting), default=None)
    return Figures(
        len(waiting),
        held,
        waiting_list.places - held,
        (today - timezone.localdate(first)).days if first else None,
        sorted(months.items(), reverse=True)[:MONTHS],
        allocation.grouped(points, FEWEST),
    )


def exceptions(waiting_list: WaitingList) -> QuerySet[PlaceOffer]:
    """Offers out of order, with their reasons, newest first."""
    rows: QuerySet[PlaceOffer] = waiting_list.offers.filter(before__gt=0)
    return rows.select_related("entry").order_by("-pk")


# --- what those who wait may know -----------------------------------------------------------------
@dataclass(frozen=True)
class Standing:
    """Where somebody stands, and what changed since they joined. Raised figures count people, never name them.

    ahead: how many stand before them; None while the lot is not drawn. first: how many did when they joined.
    offered, gone: of those who joined before them: were offered a place, or left. passed: joined later and stand before
    them. editions: rules made since. urgent: offers out of order since. wait: days, where past offers tell it.
    """

    ahead: int | None
    of: int
    first: int | None
    offered: int
    gone: int
    passed: int
    urgent: int
    editions: int
    wait: allocation.Wait | None


def standing(entry: WaitingEntry, rule: WaitingRule, today: date) -> Standing:
    """Six queries at most."""
    waiting_list = entry.waiting_list
    order = rules.order(waiting_list, rule) or []
    ahead = next((at for at, one in enumerate(order) if one.number == entry.pk), None)
    others = waiting_list.entries.exclude(pk=entry.pk)
    since = timezone.localdate(entry.asked_at)
    found = others.filter(asked_at__lt=entry.asked_at).aggregate(
        offered=Count("pk", filter=Q(state=State.PLACED, ended_on__gte=since)),
        gone=Count("pk", filter=Q(state__in=(State.LEFT, State.LAPSED), ended_on__gte=since)),
    )
    offers = list(waiting_list.offers.values_list("offered_on", "before", "entry_id"))
    begun = max(today - YEAR, waiting_list.opens_on)
    days = [on for on, _before, _entry in offers]
    wait = allocation.expected_wait(ahead, days, begun, today) if ahead is not None else None
    return Standing(
        ahead,
        len(order),
        entry.first_ahead,
        found["offered"],
        found["gone"],
        sum(one.asked_at > entry.asked_at for one in order[: ahead or 0]),
        sum(before > 0 and on >= since and who != entry.pk for on, before, who in offers),
        waiting_list.editions.filter(since__gte=since, number__gt=1).count(),
        wait,
    )


@dataclass(frozen=True)
class Position:
    """ahead: how many stand before; None off the list, or while the lot is not drawn. of: how many are in the order."""

    ahead: int | None
    of: int


def positions(rows: Iterable[WaitingEntry]) -> dict[int, Position]:
    """Where each of several entries stands; three queries, however many lists they are on."""
    wanted = list(rows)
    known = {one.waiting_list_id: one.waiting_list for one in wanted}
    found = rules_of(known.values())
    seeds = {
        one.about: one.seed for one in orders.drawn({row.ref for row in known.values()}) if wanted
    }
    waiting: dict[int, list[allocation.Waiting]] = {number: [] for number in known}
    everybody = WaitingEntry.objects.filter(waiting_list__in=list(known), state=State.WAITING)
    for number, *said in everybody.values_list("waiting_list_id", "pk", "asked_at", "points"):
        waiting[number].append(allocation.Waiting(*said))
    placed: dict[int, dict[int, int]] = {}
    for number, people in waiting.items():
        rule, seed = found[number].rule, seeds.get(known[number].ref, "")
        lot = rule == WaitingRule.Rule.LOTTERY
        order = allocation.ordered(rule, people, seed) if seed or not lot else []
        placed[number] = {one.number: at for at, one in enumerate(order)}
    return {
        one.pk: Position(placed[one.waiting_list_id].get(one.pk), len(placed[one.waiting_list_id]))
        for one in wanted
    }


def _counted(rows: QuerySet[Any]) -> Any:
    """How many rows a list has, as part of a query of lists."""
    found = rows.filter(waiting_list=OuterRef("pk")).order_by().values("waiting_list")
    return Coalesce(Subquery(found.annotate(n=Count("pk")).values("n")), 0)


def _of_a_body(body: int) -> QuerySet[Any]:
    """A body's lists. held: places that somebody has or is offered; looks: who waits for an officer; waits: does anybody?"""
    held = PlaceOffer.objects.filter(state__in=(Offered.OPEN, Offered.ACCEPTED), free_on=None)
    looks = WaitingEntry.objects.filter(state__in=HERE, to_look__gt=0)
    waits = WaitingEntry.objects.filter(waiting_list=OuterRef("pk"), state=State.WAITING)
    rows = WaitingList.objects.filter(body=body, ended_on=None)
    found: QuerySet[Any] = rows.annotate(
        held=_counted(held), looks=_counted(looks), waits=Exists(waits)
    )
    return found


def with_a_turn(body: int) -> QuerySet[Any]:
    """Lists of a body with a free place and somebody who waits for it."""
    return _of_a_body(body).filter(waits=True, held__lt=F("places")).order_by("-pk")


def that_wait(body: int) -> QuerySet[Any]:
    """Lists of a body with something for an officer to do."""
    return _of_a_body(body).filter(Q(looks__gt=0) | Q(waits=True, held__lt=F("places")))


def at_the_desk(body: int) -> tuple[int, int]:
    """How many wait for an officer of a body to look, and how many lists have a free place; one query."""
    rows = _of_a_body(body).values_list("looks", "held", "places", "waits")
    found = list(rows)
    return sum(row[0] for row in found), sum(row[3] and row[1] < row[2] for row in found)
