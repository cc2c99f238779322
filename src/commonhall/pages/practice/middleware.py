"""What the practice town adds to every request: it waits while the town is put back, closed pages stay closed, and
whoever was in a town that is gone is told."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonhall.pages.practice import entering, restoring, town, turnstile, visitors
from commonhall.ui.errors import Trouble, error_page

# So long a request waits for the town to be put back, before it gets a page that waits for it.
WAIT_SECONDS = 8.0
AGAIN_SECONDS = 2
# Accounts, keys and the erasing of a person are not one visitor's: many are the same person here.
CLOSED = ("/account/", "/me/keys/", "/keys/", "/me/data/erase/", "/administration/")
SIGN_IN = ("/account/login/", "/account/signup/")
SIGN_OUT = "/account/logout/"
CLOSED_WORDS = Trouble(
    _("This page is closed in the practice town"),
    _(
        "Accounts, keys for programs and the administration stay as they are here, because many people share them."
    ),
    _("Go back, or choose what to practise."),
)

Next = Callable[[HttpRequest], HttpResponse]


class Turnstile:
    """Lets requests through together, and none while the town is put back."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        folder = town.root()
        if restoring.wanted(folder):
            restoring.restore(folder, asked=True)
            # Somebody is inside for long: nobody goes into a town that is about to end.
            if restoring.wanted(folder):
                return waiting(request)
        try:
            with turnstile.passing(folder, WAIT_SECONDS):
                restoring.forget_if_new(folder)
                return self.get_response(request)
        except turnstile.Busy:
            return waiting(request)


def waiting(request: HttpRequest) -> HttpResponse:
    """A page that asks again by itself, without scripts."""
    code = translation.get_language_from_request(request)
    with translation.override(code):
        context = {
            "seconds": AGAIN_SECONDS,
            "again": request.get_full_path() if request.method in ("GET", "HEAD") else "/practice/",
        }
        words = render_to_string("pages/practice/waiting.html", context)
    answer = HttpResponse(words, status=503)
    answer["Retry-After"] = str(AGAIN_SECONDS)
    answer["Cache-Control"] = "no-store"
    return answer


class Practising:
    """For every page behind the turnstile."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self._closed(request) or self._gone(request) or self._inside(request)
        answer["X-Robots-Tag"] = "noindex, nofollow"
        return answer

    def _closed(self, request: HttpRequest) -> HttpResponse | None:
        path = request.path_info
        if path in SIGN_IN:
            return redirect("practice:start")
        closed = path.startswith(CLOSED) and path != SIGN_OUT
        if closed or request.headers.get("Authorization"):
            return error_page(request, 403, CLOSED_WORDS)
        return None

    def _gone(self, request: HttpRequest) -> HttpResponse | None:
        """Somebody began again: whoever this session was there is not theirs any more."""
        start = reverse("practice:start")
        if not entering.is_inside(request) or not entering.is_of_a_town_that_is_gone(request):
            return None
        lesson = request.session.get(entering.LESSON, "")
        logout(request)
        if request.path_info.startswith(start):
            return None
        request.session[entering.LESSON] = lesson
        messages.info(
            request,
            gettext(
                "The practice town began again from the beginning, and what you did is gone. Choose what to practise."
            ),
        )
        return redirect(start)

    def _inside(self, request: HttpRequest) -> HttpResponse:
        if entering.is_inside(request):
            visitors.note(town.root(), request.session.session_key or "")
            entering.stay_confirmed(request)
        return self.get_response(request)
