"""How surveys are shown wherever a ref names one."""

from __future__ import annotations

from commonhall.consultations.surveys.models import Survey, SurveyResult
from commonhall.core.refs import Described, describes


def _surveys(numbers: list[int]) -> dict[int, Described]:
    return {
        row.pk: Described(
            row.ref, row.name, row.get_absolute_url(), row.get_state_display(), "consultation"
        )
        for row in Survey.objects.filter(pk__in=numbers)
    }


def _survey_results(numbers: list[int]) -> dict[int, Described]:
    rows = SurveyResult.objects.filter(pk__in=numbers).select_related("survey")
    return {
        row.pk: Described(row.ref, row.survey.name, row.survey.get_absolute_url()) for row in rows
    }


def register() -> None:
    describes("consultations.survey", _surveys)
    describes("consultations.surveyresult", _survey_results)
