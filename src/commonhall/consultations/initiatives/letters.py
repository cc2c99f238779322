"""What letters about an initiative say: its news, the day by which an answer is owed, the answer itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonhall.actions.notification_letters import because, says
from commonhall.consultations.initiatives.models import Initiative, InitiativeUpdate


def _of(ref: str) -> Initiative | None:
    """The initiative, unless moderation hides it: a letter says no hidden words."""
    rows = Initiative.objects.filter(pk=int(ref.rpartition(":")[2]), hidden_for="")
    return rows.select_related("body", "decided_by").first()


@says("consultations.update_initiative")
def news(ref: str, at: datetime) -> Iterator[str]:
    """What its promoters wrote at that moment."""
    if (one := _of(ref)) is None:
        return
    rows = InitiativeUpdate.objects.filter(initiative=one, at__lte=at)
    if (update := rows.order_by("-at", "-pk").first()) is not None:
        yield update.text


@says("consultations.oblige_initiative")
def owed(ref: str, _at: datetime) -> Iterator[str]:
    """Who answers, and by which day."""
    one = _of(ref)
    if one is not None and one.due_on is not None:
        yield _("%(body)s must answer by %(day)s.") % {
            "body": one.body.name,
            "day": formats.date_format(one.due_on, "DATE_FORMAT"),
        }


@says("consultations.answer_initiative")
def answered(ref: str, _at: datetime) -> Iterator[str]:
    """What the body did, and its words."""
    one = _of(ref)
    if one is not None and one.decided_by is not None:
        yield _("%(body)s writes:") % {"body": one.decided_by.name}
        yield one.answer


@says("consultations.withdraw_initiative")
def withdrawn(ref: str, _at: datetime) -> Iterator[str]:
    """Why it was withdrawn."""
    one = _of(ref)
    if one is not None and one.reason:
        yield one.reason


because(
    "consultations.begin_initiative",
    gettext_lazy("You are told because you began this initiative."),
)
because(
    "consultations.sign_initiative",
    gettext_lazy("You are told because you signed this initiative."),
)
