"""Forms about the plan, contracts, functions and shifts."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from commonhall.core.ref_picker import RefField
from commonhall.delivery.plan.models import Item
from commonhall.people.bodies.models import Body
from commonhall.people.organisations.models import Organisation
from commonhall.places.queries import units
from commonhall.ui.forms import DateTextField, HallForm, LongText, NamedForm
from commonhall.ui.money_field import MoneyField
from commonhall.ui.text import MINOR_DIGITS


def _bodies() -> Any:
    return Body.objects.filter(ended_on=None).exclude(kind="system").order_by("code")


def recognised_organisations() -> Any:
    return Organisation.objects.filter(state=Organisation.State.RECOGNISED).order_by("pk")


class ItemForm(NamedForm):
    level = forms.ChoiceField(label=_("What is it?"), choices=Item.Level.choices)
    parent: Any = forms.ModelChoiceField(label=_("It serves"), queryset=None, required=False)
    body: Any = forms.ModelChoiceField(label=_("Who answers for it"), queryset=None)
    unit: Any = forms.ModelChoiceField(label=_("Place"), queryset=None)
    budget = MoneyField(label=_("Money"), required=False)
    starts = DateTextField(label=_("Starts on"), required=False)
    due_on = DateTextField(label=_("Promised for"), required=False)
    about = RefField(
        label=_("Comes from"), required=False, help_text=_("The decision that asks for it.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        above = Item.objects.filter(level__in=("goal", "measure")).exclude(state="stopped")
        self.fields["parent"].queryset = above  # type: ignore[attr-defined]
        self.fields["body"].queryset = _bodies()  # type: ignore[attr-defined]
        self.fields["unit"].queryset = units()  # type: ignore[attr-defined]


class AmendForm(ItemForm):
    """The plan's item as it stands, to be changed, with the reason."""

    reason = forms.CharField(
        label=_("Why it is amended"), max_length=2000, widget=LongText, help_text=_("Public.")
    )

    def __init__(self, *args: Any, item: Item, **kwargs: Any) -> None:
        super().__init__(*args, initial=self.values_of(item), **kwargs)
        for fixed in ("level", "unit", "about"):
            del self.fields[fixed]

    @staticmethod
    def values_of(item: Item) -> dict[str, Any]:
        places = MINOR_DIGITS.get(settings.CURRENCY, 2)
        money = None if item.budget is None else Decimal(item.budget).scaleb(-places)
        values = {
            "parent": item.parent_id, "body": item.body_id, "budget": money,
            "starts": item.starts, "due_on": item.due_on,
        }  # fmt: skip
        for code, _label in settings.LANGUAGES:
            key = code.replace("-", "_")
            values[f"name_{key}"] = item.names.get(code, "")
            values[f"text_{key}"] = item.texts.get(code, "")
        return values


class DayForm(HallForm):
    due_on = DateTextField(label=_("Promised for"))


class MilestoneForm(NamedForm):
    due_on = DateTextField(label=_("Promised for"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        cleaned.pop("texts", None)
        return cleaned


class ProofForm(HallForm):
    proof = forms.CharField(
        label=_("How one can see that it is done"), max_length=2000, widget=LongText
    )


class PaymentForm(HallForm):
    amount = MoneyField(label=_("Amount"))
    purpose = forms.CharField(label=_("What for"), max_length=160)
    organisation: Any = forms.ModelChoiceField(label=_("To whom"), queryset=None, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = recognised_organisations()  # type: ignore[attr-defined]


class WordForm(HallForm):
    good = forms.TypedChoiceField(
        label=_("Is it what was promised?"),
        coerce=lambda value: value == "yes",
        choices=[("yes", _("yes")), ("no", _("no"))],
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=_("In your words"), max_length=2000, required=False, widget=LongText
    )
