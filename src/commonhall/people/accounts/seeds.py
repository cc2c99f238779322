"""Seeds of second factors, sealed under a key outside the database.

allauth keeps in its table what one-time codes and recovery codes are made of. Here it is sealed (AES-256-GCM) under a
key that follows from the newest of the roll's keys (`residents.roll_keys`), so that whoever reads the database alone, or
a backup of it without keys, makes no code.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commonhall.core.refusals import Refused
from commonhall.people.residents import roll_keys, roll_seals

PURPOSE = "second-factor"
# Where allauth keeps the seed of each kind of factor. Passkeys hold a public key and nothing secret.
SEEDS = {Authenticator.Type.TOTP: "secret", Authenticator.Type.RECOVERY_CODES: "seed"}


class SeedUnreadable(Refused):
    """The key under which a second factor was sealed is not here, or the row was changed."""

    def __init__(self) -> None:
        super().__init__(
            "state",
            "second-factor-key-missing",
            _(
                "The key to second factors is missing. Tell the people who run this hall. A passkey still works."
            ),
        )


class Adapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """Seals what allauth keeps of a second factor."""

    def encrypt(self, text: str) -> str:
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text)


def seal(seed: str) -> str:
    """The seed under the newest key, as "name of the key:hexadecimal digits"."""
    return roll_seals.seal(roll_keys.newest(), seed, PURPOSE)


def unseal(sealed: str) -> str:
    """The seed. Raises `SeedUnreadable`."""
    try:
        return roll_seals.unseal(roll_keys.every(), sealed, PURPOSE)
    except ValueError as error:
        raise SeedUnreadable from error


def reseal() -> int:
    """Seal every second factor under the newest key; how many were under an older one. Raises `SeedUnreadable`."""
    newest, moved = roll_keys.newest().name, 0
    with transaction.atomic():
        for one in sealed().select_for_update():
            field = SEEDS[one.type]
            if one.data[field].partition(":")[0] != newest:
                one.data[field] = seal(unseal(one.data[field]))
                one.save(update_fields=["data"])
                moved += 1
    return moved


def under() -> Counter[str]:
    """How many second factors are sealed under each key, by its name."""
    rows = sealed().values_list("type", "data")
    return Counter(data[SEEDS[kind]].partition(":")[0] for kind, data in rows)


def is_readable(data: dict[str, Any] | str) -> bool:
    """Does a key that is here open what allauth keeps of a factor (from the table: as JSON or read from it)?"""
    kept = json.loads(data) if isinstance(data, str) else data
    try:
        return bool(unseal(next(kept[name] for name in SEEDS.values() if name in kept)))
    except SeedUnreadable:
        return False


def sealed() -> Any:
    """The rows that hold a seed."""
    return Authenticator.objects.filter(type__in=SEEDS)


@roll_keys.needs
def _needed(name: str) -> str:
    """Whoever's second factor is sealed under a key could not confirm anything any more."""
    count = under()[name]
    told = f"second factors are sealed under key {name}; seal them under the newest with"
    return f"{count} {told} commonhall roll reseal" if count else ""
