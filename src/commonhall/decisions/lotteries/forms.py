"""Forms on the lottery's own pages: claims an office confirms, and a ticket looked up."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commonhall.decisions.lotteries.actions import criteria_choices
from commonhall.decisions.lotteries.models import Application
from commonhall.ui.forms import HallForm


class ClaimsForm(HallForm):
    """What one applicant claimed, to be ticked where it holds."""

    def __init__(self, *args: Any, application: Application, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        claimed = [
            (code, label)
            for code, label in criteria_choices(application.lottery)
            if code in application.claims
        ]
        self.fields["confirmed"] = forms.MultipleChoiceField(
            label=_("What you confirmed"),
            required=False,
            choices=claimed,
            widget=forms.CheckboxSelectMultiple,
            initial=application.confirmed or [],
        )


class TicketForm(HallForm):
    code = forms.CharField(
        label=_("Your ticket"),
        max_length=60,
        help_text=_("20 characters, such as K7QX-02MB-9TRC-4WJE-8ZPA."),
    )
