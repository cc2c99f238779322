"""Pages of letters by code: opened with number and code, printed from a list that is uploaded."""

from __future__ import annotations

import itertools
import secrets
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from commonhall.actions import pages
from commonhall.actions.declaration import Action
from commonhall.actions.forms import form_for
from commonhall.actions.guesses import Guesses
from commonhall.core.refusals import BadInput
from commonhall.people.actors import of_request
from commonhall.people.residents import codes
from commonhall.people.residents.letter_codes import Batch, Printed
from commonhall.people.residents.verifying import unknown_code
from commonhall.ui import hall, languages


def opened(guesses: Guesses, find: Callable[[str, str], Any], letter: str, code: str) -> Any:
    """The letter; a wrong guess counts as one, whichever page it is made on. Raises Refused."""
    with guesses.counted({"letter": letter}):
        found = find(letter, code)
        if found is None:
            raise unknown_code()
    return found


def print_letters(
    request: HttpRequest,
    action: Action[..., Any],
    thing: Any,
    template: str,
    context: dict[str, Any],
    shown: Callable[[Printed], str],
) -> HttpResponseBase:
    """Upload a list, then print the letters; shown: one letter as HTML. Their codes are shown this once."""
    actor = of_request(request)
    posted, shown_already = request.method == "POST", False
    form = form_for(
        action,
        thing,
        request.POST if posted else None,
        request.FILES if posted else None,
        initial={"once": secrets.token_urlsafe(16)},
    )
    if posted and form.is_valid():
        coming = action.coming(once=form.cleaned_data["once"], door="page")
        try:
            batch = coming.perform(actor, thing, **form.given).result
        except BadInput as error:
            pages.complain(form, error)
        else:
            if batch:
                return _streamed(request, batch, shown)
            shown_already = True
    refused = action.check(actor, thing).refusal
    whole = {
        "action": action,
        "form": form,
        "refusal": pages.show(refused) if refused else None,
        "shown_already": shown_already,
        **context,
    }
    return render(request, template, whole, status=400 if form.errors else 200)


def _streamed(
    request: HttpRequest, batch: Batch, shown: Callable[[Printed], str]
) -> HttpResponseBase:
    """The letters, one after the other as they are drawn: thousands fit in no template."""
    mark = secrets.token_urlsafe(16)
    page = render_to_string("people/letters.html", {"batch": batch, "here": mark}, request)
    head, _mark, foot = page.partition(mark)
    body = (shown(one) for one in batch.letters)
    response = StreamingHttpResponse(itertools.chain([head], body, [foot]))
    response["Cache-Control"] = "no-store"
    return response


def letter(printed: Printed, template: str, page: str, context: dict[str, Any]) -> str:
    """One letter in its language. The QR code opens the page with the number alone: the code is typed, so that no server's
    log has it."""
    language = languages.of(printed.language)
    with translation.override(language.code):
        whole = {
            "letter": printed,
            "site": hall.name(),
            "address": settings.SITE_URL + reverse(page),
            "tag": language.tag,
            "direction": "rtl" if language.right_to_left else "ltr",
            "qr": codes.qr_of(page, letter=printed.number),
            **context,
        }
        return render_to_string(template, whole)
