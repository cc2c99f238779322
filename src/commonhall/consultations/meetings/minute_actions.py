"""The minutes of a meeting, line by line: each may be tied to the agreement, commitment or decision it is about."""

from __future__ import annotations

from typing import Annotated

from django.db.models import Max
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Choice, Words
from commonhall.actions.models import Link
from commonhall.consultations.meetings import chairs
from commonhall.consultations.meetings.actions import RIGHT
from commonhall.consultations.meetings.models import Meeting, MinuteLine
from commonhall.consultations.round_tables.models import Agreement, Commitment, RoundTable
from commonhall.core import clock, refs
from commonhall.core.refusals import BadInput, Refused
from commonhall.ui import text as shtext

MOST_LINES = 200
LINE = Words(
    _("Line of the minutes"),
    _("Public. One thing that was said, agreed or asked."),
    most=1000,
    long=True,
    empty=_("Enter what was said."),
)
# What a decision taken up from a round table is tied by, and the kinds of things that a line may be about.
DECIDED = "decided-by"


def tied_to(meeting: Meeting) -> list[tuple[str, str]]:
    """What a line may be tied to: (ref, words). Of a table its agreements, commitments and decisions."""
    if meeting.table_id is None:
        about = refs.resolve([meeting.about]).get(meeting.about) if meeting.about else None
        sources = [meeting.about] if about is not None else []
        return _decisions([meeting.ref, *sources])
    table = RoundTable.ref_of(meeting.table_id)
    agreed = Agreement.objects.filter(item__table=meeting.table_id).exclude(
        state=Agreement.State.WITHDRAWN
    )
    promised = Commitment.objects.filter(agreement__item__table=meeting.table_id)
    found = [
        (one.ref, gettext("Agreement: %(words)s") % {"words": shtext.excerpt(one.text, 80)})
        for one in agreed.order_by("pk")
    ]
    found += [
        (one.ref, gettext("Commitment: %(words)s") % {"words": shtext.excerpt(one.text, 80)})
        for one in promised.order_by("pk")
    ]
    return found + _decisions([table, *(one for one, _words in found)])


def _decisions(sources: list[str]) -> list[tuple[str, str]]:
    rows = Link.objects.filter(from_ref__in=sources, kind=DECIDED).order_by("pk")
    numbers = list(dict.fromkeys(rows.values_list("to_ref", flat=True)))
    known = refs.resolve(numbers)
    return [
        (ref, gettext("Decision: %(words)s") % {"words": known[ref].title})
        for ref in numbers
        if ref in known
    ]


def _of_line(line: MinuteLine) -> list[tuple[str, str]]:
    return tied_to(line.meeting)


def _may_write(actor: Actor, meeting: Meeting) -> None:
    chairs.must_run(actor, meeting)
    if meeting.state != Meeting.State.ANNOUNCED:
        raise Refused("state", "closed", _("The minutes of this meeting are closed."))
    if clock.now() < meeting.starts_at:
        raise Refused("state", "not-yet", _("This meeting has not started yet."))


def _check(meeting: Meeting, tied: str) -> None:
    if tied and tied not in dict(tied_to(meeting)):
        raise BadInput("tied", _("Choose an agreement, commitment or decision of this meeting."))


@action(
    "consultations.write_line",
    by=chairs.RUNS,
    right=RIGHT,
    title=_("Write a line of the minutes"),
    done=_("Line of the minutes written"),
    allows=_may_write,
    notifies=False,
)
def write_line(
    ctx: Context,
    meeting: Meeting,
    text: Annotated[str, LINE],
    tied: Annotated[
        str,
        Choice(_("What it is about"), choices_of=tied_to, unsaid=_("Nothing of these")),
    ] = "",
) -> MinuteLine:
    """Write down one thing, and tie it to what was agreed, promised or decided. It is public at once."""
    _check(meeting, tied)
    last = meeting.lines.aggregate(last=Max("place"))["last"] or 0
    if last >= MOST_LINES:
        raise BadInput("text", _("Enter up to %(most)d lines.") % {"most": MOST_LINES})
    return ctx.save(
        MinuteLine(meeting=meeting, place=last + 1, text=text, tied=tied, at=ctx.occurred_at)
    )


def _may_correct(actor: Actor, line: MinuteLine) -> None:
    _may_write(actor, line.meeting)


@action(
    "consultations.correct_line",
    by=chairs.RUNS,
    right=RIGHT,
    title=_("Correct a line of the minutes"),
    done=_("Line of the minutes corrected"),
    allows=_may_correct,
    notifies=False,
)
def correct_line(
    ctx: Context,
    line: MinuteLine,
    text: Annotated[
        str,
        Words(
            LINE.label,
            LINE.help,
            most=1000,
            long=True,
            empty=LINE.empty,
            present=lambda line: line.text if line else "",
        ),
    ],
    tied: Annotated[
        str,
        Choice(
            _("What it is about"),
            choices_of=_of_line,
            unsaid=_("Nothing of these"),
            present=lambda line: line.tied if line else "",
        ),
    ] = "",
) -> MinuteLine:
    """While the meeting is not closed. The earlier words stay on the record."""
    _check(line.meeting, tied)
    line.text, line.tied = text, tied
    return ctx.save(line)
