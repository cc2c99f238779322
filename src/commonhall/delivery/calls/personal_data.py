"""What calls hold about a person: questions, offers they handed in for an organisation, keys and scores in an office."""

from __future__ import annotations

from typing import Any

from django.db.models import DateTimeField, F, TextField, Value
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from commonhall.actions.context import Context
from commonhall.actions.erasure import erase
from commonhall.delivery.calls.models import CallQuestion, Offer, Opener, Scorer
from commonhall.people.personal_data import holds
from commonhall.people.residents.models import Person


def _export(person: Person) -> dict[str, Any]:
    """All four kinds at once; one query."""
    none = Value(None, DateTimeField())
    kinds: dict[str, tuple[Any, Any, Any]] = {
        "questions_about_calls": (CallQuestion, F("text"), F("at")),
        "offers_handed_in": (Offer, F("digest"), F("at")),
        "calls_opened": (Opener, Value(""), none),
        "calls_scored": (Scorer, Value(""), none),
    }
    first, *others = (
        model.objects.filter(person=person)
        .order_by()
        .annotate(what=Value(what), row=F("pk"), words=Cast(said, TextField()), moment=when)
        .values_list("what", "row", "call", "words", "moment")
        for what, (model, said, when) in kinds.items()
    )
    found: dict[str, list[Any]] = {what: [] for what in kinds}
    for what, _number, call, said, when in sorted(first.union(*others), key=lambda row: row[:2]):
        word = {"questions_about_calls": "text", "offers_handed_in": "digest"}.get(what)
        found[what].append({"call": call, word: said, "at": when.isoformat()} if word else call)
    return found


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
