"""The link in an invitation; letters that an office posts."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor, Kind
from commonhall.core import rate_limits
from commonhall.core.paging import page_for
from commonhall.core.refusals import Refused
from commonhall.disputes.disputes import parties
from commonhall.disputes.disputes.models import FIRST, SECOND, Dispute
from commonhall.disputes.intake.actions import answer_by_link, post_dispute, take_in_dispute
from commonhall.disputes.ways_on.queries import ways
from commonhall.people.actors import as_person, of_request
from commonhall.people.residents.models import Person
from commonhall.ui.pages import by_secret_address, page

State = Dispute.State


@page(_("Invitation to mediation"), asks="disputes.invitation", performs="disputes.answer_by_link")
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Who asks, and what the reader can do; what the other wrote is shown once they accept."""
    party = parties.by_token(token)
    if party is None:
        raise Http404
    dispute = party.dispute
    refusal = None
    if request.method == "POST" and "answer" in request.POST:
        try:
            return _answered(request, party.dispute, token, request.POST["answer"] == "accept")
        except Refused as error:
            refusal = error.message
    dispute.refresh_from_db()
    code = parties.spaced(parties.code_of(party)) if dispute.accepted_on else ""
    context = {
        "dispute": dispute,
        "asks": parties.said_of(parties.of(dispute, FIRST)).get("name", ""),
        "waits": dispute.state == State.INVITED,
        "accepted": dispute.accepted_on is not None and _just(request, dispute),
        "code": code if _just(request, dispute) else "",
        "ways": ways(),
        "refusal": refusal,
        "sign_in": f"{reverse('account_login')}?next={request.path}",
        "wrong_kind": of_request(request).kind is not Kind.PERSON,
    }
    return by_secret_address(render(request, "disputes/invitation.html", context))


JUST = "disputes_answered"


def _just(request: HttpRequest, dispute: Dispute) -> bool:
    """Did this browser just answer, by this link?"""
    return bool(request.session.get(JUST) == dispute.pk)


def _answered(request: HttpRequest, dispute: Dispute, token: str, accepts: bool) -> HttpResponse:
    if not rate_limits.allowed("disputes.codes", dispute.ref):
        raise Refused("rate", "too-many", _("Too many attempts. Try again in an hour."))
    actor, stranger = _answering(request)
    try:
        answer_by_link.coming(door="letter").perform(actor, dispute, token=token, accepts=accepts)
    except Refused:
        if stranger is not None:
            stranger.delete()
        raise
    if stranger is not None and not accepts:
        # Refusing leaves nothing of them here.
        stranger.delete()
    if stranger is None and accepts:
        return redirect(dispute.get_absolute_url())
    request.session[JUST] = dispute.pk
    return redirect(request.path)


def _answering(request: HttpRequest) -> tuple[Actor, Person | None]:
    """Who answers: whoever is signed in; else a person of whom nothing is known."""
    if request.user.is_authenticated:
        return of_request(request), None
    stranger = Person.objects.create()
    return as_person(stranger), stranger


# --- letters by post --------------------------------------------------------------------------------
def _operator(request: HttpRequest) -> None:
    """Only an office that may take disputes in posts letters; for all others the page is not there."""
    actor = of_request(request)
    if actor.kind is not Kind.OFFICE or not take_in_dispute.check(actor):
        raise Http404


@page(_("Letters to post"), who="account", asks="disputes.letters")
def letters(request: HttpRequest) -> HttpResponse:
    """Invitations that go by post: the number alone; the address is on the letter."""
    _operator(request)
    rows = Dispute.objects.filter(state=State.INVITED, on_paper=True, posted_on=None)
    return render(request, "disputes/letters.html", {"page": page_for(request, rows)})


@page(_("Letter to post"), who="account", asks="disputes.letters")
def paper_letter(request: HttpRequest, number: int) -> HttpResponse:
    """The letter to print: the address, the link and the code, and not a word of what it is about."""
    _operator(request)
    rows = Dispute.objects.filter(state=State.INVITED, on_paper=True, posted_on=None)
    dispute = get_object_or_404(rows, pk=number)
    party = parties.of(dispute, SECOND)
    said = parties.said_of(party)
    path = reverse("disputes:invitation", args=[parties.token_of(party)])
    context = {
        "dispute": dispute,
        "name": said.get("name", ""),
        "address": said.get("address", ""),
        "link": settings.SITE_URL + path,
        "code": parties.spaced(parties.code_of(party)),
        "posted": post_dispute,
    }
    return by_secret_address(render(request, "disputes/paper_letter.html", context))
