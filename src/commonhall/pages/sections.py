"""The parts of the main menu: what each is, and its page."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from commonhall.pages import how_we_did
from commonhall.ui import navigation
from commonhall.ui.navigation import Section
from commonhall.ui.pages import page

SECTIONS = (
    Section(
        "report",
        _("Report"),
        _("Say what is wrong or needed, and follow what comes of it."),
        "speech",
        "pages:report",
    ),
    Section(
        "take-part",
        _("Take part"),
        _("Give your view, vote or volunteer."),
        "vote",
        "pages:take_part",
    ),
    Section(
        "decisions",
        _("Decisions and plan"),
        _("What was decided, what was promised, and where the money goes."),
        "plan",
        "pages:decisions_and_plan",
    ),
    Section(
        "how-we-did",
        _("How we did"),
        _("The results people got, in their own words."),
        "good",
        "pages:how_we_did",
    ),
    Section(
        "record",
        _("Record and law"),
        _(
            "The rules that bind everybody, who holds which office, and a record of every act that anybody can check."
        ),
        "record",
        "pages:record_and_law",
    ),
)
# Code, address and name of each page.
PAGES = (
    ("report", "report", "report"),
    ("take-part", "take-part", "take_part"),
    ("decisions", "decisions-and-plan", "decisions_and_plan"),
    ("how-we-did", "how-we-did", "how_we_did"),
    ("record", "record-and-law", "record_and_law"),
)
# What stands on a part's page before its links.
OPENINGS: dict[str, Callable[[], str]] = {"how-we-did": how_we_did.opening}


@page(_("Part of the menu"))
def section_page(request: HttpRequest, code: str) -> HttpResponse:
    """Where a part of the menu leads, with a sentence for each."""
    found = (link for link in navigation.links("main", request) if link.section == code)
    link = next(found, None)
    if link is None:
        raise Http404
    context = {"title": link.label, "section": link, "opening": OPENINGS.get(code, str)()}
    return render(request, "pages/section.html", context)
