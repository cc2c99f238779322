"""Does a change wait for a second body? Law answers: it knows which body holds which power."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from functools import reduce
from operator import or_

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from commonhall.actions.actors import Actor
from commonhall.core import clock
from commonhall.core.refusals import Refused
from commonhall.people.actors import held_on
from commonhall.people.bodies.models import OfficeTerm

# power, and the body that proposes → is there another body, in office, that the law lets agree?
Waits = Callable[[str, int], bool]
_waits: list[Waits] = []


def answer_by(waits: Waits) -> None:
    """Say how it is known whether there is a second body; the law does."""
    _waits[:] = [waits]


def waits(power: str, body: int) -> bool:
    """Is there another body in office that the law lets agree to what this body does?"""
    return any(one(power, body) for one in _waits)


def check_another(actor: Actor, body: int, office: int | None, at: object) -> None:
    """Raise `Refused` unless the actor is of another body, sits in no office of the first, and did not propose it.

    office, at: by which office and when it was proposed.
    """
    if actor.body == body:
        raise Refused(
            "state",
            "same-body",
            _("Somebody from another body must agree to it. The person who proposed it cannot."),
        )
    if had_a_part(actor, body, office, timezone.localdate(at)):  # type: ignore[arg-type]
        raise Refused(
            "state",
            "same-person",
            _(
                "Another person must agree to it: nobody who proposed it or belongs to the body that did."
            ),
        )


def check_no_part(
    actor: Actor,
    bodies: Iterable[int | None],
    days: Iterable[date],
    told: StrOrPromise,
) -> None:
    """Raise `Refused` where the actor acts for one of the bodies, or holds an office of one or stands in there: today,
    or on one of the days.

    told: what somebody of these bodies is told.
    """
    parties = {one for one in bodies if one is not None}
    if actor.body in parties:
        raise Refused("state", "same-body", told)
    if sat_in(actor, parties, days):
        raise Refused(
            "state",
            "had-a-part",
            _("You hold or have held an office in the body that acted. Hand this to a colleague."),
        )


def sat_in(actor: Actor, bodies: Iterable[int], days: Iterable[date] = ()) -> bool:
    """Does the person behind an actor hold an office of one of the bodies, or did on one of the days?"""
    if actor.person is None:
        return False
    held = reduce(or_, map(held_on, sorted({*days, clock.today()})))
    return OfficeTerm.objects.filter(held, person=actor.person, office__body__in=bodies).exists()


def had_a_part(actor: Actor, body: int, office: int | None, day: date) -> bool:
    """Did the person behind an actor hold that office, or stand in for it, on a day; or an office of its body today?"""
    if actor.person is None:
        return False
    mine = OfficeTerm.objects.filter(person=actor.person)
    return bool(
        mine.filter(held_on(day), office=office).exists()
        or mine.filter(held_on(clock.today()), office__body=body).exists()
    )
