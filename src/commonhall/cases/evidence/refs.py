"""How evidence is called wherever a ref names one."""

from __future__ import annotations

from django.utils.translation import gettext as _

from commonhall.cases.evidence.models import Evidence
from commonhall.core.refs import Described, describes


def _found(numbers: list[int]) -> dict[int, Described]:
    rows = Evidence.objects.filter(pk__in=numbers)
    return {
        row.pk: Described(
            row.ref,
            _("Evidence on case %(number)d") % {"number": row.case_id},
            row.get_absolute_url(),
        )
        for row in rows
    }


def register() -> None:
    describes("cases.evidence", _found)
