"""Forms of surveys; questions and margins are written as lines."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commonhall.consultations.surveys import actions
from commonhall.consultations.surveys import packs as survey_packs
from commonhall.consultations.surveys.models import Survey
from commonhall.core.models import in_language
from commonhall.core.ref_picker import RefField
from commonhall.places.queries import units
from commonhall.ui.forms import HallForm, LastDayField, LongText, NamedForm
from commonhall.ui.lines import in_languages, lines

KINDS = ("scale", "yesno", "choice")


def read_questions(text: str) -> list[dict[str, Any]]:
    """`bus choice | How do you get to work? | …`, and below it `- car | By car | …`."""
    found: list[dict[str, Any]] = []
    for line in lines(text):
        parts = line.parts
        if line.below:
            if not found or len(parts) < 2 or not parts[0]:
                raise line.wrong("- car | By car")
            found[-1]["options"].append({"value": parts[0], "names": in_languages(parts[1:])})
            continue
        code, _space, kind = parts[0].partition(" ")
        if len(parts) < 2 or kind not in KINDS:
            raise line.wrong("safe scale | How safe do you feel?")
        found.append({"code": code, "kind": kind, "names": in_languages(parts[1:]), "options": []})
    return found


def read_margins(text: str) -> list[dict[str, Any]]:
    """`age | Age | 年龄` and below it `- 16-34 | 900 | 16 to 34 | …`; `place | …` has codes of places."""
    found: list[dict[str, Any]] = []
    for line in lines(text):
        parts = line.parts
        if not line.below:
            if len(parts) < 2 or not parts[0].isidentifier():
                raise line.wrong("age | Age")
            feature = parts[0]
            found.append(
                {
                    "feature": feature,
                    "names": in_languages(parts[1:]),
                    "place": feature == "place",
                    "values": [],
                }
            )
            continue
        if not found or len(parts) < 2 or not parts[1].isdecimal():
            raise line.wrong("- 16-34 | 900 | 16 to 34")
        found[-1]["values"].append(
            {
                "value": parts[0],
                "people": int(parts[1]),
                "names": in_languages(parts[2:] or [parts[0]]),
            }
        )
    return found


class SurveyForm(NamedForm):
    unit: Any = forms.ModelChoiceField(label=_("Who may answer: residents of"), queryset=None)
    series = forms.SlugField(
        label=_("Name of the series"),
        max_length=40,
        help_text=_("The same word for all waves to be compared."),
    )
    wave = forms.IntegerField(label=_("Wave"), min_value=1, max_value=999, initial=1)
    packs = forms.MultipleChoiceField(
        label=_("Ready-made questions"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=[(name, pack[0]) for name, pack in survey_packs.PACKS.items()],
    )  # fmt: skip
    questions = forms.CharField(
        label=_("Further questions"), required=False, widget=LongText, max_length=8000,
        help_text=_("A line a question: safe scale | How safe do you feel? Kinds: scale, yesno, choice. Below a choice a line an answer: - car | By car"),
    )  # fmt: skip
    margins = forms.CharField(
        label=_("What is known of the population"), required=False, widget=LongText, max_length=8000,
        help_text=_("A line a margin: age | Age. Below it a line a group with its people: - 16-34 | 900 | 16 to 34. The margin “place” has codes of places."),
    )  # fmt: skip
    closes_at = LastDayField(label=_("Last day to answer"))
    about = RefField(label=_("About which matter"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units()  # type: ignore[attr-defined]

    def clean_questions(self) -> list[dict[str, Any]]:
        return read_questions(self.cleaned_data["questions"])

    def clean_margins(self) -> list[dict[str, Any]]:
        return read_margins(self.cleaned_data["margins"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        packs = survey_packs.questions(cleaned.pop("packs", []))
        cleaned["questions"] = [*packs, *cleaned.get("questions", [])]
        return cleaned


class AnswerForm(HallForm):
    """The questions, each of which may be left out; then what is needed to weigh the answers."""

    def __init__(self, *args: Any, survey: Survey, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.survey = survey
        for one in survey.questions:
            self.fields[f"q-{one['code']}"] = forms.ChoiceField(
                label=in_language(one["names"]), required=False, choices=_choices(one),
                widget=forms.RadioSelect,
            )  # fmt: skip
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
