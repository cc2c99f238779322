"""Four eyes: an award is paid on once an official of another body has agreed to it, where the law names one."""

from __future__ import annotations

from typing import Annotated

from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Words
from commonhall.actions.undoing import put_back
from commonhall.core import clock
from commonhall.core.refusals import Refused
from commonhall.delivery.contracts.models import Contract
from commonhall.law.instruments.models import Competence
from commonhall.law.queries import granted
from commonhall.people import four_eyes
from commonhall.people.organisations.models import Organisation

CONFIRM = "confirm-awards"


def waits(contract: Contract) -> bool:
    """Is a second official still to agree? Where the law names nobody who does, nobody is waited for."""
    if contract.state != Contract.State.ACTIVE or contract.confirmed_on is not None:
        return False
    named = Competence.objects.filter(granted(clock.today()), power=CONFIRM, body__ended_on=None)
    return named.exclude(body=contract.body_id).exists()


def check_confirmed(contract: Contract) -> None:
    """Nothing is paid on an award to which nobody else has agreed yet."""
    if waits(contract):
        raise Refused(
            "state",
            "not-confirmed",
            _("An official from another body has not agreed to this award yet."),
            contract.ref,
        )


def _another(actor: Actor, contract: Contract) -> None:
    """Neither in an office of the body that awarded it, nor somebody who holds one, or did when it was awarded."""
    if not waits(contract):
        raise Refused("state", "wrong-state", _("No award is waiting to be confirmed here."))
    days = [contract.awarded_on] if contract.awarded_on else []
    if actor.body == contract.body_id or four_eyes.sat_in(actor, (contract.body_id,), days):
        raise Refused(
            "state",
            "same-body",
            _("Somebody from another body must confirm it. The person who made the award cannot."),
        )


@action(
    "delivery.confirm_award",
    by=Kind.OFFICE,
    power=CONFIRM,
    undo=put_back,
    any_body=_(
        "An award must be confirmed by somebody from another body than the one that made it."
    ),
    title=_("Confirm the award"),
    done=_("Award confirmed by a second official"),
    place=lambda contract: contract.unit_id,
    concerns=lambda contract: [
        contract.ref,
        Organisation.ref_of(contract.organisation_id) if contract.organisation_id else "",
    ],
    allows=_another,
    second_factor=True,
)
def confirm_award(
    ctx: Context,
    contract: Contract,
    seen: Annotated[
        str,
        Words(
            _("What you checked"),
            _("This is public."),
            most=1000,
            long=True,
            empty=_("Enter what you checked: the offers, the reasons and the amount."),
        ),
    ],
) -> Contract:
    """A second official looked at offers, reasons and sum. Only then can it be paid on."""
    contract.confirmed_on, contract.confirmed_for = ctx.today, seen
    return ctx.save(contract)
