"""How functions are shown wherever a ref names one."""

from __future__ import annotations

from datetime import date, timedelta

from commonhall.core.refs import Described, describes
from commonhall.delivery.functions.models import FunctionRequest, Transfer
from commonhall.law.challenges import outcomes

ONE = timedelta(days=1)


def _transfers(numbers: list[int]) -> dict[int, Described]:
    rows = Transfer.objects.filter(pk__in=numbers)
    return {
        row.pk: Described(row.ref, row.name, row.get_absolute_url(), "", "contract") for row in rows
    }


def _requests(numbers: list[int]) -> dict[int, Described]:
    rows = FunctionRequest.objects.filter(pk__in=numbers).select_related("organisation", "service")
    return {
        row.pk: Described(
            row.ref,
            str(row),
            row.get_absolute_url(),
            row.get_state_display(),
            "proposal",
            stopped=row.state in (FunctionRequest.State.REFUSED, FunctionRequest.State.WITHDRAWN),
        )
        for row in rows
    }


def _carries(ref: str, organisation: int, day: date) -> bool:
    """Does the organisation carry a function by this transfer on a day?"""
    name, _colon, number = ref.partition(":")
    if name != Transfer._meta.label_lower or not number.isdecimal():
        return False
    rows = Transfer.objects.filter(organisation=organisation, returned_on=None)
    return rows.filter(pk=int(number), starts__lte=day + ONE, ends__gt=day).exists()


def register() -> None:
    outcomes.carried_by(_carries)
    describes("delivery.transfer", _transfers)
    describes("delivery.functionrequest", _requests)
