"""The forms kit: how every form of the house is rendered, and the fields it adds to Django's.

`HallRenderer` is the project's FORM_RENDERER, so `{{ form }}` in any app has the error summary,
hints and errors tied to their field, "(optional)" in words and large targets.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.forms.renderers import TemplatesSetting
from django.template.defaultfilters import filesizeformat
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonhall.ui import maps
from commonhall.ui.date_fields import DateTextField, MomentTextField
from commonhall.ui.text import tidy

# Field name → what a browser may fill in (WCAG 1.3.5).
AUTOCOMPLETE = {
    "name": "name",
    "given_name": "given-name",
    "family_name": "family-name",
    "organisation": "organization",
    "organization": "organization",
    "email": "email",
    "login": "email",
    "phone": "tel",
    "telephone": "tel",
    "address": "street-address",
    "street": "address-line1",
    "street_address": "street-address",
    "postcode": "postal-code",
    "postal_code": "postal-code",
    "city": "address-level2",
    "birth_date": "bday",
    "date_of_birth": "bday",
    "password": "current-password",
    "password1": "new-password",
    "password2": "new-password",
    "url": "url",
    "website": "url",
}


# What stands in a list of things before one is chosen.
PLEASE_CHOOSE = gettext_lazy("choose one")
NOTHING_CHOSEN = gettext_lazy("none")


def lazystr(function: Callable[[], str]) -> Any:
    """A string made when it is shown, in the language of that moment."""
    return lazy(function, str)()


class HallRenderer(TemplatesSetting):
    """Render forms with the templates in `ui/forms/` (needs 'django.forms' installed)."""

    form_template_name = "ui/forms/form.html"
    formset_template_name = "ui/forms/formset.html"
    field_template_name = "ui/forms/field.html"


class LookUp(forms.Widget):
    """A widget with a button of its own: it sends the form to look something up, and does nothing yet."""

    # The code of an error that only says: choose among what was found.
    CHOOSE = "choose"

    def asked(self, data: Mapping[str, Any], name: str) -> bool:
        """Was the form sent by this widget's button?"""
        raise NotImplementedError


class HallForm(forms.Form):
    """A form that says what browsers may fill in, going by its fields' names; no choice is a row of dashes.

    Sent by the button of a `LookUp`, it is never valid, and only that field is answered.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fill_autocomplete(self)
        ask_plainly(self)
        for field in self.fields.values():
            if isinstance(field, forms.ModelChoiceField) and field.empty_label is not None:
                field.empty_label = PLEASE_CHOOSE if field.required else NOTHING_CHOSEN

    def _looked_up(self) -> set[str]:
        return {
            name
            for name, field in self.fields.items()
            if isinstance(field.widget, LookUp)
            and field.widget.asked(self.data, self.add_prefix(name))
        }

    def is_valid(self) -> bool:
        return super().is_valid() and not self._looked_up()

    def full_clean(self) -> None:
        super().full_clean()
        asked = self._looked_up() if self.is_bound else set()
        for name in list(self.errors) if asked else []:
            codes = {error.code for error in self.errors[name].as_data()}
            if name not in asked or codes == {LookUp.CHOOSE}:
                del self.errors[name]


def ask_plainly(form: forms.BaseForm) -> None:
    """Where nothing was said, say what to do, not that “this field is required”; never overrides."""
    usual = forms.Field.default_error_messages["required"]
    for field in form.fields.values():
        if field.error_messages.get("required") is usual:
            field.error_messages["required"] = _what_to_do(field)


def _what_to_do(field: forms.Field) -> Any:
    for kind, words in (
        (forms.FileField, gettext_lazy("Choose a file.")),
        (forms.MultipleChoiceField, gettext_lazy("Choose at least one.")),
        ((forms.ChoiceField, forms.ModelChoiceField), gettext_lazy("Choose one of these.")),
        (forms.BooleanField, gettext_lazy("Tick this box to continue.")),
        (MomentTextField, gettext_lazy("Enter a day and an hour.")),
        (DateTextField, gettext_lazy("Enter a day.")),
        (PlaceField, gettext_lazy("Choose a point on the map.")),
        (forms.IntegerField, gettext_lazy("Enter a number.")),
        (forms.EmailField, gettext_lazy("Enter an e-mail address, for example name@example.org.")),
    ):
        if isinstance(field, kind):
            return words
    return gettext_lazy("Enter an answer.")


def fill_autocomplete(form: forms.BaseForm) -> None:
    """Set `autocomplete` on fields whose name says what they are; never overrides."""
    for name, field in form.fields.items():
        if name in AUTOCOMPLETE and not field.widget.is_hidden:
            field.widget.attrs.setdefault("autocomplete", AUTOCOMPLETE[name])


class WrittenField(forms.CharField):
    """Words that somebody wrote: one line, or, with `lines`, several; tidied before they are counted."""

    def __init__(self, *, lines: bool = False, **kwargs: Any) -> None:
        self.lines = lines
        if lines:
            kwargs.setdefault("widget", LongText)
        super().__init__(**kwargs)
        self.widget.attrs.setdefault("dir", "auto")

    def to_python(self, value: Any) -> Any:
        """The words; see `text.tidy`."""
        return super().to_python(tidy(value, lines=self.lines) if isinstance(value, str) else value)


class LongText(forms.Textarea):
    """A text area that says how much fits; a script counts along where there is one."""

    template_name = "ui/forms/long_text.html"

    def __init__(self, attrs: dict[str, Any] | None = None, rows: int = 6) -> None:
        super().__init__({"rows": rows, "class": "long-text", **(attrs or {})})

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Tie the count to the field, so that it is read with it."""
        context = super().get_context(name, value, attrs)
        final = context["widget"]["attrs"]
        if final.get("maxlength") and final.get("id"):
            described = final.get("aria-describedby", "")
            final["aria-describedby"] = f"{described} {final['id']}_count".strip()
        return context


class LimitedFileField(forms.FileField):
    """An upload that says its limits before and checks them after.

    kinds: accepted endings without the dot ('jpg', 'pdf'); max_bytes: the largest size.
    """

    def __init__(self, *, kinds: Sequence[str], max_bytes: int, **kwargs: Any) -> None:
        self.kinds, self.max_bytes = tuple(kind.lower() for kind in kinds), max_bytes
        said = lazystr(self._limits)
        own = kwargs.pop("help_text", "")
        super().__init__(help_text=format_lazy("{} {}", own, said) if own else said, **kwargs)
        self.widget.attrs["accept"] = ",".join(f".{kind}" for kind in self.kinds)
        self.widget.attrs["class"] = "file-input"

    def _limits(self, most: int | None = None) -> str:
        return _("%(kinds)s, up to %(size)s.") % {
            "kinds": ", ".join(kind.upper() for kind in self.kinds),
            "size": filesizeformat(most or self.max_bytes),
        }

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Refuse other kinds and larger files, saying what would be accepted."""
        upload = super().clean(data, initial)
        if isinstance(upload, UploadedFile):
            ending = (upload.name or "").rpartition(".")[2].lower()
            # Of a larger one no more was kept (`uploads`).
            most = min(self.max_bytes, getattr(upload, "most", self.max_bytes))
            if (upload.size or 0) > most:
                raise ValidationError(
                    _("This file is %(size)s. You can upload: %(limits)s"),
                    code="limits",
                    params={"size": filesizeformat(upload.size or 0), "limits": self._limits(most)},
                )
            if ending not in self.kinds:
                raise ValidationError(
                    _("You cannot upload this file. You can upload: %(limits)s"),
                    code="limits",
                    params={"limits": self._limits()},
                )
        return upload


class PlacePicker(LookUp, forms.MultiWidget):
    """Latitude and longitude: chosen on a map or by a street's name, or typed.

    boundaries_url: GeoJSON drawn on the base; nearby_url: GeoJSON of what is reported near a point. Without
    scripts a button looks the street up, and what was found is there to choose.
    """

    template_name = "ui/forms/place_picker.html"
    use_fieldset = True

    def __init__(
        self, boundaries_url: Any = "", attrs: dict[str, Any] | None = None, nearby_url: Any = ""
    ) -> None:
        self.boundaries_url, self.nearby_url = boundaries_url, nearby_url
        self.sought = ""
        self.find = False
        # Not "decimal": the pad of some phones for it has no minus.
        number = {"inputmode": "text", "class": "coordinate", "autocomplete": "off"}
        super().__init__([forms.TextInput(dict(number)), forms.TextInput(dict(number))], attrs)

    def asked(self, data: Mapping[str, Any], name: str) -> bool:
        """Enter in another field presses the button too; without words there is nothing to look for."""
        return f"{name}_find" in data and bool(str(data.get(f"{name}_sought") or "").strip())

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """The numbers typed, or those of the street that was chosen."""
        self.sought = str(data.get(f"{name}_sought") or "").strip()[:80]
        self.find = self.asked(data, name)
        chosen = str(data.get(f"{name}_chosen") or "").split(",")
        if len(chosen) == 2:
            return chosen
        return super().value_from_datadict(data, files, name)

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        omitted = super().value_omitted_from_data(data, files, name)
        return omitted and f"{name}_chosen" not in data

    def decompress(self, value: tuple[float, float] | None) -> list[float | None]:
        """(latitude, longitude) → the two inputs."""
        return [round(value[0], 6), round(value[1], 6)] if value else [None, None]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Tell the map what it is drawn on, and show what was found by name."""
        context = super().get_context(name, value, attrs)
        base = maps.base()
        found = list(base.find(self.sought)) if self.find and base.find else []
        return context | {
            "boundaries_url": str(self.boundaries_url),
            "nearby_url": str(self.nearby_url),
            "base": base,
            "symbols": maps.symbols(),
            "sought": self.sought,
            "found": found,
            "none_found": self.find and not found,
            "wrong": "aria-invalid" in (attrs or {}),
        }


class PlaceField(forms.MultiValueField):
    """A point as (latitude, longitude) in WGS 84 degrees, or None when left empty."""

    widget = PlacePicker

    def __init__(self, *, boundaries_url: Any = "", nearby_url: Any = "", **kwargs: Any) -> None:
        fields = (
            forms.FloatField(min_value=-90, max_value=90, required=False),
            forms.FloatField(min_value=-180, max_value=180, required=False),
        )
        kwargs.setdefault("widget", PlacePicker(boundaries_url, nearby_url=nearby_url))
        super().__init__(fields, require_all_fields=False, **kwargs)

    def compress(self, data_list: list[float | None]) -> tuple[float, float] | None:
        """Both or neither."""
        latitude, longitude = (*data_list, None, None)[:2]
        if latitude is None and longitude is None:
            return None
        if latitude is None or longitude is None:
            raise ValidationError(_("Enter both latitude and longitude, or neither."))
        return latitude, longitude


def summary_of(form: forms.BaseForm) -> list[dict[str, str]]:
    """The form's errors as links: [{'url': '#id_title', 'text': …}], for the error summary."""
    found = [{"url": "", "text": str(error)} for error in form.non_field_errors()]
    for bound in form:
        # A group of choices has its id on the box around them; go to the first choice.
        target = bound.id_for_label or (f"{bound.auto_id}_0" if bound.auto_id else "")
        url = "" if bound.is_hidden or not target else f"#{target}"
        for error in bound.errors:
            words = _("%(question)s – %(error)s") % {"question": bound.label, "error": error}
            found.append({"url": url, "text": words})
    return found
