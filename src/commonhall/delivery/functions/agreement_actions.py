"""An organisation asks for a function as a round table agreed, in one step, with the agreement's words filled in."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Annotated

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Pick
from commonhall.consultations.round_tables import becoming
from commonhall.consultations.round_tables.models import Agreement
from commonhall.core.refusals import BadInput
from commonhall.delivery.functions.models import FunctionRequest
from commonhall.delivery.functions.request_actions import ASKED_FOR, ask_for_function
from commonhall.services.services.models import Service

_ASKED = {name: asked.input for name, asked in ask_for_function.inputs.items()}


def _free() -> QuerySet[Service]:
    """Services that no organisation carries."""
    return Service.objects.filter(ended_on=None, organisation=None).order_by("pk")


@action(
    "delivery.ask_by_agreement",
    by=Kind.ORGANISATION,
    right="ask-for-functions",
    title=_("Ask to carry a service as agreed"),
    done=_("Organisation asked to carry a service, as a round table agreed"),
    allows=becoming.is_agreed,
)
def ask_by_agreement(
    ctx: Context,
    agreement: Agreement,
    service: Annotated[
        Service,
        Pick(
            _("Service"),
            rows=_free,
            empty=_("Choose the service you ask to carry."),
        ),
    ],
    plan: Annotated[str, replace(_ASKED["plan"], present=lambda one: one.text if one else "")],
    standard: Annotated[str, _ASKED["standard"]],
    amount: Annotated[int, _ASKED["amount"]],
    starts: Annotated[date, _ASKED["starts"]],
    ends: Annotated[date, _ASKED["ends"]],
) -> FunctionRequest:
    """Ask the body to hand the service over to your organisation. It must answer with reasons by the day of the law."""
    refused = ask_for_function.check(ctx.actor, service).refusal
    if refused is not None:
        raise BadInput("service", refused.message)
    made = ctx.perform(
        ask_for_function,
        service=service,
        plan=plan,
        standard=standard,
        amount=amount,
        starts=starts,
        ends=ends,
    )
    becoming.tie(ctx, agreement, made, ASKED_FOR)
    return made


becoming.leads_on(ask_by_agreement)
