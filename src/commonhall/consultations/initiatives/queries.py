"""Asking about initiatives. A list costs the same number of queries however long it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from commonhall.consultations.initiatives.models import (
    Initiative,
    InitiativeSignature,
    InitiativeUpdate,
    PaperSheet,
    Promoter,
    SignatureTally,
)
from commonhall.consultations.initiatives.search import INITIATIVE
from commonhall.core import search
from commonhall.places.models import Unit

State = Initiative.State
Shown = InitiativeSignature.Shown


@dataclass(frozen=True)
class Filter:
    """What a list of initiatives is narrowed to; empty strings narrow nothing."""

    state: str = ""
    place: str = ""
    kind: str = ""
    words: str = ""


def initiatives(wanted: Filter) -> QuerySet[Initiative]:
    """Initiatives by filter, with place, body and tally; order and page are the caller's."""
    rows: QuerySet[Initiative] = Initiative.objects.select_related("unit", "body", "tally")
    if wanted.state in State.values:
        rows = rows.filter(state=wanted.state)
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.place:
        unit = Unit.objects.filter(code=wanted.place).first()
        inside = Unit.objects.filter(path__startswith=unit.path) if unit else Unit.objects.none()
        rows = rows.filter(unit__in=inside)
    return search.matching(rows, INITIATIVE, wanted.words) if wanted.words else rows


def running(today: date) -> QuerySet[Initiative]:
    """What one can sign today, what ends first first."""
    rows = initiatives(Filter(state=State.OPEN)).filter(hidden_for="", closes_on__gte=today)
    return rows.order_by("closes_on", "pk")


def share(initiative: Initiative) -> float:
    """How much of the signatures needed there is, from 0 to 1."""
    return min(1.0, initiative.tally.signed / max(1, initiative.needed))


def promoters(initiative: Initiative) -> list[Promoter]:
    """Who stands behind it by name, whoever began it first."""
    rows = Promoter.objects.filter(initiative=initiative, left_on=None)
    return list(rows.exclude(accepted_on=None).order_by("-first", "pk"))


def names(initiative: Initiative) -> QuerySet[InitiativeSignature]:
    """Signatures whose signers chose to be shown; organisations always are."""
    return InitiativeSignature.objects.filter(
        initiative=initiative, shown=Shown.PUBLIC, taken_back_on=None
    ).exclude(name="")


def updates(initiative: Initiative) -> QuerySet[InitiativeUpdate]:
    rows = InitiativeUpdate.objects.filter(initiative=initiative)
    return rows.select_related("organisation", "office__body").order_by("-pk")


def sheets(initiative: Initiative) -> QuerySet[PaperSheet]:
    rows = PaperSheet.objects.filter(initiative=initiative)
    return rows.select_related("entered_by", "decided_by").order_by("pk")


def by_day(initiative: Initiative) -> list[tuple[date, int]]:
    """Signatures that count, by day: those here by when they were given, on paper by when they were counted twice."""
    online = InitiativeSignature.objects.filter(initiative=initiative, counts=True)
    found: dict[date, int] = dict(
        online.values_list("on").annotate(number=Count("pk")).order_by("on")
    )
    paper = PaperSheet.objects.filter(initiative=initiative, state=PaperSheet.State.CONFIRMED)
    for day, number in paper.values_list("decided_on", "number"):
        if day is not None:
            found[day] = found.get(day, 0) + number
    return sorted(found.items())


def owed_by(body: int) -> QuerySet[Initiative]:
    """What a body has to answer, what is due first first."""
    rows = initiatives(Filter(state=State.REACHED)).filter(body=body)
    return rows.order_by("due_on", "pk")


def in_place(which: Q) -> QuerySet[Initiative]:
    return initiatives(Filter()).filter(which, hidden_for="").order_by("-pk")


def told(initiative: Initiative, tally: SignatureTally | None = None) -> dict[str, Any]:
    """How it stands, as programs and tables read it. tally: where it was counted just now."""
    tally = tally or initiative.tally
    return {
        "ref": initiative.ref,
        "title": initiative.shown_title,
        "kind": initiative.kind,
        "state": initiative.state,
        "place": initiative.unit.code,
        "body": initiative.body.code,
        "about": initiative.about,
        "signed": tally.signed,
        "paper": tally.paper,
        "waiting": tally.waiting,
        "organisations": tally.organisations,
        "needed": initiative.needed,
        "begun_at": initiative.at,
        "closes_on": initiative.closes_on,
        "reached_on": initiative.reached_on,
        "due_on": initiative.due_on,
        "overdue_on": initiative.overdue_on,
        "outcome": initiative.outcome,
        "led_to": initiative.led_to,
        "decided_at": initiative.decided_at,
        "hidden_for": initiative.hidden_for,
    }
