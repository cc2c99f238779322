"""A hall founded as a stranger founds it: by a file of `examples/`, its offices taken by whoever the letters invite."""

from __future__ import annotations

from pathlib import Path

from django.utils import translation

from commonhall.actions.actors import Actor
from commonhall.cases.categories.models import Category
from commonhall.core import clock
from commonhall.pages.set_up.founding import found_by
from commonhall.pages.set_up.hall_file import read
from commonhall.people import actors
from commonhall.people.bodies.models import Office
from commonhall.people.invitations import actions as invitations
from commonhall.people.invitations import letters
from commonhall.people.invitations.models import Invitation
from tests import kept_databases
from tests.kit import Hall, person

FILE = Path(__file__).parents[2] / "examples" / "harrowford.toml"
# Office → who takes it: whose names the other kits know.
WHO = {
    "council-chair": "chair",
    "hall-desk": "clerk",
    "reviewer": "reviewer",
    "open-spaces-desk": "parks",
    "highways-desk": "roads",
}


def harrowford() -> Hall:
    """Harrowford, with everybody in office; its departments stand where other kits have Parks and Roads."""
    return kept_databases.kept("harrowford", _found)


def _found() -> Hall:
    with translation.override("en"):
        found_by(read(FILE))
    offices = {code: _taken(code, name) for code, name in WHO.items()}
    return Hall(
        resident=actors.as_person(person("resident")),
        clerk=offices["hall-desk"],
        chair=offices["council-chair"],
        parks=offices["open-spaces-desk"],
        roads=offices["highways-desk"],
        lamps=Category.objects.order_by("pk")[0],
    )


def reviewer() -> Actor:
    return in_office("reviewer")


def in_office(code: str) -> Actor:
    office = Office.objects.select_related("body").get(code=code)
    term = office.terms.get(starts__lte=clock.today(), ended_early_on=None)
    return actors.as_office(term.person, office)


def _taken(code: str, name: str) -> Actor:
    """The person invited to an office accepts."""
    office = Office.objects.select_related("body").get(code=code)
    invitation = Invitation.objects.get(office=office)
    who = person(name)
    who.account.email = invitation.email  # type: ignore[union-attr]
    who.account.save()  # type: ignore[union-attr]
    code = letters.code_of(invitation)
    invitations.accept_office.perform(actors.as_person(who), invitation, code=code)
    return actors.as_office(who, office)
