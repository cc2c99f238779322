"""Cases for everybody, for tests: written without an account, confidential, with questions of a category."""

from __future__ import annotations

import re
from typing import Any

from django.core import mail
from django.test import Client

from commonhall.actions.actors import Actor
from commonhall.cases.cases.models import Case
from commonhall.cases.categories import actions as categories
from commonhall.cases.categories.models import Question
from commonhall.cases.categories.question_actions import ask_in_category
from commonhall.people import actors
from commonhall.people.residents import actions as residents
from commonhall.people.residents.models import Person
from tests.kit import Hall, person
from tests.words import texts

WRITER = "ada@example.org"
SECRET = "My neighbour is beaten"


def filled(hall: Hall, **given: Any) -> dict[str, Any]:
    """What the page of a case written without an account sends."""
    return {
        "kind": "complaint",
        "title": "The lamp is dark",
        "text": "It has been dark for a week.",
        "category": hall.lamps.pk,
        "unit": hall.unit("north").pk,
        "email": WRITER,
        "once": "abc",
        **given,
    }


def written(hall: Hall, client: Client | None = None, **given: Any) -> str:
    """Write one and give the path in the letter."""
    mail.outbox.clear()
    response = (client or Client()).post("/cases/write/", filled(hall, **given))
    assert response["Location"] == "/cases/written/", response.content.decode()[:2000]
    found = re.search(r"https?://[^/\s]+(/cases/by-mail/\S+)", str(mail.outbox[-1].body))
    assert found is not None
    return found[1]


def confirmation(hall: Hall, **given: Any) -> dict[str, Any]:
    """What the page behind the link sends."""
    sent = filled(hall, **given)
    return {name: value for name, value in sent.items() if name not in ("email", "once")}


def confidential(hall: Hall, **given: Any) -> Case:
    """A confidential case with secrets in every field."""
    categories.set_category.perform(
        hall.chair,
        code="lamps",
        names=texts("Lamps"),
        body=hall.body("parks"),
        read_by="body",
    )
    hall.lamps.refresh_from_db()
    said = {"title": SECRET, "text": "At Hidden Lane 7.", "address": "Hidden Lane 7", **given}
    return hall.raise_case(**said)


def resident(hall: Hall, name: str, unit: str = "north") -> Actor:
    """Somebody confirmed to live in a place."""
    found = person(name)
    residents.verify_resident.perform(hall.clerk, person=found, unit=hall.unit(unit))
    return actors.as_person(Person.objects.get(pk=found.pk))


def asked(hall: Hall, code: str, kind: str = "text", **given: Any) -> Question:
    return ask_in_category.perform(
        hall.chair,
        category=hall.lamps,
        code=code,
        names=texts(f"Which {code}?"),
        kind=kind,
        **given,
    ).result
