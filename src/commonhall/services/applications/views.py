"""Pages of applications: the desk that answers them, one's own, one application, its documents."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from commonhall.actions import action_pages
from commonhall.actions.actors import Kind
from commonhall.cases.categories.questions import Said, in_order
from commonhall.core import clock
from commonhall.core.paging import page_for
from commonhall.law.appeals.actions import file_appeal
from commonhall.people.actors import of_request
from commonhall.record.models import Entry
from commonhall.services.applications import queries, rules
from commonhall.services.applications.models import (
    Application,
    ApplicationDocument,
    ApplicationStep,
    KeptDocument,
    ServiceQuestion,
)
from commonhall.ui.pages import page
from commonhall.ui.parts import Event, Tab
from commonhall.ui.text import markdown

ROWS = 30
LABELS = {
    "": _("Everything waiting"),
    "late": _("Late"),
    "asked": _("Waiting for a reply"),
    "decided": _("Answered"),
}
TONES = {"granted": "good", "refused": "bad", "asked": "warn"}


@page(_("Applications"), who="account", asks="services.applications")
def applications(request: HttpRequest) -> HttpResponse:
    """What waits for the office one acts in, the latest first; else one's own."""
    actor, today = of_request(request), clock.today()
    if actor.kind is not Kind.OFFICE:
        found = page_for(request, queries.own(actor), ("-applied_on", "-id"), ROWS)
        return private(render(request, "services/own_applications.html", {"page": found}))
    when = request.GET.get("when", "")
    when = when if when in LABELS else ""
    counts = queries.counts(actor, today)
    keys = ("-decided_on", "-id") if when == "decided" else ("due_on", "id")
    found = page_for(request, queries.desk(actor, when, today), keys, ROWS)
    context = {
        "actor": actor,
        "page": found,
        "lines": [(one, one.days_late(today)) for one in found.rows],
        "tabs": [
            Tab(label, f"?when={word}", word == when, counts[word or "all"])
            for word, label in LABELS.items()
        ],
    }
    return private(render(request, "services/applications.html", context))


def private(response: HttpResponse) -> HttpResponse:
    """Nobody between the hall and the reader keeps it."""
    response["Cache-Control"] = "no-store"
    return response


@page(_("Application"), asks="services.applications")
def application_page(request: HttpRequest, number: int) -> HttpResponse:
    application = get_object_or_404(queries.applications(), pk=number)
    actor = of_request(request)
    available = action_pages.available(actor, application)
    context: dict[str, Any] = {
        "application": application,
        "late": application.days_late(clock.today()),
        "available_actions": [one for one in available if one.allowed],
    }
    if not rules.reads(actor, application):
        return private(render(request, "services/private_application.html", context))
    steps = list(application.steps.select_related("provision__instrument").order_by("pk"))
    documents = list(application.documents.filter(ended_on=None).order_by("pk"))
    sent = {one.need for one in documents}
    context |= {
        "own": rules.own(actor, application),
        "answers": answers_of(application),
        "events": [_event(one, application) for one in steps],
        "documents": [
            (one, dict(application.service.needed).get(one.need, "")) for one in documents
        ],
        "missing": [words for code, words in application.service.needed if code not in sent],
        "question": next((one for one in reversed(steps) if one.kind == "asked"), None),
        "decision": next((one for one in reversed(steps) if one.kind == application.state), None),
        "appeal_url": _appeal_of(application) if rules.own(actor, application) else "",
    }
    return private(render(request, "services/application.html", context))


def answers_of(application: Application) -> list[Said]:
    """The answers with the questions as they were asked then."""
    asked = [
        ServiceQuestion(pk=place, order=place, **words)
        for place, words in enumerate(application.asked_as or ())
    ]
    return in_order(asked, application.answers or {})


def _appeal_of(application: Application) -> str:
    """Where those who applied appeal a refusal; "" where there is none."""
    if application.state != Application.State.REFUSED:
        return ""
    rows = Entry.objects.filter(action="services.refuse_application", subject=application.ref)
    entry = rows.order_by("-recorded_at").first()
    return f"{action_pages.url_of(file_appeal)}?entry={entry.pk}" if entry else ""


def _event(step: ApplicationStep, application: Application) -> Event:
    words = markdown(step.text) if step.text else ""
    if step.provision is not None:
        words = format_html("{}<p>{}</p>", words, step.provision)
    who = "" if step.kind in ("replied", "withdrawn") else application.body.name
    return Event(
        when=step.at,
        text=step.get_kind_display(),
        who=who,
        body=words,
        tone=TONES.get(step.kind, "info"),  # type: ignore[arg-type]
    )


@page(_("Document of an application"), asks="services.applications")
def document(request: HttpRequest, number: int) -> FileResponse:
    """Saved, never shown as a page of the hall: it comes from somebody else."""
    rows = ApplicationDocument.objects.select_related("application")
    found = get_object_or_404(rows, pk=number, ended_on=None)
    if not found.file or not rules.reads(of_request(request), found.application):
        raise Http404
    return saved(found, f"application-{found.application_id}-{found.pk}")


def saved(document: KeptDocument, name: str) -> FileResponse:
    """A document as a file, under a name that says nothing of what is in it."""
    ending = str(document.file.name).rpartition(".")[2]
    response = FileResponse(
        document.file.open("rb"),
        as_attachment=True,
        filename=f"{name}.{ending}",
        content_type="application/octet-stream",
    )
    response["Cache-Control"] = "no-store"
    return response
