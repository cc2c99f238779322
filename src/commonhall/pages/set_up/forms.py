"""The forms of the guided set-up. Each reads from what the file says so far, and writes into it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonhall.core.content import Content
from commonhall.core.models import in_language
from commonhall.core.refusals import BadInput
from commonhall.law.founding import charter_templates, numbers
from commonhall.law.founding.numbers import LIMITS, Number
from commonhall.law.hall_settings import logos
from commonhall.law.hall_settings.actions import readable_colour
from commonhall.law.hall_settings.models import HallPage
from commonhall.ui import colours, languages
from commonhall.ui.colour_field import ColourInput
from commonhall.ui.forms import HallForm, LimitedFileField, lazystr
from commonhall.ui.names_field import NamesField

Said = dict[str, Any]
LOGO = "logo.png"


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
        help_text=_("Used for letters, and for people who have not chosen a language."),
    )
    others = forms.MultipleChoiceField(
        label=_("Other languages"),
        help_text=_("Names and texts are asked for in these languages too."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"), help_text=_("Used for when days begin and deadlines end.")
    )
    currency = forms.RegexField(
        r"^[A-Z]{3}$",
        label=_("Currency"),
        help_text=_("The three letters of its code, for example EUR, PLN, GBP or CNY."),
        max_length=3,
        error_messages={"invalid": _("Enter three capital letters, like EUR.")},
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
    """The place's name in its languages, its colour and its logo."""

    def fill(self) -> None:
        self.fields["name"] = NamesField(
            label=_("Name of the place"),
            max_length=80,
            error_messages={"required": _("Enter the name of the place.")},
        )
        self.fields["colour"] = forms.CharField(
            label=_("Colour of buttons and links"),
            help_text=_(
                "Text must be readable on it. The shades for dark mode are worked out from it."
            ),
            widget=ColourInput(),
        )
        self.fields["logo"] = LimitedFileField(
            label=_("Logo"),
            help_text=_("Shown next to the name at the top of every page, 40 pixels high."),
            kinds=logos.KINDS,
            max_bytes=logos.MOST_BYTES,
            required=False,
        )
        self.fields["logo_alt"] = NamesField(
            label=_("What it shows"),
            help_text=_(
                "Read out to people who cannot see it. Leave blank if it shows only the name."
            ),
            max_length=200,
            required=False,
        )
        if LOGO in self.given:
            self.fields["without_logo"] = forms.BooleanField(
                label=_("Remove the logo"), required=False
            )

    def present(self) -> dict[str, Any]:
        hall = self.said.get("hall", {})
        return {
            "name": as_texts(hall.get("name"), languages.codes()),
            "colour": hall.get("colour") or colours.HOUSE,
            "logo_alt": as_texts(hall.get("logo_alt"), languages.codes()),
        }

    def clean_logo(self) -> str:
        """The logo as it is kept with the draft."""
        upload = self.cleaned_data["logo"]
        try:
            return str(logos.made_of(upload.read()).fields()["logo"]) if upload else ""
        except BadInput as error:
            raise ValidationError(str(error.message)) from error

    def clean_colour(self) -> str:
        colour = str(self.cleaned_data["colour"])
        if not colours.is_colour(colour):
            raise ValidationError(_("Enter a colour like #14594a."))
        try:
            return readable_colour(colour)
        except BadInput as error:
            raise ValidationError(str(error.message)) from error

    def write(self) -> None:
        given, hall = self.cleaned_data, self.table("hall")
        hall.update({"name": given["name"], "colour": given["colour"]})
        if given["logo"]:
            self.given[LOGO] = given["logo"]
        elif given.get("without_logo"):
            self.given.pop(LOGO, None)
        hall.pop("logo", None)
        hall.pop("logo_alt", None)
        if LOGO in self.given:
            hall["logo"] = LOGO
            if given["logo_alt"]:
                hall["logo_alt"] = given["logo_alt"]


class CharterForm(SetUpForm):
    template = forms.ChoiceField(
        label=_("Start with the law of"), widget=forms.RadioSelect, choices=()
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
        self.figures = numbers.written(self.charter)

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
        shown = charter_templates.summary(self.charter, one.article)
        shown = shown or in_language(numbers.filled(texts, self.figures))
        return gettext("Article %(number)s: %(text)s") % {"number": one.article, "text": shown}

    def present(self) -> dict[str, Any]:
        said = self.said.get("charter", {}).get("numbers", {})
        return {key: said.get(key, one.value) for key, one in self.asked.items()}

    def write(self) -> None:
        self.table("charter")["numbers"] = dict(self.cleaned_data)


class PagesForm(SetUpForm):
    """Texts of the hall's own, and the address to which a letter is sent to prove that mail works."""

    def fill(self) -> None:
        for code, label in HallPage.Code.choices:
            self.fields[code] = NamesField(
                label=label, max_length=20_000, long=True, required=False
            )
        self.fields["test"] = forms.EmailField(
            label=_("Send a test letter to"),
            help_text=_("To check that letters arrive. Leave blank to skip this."),
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
