"""The roll of mediators: a body appoints trained people for a term, and can end a term."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated

from django.utils.translation import gettext_lazy as _

from commonhall.actions import exemptions
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Day, PersonByMail, Words
from commonhall.actions.undoing import put_back
from commonhall.core import clock
from commonhall.core.refusals import BadInput, Refused
from commonhall.disputes.mediators import queries
from commonhall.disputes.mediators.models import Mediator
from commonhall.people.actors import by_mail
from commonhall.people.residents.models import Person

LONGEST = timedelta(days=5 * 366)


@action(
    "disputes.appoint_mediator",
    by=Kind.OFFICE,
    power="appoint-mediators",
    nobody_concerned=exemptions.EVERYBODY,
    undo=put_back,
    title=_("Appoint a mediator"),
    done=_("Mediator appointed"),
    notifies=False,
)
def appoint_mediator(
    ctx: Context,
    person: Annotated[
        Person,
        PersonByMail(
            _("E-mail address of their account"),
            empty=_("Enter the e-mail address of the mediator's account."),
            find=by_mail,
        ),
    ],
    # Not "name": a motion that holds it is called by what it does, and stands in open data.
    known_as: Annotated[
        str,
        Words(
            _("Name on the roll"),
            _("This is public."),
            most=120,
            empty=_("Enter the name as it should stand on the roll."),
        ),
    ],
    training: Annotated[
        str,
        Words(
            _("Training"),
            _("Where and when they were trained. This is public."),
            most=600,
            long=True,
            empty=_("Enter where and when they were trained as a mediator."),
        ),
    ],
    starts: Annotated[date, Day(_("First day"), empty=_("Enter the first day of the term."))],
    ends: Annotated[date, Day(_("Last day"), empty=_("Enter the last day of the term."))],
) -> Mediator:
    """Put a trained person on the public roll of mediators, for a term of up to five years."""
    if not starts <= ends <= starts + LONGEST:
        raise BadInput("ends", _("Choose a last day up to five years after the first day."))
    if person.pk == ctx.actor.person_id:
        raise BadInput("person", _("You cannot appoint yourself. Ask somebody else to do it."))
    if queries.roll(max(starts, ctx.today)).filter(person=person).exists():
        raise BadInput("person", _("This person is on the roll already."))
    made = Mediator(
        person=person,
        name=known_as,
        training=training,
        body_id=ctx.actor.body_id,
        starts=starts,
        ends=ends,
    )
    return ctx.save(made)


def _in_term(_actor: Actor, mediator: Mediator) -> None:
    if mediator.ended_on is not None or mediator.ends < clock.today():
        raise Refused("state", "wrong-state", _("This term has ended already."))


@action(
    "disputes.end_mediator",
    by=Kind.OFFICE,
    power="appoint-mediators",
    undo=put_back,
    title=_("End the term of a mediator"),
    done=_("Term of a mediator ended"),
    allows=_in_term,
    notifies=False,
)
def end_mediator(
    ctx: Context,
    mediator: Mediator,
    reason: Annotated[
        str,
        Words(
            _("Why"),
            _("The mediator reads it. It is not published."),
            most=1000,
            long=True,
            empty=_("Enter why the term ends."),
        ),
    ],
) -> Mediator:
    """The term ends today. What they mediate now they bring to its end, unless one side withdraws."""
    mediator.ended_on, mediator.reason = ctx.today, reason
    return ctx.save(mediator)
