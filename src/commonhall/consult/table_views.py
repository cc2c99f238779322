"""Pages of round tables: list, convene, one table and what its parties may do."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.acts import clock, registry, threads, web
from commonhall.acts.gate import Act
from commonhall.acts.matters import MatterField
from commonhall.acts.paging import page_for
from commonhall.acts.refusals import BadInput, Refused
from commonhall.consult import table_acts as acts
from commonhall.consult.doing import act_page
from commonhall.consult.models import (
    AgendaItem,
    Agreement,
    Assent,
    Commitment,
    Position,
    RoundTable,
    Seat,
)
from commonhall.consult.views import sections
from commonhall.look.forms import DateTextField, HouseForm, LongText
from commonhall.look.pages import page
from commonhall.look.parts import Crumb
from commonhall.people.actors import of_request
from commonhall.people.models import Body, Organisation, Person
from commonhall.places.queries import units


class ConveneForm(HouseForm):
    about = MatterField(label=_("About which matter"), required=False)
    title = forms.CharField(label=_("Title"), max_length=160)
    text = forms.CharField(
        label=_("What it is about"), max_length=4000, required=False, widget=LongText
    )
    unit: Any = forms.ModelChoiceField(label=_("Place"), queryset=None)
    bodies: Any = forms.ModelMultipleChoiceField(
        label=_("Public bodies"),
        queryset=Body.objects.filter(ended_on=None).exclude(kind="system"),
        required=False,
        help_text=_("Yours has a seat in any case."),
    )
    organisations: Any = forms.ModelMultipleChoiceField(
        label=_("Organisations with standing"),
        queryset=Organisation.objects.filter(state=Organisation.State.RECOGNISED),
        required=False,
    )
    residents = forms.CharField(
        label=_("Residents"),
        max_length=4000,
        required=False,
        widget=LongText(rows=3),
        help_text=_(
            "One a line: the e-mail address of somebody with an account, a comma, for whom they speak. "
            "Only the latter is shown."
        ),
    )
    agenda = forms.CharField(
        label=_("Agenda"), max_length=8000, widget=LongText, help_text=_("One thing a line.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units()  # type: ignore[attr-defined]

    def clean_residents(self) -> list[tuple[Person, str]]:
        found = []
        for line in self.cleaned_data["residents"].splitlines():
            address, _comma, label = line.replace("，", ",").partition(",")  # noqa: RUF001
            if not line.strip():
                continue
            person = Person.objects.filter(account__email__iexact=address.strip()).first()
            if person is None or not label.strip():
                message = _("“%(line)s”: write an address with an account, a comma, for whom.")
                raise forms.ValidationError(message % {"line": line.strip()[:80]})
            found.append((person, label.strip()))
        return found

    def clean_agenda(self) -> list[str]:
        return [one.strip() for one in self.cleaned_data["agenda"].splitlines() if one.strip()]


class ItemForm(HouseForm):
    title = forms.CharField(label=_("What to talk about"), max_length=200)


class WordsForm(HouseForm):
    text = forms.CharField(label=_("In your words"), max_length=2000, widget=LongText)


class AssentForm(HouseForm):
    verdict = forms.ChoiceField(label=_("Our word"), choices=Assent.Verdict.choices)
    text = forms.CharField(label=_("Why"), max_length=1000, required=False, widget=LongText(rows=3))


class CommitForm(HouseForm):
    text = forms.CharField(label=_("What we will do"), max_length=500, widget=LongText(rows=3))
    due_on = DateTextField(label=_("By when"))


class NothingForm(HouseForm):
    """An act that needs no words."""


class MarkForm(HouseForm):
    verdict = forms.ChoiceField(
        label=_("Was it kept?"),
        choices=[
            (one.value, one.label) for one in (Commitment.State.KEPT, Commitment.State.BROKEN)
        ],
    )
    text = forms.CharField(label=_("How we know"), max_length=1000, widget=LongText(rows=3))


ITEM_DOINGS: dict[str, tuple[Act[Any], type[HouseForm]]] = {
    "position": (acts.take_position, WordsForm),
    "propose": (acts.propose, WordsForm),
}
AGREEMENT_DOINGS: dict[str, tuple[Act[Any], type[HouseForm]]] = {
    "assent": (acts.assent, AssentForm),
    "commit": (acts.commit, CommitForm),
    "withdraw": (acts.withdraw_proposal, NothingForm),
}
TABLE_DOINGS: dict[str, tuple[Act[Any], type[HouseForm]]] = {
    "add-item": (acts.add_item, ItemForm),
    "conclude": (acts.conclude_table, NothingForm),
}


def _crumbs(table: RoundTable) -> list[Crumb]:
    return [
        Crumb(_("Round tables"), reverse("consult:tables")),
        Crumb(table.title, table.get_absolute_url()),
    ]


@page(_("Round tables"), asks="consult.tables")
def table_list(request: HttpRequest) -> HttpResponse:
    rows = RoundTable.objects.select_related("unit", "body").annotate(parties=Count("seats"))
    context = {"page": page_for(request, rows), "tabs": sections("tables")}
    return render(request, "consult/tables.html", context)


@page(_("Convene a round table"), who="account", performs="consult.convene_table")
def convene(request: HttpRequest) -> HttpResponse:
    form = ConveneForm(request.POST or None, initial={"about": request.GET.get("about", "")[:80]})
    outcome = web.attempt(
        request, of_request(request), acts.convene_table, form, beside_form=(BadInput, Refused)
    )
    if outcome is not None:
        return redirect(outcome.result)
    unit = units().first()
    refused = acts.convene_table.permitted(of_request(request), unit=unit).refusal if unit else None
    context = {
        "form": form,
        "act": acts.convene_table,
        "crumbs": [
            Crumb(_("Round tables"), reverse("consult:tables")),
            Crumb(acts.convene_table.title),
        ],
        "refusal": web.show(refused) if refused else None,
        "back": reverse("consult:tables"),
    }
    return render(request, "consult/do.html", context, status=400 if form.errors else 200)


@page(_("Round table"), asks=("consult.tables", "acts.threads"))
def table_page(request: HttpRequest, number: int) -> HttpResponse:
    """The whole table on one page: at most 60 items; every kind of row in one query."""
    table = get_object_or_404(RoundTable.objects.select_related("unit", "body"), pk=number)
    actor = of_request(request)
    seat = acts.seat_of(table, actor)
    names = ("seat__body", "seat__organisation")
    offers = [
        web.Offer(word, act, reverse("consult:do_table", args=[number, word]), {"table": table})
        for word, (act, _form) in TABLE_DOINGS.items()
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
        "doings": web.doings(actor, offers),
        "matter": registry.resolve([table.about])[table.about] if table.about else None,
        "stations": threads.of(table.ref).stations,
        "entries": reverse("record:list") + f"?subject={table.ref}",
    }
    return render(request, "consult/table.html", context)


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
    performs=("consult.add_item", "consult.conclude_table"),
)
def do_table(request: HttpRequest, number: int, doing: str) -> HttpResponse:
    if doing not in TABLE_DOINGS:
        raise Http404
    act, form_class = TABLE_DOINGS[doing]
    table = get_object_or_404(RoundTable, pk=number)
    return act_page(
        request, act, form_class, {"table": table}, table.get_absolute_url(), _crumbs(table)
    )


@page(
    _("Speak on an item of the agenda"),
    who="account",
    performs=("consult.take_position", "consult.propose"),
)
def do_item(request: HttpRequest, number: int, doing: str) -> HttpResponse:
    if doing not in ITEM_DOINGS:
        raise Http404
    act, form_class = ITEM_DOINGS[doing]
    item = get_object_or_404(AgendaItem.objects.select_related("table"), pk=number)
    return act_page(
        request, act, form_class, {"item": item}, item.table.get_absolute_url(),
        _crumbs(item.table), item.title,
    )  # fmt: skip


@page(
    _("Speak on a proposal"),
    who="account",
    performs=("consult.assent", "consult.commit", "consult.withdraw_proposal"),
)
def do_agreement(request: HttpRequest, number: int, doing: str) -> HttpResponse:
    if doing not in AGREEMENT_DOINGS:
        raise Http404
    act, form_class = AGREEMENT_DOINGS[doing]
    agreement = get_object_or_404(Agreement.objects.select_related("item__table"), pk=number)
    table = agreement.item.table
    return act_page(
        request, act, form_class, {"agreement": agreement}, table.get_absolute_url(),
        _crumbs(table), agreement.text,
    )  # fmt: skip


@page(_("Say whether it was kept"), who="account", performs="consult.mark_commitment")
def mark(request: HttpRequest, number: int) -> HttpResponse:
    rows = Commitment.objects.select_related("agreement__item__table")
    commitment = get_object_or_404(rows, pk=number)
    table = commitment.agreement.item.table
    return act_page(
        request, acts.mark_commitment, MarkForm, {"commitment": commitment},
        table.get_absolute_url(), _crumbs(table), commitment.text,
    )  # fmt: skip
