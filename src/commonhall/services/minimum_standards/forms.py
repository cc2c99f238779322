"""Forms of minimum standards."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commonhall.cases.categories.queries import categories
from commonhall.places.queries import units
from commonhall.services.minimum_standards.models import MinimumStandard
from commonhall.services.services.forms import StandardForm, living_bodies
from commonhall.services.services.models import Service
from commonhall.ui.forms import HallForm


class MinimumStandardForm(StandardForm):
    body: Any = forms.ModelChoiceField(label=_("Who answers for it"), queryset=None)
    unit: Any = forms.ModelChoiceField(
        label=_("Where"), queryset=None, help_text=_("It holds in each part of it.")
    )
    category: Any = forms.ModelChoiceField(
        label=_("Cases of which category"), queryset=None, required=False
    )
    service: Any = forms.ModelChoiceField(
        label=_("Of which service"), queryset=None, required=False
    )
    days = forms.IntegerField(label=_("Days to mend it"), min_value=1, max_value=365, initial=14)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].queryset = living_bodies()  # type: ignore[attr-defined]
        self.fields["unit"].queryset = units()  # type: ignore[attr-defined]
        self.fields["category"].queryset = categories()  # type: ignore[attr-defined]
        self.fields["service"].queryset = Service.objects.filter(ended_on=None)  # type: ignore[attr-defined]


class ValueForm(HallForm):
    unit: Any = forms.ModelChoiceField(label=_("Where"), queryset=None)
    value = forms.DecimalField(label=_("Value"), max_digits=12, decimal_places=2)

    def __init__(self, *args: Any, minimum_standard: MinimumStandard, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        inside = units().filter(path__startswith=minimum_standard.unit.path)
        self.fields["unit"].queryset = inside  # type: ignore[attr-defined]
