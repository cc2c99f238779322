"""The ballot, and the tracker by which its voter finds it again."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commonhall.decisions.votes import envelopes
from commonhall.decisions.votes.models import Election, Option
from commonhall.ui.forms import HallForm


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
                else forms.IntegerField(
                    label=option.name,
                    required=False,
                    min_value=0,
                    max_value=election.most or len(options),
                )
            )

    @property
    def single(self) -> bool:
        """Is one answer the most? Then choosing another one takes the first one back."""
        return self.election.form == Election.Form.APPROVAL and self.election.most == 1

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


class TrackerForm(HallForm):
    tracker = forms.CharField(
        label=_("The tracker on your receipt"),
        max_length=60,
        help_text=_("Seven groups of four characters, such as 4F0A-9KXM-K7QX-02MB-9TRC-4WJE-8ZPA."),
    )
