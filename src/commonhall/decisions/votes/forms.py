"""The ballot, and the tracker by which its voter finds it again."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from commonhall.core.money import Money
from commonhall.decisions.votes import ballot_faults, envelopes, queries
from commonhall.decisions.votes.models import Election, Option
from commonhall.ui import text
from commonhall.ui.forms import HallForm


@dataclass(frozen=True)
class Basket:
    """The money, what is chosen of it, and what is left; binds: no ballot may cost more."""

    money: Money
    chosen: Money
    left: Money
    binds: bool


class BallotForm(HallForm):
    """The ballot itself, one field an option, by the form of the election."""

    def __init__(
        self, *args: Any, election: Election, options: list[Option], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.election, self.options = election, options
        self.fields["mark"] = forms.CharField(
            label=_("Eight letters or digits of your own"),
            help_text=_(
                "Press keys at random. Your tracker begins with them, so that nobody else gets the same one."
            ),
            max_length=40,
            widget=forms.TextInput(
                attrs={"class": "short", "spellcheck": "false", "data-own-mark": True}
            ),
            error_messages={"required": _("Enter eight letters or digits.")},
        )
        if self.single:
            self.fields["choice"] = forms.ChoiceField(
                choices=[*((str(one.pk), one.name) for one in options), ("", _("None of these"))],
                required=False,
            )
            return
        for option in options:
            self.fields[f"o{option.pk}"] = (
                forms.BooleanField(label=option.name, required=False)
                if election.form == Election.Form.APPROVAL
                else self._number(option.name)
            )

    def _number(self, label: str) -> forms.IntegerField:
        """A rank, a score, or points for one option."""
        most = self.election.most or len(self.options)
        said = _("Enter a whole number from 0 to %(most)d, or leave it blank.") % {"most": most}
        return forms.IntegerField(
            label=label,
            required=False,
            min_value=0,
            max_value=most,
            error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), said),
        )

    @property
    def single(self) -> bool:
        """Is one answer the most? Then choosing another one takes the first one back."""
        return self.election.form == Election.Form.APPROVAL and self.election.most == 1

    def chosen_cost(self) -> int:
        """What the options chosen cost together, in minor units; read from what was sent, right or wrong."""
        return sum(
            option.cost or 0
            for option in self.options
            if f"o{option.pk}" in self.fields and self[f"o{option.pk}"].value()
        )

    @property
    def points_left(self) -> int | None:
        """Points that are still to give; None where none are given."""
        if self.election.form != Election.Form.POINTS:
            return None
        sent = [self[f"o{option.pk}"].value() for option in self.options] if self.is_bound else []
        return self.election.most - sum(int(one) for one in sent if str(one or "").isdecimal())

    @property
    def basket(self) -> Basket | None:
        """What is chosen against the money; None where nothing is shared out, or one answer is chosen."""
        if self.election.money is None or self.single:
            return None
        currency, chosen = self.election.currency, self.chosen_cost() if self.is_bound else 0
        return Basket(
            self.election.money,
            Money(chosen, currency),
            Money(self.election.money.minor - chosen, currency),
            self.election.within_budget,
        )

    def clean(self) -> dict[str, Any]:
        """Say by how much a basket is over the money, before anything is sealed."""
        cleaned = super().clean() or {}
        self._say_faults()
        basket = self.basket
        if basket is not None and basket.binds and basket.left.minor < 0:
            over = Money(-basket.left.minor, basket.left.currency)
            raise forms.ValidationError(
                _(
                    "What you chose costs %(chosen)s. That is %(over)s more than the money. Take something out."
                ),
                params={"chosen": text.money(basket.chosen), "over": text.money(over)},
            )
        return cleaned

    def _say_faults(self) -> None:
        """Name the options that were given one rank twice, a rank too far, or a score too high."""
        if self.errors or self.single:
            return
        terms = queries.terms(self.election)
        names = {one.code: one.name for one in self.options}
        fields = {one.code: f"o{one.pk}" for one in self.options}
        for codes, said in ballot_faults.of_ballot(self.choices(), terms, names):
            self.add_error(fields[codes[-1]], said)

    def rows(self) -> list[tuple[Option, Any]]:
        """Options beside their fields, for the page; all beside the same where one answer is the most."""
        if self.single:
            return [(option, self["choice"]) for option in self.options]
        return [(option, self[f"o{option.pk}"]) for option in self.options]

    def clean_mark(self) -> str:
        mark = envelopes.tidy_mark(self.cleaned_data["mark"])
        if len(mark) != envelopes.MARK:
            raise forms.ValidationError(_("Enter eight letters or digits."))
        return mark

    def choices(self) -> list[tuple[str, int]]:
        """What was chosen, as (code, points)."""
        if self.single:
            chosen = self.cleaned_data.get("choice")
            return [(one.code, 1) for one in self.options if str(one.pk) == chosen]
        found = []
        for option in self.options:
            value = self.cleaned_data.get(f"o{option.pk}")
            if value:
                found.append((option.code, int(value)))
        return found

    def rule(self) -> Any:
        return self.election.ballot_rule


def envelope_of(request: HttpRequest) -> bytes | None:
    """The envelope that a voter's browser sealed; None where the ballot itself was sent. Unreadable ones are empty."""
    if request.method != "POST" or "envelope" not in request.POST:
        return None
    try:
        return base64.b64decode(request.POST["envelope"], validate=True)
    except ValueError:
        return b""


class TrackerForm(HallForm):
    tracker = forms.CharField(
        label=_("The tracker on your receipt"),
        max_length=60,
        help_text=_("Seven groups of four characters, such as 4F0A-9KXM-K7QX-02MB-9TRC-4WJE-8ZPA."),
    )
