"""What may be done with meetings: announce, call off, be there, close with minutes, answer.

Who was there says so: each comes with an account of their own and the code that is shown in the room. An office
can neither add anybody nor say how many came.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Annotated

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import (
    Choice,
    Flag,
    Lines,
    Moment,
    Pick,
    Ref,
    WebAddress,
    Words,
)
from commonhall.actions.undoing import by_action, put_back, put_back_anew
from commonhall.consultations.askings import reports
from commonhall.consultations.conversations.actions import matter_in, read_list
from commonhall.consultations.conversations.closing_actions import ANSWER
from commonhall.consultations.conversations.models import Response
from commonhall.consultations.conversations.participation import EVERYBODY
from commonhall.consultations.meetings import panels, search
from commonhall.consultations.meetings.models import Meeting, Point, Presence
from commonhall.consultations.round_tables.seats import seat_of
from commonhall.consultations.speakers import spoken_by
from commonhall.core import clock
from commonhall.core.refusals import BadInput, Refused
from commonhall.law.promises import ledger
from commonhall.law.queries import deadline_days, due_day
from commonhall.places.models import Unit
from commonhall.places.queries import covers, units

State = Meeting.State
POWER, RIGHT = "hold-conversations", "take-part-in-conversations"
LONGEST = timedelta(hours=16)
MOST_POINTS = 60
ONLINE = WebAddress(
    _("Link to join online"),
    _("Only those invited see it. Leave blank if nobody can join from afar."),
    most=400,
)


def code_of(meeting: Meeting) -> str:
    """Six digits that whoever is in the room reads there; kept nowhere."""
    said = f"meeting|{meeting.pk}|{meeting.starts_at.isoformat()}".encode()
    digest = hmac.new(settings.SECRET_KEY.encode(), said, hashlib.sha256).hexdigest()
    return f"{int(digest, 16) % 1_000_000:06d}"


# --- announcing -----------------------------------------------------------------------------------
@action(
    "consultations.announce_meeting",
    by=Kind.OFFICE,
    power=POWER,
    undo=by_action("consultations.annul_meeting"),
    title=_("Announce a meeting"),
    done=_("Meeting announced"),
)
def announce_meeting(
    ctx: Context,
    title: Annotated[str, Words(_("Title"), most=160, empty=_("Enter a name for the meeting."))],
    text: Annotated[
        str,
        Words(
            _("What are you asking, and what can still be changed?"),
            most=4000,
            long=True,
            empty=_("Enter what you are asking, and what can still be changed."),
        ),
    ],
    unit: Annotated[
        Unit,
        Pick(
            _("Place"),
            _("Everybody concerned must live in it."),
            rows=units,
            key="code",
            place=True,
        ),
    ],
    where: Annotated[str, Words(_("Venue"), most=200, empty=_("Enter the venue."))],
    starts_at: Annotated[datetime, Moment(_("Begins"))],
    ends_at: Annotated[datetime, Moment(_("Ends"))],
    about: Annotated[str, Ref(_("Which matter it is about"))] = "",
    panel: Annotated[
        str,
        Ref(
            _("Panel drawn by lot"),
            _("Only panel members take part. Leave blank for a meeting that is open to everybody."),
        ),
    ] = "",
    online: Annotated[str, ONLINE] = "",
) -> Meeting:
    """Invite people to a place at an hour, or a panel that was drawn by lot."""
    matter_in(about, unit)
    _check_hours(ctx, starts_at, ends_at)
    if panel:
        _check_panel(panel, about, unit)
    meeting = ctx.save(
        Meeting(
            title=title,
            text=text,
            about=about,
            unit=unit,
            body_id=ctx.actor.body_id,
            panel=panel,
            where=where,
            online=online,
            starts_at=starts_at,
            ends_at=ends_at,
            at=ctx.occurred_at,
        )
    )
    if about:
        ctx.link(about, meeting, "talked-about")
    if panel:
        ctx.link(panel, meeting, "led-to")
    search.index_meeting(meeting)
    ctx.subject = meeting.ref
    ctx.note(unit=unit.code, starts_at=starts_at.isoformat(), panel=panel or None)
    return meeting


def _check_hours(ctx: Context, starts_at: datetime, ends_at: datetime) -> None:
    least = deadline_days("ask-those-concerned", ctx.today)
    days = least[0] if least is not None else 0
    if starts_at < ctx.occurred_at or starts_at.date() < ctx.today + timedelta(days=days - 1):
        words = _(
            "Choose a day at least %(days)d days from now. The law gives people that much notice."
        )
        raise BadInput("starts_at", words % {"days": days})
    check_end(starts_at, ends_at)


def check_end(starts_at: datetime, ends_at: datetime) -> None:
    """It ends after it began, and within a day. Raises `BadInput`."""
    if not timedelta() < ends_at - starts_at <= LONGEST:
        raise BadInput("ends_at", _("Enter an end after the start, on the same day."))


def _check_panel(ref: str, about: str, unit: Unit) -> None:
    panel = panels.of(ref)
    if panel is None:
        raise BadInput(
            "panel", _("Choose a panel whose members have been drawn and have accepted.")
        )
    if panel.about and panel.about != about:
        raise BadInput("about", _("This panel was drawn for another matter. Choose another."))
    if not covers(panel.unit, unit):
        raise BadInput("unit", _("This panel was drawn in another place. Choose another."))


def _own(actor: Actor, meeting: Meeting) -> None:
    if meeting.table_id is not None:
        raise Refused(
            "state", "of-a-table", _("The party that convened the round table runs its meetings.")
        )
    if meeting.body_id != actor.body:
        raise Refused("state", "other-body", _("Another body runs this meeting."))


def _not_begun(actor: Actor, meeting: Meeting) -> None:
    _own(actor, meeting)
    if meeting.state != State.ANNOUNCED or clock.now() >= meeting.starts_at:
        raise Refused(
            "state",
            "wrong-state",
            _("You cannot do this while the meeting is in its current state."),
        )


@action(
    "consultations.call_off_meeting",
    by=Kind.OFFICE,
    power=POWER,
    undo=put_back,
    title=_("Cancel the meeting"),
    done=_("Meeting cancelled"),
    place=lambda meeting: meeting.unit_id,
    allows=_not_begun,
)
def call_off_meeting(ctx: Context, meeting: Meeting) -> Meeting:
    """It is not held, and counts for nothing. Its followers are told."""
    meeting.state = State.CALLED_OFF
    return ctx.save(meeting)


# --- being there ----------------------------------------------------------------------------------
def attended(actor: Actor, meeting: Meeting) -> Presence | None:
    """The actor's own word at a meeting."""
    who = {key: value for key, value in spoken_by(actor).items() if key.endswith("_id") and value}
    return Presence.objects.filter(meeting=meeting, **who).first() if who else None


def _there(actor: Actor, meeting: Meeting) -> None:
    if meeting.state != State.ANNOUNCED or clock.now() > meeting.ends_at:
        raise Refused("state", "over", _("This meeting is over. You can read its results."))
    if clock.now() < meeting.starts_at:
        raise Refused("state", "not-yet", _("This meeting has not started yet."))
    if meeting.panel:
        panel = panels.of(meeting.panel)
        if actor.kind is not Kind.PERSON or panel is None or not panel.sits(actor.person_id):
            raise Refused("state", "no-seat", _("Only members of the panel can take part."))
    if meeting.for_parties and meeting.table and seat_of(meeting.table, actor) is None:
        raise Refused("state", "no-seat", _("Only parties of the round table can take part."))


@action(
    "consultations.attend_meeting",
    by=EVERYBODY,
    right=RIGHT,
    title=_("I am here"),
    done=_("Somebody took part in a meeting"),
    told=lambda _meeting: gettext("You are taking part."),
    allows=_there,
    limit="consultations.write_statement",
    notifies=False,
)
def attend_meeting(
    ctx: Context,
    meeting: Meeting,
    code: Annotated[
        str,
        Words(
            _("Code shown in the room"),
            most=12,
            empty=_("Enter the six digits shown in the room."),
        ),
    ],
    text: Annotated[
        str,
        Words(
            _("What you say"),
            _("This is public, without your name. You can leave it blank."),
            most=2000,
            long=True,
        ),
    ] = "",
    online: Annotated[
        bool,
        Flag(_("I take part online"), asked_of=lambda meeting: bool(meeting.online)),
    ] = False,
) -> Presence:
    """Say that you are there, in the room or online, and what you think. Each counts once; a second time replaces your words."""
    if not hmac.compare_digest("".join(code.split()).encode(), code_of(meeting).encode()):
        raise BadInput("code", _("This is not the code shown in the room. Check it and try again."))
    known = attended(ctx.actor, meeting)
    row = known or Presence(meeting=meeting, **spoken_by(ctx.actor))
    row.text, row.at = text or row.text, ctx.occurred_at
    row.online = online and bool(meeting.online)
    ctx.follow(meeting, ctx.actor.account)
    return ctx.save(row)


# --- closing --------------------------------------------------------------------------------------
def _over(actor: Actor, meeting: Meeting) -> None:
    _own(actor, meeting)
    if meeting.state != State.ANNOUNCED:
        raise Refused(
            "state",
            "wrong-state",
            _("You cannot do this while the meeting is in its current state."),
        )
    if clock.now() <= meeting.ends_at:
        raise Refused("state", "not-over", _("The meeting is not over yet."))


@action(
    "consultations.close_meeting",
    by=Kind.OFFICE,
    power=POWER,
    undo=by_action("consultations.annul_meeting"),
    title=_("Close it with its minutes"),
    done=_("Meeting closed with its minutes"),
    place=lambda meeting: meeting.unit_id,
    allows=_over,
)
def close_meeting(
    ctx: Context,
    meeting: Meeting,
    minutes: Annotated[
        str,
        Words(_("What was said"), most=20000, long=True, empty=_("Enter what was said.")),
    ],
    points: Annotated[
        Sequence[str],
        Lines(
            _("Requests made at the meeting"),
            _(
                "One request per line. The body answers each of them afterwards: agreed or refused, and why."
            ),
            read=read_list,
        ),
    ] = (),
) -> Meeting:
    """Publish the minutes. Who came is counted from those who said that they were there."""
    asked_for = [one.strip()[:500] for one in points if one.strip()]
    if len(asked_for) > MOST_POINTS:
        raise BadInput("points", _("Enter up to %(most)d requests.") % {"most": MOST_POINTS})
    for place, words in enumerate(asked_for, 1):
        ctx.save(Point(meeting=meeting, place=place, text=words))
    meeting.minutes, meeting.closed_at = minutes, ctx.occurred_at
    meeting.state = State.CLOSED if asked_for else State.ANSWERED
    made = ctx.save(meeting)
    reports.publish(ctx, meeting.way, meeting, meeting.opened_on, meeting.held_on)
    if meeting.about:
        ctx.link(meeting, meeting.about, "asked")
    day = due_day(ANSWER, ctx.today)
    if asked_for and day is not None:
        ledger.make(
            ctx, meeting, "common-ground", body=meeting.body_id, unit=meeting.unit_id, day=day
        )
    return made


def _waits(actor: Actor, meeting: Meeting) -> None:
    _own(actor, meeting)
    if meeting.state != State.CLOSED:
        raise Refused(
            "state",
            "wrong-state",
            _("You cannot do this while the meeting is in its current state."),
        )


def unanswered(meeting: Meeting) -> QuerySet[Point]:
    """What was asked for and not answered yet."""
    return Point.objects.filter(meeting=meeting, verdict="").order_by("place")


@action(
    "consultations.answer_meeting",
    by=Kind.OFFICE,
    power=POWER,
    undo=put_back_anew,
    title=_("Answer a request"),
    done=_("Request made at a meeting answered"),
    place=lambda meeting: meeting.unit_id,
    allows=_waits,
)
def answer_meeting(
    ctx: Context,
    meeting: Meeting,
    point: Annotated[Point, Pick(_("Requests made at the meeting"), rows_of=unanswered)],
    verdict: Annotated[
        str,
        Choice(
            _("What is your answer?"),
            choices=Response.Verdict.choices,
            empty=_("Choose whether you agree to it."),
        ),
    ],
    answer: Annotated[str, Words(_("Why"), most=4000, long=True, empty=_("Enter the reasons."))],
) -> Point:
    """Say of one thing whether it is taken up, and why."""
    if point.meeting_id != meeting.pk or point.verdict:
        raise BadInput("point", _("This has already been answered."))
    point = point.as_read()
    point.verdict, point.answer, point.answered_at = verdict, answer, ctx.occurred_at
    made = ctx.save(point)
    ctx.note(verdict=verdict)
    if not unanswered(meeting).exists():
        meeting.state = State.ANSWERED
        ledger.keep(ctx, meeting)
        ctx.save(meeting)
    return made
