"""Asking what waits at a desk. Every list here costs the same number of queries however long it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, F, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from commonhall.actions.actors import Actor, Kind
from commonhall.cases.cases import queries as case_queries
from commonhall.cases.cases.actions import SETTLES
from commonhall.cases.cases.models import Case, late
from commonhall.cases.desk.models import Note
from commonhall.core import clock
from commonhall.law.queries import competences
from commonhall.people.actors import office_of

SOON = timedelta(days=7)
# What the table can be sorted by: word in the address → keys of a page, the last one unique.
ORDERS = {
    "due": ("next_on", "id"),
    "number": ("id",),
    "category": ("category_code", "id"),
    "place": ("place_code", "id"),
    "state": ("state", "id"),
    "assigned": ("assigned_code", "id"),
}
FIRST_ORDER = "due"
# Words for which an address asks; whoever is assigned is otherwise named by the office's code.
MINE, NOBODY = "mine", "nobody"


@dataclass(frozen=True)
class Filter:
    """What a desk is narrowed to; empty strings narrow nothing. when: see `whens`."""

    when: str = ""
    category: str = ""
    place: str = ""
    state: str = ""
    assigned: str = ""
    priority: str = ""
    words: str = ""


def whens(today: date) -> dict[str, Q]:
    """The counts that are filters. All but `unconfirmed` and `disputed` are among what waits."""
    return {
        "late": late(today),
        "today": Q(next_on=today),
        "week": Q(next_on__gt=today, next_on__lte=today + SOON),
        "back": Q(state=Case.State.REFUSED),
    }


def held_by(actor: Actor) -> QuerySet[Case]:
    """Every case of the body one acts for; none for whoever acts in no office."""
    rows = case_queries.complete()
    return rows.filter(body=actor.body_id) if actor.kind is Kind.OFFICE else rows.none()


def narrowed(actor: Actor, wanted: Filter) -> QuerySet[Case]:
    """The cases of a filter, whatever waits in them; order and page are the caller's."""
    named = case_queries.Filter(
        state=wanted.state, category=wanted.category, place=wanted.place, words=wanted.words
    )
    rows = case_queries.cases(named, case_queries.complete()).select_related(
        "assigned", "exact_unit"
    )
    rows = rows.filter(body=actor.body_id) if actor.kind is Kind.OFFICE else rows.none()
    if wanted.assigned == MINE:
        rows = rows.filter(assigned=office_of(actor))
    elif wanted.assigned == NOBODY:
        rows = rows.filter(assigned=None)
    elif wanted.assigned:
        rows = rows.filter(assigned__code=wanted.assigned)
    return rows.filter(priority=wanted.priority) if wanted.priority else rows


def desk(actor: Actor, wanted: Filter) -> QuerySet[Case]:
    """What waits at the desk by a filter, in no order yet."""
    if wanted.when == "disputed":
        return disputed(actor)
    rows = narrowed(actor, wanted)
    if wanted.when == "unconfirmed":
        return rows.filter(state=Case.State.DONE)
    # What need not be kept by the body has no next day.
    rows = _waiting(rows)
    chosen = whens(clock.today()).get(wanted.when)
    return rows.filter(chosen) if chosen is not None else rows


def ordered(rows: QuerySet[Case], order: str) -> tuple[QuerySet[Case], tuple[str, ...]]:
    """Rows with what they are sorted by, and the keys of their pages. order: of `ORDERS`, "-" before it for the
    other direction; any other word is the first order."""
    falling, word = order.startswith("-"), order.lstrip("-")
    if word not in ORDERS:
        falling, word = False, FIRST_ORDER
    rows = rows.annotate(
        category_code=F("category__code"),
        place_code=Coalesce("exact_unit__code", "unit__code"),
        assigned_code=Coalesce("assigned__code", Value("")),
    )
    return rows, tuple(f"-{key}" if falling else key for key in ORDERS[word])


def _waiting(rows: QuerySet[Case]) -> QuerySet[Case]:
    """What the body must keep. A case joined with another stands for itself where its day comes sooner."""
    waits = rows.filter(next_on__isnull=False)
    return waits.exclude(main__isnull=False, next_on__gte=F("main__next_on"))


def counts(actor: Actor, wanted: Filter) -> dict[str, int]:
    """How many cases each of `whens` holds within the other conditions, in two queries."""
    rows = narrowed(actor, wanted).order_by()
    found = _waiting(rows).aggregate(
        all=Count("pk"),
        **{name: Count("pk", filter=which) for name, which in whens(clock.today()).items()},
    )
    return {**found, "unconfirmed": rows.filter(state=Case.State.DONE).count()}


# --- who answers ----------------------------------------------------------------------------------
def settles(actor: Actor) -> bool:
    """May the body one acts for decide which body answers a case?"""
    if actor.kind is not Kind.OFFICE:
        return False
    return competences(actor.body_id, [SETTLES], clock.today()).exists()


def disputed(actor: Actor) -> QuerySet[Case]:
    """Cases whose answering body is to be decided by the one acted for."""
    rows = case_queries.cases(case_queries.Filter(), case_queries.complete())
    rows = rows.select_related("assigned", "disputed_to", "exact_unit")
    if not settles(actor):
        return rows.none()
    parts = Q(body=actor.body_id) | Q(disputed_to=actor.body_id)
    return rows.exclude(disputed_to=None).exclude(parts)


# --- notes ----------------------------------------------------------------------------------------
def notes(actor: Actor, case: Case) -> QuerySet[Note]:
    """The internal notes one may read about a case: those of the body one acts for."""
    if actor.kind is not Kind.OFFICE:
        return Note.objects.none()
    return case.notes.filter(body=actor.body_id).select_related("office").order_by("pk")
