"""Who signed what, as far as it is kept: keyed hashes that show a second signature and name nobody.

A hash is made with the installation's secret. Whoever has that secret and the list of residents could try each of
them; nobody else can. The page on which people choose says that it is kept, and for what.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from datetime import date

from django.conf import settings

from commonhall.actions.actors import Actor, Kind
from commonhall.consultations.initiatives.models import (
    Initiative,
    InitiativeSignature,
    PaperLine,
    Promoter,
)
from commonhall.core.compiled_queries import CompiledQuery
from commonhall.people.residents.models import CensusEntry
from commonhall.places.models import Unit

# Asked at every signature, of which there may be thousands in an hour.
_SIGNED: CompiledQuery[InitiativeSignature] = CompiledQuery(
    lambda initiative, token: InitiativeSignature.objects.filter(
        initiative_id=initiative, token=token
    ),
    initiative=0,
    token="",
)
_HOMES: CompiledQuery[Unit] = CompiledQuery(
    lambda person, day: Unit.objects.filter(
        verification__person_id=person, verification__starts__lte=day, verification__ends__gte=day
    ),
    person=0,
    day=date.min,
)
_ENTRIES: CompiledQuery[CensusEntry] = CompiledQuery(
    lambda person: CensusEntry.objects.filter(used_by_id=person), person=0
)


def token_of(initiative: int, ref: str) -> str:
    """What stands for a signer of this initiative; the same signer has another one elsewhere."""
    said = f"initiative|{initiative}|{ref}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), said, hashlib.sha256).hexdigest()


def own_token(initiative: Initiative, actor: Actor) -> str:
    """The actor's token: of their organisation, else of themselves."""
    if actor.kind is Kind.ORGANISATION:
        return token_of(initiative.pk, f"organisation:{actor.organisation}")
    return token_of(initiative.pk, f"person:{actor.person}")


def own_signature(initiative: Initiative, actor: Actor) -> InitiativeSignature | None:
    """What the actor signed here and did not take back."""
    if actor.kind is Kind.PERSON and actor.person is None:
        return None
    found = _SIGNED.rows(initiative=initiative.pk, token=own_token(initiative, actor))
    return next(iter(found), None)


def is_promoter(initiative: Initiative, actor: Actor, first: bool = False) -> bool:
    """Does the actor stand behind it?"""
    rows = Promoter.objects.filter(initiative=initiative, left_on=None, accepted_on__isnull=False)
    if actor.kind is Kind.ORGANISATION:
        rows = rows.filter(organisation_id=actor.organisation)
    elif actor.kind is Kind.PERSON and actor.person is not None:
        rows = rows.filter(person_id=actor.person)
    else:
        return False
    return rows.filter(first=True).exists() if first else rows.exists()


def is_resident(person: int, initiative: Initiative, day: date) -> bool | None:
    """Is somebody confirmed to live in its place? False: elsewhere; None: nowhere yet."""
    homes = _HOMES.rows(person=person, day=day)
    if not homes:
        return None
    if any(one.pk == initiative.unit_id for one in homes):
        return True
    return any(one.path.startswith(initiative.unit.path) for one in homes)


# --- on paper -------------------------------------------------------------------------------------
def paper_key(initiative: int, entry: int) -> str:
    """What stands for a line of the roll that signed this initiative on paper."""
    return token_of(initiative, f"roll:{entry}")


def signed_on_paper(initiative: int, person: int) -> bool:
    """Did somebody's own line of the roll sign on paper? Only whom the roll confirmed has one."""
    keys = [paper_key(initiative, one.pk) for one in _ENTRIES.rows(person=person)]
    return bool(keys) and PaperLine.objects.filter(initiative=initiative, key__in=keys).exists()


def tokens_everywhere(person: int, numbers: Iterable[int]) -> list[str]:
    """A person's tokens of many initiatives: to find what they signed anonymously, when they ask for it to go."""
    return [token_of(number, f"person:{person}") for number in numbers]
