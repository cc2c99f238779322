"""What may be done with organisations: register, recognise, suspend, name who speaks for one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated

from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import (
    Choice,
    Day,
    Internal,
    MailAddress,
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
from commonhall.ui import languages

State = Organisation.State


@action(
    "people.register_organisation",
    by=Kind.PERSON,
    right="associate",
    title=_("Register an organisation"),
    done=_("Organisation registered"),
)
def register_organisation(
    ctx: Context,
    name: Annotated[str, Words(_("Name"), most=120, empty=_("Enter a name for the organisation."))],
    kind: Annotated[str, Choice(_("Kind"), choices=Organisation.Kind.choices)],
    unit: Annotated[Unit, Pick(_("Where it works"), rows=units, key="code")],
    purpose: Annotated[str, Words(_("Purpose"), most=2000, long=True)] = "",
    identifier: Annotated[
        str,
        Words(
            _("Register number"),
            _("Its number in a public register, such as GB-CHC-1234567."),
            most=80,
        ),
    ] = "",
    email: Annotated[str, MailAddress(_("E-mail address"), _("It is not published."))] = "",
    website: Annotated[str, WebAddress(_("Website"))] = "",
    founded_on: Annotated[date | None, Day(_("Founded on"))] = None,
    names: Annotated[dict[str, str] | None, Internal()] = None,
) -> Organisation:
    """Enter an organisation in the register. The person who does so is its first representative."""
    organisation = ctx.save(
        Organisation(
            names=names or {languages.own().code: name},
            kind=kind,
            unit=unit,
            purpose=purpose,
            identifier=identifier,
            email=email,
            website=website,
            founded_on=founded_on,
        )
    )
    ctx.save(Membership(organisation=organisation, person_id=ctx.actor.person_id, starts=ctx.today))
    ctx.subject = organisation.ref
    ctx.follow(organisation, ctx.actor.account)
    return organisation


def _unit_of(organisation: Organisation) -> int:
    return organisation.unit_id


def _itself(organisation: Organisation) -> list[str]:
    return [organisation.ref]


def _while(*states: str) -> Callable[[Actor, Organisation], None]:
    def check(_actor: Actor, organisation: Organisation) -> None:
        if organisation.state not in states:
            raise Refused(
                "state",
                "wrong-state",
                _("You cannot do this while the organisation is in its current state."),
            )

    return check


@action(
    "people.recognise_organisation",
    by=Kind.OFFICE,
    power="recognise-organisations",
    undo=put_back,
    title=_("Recognise the organisation"),
    done=_("Organisation recognised: it has standing"),
    place=_unit_of,
    concerns=_itself,
    allows=_while(State.REGISTERED, State.SUSPENDED),
)
def recognise_organisation(ctx: Context, organisation: Organisation) -> Organisation:
    """Give standing: it may speak, raise matters and take part as an organisation."""
    organisation.state = State.RECOGNISED
    return ctx.save(organisation)


@action(
    "people.suspend_organisation",
    by=Kind.OFFICE,
    power="recognise-organisations",
    undo=put_back,
    title=_("Suspend the organisation's standing"),
    done=_("Organisation's standing suspended"),
    place=_unit_of,
    concerns=_itself,
    allows=_while(State.RECOGNISED),
)
def suspend_organisation(ctx: Context, organisation: Organisation) -> Organisation:
    """Take standing away for now; what it did stays."""
    organisation.state = State.SUSPENDED
    return ctx.save(organisation)


def _own(actor: Actor, organisation: Organisation) -> None:
    if organisation.pk != actor.organisation:
        raise Refused("state", "not-yours", _("You can only do this for your own organisation."))


@action(
    "people.name_representative",
    by=Kind.ORGANISATION,
    right="associate",
    title=_("Name somebody who speaks for the organisation"),
    done=_("Representative named"),
    allows=_own,
)
def name_representative(
    ctx: Context,
    organisation: Organisation,
    person: Annotated[
        Person, PersonByMail(_("E-mail address of the person's account"), find=by_mail)
    ],
) -> Membership:
    """Another person may speak for the organisation from today."""
    return ctx.save(Membership(organisation=organisation, person=person, starts=ctx.today))
