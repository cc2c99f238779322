"""How disputes between bodies, and what follows from them, are called wherever a ref names one."""

from __future__ import annotations

from django.utils.translation import gettext as _

from commonhall.core.refs import Described, describes
from commonhall.disputes.between_bodies.models import BodyDispute, Duty


def _disputes(numbers: list[int]) -> dict[int, Described]:
    rows = BodyDispute.objects.filter(pk__in=numbers).select_related("claimant", "body")
    return {
        row.pk: Described(
            row.ref,
            str(row),
            row.get_absolute_url(),
            _("decided") if row.decided_on else "",
            "decision" if row.decided_on else "",
        )
        for row in rows
    }


def _duties(numbers: list[int]) -> dict[int, Described]:
    rows = Duty.objects.filter(pk__in=numbers).select_related("body")
    return {
        row.pk: Described(
            row.ref,
            _("Duty of %(body)s from a decision") % {"body": row.body.name},
            row.get_absolute_url(),
        )
        for row in rows
    }


def register() -> None:
    describes("disputes.bodydispute", _disputes)
    describes("disputes.duty", _duties)
