"""How a look into a confidential case is called wherever a ref names one."""

from __future__ import annotations

from django.utils.translation import gettext as _

from commonhall.cases.confidential.models import Look
from commonhall.core.refs import Described, describes


def _found(numbers: list[int]) -> dict[int, Described]:
    rows = Look.objects.filter(pk__in=numbers).select_related("case")
    return {
        row.pk: Described(
            row.ref,
            _("Look into confidential case %(number)d") % {"number": row.case_id},
            row.get_absolute_url(),
        )
        for row in rows
    }


def register() -> None:
    describes("cases.look", _found)
