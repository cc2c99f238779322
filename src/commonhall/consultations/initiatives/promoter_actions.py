"""Standing behind an initiative together: inviting others, accepting, stepping back."""

from __future__ import annotations

from typing import Annotated

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import PersonByMail, Words
from commonhall.consultations.initiatives.actions import BEGIN, BY, invited, own_while_open
from commonhall.consultations.initiatives.models import Initiative, Promoter
from commonhall.consultations.initiatives.signers import is_promoter
from commonhall.core.refusals import BadInput, Refused
from commonhall.people.residents.models import Person

State = Initiative.State
MOST = 12


def _by_mail(address: str) -> Person | None:
    return Person.objects.filter(account__email__iexact=address.strip()).first()


@action(
    "consultations.invite_to_initiative",
    by=BY,
    right=BEGIN,
    title=_("Invite somebody to stand behind it"),
    done=_("Somebody invited to stand behind an initiative"),
    allows=own_while_open,
    limit="consultations.begin_initiative",
)
def invite_to_initiative(
    ctx: Context,
    initiative: Initiative,
    person: Annotated[
        Person,
        PersonByMail(
            _("E-mail address of their account"),
            _("Nobody stands behind it before they have said so themselves."),
            find=_by_mail,
            empty=_("Enter the e-mail address of their account."),
        ),
    ],
) -> Promoter:
    """Ask somebody who has an account here. They hear of it, and accept or decline."""
    there = Promoter.objects.filter(initiative=initiative, left_on=None)
    if there.filter(person=person).exists():
        raise BadInput(
            "person", _("This person is already a promoter or has already been invited.")
        )
    if there.count() >= MOST:
        raise BadInput("person", _("Up to twelve stand behind an initiative."))
    made = ctx.save(Promoter(initiative=initiative, person=person, invited_on=ctx.today))
    # Whoever is invited follows the invitation, and so hears of it; nobody else does.
    ctx.follow(made, person.account_id)
    ctx.subject = made.ref
    return made


def _is_invited(actor: Actor, initiative: Initiative) -> None:
    if not invited(initiative, actor.person).exists():
        raise Refused("state", "not-yours", _("Nobody has invited you to stand behind it."))
    if initiative.state not in (State.OPEN, State.REACHED):
        raise Refused("state", "wrong-state", _("It is not collecting signatures any more."))


@action(
    "consultations.stand_behind_initiative",
    by=Kind.PERSON,
    right=BEGIN,
    title=_("Stand behind it"),
    done=_("Somebody stands behind an initiative"),
    allows=_is_invited,
)
def stand_behind_initiative(
    ctx: Context,
    initiative: Initiative,
    name: Annotated[
        str,
        Words(
            _("Your name as people will read it"),
            _("Public: the names of promoters are shown."),
            most=120,
            empty=_("Enter the name people will read."),
        ),
    ],
) -> Promoter:
    """Accept an invitation: you are named on its page, and can write updates. Signing it is another step."""
    found = invited(initiative, ctx.actor.person).get()
    found.name, found.accepted_on = name, ctx.today
    ctx.follow(initiative, ctx.actor.account)
    return ctx.save(found)


def _may_leave(actor: Actor, initiative: Initiative) -> None:
    if is_promoter(initiative, actor, first=True):
        raise Refused(
            "state",
            "wrong-state",
            _("You began it. You can withdraw it while it collects signatures."),
        )
    if not is_promoter(initiative, actor) and not invited(initiative, actor.person).exists():
        raise Refused("state", "not-yours", _("You neither stand behind it nor are invited."))


@action(
    "consultations.leave_initiative",
    by=Kind.PERSON,
    right=BEGIN,
    title=_("Stop standing behind it, or decline"),
    done=_("Somebody stands behind an initiative no more"),
    told=lambda _made: gettext("You do not stand behind it any more."),
    allows=_may_leave,
    notifies=False,
)
def leave_initiative(ctx: Context, initiative: Initiative) -> Promoter:
    """Your name goes from its page. What you signed stays signed."""
    found = Promoter.objects.get(
        initiative=initiative, person_id=ctx.actor.person_id, left_on=None, first=False
    )
    found.left_on, found.name = ctx.today, ""
    return ctx.save(found)
