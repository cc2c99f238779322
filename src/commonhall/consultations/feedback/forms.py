"""The form of six questions."""

from __future__ import annotations

from typing import Any

from django import forms

from commonhall.consultations.feedback.questions import QUESTIONS, STEPS
from commonhall.ui.forms import HallForm


class FeedbackForm(HallForm):
    """Six questions, each of which may be left out."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, words in QUESTIONS.items():
            self.fields[code] = forms.ChoiceField(
                label=words,
                required=False,
                choices=list(STEPS.items()),
                widget=forms.RadioSelect,
            )

    def given(self) -> dict[str, str]:
        return {code: self.cleaned_data.get(code, "") for code in QUESTIONS}
