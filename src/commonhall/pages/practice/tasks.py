"""For each task: as whom it is done, and on which page. Where nothing is left to do, the list where it would stand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from django.core.cache import cache
from django.urls import reverse

from commonhall.actions import action_pages
from commonhall.actions.actors import Actor
from commonhall.actions.declaration import Action
from commonhall.cases.cases import actions as case_actions
from commonhall.cases.cases import state_actions
from commonhall.cases.cases.models import Case
from commonhall.consultations.conversations.models import Conversation
from commonhall.consultations.round_tables.models import RoundTable
from commonhall.decisions.motions.models import Motion
from commonhall.decisions.votes.models import Election
from commonhall.delivery.calls import offer_actions, scoring_actions
from commonhall.delivery.calls.models import Call
from commonhall.delivery.calls.queries import to_score
from commonhall.disputes.disputes.models import Dispute
from commonhall.disputes.mediation import actions as mediation_actions
from commonhall.disputes.mediation import settling_actions
from commonhall.disputes.mediators.models import Candidate
from commonhall.law.appeals.actions import file_appeal
from commonhall.pages.practice import seats
from commonhall.people.accounts.models import Account
from commonhall.people.actors import in_office
from commonhall.people.bodies.models import Office
from commonhall.people.learning.practice import TASKS
from commonhall.people.residents.models import Person
from commonhall.record.models import Entry

# How many waiting cases are looked at: beyond them, clerks share one.
LOOKED_AT = 40
LENT_SECONDS = 3600


@dataclass(frozen=True)
class Place:
    """As whom, and where."""

    lent: seats.Lent
    url: str


def place(session: SessionBase, task: str) -> Place:
    """Where the task is done, for this session."""
    way = WAYS.get(task)
    if way is not None:
        return way(session)
    lent = seats.take(session, TASKS[task].role)
    return Place(lent, PAGES[task](lent))


# --- residents ------------------------------------------------------------------------------------
def _report(_lent: seats.Lent) -> str:
    return reverse("cases:raise_case")


def _statements(_lent: seats.Lent) -> str:
    rows = Conversation.objects.filter(state=Conversation.State.OPEN)
    found = rows.order_by("-pk").first()
    return found.get_absolute_url() if found else reverse("consultations:list")


def _vote(_lent: seats.Lent) -> str:
    rows = Election.objects.filter(state=Election.State.OPEN, form="approval").order_by("-pk")
    found = rows.first()
    return reverse("decisions:cast_ballot", args=[found.pk]) if found else reverse("decisions:list")


def _appeal(_lent: seats.Lent) -> str:
    entry = Entry.objects.filter(action="cases.decline_case").order_by("-pk").first()
    if entry is None:
        return reverse("law:appeals")
    return f"{action_pages.url_of(file_appeal)}?entry={entry.pk}"


# --- organisations --------------------------------------------------------------------------------
def _offer(_lent: seats.Lent) -> str:
    call = Call.objects.filter(state=Call.State.OPEN).order_by("-pk").first()
    return (
        action_pages.url_of(offer_actions.hand_in_offer, call)
        if call
        else reverse("delivery:calls")
    )


def _at_the_table(session: SessionBase) -> Place:
    found = RoundTable.objects.filter(state=RoundTable.State.OPEN).order_by("-pk").first()
    url = found.get_absolute_url() if found else reverse("consultations:tables")
    return Place(seats.take(session, "table"), url)


# --- clerks ---------------------------------------------------------------------------------------
def _case_for(action: Action[..., Any]) -> Callable[[SessionBase], Place]:
    """A case that waits: the newest that this visitor raised as a resident, else one that no other clerk has open."""

    def way(session: SessionBase) -> Place:
        desks = {one["body"]: one for one in reversed(seats.of("clerk"))}
        for case in (*_raised_by(session, desks), *_waiting(desks)):
            lent = desks[case.body_id]
            # An official with an interest there cannot act.
            if action.check(_official(lent), case):
                seats.keep(session, "clerk", lent)
                return Place(lent, action_pages.url_of(action, case))
        return Place(seats.take(session, "clerk"), reverse("desk:desk"))

    return way


def _official(lent: seats.Lent) -> Actor:
    person = Person.objects.get(account__email=lent["account"])
    office = Office.objects.select_related("body").get(pk=lent["as"].partition(":")[2])
    return in_office(person, office)


def _raised_by(session: SessionBase, desks: dict[int, seats.Lent]) -> list[Case]:
    resident = seats.mine(session, "resident")
    person = resident and Person.objects.filter(account__email=resident["account"]).first()
    if not person:
        return []
    rows = Case.objects.filter(person=person, state=Case.State.OPEN, body__in=desks)
    return list(rows.order_by("-pk")[:1])


def _waiting(desks: dict[int, seats.Lent]) -> Iterator[Case]:
    """Those that nobody else has open, then the others."""
    rows = Case.objects.filter(state=Case.State.OPEN, body__in=desks, confidential=False)
    found = list(rows.order_by("-pk")[:LOOKED_AT])
    yield from (one for one in found if cache.add(f"practice.case.{one.pk}", 1, LENT_SECONDS))
    yield from found


# --- those who decide, mediate and count ----------------------------------------------------------
def _motion(_lent: seats.Lent) -> str:
    found = Motion.objects.filter(state=Motion.State.OPEN).order_by("-pk").first()
    return found.get_absolute_url() if found else reverse("decisions:motions")


def _score(_lent: seats.Lent) -> str:
    call = Call.objects.filter(state=Call.State.OPENED).order_by("-pk").first()
    offers = to_score(call) if call else []
    if not offers:
        return reverse("delivery:calls")
    fewest = min(offers, key=lambda one: len(one.scores.all()))
    return action_pages.url_of(scoring_actions.score_offer, fewest)


def _dispute(action: Action[..., Any]) -> Callable[[seats.Lent], str]:
    def way(lent: seats.Lent) -> str:
        person = Account.objects.get(email=lent["account"]).person
        chosen = Candidate.objects.filter(chosen=True, mediator__person=person)
        found = Dispute.objects.filter(
            state=Dispute.State.MEDIATING, pk__in=chosen.values("dispute")
        ).first()
        return action_pages.url_of(action, found) if found else reverse("disputes:mine")

    return way


def _tellers(lent: seats.Lent) -> str:
    return reverse("decisions:tellers", args=[lent["vote"]])


PAGES: dict[str, Callable[[seats.Lent], str]] = {
    "report": _report,
    "answer-statements": _statements,
    "vote": _vote,
    "appeal": _appeal,
    "hand-in-offer": _offer,
    "vote-on-motion": _motion,
    "score-offer": _score,
    "note": _dispute(mediation_actions.note_dispute),
    "propose-agreement": _dispute(settling_actions.propose_agreement),
    "tellers": _tellers,
    "count": _tellers,
}
WAYS: dict[str, Callable[[SessionBase], Place]] = {
    "join-table": _at_the_table,
    "answer-case": _case_for(case_actions.answer_case),
    "plan-case": _case_for(state_actions.plan_case),
    "decline-case": _case_for(state_actions.decline_case),
}
