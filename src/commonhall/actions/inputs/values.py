"""Days, moments, numbers and money."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from commonhall.actions.inputs.base import Input
from commonhall.core.money_field import MoneyField
from commonhall.ui.colour_field import ColourInput
from commonhall.ui.date_fields import DateTextField, LastDayField, MomentTextField


@dataclass(frozen=True, eq=False)
class Day(Input):
    """A day of the calendar."""

    def field(self, required: bool, thing: Any = None) -> forms.Field:
        return DateTextField(**self.options(required))

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "format": "date"}

    def check(self, value: Any, required: bool) -> date | None:
        return value if isinstance(value, date) else super().check(value, required)


@dataclass(frozen=True, eq=False)
class LastDay(Day):
    """A last day, given as its last second: what closes on a day is open all that day."""

    def field(self, required: bool, thing: Any = None) -> forms.Field:
        return LastDayField(**self.options(required))

    def check(self, value: Any, required: bool) -> Any:
        return value if isinstance(value, datetime) else Input.check(self, value, required)


@dataclass(frozen=True, eq=False)
class Colour(Input):
    """A colour as browsers write it: "#14594a"."""

    def field(self, required: bool, thing: Any = None) -> forms.Field:
        return forms.RegexField(
            r"^#[0-9a-fA-F]{6}$",
            widget=ColourInput(),
            **{
                **self.options(required),
                "error_messages": {"invalid": _("Enter a colour like #14594a.")},
            },
        )

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "pattern": "^#[0-9a-fA-F]{6}$"}


@dataclass(frozen=True, eq=False)
class Moment(Input):
    """A day and the time of day, in the hall's time zone."""

    def field(self, required: bool, thing: Any = None) -> forms.Field:
        return MomentTextField(**self.options(required))

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "format": "date-time"}

    def check(self, value: Any, required: bool) -> Any:
        return value if isinstance(value, datetime) else super().check(value, required)


@dataclass(frozen=True, eq=False)
class Number(Input):
    """A whole number. least, most: its limits, inclusive."""

    least: int | None = None
    most: int | None = None

    def field(self, required: bool, thing: Any = None) -> forms.Field:
        return forms.IntegerField(
            min_value=self.least, max_value=self.most, **self.options(required)
        )

    def schema(self) -> dict[str, Any]:
        limits = {"minimum": self.least, "maximum": self.most}
        return {"type": "integer", **{k: v for k, v in limits.items() if v is not None}}

    def value(self, cleaned: Any) -> Any:
        return None if cleaned in ("", None) else cleaned


@dataclass(frozen=True, eq=False)
class Quantity(Input):
    """A number with decimals. digits: how many there may be in all, decimals of them."""

    digits: int = 18
    decimals: int = 6

    def field(self, required: bool, thing: Any = None) -> forms.Field:
        return forms.DecimalField(
            max_digits=self.digits, decimal_places=self.decimals, **self.options(required)
        )

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "pattern": r"^-?[0-9]+(\.[0-9]+)?$", "maxLength": 40}

    def value(self, cleaned: Any) -> Any:
        return cleaned

    def check(self, value: Any, required: bool) -> Any:
        return value if isinstance(value, Decimal) else super().check(value, required)


@dataclass(frozen=True, eq=False)
class Amount(Input):
    """Money in the hall's currency: people write units, code and programs give whole minor units."""

    least: int = 0

    def field(self, required: bool, thing: Any = None) -> forms.Field:
        return MoneyField(**self.options(required))

    def schema(self) -> dict[str, Any]:
        return {"type": "integer", "minimum": self.least, "description": "in minor units"}

    def form_data(self, name: str, value: Any, thing: Any = None) -> Mapping[str, Any]:
        """Minor units of a program as the form's field expects them."""
        text = str(value)
        if isinstance(value, (bool, float)) or not (text.isdecimal() and text.isascii()):
            raise ValidationError(_("Enter a whole number of minor units."), code="type")
        return {name: MoneyField.written(int(text))}

    def value(self, cleaned: Any) -> Any:
        return cleaned

    def check(self, value: Any, required: bool) -> Any:
        return value if isinstance(value, int) else super().check(value, required)
