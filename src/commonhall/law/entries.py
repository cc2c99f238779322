"""Reading the record's entries for the law: was it public power, whose, where, and who had a part."""

from __future__ import annotations

from collections.abc import Iterable

from commonhall.acts import registry
from commonhall.law.models import Appeal
from commonhall.people.models import Body, Office
from commonhall.record.models import Entry, Kind

REVIEW = "review-decisions"


def is_public_power(entry: Entry) -> bool:
    """Did somebody use public power on something, and was not refused?"""
    act = registry.acts().get(entry.act)
    done = entry.kind in (Kind.ACT, Kind.BATCH)
    return bool(act and act.power and done and entry.subject)


def is_final(entry: Entry) -> bool:
    """Was it the decision of a review? An appeal against an appeal would never end."""
    act = registry.acts().get(entry.act)
    return bool(act and act.power == REVIEW)


def acting_body(entry: Entry) -> Body | None:
    """The body whose power an entry's act used."""
    kind, _, number = entry.actor.partition(":")
    if not number.isdigit():
        return None
    if kind == "people.office":
        office = Office.objects.filter(pk=int(number)).select_related("body").first()
        return office.body if office else None
    return Body.objects.filter(pk=int(number)).first() if kind == "people.body" else None


def place_of(entry: Entry, body: Body) -> int:
    """The territorial unit an entry's subject lies in; where it has none, its body's."""
    unit: int | None = getattr(registry.thing(entry.subject), "unit_id", None)
    return unit or body.unit_id


def parties(appeal: Appeal) -> set[int]:
    """The bodies that had a part: the one that acted, and the one that answers for the thing."""
    other: int | None = getattr(registry.thing(appeal.about), "body_id", None)
    return {appeal.body_id, *([other] if other else [])}


def newest(subject: str, acts: Iterable[str] = ()) -> Entry | None:
    """The newest act of public power on a thing, of `acts` where some are named."""
    wanted = set(acts) or {
        code for code, act in registry.acts().items() if act.power and act.power != REVIEW
    }
    rows = Entry.objects.filter(subject=subject, act__in=wanted)
    return rows.filter(kind__in=(Kind.ACT, Kind.BATCH)).order_by("-id").first()
