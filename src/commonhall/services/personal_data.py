"""What services hold about a person: their applications, their places on waiting lists, their marks, what they said in confidence of minimum standards."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, QuerySet
from django.utils.translation import gettext_lazy as _

from commonhall.actions.context import Context
from commonhall.law.promises import ledger
from commonhall.people.personal_data import holds
from commonhall.people.residents.models import Person
from commonhall.services.applications import rules
from commonhall.services.applications.erasing import forget
from commonhall.services.applications.models import WAITING, Application
from commonhall.services.minimum_standards.models import ResidentWord
from commonhall.services.ratings.models import Rating
from commonhall.services.waiting_lists.actions import leave
from commonhall.services.waiting_lists.erasing import forget as forget_entry
from commonhall.services.waiting_lists.models import HERE, WaitingEntry


def _rows(person: Person) -> dict[str, list[Any]]:
    """What is kept of a person, by kind; one query says which there is any of."""
    kept: dict[str, QuerySet[Any]] = {
        "words": ResidentWord.objects.filter(person=person).select_related(
            "minimum_standard", "unit"
        ),
        "applications": Application.objects.filter(person=person)
        .select_related("service")
        .prefetch_related("steps", "documents"),
        "waiting": WaitingEntry.objects.filter(person=person)
        .select_related("waiting_list")
        .prefetch_related("proofs"),
        "ratings": Rating.objects.filter(person=person).select_related("service"),
    }
    flags = {f"any_{name}": Exists(rows) for name, rows in kept.items()}
    there = Person.objects.filter(pk=person.pk).annotate(**flags).values(*flags).get()
    return {
        name: list(rows.order_by("pk")) if there[f"any_{name}"] else []
        for name, rows in kept.items()
    }


def _export(person: Person) -> dict[str, Any]:
    rows = _rows(person)
    return {
        "words_on_minimum_standards": [
            {
                "minimum_standard": row.minimum_standard.names,
                "place": row.unit.code,
                "holds": row.holds,
                "at": row.at.isoformat(),
            }
            for row in rows["words"]
        ],
        "applications": [_application(row) for row in rows["applications"]],
        "waiting_lists": [_entry(row) for row in rows["waiting"]],
        "ratings_of_services": [
            {"service": row.service.names, "mark": row.mark, "on": row.on.isoformat()}
            for row in rows["ratings"]
        ],
    }


def _application(row: Application) -> dict[str, Any]:
    return {
        "number": row.pk,
        "service": row.service.names,
        "state": row.state,
        "applied_on": row.applied_on.isoformat(),
        "answers": row.answers or {},
        "text": row.text,
        "steps": [
            {"what": one.kind, "text": one.text, "at": one.at.isoformat()}
            for one in row.steps.all()
        ],
        "documents": [one.name for one in row.documents.all() if one.name],
    }


def _entry(row: WaitingEntry) -> dict[str, Any]:
    """Their own points and reasons; keys that tell officers apart stay behind."""
    kept = ("code", "seen", "seen_why", "holds", "why", "on")
    return {
        "number": row.pk,
        "list": row.waiting_list.names,
        "state": row.state,
        "asked_at": row.asked_at.isoformat(),
        "points": row.points,
        "claims": [{name: one[name] for name in kept if name in one} for one in row.claims or ()],
        "text": row.text,
        "proofs": [one.name for one in row.proofs.all() if one.name],
    }


def _erase(ctx: Context, person: Person, words: bool) -> None:
    """An application that waits is withdrawn. With `words`, what they wrote and sent is destroyed."""
    ResidentWord.objects.filter(person=person).delete()
    Rating.objects.filter(person=person).delete()
    kept = _rows(person)
    for place in kept["waiting"]:
        if place.state in HERE:
            leave(ctx, place)
        forget_entry(ctx, place, words)
    for row in kept["applications"]:
        if row.state in WAITING:
            ledger.withdraw(ctx, rules.owed(row))
            row.state, row.decided_on = Application.State.WITHDRAWN, ctx.today
        forget(ctx, row, words)


NAMES = {
    "words_on_minimum_standards": _("What I said about minimum standards"),
    "applications": _("Services I applied for"),
    "waiting_lists": _("Waiting lists I am on"),
    "ratings_of_services": _("How I rated services"),
}


def register() -> None:
    holds("services", _export, _erase, NAMES)
