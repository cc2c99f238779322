"""On the page of an election of lists: the lists with their candidates; after the count, their votes and seats. Above the
ballot: who stands on each."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import gettext

from commonhall.decisions.seats import lists, queries
from commonhall.decisions.votes.models import Election
from commonhall.decisions.votes.stages import figure
from commonhall.ui import charts, text


@dataclass(frozen=True)
class Share:
    """What a list got. share: of the votes for lists."""

    name: str
    votes: int
    share: float
    seats: int
    below: bool


@dataclass(frozen=True)
class Step:
    """A seat, in the order in which they were given."""

    to: str
    quotient: str


@dataclass(frozen=True)
class Tie:
    """Lists that were level for a seat, and the one that got it."""

    names: str
    to: str


def on_the_page(request: HttpRequest, election: Election) -> str:
    """Lists, what they lack, and what they got."""
    if not election.persons or not lists.of_lists(election):
        return ""
    context = {**_rows(election), **_result(election)}
    return render_to_string("decisions/parts/candidate_lists.html", context, request)


def above_the_ballot(request: HttpRequest, election: Election) -> str:
    """Who stands on each list, in its order."""
    if not election.persons or not lists.of_lists(election):
        return ""
    return render_to_string("decisions/parts/candidate_lists.html", _rows(election), request)


def _rows(election: Election) -> dict[str, Any]:
    rows = lists.rows_of(queries.seat_votes().get(election=election))
    draft = election.state == Election.State.DRAFT
    return {
        "election": election,
        "rows": [row for row in rows if draft or not row.listed.option.withdrawn],
        "draft": draft,
        "share": election.threshold,
        "preference": election.preference,
    }


def _result(election: Election) -> dict[str, Any]:
    """Votes and seats, where it was counted."""
    if not hasattr(election, "result"):
        return {}
    outcome = election.result.outcome
    names = {one.code: one.name for one in election.options.all()}
    whole = sum(one["votes"] for one in outcome["lists"])
    shares = [
        Share(
            names[one["list"]],
            one["votes"],
            float(Fraction(one["votes"], whole)) if whole else 0.0,
            0 if outcome["missed"] else one["seats"],
            one["list"] in outcome["below"],
        )
        for one in outcome["lists"]
    ]
    seated = [(one.name, float(one.seats)) for one in shares if one.seats]
    return {
        "shares": shares,
        "chart": charts.bar_chart(gettext("Seats"), seated) if seated else "",
        "steps": [Step(names[one["list"]], figure(one["quotient"])) for one in outcome["given"]],
        "ties": [
            Tie(text.listed(names[code] for code in one["tied"]), names[one["list"]])
            for one in outcome["given"]
            if one["tied"]
        ],
    }
