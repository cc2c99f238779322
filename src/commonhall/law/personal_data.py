"""What `law` holds about a person: appeals, challenges and petitions they made, what they signed."""

from __future__ import annotations

from typing import Any

from django.db.models import DateTimeField, Value
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
    # One query for all three: the page of one's data asks every app.
    columns = ("kind", "pk", "text", "state", "at")
    first, *others = [
        model.objects.filter(person=person).annotate(kind=Value(name)).values_list(*columns)
        for name, model in DEMANDS.items()
    ]
    never = Value(None, output_field=DateTimeField())
    asked = StandIn.objects.filter(person=person).annotate(
        kind=Value("stand_ins"), text=Value(""), state=Value(""), at=never
    )
    others.append(asked.values_list(*columns))
    stand_ins = []
    for kind, number, text, state, at in first.union(*others, all=True).order_by("pk"):
        if kind == "stand_ins":
            stand_ins.append(number)
            continue
        found[kind].append({"id": number, "text": text, "state": state, "at": at.isoformat()})
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
    found["stand_ins"] = _stood_in(stand_ins)
    return found


def _stood_in(numbers: list[int]) -> list[dict[str, Any]]:
    """The offices somebody was asked to stand in for; few people were."""
    rows = StandIn.objects.filter(pk__in=numbers).select_related("holder__office").order_by("pk")
    return [
        {
            "office": row.holder.office.code,
            "from": str(row.starts),
            "to": str(row.ends),
            "accepted": row.accepted,
        }
        for row in (rows if numbers else ())
    ]


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
