"""The page behind a link in a letter: it asks once, and only what is sent from it acts."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonhall.actions import pages
from commonhall.actions.forms import ActionForm, form_for
from commonhall.cases.by_letter import links
from commonhall.cases.cases import queries as case_queries
from commonhall.cases.pictures.actions import add_picture
from commonhall.core.refusals import BadInput, Refused
from commonhall.ui.pages import by_secret_address, page

# Words that a photo may go with.
WITH_PHOTO = {"not-solved", "reply"}
_PHOTO = add_picture.inputs["image"].input


@page(
    _("From your letter"),
    performs=(
        "cases.confirm_case",
        "cases.refuse_result",
        "cases.reply_to_question",
        "cases.contest_question",
        "cases.add_picture",
    ),
)
def by_letter(request: HttpRequest, number: int, word: str, token: str) -> HttpResponse:
    """Mail programs and scanners open links by themselves: opening shows the question and does nothing."""
    case = get_object_or_404(case_queries.complete(), pk=number)
    try:
        link = links.read(number, word, token)
        _nobody_else(request, link)
    except links.Unusable as error:
        context = {"case": case, "reason": error.reason}
        return by_secret_address(
            render(request, "cases/by_letter_ended.html", context, status=error.status)
        )
    posted = request.method == "POST"
    form = _form(link, request.POST if posted else None, request.FILES if posted else None)
    if posted and form.is_valid() and _said(request, link, form):
        return redirect(link.case.get_absolute_url())
    beside = links.BESIDE[word]
    context = {
        "case": link.case,
        "answer": link.answer,
        "action": link.action,
        "actor": link.actor,
        "form": form,
        "beside": links.WORDS[beside],
        "beside_address": links.path(link.account, link.answer, beside),
    }
    status = 400 if form.errors else 200
    return by_secret_address(render(request, "cases/by_letter.html", context, status=status))


def _nobody_else(request: HttpRequest, link: links.Link) -> None:
    """Whoever is signed in as somebody else must not speak for them without noticing."""
    if request.user.is_authenticated and request.user.pk != link.account.pk:
        raise links.Unusable(
            _("You are signed in with a different account from the one this letter was sent to."),
            403,
        )


def _form(link: links.Link, data: Any, files: Any) -> ActionForm:
    form = form_for(link.action, link.case, data, files)
    if link.word in WITH_PHOTO and add_picture.check(link.actor, link.case):
        form.fields["photo"] = _PHOTO.field(False)
    return form


def _said(request: HttpRequest, link: links.Link, form: ActionForm) -> bool:
    """Say the word as the one it was made for; a photo goes with it. False: the form shows what is wrong."""
    try:
        photo = _PHOTO.value(form.cleaned_data.get("photo"))
        coming = link.action.coming(once=link.once, door="letter")
        outcome = coming.perform(link.actor, case=link.case, **form.given)
    except BadInput as error:
        pages.complain(form, error)
        return False
    if photo is not None:
        try:
            add_picture.coming(door="letter").perform(link.actor, link.case, image=photo)
        except Refused as refusal:
            messages.warning(
                request,
                gettext("Your photo was not added: %(why)s") % {"why": refusal.message},
            )
    pages.tell(request, link.action, outcome)
    return True
