"""Residents invited to a round table: each with whom they speak for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from commonhall.actions.inputs import Lines
from commonhall.people.residents.models import Person

Guest = tuple[Person, str]


@dataclass(frozen=True)
class Unknown:
    """A line whose address nobody has an account with, until the gate has judged."""

    line: str


@dataclass(frozen=True, eq=False)
class Guests(Lines):
    """`ada@example.org, Tenants of Mill Road`, a line a resident.

    Whether an address has an account is told only to whoever may convene: after the gate let it through.
    """

    def value(self, cleaned: Any) -> Any:
        return [_guest(line.strip()) for line in cleaned.splitlines() if line.strip()] or None

    def settled(self, value: Any) -> Any:
        for one in value:
            if isinstance(one, Unknown):
                raise _wrong(one.line)
        return value


def _guest(line: str) -> Guest | Unknown:
    address, _comma, label = line.replace("，", ",").partition(",")
    if not label.strip():
        raise _wrong(line)
    person = Person.objects.filter(account__email__iexact=address.strip()).first()
    return (person, label.strip()) if person else Unknown(line)


def _wrong(line: str) -> ValidationError:
    return ValidationError(
        _("“%(line)s”: enter the e-mail address of an account, a comma, and who they speak for."),
        params={"line": line[:80]},
    )
