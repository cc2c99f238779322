"""Forms about definitions, series, frameworks, weights and marks."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commonhall.core import clock
from commonhall.ui.forms import DateTextField, LongText, NamedForm


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
