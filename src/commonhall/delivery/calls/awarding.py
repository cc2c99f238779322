"""What a contract owes to the call it came from: it is awarded to the winner, at its price, once nothing holds it up."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from commonhall.core import clock
from commonhall.core.refusals import BadInput, Refused
from commonhall.delivery.calls.deciding_actions import check_award, check_standstill, winner_of
from commonhall.delivery.calls.models import Call
from commonhall.delivery.contracts.models import Contract
from commonhall.law import queries as law_queries
from commonhall.people.organisations.models import Organisation
from commonhall.ui import text

# The matter of law: from which amount on offers must be sealed.
SEALED = "sealed-call"


def call_of(contract: Contract) -> Call | None:
    """The call for sealed offers that a contract came from; None where it had a simple call, or none."""
    return Call.objects.filter(contract=contract.pk).first()


def check(contract: Contract) -> None:
    """Raise `Refused` while the call behind the contract does not let it be awarded."""
    call = call_of(contract)
    if call is not None:
        check_award(call)
        check_standstill(call, clock.today())


def check_sealed(contract: Contract, amount: int, before: int, today: date) -> None:
    """Raise `Refused` where the law wants sealed offers for so much and none were called for.

    before: what was awarded in the same matter, so that nobody slices it.
    """
    found = law_queries.threshold(SEALED, today)
    if found is None or amount + before < found.least or call_of(contract) is not None:
        return
    raise Refused(
        "competence",
        "sealed-call",
        _(
            "From %(sum)s on, it is given after a call for sealed offers, together with what was awarded in the same matter. "
            "Prepare such a call."
        )
        % {"sum": text.money(found.sum)},
        found.provision.ref,
    )


def check_winner(contract: Contract, organisation: Organisation, amount: int, bids: int) -> None:
    """Raise `BadInput` where something else is awarded than what was ranked first."""
    call = call_of(contract)
    winner = winner_of(call) if call is not None else None
    if call is None or winner is None:
        return
    if winner.offerer_id != organisation.pk:
        raise BadInput(
            "organisation", _("Another organisation stands first in the ranking. Choose it.")
        )
    if winner.price != amount:
        raise BadInput("amount", _("Enter the price of the offer that stands first."))
    if call.offers != bids:
        raise BadInput("bids", _("Enter the number of offers that came in by the hour."))


def check_end(contract: Contract) -> None:
    """A contract that waits for its call ends with the call."""
    if contract.state == Contract.State.TENDER and call_of(contract) is not None:
        raise Refused(
            "state", "has-call", _("End the call without an award: then this ends with it.")
        )
