"""Ending letters from the letter itself: one click in the mail program, or a page that asks once."""

from __future__ import annotations

from django.core.signing import BadSignature
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt

from commonhall.actions import stopping
from commonhall.actions.models import Follow
from commonhall.core import refs as core_refs
from commonhall.people.accounts.models import Account
from commonhall.ui.pages import page


# The token is what allows it: a mail program sends no cookie and no form's token (RFC 8058).
@csrf_exempt
@page(_("Stop these letters"), methods=("GET", "HEAD", "POST"))
def stop_letters(request: HttpRequest, token: str) -> HttpResponse:
    """GET asks, for programs look at links by themselves; POST does it, and may be repeated."""
    try:
        account, ref = stopping.read(token)
    except BadSignature as error:
        raise Http404 from error
    if (end := stopping.ender(ref)) is not None:
        if request.method == "POST":
            end(account)
        done = "kind" if request.method == "POST" else ""
        return render(request, "pages/stop_letters.html", {"kind": ref, "done": done})
    shown = core_refs.resolve([ref]).get(ref) if ref else None
    done = ""
    if request.method == "POST":
        done = "all" if not ref or request.POST.get("what") == "all" else "this"
        if done == "all":
            Account.objects.filter(pk=account).update(mail_notifications=False)
        else:
            Follow.objects.filter(account_id=account, ref=ref).delete()
    return render(request, "pages/stop_letters.html", {"thing": shown, "done": done})
