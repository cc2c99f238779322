"""The page behind the link in an acknowledgement: what was written becomes a case, or is deleted."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonhall.actions import pages
from commonhall.actions.forms import ActionForm, form_for
from commonhall.cases.cases.actions import raise_case
from commonhall.cases.mail_in import answers, drafts
from commonhall.cases.mail_in.models import MailDraft
from commonhall.cases.named_people.finding import named_in
from commonhall.cases.pictures import at_raising
from commonhall.core import kept_images
from commonhall.core.refusals import BadInput, Refused
from commonhall.people.accounts.by_mail import known
from commonhall.ui.pages import by_secret_address, page


@page(_("Confirm your message"), performs=("cases.raise_case", "cases.add_picture"))
def by_mail(request: HttpRequest, token: str) -> HttpResponse:
    """Mail programs open links by themselves: opening shows the form and raises nothing."""
    draft = answers.read(token)
    if draft is None:
        return by_secret_address(
            render(request, "cases/by_mail_ended.html", {"reason": "gone"}, status=410)
        )
    if draft.case is not None:
        return redirect(draft.case)
    if not _is_sender(request, draft):
        return by_secret_address(
            render(request, "cases/by_mail_ended.html", {"reason": "other"}, status=403)
        )
    posted = request.method == "POST"
    if posted and request.POST.get("do") == "delete":
        drafts.forget(draft)
        messages.success(request, gettext("Your message is deleted."))
        return redirect("pages:home")
    form = _form(draft, request.POST if posted else None, request.FILES if posted else None)
    if posted and form.is_valid():
        try:
            outcome = drafts.confirm(draft, form.given)
        except BadInput as error:
            pages.complain(form, error)
        except Refused as refusal:
            form.add_error(None, str(refusal.message))
        else:
            told = raise_case.told(outcome.result) if raise_case.told else ""
            pages.tell(request, raise_case, outcome, told)
            return redirect(outcome.result)
    photos = [
        reverse("cases:by_mail_photo", args=[token, one])
        for one in draft.photos.order_by("pk").values_list("pk", flat=True)
    ]
    context = {
        "draft": draft,
        "form": form,
        "photos": photos,
        "new": known(draft.address) is None,
        "named": named_in(f"{draft.title}\n{draft.text}") if draft.mail_id else [],
    }
    status = 400 if form.errors else 200
    return by_secret_address(render(request, "cases/by_mail.html", context, status=status))


def _is_sender(request: HttpRequest, draft: MailDraft) -> bool:
    """Whoever is signed in with another account must not raise it there without noticing."""
    if not request.user.is_authenticated:
        return True
    account = known(draft.address)
    return account is not None and account.pk == request.user.pk


def _form(draft: MailDraft, data: Any, files: Any) -> ActionForm:
    point = draft.given.get("point")
    start = {**draft.given, "title": draft.title, "text": draft.text}
    start["point"] = [float(one) for one in point] if point else None
    form = form_for(raise_case, None, data, files, initial=start)
    if draft.photos.exists():
        for name in at_raising.FIELDS:
            del form.fields[name]
    return form


@page(_("Photo"))
def photo(request: HttpRequest, token: str, number: int) -> HttpResponse:
    """A photo of the message, for whoever has the link."""
    draft = answers.read(token)
    if draft is None or not _is_sender(request, draft):
        raise Http404
    found = get_object_or_404(draft.photos, pk=number)
    response = kept_images.sent(found.image)
    response["Cache-Control"] = "no-store"
    return response  # type: ignore[return-value]
