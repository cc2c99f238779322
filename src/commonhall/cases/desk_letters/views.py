"""Pages of letters to office holders: how one wants them, and the way from a letter to the case at the desk."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Kind
from commonhall.cases.cases import queries as case_queries
from commonhall.cases.desk_letters.models import DeskLetters, DeskNotice
from commonhall.people.actors import choices, of_request
from commonhall.people.residents.models import Person
from commonhall.ui.forms import HallForm
from commonhall.ui.pages import page


class HowForm(HallForm):
    """How somebody wants to hear of their desk."""

    how = forms.ChoiceField(
        label=_("How do you want to be told?"),
        choices=DeskLetters.How.choices,
        widget=forms.RadioSelect,
    )


@page(_("Letters from the desk"), who="account", methods=("GET", "HEAD", "POST"))
def letters(request: HttpRequest) -> HttpResponse:
    """Each holder of an office chooses for themselves."""
    account = int(request.user.pk or 0)
    now = DeskLetters.objects.filter(account=account).values_list("how", flat=True).first()
    form = HowForm(request.POST or None, initial={"how": now or DeskLetters.How.DAILY})
    if request.method == "POST" and form.is_valid():
        how = form.cleaned_data["how"]
        DeskLetters.objects.update_or_create(account_id=account, defaults={"how": how})
        if how == DeskLetters.How.NONE:
            DeskNotice.objects.filter(account=account, mailed_at=None).delete()
        messages.success(request, gettext("Saved."))
        return redirect("desk:letters")
    context = {"form": form, "holds": bool(_offices(request))}
    return render(request, "cases/desk_letters.html", context, status=400 if form.errors else 200)


@page(_("A case at the desk"), who="account")
def case(request: HttpRequest, number: int) -> HttpResponse:
    """From a letter to the case; first into the office that works on it, if one does not act in it."""
    found = get_object_or_404(case_queries.complete(), pk=number)
    actor = of_request(request)
    if actor.kind is Kind.OFFICE and actor.body == found.body_id:
        return redirect(found)
    offices = [one for one in _offices(request) if one.actor.body == found.body_id]
    if not offices:
        return redirect(found)
    return render(
        request, "cases/no_desk.html", {"offices": offices, "next": found.get_absolute_url()}
    )


def _offices(request: HttpRequest) -> list[Any]:
    """The offices in which somebody could act."""
    person = Person.objects.filter(account=request.user.pk).first()
    return [one for one in choices(person) if one.actor.kind is Kind.OFFICE] if person else []
