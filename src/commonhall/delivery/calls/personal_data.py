"""What calls hold about a person: questions, offers they handed in for an organisation, keys and scores in an office."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from commonhall.actions.context import Context
from commonhall.actions.erasure import erase
from commonhall.delivery.calls.models import CallQuestion, Offer, Opener, Scorer
from commonhall.people.personal_data import holds
from commonhall.people.residents.models import Person


def _export(person: Person) -> dict[str, Any]:
    questions = CallQuestion.objects.filter(person=person).order_by("pk")
    offers = Offer.objects.filter(person=person).order_by("pk")
    return {
        "questions_about_calls": [
            {"call": row.call_id, "text": row.text, "at": row.at.isoformat()} for row in questions
        ],
        "offers_handed_in": [
            {"call": row.call_id, "digest": row.digest, "at": row.at.isoformat()} for row in offers
        ],
        "calls_opened": list(
            Opener.objects.filter(person=person).order_by("pk").values_list("call", flat=True)
        ),
        "calls_scored": list(
            Scorer.objects.filter(person=person).order_by("pk").values_list("call", flat=True)
        ),
    }


def _erase(ctx: Context, person: Person, words: bool) -> None:
    for row in CallQuestion.objects.filter(person=person).order_by("pk"):
        erase(ctx, row, ["person_id", *(["text"] if words else [])])
    for model in (Offer, Opener, Scorer):
        for one in model.objects.filter(person=person).order_by("pk"):
            erase(ctx, one, ["person_id"])


NAMES = {
    "questions_about_calls": _("Questions I asked about calls"),
    "offers_handed_in": _("Offers I handed in for an organisation"),
    "calls_opened": _("Calls whose offers I open"),
    "calls_scored": _("Calls whose offers I score"),
}


def register() -> None:
    holds("calls", _export, _erase, NAMES)
