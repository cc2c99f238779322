"""Forms about definitions, series, frameworks, weights and marks."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from commonhall.acts import clock
from commonhall.acts.models import in_language
from commonhall.evaluate import packs, reading, weighing
from commonhall.evaluate.acts import Given
from commonhall.evaluate.models import Framework
from commonhall.look.forms import DateTextField, HouseForm, LimitedFileField, LongText, NamedForm
from commonhall.people.models import Body
from commonhall.places.queries import units


def _first_of_next_month() -> date:
    today = clock.today()
    return date(today.year + today.month // 12, today.month % 12 + 1, 1)


class DefinitionForm(NamedForm):
    scheme = forms.SlugField(label=_("Scheme"), max_length=40)
    code = forms.SlugField(label=_("Short code"), max_length=40)
    formula = forms.CharField(
        label=_("How it is counted"),
        max_length=2000,
        widget=LongText,
        help_text=_('For example {"of": "called-back", "counts": {"solved": "1"}}'),
    )
    starts = DateTextField(label=_("In force from"), initial=_first_of_next_month)
    citation = forms.CharField(label=_("Taken from"), max_length=300, required=False)
    source = forms.URLField(label=_("Official text"), required=False, assume_scheme="https")

    def clean_formula(self) -> dict[str, Any]:
        try:
            found = json.loads(self.cleaned_data["formula"])
        except ValueError as error:
            raise forms.ValidationError(
                _("This is no JSON: %(problem)s.") % {"problem": error}
            ) from error
        if not isinstance(found, dict):
            raise forms.ValidationError(_("Write it in braces: { … }"))
        return found

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        cleaned.pop("texts", None)
        return cleaned


class SeriesForm(NamedForm):
    code = forms.SlugField(label=_("Short code"), max_length=40)
    body: Any = forms.ModelChoiceField(label=_("Reported by"), queryset=None)
    unit_word = forms.CharField(
        label=_("Measured in"),
        max_length=60,
        required=False,
        help_text=_("For example: % of homes"),
    )
    up = forms.TypedChoiceField(
        label=_("What is better"),
        coerce=lambda value: value == "more",
        choices=[("more", _("more is better")), ("less", _("less is better"))],
    )
    citation = forms.CharField(label=_("Taken from"), max_length=300, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Body.objects.filter(ended_on=None).exclude(kind="system").order_by("code")
        self.fields["body"].queryset = rows  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        word = (cleaned.pop("unit_word", "") or "").strip()
        cleaned["measured_in"] = {settings.LANGUAGE_CODE: word} if word else {}
        return cleaned


class ValueForm(HouseForm):
    unit: Any = forms.ModelChoiceField(label=_("Where"), queryset=None)
    on = DateTextField(label=_("For which day"))
    value = forms.DecimalField(label=_("Value"), max_digits=18, decimal_places=6)
    asked = forms.IntegerField(
        label=_("How many were asked"),
        min_value=1,
        max_value=10**9,
        required=False,
        help_text=_("Leave it out where nobody was asked."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        value: Decimal = cleaned["value"]
        return {"values": [Given(cleaned["unit"], cleaned["on"], value, cleaned.get("asked"))]}


class ValuesFileForm(HouseForm):
    """Many values at once; a file with a fault changes nothing."""

    file = LimitedFileField(
        label=_("CSV file"),
        kinds=("csv",),
        max_bytes=5_000_000,
        help_text=_("With the columns place, on, value, and asked where anybody was asked."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        file = cleaned.pop("file", None)
        if file is None:
            return cleaned
        try:
            return {"values": reading.values(file.read())}
        except reading.Unreadable as error:
            for problem in error.problems:
                self.add_error("file", problem)
            return {}


class PackForm(HouseForm):
    ready = forms.ChoiceField(
        label=_("A pack that comes with the house"), required=False, choices=[]
    )
    own = forms.CharField(
        label=_("Or a pack of your own"),
        required=False,
        max_length=packs.LONGEST,
        widget=LongText(rows=14),
        help_text=_("TOML. Take one from a framework's page and change it."),
    )
    unit: Any = forms.ModelChoiceField(label=_("Where"), queryset=None)
    starts = DateTextField(label=_("First counted from"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [(code, in_language(dict(packs.read(text).names)))
                 for code, text in packs.ready().items()]  # fmt: skip
        field: Any = self.fields["ready"]
        field.choices = [("", _("none")), *names]
        self.fields["unit"].queryset = units()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        ready, own = cleaned.pop("ready", ""), (cleaned.pop("own", "") or "").strip()
        if bool(ready) == bool(own):
            self.add_error("own", _("Choose a pack, or write one."))
        cleaned["pack"] = own or packs.ready().get(ready, "")
        return cleaned


class ReasonForm(HouseForm):
    reason = forms.CharField(label=_("Why"), max_length=2000, widget=LongText)


class WeighForm(HouseForm):
    """One number a part; together 100."""

    def __init__(
        self, *args: Any, pack: packs.Pack, points: dict[str, int] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        parts = pack.parts()
        self.parts = parts
        for part in parts:
            self.fields[f"part_{part}"] = forms.IntegerField(
                label=pack.label(part),
                help_text=_("Share out 100 points, in steps of 5.") if part == parts[0] else "",
                min_value=0,
                max_value=weighing.POINTS,
                step_size=weighing.STEP,
                required=False,
                initial=(points or {}).get(part, 0),
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        points = {part: cleaned.get(f"part_{part}") or 0 for part in self.parts}
        return {"points": {part: value for part, value in points.items() if value}}


def _marks() -> list[tuple[str, Any]]:
    return [
        ("0", _("0: nothing of it")), ("1", _("1: a little")), ("2", _("2: half")),
        ("3", _("3: mostly")), ("4", _("4: all of it")),
    ]  # fmt: skip


class MarkForm(HouseForm):
    indicator = forms.ChoiceField(label=_("Which"))
    value = forms.TypedChoiceField(
        label=_("Mark"), coerce=int, choices=_marks, widget=forms.RadioSelect
    )
    text = forms.CharField(label=_("Why"), max_length=2000, widget=LongText)
    evidence = forms.CharField(
        label=_("Where anybody can check it"),
        max_length=300,
        help_text=_("An address, or a page of this house."),
    )

    def __init__(self, *args: Any, pack: packs.Pack, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["indicator"]
        field.choices = [(one.id, pack.label(one.id)) for one in pack.framework.indicators]


class ResidentMarksForm(HouseForm):
    """One question an indicator; those left out stay unmarked."""

    def __init__(
        self, *args: Any, pack: packs.Pack, marks: dict[str, int] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.indicators = [one.id for one in pack.framework.indicators]
        for one in self.indicators:
            known = (marks or {}).get(one)
            self.fields[f"mark_{one}"] = forms.TypedChoiceField(
                label=pack.label(one), coerce=int, empty_value=None, required=False,
                choices=[("", _("I cannot say")), *_marks()], initial="" if known is None else known,
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        found = {one: cleaned.get(f"mark_{one}") for one in self.indicators}
        return {"marks": {one: value for one, value in found.items() if value is not None}}


class ReplyForm(HouseForm):
    text = forms.CharField(label=_("What will be done"), max_length=4000, widget=LongText)
    item: Any = forms.ModelChoiceField(
        label=_("The part of the plan that follows from it"), queryset=None, required=False
    )
    unit: Any = forms.ModelChoiceField(label=_("About which place"), queryset=None, required=False)

    def __init__(self, *args: Any, framework: Framework, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        from commonhall.deliver.models import Item

        items = Item.objects.exclude(state=Item.State.STOPPED).order_by("-pk")
        self.fields["item"].queryset = items  # type: ignore[attr-defined]
        inside = units().filter(path__startswith=framework.unit.path)
        self.fields["unit"].queryset = inside  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        item = cleaned.pop("item", None)
        cleaned["about"] = item.ref if item else ""
        return cleaned
