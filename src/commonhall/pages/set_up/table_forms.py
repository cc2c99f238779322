"""The steps of the set-up that ask for a table: bodies with their offices, and categories."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonhall.cases.categories.packs import PACKS
from commonhall.core.models import in_language
from commonhall.pages.set_up import category_files, hall_file
from commonhall.pages.set_up.charter_file import charter_of
from commonhall.pages.set_up.forms import Said, SetUpForm, as_texts, codes_for
from commonhall.people.bodies.models import Body
from commonhall.ui import languages
from commonhall.ui.forms import LimitedFileField, WrittenField

# Rows that are still empty, for what is to be added.
EMPTY_ROWS = 3


class BodiesForm(SetUpForm):
    """The charter's bodies, then the place's own: each with one office and who is invited to hold it."""

    rows: list[str]

    def prepare(self) -> None:
        file = hall_file.of({**self.said, "bodies": [], "offices": []}, Path(), self.given)
        charter = charter_of(file)
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
            self._add(code, "name", WrittenField(max_length=160, required=fixed), _("Body"), name)
            if not fixed:
                kind = forms.ChoiceField(choices=kinds, required=False)
                self._add(code, "kind", kind, _("Kind"), said.get("kind", "department"))
            office_field = WrittenField(max_length=160, required=False)
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
                self.add_error(f"body-{code}-name", _("Enter a name for the body."))
        holders = [given.get(f"body-{code}-holder") for code in self.rows]
        if not any(holders):
            raise ValidationError(
                _("Enter the e-mail address of at least one person who will hold an office.")
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
                called = called or gettext("%(body)s: desk") % {"body": name}
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
        charter = charter_of(file)
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
            self._row(code, name, self.now[code]["body"], self.now[code].get("days"))
        for place in range(1, EMPTY_ROWS + 1):
            self.rows.append(f"new{place}")
            self._row(f"new{place}", "", self.usual)
        self.fields["pack"] = forms.ChoiceField(
            label=_("Add a ready-made list"),
            help_text=_("Its categories are added to the table, where you can edit them."),
            choices=[("", _("none")), *PACKS.choices()],
            required=False,
        )
        self.fields["file"] = LimitedFileField(
            label=_("Add a table of your own"),
            help_text=_(
                "One category per line, with the columns name, body and days. Its categories are added to the table."
            ),
            kinds=("csv", "txt"),
            max_bytes=1024 * 1024,
            required=False,
        )

    def clean_file(self) -> list[Said]:
        upload = self.cleaned_data["file"]
        return category_files.read(upload.read(), dict(self.bodies), self.usual) if upload else []

    def _row(self, code: str, name: str, body: str, days: int | None = None) -> None:
        self.fields[f"cat-{code}-name"] = WrittenField(
            label=_("Category"),
            max_length=80,
            required=False,
            initial=name,
            widget=forms.TextInput(attrs={"autocomplete": "off"}),
        )
        self.fields[f"cat-{code}-body"] = forms.ChoiceField(
            label=_("Answered by"), choices=self.bodies, initial=body, required=False
        )
        self.fields[f"cat-{code}-days"] = forms.IntegerField(
            label=_("Days to answer"), min_value=1, max_value=3650, initial=days, required=False
        )

    def table_rows(self) -> Iterator[list[Any]]:
        """Each row's bound fields, for the template."""
        for code in self.rows:
            yield [self[f"cat-{code}-{name}"] for name in ("name", "body", "days")]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        named = any(given.get(f"cat-{code}-name") for code in self.rows)
        if not (given.get("pack") or given.get("file") or "file" in self.errors or named):
            raise ValidationError(_("Add a ready-made list, or enter at least one category."))
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
            one = {"code": found.get(row, row), "name": kept, "body": body}
            if days := given.get(f"cat-{row}-days"):
                one["days"] = days
            made.append(one)
        self._add_lines(made, given.get("file") or [])
        if pack := given.get("pack"):
            there, bodies = {one["code"] for one in made}, dict(self.bodies)
            content = PACKS[pack]
            for one in content.data["categories"]:
                if one["code"] in there:
                    continue
                named_body = one.get("body", "")
                body = named_body if named_body in bodies else self.usual
                names = content.needed("categories", one["code"])
                added = {"code": one["code"], "name": dict(names), "body": body}
                made.append({**added, "days": one["days"]} if "days" in one else added)
        self.said["categories"] = made

    def _add_lines(self, made: list[Said], lines: list[Said]) -> None:
        """Put the table's lines behind; one with the code or name of a category that is there changes that one."""
        own = languages.own().code
        by_code = {one["code"]: one for one in made}
        by_name = {as_texts(one["name"], [own]).get(own, ""): one for one in made}
        new = []
        for line in lines:
            known = by_code.get(line["code"]) or by_name.get(line["name"].get(own, ""))
            if known is None:
                new.append(line)
            else:
                code = known["code"]
                known.update(line, code=code)
        firsts = [next(iter(line["name"].values())) for line in new]
        for line, code in zip(new, codes_for(firsts, "category", set(by_code)), strict=True):
            made.append({**line, "code": slugify(line["code"])[:60] or code})

    @property
    def stays(self) -> bool:
        """A list was added: it is shown before one goes on."""
        return bool(self.cleaned_data.get("pack") or self.cleaned_data.get("file"))
