"""An amount of money as people write it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms

from commonhall.core.money import digits, hall_currency


class MoneyField(forms.DecimalField):
    """Gives integer minor units of the hall's currency."""

    def __init__(self, **options: Any) -> None:
        super().__init__(min_value=0, max_digits=15, decimal_places=_digits(), **options)

    @staticmethod
    def written(minor: int) -> str:
        """Minor units as the field reads them: 1250 → "12.50"."""
        return str(Decimal(minor).scaleb(-_digits()))

    def prepare_value(self, value: Any) -> Any:
        """Minor units that a form begins with, as people write them."""
        return self.written(value) if isinstance(value, int) else value

    def clean(self, value: Any) -> int | None:
        if isinstance(value, str):
            value = value.replace(" ", "").replace("\u202f", "").replace(",", ".")
        found: Decimal | None = super().clean(value)
        return None if found is None else int(found.scaleb(_digits()))


def _digits() -> int:
    return digits(hall_currency())
