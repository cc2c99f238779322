"""Forms of contracts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commonhall.delivery.plan.forms import recognised_organisations
from commonhall.delivery.plan.models import Item
from commonhall.places.queries import units
from commonhall.ui.forms import DateTextField, HallForm, LongText, NamedForm
from commonhall.ui.money_field import MoneyField


class CallForm(NamedForm):
    unit: Any = forms.ModelChoiceField(label=_("Place"), queryset=None)
    item: Any = forms.ModelChoiceField(
        label=_("For which part of the plan"), queryset=None, required=False
    )
    closes_on = DateTextField(label=_("Offers until"))
    grant = forms.BooleanField(label=_("It is a grant, not a contract"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units()  # type: ignore[attr-defined]
        self.fields["item"].queryset = Item.objects.exclude(state="stopped")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        cleaned.pop("texts", None)
        return cleaned


class AwardForm(HallForm):
    organisation: Any = forms.ModelChoiceField(label=_("To whom"), queryset=None)
    amount = MoneyField(label=_("Amount"))
    bids = forms.IntegerField(label=_("How many offered"), min_value=1, max_value=10000)
    reason = forms.CharField(label=_("Why this one"), max_length=2000, widget=LongText)
    ends = DateTextField(label=_("Ends on"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = recognised_organisations()  # type: ignore[attr-defined]


class EndForm(HallForm):
    fulfilled = forms.TypedChoiceField(
        label=_("How does it end?"),
        coerce=lambda value: value == "yes",
        choices=[("yes", _("fulfilled")), ("no", _("cancelled"))],
        widget=forms.RadioSelect,
    )
