"""The page of the doctor."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Kind
from commonhall.core import clock
from commonhall.core.doctor import examine, is_ready
from commonhall.people.actors import of_request
from commonhall.ui.pages import page


@page(_("Doctor"), who="account", asks="core.doctor")
def doctor(request: HttpRequest) -> HttpResponse:
    """What does not work, what will stop on which day, what is worth knowing."""
    allowed = of_request(request).kind is Kind.OFFICE
    findings = examine(clock.today()) if allowed else []
    context = {
        "allowed": allowed,
        "ready": is_ready(findings),
        "faults": [one for one in findings if one.level == "fault"],
        "soon": [one for one in findings if one.level == "soon"],
        "notes": [one for one in findings if one.level == "note"],
    }
    return render(request, "pages/doctor.html", context)
