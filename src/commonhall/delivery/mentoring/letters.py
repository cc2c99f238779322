"""What letters about mentoring say: asked, agreed, declined, ended, suggested."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils import formats
from django.utils.translation import gettext as _

from commonhall.actions.notification_letters import says
from commonhall.delivery.mentoring.models import MentorPair, MentorSuggestion


def _pair(ref: str) -> MentorPair | None:
    rows = MentorPair.objects.filter(pk=int(ref.rpartition(":")[2]))
    return rows.select_related("mentor", "learner").first()


def _named(one: MentorPair) -> dict[str, str]:
    return {"mentor": one.mentor.name, "learner": one.learner.name}


@says("delivery.ask_for_mentor")
def asked(ref: str, _at: datetime) -> Iterator[str]:
    """Who asks whom, about what, and who answers."""
    one = _pair(ref)
    if one is not None:
        yield _("%(learner)s asks %(mentor)s to be its mentor.") % _named(one)
        yield _("About: %(field)s. Until %(day)s.") % {
            "field": one.get_field_display(),
            "day": formats.date_format(one.until, "DATE_FORMAT"),
        }
        yield _("%(mentor)s agrees or declines on the page of the request.") % _named(one)


@says("delivery.agree_to_mentor")
def agreed(ref: str, _at: datetime) -> Iterator[str]:
    one = _pair(ref)
    if one is not None:
        yield _("%(mentor)s agrees. The pair runs until %(day)s.") % {
            "mentor": one.mentor.name,
            "day": formats.date_format(one.until, "DATE_FORMAT"),
        }


@says("delivery.decline_to_mentor")
def declined(ref: str, _at: datetime) -> Iterator[str]:
    """What to do next; the word between the two stands on the page alone."""
    one = _pair(ref)
    if one is not None:
        yield _("%(mentor)s declines. You can ask another mentor.") % _named(one)


@says("delivery.end_mentoring")
@says("delivery.end_mentoring_by_day")
def ended(ref: str, _at: datetime) -> Iterator[str]:
    """What both can do now."""
    if _pair(ref) is not None:
        yield _("Say on its page what came of it. It is public only if both of you wish it.")


@says("delivery.suggest_mentor")
def suggested(ref: str, _at: datetime) -> Iterator[str]:
    """Who suggests what and why; that it binds nobody."""
    rows = MentorSuggestion.objects.filter(pk=int(ref.rpartition(":")[2]))
    one = rows.select_related("offer__organisation", "learner", "body").first()
    if one is None:
        return
    yield _("%(body)s suggests that %(learner)s asks %(mentor)s to be its mentor.") % {
        "body": one.body.name,
        "learner": one.learner.name,
        "mentor": one.offer.organisation.name,
    }
    yield one.reasons
    yield _("It binds neither of you.")
