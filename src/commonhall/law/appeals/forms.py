"""Forms of appeals."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commonhall.law.appeals.models import Appeal
from commonhall.law.demands.forms import ReasonsForm


class AppealForm(ReasonsForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = _("How does it affect you, and why is it wrong?")


class VerdictForm(ReasonsForm):
    verdict = forms.ChoiceField(
        label=_("Decision"),
        choices=[one for one in Appeal.State.choices if one[0] != Appeal.State.WAITING],
        widget=forms.RadioSelect,
    )
    field_order = ("verdict", "text")
