"""How reports and requests for payments are called wherever a ref names one."""

from __future__ import annotations

from django.utils.translation import gettext as _

from commonhall.core.refs import Described, describes
from commonhall.delivery.carriers.models import FunctionReport, GrantReport, PaymentRequest


def _reports(numbers: list[int]) -> dict[int, Described]:
    rows = FunctionReport.objects.filter(pk__in=numbers).select_related("transfer")
    return {
        row.pk: Described(
            row.ref,
            _("Report %(month)s: %(function)s")
            % {"month": f"{row.month:%Y-%m}", "function": row.transfer.name},
            row.get_absolute_url(),
        )
        for row in rows
    }


def _grants(numbers: list[int]) -> dict[int, Described]:
    rows = GrantReport.objects.filter(pk__in=numbers).select_related("contract")
    return {
        row.pk: Described(
            row.ref,
            _("Report on a grant: %(grant)s") % {"grant": row.contract.name},
            row.get_absolute_url(),
        )
        for row in rows
    }


def _payments(numbers: list[int]) -> dict[int, Described]:
    rows = PaymentRequest.objects.filter(pk__in=numbers)
    return {
        row.pk: Described(
            row.ref,
            _("Payment asked for: %(what)s") % {"what": row.purpose},
            row.get_absolute_url(),
            row.get_state_display(),
        )
        for row in rows
    }


def register() -> None:
    describes("delivery.functionreport", _reports)
    describes("delivery.grantreport", _grants)
    describes("delivery.paymentrequest", _payments)
