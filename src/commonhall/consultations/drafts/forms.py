"""Forms of drafts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commonhall.consultations.drafts.models import Amendment
from commonhall.core.ref_picker import RefField
from commonhall.places.queries import units
from commonhall.ui.forms import DateTextField, HallForm, LongText


class DraftForm(HallForm):
    about = RefField(label=_("About which matter"), required=False)
    title = forms.CharField(label=_("Title"), max_length=160)
    text = forms.CharField(
        label=_("What it is about"), max_length=4000, required=False, widget=LongText
    )
    unit: Any = forms.ModelChoiceField(label=_("Place"), queryset=None)
    closes_on = DateTextField(label=_("Last day for amendments"))
    paragraphs = forms.CharField(
        label=_("The text"),
        max_length=200_000,
        widget=LongText(rows=16),
        help_text=_("An empty line begins a new paragraph."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units()  # type: ignore[attr-defined]

    def clean_paragraphs(self) -> list[str]:
        text = self.cleaned_data["paragraphs"].replace("\r\n", "\n")
        return [one.strip() for one in text.split("\n\n") if one.strip()]


class CommentForm(HallForm):
    text = forms.CharField(label=_("Comment"), max_length=2000, widget=LongText)


class AmendForm(HallForm):
    text = forms.CharField(
        label=_("New words"),
        max_length=8000,
        required=False,
        widget=LongText,
        help_text=_("Change the words below. Leave nothing to strike the paragraph out."),
    )
    reason = forms.CharField(label=_("Why"), max_length=2000, widget=LongText(rows=3))


class NothingForm(HallForm):
    """An action that needs no words."""


class AnswerForm(HallForm):
    verdict = forms.ChoiceField(
        label=_("What becomes of it?"),
        choices=[
            (state.value, state.label)
            for state in (Amendment.State.TAKEN_UP, Amendment.State.REFUSED)
        ],
    )
    text = forms.CharField(label=_("Why"), max_length=2000, widget=LongText(rows=4))
