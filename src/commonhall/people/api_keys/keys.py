"""Keys with which programs act for an account: made, shown once, compared by hash, withdrawn."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer

from commonhall.actions.actors import ANYONE, Actor
from commonhall.core import clock
from commonhall.people import actors
from commonhall.people.accounts.models import Account
from commonhall.people.api_keys.models import ApiKey

PREFIX = "hall_"
USED_EVERY = timedelta(minutes=5)


def digest_of(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def make(account: Account, name: str, choice: actors.Choice, days: int) -> tuple[ApiKey, str]:
    """A new token and its key, which is not kept: whoever asked must keep it now."""
    key = PREFIX + secrets.token_urlsafe(32)
    kind, _, number = choice.key.partition(":")
    token = ApiKey.objects.create(
        account=account,
        name=name,
        digest=digest_of(key),
        office_id=int(number) if kind == "people.office" else None,
        organisation_id=int(number) if kind == "people.organisation" else None,
        expires_on=clock.today() + timedelta(days=days),
    )
    return token, key


def actor_of(token: ApiKey) -> Actor:
    """Who a token acts as. An office that ended is not traded for the person: the gate refuses."""
    person = actors.person_of(token.account)
    if token.office is not None:
        return actors.as_office(person, token.office)
    if token.organisation is not None:
        return actors.as_organisation(person, token.organisation)
    return actors.as_person(person)


def actor_of_key(key: str) -> Actor | None:
    """The actor behind a key that is in force, else None."""
    rows = ApiKey.objects.select_related("account__person", "office", "organisation")
    token = rows.filter(
        digest=digest_of(key), expires_on__gte=clock.today(), account__is_active=True
    ).first()
    if token is None:
        return None
    if token.used_at is None or token.used_at < timezone.now() - USED_EVERY:
        ApiKey.objects.filter(pk=token.pk).update(used_at=timezone.now())
    return actor_of(token)


class Key(HttpBearer):
    """`Authorization: Bearer hall_…`"""

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        return actor_of_key(token)


class MaybeKey(HttpBearer):
    """A key if one is given; somebody without one may ask, too. A wrong key is refused."""

    def __call__(self, request: HttpRequest) -> Any:
        if not request.headers.get("Authorization"):
            return ANYONE
        return super().__call__(request)

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        return actor_of_key(token)
