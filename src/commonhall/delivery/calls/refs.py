"""How calls and what belongs to them are shown wherever a ref names one; nobody's name before the opening."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from commonhall.core.refs import Described, describes
from commonhall.delivery.calls.models import (
    Call,
    CallDocument,
    CallQuestion,
    Offer,
    Opener,
    Score,
    Scorer,
)


def _calls(numbers: list[int]) -> dict[int, Described]:
    rows = Call.objects.filter(pk__in=numbers)
    return {
        row.pk: Described(
            row.ref,
            row.name,
            row.get_absolute_url(),
            row.stage,
            "contract",
            stopped=row.state == Call.State.ENDED,
            kind=_("call for offers"),
        )
        for row in rows
    }


def _offers(numbers: list[int]) -> dict[int, Described]:
    rows = Offer.objects.filter(pk__in=numbers).select_related("offerer", "call")
    return {
        row.pk: Described(
            row.ref,
            _("Offer of %(who)s") % {"who": row} if row.is_open else str(row),
            row.get_absolute_url() if row.is_open else row.call.get_absolute_url(),
            row.get_state_display(),
        )
        for row in rows
    }


def _of_call(model: Any, words: Any) -> Any:
    def described(numbers: list[int]) -> dict[int, Described]:
        rows = model.objects.filter(pk__in=numbers)
        return {
            row.pk: Described(row.ref, words() % {"number": row.call_id}, row.get_absolute_url())
            for row in rows
        }

    return described


def _scores(numbers: list[int]) -> dict[int, Described]:
    rows = Score.objects.filter(pk__in=numbers).select_related("offer")
    return {
        row.pk: Described(
            row.ref,
            _("Scores of an offer, call %(number)d") % {"number": row.offer.call_id},
            row.get_absolute_url(),
        )
        for row in rows
    }


def register() -> None:
    describes("delivery.call", _calls)
    describes("delivery.offer", _offers)
    describes("delivery.score", _scores)
    describes("delivery.opener", _of_call(Opener, lambda: _("Opener of call %(number)d")))
    describes("delivery.scorer", _of_call(Scorer, lambda: _("Scorer of call %(number)d")))
    describes(
        "delivery.calldocument", _of_call(CallDocument, lambda: _("Document of call %(number)d"))
    )
    describes(
        "delivery.callquestion", _of_call(CallQuestion, lambda: _("Question about call %(number)d"))
    )
