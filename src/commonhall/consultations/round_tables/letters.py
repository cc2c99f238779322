"""What letters about a round table say: the invitation with its day, and the commitments that are due."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonhall.actions.notification_letters import because, says
from commonhall.consultations.meetings.models import Meeting
from commonhall.consultations.round_tables.models import Agreement, Commitment, RoundTable, Seat
from commonhall.core import clock

INVITES = (
    "consultations.convene_table",
    "consultations.invite_to_table",
    "consultations.convene_demanded",
)


def _number(ref: str) -> int:
    return int(ref.rpartition(":")[2])


@says(*INVITES)
def invited(ref: str, _at: datetime) -> Iterator[str]:
    """Who invites to what, and by which day to answer."""
    table = (
        RoundTable.objects.select_related("body", "organisation").filter(pk=_number(ref)).first()
    )
    if table is None:
        return
    yield _("%(who)s invites the parties concerned to a round table.") % {
        "who": table.convener.name
    }
    seat = Seat.objects.filter(table=table).exclude(answer_by=None).order_by("pk").first()
    if seat is not None and seat.answer_by is not None:
        yield _("Parties answer the invitation by %(day)s.") % {
            "day": formats.date_format(seat.answer_by, "DATE_FORMAT")
        }


@says("consultations.meet")
def meets(ref: str, _at: datetime) -> Iterator[str]:
    """Where and when the parties meet next."""
    rows = Meeting.objects.filter(table=_number(ref), state=Meeting.State.ANNOUNCED)
    if (meeting := rows.order_by("-pk").first()) is not None:
        moment = timezone.localtime(meeting.starts_at)
        yield _("The parties meet on %(when)s: %(where)s.") % {
            "when": formats.date_format(moment, "DATETIME_FORMAT"),
            "where": meeting.where,
        }


@says("consultations.remind_commitment")
def due(ref: str, _at: datetime) -> Iterator[str]:
    """Commitments whose day comes, or has passed without a word."""
    rows = Commitment.objects.filter(
        agreement__item__table=_number(ref),
        agreement__state=Agreement.State.AGREED,
        state=Commitment.State.PENDING,
        reminded__gt=0,
    )
    names = ("seat__body", "seat__organisation")
    for one in rows.select_related(*names).order_by("due_on", "pk"):
        said = {
            "who": one.seat.who,
            "what": one.text,
            "day": formats.date_format(one.due_on, "DATE_FORMAT"),
        }
        if one.due_on >= clock.today():
            yield _("%(who)s committed itself until %(day)s: %(what)s") % said
        else:
            yield (
                _(
                    "The day of this commitment has passed. Say whether it was kept: %(who)s, %(day)s: %(what)s"
                )
                % said
            )


for _code in INVITES:
    because(
        _code, gettext_lazy("You are told because you follow or were invited to this round table.")
    )
