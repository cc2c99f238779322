"""Every kind of letter as its reader will see it, in each language; also with words that are only tried out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.clickjacking import xframe_options_sameorigin

from commonhall.actions import action_pages
from commonhall.core import letter_samples
from commonhall.core.letter_form import trying
from commonhall.law.hall_settings.actions import settle_letter_words
from commonhall.pages.administration.letter_queue import may_look
from commonhall.people.actors import of_request
from commonhall.ui import languages
from commonhall.ui.pages import page

SALT = "letters.words"
# A letter has its style within it, and does nothing: no script, no form, nothing fetched.
OF_A_LETTER = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"
# Which letter shows words that are tried out.
TRIED_ON = "cases.mark_done"


@page(_("Kinds of letters"), who="account")
def kinds(request: HttpRequest) -> HttpResponse:
    """All of them, each with the page that shows it."""
    if not may_look(of_request(request)):
        return render(request, "pages/letters_closed.html")
    actor = of_request(request)
    words = "" if action_pages.refusal_of(actor, settle_letter_words) else _words_url()
    context = {"kinds": letter_samples.kinds(), "words": words}
    return render(request, "pages/letter_kinds.html", context)


def _words_url() -> str:
    return action_pages.url_of(settle_letter_words)


@page(_("A kind of letter"), who="account")
def kind(request: HttpRequest, code: str) -> HttpResponse:
    """One of them, as text and in the look of the hall."""
    if not may_look(of_request(request)):
        return render(request, "pages/letters_closed.html")
    one, language = _kind(code), _language(request.GET.get("language", ""))
    with translation.override(language):
        shown = letter_samples.shown(one)
    context = {
        "kind": one,
        "shown": shown,
        "language": language,
        "languages": [
            {
                "name": other.name,
                "address": f"?language={other.code}",
                "current": other.code == language,
            }
            for other in languages.installed()
        ],
        "html": reverse("pages:letter_html", args=[code, language]),
        "webhook_set": bool(settings.ALERT_WEBHOOK),
        "alert_letters": bool(settings.ALERT_MAIL),
    }
    return render(request, "pages/letter_kind.html", context)


@xframe_options_sameorigin
@page(_("A letter"), who="account")
def html(request: HttpRequest, code: str, language: str) -> HttpResponse:
    """The HTML part of a letter, shown within a page; words to try out come signed in the address."""
    if not may_look(of_request(request)) or language not in languages.codes():
        raise Http404
    one = _kind(code)
    with _tried(request.GET.get("words", "")), translation.override(language):
        response = HttpResponse(letter_samples.shown(one).html)
    response["Content-Security-Policy"] = OF_A_LETTER
    response["Cache-Control"] = "no-store"
    return response


def _kind(code: str) -> letter_samples.Kind:
    found = letter_samples.kind(code)
    if found is None:
        raise Http404
    return found


def _language(wanted: str) -> str:
    return wanted if wanted in languages.codes() else languages.own().code


@contextmanager
def _tried(token: str) -> Iterator[None]:
    """Form letters with the words in an address, if it has any of ours."""
    if not token:
        yield
        return
    try:
        greeting, closing = signing.loads(token, salt=SALT, max_age=3600)
    except (signing.BadSignature, ValueError) as error:
        raise Http404 from error
    with trying(greeting, closing):
        yield


def before(_request: HttpRequest, given: dict[str, Any]) -> list[dict[str, Any]]:
    """What whoever sets the words looks at first: a letter in each language that has any."""
    greeting, closing = given.get("greeting") or {}, given.get("closing") or {}
    token = signing.dumps([greeting, closing], salt=SALT, compress=True)
    one, found = _kind(TRIED_ON), []
    for language in languages.installed():
        if language.code not in {*greeting, *closing} and language.code != languages.own().code:
            continue
        with trying(greeting, closing), translation.override(language.code):
            text = letter_samples.shown(one).text
        address = reverse("pages:letter_html", args=[one.code, language.code])
        found.append({"language": language, "text": text, "html": f"{address}?words={token}"})
    return found


action_pages.ask_before(settle_letter_words, before)
