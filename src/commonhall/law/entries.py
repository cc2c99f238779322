"""Reading the record's entries for the law: was it public power, whose, where, and who had a part."""

from __future__ import annotations

from collections.abc import Iterable

from commonhall.actions import registry as actions_registry
from commonhall.core import refs as core_refs
from commonhall.law.appeals.models import Appeal
from commonhall.people.bodies.models import Body, Office
from commonhall.record.models import Entry, Kind

REVIEW = "review-decisions"


def is_public_power(entry: Entry) -> bool:
    """Did somebody use public power on something, and was not refused?"""
    action = actions_registry.actions().get(entry.action)
    done = entry.kind in (Kind.ACT, Kind.BATCH)
    return bool(action and action.power and done and entry.subject)


def is_final(entry: Entry) -> bool:
    """Was it the decision of a review? An appeal against an appeal would never end."""
    action = actions_registry.actions().get(entry.action)
    return bool(action and action.power == REVIEW)


# Actions by which the System notes that a body is late: an appeal against the delay is against that body.
DELAYS: set[str] = set()


def acting_body(entry: Entry) -> Body | None:
    """The body whose power an entry's act used; of a delay, the body that is late."""
    if entry.action in DELAYS:
        late = getattr(core_refs.thing(entry.subject), "body_id", None)
        return Body.objects.filter(pk=late or 0).first()
    kind, _, number = entry.actor.partition(":")
    if not number.isdigit():
        return None
    if kind == "people.office":
        office = Office.objects.filter(pk=int(number)).select_related("body").first()
        return office.body if office else None
    return Body.objects.filter(pk=int(number)).first() if kind == "people.body" else None


def place_of(entry: Entry, body: Body) -> int:
    """The territorial unit an entry's subject lies in; where it has none, its body's."""
    unit: int | None = getattr(core_refs.thing(entry.subject), "unit_id", None)
    return unit or body.unit_id


def parties(appeal: Appeal) -> set[int]:
    """The bodies that had a part: the one that acted, and the one that answers for the thing."""
    return concerned_bodies(appeal.about, appeal.body_id)


def concerned_bodies(about: str, body: int) -> set[int]:
    """A body that acted on a thing, and the one that answers for the thing."""
    other: int | None = getattr(core_refs.thing(about), "body_id", None)
    return {body, *([other] if other else [])}


def newest(subject: str, codes: Iterable[str] = ()) -> Entry | None:
    """The newest act of public power on a thing, of `actions` where some are named."""
    wanted = set(codes) or {
        code
        for code, action in actions_registry.actions().items()
        if action.power and action.power != REVIEW
    }
    rows = Entry.objects.filter(subject=subject, action__in=wanted)
    return rows.filter(kind__in=(Kind.ACT, Kind.BATCH)).order_by("-id").first()
