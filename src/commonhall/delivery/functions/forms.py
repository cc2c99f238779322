"""Forms of functions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commonhall.delivery.plan.forms import recognised_organisations
from commonhall.ui.forms import DateTextField, HallForm, LongText, NamedForm
from commonhall.ui.money_field import MoneyField


class TransferForm(NamedForm):
    organisation: Any = forms.ModelChoiceField(label=_("To which organisation"), queryset=None)
    amount = MoneyField(label=_("Money a year"))
    starts = DateTextField(label=_("From"))
    ends = DateTextField(label=_("Until"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = recognised_organisations()  # type: ignore[attr-defined]
        for name, field in self.fields.items():
            if name.startswith("text_"):
                field.label = _("The standard it must reach")
                field.required = name.endswith("_en")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        cleaned["standards"] = cleaned.pop("texts", {})
        return cleaned


class ReasonForm(HallForm):
    reason = forms.CharField(label=_("Why"), max_length=2000, widget=LongText)
