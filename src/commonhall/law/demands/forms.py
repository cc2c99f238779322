"""Forms of the law: appeals, challenges, petitions, ends and reviews."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from commonhall.ui.forms import HallForm, LongText

MOST_WORDS = 4000


class ReasonsForm(HallForm):
    """Reasons, which are owed on both sides."""

    text = forms.CharField(
        label=_("Reasons"),
        max_length=MOST_WORDS,
        widget=LongText,
        help_text=_("Public. Write no more about yourself than the matter needs."),
    )
