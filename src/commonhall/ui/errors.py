"""Pages for when something went wrong: what happened, and what to do next."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.exceptions import TemplateDoesNotExist
from django.template.loader import get_template
from django.utils.translation import gettext_lazy as _

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Trouble:
    """A page's words for one kind of failure."""

    title: Any
    what: Any
    next: Any


TROUBLES = {
    400: Trouble(
        _("We could not read this request"),
        _("What your browser sent was incomplete or was damaged on the way."),
        _("Go back, reload the page and try again. What you typed may still be there."),
    ),
    403: Trouble(
        _("You cannot open this page"),
        _("You need a right that you do not have now, or you are not signed in."),
        _("Sign in if you have an account, or ask for help. We can say who decides."),
    ),
    404: Trouble(
        _("Page not found"),
        _("Check the address. The page may also have moved."),
        _("Use the search, or start from the home page."),
    ),
    413: Trouble(
        _("This is too large"),
        _("What your browser sent is larger than this hall accepts."),
        _("Make the file smaller and send it again. Each form says how large a file can be."),
    ),
    429: Trouble(
        _("Too many requests in a short time"),
        _("We limit the number of requests so that everybody can use the hall."),
        _("Wait a minute and try again. Nothing that you sent before was lost."),
    ),
    503: Trouble(
        _("Many people are downloading at the moment"),
        _(
            "Only a few people can download large files at a time, so that pages stay quick for everybody."
        ),
        _("Wait a few seconds and try again."),
    ),
    500: Trouble(
        _("Something went wrong"),
        _("It is not your mistake. We have logged the fault, and nothing was half saved."),
        _("Try again in a few minutes. If it still does not work, contact us."),
    ),
}
CSRF = Trouble(
    _("This form has expired"),
    _("For your safety, you can only send a form from a page opened in this browser session."),
    _("Go back, reload the page and send it again. This site needs cookies."),
)


def error_page(request: HttpRequest, status: int, trouble: Trouble | None = None) -> HttpResponse:
    """The page for a status in the look of the house."""
    trouble = trouble or TROUBLES[status]
    return render(request, "ui/error.html", {"status": status, "trouble": trouble}, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """handler400."""
    return error_page(request, 400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """handler403."""
    return error_page(request, 403)


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """handler404."""
    return error_page(request, 404)


def too_large(request: HttpRequest) -> HttpResponse:
    """A request larger than the house reads."""
    return error_page(request, 413)


def too_many_requests(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """For a rate limit; also handler429 of django-allauth."""
    response = error_page(request, 429)
    response.headers["Retry-After"] = "60"
    return response


def busy(request: HttpRequest) -> HttpResponse:
    """For a large file while others fetch theirs."""
    return error_page(request, 503)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """CSRF_FAILURE_VIEW."""
    return error_page(request, 403, CSRF)


def server_error(request: HttpRequest) -> HttpResponse:
    """handler500: needs no database, no session and no registry of any app."""
    try:
        template = get_template("ui/500.html")
        return HttpResponse(template.render({"trouble": TROUBLES[500]}), status=500)
    except TemplateDoesNotExist:
        logger.exception("the page for errors is missing")
        return HttpResponse(str(TROUBLES[500].title), status=500, content_type="text/plain")
