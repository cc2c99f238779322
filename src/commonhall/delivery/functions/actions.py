"""What may be done with functions: hand one over to an organisation, take it back."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from django.utils.translation import gettext_lazy as _

from commonhall.actions import exemptions
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Amount, Day, Names, Pick, Words
from commonhall.actions.undoing import put_back
from commonhall.core.refusals import BadInput, Refused
from commonhall.delivery import search
from commonhall.delivery.functions.models import Transfer
from commonhall.law.instruments.models import Provision
from commonhall.people.organisations.models import Organisation
from commonhall.people.organisations.queries import recognised_organisations
from commonhall.services.services.actions import BASIS
from commonhall.services.services.models import Service


def _not_carried(_actor: Actor, service: Service) -> None:
    if service.organisation_id:
        raise Refused("state", "handed-over", _("An organisation already carries this service."))


@action(
    "delivery.transfer_function",
    by=Kind.OFFICE,
    power="transfer-functions",
    any_body=exemptions.HANDED_OVER,
    undo=put_back,
    title=_("Hand a function over"),
    done=_("Function handed over to an organisation"),
    place=lambda service: service.unit_id,
    allows=_not_carried,
    second_factor=True,
)
def transfer_function(
    ctx: Context,
    service: Service,
    organisation: Annotated[
        Organisation,
        Pick(_("Organisation"), rows=recognised_organisations, concerned=True),
    ],
    standards: Annotated[
        dict[str, str],
        Names(
            _("Standard to reach"),
            most=8000,
            long=True,
            empty=_("Enter the standard it must reach."),
        ),
    ],
    amount: Annotated[int, Amount(_("Money per year"), amount=True)],
    starts: Annotated[date, Day(_("From"))],
    ends: Annotated[date, Day(_("Until"))],
    names: Annotated[
        dict[str, str] | None, Names(_("Name"), _("Leave blank to use the name of the service."))
    ] = None,
    basis: Annotated[Provision | None, BASIS] = None,
) -> Transfer:
    """An organisation with standing carries a service: with money, a standard, an end and a way back."""
    if organisation.state != Organisation.State.RECOGNISED:
        raise BadInput(
            "organisation",
            _("Only an organisation with standing can carry a function. Choose another."),
        )
    if amount < 0:
        raise BadInput("amount", _("Enter an amount of zero or more."))
    if not ctx.today <= starts < ends:
        raise BadInput("ends", _("Enter a first day from today on, and a later last day."))
    transfer = ctx.save(
        Transfer(
            service=service,
            organisation=organisation,
            body_id=service.body_id,
            names=names or service.names,
            standards=standards,
            amount=amount,
            starts=starts,
            ends=ends,
            basis=basis,
        )
    )
    service.organisation = organisation
    ctx.save(service)
    ctx.link(service, transfer, "handed-over")
    ctx.link(transfer, organisation, "carried-by")
    search.index(transfer)
    ctx.note(amount=str(amount), currency=transfer.currency, organisation=organisation.ref)
    return transfer


def _carried(_actor: Actor, transfer: Transfer) -> None:
    if transfer.returned_on is not None:
        raise Refused("state", "wrong-state", _("This has already been taken back."))


@action(
    "delivery.take_back_function",
    by=Kind.OFFICE,
    power="transfer-functions",
    any_body=exemptions.HANDED_OVER,
    undo=put_back,
    title=_("Take the function back"),
    done=_("Function taken back"),
    place=lambda transfer: transfer.service.unit_id,
    concerns=lambda transfer: [Organisation.ref_of(transfer.organisation_id)],
    allows=_carried,
    unasked="what fails must be taken back at once",
)
def take_back_function(
    ctx: Context,
    transfer: Transfer,
    reason: Annotated[str, Words(_("Why"), most=2000, long=True, empty=_("Enter the reasons."))],
) -> Transfer:
    """The body carries the service itself again, with the reason."""
    service = transfer.service.as_read()
    service.organisation = None
    ctx.save(service)
    transfer.returned_on = ctx.today
    transfer.why_returned = reason
    return ctx.save(transfer)
