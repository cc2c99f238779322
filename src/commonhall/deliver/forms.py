"""Forms about the plan, contracts, functions and shifts."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from commonhall.acts.matters import MatterField
from commonhall.decide.forms import MoneyField
from commonhall.deliver.models import Hand, Item, Shift
from commonhall.look.forms import DateTextField, HouseForm, LongText, NamedForm
from commonhall.look.text import MINOR_DIGITS
from commonhall.people.models import Body, Organisation
from commonhall.places.queries import units


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
    about = MatterField(
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


class DayForm(HouseForm):
    due_on = DateTextField(label=_("Promised for"))


class MilestoneForm(NamedForm):
    due_on = DateTextField(label=_("Promised for"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        cleaned.pop("texts", None)
        return cleaned


class ProofForm(HouseForm):
    proof = forms.CharField(
        label=_("How one can see that it is done"), max_length=2000, widget=LongText
    )


class PaymentForm(HouseForm):
    amount = MoneyField(label=_("Amount"))
    purpose = forms.CharField(label=_("What for"), max_length=160)
    organisation: Any = forms.ModelChoiceField(label=_("To whom"), queryset=None, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = recognised_organisations()  # type: ignore[attr-defined]


class WordForm(HouseForm):
    good = forms.TypedChoiceField(
        label=_("Is it what was promised?"),
        coerce=lambda value: value == "yes",
        choices=[("yes", _("yes")), ("no", _("no"))],
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=_("In your words"), max_length=2000, required=False, widget=LongText
    )


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


class AwardForm(HouseForm):
    organisation: Any = forms.ModelChoiceField(label=_("To whom"), queryset=None)
    amount = MoneyField(label=_("Amount"))
    bids = forms.IntegerField(label=_("How many offered"), min_value=1, max_value=10000)
    reason = forms.CharField(label=_("Why this one"), max_length=2000, widget=LongText)
    ends = DateTextField(label=_("Ends on"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = recognised_organisations()  # type: ignore[attr-defined]


class EndForm(HouseForm):
    fulfilled = forms.TypedChoiceField(
        label=_("How does it end?"),
        coerce=lambda value: value == "yes",
        choices=[("yes", _("fulfilled")), ("no", _("cancelled"))],
        widget=forms.RadioSelect,
    )


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


class ReasonForm(HouseForm):
    reason = forms.CharField(label=_("Why"), max_length=2000, widget=LongText)


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


class CameForm(HouseForm):
    """Who came, by the number of the sign-up; whoever asked for hands knows the names."""

    came = forms.TypedMultipleChoiceField(
        label=_("Who came"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, shift: Shift, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hands = Hand.objects.filter(shift=shift, left_on=None).select_related("person")
        choices = [(hand.pk, str(hand.person or _("somebody"))) for hand in hands.order_by("pk")]
        self.fields["came"].choices = choices  # type: ignore[attr-defined]
