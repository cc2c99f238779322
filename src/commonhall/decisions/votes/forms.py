"""Forms about votes and motions."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commonhall.core.ref_picker import RefField
from commonhall.decisions.votes import actions
from commonhall.decisions.votes.models import Election, Option
from commonhall.places.queries import units
from commonhall.ui.forms import HallForm, LastDayField, LongText, NamedForm
from commonhall.ui.money_field import MoneyField


class ElectionForm(NamedForm):
    kind = forms.ChoiceField(label=_("What is voted on?"), choices=Election.Kind.choices)
    unit: Any = forms.ModelChoiceField(label=_("Who may vote: residents of"), queryset=None)
    budget = MoneyField(label=_("Money to be shared"), required=False)
    form = forms.ChoiceField(label=_("Ballot"), choices=Election.Form.choices)
    rule = forms.ChoiceField(label=_("Rule of counting"), choices=Election.Rule.choices)
    most = forms.IntegerField(
        label=_("At most how many choices, or points to give"),
        required=False,
        min_value=0,
        max_value=1000,
        help_text=_("Empty: as many as one likes."),
    )
    quorum = forms.IntegerField(
        label=_("Ballots needed for a decision"), required=False, min_value=0, max_value=10**9
    )
    threshold = forms.IntegerField(
        label=_("Per cent of ballots an answer needs"), required=False, min_value=0, max_value=100
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for name in ("most", "quorum", "threshold"):
            cleaned[name] = cleaned.get(name) or 0
        return cleaned


class OptionForm(NamedForm):
    code = forms.CharField(
        label=_("Short code"),
        max_length=40,
        help_text=_("Ties go to the first code in text order."),
    )
    cost = MoneyField(label=_("Cost"), required=False)
    unit: Any = forms.ModelChoiceField(label=_("Place"), queryset=None, required=False)
    category = forms.CharField(label=_("Category"), max_length=60, required=False)
    about = RefField(label=_("Comes from"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units()  # type: ignore[attr-defined]


class OpenForm(HallForm):
    closes_at = LastDayField(label=_("Last day of voting"))
    key = forms.CharField(
        label=_("The tellers' key"),
        widget=LongText,
        max_length=8000,
        help_text=_("The contents of key.json, made by “commonhall tellers keys”."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        try:
            said = json.loads(cleaned.pop("key", ""))
            cleaned["public_key"] = str(said["public_key"])
            cleaned["need"] = int(said["need"])
            cleaned["prints"] = [str(one) for one in said["prints"]]
        except (ValueError, KeyError, TypeError):
            if "key" not in self.errors:
                self.add_error("key", _("This is not the contents of a key.json."))
        return cleaned


class BallotForm(HallForm):
    """The ballot itself, one field an option, by the form of the election."""

    def __init__(
        self, *args: Any, election: Election, options: list[Option], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.election, self.options = election, options
        for option in options:
            self.fields[f"o{option.pk}"] = (
                forms.BooleanField(label=option.name, required=False)
                if election.form == Election.Form.APPROVAL
                else forms.IntegerField(
                    label=option.name,
                    required=False,
                    min_value=0,
                    max_value=election.most or len(options),
                )
            )

    def rows(self) -> list[tuple[Option, Any]]:
        """Options beside their fields, for the page."""
        return [(option, self[f"o{option.pk}"]) for option in self.options]

    def choices(self) -> list[tuple[str, int]]:
        """What was chosen, as (code, points)."""
        found = []
        for option in self.options:
            value = self.cleaned_data.get(f"o{option.pk}")
            if value:
                found.append((option.code, int(value)))
        return found

    def rule(self) -> Any:
        return actions.ballot_rule(self.election)


class TrackerForm(HallForm):
    tracker = forms.CharField(
        label=_("The tracker on your receipt"),
        max_length=60,
        help_text=_("Twenty signs, as in K7QX-02MB-9TRC-4WJE-8ZPA."),
    )
