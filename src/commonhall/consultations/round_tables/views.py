"""Pages of round tables: the list, and one table with what its parties may do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.actions import action_pages, threads
from commonhall.consultations.askings import annulling_actions as annulling
from commonhall.consultations.conversations.views import sections
from commonhall.consultations.initiatives import actions as initiative_actions
from commonhall.consultations.initiatives import kinds
from commonhall.consultations.round_tables import actions, becoming, convening_actions, seats
from commonhall.consultations.round_tables.models import (
    AgendaItem,
    Agreement,
    Assent,
    Commitment,
    Position,
    RoundTable,
    Seat,
)
from commonhall.consultations.speakers import Speaker
from commonhall.core import clock, refs
from commonhall.core.paging import page_for
from commonhall.law.promises import queries as promise_queries
from commonhall.people.actors import of_request
from commonhall.ui.pages import page
from commonhall.ui.parts import Crumb

SHOWN = 10


def _crumbs(table: RoundTable) -> list[Crumb]:
    return [
        Crumb(_("Round tables"), reverse("consultations:tables")),
        Crumb(table.title, table.get_absolute_url()),
    ]


@page(_("Round tables"), asks="consultations.tables")
def table_list(request: HttpRequest) -> HttpResponse:
    rows = RoundTable.objects.select_related("unit", "body", "organisation").annotate(
        parties=Count("seats", filter=Q(seats__left_at=None))
    )
    actor = of_request(request)
    ways = (actions.convene_table, convening_actions.invite_to_table)
    begin = action_pages.url_of(initiative_actions.begin_initiative)
    context = {
        "page": page_for(request, rows),
        "tabs": sections("tables"),
        "ways": [
            (way.title, action_pages.url_of(way))
            for way in ways
            if actor.kind in way.by and not action_pages.refusal_of(actor, way)
        ],
        "call": f"{begin}?kind={kinds.Kind.TABLE}",
    }
    return render(request, "consultations/tables.html", context)


@page(_("Round table"), asks=("consultations.tables", "actions.threads"))
def table_page(request: HttpRequest, number: int) -> HttpResponse:
    """The whole table on one page: at most 60 items; every kind of row in one query."""
    tables = RoundTable.objects.select_related("unit", "body", "organisation", "demand")
    table = get_object_or_404(tables, pk=number)
    actor = of_request(request)
    seat = seats.seat_of(table, actor)
    names = ("seat__body", "seat__organisation")
    rows = Seat.objects.filter(table=table).select_related("body", "organisation")
    parties = list(rows.order_by("pk"))
    items, agreed = _items(table, names, parties)
    context = {
        "table": table,
        "crumbs": _crumbs(table),
        "seats": parties,
        "items": items,
        "ways_on": becoming.ways_on(actor, agreed),
        "seat": seat,
        "speaks": seat is not None and table.state == RoundTable.State.OPEN,
        "meetings": list(table.meetings.order_by("-starts_at")[:SHOWN]),
        "today": clock.today(),
        "available_actions": annulling.but_annulling(action_pages.available(actor, table)),
        "matter": refs.resolve([table.about])[table.about] if table.about else None,
        "stations": threads.of(table.ref).stations,
        "entries": reverse("record:list") + f"?subject={table.ref}",
    }
    return render(request, "consultations/table.html", context)


@dataclass(frozen=True)
class Agreeing:
    """How many of one kind of party agree to a proposal, of how many at the table."""

    label: Any
    agree: int
    all: int


def _by_kind(parties: list[Seat], words: list[Assent]) -> list[Agreeing]:
    said = {one.seat_id for one in words if one.verdict == Assent.Verdict.ASSENT}
    found = []
    for kind in Speaker:
        seated = [one.pk for one in parties if one.speaker == kind and one.left_at is None]
        if seated:
            found.append(Agreeing(kind.label, len(said.intersection(seated)), len(seated)))
    return found


def _items(
    table: RoundTable, names: tuple[str, ...], parties: list[Seat]
) -> tuple[list[dict[str, Any]], list[Agreement]]:
    """The agenda with all that was said to it, and what was agreed."""
    positions: dict[int, list[Position]] = {}
    for position in Position.objects.filter(item__table=table).select_related(*names):
        positions.setdefault(position.item_id, []).append(position)
    assents: dict[int, list[Assent]] = {}
    for word in Assent.objects.filter(agreement__item__table=table).select_related(*names):
        assents.setdefault(word.agreement_id, []).append(word)
    commitments: dict[int, list[dict[str, Any]]] = {}
    promised = Commitment.objects.filter(agreement__item__table=table).order_by("due_on", "pk")
    marks = ("marked_by__body", "marked_by__organisation")
    said = list(promised.select_related(*names, *marks))
    ledger = promise_queries.of_things(one.ref for one in said)
    for commitment in said:
        row = {"one": commitment, "promise": ledger.get(commitment.ref)}
        commitments.setdefault(commitment.agreement_id, []).append(row)
    agreements: dict[int, list[dict[str, Any]]] = {}
    rows = Agreement.objects.filter(item__table=table).select_related("item__table", *names)
    proposed = list(rows.order_by("pk"))
    agreed = [one for one in proposed if one.state == Agreement.State.AGREED]
    came = becoming.became(agreed) if agreed else {}
    for one in proposed:
        agreements.setdefault(one.item_id, []).append(
            {
                "one": one,
                "assents": assents.get(one.pk, []),
                "commitments": commitments.get(one.pk, []),
                "became": came.get(one.ref, []),
                "kinds": _by_kind(parties, assents.get(one.pk, [])),
            }
        )
    items = [
        {
            "one": item,
            "positions": positions.get(item.pk, []),
            "agreements": agreements.get(item.pk, []),
        }
        for item in AgendaItem.objects.filter(table=table).order_by("place")
    ]
    return items, agreed
