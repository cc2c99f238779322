"""What `deliver` holds about a person: shifts they signed up for, their word on projects, amendments to plan books."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from commonhall.actions.context import Context
from commonhall.actions.erasure import erase
from commonhall.delivery.assets import personal_rows as assets
from commonhall.delivery.plan.models import ItemConfirmation
from commonhall.delivery.plan_books import personal_rows as books
from commonhall.delivery.projects import personal_rows as projects
from commonhall.delivery.shifts.models import Volunteer
from commonhall.people.personal_data import holds
from commonhall.people.residents.models import Person


def _export(person: Person) -> dict[str, Any]:
    return {
        "shifts": [
            {"shift": hand.shift.names, "at": hand.shift.starts_at.isoformat(), "came": hand.came}
            for hand in Volunteer.objects.filter(person=person)
            .select_related("shift")
            .order_by("pk")
        ],
        "words_on_projects": [
            {"project": row.item.names, "good": row.good, "text": row.text}
            for row in ItemConfirmation.objects.filter(person=person).select_related("item")
        ],
        **books.export(person),
        **projects.export(person),
        **assets.export(person),
    }


def _erase(ctx: Context, person: Person, words: bool) -> None:
    for hand in Volunteer.objects.filter(person=person).order_by("pk"):
        erase(ctx, hand, ["person_id"])
    for row in ItemConfirmation.objects.filter(person=person).order_by("pk"):
        erase(ctx, row, ["person_id", *(["text"] if words else [])])
    books.erase_person(ctx, person, words)
    projects.erase_person(ctx, person, words)
    assets.erase_person(ctx, person)


NAMES = {
    "shifts": _("Shifts I signed up for"),
    "words_on_projects": _("What I said about projects"),
    "plan_amendments": _("Amendments to plan books I proposed"),
    "plan_amendments_supported": _("Amendments to plan books I support"),
    "bookings": _("My bookings"),
    "run_projects": _("Projects I run with others"),
}


def register() -> None:
    holds("delivery", _export, _erase, NAMES)
