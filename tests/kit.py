"""Plain functions that make a small hall for tests."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, replace
from typing import Any

import shapely
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.test import Client

from commonhall.actions.actors import Actor, Kind
from commonhall.cases.cases import actions as case_actions
from commonhall.cases.cases.models import Case
from commonhall.cases.categories import actions as category_actions
from commonhall.cases.categories.models import Category
from commonhall.core import clock
from commonhall.law.founding import charter_templates
from commonhall.law.founding.actions import found
from commonhall.law.founding.charter import FirstBody, FirstOffice, Grant
from commonhall.pages.set_up.founding import FOUNDER
from commonhall.people import acting, actors
from commonhall.people.accounts.models import Account
from commonhall.people.api_keys import keys
from commonhall.people.bodies.models import Body, Office
from commonhall.people.residents.models import Person
from commonhall.places.actions import UnitRow
from commonhall.places.models import Unit
from tests import kept_databases
from tests.words import texts


@dataclass
class Hall:
    """A founded hall: units root, north, south (two squares); offices with their holders."""

    resident: Actor
    clerk: Actor
    chair: Actor
    parks: Actor
    roads: Actor
    lamps: Category

    def unit(self, code: str) -> Unit:
        return Unit.objects.get(code=code)

    def body(self, code: str) -> Body:
        return Body.objects.get(code=code)

    def raise_case(self, by: Actor | None = None, **given: Any) -> Case:
        values: dict[str, Any] = {
            "kind": "complaint",
            "title": "The lamp is broken",
            "category": self.lamps,
            "unit": self.unit("north"),
            **given,
        }
        return case_actions.raise_case.perform(by or self.resident, **values).result


def as_whole(hall: Hall, code: str = "council") -> Actor:
    """A body as a whole, as a passed motion makes it act."""
    return actors.by_resolution(hall.body(code), "decisions.motion:1")


def person(name: str) -> Person:
    account = Account.objects.create_user(f"{name}@example.org", "a long pass phrase")
    return Person.objects.create(account=account, name=name)


# How a value was measured, where nothing hangs on it.
MEASURED: dict[str, Any] = {"method": "Counted on the spot", "evidence": "/record/"}


def square(south: float) -> Any:
    return shapely.box(10, south, 11, south + 1)


def found_hall() -> Hall:
    """A hall with two districts and two more bodies, founded once per process (kept_databases).

    Those concerned must be asked before decisions alone: tests of other matters need not ask first.
    """
    return kept_databases.kept("founded", lambda: _found(["decide-matters"]))


def asking_hall() -> Hall:
    """The same hall, with all that the standard charter says about who is asked first."""
    return kept_databases.kept("asking", lambda: _found(None))


def _only(grant: Grant, powers: list[str] | None) -> Grant:
    """A grant whose asking rules are for these powers alone; None: as they are."""
    if powers is None:
        return grant
    kept = [
        {**rule, "powers": [one for one in rule["powers"] if one in powers]}
        for rule in grant.asking
    ]
    return replace(grant, asking=tuple(rule for rule in kept if rule["powers"]))


def _found(asking: list[str] | None) -> Hall:
    people = {name: person(name) for name in ("resident", "clerk", "chair", "parks", "roads")}
    bodies = [
        FirstBody("parks", texts("Parks"), "department"),
        FirstBody("roads", texts("Roads"), "department", unit="north"),
    ]
    plan = charter_templates.plan(
        charter_templates.read(charter_templates.STANDARD),
        texts("Testford"),
        clock.today(),
        bodies=bodies,
        offices=[
            FirstOffice("parks", "parks-desk", texts("Parks desk"), {}, people["parks"]),
            FirstOffice("roads", "roads-desk", texts("Roads desk"), {}, people["roads"]),
        ],
        units=[
            UnitRow("root", "municipality", texts("Testford")),
            UnitRow("north", "district", texts("North"), "root", square(1)),
            UnitRow("south", "district", texts("South"), "root", square(0)),
        ],
        people={"hall-desk": people["clerk"], "council-chair": people["chair"]},
    )
    plan = replace(plan, grants=[_only(one, asking) for one in plan.grants])
    found.perform(FOUNDER, plan=plan)
    office = {row.code: row for row in Office.objects.select_related("body")}
    chair = actors.as_office(people["chair"], office["council-chair"])
    lamps = category_actions.set_category.perform(
        chair,
        code="lamps",
        names=texts("Lamps"),
        body=Body.objects.get(code="parks"),
    ).result
    return Hall(
        resident=actors.as_person(people["resident"]),
        clerk=actors.as_office(people["clerk"], office["hall-desk"]),
        chair=chair,
        parks=actors.as_office(people["parks"], office["parks-desk"]),
        roads=actors.as_office(people["roads"], office["roads-desk"]),
        lamps=lamps,
    )


# --- at the doors ---------------------------------------------------------------------------------
def signed_in(who: Actor | str, office: str = "", *, confirmed: bool = True) -> Client:
    """A browser's session of an actor, or of a name's account in an office.

    confirmed: a second factor was confirmed just now; else when the session began, half an hour ago.
    """
    if isinstance(who, str):
        account = Account.objects.get(email=f"{who}@example.org")
    else:
        account = Account.objects.get(pk=who.account_id)
        office = "" if who.kind is Kind.PERSON else who.ref
    client = Client()
    client.force_login(account)
    session = client.session
    now = time.time()
    if office:
        session[acting.SESSION_KEY], session[acting.SEEN] = office, now
    if confirmed or office:
        record = {"method": "mfa", "at": now if confirmed else now - 1800, "reauthenticated": True}
        session["account_authentication_methods"] = [record]
        session["account_authentication_methods_user"] = str(account.pk)
    session.save()
    return client


def code_of(account: int | None) -> str:
    """A code of an account's second factor that was not used yet; the factor is made at first use."""
    codes = RecoveryCodes.activate(Account.objects.get(pk=account)).get_unused_codes()
    return str(codes[0])


def key_of(who: Actor, scope: list[str] | None = None) -> str:
    """A key with which a program acts as somebody; scope: the actions it is for."""
    account = Account.objects.get(pk=who.account_id)
    chosen = next(
        one for one in actors.choices(actors.person_of(account)) if one.actor.ref == who.ref
    )
    return keys.make(account, "a program", chosen, 30, scope)[1]


def by_key(who: Actor, address: str, given: dict[str, Any], *, confirmed: bool = True) -> Any:
    """Send something to an operation; confirmed: with a code of the second factor."""
    headers = {"Authorization": f"Bearer {key_of(who)}"}
    if confirmed:
        headers["Second-Factor"] = code_of(who.account)
    return Client().post(
        f"/api/v1{address}", json.dumps(given), content_type="application/json", headers=headers
    )
