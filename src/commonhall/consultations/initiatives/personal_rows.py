"""What initiatives hold about a person, and how it goes: names and ties go, what counted still counts."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from commonhall.actions.context import Context
from commonhall.actions.erasure import erase
from commonhall.consultations.initiatives import counting, search, signers
from commonhall.consultations.initiatives.models import (
    Initiative,
    InitiativeAppeal,
    InitiativeSignature,
    InitiativeUpdate,
    PaperLine,
    Promoter,
)
from commonhall.people.residents.models import CensusEntry, Person


def of_person(person: Person) -> QuerySet[InitiativeSignature]:
    """What a person signed, also anonymously: they alone can be told, because they can be asked for."""
    tokens = signers.tokens_everywhere(person.pk, _numbers())
    return InitiativeSignature.objects.filter(Q(person=person) | Q(token__in=tokens))


def _numbers() -> list[int]:
    return list(Initiative.objects.values_list("pk", flat=True))


def erase_person(ctx: Context, person: Person, words: bool) -> None:
    """Untie the person. The words of an initiative that others signed are theirs, too, and stay."""
    for signature in of_person(person).select_related("initiative").order_by("pk"):
        if not signature.counts and signature.taken_back_on is None and signature.person_id:
            # Nobody could confirm it any more.
            counting.add(signature.initiative, waiting=-1)
        erase(ctx, signature, ["person_id", "name", "token"])
    for promoter in Promoter.objects.filter(person=person).order_by("pk"):
        erase(ctx, promoter, ["person_id", "name"])
        promoter.left_on = promoter.left_on or ctx.today
        ctx.save(promoter)
    for update in InitiativeUpdate.objects.filter(person=person).order_by("pk"):
        erase(ctx, update, ["person_id", *(["text"] if words else [])])
    for initiative in Initiative.objects.filter(person=person).order_by("pk"):
        mine = ["title", "text", "reason"] if words and initiative.frozen_on is None else []
        if words:
            for appeal in InitiativeAppeal.objects.filter(initiative=initiative):
                erase(ctx, appeal, ["text"])
        erase(ctx, initiative, ["person_id", *mine])
        if mine:
            search.index_initiative(initiative)
    numbers, entries = _numbers(), CensusEntry.objects.filter(used_by=person)
    for entry in entries.values_list("pk", flat=True):
        keys = [signers.paper_key(number, entry) for number in numbers]
        PaperLine.objects.filter(key__in=keys).delete()
