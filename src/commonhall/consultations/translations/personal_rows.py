"""What translations hold about a person, and how it goes; the words of an original go in every language."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet

from commonhall.actions.context import Context
from commonhall.actions.erasure import erase
from commonhall.actions.subscriptions import part_of
from commonhall.consultations.moderation.models import Withheld
from commonhall.consultations.translations.models import Confirmation, Translation
from commonhall.people.residents.models import Person


def of_person(person: Person) -> QuerySet[Translation]:
    return Translation.objects.filter(Q(person=person) | Q(behind=person))


def erase_person(ctx: Context, person: Person, words: bool) -> None:
    """Untie the person. What they confirmed stays confirmed; what they offered for an organisation or office stays its."""
    for row in of_person(person).order_by("pk"):
        mine = words and row.person_id == person.pk
        erase(ctx, row, ["person_id", "behind_id", *(["text"] if mine else [])])
    for confirmation in Confirmation.objects.filter(person=person).order_by("pk"):
        erase(ctx, confirmation, ["person_id"])


def erase_of(ctx: Context, abouts: Iterable[str]) -> None:
    """The words of these originals are erased: so are they in other languages, also where moderation holds them."""
    for row in Translation.objects.filter(about__in=list(abouts)).order_by("pk"):
        erase(ctx, row, ["text"])
        for hidden in Withheld.objects.filter(about=row.ref).order_by("pk"):
            erase(ctx, hidden, ["original"])


@part_of("consultations.withdraw_remark")
def _withdrawn(ctx: Context, result: Any, arguments: dict[str, Any]) -> None:
    """A comment that its writer takes back is gone in every language."""
    erase_of(ctx, [result.ref])
