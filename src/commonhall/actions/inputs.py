"""What an action asks for: said once, beside the parameter that takes it.

    def answer_case(
        ctx: Context, case: Case,
        text: Annotated[str, Words(_("Answer"), most=4000, long=True)],
        promise: Annotated[date | None, Day(_("Done by"))] = None,
    ) -> Answer: ...

A parameter with a default may be left out. The page's form, the API's schema and the command read their
values by the same form field, so a wrong value gives the same sentence in every door. Values given by
Python are cleaned by `check` and refused with the same words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

from commonhall.ui.forms import DateTextField, LimitedFileField, LongText, PlaceField
from commonhall.ui.names_field import NamesField

# A point on the map: (latitude, longitude) in degrees, WGS 84.
Point = tuple[Decimal, Decimal]


@dataclass(frozen=True, eq=False)
class Input:
    """One value an action takes.

    label: the question a person reads. help: what stands below it. empty: what is said when a required
    value is missing. place, amount: the unit or the money given is what the law is asked about. concerned:
    the thing given is a party whose interests recuse. sealed: it stays on the person's device, so there is
    neither operation nor command. internal: set by code that calls the action; no door asks for it.
    """

    label: Any = ""
    help: Any = ""
    empty: Any = ""
    place: bool = False
    amount: bool = False
    concerned: bool = False
    sealed: bool = False
    internal: bool = False

    # Values that mean that nothing was said.
    EMPTY: ClassVar[tuple[Any, ...]] = (None, "", [], {}, ())

    def field(self, required: bool) -> forms.Field:
        """A new form field that asks for the value."""
        raise NotImplementedError

    def options(self, required: bool) -> dict[str, Any]:
        """What every field is made with."""
        said = {"label": self.label, "help_text": self.help, "required": required}
        if not self.help:
            del said["help_text"]
        if self.empty:
            said["error_messages"] = {"required": self.empty}
        return said

    def schema(self) -> dict[str, Any]:
        """JSON Schema of the value in the API."""
        return {"type": "string"}

    def form_data(self, name: str, value: Any) -> Mapping[str, Any]:
        """A value of the API or the command as the form's field expects it. Raises ValidationError."""
        if isinstance(value, bool) or not isinstance(value, (str, int, float)):
            raise ValidationError(_("Enter text."), code="type")
        return {name: str(value)}

    def value(self, cleaned: Any) -> Any:
        """What the form's field gave, as the action takes it; None where nothing was said."""
        return None if cleaned in self.EMPTY else cleaned

    def check(self, value: Any, required: bool) -> Any:
        """A value given by code, cleaned. Raises ValidationError with the words people would read."""
        return self.value(_field_of(self, required).clean(value))


@dataclass(frozen=True, eq=False)
class Internal(Input):
    """A value that only code gives, never a door."""

    internal: bool = True

    def check(self, value: Any, required: bool) -> Any:
        return value


@lru_cache(maxsize=4096)
def _field_of(one: Input, required: bool) -> forms.Field:
    return one.field(required)


@dataclass(frozen=True, eq=False)
class Words(Input):
    """Text. most: characters. long: several lines, shown as Markdown."""

    most: int = 200
    long: bool = False

    def field(self, required: bool) -> forms.Field:
        widget: dict[str, Any] = {"widget": LongText} if self.long else {}
        return forms.CharField(max_length=self.most, **widget, **self.options(required))

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "maxLength": self.most}

    def value(self, cleaned: Any) -> Any:
        return cleaned or None


@dataclass(frozen=True, eq=False)
class Choice(Input):
    """One of a few words. choices: (value, label) pairs. radio: all are shown at once.

    unsaid: the label of saying nothing, where the choice is optional.
    """

    choices: Sequence[tuple[str, Any]] = ()
    radio: bool = False
    unsaid: Any = ""

    def field(self, required: bool) -> forms.Field:
        choices: list[tuple[str, Any]] = list(self.choices)
        if not required:
            choices.insert(0, ("", self.unsaid or _("none")))
        widget: dict[str, Any] = {"widget": forms.RadioSelect} if self.radio else {}
        return forms.ChoiceField(choices=choices, **widget, **self.options(required))

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "enum": [str(value) for value, _label in self.choices]}


@dataclass(frozen=True, eq=False)
class Flag(Input):
    """Yes or no."""

    def field(self, required: bool) -> forms.Field:
        return forms.BooleanField(**{**self.options(False), "required": False})

    def schema(self) -> dict[str, Any]:
        return {"type": "boolean"}

    def form_data(self, name: str, value: Any) -> Mapping[str, Any]:
        words = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
        said = value if isinstance(value, bool) else words.get(str(value).lower())
        if said is None:
            raise ValidationError(_("Enter yes or no."), code="type")
        return {name: "on"} if said else {}

    def value(self, cleaned: Any) -> Any:
        return bool(cleaned)


@dataclass(frozen=True, eq=False)
class Day(Input):
    """A day of the calendar."""

    def field(self, required: bool) -> forms.Field:
        return DateTextField(**self.options(required))

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "format": "date"}

    def check(self, value: Any, required: bool) -> date | None:
        return value if isinstance(value, date) else super().check(value, required)


@dataclass(frozen=True, eq=False)
class Number(Input):
    """A whole number. least, most: its limits, inclusive."""

    least: int | None = None
    most: int | None = None

    def field(self, required: bool) -> forms.Field:
        return forms.IntegerField(
            min_value=self.least, max_value=self.most, **self.options(required)
        )

    def schema(self) -> dict[str, Any]:
        limits = {"minimum": self.least, "maximum": self.most}
        return {"type": "integer", **{k: v for k, v in limits.items() if v is not None}}

    def value(self, cleaned: Any) -> Any:
        return None if cleaned in ("", None) else cleaned


@dataclass(frozen=True, eq=False)
class Pick(Input):
    """One thing out of those that may be chosen.

    rows: gives the query set, newly at each use. key: the field that names a thing in the API and the
    command, such as its code.
    """

    rows: Callable[[], QuerySet[Any]] | None = None
    key: str = "pk"

    def _rows(self) -> QuerySet[Any]:
        if self.rows is None:
            raise TypeError(f"{self.label}: a Pick needs rows to choose from")
        return self.rows()

    def field(self, required: bool) -> forms.Field:
        return forms.ModelChoiceField(self._rows(), **self.options(required))

    def schema(self) -> dict[str, Any]:
        if self.key == "pk":
            return {"type": "integer", "minimum": 1}
        return {"type": "string", "maxLength": 80}

    def form_data(self, name: str, value: Any) -> Mapping[str, Any]:
        """Look the thing up by its key; the form is given its number."""
        return {name: str(_found(self._rows(), self.key, value).pk)}

    def check(self, value: Any, required: bool) -> Any:
        if value is None and not required:
            return None
        if not isinstance(value, Model):
            raise ValidationError(_("Choose one of those offered."), code="invalid")
        return value


def _found(rows: QuerySet[Any], key: str, value: Any) -> Any:
    usable = isinstance(value, (str, int)) and not isinstance(value, bool)
    text = str(value)
    if key == "pk":
        usable = usable and text.isdecimal() and text.isascii() and len(text) <= 18
    found = rows.filter(**{key: text}).first() if usable and "\x00" not in text else None
    if found is None:
        raise ValidationError(
            _("There is no such choice here: %(value)s."),
            code="unknown",
            params={"value": text[:80]},
        )
    return found


@dataclass(frozen=True, eq=False)
class PickMany(Pick):
    """Several things, by their numbers as they stand in their addresses."""

    def field(self, required: bool) -> forms.Field:
        return NumbersField(self._rows, **self.options(required))

    def schema(self) -> dict[str, Any]:
        return {"type": "array", "maxItems": 500, "items": {"type": "integer", "minimum": 1}}

    def form_data(self, name: str, value: Any) -> Mapping[str, Any]:
        if isinstance(value, str):
            return {name: value}
        if not isinstance(value, list) or len(value) > 500:
            raise ValidationError(_("Enter a list of numbers."), code="type")
        return {name: " ".join(str(one) for one in value)}

    def value(self, cleaned: Any) -> Any:
        return cleaned or None

    def check(self, value: Any, required: bool) -> Any:
        if not value and required:
            return super(Pick, self).check("", required)
        return value


class NumbersField(forms.CharField):
    """Things by their numbers, separated by spaces or commas; gives them in the order written."""

    def __init__(self, rows: Callable[[], QuerySet[Any]], **options: Any) -> None:
        options.setdefault(
            "help_text", _("Separated by spaces or commas, as they stand in their addresses.")
        )
        super().__init__(max_length=4000, **options)
        self.rows = rows

    def clean(self, value: Any) -> list[Any]:
        """Look the numbers up; names the first that is none, or that nothing has."""
        words = str(super().clean(value)).replace(",", " ").replace("、", " ").split()
        wrong = [word for word in words if not (word.isdecimal() and len(word) <= 18)]
        if wrong:
            raise ValidationError(_("“%(word)s” is no number."), params={"word": wrong[0][:40]})
        numbers = list(dict.fromkeys(int(word) for word in words))
        found = self.rows().in_bulk(numbers)
        missing = [number for number in numbers if number not in found]
        if missing:
            raise ValidationError(
                _("There is nothing with the number %(number)d."), params={"number": missing[0]}
            )
        return [found[number] for number in numbers]


@dataclass(frozen=True, eq=False)
class PointOnMap(Input):
    """A point, chosen on a map or typed. boundaries: address of the GeoJSON drawn below it."""

    boundaries: Any = ""

    def field(self, required: bool) -> forms.Field:
        return PlaceField(boundaries_url=self.boundaries, **self.options(required))

    def schema(self) -> dict[str, Any]:
        side = {"latitude": 90, "longitude": 180}
        return {
            "type": "object",
            "properties": {
                name: {"type": "number", "minimum": -most, "maximum": most}
                for name, most in side.items()
            },
            "required": list(side),
            "additionalProperties": False,
        }

    def form_data(self, name: str, value: Any) -> Mapping[str, Any]:
        if isinstance(value, str):
            value = dict(zip(("latitude", "longitude"), value.split(","), strict=False))
        if not isinstance(value, Mapping) or set(value) != {"latitude", "longitude"}:
            raise ValidationError(_("Enter a latitude and a longitude."), code="type")
        return {f"{name}_0": str(value["latitude"]), f"{name}_1": str(value["longitude"])}

    def value(self, cleaned: Any) -> Point | None:
        if not cleaned:
            return None
        latitude, longitude = cleaned
        return Decimal(f"{latitude:.6f}"), Decimal(f"{longitude:.6f}")

    def check(self, value: Any, required: bool) -> Any:
        if isinstance(value, tuple) and len(value) == 2:
            return self.value(_field_of(self, required).compress([float(one) for one in value]))  # type: ignore[attr-defined]
        return super().check([None, None], required)


@dataclass(frozen=True, eq=False)
class Upload(Input):
    """A file. kinds: accepted endings; clean: what is made of it, such as a photo without hidden data."""

    kinds: Sequence[str] = ()
    clean: Callable[[Any], Any] | None = None

    def field(self, required: bool) -> forms.Field:
        return LimitedFileField(
            kinds=self.kinds, max_bytes=settings.UPLOAD_MAX_BYTES, **self.options(required)
        )

    def value(self, cleaned: Any) -> Any:
        return (self.clean(cleaned) if self.clean else cleaned) if cleaned else None

    def check(self, value: Any, required: bool) -> Any:
        return value


@dataclass(frozen=True, eq=False)
class Names(Input):
    """A text in each language of the hall: {"en": "Parks", "zh-hans": "公园处"}. One language is enough."""

    most: int = 160
    long: bool = False

    def field(self, required: bool) -> forms.Field:
        return NamesField(max_length=self.most, long=self.long, **self.options(required))

    def schema(self) -> dict[str, Any]:
        said = {"type": "string", "maxLength": self.most}
        return {
            "type": "object",
            "properties": {code: said for code, _label in settings.LANGUAGES},
            "additionalProperties": False,
        }

    def form_data(self, name: str, value: Any) -> Mapping[str, Any]:
        if isinstance(value, str):
            value = {settings.LANGUAGE_CODE: value}
        if not isinstance(value, Mapping) or not set(value) <= {
            code for code, _ in settings.LANGUAGES
        }:
            raise ValidationError(_("Enter a text for each language."), code="type")
        return {f"{name}_{code.replace('-', '_')}": str(text) for code, text in value.items()}

    def check(self, value: Any, required: bool) -> Any:
        if not isinstance(value, Mapping):
            return super().check(None, required)
        said = {code: str(text).strip() for code, text in value.items() if str(text).strip()}
        if required and not said:
            return super().check(None, required)
        if any(len(text) > self.most for text in said.values()):
            raise ValidationError(
                _("Enter at most %(most)d characters."), params={"most": self.most}
            )
        return said


def things_of(values: Iterable[Any]) -> list[str]:
    """Refs of the governed things among some values."""
    return [one.ref for one in values if getattr(one, "ref", "")]
