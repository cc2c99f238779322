"""What may be done with invitations to an office: send one, withdraw it, accept or decline it."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonhall.actions import exemptions
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Day, Flag, MailAddress, Words
from commonhall.actions.undoing import put_back
from commonhall.core import clock
from commonhall.core.refusals import BadInput, Refused
from commonhall.people.accounts.models import Account
from commonhall.people.actors import by_mail
from commonhall.people.bodies import holding
from commonhall.people.bodies.actions import place_of_office, still_there, vacant
from commonhall.people.bodies.models import Office, OfficeTerm
from commonhall.people.invitations import letters
from commonhall.people.invitations.models import Invitation
from commonhall.people.residents.models import Person


def _place(invitation: Invitation) -> int:
    return invitation.office.body.unit_id


def _is_open(_actor: Actor, invitation: Invitation) -> None:
    if invitation.term_id is not None:
        raise Refused("state", "wrong-state", _("This invitation has already been accepted."))
    if invitation.ended_on is not None:
        raise Refused(
            "state", "wrong-state", _("This invitation has already been withdrawn or declined.")
        )


@action(
    "people.withdraw_invitation",
    by=Kind.OFFICE,
    power="fill-offices",
    any_body=exemptions.SET_UP,
    undo=put_back,
    title=_("Withdraw the invitation"),
    done=_("Invitation to an office withdrawn"),
    place=_place,
    allows=_is_open,
    second_factor=True,
)
def withdraw_invitation(ctx: Context, invitation: Invitation) -> Invitation:
    """The letter's link leads nowhere any more; the office stays as it is."""
    invitation.ended_on = ctx.today
    ctx.note(office=invitation.office.ref)
    return ctx.save(invitation)


def invited(
    ctx: Context,
    office: Office,
    email: str,
    starts: date,
    ends: date,
    choose_by: date | None = None,
) -> Invitation:
    """An invitation, and its letter: the work of inviting, also for the founding act."""
    invitation = ctx.save(
        Invitation(
            office=office, email=email.lower(), starts=starts, ends=ends, choose_by=choose_by
        )
    )
    letters.send_invitation.enqueue(invitation.pk)
    return invitation


@action(
    "people.invite",
    by=Kind.OFFICE,
    power="fill-offices",
    any_body=exemptions.SET_UP,
    undo=put_back,
    title=_("Invite somebody to hold the office"),
    done=_("Somebody invited to hold an office"),
    place=place_of_office,
    allows=still_there,
    lapses=withdraw_invitation,
    second_factor=True,
)
def invite(
    ctx: Context,
    office: Office,
    email: Annotated[
        str,
        MailAddress(
            _("E-mail address"),
            _(
                "We send a letter to this address. The term begins when the person accepts it, with a second factor."
            ),
            empty=_("Enter the e-mail address of the person you are inviting."),
        ),
    ],
    starts: Annotated[date, Day(_("First day"))],
    ends: Annotated[date, Day(_("Last day"))],
) -> Invitation:
    """Ask somebody by letter to hold an office, whether they have an account here or not."""
    vacant(ctx, office, starts, ends)
    own = Account.objects.filter(pk=ctx.actor.account_id, email__iexact=email)
    if own.exists():
        raise BadInput("email", _("You cannot give an office to yourself."))
    if Invitation.objects.filter(office=office, term=None, ended_on=None, email__iexact=email):
        raise BadInput("email", _("The person with this address has already been invited."))
    if (known := by_mail(email)) is not None:
        holding.check(known.pk, office, starts, ends)
    invitation = invited(ctx, office, email, starts, ends)
    ctx.note(office=office.ref)
    ctx.subject = invitation.ref
    return invitation


_CODE = Words(
    _("Code in your letter"),
    _("It is at the end of the link in the letter, after “code=”."),
    most=80,
    empty=_("Open the link in the letter, or enter its code here."),
)


def _check(ctx: Context, invitation: Invitation, code: str) -> Person:
    """The person at the invited address. Raises `BadInput`."""
    if not letters.fits(invitation, code):
        raise BadInput("code", _("This is not the code in the letter. Check it and try again."))
    person = Person.objects.select_related("account").get(pk=ctx.actor.person_id)
    if person.account is None or person.account.email.lower() != invitation.email.lower():
        raise BadInput(
            "code",
            _("The letter was sent to another address. Sign in with the account for that address."),
        )
    return person


def _told(_term: OfficeTerm) -> str:
    return gettext("You now hold the office. To act in it, go to “How I act” on your page.")


@action(
    "people.accept_office",
    by=Kind.PERSON,
    right="take-part",
    title=_("Accept the office"),
    done=_("Office accepted"),
    place=_place,
    allows=_is_open,
    told=_told,
    second_factor=True,
)
def accept_office(
    ctx: Context,
    invitation: Invitation,
    code: Annotated[str, _CODE],
    give_up: Annotated[
        bool,
        Flag(
            _("I give up my other office for it"),
            _(
                "Only needed if you hold an office in a body that reviews this one, or that this one reviews. Nobody sits in both."
            ),
        ),
    ] = False,
) -> OfficeTerm:
    """Hold the office from the term's first day, or from today where that is over. You need a second factor."""
    person = _check(ctx, invitation, code)
    if invitation.ends < ctx.today:
        raise BadInput("code", _("The term of this invitation has ended."))
    if invitation.choose_by is not None and invitation.choose_by < ctx.today:
        raise BadInput("code", _("The days to choose this office are over."))
    starts = max(invitation.starts, ctx.today)
    try:
        vacant(ctx, invitation.office, starts, invitation.ends)
    except BadInput as taken:
        raise BadInput("code", next(iter(taken.errors.values()))) from taken
    _leave_other_side(ctx, invitation, person, starts, give_up)
    term = ctx.save(
        OfficeTerm(
            office=invitation.office,
            person=person,
            starts=starts,
            ends=invitation.ends,
        )
    )
    invitation.term = term
    ctx.save(invitation)
    ctx.note(office=invitation.office.ref)
    ctx.subject = term.ref
    return term


def _leave_other_side(
    ctx: Context, invitation: Invitation, person: Person, starts: date, give_up: bool
) -> None:
    """End what the person cannot hold beside it, where they say so. Raises `Refused` where they do not."""
    if not give_up:
        holding.check(person.pk, invitation.office, starts, invitation.ends)
        return
    for one in holding.clashes(person.pk, invitation.office, starts, invitation.ends):
        one.term.ended_early_on = max(starts, one.term.starts)
        ctx.save(one.term)


def _is_late(actor: Actor, invitation: Invitation) -> None:
    _is_open(actor, invitation)
    if invitation.choose_by is None or clock.today() <= invitation.choose_by:
        raise Refused("state", "not-due", _("There is still time to choose."))


@action(
    "people.lapse_invitation",
    by=Kind.SYSTEM,
    power="watch-deadlines",
    title=_("End an invitation that nobody accepted in time"),
    done=_("Invitation to an office lapsed"),
    place=_place,
    allows=_is_late,
    notifies=False,
)
def lapse_invitation(ctx: Context, invitation: Invitation) -> Invitation:
    """Somebody elected did not give up their other office in the days that the law states: the seat stays empty, until somebody else is elected or follows."""
    invitation.ended_on = ctx.today
    ctx.note(office=invitation.office.ref)
    return ctx.save(invitation)


@action(
    "people.decline_office",
    by=Kind.PERSON,
    right="take-part",
    title=_("Decline the office"),
    done=_("Office declined"),
    place=_place,
    allows=_is_open,
)
def decline_office(ctx: Context, invitation: Invitation, code: Annotated[str, _CODE]) -> Invitation:
    """The invitation ends. The office that sent it can invite somebody else."""
    _check(ctx, invitation, code)
    invitation.ended_on = ctx.today
    ctx.note(office=invitation.office.ref)
    return ctx.save(invitation)
