"""Who lives in Millbrook: made-up names, and the few who can sign in."""

from __future__ import annotations

import random

from commonhall.people.accounts.models import Account
from commonhall.people.residents.models import Person
from commonhall.site.demo import SECOND_FACTOR

PASS_PHRASE = "the mill turns slowly"  # noqa: S105  (a demo's, printed at every start)
SIGN_INS = [
    ("resident@millbrook.example", "a resident who has raised cases"),
    ("desk@millbrook.example", "holds the Residents' desk"),
    ("chair@millbrook.example", "holds the Chair of the Council"),
    ("council1@millbrook.example", "a member of the Council with a declared interest"),
    ("reviewer@millbrook.example", "the independent reviewer"),
    ("mediator@millbrook.example", "a trained mediator of disputes"),
    ("parks@millbrook.example", "holds the Parks desk"),
    ("streets@millbrook.example", "holds the Streets desk; has declared an interest in Old Town"),
]
GIVEN = [
    "Ada",
    "Ben",
    "Chiara",
    "Dao",
    "Emil",
    "Fatima",
    "Goran",
    "Hana",
    "Ivo",
    "Jun",
    "Kofi",
    "Lena",
    "Mei",
    "Nils",
    "Olga",
    "Pia",
    "Qing",
    "Rosa",
    "Sami",
    "Tao",
]
FAMILY = [
    "Ashdown",
    "Brook",
    "Chen",
    "Dahl",
    "Evers",
    "Farouk",
    "Grove",
    "Hill",
    "Ito",
    "Jensen",
    "Kaya",
    "Lin",
    "Marsh",
    "Novak",
    "Okoro",
    "Park",
    "Reyes",
    "Stone",
    "Weber",
    "Zhou",
]


def account(address: str, name: str, *, holds_office: bool = True) -> Person:
    """A person who can sign in, with a confirmed address; office holders with a second factor as well."""
    from allauth.account.models import EmailAddress
    from allauth.mfa.totp.internal.auth import TOTP

    made = Account.objects.create_user(address, PASS_PHRASE)
    EmailAddress.objects.create(user=made, email=address, verified=True, primary=True)
    if holds_office:
        TOTP.activate(made, SECOND_FACTOR)
    return Person.objects.create(account=made, name=name)


def residents(count: int, chance: random.Random) -> list[Person]:
    """Residents without accounts, as those an operator takes down on the telephone."""
    return Person.objects.bulk_create(
        [Person(name=f"{chance.choice(GIVEN)} {chance.choice(FAMILY)}") for _ in range(count)]
    )
