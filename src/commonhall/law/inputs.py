"""Inputs that only the law asks for: an entry of the record, numbered provisions, a competence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from commonhall.actions.inputs import Choice, Day, Input, Names, Pick
from commonhall.law.powers import names
from commonhall.record import wording
from commonhall.record.models import Entry
from commonhall.ui import languages
from commonhall.ui.names_field import NamesField

# One provision as it is adopted: its number, and its text in each language.
Numbered = tuple[str, dict[str, str]]
MARK = "# "
MOST_PROVISIONS, MOST_WORDS, MOST_TOGETHER = 200, 8000, 200_000


# --- an entry of the record -----------------------------------------------------------------------
@dataclass(frozen=True, eq=False)
class EntryOfRecord(Input):
    """One entry of the record, by its id. A page that is led to with the id shows what was done."""

    def field(self, required: bool, thing: Any = None) -> forms.Field:
        return EntryField(**self.options(required))

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "format": "uuid"}

    def check(self, value: Any, required: bool) -> Any:
        return value if isinstance(value, Entry) else super().check(value, required)


class EntryField(forms.UUIDField):
    """Gives the entry that has the id."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=EntryWidget({"aria-label": options["label"]}), **options)

    def clean(self, value: Any) -> Any:
        identity = super().clean(value)
        found = Entry.objects.filter(pk=identity).first() if identity else None
        if identity and found is None:
            raise ValidationError(
                _("The record has no such entry. Check the number."), code="unknown"
            )
        return found


class EntryWidget(forms.TextInput):
    """Says in words what was done, where the id is known; else it asks for the id."""

    use_fieldset = True

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> Any:
        found = _entry(value)
        if found is None:
            return super().render(name, value, attrs, renderer)
        told = wording.describe(found)
        about = f"{told.text}: {told.subject.title}" if told.subject else told.text
        hidden = forms.HiddenInput().render(name, str(found.pk), None, renderer)
        return format_html("<strong>{}</strong>{}", about, mark_safe(hidden))


def _entry(value: Any) -> Entry | None:
    try:
        return Entry.objects.filter(pk=UUID(str(value))).first()
    except ValueError:
        return None


# --- provisions -----------------------------------------------------------------------------------
@dataclass(frozen=True, eq=False)
class Provisions(Input):
    """Numbered texts: `[(number, {language: text}), …]`.

    In the API a list of {"number", "texts"}. On a page one box in each language, in which each provision
    begins with a line such as "# Paragraph 1". A text without such a line is Paragraph 1.
    """

    def field(self, required: bool, thing: Any = None) -> forms.Field:
        return NamesField(max_length=MOST_TOGETHER, long=True, **self.options(required))

    def schema(self) -> dict[str, Any]:
        texts = Names(most=MOST_WORDS).schema()
        number = {"type": "string", "minLength": 1, "maxLength": 40}
        one = {
            "type": "object",
            "properties": {"number": number, "texts": texts},
            "required": ["number", "texts"],
            "additionalProperties": False,
        }
        return {"type": "array", "minItems": 1, "maxItems": MOST_PROVISIONS, "items": one}

    def form_data(self, name: str, value: Any, thing: Any = None) -> Mapping[str, Any]:
        """The list of a program as the boxes of a page would hold it."""
        if isinstance(value, str):
            value = [
                {"number": number, "texts": said}
                for number, said in read({languages.own().code: value})
            ]
        if not isinstance(value, list) or not all(map(_is_row, value)):
            raise ValidationError(_("Enter a list of numbers and texts."), code="type")
        said = {code for row in value for code in row["texts"]}
        return {
            f"{name}_{code.replace('-', '_')}": "\n".join(
                f"{MARK}{row['number']}\n{row['texts'].get(code, '')}" for row in value
            )
            for code in said
        }

    def value(self, cleaned: Any) -> Any:
        return read(cleaned) if cleaned else None

    def check(self, value: Any, required: bool) -> Any:
        if not value:
            return super().check(None, required)
        return checked(list(value))


def _is_row(row: Any) -> bool:
    return (
        isinstance(row, Mapping)
        and set(row) == {"number", "texts"}
        and isinstance(row["number"], str)
        and isinstance(row["texts"], Mapping)
        and set(row["texts"]) <= set(languages.codes())
        and all(isinstance(text, str) and not _marks(text) for text in row["texts"].values())
    )


def _marks(text: str) -> bool:
    return any(line.startswith(MARK) for line in text.splitlines())


def read(boxes: Mapping[str, str]) -> list[Numbered]:
    """What the boxes of the languages hold; the first provision of one language is that of the others."""
    read = {code: _read_one(text) for code, text in boxes.items()}
    if len({len(rows) for rows in read.values()}) > 1:
        raise ValidationError(_("Enter the same number of provisions in each language."))
    found = []
    for together in zip(*read.values(), strict=True):
        texts = {code: text for code, (_n, text) in zip(read, together, strict=True) if text}
        found.append((together[0][0], texts))
    return checked(found)


def _read_one(text: str) -> list[tuple[str, str]]:
    if not text.startswith(MARK):
        text = f"{MARK}Paragraph 1\n{text}"
    found: list[tuple[str, list[str]]] = []
    for line in text.splitlines():
        if line.startswith(MARK):
            found.append((line.removeprefix(MARK).strip(), []))
        else:
            found[-1][1].append(line)
    return [(number, "\n".join(lines).strip()) for number, lines in found]


def checked(
    rows: Sequence[Numbered], most: int = MOST_PROVISIONS, most_words: int = MOST_WORDS
) -> list[Numbered]:
    """Provisions that can be adopted together."""
    numbers = [number for number, _texts in rows]
    if len(rows) > most or any(not 0 < len(one) <= 40 for one in numbers):
        raise ValidationError(_("Give each provision a number of up to 40 characters."))
    if len(set(numbers)) < len(numbers):
        raise ValidationError(_("Two provisions have the same number. Change one of them."))
    for number, texts in rows:
        if not any(text.strip() for text in texts.values()):
            raise ValidationError(
                _("%(number)s has no text. Enter its text."), params={"number": number}
            )
        if any(len(text) > most_words for text in texts.values()):
            raise ValidationError(
                _("Enter up to %(most)d characters."), params={"most": most_words}
            )
    return list(rows)


# --- others ---------------------------------------------------------------------------------------
@dataclass(frozen=True, eq=False)
class NumberChoice(Choice):
    """One of a few numbers. wrong: what is said to another."""

    wrong: Any = ""

    def field(self, required: bool, thing: Any = None) -> forms.Field:
        field = super().field(required, thing)
        if self.wrong:
            field.error_messages["invalid_choice"] = self.wrong
        return field

    def schema(self) -> dict[str, Any]:
        return {"type": "integer", "enum": [int(value) for value, _label in self.choices]}

    def value(self, cleaned: Any) -> Any:
        return int(cleaned) if cleaned not in self.EMPTY else None


@dataclass(frozen=True, eq=False)
class PickCompetence(Pick):
    """A competence, shown by who holds which power."""

    def field(self, required: bool, thing: Any = None) -> forms.Field:
        titles = names.titles()
        field = super().field(required, thing)
        assert isinstance(field, forms.ModelChoiceField)
        field.label_from_instance = lambda row: (  # type: ignore[method-assign,assignment]
            f"{row.body.name}: {names.called(row.power, titles)}"
        )
        return field


# --- what many actions of the law ask alike ------------------------------------------------------------
STARTS = Day(_("In force from"))
ENDS = Day(_("Last day in force"), _("Leave blank if it has no end date."))


def called(codes: Iterable[str]) -> list[tuple[str, Any]]:
    """Powers or rights as choices: each by the titles of the actions that take it."""
    known = names.titles()
    return sorted(((code, names.called(code, known)) for code in codes), key=lambda one: one[1])
