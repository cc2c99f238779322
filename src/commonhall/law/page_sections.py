"""What the law shows elsewhere: a body's powers, why an entry's act was lawful, the way to appeal."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.template.loader import render_to_string

from commonhall.actions import action_pages, pages
from commonhall.actions.actors import Actor
from commonhall.actions.declaration import Action
from commonhall.core import clock, refs
from commonhall.core.page_sections import section
from commonhall.core.refusals import Refused
from commonhall.law import duties, entries
from commonhall.law import queries as law_queries
from commonhall.law.appeals import queries as appeal_queries
from commonhall.law.appeals.actions import check_entry, file_appeal
from commonhall.law.appeals.models import Appeal
from commonhall.law.caretakers import queries as caretakers
from commonhall.law.instruments.models import Competence
from commonhall.law.mandates.models import Mandate
from commonhall.law.powers import names
from commonhall.people.actors import of_request
from commonhall.people.bodies.models import Body, OfficeTerm
from commonhall.record import wording
from commonhall.record.models import Entry


def powers_of(body: Body, day: date) -> dict[str, Any]:
    """What a body may do on a day, together by provision, and by which mandate; two queries."""
    titles = names.titles()
    rows = Competence.objects.filter(law_queries.granted(day), body=body)
    found = [
        {"grant": row, "titles": titles.get(row.power, [])}
        for row in rows.select_related("provision__instrument", "unit").order_by("provision", "pk")
    ]
    mandate = (
        Mandate.objects.filter(law_queries.mandate_runs(day), body=body)
        .select_related("provision__instrument")
        .first()
    )
    groups: dict[int, dict[str, Any]] = {}
    for one in found:
        provision = one["grant"].provision
        group = groups.setdefault(provision.pk, {"provision": provision, "rows": []})
        group["rows"].append(one)
    last = caretakers.last_mandate(body.pk, day) if mandate is None else None
    until = caretakers.last_day(last.ends) if last is not None and last.ends else None
    return {
        "powers": found,
        "groups": list(groups.values()),
        "mandate": mandate,
        "caretakers_until": until if until and until >= day else None,
        "body": body,
    }


@section("people.body", order=10)
def powers(request: HttpRequest, body: Body) -> str:
    """The list of powers of a body: what it may do here today, and why."""
    today = clock.today()
    context = powers_of(body, today)
    held = {one["grant"].power for one in context["powers"]}
    context["owed"] = duties.of_body(body, today, held)
    return render_to_string("law/parts/powers.html", context, request)


@section("people.body", order=5)
def sent_back(request: HttpRequest, body: Body) -> str:
    """What reviews sent back to a body, and by when it must decide anew."""
    rows = list(appeal_queries.owed_anew(body.pk)[:50])
    if not rows:
        return ""
    shown = refs.resolve([row.about for row in rows])
    today = clock.today()
    context = {
        "rows": [
            {
                "appeal": row,
                "about": shown[row.about],
                "late": max(0, (today - row.anew_by).days) if row.anew_by else 0,
            }
            for row in rows
        ]
    }
    return render_to_string("law/parts/sent_back.html", context, request)


@section("people.official", order=10)
def open_questions(request: HttpRequest, term: OfficeTerm) -> str:
    """What is asked of an official and not answered: appeals against what they did, reviews that are theirs by lot."""
    mine = Entry.objects.filter(actor=term.office.ref, action__in=_appealed()).values("pk")
    waiting = appeal_queries.appeals(Appeal.State.WAITING)
    rows = list(waiting.filter(Q(entry__in=mine) | Q(drawn=term.office_id)).order_by("pk")[:50])
    shown = refs.resolve([row.about for row in rows])
    context = {"rows": [{"appeal": row, "about": shown[row.about]} for row in rows]}
    return render_to_string("law/parts/open_questions.html", context, request)


def _appealed() -> set[str]:
    """Actions against which an appeal waits: few, so that not all that an office did is looked at."""
    rows = Appeal.objects.filter(state=Appeal.State.WAITING)
    return set(rows.values_list("action", flat=True).distinct())


def offered(action: Action[..., Any], url: str, refusal: Refused | None) -> pages.AvailableAction:
    """An action for the list of what one can do, with the gate's answer to it."""
    shown = pages.show(refusal) if refusal else None
    rule, code = (refusal.rule, refusal.code) if refusal else ("", "")
    return pages.AvailableAction(action.name, action, url, shown, rule, code)


def appeal_of(
    actor: Actor, entry: Entry, memo: dict[Any, Any] | None = None
) -> pages.AvailableAction:
    """The button "Appeal this" for one entry."""
    refusal = file_appeal.check(actor, None, memo).refusal
    if refusal is None:
        try:
            check_entry(actor, entry)
        except Refused as refused:
            refused.action, refusal = file_appeal.code, refused
    return offered(file_appeal, f"{action_pages.url_of(file_appeal)}?entry={entry.pk}", refusal)


def why_and_appeal(request: HttpRequest, entry: Entry) -> str:
    """On the page of an entry of the record: why they may do this, and how to appeal it."""
    available_actions: list[pages.AvailableAction] = []
    if entries.is_public_power(entry) and not entries.is_final(entry):
        available_actions = [appeal_of(of_request(request), entry)]
    context = {
        "entry": entry,
        "available_actions": available_actions,
        "appeals": appeal_queries.appeals().filter(entry=entry.pk).order_by("pk"),
    }
    return render_to_string("law/parts/entry.html", context, request)


def register() -> None:
    """Tell under a refusal who may act and why; tell under an entry why its action was lawful."""
    pages.explain("law:who")
    wording.provide_section(why_and_appeal, order=10)
