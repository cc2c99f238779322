"""Money: an exact amount in one currency.

Amounts are whole minor units (cents, fen), so that nothing is rounded; the currency stands beside them on
every thing that carries money. A hall may change its currency: what was recorded keeps its own.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import reduce
from operator import or_
from typing import Any

from django.apps import apps
from django.db import models
from django.utils.translation import gettext_lazy as _

from commonhall.core.refusals import BadInput
from commonhall.ui import hall, text

# Currencies whose minor unit is not a hundredth (ISO 4217, list one).
DIGITS = {
    **dict.fromkeys(
        (
            "BIF",
            "CLP",
            "DJF",
            "GNF",
            "ISK",
            "JPY",
            "KMF",
            "KRW",
            "PYG",
            "RWF",
            "UGX",
            "UYI",
            "VND",
            "VUV",
            "XAF",
            "XOF",
            "XPF",
        ),
        0,
    ),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
    **dict.fromkeys(("CLF", "UYW"), 4),
}


def hall_currency() -> str:
    """The currency in which the hall counts now (ISO 4217)."""
    return hall.currency()


def digits(currency: str) -> int:
    """Decimals of a currency's main unit."""
    return DIGITS.get(currency, 2)


def require_hall_currency(currency: str, field: str) -> None:
    """Raises BadInput for an amount of something that is counted in a currency the hall has left."""
    if currency != hall_currency():
        raise BadInput(
            field,
            _("This uses %(own)s, but the hall now uses %(hall)s. Create a new one.")
            % {"own": currency, "hall": hall_currency()},
        )


@dataclass(frozen=True)
class Money:
    """An amount. minor: whole minor units; currency: ISO 4217, "EUR".

    Two amounts are added and compared only in one currency; else ValueError.
    """

    minor: int
    currency: str

    @classmethod
    def of(cls, main: Decimal | Fraction | int, currency: str) -> Money:
        """From main units: Decimal("12.50"), "EUR". Raises ValueError where that is no whole minor unit."""
        minor = Fraction(main) * 10 ** digits(currency)
        if minor.denominator != 1:
            raise ValueError(
                f"{main} {currency} has a part smaller than the currency's smallest unit"
            )
        return cls(int(minor), currency)

    @property
    def digits(self) -> int:
        """Decimals of the main unit."""
        return digits(self.currency)

    @property
    def main(self) -> Decimal:
        """In main units, exact: 12.50."""
        return Decimal(self.minor).scaleb(-self.digits)

    @property
    def short(self) -> str:
        """Main units as text, without decimals where they are zero: "12.50", "12"."""
        whole = self.minor % 10**self.digits == 0
        return str(self.minor // 10**self.digits if whole else self.main)

    def __add__(self, other: Money) -> Money:
        return Money(self.minor + self._alike(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.minor - self._alike(other), self.currency)

    def __lt__(self, other: Money) -> bool:
        return self.minor < self._alike(other)

    def __le__(self, other: Money) -> bool:
        return self.minor <= self._alike(other)

    def __gt__(self, other: Money) -> bool:
        return self.minor > self._alike(other)

    def __ge__(self, other: Money) -> bool:
        return self.minor >= self._alike(other)

    def __bool__(self) -> bool:
        return self.minor != 0

    def __str__(self) -> str:
        """As people read it in the language that is active."""
        return text.money(self)

    def _alike(self, other: Money) -> int:
        if other.currency != self.currency:
            raise ValueError(f"{self.currency} and {other.currency} cannot be counted together")
        return other.minor


def money_of(minor: int | None, currency: str) -> Money | None:
    """Money, where there is an amount."""
    return None if minor is None else Money(minor, currency)


class CurrencyField(models.CharField[str, str]):
    """The currency of a thing's amounts: the hall's, when the thing is made."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"max_length": 3, "default": hall_currency, **options})


def recorded(besides: Collection[type[models.Model]] = ()) -> list[type[models.Model]]:
    """The kinds of things of which one has an amount of this hall; what another place reported counts for nothing."""
    return [
        model
        for model in apps.get_models()
        if model not in besides and _has_currency(model) and _with_amounts(model).exists()
    ]


def _has_currency(model: type[models.Model]) -> bool:
    return any(isinstance(field, CurrencyField) for field in model._meta.concrete_fields)


def _with_amounts(model: type[models.Model]) -> models.QuerySet[models.Model]:
    """Rows with an amount: in a field that may be empty; any row where none of its amounts may."""
    fields = [one for one in model._meta.concrete_fields if type(one) is models.BigIntegerField]
    rows: models.QuerySet[models.Model] = model._base_manager.all()
    if fields and all(one.null for one in fields):
        given = [models.Q(**{f"{one.name}__isnull": False}) for one in fields]
        rows = rows.filter(reduce(or_, given))
    if any(one.name == "reported" for one in model._meta.concrete_fields):
        rows = rows.filter(reported=False)
    return rows
