"""What surveys are found by."""

from __future__ import annotations

from commonhall.consultations.surveys.models import Survey
from commonhall.core import search

SURVEY = "consultations.survey"


def _survey(one: Survey) -> search.Line:
    return one.pk, "\n".join([*one.names.values(), *one.texts.values()])


def index_survey(one: Survey) -> None:
    search.index(SURVEY, [_survey(one)])


def register() -> None:
    search.searchable(SURVEY, lambda: map(_survey, Survey.objects.order_by("pk")))
