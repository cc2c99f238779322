"""The steps of the guided set-up that take a file: the map of the places, and the list of residents."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from commonhall.core.imports import Invalid
from commonhall.core.refusals import BadInput
from commonhall.pages.set_up import hall_file, planning
from commonhall.pages.set_up.forms import SetUpForm, as_texts, codes_for
from commonhall.people.residents import census, founding
from commonhall.places.importers import boundaries
from commonhall.places.models import KINDS
from commonhall.ui import languages
from commonhall.ui.forms import LimitedFileField, WrittenField

FILE = "places.geojson"
FILE_BYTES = 8 * 1024 * 1024


class PlacesForm(SetUpForm):
    root_kind = forms.ChoiceField(label=_("The whole is a"), choices=list(KINDS.items()))
    file = LimitedFileField(
        label=_("Map of its parts"),
        help_text=_(
            "GeoJSON or TopoJSON with one shape per part, each with a name. Leave blank if you have none."
        ),
        kinds=("geojson", "topojson", "json"),
        max_bytes=FILE_BYTES,
        required=False,
    )
    without = forms.BooleanField(label=_("Remove the map"), required=False)
    kind = forms.ChoiceField(label=_("Its parts are called"), choices=list(KINDS.items()))
    lines = WrittenField(
        lines=True,
        label=_("Or its parts, one per line"),
        help_text=_("Only if you have no map. For example: North, and below it: South."),
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
            raise ValidationError(
                _("This file is not UTF-8 text. Save it as UTF-8 and try again.")
            ) from error
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
    without = forms.BooleanField(label=_("Remove the list"), required=False)

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
