"""What every page declares of itself: its title, who may open it, and what it asks or does.

The declaration is data on the view, so that a test can walk all URLs and a newcomer can read
beside each view who it is for. `who` is enforced here for sign-in only; whether somebody may *do*
something is the gate's business, in the action the view calls.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Literal

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_http_methods

from commonhall.ui import unsent

Who = Literal["anyone", "account"]


@dataclass(frozen=True)
class Page:
    """title: shown in the browser; who: 'anyone' or 'account'; asks/performs: query or act names."""

    title: str
    who: Who
    asks: tuple[str, ...]
    performs: tuple[str, ...]
    methods: tuple[str, ...]


def page(
    title: Any,
    *,
    who: Who = "anyone",
    asks: str | tuple[str, ...] = (),
    performs: str | tuple[str, ...] = (),
    methods: tuple[str, ...] | None = None,
    keeps: bool = False,
) -> Callable[[Callable[..., HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """Declare a view. A view that performs an action takes POST as well as GET unless told otherwise.

    keeps: what is sent after the session has ended waits for the sender to sign in again (`ui.unsent`).
    """
    asked = (asks,) if isinstance(asks, str) else asks
    performed = (performs,) if isinstance(performs, str) else performs
    allowed = methods or (("GET", "HEAD", "POST") if performed else ("GET", "HEAD"))

    def declare(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if who == "account" and not request.user.is_authenticated:
                if keeps and request.method == "POST":
                    unsent.keep(request)
                return redirect_to_login(request.get_full_path())
            return view(request, *args, **kwargs)

        guarded: Any = require_http_methods(list(allowed))(checked)
        guarded.page = Page(title, who, asked, performed, allowed)
        return guarded  # type: ignore[no-any-return]

    return declare


def by_secret_address(response: HttpResponse) -> HttpResponse:
    """A page whose address is a secret: browsers do not keep it, search engines do not find it, nobody is told."""
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    # Not "no-referrer": a browser would then hide the origin of the page's own form, which is refused.
    response["Referrer-Policy"] = "same-origin"
    return response
