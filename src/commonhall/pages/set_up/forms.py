"""The forms of the guided set-up. Each reads from what the file says so far, and writes into it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext as gettext_now
from django.utils.translation import gettext_lazy as _

from commonhall.cases.categories.packs import PACKS
from commonhall.core.content import Content
from commonhall.core.imports import Invalid
from commonhall.core.models import in_language
from commonhall.core.refusals import BadInput
from commonhall.law.founding import charter_templates, numbers
from commonhall.law.founding.numbers import LIMITS, Number
from commonhall.law.hall_settings.actions import readable_colour
from commonhall.law.hall_settings.models import HallPage
from commonhall.pages.set_up import hall_file, planning
from commonhall.people.bodies.models import Body
from commonhall.people.residents import census, founding
from commonhall.places.importers import boundaries
from commonhall.places.models import KINDS
from commonhall.ui import colours, languages
from commonhall.ui.forms import HallForm, LimitedFileField, lazystr
from commonhall.ui.names_field import NamesField

Said = dict[str, Any]
FILE = "places.geojson"
FILE_BYTES = 8 * 1024 * 1024
EMPTY_ROWS = 3


class SetUpForm(HallForm):
    """A step. said, files: what the file says so far; `write` puts the answers there."""

    def __init__(self, said: Said, given: dict[str, str], *args: Any, **options: Any) -> None:
        self.said, self.given = said, given
        self.prepare()
        super().__init__(*args, initial=self.present(), **options)
        self.fill()

    def prepare(self) -> None:
        """Before the fields are made."""

    def fill(self) -> None:
        """Add the fields that hang on what was said before."""

    def present(self) -> dict[str, Any]:
        """What the fields begin with."""
        return {}

    def write(self) -> None:
        """Put what was answered into the file."""
        raise NotImplementedError

    def table(self, name: str) -> Said:
        found: Said = self.said.setdefault(name, {})
        return found


class LanguagesForm(SetUpForm):
    own = forms.ChoiceField(
        label=_("The hall's own language"),
        help_text=_(
            "It is shown where nobody has chosen a language, and letters are written in it."
        ),
    )
    others = forms.MultipleChoiceField(
        label=_("Other languages"),
        help_text=_("Names and texts are asked for in these too."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"), help_text=_("Days begin and deadlines end by it.")
    )
    currency = forms.RegexField(
        r"^[A-Z]{3}$",
        label=_("Currency"),
        help_text=_("Its three letters, for example EUR, PLN, GBP or CNY."),
        max_length=3,
        error_messages={"invalid": _("Write three capital letters, like EUR.")},
    )

    def fill(self) -> None:
        choices = [(one.code, one.name) for one in languages.available().values()]
        own, others, zone = self.fields["own"], self.fields["others"], self.fields["time_zone"]
        assert isinstance(own, forms.ChoiceField) and isinstance(others, forms.ChoiceField)
        assert isinstance(zone, forms.ChoiceField)
        own.choices = others.choices = choices
        zone.choices = [(one, one.replace("_", " ")) for one in sorted(available_timezones())]

    def present(self) -> dict[str, Any]:
        said = self.said.get("hall", {})
        codes = said.get("languages") or languages.codes()
        return {
            "own": codes[0],
            "others": codes[1:],
            "time_zone": said.get("time_zone") or settings.TIME_ZONE,
            "currency": said.get("currency") or settings.CURRENCY,
        }

    def write(self) -> None:
        given, hall = self.cleaned_data, self.table("hall")
        hall["languages"] = list(dict.fromkeys([given["own"], *given["others"]]))
        hall["time_zone"], hall["currency"] = given["time_zone"], given["currency"]


class NameForm(SetUpForm):
    def fill(self) -> None:
        self.fields["name"] = NamesField(
            label=_("Name of the place"),
            max_length=80,
            error_messages={"required": _("Give the place a name.")},
        )
        self.fields["colour"] = forms.CharField(
            label=_("Colour of buttons and links"),
            help_text=_("Text in it must be readable; the shades of the dark look follow from it."),
            widget=forms.TextInput(attrs={"type": "color"}),
        )

    def present(self) -> dict[str, Any]:
        hall = self.said.get("hall", {})
        return {
            "name": as_texts(hall.get("name"), languages.codes()),
            "colour": hall.get("colour") or colours.HOUSE,
        }

    def clean_colour(self) -> str:
        colour = str(self.cleaned_data["colour"])
        if not colours.is_colour(colour):
            raise ValidationError(_("Write the colour like #14594a."))
        try:
            return readable_colour(colour)
        except BadInput as error:
            raise ValidationError(str(error.message)) from error

    def write(self) -> None:
        self.table("hall").update(self.cleaned_data)


class PlacesForm(SetUpForm):
    root_kind = forms.ChoiceField(label=_("The whole is a"), choices=list(KINDS.items()))
    file = LimitedFileField(
        label=_("Map of its parts"),
        help_text=_(
            "GeoJSON or TopoJSON with one shape a part, each with a name. Leave it empty where you have none."
        ),
        kinds=("geojson", "topojson", "json"),
        max_bytes=FILE_BYTES,
        required=False,
    )
    without = forms.BooleanField(label=_("Take the map away again"), required=False)
    kind = forms.ChoiceField(label=_("Its parts are called"), choices=list(KINDS.items()))
    lines = forms.CharField(
        label=_("Or its parts, one a line"),
        help_text=_("Only where you have no map. For example: North, and below it: South."),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=20_000,
        required=False,
    )

    def fill(self) -> None:
        if FILE not in self.given:
            del self.fields["without"]

    def present(self) -> dict[str, Any]:
        said = self.said.get("territory", {})
        own = languages.own().code
        return {
            "root_kind": said.get("root_kind", "municipality"),
            "kind": said.get("kind", "district"),
            "lines": "\n".join(
                as_texts(one.get("name"), [own]).get(own, one["code"])
                for one in self.said.get("places", [])
            ),
        }

    def clean_file(self) -> str:
        upload = self.cleaned_data["file"]
        if not upload:
            return ""
        try:
            text: str = upload.read().decode("utf-8-sig")
            boundaries.read_features(text)
        except UnicodeDecodeError as error:
            raise ValidationError(_("This file is not UTF-8 text.")) from error
        except Invalid as error:
            raise ValidationError(str(error.problems[0])) from error
        return text

    def write(self) -> None:
        given, said = self.cleaned_data, self.table("territory")
        if given["file"]:
            self.given[FILE] = given["file"]
        elif given.get("without"):
            self.given.pop(FILE, None)
        said.update({"root_kind": given["root_kind"], "kind": given["kind"]})
        said.pop("file", None)
        if FILE in self.given:
            said["file"] = FILE
        names = [line.strip() for line in given["lines"].splitlines() if line.strip()]
        codes = codes_for(names, "place")
        self.said["places"] = [
            {"code": code, "name": name, "kind": given["kind"]}
            for code, name in zip(codes, names, strict=True)
        ]


class CharterForm(SetUpForm):
    template = forms.ChoiceField(
        label=_("Begin with the law of"), widget=forms.RadioSelect, choices=()
    )

    def fill(self) -> None:
        field = self.fields["template"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            (name, lazystr(partial(_summary, name)))
            for name in sorted(charter_templates.templates(), key=lambda one: one != "standard")
        ]

    def present(self) -> dict[str, Any]:
        return {"template": self.said.get("charter", {}).get("template", "standard")}

    def write(self) -> None:
        said = self.table("charter")
        if said.get("template") != self.cleaned_data["template"]:
            # Numbers of another template would be refused.
            self.said["charter"] = {"template": self.cleaned_data["template"]}


def _summary(name: str) -> str:
    charter = charter_templates.read(name)
    return in_language(charter.texts("summary")) or in_language(charter.needed("title"))


class NumbersForm(SetUpForm):
    """The numbers of the charter that was chosen, each with the article it stands in."""

    charter: Content
    asked: dict[str, Number]

    def prepare(self) -> None:
        name = self.said.get("charter", {}).get("template", charter_templates.STANDARD)
        self.charter = charter_templates.read(name)
        self.asked = {
            one.key: one for one in numbers.numbers(self.charter) if one.key != "set_up_days"
        }

    def fill(self) -> None:
        for key, one in self.asked.items():
            least, most = LIMITS[one.kind]
            self.fields[key] = forms.IntegerField(
                label=one.label, min_value=least, max_value=most, help_text=self._article(one)
            )

    def _article(self, one: Number) -> str:
        if not one.article:
            return ""
        texts = self.charter.texts("articles", str(one.article))
        shown = in_language(numbers.filled(texts, self.charter))
        return gettext_now("Article %(number)s: %(text)s") % {"number": one.article, "text": shown}

    def present(self) -> dict[str, Any]:
        said = self.said.get("charter", {}).get("numbers", {})
        return {key: said.get(key, one.value) for key, one in self.asked.items()}

    def write(self) -> None:
        self.table("charter")["numbers"] = dict(self.cleaned_data)


class BodiesForm(SetUpForm):
    """The charter's bodies, then the place's own: each with one office and who is invited to hold it."""

    rows: list[str]

    def prepare(self) -> None:
        file = hall_file.of({**self.said, "bodies": [], "offices": []}, Path(), self.given)
        charter = planning.charter_of(file)
        self.own = {one["code"]: one for one in charter.data["bodies"] if one["kind"] != "system"}
        self.first_office = {one["body"]: one["code"] for one in reversed(charter.data["offices"])}
        self.named = {code: in_language(charter.needed("bodies", code)) for code in self.own}
        self.office_named = {
            code: in_language(charter.needed("offices", self.first_office[code]))
            for code in self.own
            if code in self.first_office
        }
        self.bodies = {one["code"]: one for one in self.said.get("bodies", [])}
        self.offices = {one.get("body", ""): one for one in self.said.get("offices", [])}
        for row in self.said.get("offices", []):
            for body, code in self.first_office.items():
                if row["code"] == code:
                    self.offices[body] = row

    def fill(self) -> None:
        own = languages.own().code
        self.rows = [*self.own, *(code for code in self.bodies if code not in self.own)]
        sent = [key[5:-5] for key in self.data if key.startswith("body-") and key.endswith("-name")]
        more = [key for key in sent if key not in self.rows]
        self.rows += more or [f"new{place}" for place in range(1, EMPTY_ROWS + 1)]
        kinds = [one for one in Body.Kind.choices if one[0] != Body.Kind.SYSTEM]
        for code in self.rows:
            fixed, said, office = (
                code in self.own,
                self.bodies.get(code, {}),
                self.offices.get(code, {}),
            )
            name = as_texts(said.get("name"), [own]).get(own, self.named.get(code, ""))
            called = as_texts(office.get("name"), [own]).get(own, self.office_named.get(code, ""))
            self._add(
                code, "name", forms.CharField(max_length=160, required=fixed), _("Body"), name
            )
            if not fixed:
                kind = forms.ChoiceField(choices=kinds, required=False)
                self._add(code, "kind", kind, _("Kind"), said.get("kind", "department"))
            office_field = forms.CharField(max_length=160, required=False)
            self._add(code, "office", office_field, _("Its office"), called)
            holder = forms.EmailField(max_length=254, required=False)
            self._add(
                code, "holder", holder, _("Who is invited to hold it"), office.get("holder", "")
            )

    def _add(self, code: str, name: str, field: forms.Field, label: Any, start: Any) -> None:
        field.label, field.initial = label, start
        field.widget.attrs.setdefault("autocomplete", "off")
        self.fields[f"body-{code}-{name}"] = field

    def table_rows(self) -> Iterator[dict[str, Any]]:
        """Each row's bound fields, for the template."""
        for code in self.rows:
            yield {
                "fixed": code in self.own,
                "fields": [
                    self[f"body-{code}-{name}"]
                    for name in ("name", "kind", "office", "holder")
                    if f"body-{code}-{name}" in self.fields
                ],
            }

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for code in self.rows:
            row = {name: given.get(f"body-{code}-{name}") for name in ("name", "office", "holder")}
            if not row["name"] and (row["office"] or row["holder"]):
                self.add_error(f"body-{code}-name", _("Give the body a name."))
        holders = [given.get(f"body-{code}-holder") for code in self.rows]
        if not any(holders):
            raise ValidationError(
                _("Give the e-mail address of at least one person who will hold an office.")
            )
        return given

    def write(self) -> None:
        given, bodies, offices = self.cleaned_data, [], []
        new = [code for code in self.rows if code not in self.own and code not in self.bodies]
        named = [given[f"body-{code}-name"] for code in new]
        taken = {*self.own, *self.bodies}
        found = dict(zip(new, codes_for(named, "body", taken), strict=True))
        for row in self.rows:
            name = given[f"body-{row}-name"]
            if not name:
                continue
            code, holder = found.get(row, row), given[f"body-{row}-holder"]
            called = given[f"body-{row}-office"]
            if row in self.own:
                bodies.append({"code": code, "name": name})
                office = {"code": self.first_office.get(code, f"{code}-desk")}
            else:
                bodies.append(
                    {"code": code, "name": name, "kind": given[f"body-{row}-kind"] or "department"}
                )
                office = {"code": f"{code}-desk", "body": code}
                called = called or gettext_now("%(body)s: desk") % {"body": name}
            if called:
                office["name"] = called
            if holder:
                office["holder"] = holder
            offices.append(office)
        self.said["bodies"], self.said["offices"] = bodies, offices


class CategoriesForm(SetUpForm):
    """A ready-made list to begin with; then each category with the body that answers it."""

    def prepare(self) -> None:
        file = hall_file.of(self.said, Path(), self.given)
        charter = planning.charter_of(file)
        own = [
            (one["code"], in_language(charter.needed("bodies", one["code"])))
            for one in charter.data["bodies"]
            if one["kind"] != "system"
        ]
        code = file.languages[0]
        more = [
            (one["code"], as_texts(one.get("name"), [code]).get(code, one["code"]))
            for one in self.said.get("bodies", [])
            if one["code"] not in dict(own)
        ]
        self.bodies = [*own, *more]
        self.now = {one["code"]: one for one in self.said.get("categories", [])}
        answering = [one["code"] for one in charter.data["bodies"] if one.get("answers")]
        self.usual = answering[0] if answering else self.bodies[0][0]

    def fill(self) -> None:
        own = languages.own().code
        self.rows = list(self.now)
        for code in self.rows:
            name = as_texts(self.now[code].get("name"), [own]).get(own, code)
            self._row(code, name, self.now[code]["body"])
        for place in range(1, EMPTY_ROWS + 1):
            self.rows.append(f"new{place}")
            self._row(f"new{place}", "", self.usual)
        self.fields["pack"] = forms.ChoiceField(
            label=_("Add a ready-made list"),
            help_text=_("Its categories are added to the table, where you can change them."),
            choices=[("", _("none")), *PACKS.choices()],
            required=False,
        )

    def _row(self, code: str, name: str, body: str) -> None:
        self.fields[f"cat-{code}-name"] = forms.CharField(
            label=_("Category"),
            max_length=80,
            required=False,
            initial=name,
            widget=forms.TextInput(attrs={"autocomplete": "off"}),
        )
        self.fields[f"cat-{code}-body"] = forms.ChoiceField(
            label=_("Answered by"), choices=self.bodies, initial=body, required=False
        )

    def table_rows(self) -> Iterator[list[Any]]:
        """Each row's bound fields, for the template."""
        for code in self.rows:
            yield [self[f"cat-{code}-name"], self[f"cat-{code}-body"]]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not given.get("pack") and not any(given.get(f"cat-{code}-name") for code in self.rows):
            raise ValidationError(_("Add a ready-made list, or write at least one category."))
        return given

    def write(self) -> None:
        given, own = self.cleaned_data, languages.own().code
        made: list[Said] = []
        new = [code for code in self.rows if code not in self.now]
        named = [given[f"cat-{code}-name"] for code in new]
        found = dict(zip(new, codes_for(named, "category", set(self.now)), strict=True))
        for row in self.rows:
            name = given[f"cat-{row}-name"]
            if not name:
                continue
            before = as_texts(self.now.get(row, {}).get("name"), [own])
            kept = {**before, own: name} if before else name
            body = given[f"cat-{row}-body"] or self.usual
            made.append({"code": found.get(row, row), "name": kept, "body": body})
        if pack := given.get("pack"):
            there, bodies = {one["code"] for one in made}, dict(self.bodies)
            content = PACKS[pack]
            for one in content.data["categories"]:
                if one["code"] in there:
                    continue
                named_body = one.get("body", "")
                body = named_body if named_body in bodies else self.usual
                names = content.needed("categories", one["code"])
                made.append({"code": one["code"], "name": dict(names), "body": body})
        self.said["categories"] = made

    @property
    def stays(self) -> bool:
        """A list was added: it is shown before one goes on."""
        return bool(self.cleaned_data.get("pack"))


class PagesForm(SetUpForm):
    """Texts of the hall's own, and the address to which a letter is sent to prove that mail works."""

    def fill(self) -> None:
        for code, label in HallPage.Code.choices:
            self.fields[code] = NamesField(
                label=label, max_length=20_000, long=True, required=False
            )
        self.fields["test"] = forms.EmailField(
            label=_("Send a test letter to"),
            help_text=_("To see that letters arrive. Leave it empty to go on without."),
            required=False,
        )

    def present(self) -> dict[str, Any]:
        said = self.said.get("pages", {})
        return {code: as_texts(said.get(code), languages.codes()) for code in HallPage.Code.values}

    def write(self) -> None:
        codes = HallPage.Code.values
        self.said["pages"] = {
            code: self.cleaned_data[code] for code in codes if self.cleaned_data[code]
        }


class RollForm(SetUpForm):
    """The list of residents. It is hashed at once; what it says is kept nowhere."""

    file = LimitedFileField(
        label=_("List of residents"),
        help_text=_(
            "CSV with the columns number (of the residence document), born (like 1980-05-01) and, for a part of the place, unit."
        ),
        kinds=("csv", "txt"),
        max_bytes=FILE_BYTES,
        required=False,
    )
    without = forms.BooleanField(label=_("Take the list away again"), required=False)

    @property
    def kept(self) -> int:
        """How many lines were handed in before."""
        return len(json.loads(self.given.get(planning.ROLL, "[]")))

    @property
    def stays(self) -> bool:
        """A list was handed in: how many lines it has is shown before one goes on."""
        return bool(self.cleaned_data.get("file"))

    def fill(self) -> None:
        if planning.ROLL not in self.given:
            del self.fields["without"]

    def clean_file(self) -> list[tuple[str, str]]:
        upload = self.cleaned_data["file"]
        if not upload:
            return []
        places = planning.places_of(hall_file.of(self.said, Path(), self.given))
        try:
            return founding.hashed(census.text_of(upload), places)
        except BadInput as error:
            raise ValidationError(str(error.message)) from error

    def write(self) -> None:
        if self.cleaned_data["file"]:
            self.given[planning.ROLL] = json.dumps(self.cleaned_data["file"])
        elif self.cleaned_data.get("without"):
            self.given.pop(planning.ROLL, None)


# --- small things ---------------------------------------------------------------------------------
def as_texts(value: Any, codes: list[str]) -> dict[str, str]:
    """A text as files write it, by language."""
    if isinstance(value, Mapping):
        return {str(code): str(text) for code, text in value.items()}
    return {codes[0]: str(value)} if value else {}


def codes_for(names: list[str], word: str, taken: set[str] | None = None) -> list[str]:
    """A short code for each name, each once: of its letters, or numbered where it has no Latin ones."""
    used, found = set(taken or ()), []
    for name in names:
        base = slugify(name)[:36].strip("-") or word
        code, number = base if base != word else f"{word}-1", 1
        while code in used:
            number += 1
            code = f"{base}-{number}"
        used.add(code)
        found.append(code)
    return found
