"""What may be done with functions."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.stages import ActionRequest
from commonhall.core.models import in_language
from commonhall.core.refusals import BadInput, Refused
from commonhall.delivery import search
from commonhall.delivery.functions.models import Transfer
from commonhall.law.instruments.models import Provision
from commonhall.people.organisations.models import Organisation
from commonhall.services.services.models import Service


# --- functions --------------------------------------------------------------------------------------
@action(
    "delivery.transfer_function",
    by=Kind.OFFICE,
    power="transfer-functions",
    title=_("Hand a function over"),
    done=_("Function handed over to an organisation"),
    subject="service",
    place=lambda service, **_arguments: service.unit_id,
    amount=lambda amount, **_arguments: amount,
    concerns=lambda organisation, **_arguments: [organisation.ref],
)
def transfer_function(
    ctx: Context,
    service: Service,
    organisation: Organisation,
    names: dict[str, str],
    standards: dict[str, str],
    amount: int,
    starts: date,
    ends: date,
    basis: Provision | None = None,
) -> Transfer:
    """An organisation with standing carries a service: with money, a standard, an end and a way back."""
    if organisation.state != Organisation.State.RECOGNISED:
        raise BadInput(
            "organisation", _("Only an organisation with standing can carry a function.")
        )
    if service.organisation_id:
        raise Refused("state", "handed-over", _("An organisation carries this service already."))
    if not in_language(standards).strip():
        raise BadInput("standards", _("Write the standard it must reach."))
    if amount < 0:
        raise BadInput("amount", _("An amount cannot be below nought."))
    if not ctx.today <= starts < ends:
        raise BadInput("ends", _("It starts today or later, and ends after that."))
    transfer = ctx.save(
        Transfer(
            service=service, organisation=organisation, body_id=service.body_id,
            names=names or service.names, standards=standards, amount=amount, starts=starts,
            ends=ends, basis=basis,
        )
    )  # fmt: skip
    service.organisation = organisation
    ctx.save(service)
    ctx.link(service, transfer, "handed-over")
    ctx.link(transfer, organisation, "carried-by")
    search.index(transfer)
    ctx.note(amount=str(amount), organisation=organisation.ref)
    return transfer


@action(
    "delivery.take_back_function",
    by=Kind.OFFICE,
    power="transfer-functions",
    title=_("Take the function back"),
    done=_("Function taken back"),
    subject="transfer",
    place=lambda transfer, **_arguments: transfer.service.unit_id,
    concerns=lambda transfer, **_arguments: [Organisation.ref_of(transfer.organisation_id)],
    guard=lambda request: _carried(request),
)
def take_back_function(ctx: Context, transfer: Transfer, reason: str) -> Transfer:
    """The body carries the service itself again, with the reason."""
    if not reason.strip():
        raise BadInput("reason", _("Say why."))
    service = transfer.service.as_read()
    service.organisation = None
    ctx.save(service)
    transfer.returned_on = ctx.today
    transfer.why_returned = reason.strip()
    return ctx.save(transfer)


def _carried(request: ActionRequest) -> None:
    if request.arguments["transfer"].returned_on is not None:
        raise Refused("state", "wrong-state", _("This was taken back already."))
