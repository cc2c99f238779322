"""What surveys by lot hold about a person: that they were drawn, and whether their letter was used. It goes when the survey closes."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from commonhall.decisions.samples.models import SampleLetter
from commonhall.people.residents.models import Person


def held(person: Person) -> dict[str, QuerySet[Any]]:
    return {"survey_letters": SampleLetter.objects.filter(entry__used_by=person)}


def export(person: Person, kinds: set[str]) -> dict[str, Any]:
    """Surveys they were drawn for, while these run. What was answered is nowhere to be found by person or letter."""
    rows = held(person)["survey_letters"] if "survey_letters" in kinds else ()
    if rows:
        rows = rows.select_related("sample__survey").order_by("pk")
    return {
        "survey_letters": [
            {"survey": row.sample.survey.names, "answered": row.answered} for row in rows
        ]
    }
