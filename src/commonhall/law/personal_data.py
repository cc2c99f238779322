"""What `law` holds about a person: appeals, challenges and petitions they made, what they signed."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, DateField, DateTimeField, F, Value, When
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from commonhall.actions.context import Context
from commonhall.actions.erasure import erase
from commonhall.law import search
from commonhall.law.appeals.models import Appeal
from commonhall.law.challenges.models import Challenge
from commonhall.law.recalls.models import Recall, Signature
from commonhall.law.stand_ins.models import StandIn
from commonhall.people.personal_data import holds
from commonhall.people.residents.models import Person

DEMANDS: dict[str, type[Any]] = {
    "appeals": Appeal,
    "challenges": Challenge,
    "petitions_for_recall": Recall,
}


def _export(person: Person) -> dict[str, Any]:
    found: dict[str, Any] = {name: [] for name in DEMANDS}
    # One query for all of them: the page of one's data asks every app.
    columns = ("kind", "pk", "text", "state", "at", "first", "last")
    # PostgreSQL wants to know of what kind a column is where it is empty.
    day, moment = Cast(Value(None), DateField()), Cast(Value(None), DateTimeField())
    rows, *others = [
        model.objects.filter(person=person)
        .annotate(kind=Value(name), first=day, last=day)
        .values_list(*columns)
        for name, model in DEMANDS.items()
    ]
    asked = StandIn.objects.filter(person=person).annotate(
        kind=Value("stand_ins"),
        text=F("holder__office__code"),
        state=Case(When(term=None, then=Value("asked")), default=Value("accepted")),
        at=moment,
        first=F("starts"),
        last=F("ends"),
    )
    others.append(asked.values_list(*columns))
    found["stand_ins"] = []
    for kind, number, text, state, at, first, last in rows.union(*others, all=True).order_by("pk"):
        if kind == "stand_ins":
            said = {"office": text, "state": state, "from": str(first), "to": str(last)}
        else:
            said = {"id": number, "text": text, "state": state, "at": at.isoformat()}
        found[kind].append(said)
    signed = Signature.objects.filter(person=person).order_by("pk")
    found["signed"] = [
        {
            "challenge": row.challenge_id,
            "recall": row.recall_id,
            "result": row.result_id,
            "on": str(row.on),
        }
        for row in signed
    ]
    return found


def _erase(ctx: Context, person: Person, words: bool) -> None:
    for model in DEMANDS.values():
        for row in model.objects.filter(person=person).order_by("pk"):
            erase(ctx, row, ["person_id", *(["text"] if words else [])])
            search.index_demand(row)
    # A signature stays counted; whose it was is gone.
    for signed in Signature.objects.filter(person=person).order_by("pk"):
        erase(ctx, signed, ["person_id"])
    for asked in StandIn.objects.filter(person=person).order_by("pk"):
        erase(ctx, asked, ["person_id"])
        if asked.ended_on is None and not asked.accepted:
            asked.ended_on = ctx.today
            ctx.save(asked)


NAMES = {
    "appeals": _("My appeals"),
    "challenges": _("My challenges to rules"),
    "petitions_for_recall": _("My petitions for recall"),
    "signed": _("Challenges and petitions I signed"),
    "stand_ins": _("Offices I was asked to stand in for"),
}


def register() -> None:
    holds("law", _export, _erase, NAMES)
