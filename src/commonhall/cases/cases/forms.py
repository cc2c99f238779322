"""Forms about cases."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from commonhall.cases.cases.models import Case, Confirmation
from commonhall.cases.categories import queries
from commonhall.people.bodies.models import Body
from commonhall.places.queries import units
from commonhall.ui.forms import DateTextField, HallForm, LimitedFileField, LongText, PlaceField


class CaseForm(HallForm):
    kind = forms.ChoiceField(label=_("What is it?"), choices=Case.Kind.choices)
    title = forms.CharField(
        label=_("What is the matter, in a few words?"),
        max_length=160,
        help_text=_("For example: the lamp in front of number 12 is broken."),
    )
    text = forms.CharField(
        label=_("More about it"), max_length=4000, required=False, widget=LongText
    )
    category: Any = forms.ModelChoiceField(label=_("Category"), queryset=None)
    unit: Any = forms.ModelChoiceField(
        label=_("District"),
        queryset=None,
        required=False,
        help_text=_("Not needed if you give a point below."),
    )
    address = forms.CharField(label=_("Where exactly"), max_length=200, required=False)
    place = PlaceField(
        label=_("Point"), required=False, boundaries_url=reverse_lazy("places:boundaries")
    )
    photo = LimitedFileField(
        label=_("Photo"),
        kinds=("jpg", "jpeg", "png", "webp"),
        max_bytes=settings.UPLOAD_MAX_BYTES,
        required=False,
    )
    once = forms.CharField(widget=forms.HiddenInput, max_length=80, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].queryset = queries.categories()  # type: ignore[attr-defined]
        self.fields["unit"].queryset = units()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("unit") and cleaned.get("place") is None and "place" not in self.errors:
            self.add_error("unit", _("Say where: a district or a point."))
        latitude, longitude = cleaned.pop("place", None) or (None, None)
        cleaned["latitude"] = None if latitude is None else Decimal(f"{latitude:.6f}")
        cleaned["longitude"] = None if longitude is None else Decimal(f"{longitude:.6f}")
        return cleaned


class AnswerForm(HallForm):
    text = forms.CharField(label=_("Answer"), max_length=4000, widget=LongText)
    promise = DateTextField(label=_("Done by"), required=False)


class PassOnForm(HallForm):
    to = forms.ModelChoiceField(
        label=_("To which body"), queryset=Body.objects.filter(ended_on=None).exclude(kind="system")
    )
    reason = forms.CharField(label=_("Why"), max_length=2000, widget=LongText)


class DoneForm(HallForm):
    text = forms.CharField(label=_("What was done"), max_length=4000, widget=LongText)


class WordForm(HallForm):
    text = forms.CharField(
        label=_("In your words"), max_length=2000, required=False, widget=LongText
    )


class VerdictForm(WordForm):
    satisfied = forms.ChoiceField(
        label=_("And how you were treated?"),
        choices=[("", _("rather not say")), *Confirmation.Satisfied.choices],
        required=False,
        widget=forms.RadioSelect,
        help_text=_("Counted without your name among the rates everybody can see."),
    )
