"""Raising a case: in one's own name, or without an account, confirmed by a letter."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.actions import action_pages, pages
from commonhall.actions.forms import ActionForm, form_for
from commonhall.actions.inputs import MailAddress
from commonhall.cases.cases.actions import raise_case
from commonhall.cases.mail_in.answers import LASTS
from commonhall.cases.mail_in.drafts import written_allowed
from commonhall.cases.written import drafts, limits
from commonhall.cases.written.before import Before, before
from commonhall.core.refusals import BadInput
from commonhall.ui import unsent
from commonhall.ui.pages import page

TOO_MANY = _(
    "Too many letters were asked for from here or for this address. Try again tomorrow, or sign in."
)
_EMAIL = MailAddress(
    _("Your e-mail address"),
    _(
        "We send you a letter with a link. Nothing is public before you open it. Your address never is."
    ),
    empty=_("Enter your e-mail address, for example name@example.org."),
)


@page(_("Raise a case"), performs="cases.raise_case", keeps=True)
def raise_page(request: HttpRequest) -> HttpResponse:
    """The form, for people who are signed in; everybody else writes first and confirms by letter."""
    if request.user.is_authenticated:
        return action_pages.show(request, raise_case, None)
    if request.method == "POST":
        unsent.keep(request)
    elif written_allowed():
        return _shown(request, _form(request))
    return redirect_to_login(request.get_full_path())


raise_page.action = raise_case  # type: ignore[attr-defined]


def _form(request: HttpRequest) -> ActionForm:
    posted = request.method == "POST"
    start = {name: request.GET[name][:2000] for name in raise_case.inputs if name in request.GET}
    form = form_for(
        raise_case,
        None,
        request.POST if posted else None,
        request.FILES if posted else None,
        initial={**start, "once": secrets.token_urlsafe(16)},
    )
    form.fields["email"] = _EMAIL.field(True)
    form.fields["email"].widget.attrs["autocomplete"] = "email"
    return form


@page(_("Raise a case without an account"), methods=("GET", "HEAD", "POST"))
def write(request: HttpRequest) -> HttpResponse:
    """Keep what was written and send a letter. Whether the address has an account is not told."""
    if request.user.is_authenticated:
        return redirect("cases:raise_case")
    if not written_allowed():
        return redirect_to_login(reverse("cases:raise_case"))
    form = _form(request)
    shown = None
    if request.method == "POST" and form.is_valid():
        given = form.given
        shown = None if request.POST.get("asked") else before(request, given)
        if not shown and _kept(request, form, given):
            return redirect("cases:written")
    if request.method == "POST" and (form.errors or shown):
        action_pages.ask_for_files_again(form, request.FILES)
    return _shown(request, form, shown)


def _shown(request: HttpRequest, form: ActionForm, before: Before | None = None) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "before": before or None}
    return render(request, "cases/write_case.html", context, status=400 if form.errors else 200)


def _kept(request: HttpRequest, form: ActionForm, given: dict[str, Any]) -> bool:
    address = str(form.cleaned_data["email"])
    if not limits.may_write(request, address):
        form.add_error("email", TOO_MANY)
        return False
    try:
        drafts.keep(address, given, form.cleaned_data.get("once", ""))
    except BadInput as error:
        pages.complain(form, error)
        return False
    return True


@page(_("Look into your mail"))
def written(request: HttpRequest) -> HttpResponse:
    """What happens next; the same whoever wrote what."""
    return render(request, "cases/written.html", {"days": LASTS.days})
