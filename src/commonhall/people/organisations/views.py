"""Pages of organisations."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _

from commonhall.actions import pages
from commonhall.core import page_sections
from commonhall.core.paging import page_for
from commonhall.people import actors
from commonhall.people.organisations import actions
from commonhall.people.organisations.forms import OrganisationForm
from commonhall.people.organisations.models import Organisation
from commonhall.ui.pages import page


@page(_("Organisations"), asks="people.organisations")
def organisations(request: HttpRequest) -> HttpResponse:
    rows = Organisation.objects.select_related("unit")
    found = page_for(request, rows)
    return render(request, "people/organisations.html", {"page": found})


@page(_("Organisation"), asks="people.organisations", performs="people.recognise_organisation")
def organisation(request: HttpRequest, number: int) -> HttpResponse:
    found = get_object_or_404(Organisation.objects.select_related("unit"), pk=number)
    actor, action = actors.of_request(request), actions.recognise_organisation
    if request.method == "POST":
        pages.tell(request, action, action.perform(actor, organisation=found))
        return redirect("people:organisation", number)
    offer = pages.Offer("recognise", action, "", {"organisation": found})
    context = {
        "organisation": found,
        "recognise": pages.available_actions(actor, [offer])[0],
        "panels": page_sections.of("people.organisation", request, found),
    }
    return render(request, "people/organisation.html", context)


@page(_("Register an organisation"), who="account", performs="people.register_organisation")
def register_organisation(request: HttpRequest) -> HttpResponse:
    form = OrganisationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        outcome = actions.register_organisation.perform(
            actors.of_request(request), **form.cleaned_data
        )
        pages.tell(request, actions.register_organisation, outcome)
        return redirect("people:organisation", outcome.result.pk)
    return render(request, "people/register.html", {"form": form})
