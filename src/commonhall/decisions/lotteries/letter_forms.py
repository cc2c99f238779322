"""Forms that open a letter by number and code, and go on from there."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from commonhall.ui.forms import HallForm, WrittenField


class LetterForm(HallForm):
    """Opens a letter."""

    letter = WrittenField(
        label=_("Number of the letter"),
        max_length=30,
        error_messages={"required": _("Enter the number of the letter.")},
    )
    code = WrittenField(
        label=_("Code in the letter"),
        max_length=40,
        error_messages={"required": _("Enter the code in the letter.")},
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "spellcheck": "false"}),
    )


class OpenedForm(HallForm):
    """Goes on from an opened letter: number and code come along hidden, and are judged again."""

    letter = WrittenField(widget=forms.HiddenInput, max_length=30)
    code = WrittenField(widget=forms.HiddenInput, max_length=40)
    step = WrittenField(widget=forms.HiddenInput, initial="answer")
