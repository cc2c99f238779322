"""Slips: finding a person by the number of theirs, and giving and joining one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse

from commonhall.core import clock
from commonhall.people.actors import by_mail
from commonhall.people.residents import codes, roll_keys
from commonhall.people.residents.models import Person, Slip

# So long the code on a slip can be used; its number finds the person for good.
GOOD_FOR = timedelta(days=180)


@dataclass(frozen=True)
class Printed:
    """A slip as it is printed, once: the code is not kept."""

    person: Person
    number: str
    code: str
    ends: date


@dataclass(frozen=True)
class Joined:
    """person: who goes on; former: the one without an account, of whom nothing is left."""

    person: Person
    former: Person

    def get_absolute_url(self) -> str:
        return reverse("people:me")


def by_sign(sign: str) -> Person | None:
    """The person with an account of this e-mail address, or with a slip of this number."""
    if "@" in sign:
        return by_mail(sign)
    number = codes.grouped("".join(filter(str.isdecimal, codes.folded(sign))))
    slip = Slip.objects.filter(number=number).select_related("person").first() if number else None
    return slip.person if slip else None


def give(person: Person, given_by: int | None) -> Printed:
    """Make a slip; the ones before it join nothing any more."""
    today, code, key = clock.today(), codes.new_code(), roll_keys.newest()
    Slip.objects.filter(person=person, joined_on=None).update(ends=today - timedelta(days=1))
    made = Slip.objects.create(
        person=person,
        number=_new_number(),
        key=key.digest("slip", codes.folded(code)),
        roll_key=key.name,
        given_by_id=given_by,
        given_on=today,
        ends=today + GOOD_FOR,
    )
    return Printed(person, made.number, code, made.ends)


def _new_number() -> str:
    while Slip.objects.filter(number=(number := codes.new_number())).exists():
        pass
    return number


def open_by_code(code: str) -> Slip | None:
    """The slip whose code this is, if it can still be joined; locked."""
    rows = Slip.objects.select_for_update(of=("self",)).select_related("person")
    slip = rows.filter(key__in=roll_keys.digests("slip", codes.folded(code))).first()
    if slip is None or slip.joined_on or slip.ends < clock.today() or slip.person.account_id:
        return None
    return slip
