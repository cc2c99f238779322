"""What call-backs hold about a person: what they answered on the telephone."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from commonhall.actions.context import Context
from commonhall.evaluation.call_backs.models import CallBack
from commonhall.people.personal_data import holds
from commonhall.people.residents.models import Person


def _export(person: Person) -> dict[str, Any]:
    rows = CallBack.objects.filter(case__person=person).order_by("pk")
    return {
        "calls": [
            {
                "case": row.case_id,
                "state": row.state,
                "contacted": row.contacted,
                "verdict": row.verdict,
                "satisfied": row.satisfied,
                "at": row.at.isoformat() if row.at else None,
            }
            for row in rows
        ]
    }


def _erase(ctx: Context, person: Person, words: bool) -> None:
    """Three answers are chosen, not written; once the case names nobody, they are nobody's, and stay in the sums."""


NAMES = {"calls": _("What I answered when I was called back")}


def register() -> None:
    holds("evaluation_call_backs", _export, _erase, NAMES)
