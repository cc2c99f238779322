"""The form by which one tries on oneself who is entitled."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commonhall.core.models import in_language
from commonhall.services.services import entitlement
from commonhall.services.services.models import Service
from commonhall.ui.date_fields import DateTextField
from commonhall.ui.forms import HallForm


class EntitledForm(HallForm):
    """The questions of a service's rules. What is answered is judged and forgotten."""

    def __init__(self, *args: Any, service: Service, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for rule in service.rules:
            if rule["key"] not in self.fields:
                self.fields[rule["key"]] = _field(rule)
        if entitlement.asks_household(service.rules):
            self.fields[entitlement.HOUSEHOLD] = forms.IntegerField(
                label=_("How many people live in your household, with you?"),
                min_value=1,
                max_value=50,
                required=False,
            )

    @property
    def answers(self) -> dict[str, str]:
        """What was answered, as rules are judged by it."""
        given = {key: value for key, value in self.cleaned_data.items() if value not in (None, "")}
        return {
            key: value.isoformat() if isinstance(value, date) else str(value)
            for key, value in given.items()
        }


def _field(rule: entitlement.Rule) -> forms.Field:
    question, kind = in_language(rule["question"]), entitlement.kind_of(rule)
    if kind == "yes":
        return forms.ChoiceField(
            label=question,
            choices=[("yes", _("yes")), ("no", _("no"))],
            widget=forms.RadioSelect,
            required=False,
        )
    if kind == "day":
        return DateTextField(label=question, required=False)
    return forms.DecimalField(label=question, required=False, max_digits=15, decimal_places=4)
