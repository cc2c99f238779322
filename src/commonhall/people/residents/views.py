"""Pages of residents."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from commonhall.actions import pages
from commonhall.core.refusals import BadInput, Refused
from commonhall.people import actors
from commonhall.people.residents import actions
from commonhall.people.residents.forms import CensusForm
from commonhall.ui.pages import page


@page(_("Confirm that you live here"), who="account", performs="people.verify_by_census")
def verify(request: HttpRequest) -> HttpResponse:
    form = CensusForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            outcome = actions.verify_by_census.perform(
                actors.of_request(request), **form.cleaned_data
            )
        except (Refused, BadInput) as error:
            form.add_error(None, str(error))
        else:
            pages.tell(request, actions.verify_by_census, outcome)
            return redirect("people:me")
    return render(request, "people/verify.html", {"form": form})
