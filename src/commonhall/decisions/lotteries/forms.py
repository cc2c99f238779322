"""Forms about lotteries; quotas and criteria are written as lines, so that they can be copied."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from commonhall.core import refs
from commonhall.core.models import Governed, in_language
from commonhall.core.ref_picker import RefField
from commonhall.decisions.lotteries.models import Application, Lottery
from commonhall.places.queries import units
from commonhall.ui.forms import HallForm, LastDayField, LongText, NamedForm
from commonhall.ui.lines import in_languages, lines


def read_quotas(text: str) -> list[dict[str, Any]]:
    """`age | Age | 年龄` begins a feature; `- young | 3 | 5 | under 30 | 30岁以下` is one of its values."""
    quotas: list[dict[str, Any]] = []
    for line in lines(text):
        value, *more = line.parts
        if not line.below:
            if not value or not value.isidentifier() or not any(more):
                raise line.wrong("age | Age")
            quotas.append({"feature": value, "names": in_languages(more), "values": []})
            continue
        if not quotas or len(more) < 3 or not (more[0].isdecimal() and more[1].isdecimal()):
            raise line.wrong("- young | 3 | 5 | under 30")
        least, most, *words = more
        quotas[-1]["values"].append(
            {"value": value, "least": int(least), "most": int(most), "names": in_languages(words)}
        )
    return quotas


def read_criteria(text: str) -> list[dict[str, Any]]:
    """`child | 30 | A child under three | 三岁以下儿童`."""
    found = []
    for line in lines(text):
        code, *more = line.parts
        if line.below or not code or len(more) < 2 or not more[0].isdecimal():
            raise line.wrong("child | 30 | A child under three")
        found.append({"code": code, "points": int(more[0]), "names": in_languages(more[1:])})
    return found


class LotteryForm(NamedForm):
    kind = forms.ChoiceField(label=_("What is given?"), choices=Lottery.Kind.choices)
    rule = forms.ChoiceField(label=_("By which rule?"), choices=Lottery.Rule.choices)
    unit: Any = forms.ModelChoiceField(label=_("Who may apply: residents of"), queryset=None)
    places = forms.IntegerField(label=_("How many seats or places"), min_value=1, max_value=2000)
    quotas = forms.CharField(
        label=_("Quotas of a panel"), required=False, widget=LongText, max_length=8000,
        help_text=_("A line a feature: age | Age. Below it a line a value: - young | 3 | 5 | under 30"),
    )  # fmt: skip
    criteria = forms.CharField(
        label=_("Points for need"), required=False, widget=LongText, max_length=8000,
        help_text=_("A line a criterion: child | 30 | A child under three"),
    )  # fmt: skip
    household = forms.BooleanField(label=_("At most one of a household"), required=False)
    closes_at = LastDayField(label=_("Last day to apply"))
    answer_days = forms.IntegerField(
        label=_("Days to answer, once drawn"), min_value=1, max_value=90, initial=14
    )
    source = forms.ChoiceField(
        label=_("Where the seed will come from"),
        choices=Lottery.Source.choices[:2],
        help_text=_("A public draw protects even against whoever runs this server."),
    )
    public_draw = forms.CharField(
        label=_("Which public draw, of which day"), max_length=300, required=False
    )
    about = RefField(label=_("About which matter"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units()  # type: ignore[attr-defined]

    def clean_quotas(self) -> list[dict[str, Any]]:
        return read_quotas(self.cleaned_data["quotas"])

    def clean_criteria(self) -> list[dict[str, Any]]:
        return read_criteria(self.cleaned_data["criteria"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        named = cleaned.pop("public_draw", "")
        cleaned["draw_names"] = {settings.LANGUAGE_CODE: named} if named else {}
        return cleaned


class ApplyForm(HallForm):
    """What one says of oneself: a choice a quota, a tick a criterion, an address if it matters."""

    def __init__(self, *args: Any, lottery: Lottery, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lottery = lottery
        for quota in lottery.quotas:
            choices = [(one["value"], in_language(one["names"])) for one in quota["values"]]
            self.fields[quota["feature"]] = forms.ChoiceField(
                label=in_language(quota["names"]), choices=choices, widget=forms.RadioSelect
            )
        if lottery.criteria:
            self.fields["claims"] = forms.MultipleChoiceField(
                label=_("What holds for you"), required=False,
                choices=criteria_choices(lottery), widget=forms.CheckboxSelectMultiple,
                help_text=_("The office confirms it; what it cannot confirm gives no points."),
            )  # fmt: skip
        if lottery.household:
            self.fields["home"] = forms.CharField(
                label=_("Your address"), max_length=200,
                help_text=_("Kept as a key that cannot be read, to see who shares a household."),
                widget=forms.TextInput({"autocomplete": "street-address"}),
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        features = {one["feature"]: cleaned.pop(one["feature"], "") for one in self.lottery.quotas}
        return {**cleaned, "features": features}


def criteria_choices(lottery: Lottery, only: list[str] | None = None) -> list[tuple[str, str]]:
    return [
        (one["code"], f"{in_language(one['names'])} ({one['points']})")
        for one in lottery.criteria
        if only is None or one["code"] in only
    ]


class ClaimsForm(HallForm):
    def __init__(self, *args: Any, application: Application, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["confirmed"] = forms.MultipleChoiceField(
            label=_("What you found to hold"), required=False,
            choices=criteria_choices(application.lottery, application.claims),
            widget=forms.CheckboxSelectMultiple, initial=application.confirmed or [],
        )  # fmt: skip


class SeedForm(HallForm):
    value = forms.CharField(
        label=_("What was drawn, as it was announced"),
        max_length=400,
        help_text=_("For example: 4 8 15 16 23 42. It is entered once and cannot be changed."),
    )


class AcceptForm(HallForm):
    name = forms.CharField(
        label=_("Name to be shown in public"), max_length=120, required=False,
        help_text=_("Leave it empty to be known by your ticket only."),
        widget=forms.TextInput({"autocomplete": "name"}),
    )  # fmt: skip


class OutcomeForm(HallForm):
    outcome = RefField(label=_("What came of it"))

    def clean_outcome(self) -> Governed | None:
        return refs.thing(self.cleaned_data["outcome"])


class TicketForm(HallForm):
    code = forms.CharField(
        label=_("Your ticket"),
        max_length=60,
        help_text=_("Twenty signs, as in K7QX-02MB-9TRC-4WJE-8ZPA."),
    )
