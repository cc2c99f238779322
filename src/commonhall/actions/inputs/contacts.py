"""Addresses, and persons named by the address of their account."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from commonhall.actions.inputs.base import Input
from commonhall.actions.inputs.text import Words


@dataclass(frozen=True, eq=False)
class MailAddress(Words):
    """An e-mail address."""

    most: int = 254

    def field(self, required: bool, thing: Any = None) -> forms.Field:
        return forms.EmailField(max_length=self.most, **self.options(required))

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "format": "email", "maxLength": self.most}


@dataclass(frozen=True, eq=False)
class WebAddress(Words):
    """The address of a website."""

    def field(self, required: bool, thing: Any = None) -> forms.Field:
        return forms.URLField(max_length=self.most, assume_scheme="https", **self.options(required))

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "format": "uri", "maxLength": self.most}


@dataclass(frozen=True)
class Unknown:
    """An address with which nobody has an account. It stands for a person until the gate has judged."""

    email: str
    ref: str = ""
    pk: int | None = None


@dataclass(frozen=True, eq=False)
class PersonByMail(Input):
    """A person, named by the e-mail address of their account.

    find: address → person, or None; the app that knows persons gives it. Whether an address has an account
    is told only to whoever may do the action: the answer comes after the gate has let it through.
    """

    find: Callable[[str], Any] | None = None

    def field(self, required: bool, thing: Any = None) -> forms.Field:
        return forms.EmailField(max_length=254, **self.options(required))

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "format": "email", "maxLength": 254}

    def value(self, cleaned: Any) -> Any:
        if not cleaned:
            return None
        found = self.find(cleaned) if self.find else None
        return found if found is not None else Unknown(cleaned)

    def check(self, value: Any, required: bool) -> Any:
        return value if isinstance(value, (Model, Unknown)) else super().check(value, required)

    def settled(self, value: Any) -> Any:
        if isinstance(value, Unknown):
            raise ValidationError(
                _("Nobody has an account with the address %(address)s. Check it and try again."),
                code="unknown",
                params={"address": value.email},
            )
        return value


@dataclass(frozen=True, eq=False)
class PersonBySign(PersonByMail):
    """A person, named by the e-mail address of their account, or by the number of a slip they were given."""

    def field(self, required: bool, thing: Any = None) -> forms.Field:
        return forms.CharField(max_length=254, **self.options(required))

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "maxLength": 254}

    def settled(self, value: Any) -> Any:
        if isinstance(value, Unknown):
            raise ValidationError(
                _("Nobody has the e-mail address or slip number %(sign)s. Check it and try again."),
                code="unknown",
                params={"sign": value.email},
            )
        return value
