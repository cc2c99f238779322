"""The briefing on the page of a vote, and above its ballot."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string

from commonhall.core.page_sections import section
from commonhall.decisions.briefings import queries
from commonhall.decisions.briefings.models import VoteArgument
from commonhall.decisions.votes.models import Election

BEFORE = (Election.State.DRAFT, Election.State.SCHEDULED)


@dataclass
class Line:
    """An argument with the answers of the other side."""

    argument: VoteArgument
    answers: list[VoteArgument] = field(default_factory=list)


def lines(election: Election) -> dict[str, list[Line]]:
    """side → its arguments, each with its answers; one query."""
    rows = list(queries.arguments(election))
    found = {row.pk: Line(row) for row in rows if row.answers_id is None}
    for row in rows:
        if row.answers_id in found:
            found[row.answers_id].answers.append(row)
    sides: dict[str, list[Line]] = {side: [] for side in VoteArgument.Side.values}
    for line in found.values():
        sides[line.argument.side].append(line)
    return sides


@section("decisions.election", order=2)
def briefing(request: HttpRequest, election: Election) -> str:
    """Both sides beside each other, what it costs, and what is missing before the vote may open."""
    return render_to_string("decisions/parts/briefing.html", context_of(election), request)


@section("decisions.ballot", order=2)
def beside_the_ballot(request: HttpRequest, election: Election) -> str:
    """The same above the ballot, folded."""
    context = context_of(election)
    if not context["shown"]:
        return ""
    return render_to_string("decisions/parts/briefing_folded.html", context, request)


def context_of(election: Election) -> dict[str, Any]:
    if election.kind != Election.Kind.QUESTION or election.reported or election.persons:
        return {"shown": False}
    sides = lines(election)
    said = queries.costs(election)
    before = election.state in BEFORE
    return {
        "shown": before or said is not None or any(sides.values()),
        "election": election,
        "sides": [(side, side.label, sides[side.value]) for side in VoteArgument.Side],
        "costs": said,
        "before": before,
        "lacking": queries.lacking(election) if election.state == Election.State.DRAFT else None,
        "fewest": queries.FEWEST,
    }
