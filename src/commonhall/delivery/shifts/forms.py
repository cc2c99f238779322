"""Forms of shifts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commonhall.delivery.plan.models import Item
from commonhall.delivery.shifts.models import Shift, Volunteer
from commonhall.places.queries import units
from commonhall.ui.forms import HallForm, NamedForm


class ShiftForm(NamedForm):
    unit: Any = forms.ModelChoiceField(label=_("Place"), queryset=None)
    item: Any = forms.ModelChoiceField(
        label=_("For which part of the plan"), queryset=None, required=False
    )
    starts_at = forms.DateTimeField(label=_("Begins"), help_text=_("For example 2026-05-01 14:00."))
    ends_at = forms.DateTimeField(label=_("Ends"), help_text=_("For example 2026-05-01 17:00."))
    places = forms.IntegerField(label=_("How many hands"), min_value=1, max_value=500)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units()  # type: ignore[attr-defined]
        self.fields["item"].queryset = Item.objects.exclude(state="stopped")  # type: ignore[attr-defined]


class CameForm(HallForm):
    """Who came, by the number of the sign-up; whoever asked for hands knows the names."""

    came = forms.TypedMultipleChoiceField(
        label=_("Who came"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, shift: Shift, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hands = Volunteer.objects.filter(shift=shift, left_on=None).select_related("person")
        choices = [(hand.pk, str(hand.person or _("somebody"))) for hand in hands.order_by("pk")]
        self.fields["came"].choices = choices  # type: ignore[attr-defined]
