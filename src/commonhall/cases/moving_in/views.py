"""Pages of imports from other systems: what a file would bring, its errors, how far its import is."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commonhall.actions import action_pages
from commonhall.actions.actors import Kind
from commonhall.cases.cases.models import Case
from commonhall.cases.moving_in import agreeing, work
from commonhall.cases.moving_in.agreement_actions import AGREE
from commonhall.cases.moving_in.models import CaseImport, CaseImportFile
from commonhall.cases.moving_in.page_actions import BRING_IN, check_cases_file
from commonhall.core import clock, refs
from commonhall.core.imports import MOST_PROBLEMS
from commonhall.core.paging import page_for
from commonhall.law.queries import competences
from commonhall.people.actors import of_request
from commonhall.ui.pages import page

TONES = {
    "checking": "waiting",
    "faulty": "bad",
    "checked": "warn",
    "running": "waiting",
    "stopped": "bad",
    "refused": "bad",
    "done": "good",
}
#: What a report counts beside cases.
FACTS = {
    "projects": _("Projects"),
    "ballots": _("Ballots"),
    "statements": _("Statements"),
    "votes": _("Votes"),
    "participants": _("People who took part"),
}
AT_WORK = (CaseImportFile.State.CHECKING, CaseImportFile.State.RUNNING)


def _may_look(request: HttpRequest) -> bool:
    """Errors quote the file, in which reporters may be named: only those who hand in or agree see them."""
    actor = of_request(request)
    powers = [BRING_IN, AGREE]
    held = competences(actor.body_id, powers, clock.today())
    return actor.kind is Kind.OFFICE and held.exists()


@page(_("Imports from other systems"), who="account", asks="cases.case_imports")
def import_list(request: HttpRequest) -> HttpResponse:
    """All imports, the newest first."""
    if not _may_look(request):
        return render(request, "cases/imports_closed.html")
    rows = CaseImport.objects.select_related("kept")
    shown = page_for(request, rows)
    found = [(one, _state_of(one), TONES.get(_code_of(one), "neutral")) for one in shown.rows]
    context = {"imports": found, "page": shown, "url": action_pages.url_of(check_cases_file)}
    return render(request, "cases/imports.html", context)


@page(_("Import from another system"), who="account", asks="cases.case_imports")
def import_page(request: HttpRequest, number: int) -> HttpResponse:
    """What it would bring or has brought, and what can be done with it; read again, how far it is."""
    if not _may_look(request):
        return render(request, "cases/imports_closed.html")
    rows = CaseImport.objects.select_related("kept", "by_office__body", "decided_by")
    one = get_object_or_404(rows, pk=number)
    kept = getattr(one, "kept", None)
    context: dict[str, Any] = {
        "one": one,
        "system": work.SYSTEMS.get(one.system, _("Table")),
        "state": _state_of(one),
        "tone": TONES.get(_code_of(one), "neutral"),
        "begins_alone": agreeing.one_begins_alone(),
        "available_actions": action_pages.available(of_request(request), one),
    }
    if kept is not None:
        context |= _shown(kept)
    return render(request, "cases/import.html", context)


def _shown(kept: CaseImportFile) -> dict[str, Any]:
    written, rows = work.progress(kept) if kept.state == kept.State.RUNNING else (0, 0)
    report, labels = kept.report, dict(Case.State.choices)
    states = report.get("states") or {}
    return {
        "kept": kept,
        "made": refs.resolve([ref])[ref] if (ref := report.get("made_ref")) else None,
        "facts": [(label, report[name]) for name, label in FACTS.items() if name in report],
        "at_work": kept.state in AT_WORK,
        "of_cases": kept.case_import.system not in ("pabulib", "polis"),
        "written": written,
        "rows": rows,
        "report": report,
        "states": [(labels.get(state, state), count) for state, count in states.items()],
        "first": [
            {**one, "state": labels.get(one["state"], ""), "raised": _day(one["raised"])}
            for one in report.get("first") or []
        ],
        "problems": kept.problems[:MOST_PROBLEMS],
        "unshown": max(0, len(kept.problems) - MOST_PROBLEMS),
    }


def _day(moment: str) -> date:
    return timezone.localtime(datetime.fromisoformat(moment)).date()


def _code_of(one: CaseImport) -> str:
    kept = getattr(one, "kept", None)
    return str(kept.state) if kept is not None else ""


def _state_of(one: CaseImport) -> Any:
    kept = getattr(one, "kept", None)
    return kept.get_state_display() if kept is not None else _("file deleted")
