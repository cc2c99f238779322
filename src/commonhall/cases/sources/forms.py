"""Forms of sources."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commonhall.cases.cases import queries
from commonhall.cases.cases.models import Case
from commonhall.people.bodies.models import Body
from commonhall.places.queries import units
from commonhall.ui.forms import HallForm, LongText


class CasesForm(HallForm):
    """Cases by their numbers."""

    cases = forms.CharField(
        label=_("Numbers of the cases"),
        max_length=2000,
        help_text=_("Separated by spaces or commas, as they stand in the cases' addresses."),
    )

    def clean_cases(self) -> list[Case]:
        words = self.cleaned_data["cases"].replace(",", " ").replace("、", " ").split()
        wrong = [word for word in words if not word.isdigit() or len(word) > 18]
        if wrong:
            raise forms.ValidationError(_("“%(word)s” is no number.") % {"word": wrong[0]})
        numbers = list(dict.fromkeys(int(word) for word in words))
        found = queries.visible().in_bulk(numbers)
        missing = [number for number in numbers if number not in found]
        if missing:
            raise forms.ValidationError(_("There is no case %(number)d.") % {"number": missing[0]})
        return [found[number] for number in numbers]


class SourceForm(CasesForm):
    title = forms.CharField(label=_("Name of the source"), max_length=160)
    text = forms.CharField(
        label=_("What lies behind these cases"), max_length=4000, widget=LongText, required=False
    )
    unit: Any = forms.ModelChoiceField(label=_("Place"), queryset=None)
    body = forms.ModelChoiceField(
        label=_("Responsible body"),
        queryset=Body.objects.filter(ended_on=None).exclude(kind="system"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units()  # type: ignore[attr-defined]
