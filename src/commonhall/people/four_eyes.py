"""Does a change wait for a second body? Law answers: it knows which body holds which power."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

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


def had_a_part(actor: Actor, body: int, office: int | None, day: date) -> bool:
    """Did the person behind an actor hold that office, or stand in for it, on a day; or an office of its body today?"""
    if actor.person is None:
        return False
    mine = OfficeTerm.objects.filter(person=actor.person)
    return bool(
        mine.filter(held_on(day), office=office).exists()
        or mine.filter(held_on(clock.today()), office__body=body).exists()
    )
