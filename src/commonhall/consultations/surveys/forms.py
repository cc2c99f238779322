"""The form in which a survey is answered."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commonhall.consultations.surveys.keeping import SCALE
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
                choices=choices(one),
                widget=forms.RadioSelect,
            )
        for margin in survey.margins:
            if not margin["place"]:
                groups = [(one["value"], in_language(one["names"])) for one in margin["values"]]
                self.fields[f"m-{margin['feature']}"] = forms.ChoiceField(
                    label=in_language(margin["names"]), choices=groups, widget=forms.RadioSelect
                )

    def given(self) -> tuple[dict[str, str], dict[str, str]]:
        """What the action takes: answers, and features."""
        answers: dict[str, str] = {}
        features: dict[str, str] = {}
        for name, value in self.cleaned_data.items():
            if name.startswith("q-"):
                answers[name[2:]] = value
            elif name.startswith("m-"):
                features[name[2:]] = value
        return answers, features

    def field_of(self, name: str) -> str | None:
        """The field that a wrong value belongs to; None for the form as a whole."""
        return next((one for one in (f"q-{name}", f"m-{name}", name) if one in self.fields), None)


def choices(question: dict[str, Any]) -> list[tuple[str, Any]]:
    """What may be answered, with its words."""
    if question["kind"] == "yesno":
        return [("yes", _("Yes")), ("no", _("No"))]
    if question["kind"] == "scale":
        return [(value, value) for value in SCALE]
    return [(one["value"], in_language(one["names"])) for one in question["options"]]
