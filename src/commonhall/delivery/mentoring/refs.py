"""How offers to mentor, pairs and what belongs to them are shown wherever a ref names one."""

from __future__ import annotations

from django.utils.translation import gettext as _

from commonhall.core.refs import Described, describes
from commonhall.delivery.mentoring.models import (
    MentorMeeting,
    MentorOffer,
    MentorPair,
    MentorSuggestion,
)


def _offers(numbers: list[int]) -> dict[int, Described]:
    rows = MentorOffer.objects.filter(pk__in=numbers).select_related("organisation")
    return {
        row.pk: Described(
            row.ref,
            row.heading,
            row.get_absolute_url(),
            _("withdrawn") if row.ended_on else "",
        )
        for row in rows
    }


def _heading(pair: MentorPair) -> str:
    """Who mentors whom is told once both agreed."""
    if pair.state in (MentorPair.State.RUNNING, MentorPair.State.ENDED):
        return pair.heading
    return _("Request for a mentor")


def _pairs(numbers: list[int]) -> dict[int, Described]:
    rows = MentorPair.objects.filter(pk__in=numbers).select_related("mentor", "learner")
    return {
        row.pk: Described(row.ref, _heading(row), row.get_absolute_url(), row.get_state_display())
        for row in rows
    }


def _meetings(numbers: list[int]) -> dict[int, Described]:
    rows = MentorMeeting.objects.filter(pk__in=numbers).select_related(
        "pair__mentor", "pair__learner"
    )
    return {row.pk: Described(row.ref, _heading(row.pair), row.get_absolute_url()) for row in rows}


def _suggestions(numbers: list[int]) -> dict[int, Described]:
    rows = MentorSuggestion.objects.filter(pk__in=numbers)
    rows = rows.select_related("offer__organisation", "learner")
    return {
        row.pk: Described(
            row.ref,
            _("Suggested: %(mentor)s mentors %(learner)s")
            % {"mentor": row.offer.organisation.name, "learner": row.learner.name},
            row.get_absolute_url(),
            row.get_state_display(),
        )
        for row in rows
    }


def register() -> None:
    describes("delivery.mentoroffer", _offers)
    describes("delivery.mentorpair", _pairs)
    describes("delivery.mentormeeting", _meetings)
    describes("delivery.mentorsuggestion", _suggestions)
