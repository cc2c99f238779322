"""On the page of an election: which offices it fills for which term, who gave up, and when the result takes effect."""

from __future__ import annotations

from datetime import date, timedelta

from django.http import HttpRequest
from django.template.loader import render_to_string

from commonhall.actions import action_pages
from commonhall.core import clock
from commonhall.core.page_sections import section
from commonhall.core.refusals import Refused
from commonhall.decisions.seats import law, list_sections, queries
from commonhall.decisions.seats.actions import call_seat_vote
from commonhall.decisions.seats.lists import of_lists
from commonhall.decisions.seats.models import Candidacy, SeatVote
from commonhall.decisions.votes.models import Election
from commonhall.people.actors import of_request


@section("decisions.election", order=1)
def seats(request: HttpRequest, election: Election) -> str:
    """What is elected, and what the result gives."""
    if not election.persons:
        return ""
    seat_vote: SeatVote = queries.seat_votes().get(election=election)
    names = {one.code: one.name for one in seat_vote.body.offices.all()}
    rows = list(queries.candidacies(seat_vote))
    given = {one.office_id for one in rows if one.office_id}
    empty = [one for one in seat_vote.body.offices.all() if one.code in seat_vote.codes]
    context = {
        "seat_vote": seat_vote,
        "offices": [names.get(code, code) for code in seat_vote.codes],
        "given": [one for one in rows if one.office_id],
        "given_up": [one for one in rows if _declined(one)],
        "empty": [one.name for one in empty if one.pk not in given] if seat_vote.result_id else [],
        "candidates": [one for one in rows if one.list_id is None and not one.given_up_on],
        "stand_until": _stand_until(election, seat_vote),
        "call_again": _call_again(request, seat_vote),
        **_waits(election, seat_vote),
    }
    return render_to_string("decisions/parts/seats.html", context, request)


@section("decisions.election", order=2)
def lists(request: HttpRequest, election: Election) -> str:
    """Lists, what they lack, and what they got."""
    return list_sections.on_the_page(request, election)


@section("decisions.ballot", order=1)
def lists_above_the_ballot(request: HttpRequest, election: Election) -> str:
    """Who stands on each list, in its order."""
    return list_sections.above_the_ballot(request, election)


@section("decisions.ballot", order=1)
def people_above_the_ballot(request: HttpRequest, election: Election) -> str:
    """Who stands singly, and what for."""
    if not election.persons or of_lists(election):
        return ""
    rows = queries.candidacies(queries.seat_vote_of(election))
    candidates = [one for one in rows if not one.given_up_on]
    return render_to_string("decisions/parts/who_stands.html", {"candidates": candidates}, request)


def _declined(one: Candidacy) -> bool:
    """Did somebody who was on the ballot give up? Who left before, or had no place on a list, is not named."""
    if one.given_up_on is None:
        return False
    return one.pk in one.list.candidates if one.list else not one.option.withdrawn  # type: ignore[union-attr]


def _stand_until(election: Election, seat_vote: SeatVote) -> date | None:
    """The day until which residents can put themselves on the ballot at least, before it opens."""
    if election.state != Election.State.DRAFT:
        return None
    try:
        return seat_vote.called_on + timedelta(days=law.days(law.TO_STAND, clock.today()))
    except Refused:
        return None


def _waits(election: Election, seat_vote: SeatVote) -> dict[str, object]:
    """Until when people can object, and whether an appeal holds the result up."""
    if election.state != Election.State.COUNTED or seat_vote.result_id is not None:
        return {}
    try:
        last = queries.objections_end(election)
    except Refused:
        return {}
    return {
        "object_until": last if last and clock.today() <= last else None,
        "appealed": queries.appealed(seat_vote),
        "stopped": queries.granted(seat_vote),
    }


def _call_again(request: HttpRequest, seat_vote: SeatVote) -> str:
    """Where an office that may calls the by-election for what stays empty."""
    if seat_vote.result_id is None:
        return ""
    if not call_seat_vote.check(of_request(request), seat_vote.body):
        return ""
    return str(action_pages.url_of(call_seat_vote, seat_vote.body))
