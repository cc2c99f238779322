"""Forms of moderation."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from commonhall.consultations.conversations.models import Moderation
from commonhall.ui.forms import HallForm, LongText


class HideForm(HallForm):
    reason = forms.ChoiceField(label=_("Reason"), choices=Moderation.Reason.choices)


class ModerateForm(HideForm):
    note = forms.CharField(
        label=_("Note to the author"), max_length=500, required=False, widget=LongText(rows=3)
    )


class AppealForm(HallForm):
    text = forms.CharField(label=_("Why it should be shown"), max_length=1000, widget=LongText)


class VerdictForm(HallForm):
    verdict = forms.ChoiceField(label=_("Decision"), choices=Moderation.Verdict.choices)
    text = forms.CharField(label=_("Why"), max_length=1000, widget=LongText)
