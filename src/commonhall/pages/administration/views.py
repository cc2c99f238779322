"""The page from which a hall is looked after, and the file that founds another like it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.actions import action_pages, registry
from commonhall.actions.actors import Actor, Kind
from commonhall.core import clock
from commonhall.core.doctor import examine, is_ready
from commonhall.pages.administration.access import may_run
from commonhall.pages.set_up import exporting
from commonhall.people.actors import of_request
from commonhall.ui.pages import page


@dataclass(frozen=True)
class Section:
    """A part of the administration: pages to look at, and actions without a thing that may be done there."""

    title: Any
    icon: str
    about: Any
    pages: tuple[tuple[Any, str], ...] = ()
    actions: tuple[str, ...] = ()


SECTIONS = (
    Section(
        _("Bodies and offices"),
        "office",
        _("Who is responsible for what, who holds which office until when, and who is invited."),
        (
            (_("Bodies, offices and who holds them"), "people:bodies"),
            (_("Stand-ins of office holders"), "law:stand_ins"),
        ),
        ("people.establish_body",),
    ),
    Section(
        _("Residents"),
        "people",
        _("The roll, and confirming who lives here."),
        ((_("Residents"), "people:residents"),),
        ("people.verify_resident", "people.import_census"),
    ),
    Section(
        _("Organisations"),
        "speech",
        _("Which organisations have standing, and who speaks for them."),
        ((_("Organisations"), "people:organisations"),),
        ("people.enter_organisation",),
    ),
    Section(
        _("Law and powers"),
        "scale",
        _("What is in force, which body may do what, and what ends when."),
        (
            (_("What is in force"), "law:list"),
            (_("What ends, and when"), "law:terms"),
            (_("Founding period"), "law:founding_period"),
        ),
        ("law.adopt_instrument", "law.set_working_days"),
    ),
    Section(
        _("Categories and who answers"),
        "document",
        _("What residents can raise, and which body answers it where."),
        (
            (_("Who answers what where"), "pages:who_answers"),
            (_("Categories"), "cases:categories"),
        ),
        ("cases.set_category", "cases.set_category_pack"),
    ),
    Section(
        _("Places"),
        "place",
        _("The territory, its parts and their boundaries."),
        ((_("Places"), "places:list"),),
        ("places.bring_in_map", "places.add_unit"),
    ),
    Section(
        _("Texts and appearance"),
        "plan",
        _("Name, colour, logo, languages, and the pages linked at the bottom of every page."),
        (),
        (
            "law.settle_name_and_colour",
            "law.settle_logo",
            "law.remove_logo",
            "law.set_languages",
            "law.set_time_zone",
            "law.set_currency",
            "law.write_hall_page",
        ),
    ),
    Section(
        _("Letters"),
        "mail",
        _("Letters waiting and returned, and how every letter looks."),
        (
            (_("Letters waiting or failed"), "pages:letters"),
            (_("Kinds of letters"), "pages:letter_kinds"),
        ),
        ("law.settle_letter_words",),
    ),
    Section(
        _("Moving in"),
        "download",
        _(
            "Import bodies, offices, categories, organisations and services from files. You see what would change first."
        ),
        ((_("Import from files"), "pages:bring_in"),),
    ),
    Section(
        _("Record and open data"),
        "record",
        _("Everything that was done, and all public data as files."),
        ((_("The public record"), "record:list"), (_("Open data"), "open_data:catalogue")),
        ("law.set_witnesses",),
    ),
)


# For those only who may settle the hall's name and look (`access`).
RUNNING = Section(
    _("Running it"),
    "clock",
    _("Indicators, backups, letters, background work, and the keys of programs."),
    (
        (_("Health of the hall"), "pages:running"),
        (_("Jobs"), "pages:jobs"),
        (_("Keys of all programs"), "pages:keys"),
    ),
)


@dataclass
class Shown:
    """A section as this actor sees it."""

    section: Section
    links: list[tuple[Any, str]] = field(default_factory=list)
    possible: list[tuple[Any, str]] = field(default_factory=list)


@page(_("Administration"), who="account", asks="core.doctor")
def administration(request: HttpRequest) -> HttpResponse:
    """Everything those in office look after; what this office may not do is not offered."""
    actor = of_request(request)
    if actor.kind is not Kind.OFFICE:
        return render(request, "pages/administration.html", {"allowed": False})
    findings, memo = examine(clock.today()), {}  # type: ignore[var-annotated]
    context = {
        "allowed": True,
        "ready": is_ready(findings),
        "faults": [one for one in findings if one.level == "fault"],
        "soon": [one for one in findings if one.level == "soon"],
        "sections": [
            _shown(one, actor, memo) for one in (*SECTIONS, *([RUNNING] if may_run(actor) else []))
        ],
    }
    return render(request, "pages/administration.html", context)


def _shown(section: Section, actor: Actor, memo: dict[Any, Any]) -> Shown:
    known = registry.actions()
    actions = [known[code] for code in section.actions if code in known]
    return Shown(
        section,
        [(label, reverse(name)) for label, name in section.pages],
        [(one.title, action_pages.url_of(one)) for one in actions if one.check(actor, memo=memo)],
    )


@page(_("The hall as a file"), who="account")
def as_file(request: HttpRequest) -> HttpResponse:
    """`hall.toml` and its map, with which another hall can be founded like this one."""
    response = HttpResponse(exporting.archive(), content_type="application/zip")
    response["Content-Disposition"] = 'attachment; filename="hall.zip"'
    return response
