"""Forms of organisations."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commonhall.people.organisations.models import Organisation
from commonhall.places.queries import units
from commonhall.ui.forms import HallForm, LongText


class OrganisationForm(HallForm):
    name = forms.CharField(label=_("Name"), max_length=120)
    kind = forms.ChoiceField(label=_("Kind"), choices=Organisation.Kind.choices)
    unit: Any = forms.ModelChoiceField(label=_("Where it works"), queryset=None)
    purpose = forms.CharField(label=_("Purpose"), max_length=2000, widget=LongText, required=False)
    identifier = forms.CharField(
        label=_("Register number"),
        max_length=80,
        required=False,
        help_text=_("Where a public register lists it, as in GB-CHC-1234567."),
    )
    email = forms.EmailField(
        label=_("E-mail address"), required=False, help_text=_("It is not published.")
    )
    website = forms.URLField(label=_("Website"), required=False, assume_scheme="https")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units()  # type: ignore[attr-defined]
