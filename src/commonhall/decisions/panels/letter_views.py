"""Pages of letters: what somebody who got one does with its code, and the letters as they are printed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor, Kind
from commonhall.core.refusals import BadInput, Refused
from commonhall.decisions.lotteries import letter_pages
from commonhall.decisions.lotteries.letter_forms import LetterForm
from commonhall.decisions.lotteries.models import Ticket
from commonhall.decisions.panels import forms, invitations, letter_actions, queries, views
from commonhall.decisions.panels.models import Care, Member, Panel, PanelLetter, Wave
from commonhall.people.actors import of_request, system
from commonhall.ui.pages import by_secret_address, page


# --- answering ------------------------------------------------------------------------------------
@page(
    _("Answer your letter"),
    performs=("decisions.answer_panel_letter", "decisions.answer_panel_seat"),
)
def panel_letter(request: HttpRequest) -> HttpResponse:
    """Number and code open it; both are sent in the body and stand in no address."""
    given = request.POST if request.method == "POST" else None
    opening = LetterForm(given, initial={"letter": request.GET.get("letter", "")[:30]})
    context: dict[str, Any] = {"form": opening}
    if given is None or not opening.is_valid():
        return _shown(request, context, 400 if opening.errors else 200)
    try:
        said = opening.cleaned_data["letter"], opening.cleaned_data["code"]
        found = letter_pages.opened(letter_actions.GUESSES, invitations.by_code, *said)
    except Refused as refusal:
        opening.add_error("code", str(refusal.message))
        return _shown(request, context, 429 if refusal.code == "too-many" else 400)
    return _opened(request, found)


def _opened(request: HttpRequest, found: PanelLetter) -> HttpResponse:
    ticket = invitations.ticket_of(found)
    drawn = ticket is not None and ticket.state == Ticket.State.DRAWN
    inviting = found.panel.state == Panel.State.INVITING and found.wave.runs
    sent = request.POST if request.POST.get("step") else None
    start = {"letter": request.POST["letter"], "code": request.POST["code"], "step": "answer"}
    form: Any = None
    if drawn:
        form = forms.SeatForm(sent, initial=start)
    elif inviting:
        form = forms.AnswerForm(sent, found=found, initial={**start, "answer": _said(found)})
    if form is not None and sent is not None and form.is_valid():
        done = _take_seat(found, form) if drawn else _answer(request, found, form)
        if done:
            found = PanelLetter.objects.select_related("panel__draw", "wave").get(pk=found.pk)
            ticket, form, drawn = invitations.ticket_of(found), None, False
    context = {
        "found": found,
        "panel": found.panel,
        "ticket": ticket,
        "drawn": drawn,
        "member": Member.objects.filter(ticket=ticket).first() if ticket else None,
        "answer_form": form,
        "done": sent is not None and form is None,
    }
    return _shown(request, context, 400 if form is not None and form.errors else 200)


def _said(found: PanelLetter) -> str:
    """What was answered before, so that it can be changed."""
    return {"accepted": forms.YES, "declined": forms.NO}.get(found.answer, "")


def _answer(request: HttpRequest, found: PanelLetter, form: forms.AnswerForm) -> bool:
    said, actor = form.cleaned_data, of_request(request)
    accepts = said["answer"] == forms.YES
    given: dict[str, Any] = {}
    if accepts:
        names = ("features", "home", "care", "needs", "email")
        given = {name: said[name] for name in names if said.get(name)}
    action = letter_actions.answer_panel_letter
    if not _done(form, action, found, accepts=accepts, **given):
        return False
    if accepts and actor.kind is Kind.PERSON and actor.person:
        _tie(request, actor, said)
    return True


def _tie(request: HttpRequest, actor: Actor, said: dict[str, Any]) -> None:
    """Who is signed in has the letter tied to their account at once; where it cannot be, they are told why."""
    code = {"letter": said["letter"], "code": said["code"]}
    try:
        letter_actions.join_panel.coming(door="letter").perform(actor, **code)
    except Refused as refusal:
        messages.warning(request, str(refusal.message))


def _take_seat(found: PanelLetter, form: forms.SeatForm) -> bool:
    said = form.cleaned_data
    accepts = said["answer"] == forms.YES
    name = said["name"] if accepts else ""
    return _done(form, letter_actions.answer_panel_seat, found, accepts=accepts, name=name)


def _done(form: Any, action: Any, found: PanelLetter, **given: Any) -> bool:
    """Do it by the System's hand; what is wrong is said at its field."""
    said = {"letter": form.cleaned_data["letter"], "code": form.cleaned_data["code"]}
    try:
        action.coming(door="letter").perform(system(), panel=found.panel, **said, **given)
    except BadInput as error:
        form.add_error(error.field if error.field in form.fields else None, str(error.message))
        return False
    except Refused as refusal:
        form.add_error(None, str(refusal.message))
        return False
    return True


def _shown(request: HttpRequest, context: dict[str, Any], status: int) -> HttpResponse:
    return by_secret_address(render(request, "decisions/panel_letter.html", context, status=status))


# --- printing -------------------------------------------------------------------------------------
@page(_("Print the letters of this wave"), who="account", performs="decisions.print_panel_letters")
def print_panel_letters(request: HttpRequest, number: int) -> HttpResponseBase:
    wave = get_object_or_404(Wave.objects.select_related("panel__unit", "panel__body"), pk=number)
    context = {"panel": wave.panel, "wave": wave, "crumbs": views.crumbs(wave.panel)}
    template = "decisions/parts/panel_letter.html"
    said = {"panel": wave.panel, "ends": wave.answer_by}
    return letter_pages.print_letters(
        request,
        letter_actions.print_panel_letters,
        wave,
        "decisions/print_panel_letters.html",
        context,
        lambda one: letter_pages.letter(one, template, "decisions:panel_letter", said),
    )


print_panel_letters.action = letter_actions.print_panel_letters  # type: ignore[attr-defined]


# --- what members need ----------------------------------------------------------------------------
@page(_("What members need"), who="account", asks="decisions.panel_needs")
def panel_needs(request: HttpRequest, number: int) -> HttpResponse:
    """For the office of the panel alone: of those who sit or were drawn, never of the others."""
    panel = get_object_or_404(queries.panels(), pk=number)
    actor = of_request(request)
    mine = actor.kind is Kind.OFFICE and actor.body == panel.body_id
    rows: list[dict[str, Any]] = []
    if mine and panel.state == Panel.State.WORKING:
        rows = _needs(panel)
    context = {"panel": panel, "crumbs": views.crumbs(panel), "mine": mine, "rows": rows}
    response = render(request, "decisions/panel_needs.html", context)
    response["Cache-Control"] = "no-store"
    return response


def _needs(panel: Panel) -> list[dict[str, Any]]:
    members = Member.objects.filter(panel=panel, left_on=None).select_related("ticket")
    by_code = {one.ticket.code: one for one in members}
    rows = PanelLetter.objects.filter(panel=panel, code__in=by_code)
    said = {one.code: one for one in rows}
    return [
        {
            "member": member,
            "care": [Care(one).label for one in said[code].care],
            "needs": said[code].needs,
            "email": said[code].email,
        }
        for code, member in sorted(by_code.items(), key=lambda pair: pair[1].number)
        if code in said
    ]
