"""A pair: an organisation asks, the mentor agrees or declines, both note meetings, end it and say what came of it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.erasure import erase
from commonhall.actions.inputs import Choice, Day, Flag, Pick, Words
from commonhall.core import clock
from commonhall.core.refusals import BadInput, Refused
from commonhall.delivery.mentoring import law, queries
from commonhall.delivery.mentoring.models import (
    Field,
    MentorMeeting,
    MentorOffer,
    MentorPair,
    MentorSuggestion,
)
from commonhall.people.organisations.models import Organisation
from commonhall.people.organisations.own_actions import check_speaks, speakers

State = MentorPair.State
BY = (Kind.PERSON, Kind.ORGANISATION)
# A pair lasts two years at most; for longer both agree again. So many requests of one organisation may wait at once.
LONGEST = timedelta(days=730)
MOST_ASKED = 3
MOST_MEETINGS = 200
FIELD = Choice(_("What you want to learn about"), choices=Field.choices, empty=_("Choose a field."))


def side_of(actor: Actor, pair: MentorPair) -> int:
    """The organisation of the two that the actor speaks for. Raises `Refused` where it is neither."""
    for one in (pair.mentor_id, pair.learner_id):
        if one in queries.spoken_for(actor):
            return one
    raise Refused("state", "not-yours", _("This is between two other organisations."))


def _check(pair: MentorPair, *states: State) -> None:
    if pair.state not in states:
        raise Refused("state", "wrong-state", _("You cannot do this in its current state."))


def check_fits(offer: MentorOffer, learner: Organisation, field: str) -> None:
    """Raises BadInput where the offer is none for this organisation in this field."""
    if offer.organisation_id == learner.pk:
        raise BadInput("offer", _("This is the organisation’s own offer. Choose another one."))
    if field not in offer.codes:
        raise BadInput("field", _("This mentor does not offer this. Choose another field."))
    known = MentorPair.objects.filter(mentor=offer.organisation_id, learner=learner)
    if known.filter(state__in=(State.ASKED, State.RUNNING)).exists():
        raise BadInput("offer", _("The two have a pair already, or a request that waits."))


def _may_ask(actor: Actor, organisation: Organisation) -> None:
    check_speaks(actor, organisation)
    waiting = MentorPair.objects.filter(learner=organisation, state=State.ASKED)
    if waiting.count() >= MOST_ASKED:
        raise Refused(
            "state",
            "asked",
            _("Three of your requests wait for an answer. Wait for one, or withdraw one."),
        )


@action(
    "delivery.ask_for_mentor",
    by=BY,
    right=law.MENTOR,
    title=_("Ask for a mentor"),
    done=_("Organisation asked another to mentor it"),
    allows=_may_ask,
)
def ask_for_mentor(
    ctx: Context,
    organisation: Organisation,
    offer: Annotated[
        MentorOffer,
        Pick(_("Mentor"), rows=queries.offers, empty=_("Choose a mentor.")),
    ],
    field: Annotated[str, FIELD],
    goals: Annotated[
        str,
        Words(
            _("What you want to be able to do at the end"),
            _("Only the two organisations read this."),
            most=4000,
            long=True,
            empty=_("Enter what you want to be able to do at the end."),
        ),
    ],
    until: Annotated[date, Day(_("Until"), _("Two years from today at most."))],
) -> MentorPair:
    """Ask an organisation that offers it to mentor yours. It agrees or declines; nobody else decides."""
    check_fits(offer, organisation, field)
    if queries.is_full(offer):
        raise BadInput("offer", _("All places of this mentor are taken. Choose another one."))
    if not ctx.today < until <= ctx.today + LONGEST:
        raise BadInput("until", _("Enter a day after today, within two years."))
    made = ctx.save(
        MentorPair(
            offer=offer,
            mentor_id=offer.organisation_id,
            learner=organisation,
            field=field,
            goals=goals,
            until=until,
            at=ctx.occurred_at,
        )
    )
    for one in offer.suggestions.filter(learner=organisation, state=MentorSuggestion.State.OPEN):
        one.state = MentorSuggestion.State.TAKEN
        ctx.save(one)
    follow_both(ctx, made, offer.organisation, organisation)
    ctx.subject = made.ref
    return made


def follow_both(
    ctx: Context, thing: MentorPair | MentorSuggestion, *organisations: Organisation
) -> None:
    """Those who speak for the organisations hear of what becomes of it."""
    for organisation in organisations:
        for member in speakers(organisation):
            assert member.person is not None  # who speaks for it is somebody
            ctx.follow(thing, member.person.account_id)


def _own_request(actor: Actor, pair: MentorPair) -> None:
    if side_of(actor, pair) != pair.learner_id:
        raise Refused("state", "not-yours", _("The other organisation asked for this."))
    _check(pair, State.ASKED)


@action(
    "delivery.withdraw_mentor_request",
    by=BY,
    right=law.MENTOR,
    title=_("Withdraw the request"),
    done=_("Request for a mentor withdrawn"),
    allows=_own_request,
)
def withdraw_mentor_request(ctx: Context, pair: MentorPair) -> MentorPair:
    """You can ask again at any time."""
    pair.state = State.WITHDRAWN
    return ctx.save(pair)


def _asked_of(actor: Actor, pair: MentorPair) -> None:
    if actor.organisation != pair.mentor_id:
        raise Refused("state", "not-yours", _("Another organisation was asked."))
    _check(pair, State.ASKED)


def _can_agree(actor: Actor, pair: MentorPair) -> None:
    _asked_of(actor, pair)
    if pair.until < clock.today():
        raise Refused("state", "past", _("The day until which it was asked for has passed."))
    if queries.is_full(pair.offer):
        raise Refused(
            "state", "full", _("All your places are taken. Change your offer, or end a pair first.")
        )


@action(
    "delivery.agree_to_mentor",
    by=Kind.ORGANISATION,
    right=law.MENTOR,
    title=_("Agree to mentor them"),
    done=_("Organisation agreed to mentor another"),
    allows=_can_agree,
)
def agree_to_mentor(ctx: Context, pair: MentorPair) -> MentorPair:
    """The pair begins today, with the goals and until the day that the other organisation named."""
    pair.state, pair.answered_on = State.RUNNING, ctx.today
    return ctx.save(pair)


@action(
    "delivery.decline_to_mentor",
    by=Kind.ORGANISATION,
    right=law.MENTOR,
    title=_("Decline to mentor them"),
    done=_("Organisation declined to mentor another"),
    allows=_asked_of,
)
def decline_to_mentor(
    ctx: Context,
    pair: MentorPair,
    answer: Annotated[
        str,
        Words(
            _("A word to them, if you wish"),
            _("Only the two organisations read this. You owe no reasons."),
            most=2000,
            long=True,
        ),
    ] = "",
) -> MentorPair:
    """You need give no reasons. They can ask another mentor."""
    pair.state, pair.answer, pair.answered_on = State.DECLINED, answer, ctx.today
    return ctx.save(pair)


# --- while it runs --------------------------------------------------------------------------------
def _runs(actor: Actor, pair: MentorPair) -> None:
    side_of(actor, pair)
    _check(pair, State.RUNNING)


@action(
    "delivery.note_mentor_meeting",
    by=BY,
    right=law.MENTOR,
    title=_("Note a meeting"),
    done=_("Meeting of a mentoring pair noted"),
    allows=_runs,
    notifies=False,
)
def note_mentor_meeting(
    ctx: Context,
    pair: MentorPair,
    on: Annotated[date, Day(_("Day of the meeting"))],
    text: Annotated[
        str,
        Words(
            _("What you did and agreed"),
            _("Only the two organisations read this. The public sees how often you met."),
            most=2000,
            long=True,
        ),
    ] = "",
) -> MentorMeeting:
    """That you met, and what you agreed for the next time."""
    if pair.answered_on is None or not pair.answered_on <= on <= ctx.today:
        raise BadInput("on", _("Enter a day between the beginning of the pair and today."))
    if pair.meetings.filter(on=on, struck_on=None).exists():
        raise BadInput("on", _("There is a meeting on this day. Choose another day."))
    if pair.meetings.count() >= MOST_MEETINGS:
        raise BadInput("on", _("A pair has up to 200 meetings."))
    return ctx.save(MentorMeeting(pair=pair, by_id=side_of(ctx.actor, pair), on=on, text=text))


def _own_meeting(actor: Actor, meeting: MentorMeeting) -> None:
    if side_of(actor, meeting.pair) != meeting.by_id:
        raise Refused("state", "not-yours", _("The other organisation noted this meeting."))
    if meeting.struck_on is not None:
        raise Refused("state", "struck", _("It does not count any more."))


@action(
    "delivery.strike_mentor_meeting",
    by=BY,
    right=law.MENTOR,
    title=_("Strike this meeting"),
    done=_("Meeting of a mentoring pair struck"),
    allows=_own_meeting,
    notifies=False,
)
def strike_mentor_meeting(ctx: Context, meeting: MentorMeeting) -> MentorMeeting:
    """It was noted by mistake. It counts no more, and its words are erased."""
    meeting.struck_on = ctx.today
    erase(ctx, meeting, ["text"])
    return meeting


# --- its end --------------------------------------------------------------------------------------
@action(
    "delivery.end_mentoring",
    by=BY,
    right=law.MENTOR,
    title=_("End the pair"),
    done=_("Mentoring pair ended by one of the two"),
    allows=_runs,
)
def end_mentoring(
    ctx: Context,
    pair: MentorPair,
    answer: Annotated[
        str,
        Words(
            _("A word to the other organisation, if you wish"),
            _("Only the two organisations read this. You owe no reasons."),
            most=2000,
            long=True,
        ),
    ] = "",
) -> MentorPair:
    """Either of the two can end it at any time. Both can then say what came of it."""
    pair.ended_by_id = side_of(ctx.actor, pair)
    pair.answer = answer or pair.answer
    return close(ctx, pair)


def close(ctx: Context, pair: MentorPair) -> MentorPair:
    pair.state, pair.ended_on = State.ENDED, ctx.today
    return ctx.save(pair)


def _ended(actor: Actor, pair: MentorPair) -> None:
    side_of(actor, pair)
    _check(pair, State.ENDED)


@action(
    "delivery.judge_mentoring",
    by=BY,
    right=law.MENTOR,
    title=_("Say what came of it"),
    done=_("One of a mentoring pair said what came of it"),
    told=lambda pair: (
        gettext("Everybody can read what you both say.")
        if pair.public_judgement
        else gettext("Only the two of you read this, unless both wish it public.")
    ),
    allows=_ended,
)
def judge_mentoring(
    ctx: Context,
    pair: MentorPair,
    judged: Annotated[
        str,
        Choice(
            _("What came of it"),
            choices=MentorPair.Judged.choices,
            radio=True,
            empty=_("Choose what came of it."),
        ),
    ],
    word: Annotated[
        str,
        Words(
            _("In a few sentences"),
            _("For example: what helped most, and what you would do differently."),
            most=1000,
            long=True,
        ),
    ] = "",
    shows: Annotated[
        bool,
        Flag(
            _("We wish it public"),
            _("It is shown only once the other organisation wishes it, too."),
        ),
    ] = False,
) -> MentorPair:
    """Each of the two once; saying it again replaces it, and takes back that it may be shown."""
    side = "mentor" if side_of(ctx.actor, pair) == pair.mentor_id else "learner"
    for name, value in (("judged", judged), ("word", word), ("shows", shows)):
        setattr(pair, f"{side}_{name}", value)
    return ctx.save(pair)
