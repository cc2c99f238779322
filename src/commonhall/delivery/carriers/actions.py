"""What those who carry something for the public do: report each month, ask to be paid; and how a body answers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Annotated, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from commonhall.actions import owed
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Amount, Choice, Lines, Words
from commonhall.actions.subscriptions import on
from commonhall.actions.undoing import put_back
from commonhall.core import clock
from commonhall.core.money import require_hall_currency
from commonhall.core.refusals import BadInput, Refused
from commonhall.delivery import money
from commonhall.delivery.carriers.models import (
    FunctionReport,
    GrantReport,
    PaymentRequest,
)
from commonhall.delivery.contracts.models import Contract
from commonhall.delivery.functions.hand_back_actions import check_own
from commonhall.delivery.functions.models import Transfer
from commonhall.delivery.payments.actions import INVOICE, INVOICED, PURPOSE, pay_contract
from commonhall.delivery.preconditions import check_own_body
from commonhall.law import queries as law_queries
from commonhall.people.organisations.models import Organisation

REPORT = "report-on-function"
MOST_FIGURES = 20
State = PaymentRequest.State


# --- reports --------------------------------------------------------------------------------------
def months(transfer: Transfer) -> Iterator[date]:
    """Months of a function that are over, or run today, the first ones first."""
    month, today = transfer.starts.replace(day=1), clock.today()
    last = min(transfer.ends, transfer.returned_on or transfer.ends, today)
    while month <= last and transfer.starts <= last:
        yield month
        month = clock.next_month(month)


def due_on(month: date) -> date:
    """The day by which a month is reported, counted from its end."""
    end = clock.next_month(month) - timedelta(days=1)
    return law_queries.due_day(REPORT, end) or end


def missing(transfer: Transfer) -> list[date]:
    """Months without a report, the first ones first."""
    known = {one.month for one in transfer.reports.all()}
    return [one for one in months(transfer) if one not in known]


def _choices(transfer: Any) -> list[tuple[str, str]]:
    return [(one.isoformat(), f"{one:%Y-%m}") for one in missing(transfer)]


def read_figures(text: str) -> list[dict[str, str]]:
    """ "Meals served: 412", one a line → names and values. Raises ValidationError."""
    found = []
    for line in filter(None, map(str.strip, text.splitlines())):
        name, _colon, value = line.rpartition(":")
        plain = value.strip().replace(",", ".")
        if not name.strip() or not plain.replace(".", "", 1).removeprefix("-").isdecimal():
            raise ValidationError(
                _("Enter a name, a colon and a number: Meals served: 412. Check “%(line)s”."),
                params={"line": line[:60]},
            )
        found.append({"name": name.strip()[:120], "value": plain})
    if len(found) > MOST_FIGURES:
        raise ValidationError(_("Enter up to %(most)d figures."), params={"most": MOST_FIGURES})
    return found


def _may_report(actor: Actor, transfer: Transfer) -> None:
    check_own(actor, transfer)
    if not missing(transfer):
        raise Refused("state", "reported", _("Every month so far has been reported."))


@action(
    "delivery.report_on_function",
    by=Kind.ORGANISATION,
    right="report-on-functions",
    title=_("Report on a month"),
    done=_("Monthly report on a function"),
    place=lambda transfer: transfer.service.unit_id,
    allows=_may_report,
)
def report_on_function(
    ctx: Context,
    transfer: Transfer,
    month: Annotated[str, Choice(_("Month"), choices_of=_choices)],
    figures: Annotated[
        list[dict[str, str]],
        Lines(
            _("Figures"),
            _("One per line, for example: Meals served: 412"),
            read=read_figures,
            most=3000,
            empty=_("Enter at least one figure."),
        ),
    ],
    text: Annotated[
        str,
        Words(
            _("What went well, what did not"),
            _("This is public. No personal data."),
            most=4000,
            long=True,
            empty=_("Enter what went well and what did not."),
        ),
    ],
) -> FunctionReport:
    """Say in figures and words what your organisation did in a month, against the standard. Late reports are shown as late."""
    known = {one.isoformat(): one for one in missing(transfer)}
    if month not in known:
        raise BadInput("month", _("Choose a month that has not been reported."))
    made = FunctionReport(
        transfer=transfer,
        month=known[month],
        figures=figures,
        text=text,
        due_on=due_on(known[month]),
        on=ctx.today,
    )
    ctx.note(month=month[:7], days_late=made.days_late or None)
    return ctx.save(made)


def grant_due(contract: Contract) -> date | None:
    """The day by which the use of a grant is reported, counted from its last day."""
    if contract.ends is None:
        return None
    return law_queries.due_day(REPORT, contract.ends) or contract.ends


def _may_report_grant(actor: Actor, contract: Contract) -> None:
    _own_contract(actor, contract)
    if not contract.grant:
        raise Refused(
            "state", "no-grant", _("This is a contract: it is fulfilled, not reported on.")
        )
    if GrantReport.objects.filter(contract=contract).exists():
        raise Refused("state", "reported", _("The use of this grant has been reported."))


@action(
    "delivery.report_on_grant",
    by=Kind.ORGANISATION,
    right="report-on-functions",
    title=_("Report on the grant"),
    done=_("Use of a grant reported"),
    place=lambda contract: contract.unit_id,
    allows=_may_report_grant,
)
def report_on_grant(
    ctx: Context,
    contract: Contract,
    spent: Annotated[int, Amount(_("How much of it was spent"))],
    figures: Annotated[
        list[dict[str, str]],
        Lines(
            _("Figures"),
            _("One per line, for example: Meals served: 412"),
            read=read_figures,
            most=3000,
            empty=_("Enter at least one figure."),
        ),
    ],
    text: Annotated[
        str,
        Words(
            _("What it was used for, and what came of it"),
            _("This is public. No personal data."),
            most=4000,
            long=True,
            empty=_("Enter what it was used for, and what came of it."),
        ),
    ],
) -> GrantReport:
    """Say in figures and words what your organisation did with the grant. A late report is shown as late."""
    if not 0 <= spent <= (contract.amount or 0):
        raise BadInput("spent", _("Enter an amount from zero to the amount of the grant."))
    made = GrantReport(
        contract=contract,
        spent=spent,
        currency=contract.currency,
        figures=figures,
        text=text,
        due_on=grant_due(contract),
        on=ctx.today,
    )
    ctx.note(spent=str(spent), currency=contract.currency, days_late=made.days_late or None)
    return ctx.save(made)


# --- payments -------------------------------------------------------------------------------------
def _own_contract(actor: Actor, contract: Contract) -> None:
    if contract.organisation_id is None or contract.organisation_id != actor.organisation:
        raise Refused("state", "not-yours", _("This contract was not awarded to you."))
    if contract.state not in money.AWARDED:
        raise Refused("state", "wrong-state", _("You cannot do this in its current state."))


@action(
    "delivery.request_payment",
    by=Kind.ORGANISATION,
    right="request-payments",
    title=_("Ask for a payment"),
    done=_("Payment asked for"),
    place=lambda contract: contract.unit_id,
    allows=_own_contract,
)
def request_payment(
    ctx: Context,
    contract: Contract,
    amount: Annotated[int, Amount(_("Amount"))],
    purpose: Annotated[str, PURPOSE],
    invoice: Annotated[str, INVOICE],
    invoiced_on: Annotated[date, INVOICED],
) -> PaymentRequest:
    """Ask the body to pay an invoice on your contract. It pays, or refuses with reasons; both are public."""
    if amount <= 0:
        raise BadInput("amount", _("Enter an amount above zero."))
    if invoiced_on > ctx.today:
        raise BadInput(
            "invoiced_on", _("This day has not come yet. Enter today or an earlier day.")
        )
    require_hall_currency(contract.currency, "amount")
    money.check_contract(contract, amount)
    money.check_invoice(invoice, contract.organisation_id, "")
    key = money.invoice_key(invoice)
    waiting = PaymentRequest.objects.filter(
        organisation=contract.organisation_id, state=State.WAITING
    ).values_list("invoice", flat=True)
    if any(money.invoice_key(other) == key for other in waiting):
        raise BadInput("invoice", _("You have asked for this invoice already."))
    ctx.follow(contract, ctx.actor.account)
    ctx.note(amount=str(amount), currency=contract.currency)
    return ctx.save(
        PaymentRequest(
            contract=contract,
            organisation_id=contract.organisation_id or 0,
            body_id=contract.body_id,
            unit_id=contract.unit_id,
            amount=amount,
            currency=contract.currency,
            purpose=purpose,
            invoice=invoice,
            invoiced_on=invoiced_on,
            on=ctx.today,
        )
    )


def _waits(actor: Actor, request: PaymentRequest) -> None:
    check_own_body(actor, request, (State.WAITING,))


def _parties(request: PaymentRequest) -> list[str]:
    return [request.ref, request.contract.ref, Organisation.ref_of(request.organisation_id)]


@action(
    "delivery.pay_request",
    by=Kind.OFFICE,
    power="spend",
    remedy=owed.CLAIMED_BACK,
    title=_("Pay"),
    done=_("Payment that was asked for paid"),
    concerns=_parties,
    amount=lambda request: request.amount,
    allows=_waits,
    second_factor=True,
)
def pay_request(ctx: Context, request: PaymentRequest) -> PaymentRequest:
    """Pay what was asked for, by the same rules as every payment: within the contract, the budget, and once an invoice."""
    payment = ctx.perform(
        pay_contract,
        contract=Contract.objects.get(pk=request.contract_id),
        amount=request.amount,
        purpose=request.purpose,
        invoice=request.invoice,
        invoiced_on=request.invoiced_on,
    )
    request.payment, request.state, request.answered_on = payment, State.PAID, ctx.today
    return ctx.save(request)


@action(
    "delivery.refuse_payment",
    by=Kind.OFFICE,
    power="spend",
    undo=put_back,
    title=_("Refuse to pay"),
    done=_("Payment that was asked for refused"),
    concerns=_parties,
    allows=_waits,
    unasked="refusing spends nothing",
    second_factor=True,
)
def refuse_payment(
    ctx: Context,
    request: PaymentRequest,
    reasons: Annotated[
        str,
        Words(
            _("Why it is not paid"),
            _("This is public, and the organisation can appeal."),
            most=2000,
            long=True,
            empty=_("Enter the reasons."),
        ),
    ],
) -> PaymentRequest:
    """Say why it is not paid. The organisation can ask again with another invoice."""
    request.state, request.reasons, request.answered_on = State.REFUSED, reasons, ctx.today
    return ctx.save(request)


@on("people.dissolve_organisation")
def still_bound(_ctx: Context, result: Organisation, _arguments: dict[str, Any]) -> None:
    """Raises Refused while it carries a function or has a contract: others rely on it."""
    carries = result.transfers.filter(returned_on=None).exists()
    active = Contract.State.ACTIVE
    if carries or Contract.objects.filter(organisation=result, state=active).exists():
        raise Refused(
            "state",
            "still-bound",
            _("It still carries a function or has a contract. Hand these back or end them first."),
        )
