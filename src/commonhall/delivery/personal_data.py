"""What `deliver` holds about a person: shifts they signed up for, hours they booked, their word on projects, amendments to plan books."""

from __future__ import annotations

from typing import Any

from django.db.models import F, Q, Value
from django.utils.translation import gettext_lazy as _

from commonhall.actions.context import Context
from commonhall.actions.erasure import erase
from commonhall.delivery.assets.models import Booking
from commonhall.delivery.plan.models import ItemConfirmation
from commonhall.delivery.plan_books import personal_rows as books
from commonhall.delivery.projects import personal_rows as projects
from commonhall.delivery.shifts.models import Volunteer
from commonhall.people.personal_data import holds
from commonhall.people.residents.models import Person


def _hours(person: Person) -> dict[str, Any]:
    """Shifts they signed up for, and hours they booked; one query."""
    hands = Volunteer.objects.filter(person=person).annotate(
        what=Value("shifts"),
        title=F("shift__names"),
        since=F("shift__starts_at"),
        until=F("shift__ends_at"),
        flag=F("came"),
    )
    booked = Booking.objects.filter(person=person).annotate(
        what=Value("bookings"),
        title=F("asset__names"),
        since=F("starts_at"),
        until=F("ends_at"),
        flag=Q(cancelled_on__isnull=False),
    )
    columns = ("what", "pk", "title", "since", "until", "flag")
    first, second = (rows.order_by().values_list(*columns) for rows in (hands, booked))
    found: dict[str, list[Any]] = {"shifts": [], "bookings": []}
    for what, _number, title, since, until, flag in sorted(
        first.union(second, all=True), key=lambda row: row[:2]
    ):
        if what == "shifts":
            found[what].append({"shift": title, "at": since.isoformat(), "came": flag})
        else:
            found[what].append(
                {
                    "asset": title,
                    "from": since.isoformat(),
                    "until": until.isoformat(),
                    "cancelled": flag,
                }
            )
    return found


def _export(person: Person) -> dict[str, Any]:
    return {
        **_hours(person),
        "words_on_projects": [
            {"project": row.item.names, "good": row.good, "text": row.text}
            for row in ItemConfirmation.objects.filter(person=person).select_related("item")
        ],
        **books.export(person),
        **projects.export(person),
    }


def _erase(ctx: Context, person: Person, words: bool) -> None:
    for hand in Volunteer.objects.filter(person=person).order_by("pk"):
        erase(ctx, hand, ["person_id"])
    for row in ItemConfirmation.objects.filter(person=person).order_by("pk"):
        erase(ctx, row, ["person_id", *(["text"] if words else [])])
    books.erase_person(ctx, person, words)
    projects.erase_person(ctx, person, words)
    for booking in Booking.objects.filter(person=person).order_by("pk"):
        erase(ctx, booking, ["person_id"])


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
