"""Pages of round tables: list, convene, one table and what its parties may do."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.actions import pages, threads
from commonhall.actions.declaration import Action
from commonhall.consultations.conversations.views import sections
from commonhall.consultations.form_page import form_page
from commonhall.consultations.round_tables import actions as actions
from commonhall.consultations.round_tables.forms import (
    AssentForm,
    CommitForm,
    ConveneForm,
    ItemForm,
    MarkForm,
    NothingForm,
    WordsForm,
)
from commonhall.consultations.round_tables.models import (
    AgendaItem,
    Agreement,
    Assent,
    Commitment,
    Position,
    RoundTable,
    Seat,
)
from commonhall.core import clock, refs
from commonhall.core.paging import page_for
from commonhall.core.refusals import BadInput, Refused
from commonhall.people.actors import of_request
from commonhall.places.queries import units
from commonhall.ui.forms import HallForm
from commonhall.ui.pages import page
from commonhall.ui.parts import Crumb

ITEM_FORMS: dict[str, tuple[Action[..., Any], type[HallForm]]] = {
    "position": (actions.take_position, WordsForm),
    "propose": (actions.propose, WordsForm),
}
AGREEMENT_FORMS: dict[str, tuple[Action[..., Any], type[HallForm]]] = {
    "assent": (actions.assent, AssentForm),
    "commit": (actions.commit, CommitForm),
    "withdraw": (actions.withdraw_proposal, NothingForm),
}
TABLE_FORMS: dict[str, tuple[Action[..., Any], type[HallForm]]] = {
    "add-item": (actions.add_item, ItemForm),
    "conclude": (actions.conclude_table, NothingForm),
}


def _crumbs(table: RoundTable) -> list[Crumb]:
    return [
        Crumb(_("Round tables"), reverse("consultations:tables")),
        Crumb(table.title, table.get_absolute_url()),
    ]


@page(_("Round tables"), asks="consultations.tables")
def table_list(request: HttpRequest) -> HttpResponse:
    rows = RoundTable.objects.select_related("unit", "body").annotate(parties=Count("seats"))
    context = {"page": page_for(request, rows), "tabs": sections("tables")}
    return render(request, "consultations/tables.html", context)


@page(_("Convene a round table"), who="account", performs="consultations.convene_table")
def convene(request: HttpRequest) -> HttpResponse:
    form = ConveneForm(request.POST or None, initial={"about": request.GET.get("about", "")[:80]})
    outcome = pages.attempt(
        request, of_request(request), actions.convene_table, form, beside_form=(BadInput, Refused)
    )
    if outcome is not None:
        return redirect(outcome.result)
    unit = units().first()
    refused = (
        actions.convene_table.permitted(of_request(request), unit=unit).refusal if unit else None
    )
    context = {
        "form": form,
        "action": actions.convene_table,
        "crumbs": [
            Crumb(_("Round tables"), reverse("consultations:tables")),
            Crumb(actions.convene_table.title),
        ],
        "refusal": pages.show(refused) if refused else None,
        "back": reverse("consultations:tables"),
    }
    return render(request, "consultations/do.html", context, status=400 if form.errors else 200)


@page(_("Round table"), asks=("consultations.tables", "actions.threads"))
def table_page(request: HttpRequest, number: int) -> HttpResponse:
    """The whole table on one page: at most 60 items; every kind of row in one query."""
    table = get_object_or_404(RoundTable.objects.select_related("unit", "body"), pk=number)
    actor = of_request(request)
    seat = actions.seat_of(table, actor)
    names = ("seat__body", "seat__organisation")
    offers = [
        pages.Offer(
            word, action, reverse("consultations:do_table", args=[number, word]), {"table": table}
        )
        for word, (action, _form) in TABLE_FORMS.items()
    ]
    context = {
        "table": table,
        "crumbs": _crumbs(table),
        "seats": list(
            Seat.objects.filter(table=table).select_related("body", "organisation").order_by("pk")
        ),
        "items": _items(table, names),
        "seat": seat,
        "speaks": seat is not None and table.state == RoundTable.State.OPEN,
        "today": clock.today(),
        "available_actions": pages.available_actions(actor, offers),
        "matter": refs.resolve([table.about])[table.about] if table.about else None,
        "stations": threads.of(table.ref).stations,
        "entries": reverse("record:list") + f"?subject={table.ref}",
    }
    return render(request, "consultations/table.html", context)


def _items(table: RoundTable, names: tuple[str, ...]) -> list[dict[str, Any]]:
    positions: dict[int, list[Position]] = {}
    for position in Position.objects.filter(item__table=table).select_related(*names):
        positions.setdefault(position.item_id, []).append(position)
    assents: dict[int, list[Assent]] = {}
    for word in Assent.objects.filter(agreement__item__table=table).select_related(*names):
        assents.setdefault(word.agreement_id, []).append(word)
    commitments: dict[int, list[Commitment]] = {}
    promised = Commitment.objects.filter(agreement__item__table=table).order_by("due_on", "pk")
    marks = ("marked_by__body", "marked_by__organisation")
    for commitment in promised.select_related(*names, *marks):
        commitments.setdefault(commitment.agreement_id, []).append(commitment)
    agreements: dict[int, list[dict[str, Any]]] = {}
    proposed = Agreement.objects.filter(item__table=table).select_related(*names).order_by("pk")
    for one in proposed:
        agreements.setdefault(one.item_id, []).append(
            {
                "one": one,
                "assents": assents.get(one.pk, []),
                "commitments": commitments.get(one.pk, []),
            }
        )
    return [
        {
            "one": item,
            "positions": positions.get(item.pk, []),
            "agreements": agreements.get(item.pk, []),
        }
        for item in AgendaItem.objects.filter(table=table).order_by("place")
    ]


@page(
    _("Do something at a round table"),
    who="account",
    performs=("consultations.add_item", "consultations.conclude_table"),
)
def do_table(request: HttpRequest, number: int, word: str) -> HttpResponse:
    if word not in TABLE_FORMS:
        raise Http404
    action, form_class = TABLE_FORMS[word]
    table = get_object_or_404(RoundTable, pk=number)
    return form_page(
        request, action, form_class, {"table": table}, table.get_absolute_url(), _crumbs(table)
    )


@page(
    _("Speak on an item of the agenda"),
    who="account",
    performs=("consultations.take_position", "consultations.propose"),
)
def do_item(request: HttpRequest, number: int, word: str) -> HttpResponse:
    if word not in ITEM_FORMS:
        raise Http404
    action, form_class = ITEM_FORMS[word]
    item = get_object_or_404(AgendaItem.objects.select_related("table"), pk=number)
    return form_page(
        request, action, form_class, {"item": item}, item.table.get_absolute_url(),
        _crumbs(item.table), item.title,
    )  # fmt: skip


@page(
    _("Speak on a proposal"),
    who="account",
    performs=("consultations.assent", "consultations.commit", "consultations.withdraw_proposal"),
)
def do_agreement(request: HttpRequest, number: int, word: str) -> HttpResponse:
    if word not in AGREEMENT_FORMS:
        raise Http404
    action, form_class = AGREEMENT_FORMS[word]
    agreement = get_object_or_404(Agreement.objects.select_related("item__table"), pk=number)
    table = agreement.item.table
    return form_page(
        request, action, form_class, {"agreement": agreement}, table.get_absolute_url(),
        _crumbs(table), agreement.text,
    )  # fmt: skip


@page(_("Say whether it was kept"), who="account", performs="consultations.mark_commitment")
def mark(request: HttpRequest, number: int) -> HttpResponse:
    rows = Commitment.objects.select_related("agreement__item__table")
    commitment = get_object_or_404(rows, pk=number)
    table = commitment.agreement.item.table
    return form_page(
        request, actions.mark_commitment, MarkForm, {"commitment": commitment},
        table.get_absolute_url(), _crumbs(table), commitment.text,
    )  # fmt: skip
