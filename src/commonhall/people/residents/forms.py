"""Forms of residents."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from commonhall.ui.forms import DateTextField, HallForm


class CensusForm(HallForm):
    number = forms.CharField(
        label=_("Number of your residence document"),
        max_length=60,
        help_text=_("It is compared with the list and not kept."),
    )
    born = DateTextField(label=_("Date of birth"))
