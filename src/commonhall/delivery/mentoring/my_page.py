"""Mentoring pairs of the organisations somebody speaks for, on their page."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from commonhall.core import clock
from commonhall.delivery.mentoring.models import MentorPair
from commonhall.people import my_page
from commonhall.people.actors import in_force
from commonhall.people.organisations.models import Membership
from commonhall.people.residents.models import Person


def _rows(person: Person) -> QuerySet[MentorPair]:
    speaks = Membership.objects.filter(in_force(clock.today()), person=person)
    mine = speaks.values("organisation")
    rows = MentorPair.objects.filter(Q(mentor__in=mine) | Q(learner__in=mine))
    return rows.select_related("mentor", "learner")


def _show(rows: Sequence[MentorPair]) -> list[my_page.Line]:
    return [
        my_page.Line(
            one.heading,
            one.get_absolute_url(),
            one.get_state_display(),
            one.tone,
            _("Until"),
            one.until,
        )
        for one in rows
    ]


def register() -> None:
    my_page.kind(
        "mentoring",
        _("Mentoring pairs of my organisations"),
        order=58,
        rows=_rows,
        show=_show,
    )
