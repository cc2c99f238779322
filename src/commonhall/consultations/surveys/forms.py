"""The form in which a survey is answered."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commonhall.consultations.surveys import actions
from commonhall.consultations.surveys.models import Survey
from commonhall.core.models import in_language
from commonhall.ui.forms import HallForm


class AnswerForm(HallForm):
    """The questions, each of which may be left out; then what is needed to weigh the answers."""

    def __init__(self, *args: Any, survey: Survey, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.survey = survey
        for one in survey.questions:
            self.fields[f"q-{one['code']}"] = forms.ChoiceField(
                label=in_language(one["names"]),
                required=False,
                choices=_choices(one),
                widget=forms.RadioSelect,
            )
        for margin in survey.margins:
            if not margin["place"]:
                choices = [(one["value"], in_language(one["names"])) for one in margin["values"]]
                self.fields[f"m-{margin['feature']}"] = forms.ChoiceField(
                    label=in_language(margin["names"]), choices=choices, widget=forms.RadioSelect
                )

    def given(self) -> tuple[dict[str, str], dict[str, str]]:
        """What the action takes: answers, and features."""
        answers: dict[str, str] = {}
        features: dict[str, str] = {}
        for name, value in self.cleaned_data.items():
            (answers if name.startswith("q-") else features)[name[2:]] = value
        return answers, features


def _choices(question: dict[str, Any]) -> list[tuple[str, Any]]:
    if question["kind"] == "yesno":
        return [("yes", _("Yes")), ("no", _("No"))]
    if question["kind"] == "scale":
        return [(value, value) for value in actions.SCALE]
    return [(one["value"], in_language(one["names"])) for one in question["options"]]
