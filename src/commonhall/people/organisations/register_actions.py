"""Organisations that a body enters in the register: those that no account of their own has registered."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import (
    Choice,
    Day,
    MailAddress,
    Names,
    PersonByMail,
    Pick,
    WebAddress,
    Words,
)
from commonhall.actions.undoing import put_back
from commonhall.core.refusals import Refused
from commonhall.people.actors import by_mail
from commonhall.people.organisations.models import Membership, Organisation
from commonhall.people.residents.models import Person
from commonhall.places.models import Unit
from commonhall.places.queries import units

POWER = "recognise-organisations"
NAMED = _("Enter a name for the organisation.")
REGISTER = _("Its number in a public register, such as GB-CHC-1234567.")


def _unit_of(organisation: Organisation) -> int:
    return organisation.unit_id


def _itself(organisation: Organisation) -> list[str]:
    return [organisation.ref]


@action(
    "people.enter_organisation",
    by=Kind.OFFICE,
    power=POWER,
    undo=put_back,
    title=_("Enter an organisation in the register"),
    done=_("Organisation entered in the register"),
)
def enter_organisation(
    ctx: Context,
    names: Annotated[dict[str, str], Names(_("Name"), most=120, empty=NAMED)],
    kind: Annotated[str, Choice(_("Kind"), choices=Organisation.Kind.choices)],
    unit: Annotated[Unit, Pick(_("Where it works"), rows=units, key="code", place=True)],
    purpose: Annotated[str, Words(_("Purpose"), most=2000, long=True)] = "",
    identifier: Annotated[str, Words(_("Register number"), REGISTER, most=80)] = "",
    email: Annotated[str, MailAddress(_("E-mail address"), _("It is not published."))] = "",
    website: Annotated[str, WebAddress(_("Website"))] = "",
    founded_on: Annotated[date | None, Day(_("Founded on"))] = None,
) -> Organisation:
    """Take in an organisation that is known already. Nobody speaks for it until somebody was named."""
    organisation = ctx.save(
        Organisation(
            names=names,
            kind=kind,
            unit=unit,
            purpose=purpose,
            identifier=identifier,
            email=email,
            website=website,
            founded_on=founded_on,
        )
    )
    ctx.subject = organisation.ref
    return organisation


def _is_there(_actor: Actor, organisation: Organisation) -> None:
    if organisation.state == Organisation.State.ENDED:
        raise Refused("state", "wrong-state", _("This organisation was dissolved."))


@action(
    "people.correct_organisation",
    by=Kind.OFFICE,
    power=POWER,
    undo=put_back,
    title=_("Correct the register"),
    done=_("Entry of an organisation corrected"),
    place=_unit_of,
    concerns=_itself,
    allows=_is_there,
)
def correct_organisation(
    ctx: Context,
    organisation: Organisation,
    names: Annotated[
        dict[str, str], Names(_("Name"), most=120, empty=NAMED, present=lambda one: one.names)
    ],
    kind: Annotated[
        str,
        Choice(_("Kind"), choices=Organisation.Kind.choices, present=lambda one: one.kind),
    ],
    purpose: Annotated[
        str, Words(_("Purpose"), most=2000, long=True, present=lambda one: one.purpose)
    ] = "",
    identifier: Annotated[
        str,
        Words(_("Register number"), REGISTER, most=80, present=lambda one: one.identifier),
    ] = "",
    email: Annotated[
        str,
        MailAddress(_("E-mail address"), _("It is not published."), present=lambda one: one.email),
    ] = "",
    website: Annotated[str, WebAddress(_("Website"), present=lambda one: one.website)] = "",
    founded_on: Annotated[
        date | None, Day(_("Founded on"), present=lambda one: one.founded_on)
    ] = None,
) -> Organisation:
    """Change what the register says of it; earlier versions stay on the record. Where it works stays."""
    organisation.names, organisation.kind, organisation.purpose = names, kind, purpose
    organisation.identifier, organisation.email = identifier, email
    organisation.website, organisation.founded_on = website, founded_on
    return ctx.save(organisation)


def _nobody_speaks(_actor: Actor, organisation: Organisation) -> None:
    _is_there(_actor, organisation)
    if organisation.memberships.filter(ends=None).exists():
        raise Refused(
            "state",
            "wrong-state",
            _("Somebody already speaks for it. They can name others."),
        )


@action(
    "people.name_first_representative",
    by=Kind.OFFICE,
    power=POWER,
    undo=put_back,
    title=_("Name its first representative"),
    done=_("First representative of an organisation named"),
    place=_unit_of,
    concerns=_itself,
    allows=_nobody_speaks,
)
def name_first_representative(
    ctx: Context,
    organisation: Organisation,
    person: Annotated[
        Person,
        PersonByMail(_("E-mail address of the person's account"), find=by_mail, concerned=True),
    ],
) -> Membership:
    """The person who showed that they may speak for it does so from today, and can name others."""
    return ctx.save(Membership(organisation=organisation, person=person, starts=ctx.today))
