"""Forms about conversations."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commonhall.consultations.conversations.models import Argument, Response
from commonhall.consultations.statements.actions import LONGEST
from commonhall.core.ref_picker import RefField
from commonhall.places.queries import units
from commonhall.ui.forms import DateTextField, HallForm, LongText

ARGUMENTS = 6


class OpenForm(HallForm):
    """Opening a conversation. Arguments stand in rows of side, words and source."""

    about = RefField(label=_("About which matter"), required=False)
    title = forms.CharField(label=_("Title"), max_length=160)
    question = forms.CharField(
        label=_("What do you ask, and what can still be changed?"), max_length=4000, widget=LongText
    )
    unit: Any = forms.ModelChoiceField(
        label=_("Place"), queryset=None, help_text=_("Everybody concerned must live in it.")
    )
    opens_on = DateTextField(label=_("Opens on"))
    closes_on = DateTextField(label=_("Last day"))
    residents_only = forms.BooleanField(label=_("For confirmed residents only"), required=False)
    statements = forms.CharField(
        label=_("First statements, one a line"),
        max_length=8000,
        required=False,
        widget=LongText,
        help_text=_("They are shown as yours. Say different things, not only what you favour."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units()  # type: ignore[attr-defined]
        for number in range(1, ARGUMENTS + 1):
            needed = number <= 2
            names = {"number": number}
            self.fields[f"side_{number}"] = forms.ChoiceField(
                label=_("Argument %(number)d: side") % names,
                choices=Argument.Side.choices,
                initial=["for", "against", "other"][(number - 1) % 3],
            )
            self.fields[f"text_{number}"] = forms.CharField(
                label=_("Argument %(number)d: words") % names,
                max_length=1000,
                required=needed,
                widget=LongText(rows=3),
            )
            self.fields[f"source_{number}"] = forms.CharField(
                label=_("Argument %(number)d: where it comes from") % names,
                max_length=300,
                required=needed,
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        briefing = []
        for number in range(1, ARGUMENTS + 1):
            side, text, source = (
                cleaned.pop(f"{name}_{number}", "") for name in ("side", "text", "source")
            )
            if text or source:
                briefing.append((side, text, source))
        cleaned["briefing"] = briefing
        lines = cleaned.get("statements", "").splitlines()
        cleaned["statements"] = [line.strip() for line in lines if line.strip()]
        return cleaned


class ArgumentForm(HallForm):
    side = forms.ChoiceField(label=_("Side"), choices=Argument.Side.choices)
    text = forms.CharField(label=_("Argument"), max_length=1000, widget=LongText)
    source = forms.CharField(label=_("Where it comes from"), max_length=300)


class StatementForm(HallForm):
    text = forms.CharField(
        label=_("Your statement"),
        max_length=LONGEST,
        widget=LongText(rows=3),
        help_text=_("One thought, no question; up to 140 signs read best. It cannot be edited."),
    )


class NothingForm(HallForm):
    """An action that needs no words, only the deed."""


class RespondForm(HallForm):
    verdict = forms.ChoiceField(label=_("What becomes of it?"), choices=Response.Verdict.choices)
    text = forms.CharField(label=_("Why"), max_length=4000, widget=LongText)
