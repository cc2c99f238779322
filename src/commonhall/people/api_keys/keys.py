"""Keys with which programs act for an account: made, shown once, compared by hash, withdrawn."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer

from commonhall.actions import action_pages, registry
from commonhall.actions.actors import ANYONE, Actor, Kind
from commonhall.actions.gate import OUT_OF_SCOPE
from commonhall.core import clock, failed_sign_ins
from commonhall.core.refusals import Refused
from commonhall.people import actors
from commonhall.people.accounts.models import Account
from commonhall.people.api_keys.models import ApiKey

PREFIX = "hall_"
SAFE = {"GET", "HEAD", "OPTIONS"}
USED_EVERY = timedelta(minutes=5)


def digest_of(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def make(
    account: Account,
    name: str,
    choice: actors.Choice,
    days: int,
    scope: list[str] | None = None,
) -> tuple[ApiKey, str]:
    """A new token and its key, which is not kept: whoever asked must keep it now. scope: see `ApiKey`."""
    key = PREFIX + secrets.token_urlsafe(32)
    kind, _, number = choice.key.partition(":")
    token = ApiKey.objects.create(
        account=account,
        name=name,
        digest=digest_of(key),
        office_id=int(number) if kind == "people.office" else None,
        organisation_id=int(number) if kind == "people.organisation" else None,
        scope=scope,
        expires_on=clock.today() + timedelta(days=days),
    )
    return token, key


def actor_of(token: ApiKey) -> Actor:
    """Who a token acts as. An office that ended is not traded for the person: the gate refuses."""
    scope = None if token.scope is None else frozenset(token.scope)
    return replace(_owner_of(token), scope=scope)


def _owner_of(token: ApiKey) -> Actor:
    person = actors.person_of(token.account)
    if token.office is not None:
        return actors.in_office(person, token.office)
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
        failed_sign_ins.note()
        return None
    if token.used_at is None or token.used_at < timezone.now() - USED_EVERY:
        ApiKey.objects.filter(pk=token.pk).update(used_at=timezone.now())
    return actor_of(token)


def offered(kinds: set[Kind]) -> list[tuple[Any, list[tuple[str, Any]]]]:
    """Actions a key may be for, of those that these kinds of subject can do, app by app: code and title."""
    found: dict[Any, list[tuple[str, Any]]] = {}
    for one in action_pages.offered():
        if not action_pages.why_no_program(one) and kinds & set(one.by):
            app = apps.get_app_config(one.app).verbose_name
            found.setdefault(app, []).append((one.code, one.title))
    return list(found.items())


def titles(token: ApiKey) -> list[Any]:
    """What the actions of a key's scope are called."""
    known = registry.actions()
    return [known[code].title if code in known else code for code in token.scope or []]


class Key(HttpBearer):
    """`Authorization: Bearer hall_…`. A key that only reads opens nothing that writes."""

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        actor = actor_of_key(token)
        if actor is not None and actor.scope == frozenset() and request.method not in SAFE:
            raise Refused("identity", "out-of-scope", OUT_OF_SCOPE)
        return actor


class MaybeKey(HttpBearer):
    """A key if one is given; somebody without one may ask, too. A wrong key is refused."""

    def __call__(self, request: HttpRequest) -> Any:
        if not request.headers.get("Authorization"):
            return ANYONE
        return super().__call__(request)

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        return actor_of_key(token)
