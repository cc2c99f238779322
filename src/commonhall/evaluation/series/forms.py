"""Forms of series."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from commonhall.evaluation.series import reading
from commonhall.evaluation.series.actions import Given
from commonhall.people.bodies.models import Body
from commonhall.places.queries import units
from commonhall.ui.forms import DateTextField, HallForm, LimitedFileField, LongText, NamedForm


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


class ValueForm(HallForm):
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


class ValuesFileForm(HallForm):
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


class ReasonForm(HallForm):
    reason = forms.CharField(label=_("Why"), max_length=2000, widget=LongText)
