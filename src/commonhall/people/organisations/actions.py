"""What may be done with organisations."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.core.refusals import BadInput, Refused
from commonhall.people.organisations.models import Membership, Organisation
from commonhall.people.residents.models import Person
from commonhall.places.models import Unit


# --- organisations --------------------------------------------------------------------------------
@action(
    "people.register_organisation",
    by=Kind.PERSON,
    right="associate",
    title=_("Register an organisation"),
    done=_("Organisation registered"),
)
def register_organisation(
    ctx: Context,
    name: str,
    kind: str,
    unit: Unit,
    purpose: str = "",
    identifier: str = "",
    email: str = "",
    website: str = "",
    founded_on: date | None = None,
    names: dict[str, str] | None = None,
) -> Organisation:
    """Enter an organisation in the register; whoever does so is its first representative."""
    if not name.strip() and not names:
        raise BadInput("name", _("An organisation needs a name."))
    organisation = ctx.save(
        Organisation(
            names=names or {"en": name.strip()},
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


def _state_must_be(*states: str) -> Any:
    def check(request: Any) -> None:
        if request.arguments["organisation"].state not in states:
            raise Refused(
                "state", "wrong-state", _("The organisation's present state does not allow this.")
            )

    return check


@action(
    "people.recognise_organisation",
    by=Kind.OFFICE,
    power="recognise-organisations",
    title=_("Recognise the organisation"),
    done=_("Organisation recognised: it has standing"),
    subject="organisation",
    place=lambda organisation, **_arguments: organisation.unit_id,
    concerns=lambda organisation, **_arguments: [organisation.ref],
    guard=_state_must_be("registered", "suspended"),
)
def recognise_organisation(ctx: Context, organisation: Organisation) -> Organisation:
    """Give standing: it may speak, raise matters and take part as an organisation."""
    organisation.state = Organisation.State.RECOGNISED
    return ctx.save(organisation)


@action(
    "people.suspend_organisation",
    by=Kind.OFFICE,
    power="recognise-organisations",
    title=_("Suspend the organisation's standing"),
    done=_("Organisation's standing suspended"),
    subject="organisation",
    place=lambda organisation, **_arguments: organisation.unit_id,
    concerns=lambda organisation, **_arguments: [organisation.ref],
    guard=_state_must_be("recognised"),
)
def suspend_organisation(ctx: Context, organisation: Organisation) -> Organisation:
    """Take standing away for now; what it did stays."""
    organisation.state = Organisation.State.SUSPENDED
    return ctx.save(organisation)


@action(
    "people.name_representative",
    by=Kind.ORGANISATION,
    right="associate",
    title=_("Name somebody who speaks for the organisation"),
    done=_("Representative named"),
    subject="organisation",
)
def name_representative(ctx: Context, organisation: Organisation, person: Person) -> Membership:
    """Another person may speak for the organisation from today."""
    if organisation.pk != ctx.actor.organisation:
        raise Refused("state", "not-yours", _("You can do this for your own organisation only."))
    return ctx.save(Membership(organisation=organisation, person=person, starts=ctx.today))
