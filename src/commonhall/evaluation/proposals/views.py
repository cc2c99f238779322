"""The page of a proposed definition: what would stand there beside what stands, and who agrees to it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _

from commonhall.actions import action_pages
from commonhall.core import clock
from commonhall.evaluation.proposals import queries
from commonhall.evaluation.proposals.models import DefinitionProposal
from commonhall.evaluation.proposals.proposing import CONFIRM, Line, is_measured, lines_of
from commonhall.law.instruments.models import Competence
from commonhall.law.queries import granted
from commonhall.people.actors import of_request
from commonhall.people.bodies.models import Body
from commonhall.ui.pages import page
from commonhall.ui.redline import redline


@page(_("Proposed definition"), asks="evaluation.proposals")
def proposal_page(request: HttpRequest, number: int) -> HttpResponse:
    rows = queries.proposals().select_related("by_office")
    proposal: DefinitionProposal = get_object_or_404(rows, pk=number)
    context = {
        "proposal": proposal,
        "lines": [_shown(one) for one in lines_of(proposal)],
        "agreeing": _agreeing(proposal) if proposal.state == "waiting" else (),
        "available_actions": action_pages.available(of_request(request), proposal),
    }
    return render(request, "evaluation/proposal.html", context)


def _shown(line: Line) -> dict[str, Any]:
    """A line whose change is told word by word."""
    return {"line": line, "changed": redline(line.was, line.text) if line.was else ""}


def _agreeing(proposal: DefinitionProposal) -> list[Body]:
    """The bodies that the law names to agree to it, and that are not measured themselves."""
    named = Competence.objects.filter(granted(clock.today()), power=CONFIRM)
    bodies = Body.objects.filter(pk__in=named.values("body"), ended_on=None)
    others = bodies.exclude(pk=proposal.body_id).order_by("code")
    return [one for one in others if not is_measured(one.pk)]
