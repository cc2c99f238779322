"""The right to ask for a function: an organisation asks, the body answers by a day, and what was agreed is handed over."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Amount, Day, Either, Words
from commonhall.actions.subscriptions import part_of
from commonhall.actions.undoing import put_back_anew
from commonhall.core.refusals import BadInput, Refused
from commonhall.delivery.functions.models import FunctionRequest, Transfer
from commonhall.delivery.preconditions import check_own_body
from commonhall.law import queries as law_queries
from commonhall.law.promises import ledger
from commonhall.people.organisations.models import Organisation
from commonhall.services.services.models import Service

State = FunctionRequest.State
ANSWER, KIND = "answer-function-request", "function-request"
#: The link by which a handed over function is tied to the request.
ASKED_FOR = "asked-for"


def _may_ask(actor: Actor, service: Service) -> None:
    if service.ended_on is not None:
        raise Refused("state", "wrong-state", _("This service has ended."))
    if service.organisation_id is not None:
        raise Refused("state", "handed-over", _("An organisation already carries this service."))
    mine = service.requests.filter(
        organisation=actor.organisation, state__in=(State.WAITING, State.AGREED)
    )
    if mine.exists():
        raise Refused(
            "state", "asked", _("Your organisation has asked for it. Wait for the answer.")
        )


@action(
    "delivery.ask_for_function",
    by=Kind.ORGANISATION,
    right="ask-for-functions",
    title=_("Ask to carry it"),
    done=_("Organisation asked to carry a service"),
    place=lambda service: service.unit_id,
    allows=_may_ask,
)
def ask_for_function(
    ctx: Context,
    service: Service,
    plan: Annotated[
        str,
        Words(
            _("How you would carry it"),
            _("Who does the work, with whom, and what changes for residents. This is public."),
            most=8000,
            long=True,
            empty=_("Enter how you would carry it."),
        ),
    ],
    standard: Annotated[
        str,
        Words(
            _("Standard you promise"),
            _("What residents get, and by when. It is measured."),
            most=4000,
            long=True,
            empty=_("Enter the standard you promise."),
        ),
    ],
    amount: Annotated[int, Amount(_("Money per year"), _("Enter 0 if you need none."))],
    starts: Annotated[date, Day(_("From"))],
    ends: Annotated[date, Day(_("Until"))],
) -> FunctionRequest:
    """Ask the body to hand this service over to your organisation. It must answer with reasons by the day of the law."""
    if amount < 0:
        raise BadInput("amount", _("Enter an amount of zero or more."))
    if not ctx.today <= starts < ends:
        raise BadInput("ends", _("Enter a first day from today on, and a later last day."))
    made = ctx.save(
        FunctionRequest(
            service=service,
            body_id=service.body_id,
            unit_id=service.unit_id,
            organisation_id=ctx.actor.organisation or 0,
            plan=plan,
            standard=standard,
            amount=amount,
            starts=starts,
            ends=ends,
            at=ctx.occurred_at,
            due_on=law_queries.due_day(ANSWER, ctx.today),
        )
    )
    if made.due_on is not None:
        ledger.make(ctx, made, KIND, body=service.body_id, unit=service.unit_id, day=made.due_on)
    ctx.link(service, made, ASKED_FOR)
    ctx.follow(made, ctx.actor.account)
    ctx.note(amount=str(amount), due_on=made.due_on and made.due_on.isoformat())
    return made


def _may_answer(actor: Actor, request: FunctionRequest) -> None:
    check_own_body(actor, request, (State.WAITING,))


@action(
    "delivery.answer_function_request",
    by=Kind.OFFICE,
    power="answer-function-requests",
    undo=put_back_anew,
    title=_("Answer the request"),
    done=_("Request for a function answered"),
    concerns=lambda request: [request.ref, Organisation.ref_of(request.organisation_id)],
    allows=_may_answer,
)
def answer_function_request(
    ctx: Context,
    request: FunctionRequest,
    agreed: Annotated[bool, Either(_("Your answer"), yes=_("agreed"), no=_("refused"))],
    reasons: Annotated[
        str,
        Words(
            _("Reasons"),
            _("This is public. A refusal can be appealed."),
            most=4000,
            long=True,
            empty=_("Enter the reasons."),
        ),
    ],
) -> FunctionRequest:
    """Agree or refuse, with reasons. What is agreed is then handed over by the body that may hand functions over."""
    request.state = State.AGREED if agreed else State.REFUSED
    request.reasons, request.answered_on = reasons, ctx.today
    made = ctx.save(request)
    ledger.keep(ctx, made)
    return made


def _own_waiting(actor: Actor, request: FunctionRequest) -> None:
    if request.organisation_id != actor.organisation:
        raise Refused("state", "not-yours", _("Another organisation asked for this."))
    if request.state not in (State.WAITING, State.AGREED):
        raise Refused("state", "wrong-state", _("This request does not wait any more."))


@action(
    "delivery.withdraw_function_request",
    by=Kind.ORGANISATION,
    right="ask-for-functions",
    title=_("Withdraw the request"),
    done=_("Request for a function withdrawn"),
    place=lambda request: request.unit_id,
    allows=_own_waiting,
)
def withdraw_function_request(ctx: Context, request: FunctionRequest) -> FunctionRequest:
    """Your organisation does not want to carry it any more. You can ask again."""
    request.state = State.WITHDRAWN
    made = ctx.save(request)
    ledger.withdraw(ctx, made)
    return made


@part_of("delivery.transfer_function")
def handed_over(ctx: Context, result: Transfer, _arguments: dict[str, Any]) -> None:
    """What was agreed has been handed over to who asked; other requests for it go on waiting for their answer."""
    mine = FunctionRequest.objects.filter(
        service=result.service_id, organisation=result.organisation_id, state=State.AGREED
    )
    request = mine.order_by("pk").first()
    if request is not None:
        request.state, request.transfer = State.HANDED_OVER, result
        ctx.save(request)
        ctx.link(request, result, "handed-over")
