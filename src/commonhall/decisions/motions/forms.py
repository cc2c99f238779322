"""Forms of motions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commonhall.core import refs
from commonhall.core.models import Governed
from commonhall.core.ref_picker import RefField
from commonhall.decisions.motions.models import RollCallVote
from commonhall.places.queries import units
from commonhall.ui.forms import HallForm, LongText, NamedForm
from commonhall.ui.money_field import MoneyField


class MotionForm(NamedForm):
    matter = RefField(label=_("About which matter"))
    unit: Any = forms.ModelChoiceField(label=_("Place"), queryset=None)
    amount = MoneyField(label=_("What it costs"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units()  # type: ignore[attr-defined]

    def clean_matter(self) -> Governed | None:
        return refs.thing(self.cleaned_data["matter"])


class RollCallForm(HallForm):
    choice = forms.ChoiceField(
        label=_("Your vote"), choices=RollCallVote.Choice.choices, widget=forms.RadioSelect
    )
    reason = forms.CharField(label=_("Why"), max_length=2000, required=False, widget=LongText)
