"""Pages of residents: how one is confirmed, and who confirms."""

from __future__ import annotations

import itertools
import secrets
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from commonhall.actions import action_pages, pages
from commonhall.actions.actors import Kind
from commonhall.actions.forms import form_for
from commonhall.core.refusals import BadInput
from commonhall.people import actors
from commonhall.people.deputies import actions as deputy_actions
from commonhall.people.residents import (
    actions,
    codes,
    guessing,
    letter_actions,
    letter_codes,
    queries,
    slip_actions,
)
from commonhall.people.residents.models import Verification
from commonhall.people.rolls import actions as roll_actions
from commonhall.ui import hall, languages
from commonhall.ui.pages import page

# So many of those confirmed last without an account are listed for whoever gives slips.
SHOWN = 20
# Its address stands among the pages of one's own; otherwise it is a page like that of every action.
verify = action_pages.view_of(actions.verify_by_census)
join_slip = action_pages.view_of(slip_actions.join_slip)
verify_by_letter = action_pages.view_of(letter_actions.verify_by_letter)


@page(_("Residents"), asks="people.residents")
def residents(request: HttpRequest) -> HttpResponse:
    actor = actors.of_request(request)
    offered = (
        actions.verify_by_census,
        letter_actions.verify_by_letter,
        slip_actions.join_slip,
        actions.verify_resident,
        deputy_actions.name_deputy,
        actions.import_census,
        letter_actions.write_letters,
        roll_actions.draw_counter_checks,
    )
    memo: dict[Any, Any] = {}
    context = {
        "slips": [
            seen
            for seen in (queries.without_account()[:SHOWN] if actor.kind is Kind.OFFICE else ())
            if slip_actions.give_slip.check(actor, seen, memo)
        ],
        "count": queries.confirmed_residents(),
        "alarmed": guessing.alarmed()
        and not action_pages.refusal_of(actor, actions.verify_resident),
        "keeps_deputies": actor.kind is Kind.OFFICE
        and not action_pages.refusal_of(actor, deputy_actions.name_deputy),
        "links": [
            (one, action_pages.url_of(one))
            for one in offered
            if not action_pages.refusal_of(actor, one)
        ],
    }
    return render(request, "people/residents.html", context)


@page(_("Slip for a resident"), who="account", performs="people.give_slip")
def give_slip(request: HttpRequest, number: int) -> HttpResponse:
    seen = action_pages.reachable(Verification, number)
    assert isinstance(seen, Verification)
    action, actor = slip_actions.give_slip, actors.of_request(request)
    form = form_for(action, seen, request.POST or None, initial={"once": secrets.token_urlsafe(16)})
    if request.method == "POST" and form.is_valid():
        coming = action.coming(once=form.cleaned_data["once"], door="page")
        printed = coming.perform(actor, seen).result
        qr = codes.qr_of("people:join_slip", code=printed.code) if printed else ""
        address = settings.SITE_URL + reverse("people:join_slip")
        context = {"printed": printed, "qr": qr, "address": address, "back": seen.pk}
        return _once(request, "people/slip.html", context)
    refused = action.check(actor, seen).refusal
    context = {
        "action": action,
        "form": form,
        "seen": None if refused else seen,
        "refusal": pages.show(refused) if refused else None,
    }
    return render(request, "people/give_slip.html", context)


give_slip.action = slip_actions.give_slip  # type: ignore[attr-defined]


@page(_("Print letters with codes"), who="account", performs="people.write_letters")
def write_letters(request: HttpRequest) -> HttpResponseBase:
    action, actor = letter_actions.write_letters, actors.of_request(request)
    posted, shown_already = request.method == "POST", False
    form = form_for(
        action,
        None,
        request.POST if posted else None,
        request.FILES if posted else None,
        initial={"once": secrets.token_urlsafe(16)},
    )
    if posted and form.is_valid():
        coming = action.coming(once=form.cleaned_data["once"], door="page")
        try:
            batch = coming.perform(actor, **form.given).result
        except BadInput as error:
            pages.complain(form, error)
        else:
            if batch and not batch.dry_run:
                return _letters(request, batch)
            if batch:
                messages.success(request, letter_codes.told(batch))
            shown_already = batch is None
    refused = action.check(actor).refusal
    context = {
        "action": action,
        "form": form,
        "refusal": pages.show(refused) if refused else None,
        "shown_already": shown_already,
    }
    status = 400 if form.errors else 200
    return render(request, "people/write_letters.html", context, status=status)


write_letters.action = letter_actions.write_letters  # type: ignore[attr-defined]


def _letters(request: HttpRequest, batch: letter_codes.Batch) -> HttpResponseBase:
    """The letters, one after the other as they are drawn: thousands fit in no template."""
    mark = secrets.token_urlsafe(16)
    page = render_to_string("people/letters.html", {"batch": batch, "here": mark}, request)
    head, _mark, foot = page.partition(mark)
    body = (_letter(one, batch) for one in batch.letters)
    response = StreamingHttpResponse(itertools.chain([head], body, [foot]))
    response["Cache-Control"] = "no-store"
    return response


def _letter(letter: letter_codes.Printed, batch: letter_codes.Batch) -> str:
    language = languages.of(letter.language)
    context = {
        "letter": letter,
        "site": hall.name(),
        "address": settings.SITE_URL + reverse("people:verify_by_letter"),
        "ends": batch.ends,
        "tag": language.tag,
        "direction": "rtl" if language.right_to_left else "ltr",
        "qr": codes.qr_of("people:verify_by_letter", letter=letter.number, code=letter.code),
    }
    with translation.override(language.code):
        return render_to_string("people/letter.html", context)


def _once(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """A page with codes on it: shown once, and kept by no browser."""
    response = render(request, template, context)
    response["Cache-Control"] = "no-store"
    return response
