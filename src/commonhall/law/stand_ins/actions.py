"""What may be done with stand-ins: a body or the holder names one, they accept or decline, and either ends it."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Day, PersonByMail
from commonhall.actions.undoing import put_back
from commonhall.core import clock
from commonhall.core.refusals import BadInput, Refused
from commonhall.law.stand_ins import letters, queries
from commonhall.law.stand_ins.models import StandIn
from commonhall.people.accounts.models import Account
from commonhall.people.actors import by_mail, office_of
from commonhall.people.bodies.models import OfficeTerm
from commonhall.people.residents.models import Person

_WHO = PersonByMail(
    _("E-mail address of the stand-in’s account"),
    _("A member of your body, or somebody who holds no public office. They are asked by letter."),
    find=by_mail,
    concerned=True,
    empty=_("Enter the e-mail address of the person who is to stand in."),
)
_STARTS = Day(_("First day"), empty=_("Enter the first day."))
_ENDS = Day(_("Last day"), empty=_("Enter the last day."))


def _place(term: OfficeTerm) -> int:
    return term.office.body.unit_id


def _place_of(stand_in: StandIn) -> int:
    return _place(stand_in.holder)


def _runs(term: OfficeTerm) -> None:
    if term.stands_for_id is not None:
        raise Refused(
            "state", "stands-in", _("A stand-in cannot have a stand-in. Name one for the holder.")
        )
    if not term.runs(clock.today()):
        raise Refused("state", "wrong-state", _("This term does not run today."))


def _nameable(_actor: Actor, term: OfficeTerm) -> None:
    _runs(term)


def _check(
    ctx: Context, holder: OfficeTerm, person: Person, starts: date, ends: date, besides: int = 0
) -> None:
    """Raise `BadInput` where the days or the person do not fit."""
    if starts < ctx.today:
        raise BadInput("starts", _("It cannot begin in the past. Enter today or a later day."))
    if ends < starts:
        raise BadInput("ends", _("Enter a last day after the first day."))
    last = holder.ends if holder.ended_early_on is None else min(holder.ends, holder.ended_early_on)
    if ends > last:
        raise BadInput("ends", _("It cannot go on after the holder’s term. Enter an earlier day."))
    if queries.taken(holder, starts, ends, besides):
        raise BadInput(
            "starts", _("Somebody is named for some of these days already. End that first.")
        )
    days = (ends - starts).days + 1
    most, _provision = queries.longest(ctx.today)
    left = most - queries.days_used(holder, ends, besides)
    if days > left:
        raise BadInput("ends", _told_left(most, max(left, 0)))
    _check_person(ctx, holder, person)


def _told_left(most: int, left: int) -> str:
    return ngettext(
        "By law, somebody may be stood in for on %(most)d days in a year, and %(left)d day of them is left. Enter an earlier day.",
        "By law, somebody may be stood in for on %(most)d days in a year, and %(left)d days of them are left. Enter an earlier day.",
        left,
    ) % {"most": most, "left": left}


def _check_person(ctx: Context, holder: OfficeTerm, person: Person) -> None:
    if person.pk == holder.person_id:
        raise BadInput("person", _("Enter somebody else: nobody stands in for themselves."))
    if not Account.objects.filter(pk=person.account_id or 0, is_active=True).exists():
        raise BadInput("person", _("This account is closed. Enter somebody else."))
    other = queries.other_body(person.pk, holder.office.body_id, ctx.today)
    if other is not None:
        raise BadInput(
            "person",
            _(
                "They hold an office of %(body)s. Nobody acts for two bodies: enter somebody of this body, or somebody without an office."
            )
            % {"body": other.name},
        )


def _named(ctx: Context, holder: OfficeTerm, person: Person, starts: date, ends: date) -> StandIn:
    if ctx.actor.person == person.pk:
        raise BadInput("person", _("Enter somebody else: nobody names themselves."))
    _check(ctx, holder, person, starts, ends)
    made = ctx.save(
        StandIn(body=holder.office.body, holder=holder, person=person, starts=starts, ends=ends)
    )
    ctx.note(office=holder.office.ref)
    ctx.subject = made.ref
    letters.ask.enqueue(made.pk)
    return made


# --- ending ---------------------------------------------------------------------------------------
def ended(ctx: Context, stand_in: StandIn) -> None:
    """End it from today on; the caller saves it. Its term ends, too, where it was accepted."""
    stand_in.ended_on = ctx.today
    if stand_in.term is not None and stand_in.term.runs(max(ctx.today, stand_in.starts)):
        stand_in.term.ended_early_on = max(ctx.today, stand_in.starts)
        ctx.save(stand_in.term)
    letters.say_ended.enqueue(stand_in.pk)


def _goes_on(_actor: Actor, stand_in: StandIn) -> None:
    if stand_in.is_over(clock.today()):
        raise Refused("state", "wrong-state", _("This has ended already."))


@action(
    "law.end_stand_in",
    by=Kind.OFFICE,
    power=queries.NAME,
    undo=put_back,
    title=_("End the stand-in"),
    done=_("Stand-in ended by the body"),
    place=_place_of,
    allows=_goes_on,
    second_factor=True,
)
def end_stand_in(ctx: Context, stand_in: StandIn) -> StandIn:
    """Nobody stands in any more from now on, or the person who was asked need not answer. What was done until then
    stays as it is."""
    ended(ctx, stand_in)
    ctx.note(office=stand_in.holder.office.ref)
    return ctx.save(stand_in)


def _own(actor: Actor, stand_in: StandIn) -> None:
    if actor.person is None or actor.person not in (stand_in.person_id, stand_in.holder.person_id):
        raise Refused(
            "state", "not-yours", _("Only the holder of the office and the stand-in can do this.")
        )
    _goes_on(actor, stand_in)


@action(
    "law.stop_stand_in",
    by=Kind.PERSON,
    right="take-part",
    title=_("Stop the stand-in"),
    done=_("Stand-in ended by one of the two"),
    place=_place_of,
    allows=_own,
)
def stop_stand_in(ctx: Context, stand_in: StandIn) -> StandIn:
    """It ends now. The holder acts in the office alone again."""
    ended(ctx, stand_in)
    ctx.note(office=stand_in.holder.office.ref)
    return ctx.save(stand_in)


# --- naming ---------------------------------------------------------------------------------------
@action(
    "law.name_stand_in",
    by=Kind.OFFICE,
    power=queries.NAME,
    undo=put_back,
    title=_("Name a stand-in"),
    done=_("Stand-in named"),
    place=_place,
    allows=_nameable,
    lapses=end_stand_in,
    second_factor=True,
)
def name_stand_in(
    ctx: Context,
    office_term: OfficeTerm,
    person: Annotated[Person, _WHO],
    starts: Annotated[date, _STARTS],
    ends: Annotated[date, _ENDS],
) -> StandIn:
    """Ask somebody to act in an office while its holder is away. It begins once they accept, with a second factor, and
    ends on its last day. Why the holder is away is asked nowhere."""
    return _named(ctx, office_term, person, starts, ends)


def _is_mine(actor: Actor, term: OfficeTerm) -> None:
    if actor.person != term.person_id or office_of(actor) != term.office_id:
        raise Refused("state", "not-yours", _("Only the holder of the office can do this."))
    _runs(term)


@action(
    "law.name_own_stand_in",
    by=Kind.OFFICE,
    right="name-own-stand-in",
    title=_("Name somebody to stand in for you"),
    done=_("Stand-in named by the holder"),
    place=_place,
    allows=_is_mine,
    second_factor=True,
)
def name_own_stand_in(
    ctx: Context,
    office_term: OfficeTerm,
    person: Annotated[Person, _WHO],
    starts: Annotated[date, _STARTS],
    ends: Annotated[date, _ENDS],
) -> StandIn:
    """Ask somebody to act in your office while you are away. It begins once they accept, with a second factor, and ends
    on its last day, or when one of you ends it."""
    return _named(ctx, office_term, person, starts, ends)


# --- accepting ------------------------------------------------------------------------------------
def _asked(actor: Actor, stand_in: StandIn) -> None:
    if actor.person is None or actor.person != stand_in.person_id:
        raise Refused("state", "not-yours", _("Only the person who was asked can do this."))
    if stand_in.accepted:
        raise Refused("state", "wrong-state", _("It has already been accepted."))
    _goes_on(actor, stand_in)


def _told(_stand_in: StandIn) -> str:
    return gettext("You stand in for the office. To act in it, go to “How I act” on your page.")


@action(
    "law.accept_stand_in",
    by=Kind.PERSON,
    right="take-part",
    title=_("Accept to stand in"),
    done=_("Stand-in accepted"),
    place=_place_of,
    allows=_asked,
    told=_told,
    second_factor=True,
)
def accept_stand_in(ctx: Context, stand_in: StandIn) -> StandIn:
    """Act in the office on the days stated. Your name stands with it on the page of the body."""
    holder, person = stand_in.holder, stand_in.person
    assert person is not None
    starts = max(stand_in.starts, ctx.today)
    try:
        _check(ctx, holder, person, starts, stand_in.ends, stand_in.pk)
    except BadInput as found:
        # It could be done when it was named, and there is no field here at which to mend it.
        raise Refused("state", "changed-meanwhile", next(iter(found.errors.values()))) from found
    days = (stand_in.ends - starts).days + 1
    term = ctx.save(
        OfficeTerm(
            office=holder.office,
            person=person,
            starts=starts,
            ends=stand_in.ends,
            stands_for=holder,
            votes=queries.has_vote(days, ctx.today),
        )
    )
    stand_in.starts, stand_in.term = starts, term
    letters.say_accepted.enqueue(stand_in.pk)
    ctx.note(office=holder.office.ref)
    ctx.subject = stand_in.ref
    return ctx.save(stand_in)


@action(
    "law.decline_stand_in",
    by=Kind.PERSON,
    right="take-part",
    title=_("Decline to stand in"),
    done=_("Stand-in declined"),
    place=_place_of,
    allows=_asked,
)
def decline_stand_in(ctx: Context, stand_in: StandIn) -> StandIn:
    """Nobody stands in. The body, or the holder, can name somebody else."""
    stand_in.ended_on = ctx.today
    letters.say_ended.enqueue(stand_in.pk)
    ctx.note(office=stand_in.holder.office.ref)
    return ctx.save(stand_in)
