"""What letters say of answers to organisations: requests for functions, payments, notice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils import formats
from django.utils.translation import gettext as _

from commonhall.actions.notification_letters import says
from commonhall.delivery.carriers.models import PaymentRequest
from commonhall.delivery.functions.models import FunctionRequest, Transfer


def _number(ref: str) -> int:
    return int(ref.rpartition(":")[2])


@says("delivery.answer_function_request")
def answered(ref: str, _at: datetime) -> Iterator[str]:
    """Agreed or refused, and why."""
    one = FunctionRequest.objects.filter(pk=_number(ref)).first()
    if one is None:
        return
    yield str(one.get_state_display())
    yield one.reasons
    if one.state == FunctionRequest.State.REFUSED:
        yield _("If this is wrong, you can appeal at the end of its page.")


@says("delivery.refuse_payment")
def refused(ref: str, _at: datetime) -> Iterator[str]:
    """Why it is not paid."""
    one = PaymentRequest.objects.filter(pk=_number(ref)).first()
    if one is not None:
        yield one.reasons


@says("delivery.hand_back_function")
def handed_back(ref: str, _at: datetime) -> Iterator[str]:
    """Until when it is still carried, and why it is handed back."""
    one = Transfer.objects.filter(pk=_number(ref)).first()
    if one is not None and one.hand_back_on is not None:
        yield _("The organisation carries it until %(day)s.") % {
            "day": formats.date_format(one.hand_back_on, "DATE_FORMAT")
        }
        yield one.hand_back_for
