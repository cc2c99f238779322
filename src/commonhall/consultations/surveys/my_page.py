"""Surveys a person took part in, on their page: that they did, never what they answered."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from commonhall.consultations.surveys.models import Participation
from commonhall.people import my_page


def _show(rows: Sequence[Participation]) -> list[my_page.Line]:
    return [
        my_page.Line(
            one.survey.name,
            one.survey.get_absolute_url(),
            one.survey.get_state_display(),
            day_label=_("Open until"),
            day=one.survey.closes_at,
        )
        for one in rows
    ]


def register() -> None:
    my_page.kind(
        "surveys",
        _("Surveys I answered"),
        order=40,
        rows=lambda person: Participation.objects.filter(person=person).select_related("survey"),
        show=_show,
    )
