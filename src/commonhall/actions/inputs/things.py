"""Things that are there already: one, or several, by their names or numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

from commonhall.actions.inputs.base import Input
from commonhall.core.ref_picker import RefField


@dataclass(frozen=True, eq=False)
class Pick(Input):
    """One thing out of those that may be chosen.

    rows: gives the query set, newly at each use. rows_of: the same, of what the action is done to, where the
    choices hang on it. key: the field that names a thing in the API and the command, such as its code.
    """

    rows: Callable[[], QuerySet[Any]] | None = None
    rows_of: Callable[[Any], QuerySet[Any]] | None = None
    key: str = "pk"

    def _rows(self, thing: Any) -> QuerySet[Any]:
        if self.rows_of is not None and thing is not None:
            return self.rows_of(thing)
        if self.rows is None:
            raise TypeError(f"{self.label}: a Pick needs rows to choose from")
        return self.rows()

    def field(self, required: bool, thing: Any = None) -> forms.Field:
        return forms.ModelChoiceField(self._rows(thing), **self.options(required))

    def schema(self) -> dict[str, Any]:
        if self.key == "pk":
            return {"type": "integer", "minimum": 1}
        return {"type": "string", "maxLength": 80}

    def form_data(self, name: str, value: Any, thing: Any = None) -> Mapping[str, Any]:
        """Look the thing up by its key; the form is given its number."""
        return {name: str(_found(self._rows(thing), self.key, value).pk)}

    def check(self, value: Any, required: bool) -> Any:
        if value is None and not required:
            return None
        if not isinstance(value, Model):
            raise ValidationError(_("Choose one of the options."), code="invalid")
        return value


def _found(rows: QuerySet[Any], key: str, value: Any) -> Any:
    usable = isinstance(value, (str, int)) and not isinstance(value, bool)
    text = str(value)
    if key == "pk":
        usable = usable and text.isdecimal() and text.isascii() and len(text) <= 18
    found = rows.filter(**{key: text}).first() if usable and "\x00" not in text else None
    if found is None:
        raise ValidationError(
            _("You cannot choose “%(value)s” here."),
            code="unknown",
            params={"value": text[:80]},
        )
    return found


@dataclass(frozen=True, eq=False)
class PickMany(Pick):
    """Several things, by their numbers as they stand in their addresses."""

    def field(self, required: bool, thing: Any = None) -> forms.Field:
        return NumbersField(partial(self._rows, thing), **self.options(required))

    def schema(self) -> dict[str, Any]:
        return {"type": "array", "maxItems": 500, "items": {"type": "integer", "minimum": 1}}

    def form_data(self, name: str, value: Any, thing: Any = None) -> Mapping[str, Any]:
        if isinstance(value, str):
            return {name: value}
        if not isinstance(value, list) or len(value) > 500:
            raise ValidationError(_("Enter a list of numbers."), code="type")
        return {name: " ".join(str(one) for one in value)}

    def value(self, cleaned: Any) -> Any:
        return cleaned or None

    def check(self, value: Any, required: bool) -> Any:
        return self.answered(value, required)


class NumbersField(forms.CharField):
    """Things by their numbers, separated by spaces or commas; gives them in the order written."""

    def __init__(self, rows: Callable[[], QuerySet[Any]], **options: Any) -> None:
        options.setdefault(
            "help_text",
            _("Separated by spaces or commas. Each number is in the address of its page."),
        )
        super().__init__(max_length=4000, **options)
        self.rows = rows

    def clean(self, value: Any) -> list[Any]:
        """Look the numbers up; names the first that is none, or that nothing has."""
        words = str(super().clean(value)).replace(",", " ").replace("、", " ").split()
        wrong = [word for word in words if not (word.isdecimal() and len(word) <= 18)]
        if wrong:
            raise ValidationError(_("“%(word)s” is not a number."), params={"word": wrong[0][:40]})
        numbers = list(dict.fromkeys(int(word) for word in words))
        found = self.rows().in_bulk(numbers)
        missing = [number for number in numbers if number not in found]
        if missing:
            raise ValidationError(
                _("There is nothing with the number %(number)d. Check it."),
                params={"number": missing[0]},
            )
        return [found[number] for number in numbers]


@dataclass(frozen=True, eq=False)
class PickSeveral(Pick):
    """Several things, ticked in a list that is short enough to read."""

    def field(self, required: bool, thing: Any = None) -> forms.Field:
        return forms.ModelMultipleChoiceField(
            self._rows(thing), widget=forms.CheckboxSelectMultiple, **self.options(required)
        )

    def schema(self) -> dict[str, Any]:
        return {"type": "array", "maxItems": 200, "items": super().schema()}

    def form_data(self, name: str, value: Any, thing: Any = None) -> Mapping[str, Any]:
        said = value.replace(",", " ").split() if isinstance(value, str) else value
        if not isinstance(said, list):
            raise ValidationError(_("Enter a list of choices."), code="type")
        return {name: [str(_found(self._rows(thing), self.key, one).pk) for one in said]}

    def value(self, cleaned: Any) -> Any:
        return list(cleaned) or None

    def check(self, value: Any, required: bool) -> Any:
        return self.answered(value, required)


@dataclass(frozen=True, eq=False)
class Ref(Input):
    """Anything on the record, picked by words, by its page's address, or by its ref; gives the ref."""

    def field(self, required: bool, thing: Any = None) -> forms.Field:
        return RefField(**self.options(required))

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "pattern": r"^[a-z]+\.[a-z]+:[0-9]{1,18}$"}

    def form_data(self, name: str, value: Any, thing: Any = None) -> Mapping[str, Any]:
        return {f"{name}_ref": str(value)[:80]}

    def check(self, value: Any, required: bool) -> Any:
        return self.answered(value, required)
