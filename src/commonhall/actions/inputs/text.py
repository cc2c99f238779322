"""Words, choices among words, and yes or no."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from commonhall.actions.inputs.base import Input, truth
from commonhall.core.refusals import BadInput
from commonhall.ui import languages
from commonhall.ui.forms import NOTHING_CHOSEN, WrittenField
from commonhall.ui.names_field import NamesField
from commonhall.ui.text import tidy


@dataclass(frozen=True, eq=False)
class Words(Input):
    """Text. most: characters. long: several lines, shown as Markdown."""

    most: int = 200
    long: bool = False

    def field(self, required: bool, thing: Any = None) -> forms.Field:
        return WrittenField(max_length=self.most, lines=self.long, **self.options(required))

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "maxLength": self.most}

    def value(self, cleaned: Any) -> Any:
        return cleaned or None


@dataclass(frozen=True, eq=False)
class Lines(Input):
    """Something written as lines, so that it can be copied. read: text → what the action takes; it raises
    ValidationError or BadInput naming the line."""

    read: Callable[[str], Any] = str
    most: int = 8000

    def field(self, required: bool, thing: Any = None) -> forms.Field:
        return WrittenField(max_length=self.most, lines=True, **self.options(required))

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "maxLength": self.most}

    def value(self, cleaned: Any) -> Any:
        if not cleaned:
            return None
        try:
            return self.read(cleaned)
        except BadInput as error:
            raise ValidationError(str(error.message)) from error

    def check(self, value: Any, required: bool) -> Any:
        return super().check(value, required) if isinstance(value, str) else value


@dataclass(frozen=True, eq=False)
class Names(Input):
    """A text in each language of the hall: {"en": "Parks", "zh-hans": "公园处"}. One language is enough."""

    most: int = 160
    long: bool = False

    def field(self, required: bool, thing: Any = None) -> forms.Field:
        return NamesField(max_length=self.most, long=self.long, **self.options(required))

    def schema(self) -> dict[str, Any]:
        said = {"type": "string", "maxLength": self.most}
        return {
            "type": "object",
            "properties": dict.fromkeys(languages.codes(), said),
            "additionalProperties": False,
        }

    def form_data(self, name: str, value: Any, thing: Any = None) -> Mapping[str, Any]:
        if isinstance(value, str):
            value = {languages.own().code: value}
        if not isinstance(value, Mapping) or not set(value) <= set(languages.codes()):
            raise ValidationError(_("Enter a text for each language."), code="type")
        return {f"{name}_{code.replace('-', '_')}": str(text) for code, text in value.items()}

    def check(self, value: Any, required: bool) -> Any:
        if not isinstance(value, Mapping):
            return super().check(None, required)
        tidied = {code: tidy(str(text), lines=self.long).strip() for code, text in value.items()}
        said = {code: text for code, text in tidied.items() if text}
        if required and not said:
            return super().check(None, required)
        if any(len(text) > self.most for text in said.values()):
            raise ValidationError(_("Enter up to %(most)d characters."), params={"most": self.most})
        return said


@dataclass(frozen=True, eq=False)
class Choice(Input):
    """One of a few words. choices: (value, label) pairs. radio: all are shown at once.

    unsaid: the label of saying nothing, where the choice is optional. choices_of: the pairs that a thing
    offers, where they hang on it. choices_now: the pairs, asked for anew at each use, where they hang on nothing.
    gone: what is said of a value that is offered no longer.
    """

    choices: Sequence[tuple[str, Any]] = ()
    choices_of: Callable[[Any], Iterable[tuple[str, Any]]] | None = None
    choices_now: Callable[[], Iterable[tuple[str, Any]]] | None = None
    radio: bool = False
    unsaid: Any = ""
    gone: Any = ""

    def field(self, required: bool, thing: Any = None) -> forms.Field:
        nothing = [] if required else [("", self.unsaid or NOTHING_CHOSEN)]
        choices = self._offered(thing, nothing)
        widget: dict[str, Any] = {"widget": forms.RadioSelect} if self.radio else {}
        made = forms.ChoiceField(choices=choices, **widget, **self.options(required))
        if self.gone:
            made.error_messages["invalid_choice"] = self.gone
        return made

    def _offered(self, thing: Any, nothing: list[tuple[str, Any]]) -> Any:
        """The pairs for a field; what is asked for anew is asked for only once it is needed."""
        if self.choices_now is not None:
            return lambda: nothing + self._choices(thing)
        return nothing + self._choices(thing)

    def _choices(self, thing: Any) -> list[tuple[str, Any]]:
        if self.choices_now is not None:
            return list(self.choices_now())
        hang = self.choices_of is not None and thing is not None
        return list(self.choices_of(thing) if hang and self.choices_of else self.choices)

    def schema(self) -> dict[str, Any]:
        if self.choices_of is not None or self.choices_now is not None:
            return {"type": "string", "maxLength": 80}
        return {"type": "string", "enum": [str(value) for value, _label in self.choices]}

    def check(self, value: Any, required: bool) -> Any:
        return value if self.choices_of is not None else super().check(value, required)


@dataclass(frozen=True, eq=False)
class ChoiceMany(Choice):
    """Any number of a few words; gives them as a list."""

    def field(self, required: bool, thing: Any = None) -> forms.Field:
        return forms.MultipleChoiceField(
            choices=self._offered(thing, []),
            widget=forms.CheckboxSelectMultiple,
            **self.options(required),
        )

    def schema(self) -> dict[str, Any]:
        return {"type": "array", "maxItems": 200, "items": super().schema()}

    def form_data(self, name: str, value: Any, thing: Any = None) -> Mapping[str, Any]:
        said = value.replace(",", " ").split() if isinstance(value, str) else value
        if not isinstance(said, list) or not all(isinstance(one, (str, int)) for one in said):
            raise ValidationError(_("Enter a list of choices."), code="type")
        return {name: [str(one) for one in said]}

    def value(self, cleaned: Any) -> Any:
        return list(cleaned) or None


@dataclass(frozen=True, eq=False)
class Flag(Input):
    """Yes or no."""

    def field(self, required: bool, thing: Any = None) -> forms.Field:
        return forms.BooleanField(**{**self.options(False), "required": False})

    def schema(self) -> dict[str, Any]:
        return {"type": "boolean"}

    def form_data(self, name: str, value: Any, thing: Any = None) -> Mapping[str, Any]:
        return {name: "on"} if truth(value) else {}

    def value(self, cleaned: Any) -> Any:
        return bool(cleaned)
