"""What may be done with deputies: an office writes one down, and it is ended by an office or by either of the two."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated

from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Day, Flag, PersonByMail, PersonBySign, Pick
from commonhall.actions.undoing import put_back
from commonhall.core import clock
from commonhall.core.refusals import BadInput, Refused
from commonhall.people.actors import by_mail
from commonhall.people.deputies import letters, queries
from commonhall.people.deputies.models import Deputyship
from commonhall.people.residents import slips
from commonhall.people.residents.models import Person, Verification
from commonhall.places.models import Unit
from commonhall.places.queries import units

USUAL, LONGEST = timedelta(days=365), timedelta(days=3 * 365)
# One person may look after so many, such as a carer or a parent; more is an organisation's work.
MOST = 5


@action(
    "people.name_deputy",
    by=Kind.OFFICE,
    power="verify-residents",
    undo=put_back,
    title=_("Name a deputy"),
    done=_("Deputy of a resident named"),
    notifies=False,
)
def name_deputy(
    ctx: Context,
    unit: Annotated[Unit, Pick(_("Where the resident lives"), rows=units, key="code", place=True)],
    person: Annotated[
        Person,
        PersonBySign(
            _("The resident’s slip number, or the e-mail address of their account"),
            _("Confirm them as a resident first. They get a slip with a number."),
            find=slips.by_sign,
            concerned=True,
            empty=_("Enter the number of their slip, or their e-mail address."),
        ),
    ],
    deputy: Annotated[
        Person,
        PersonByMail(
            _("E-mail address of the deputy’s account"),
            find=by_mail,
            concerned=True,
            empty=_("Enter the e-mail address of the deputy’s account."),
        ),
    ],
    seen: Annotated[
        bool,
        Flag(
            _("I have seen the papers of both, and the resident wants this"),
            _("The resident says so here, or has signed it. A guardian shows the court’s paper."),
        ),
    ] = False,
    ends: Annotated[
        date | None,
        Day(_("Until"), _("Leave blank for one year. Three years at most.")),
    ] = None,
) -> Deputyship:
    """Let somebody raise cases, apply, book, wait and appeal for a resident who cannot use the web. Nobody votes,
    signs or speaks for somebody else."""
    if not seen:
        raise BadInput(
            "seen", _("Tick that you have seen the papers and that the resident wants this.")
        )
    until = ends or ctx.today + USUAL
    if not ctx.today <= until <= ctx.today + LONGEST:
        raise BadInput("ends", _("Enter a day within the next three years."))
    if person.pk == deputy.pk:
        raise BadInput("deputy", _("Enter somebody else: nobody is their own deputy."))
    if not _lives_there(person, unit, ctx.today):
        raise BadInput("person", _("Confirm them as a resident of this place first."))
    if queries.of(person) is not None:
        raise BadInput("person", _("They have a deputy already. End that first."))
    if len(queries.held_by(deputy)) >= MOST:
        raise BadInput(
            "deputy", _("They act for five people already. Nobody acts for more than five.")
        )
    made = ctx.save(Deputyship(person=person, deputy=deputy, starts=ctx.today, ends=until))
    letters.say_named.enqueue(made.pk)
    return made


def _lives_there(person: Person, unit: Unit, day: date) -> bool:
    rows = Verification.objects.filter(person=person, starts__lte=day, ends__gte=day)
    return rows.filter(unit__path__startswith=unit.path).exists()


def _holds(_actor: Actor, deputyship: Deputyship) -> None:
    found = Deputyship.objects.filter(queries.in_force(clock.today()), pk=deputyship.pk)
    if not found.exists():
        raise Refused("state", "wrong-state", _("This has ended already."))


@action(
    "people.end_deputyship",
    by=Kind.OFFICE,
    power="verify-residents",
    undo=put_back,
    title=_("End the deputy"),
    done=_("Deputy of a resident ended by an office"),
    concerns=lambda one: [who.ref for who in (one.person, one.deputy) if who],
    allows=_holds,
    notifies=False,
)
def end_deputyship(ctx: Context, deputyship: Deputyship) -> Deputyship:
    """The resident no longer wants it, or there is doubt that the deputy acts for their good."""
    return _end(ctx, deputyship)


def _own(actor: Actor, deputyship: Deputyship) -> None:
    _holds(actor, deputyship)
    if actor.person_id not in (deputyship.person_id, deputyship.deputy_id):
        raise Refused("state", "not-yours", _("Only the resident and the deputy can do this."))


@action(
    "people.stop_deputyship",
    by=Kind.PERSON,
    right="take-part",
    title=_("Stop having or being a deputy"),
    done=_("Deputy of a resident ended"),
    allows=_own,
    notifies=False,
)
def stop_deputyship(ctx: Context, deputyship: Deputyship) -> Deputyship:
    """End it from today on. What was done until then stays as it is."""
    return _end(ctx, deputyship)


def _end(ctx: Context, deputyship: Deputyship) -> Deputyship:
    deputyship.ended_on = ctx.today
    letters.say_ended.enqueue(deputyship.pk)
    return ctx.save(deputyship)
