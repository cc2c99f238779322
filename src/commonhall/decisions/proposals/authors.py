"""Who stands behind a proposal, and who supports it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import QuerySet, Sum

from commonhall.actions.actors import Actor, Kind
from commonhall.decisions.budgets.models import Budget
from commonhall.decisions.proposals.models import (
    PaperSupport,
    Proposal,
    ProposalAuthor,
    ProposalSupport,
)
from commonhall.law import queries as law_queries
from commonhall.people.organisations.models import Organisation
from commonhall.people.residents.models import Verification


def mine(actor: Actor) -> dict[str, Any] | None:
    """The fields by which what the actor wrote is found; None where it can have written nothing."""
    if actor.kind is Kind.ORGANISATION:
        return {"organisation_id": actor.organisation}
    if actor.kind is Kind.PERSON and actor.person is not None:
        return {"person_id": actor.person}
    return None


def own_authorship(proposal: Proposal, actor: Actor) -> ProposalAuthor | None:
    """The actor as an author of a proposal."""
    which = mine(actor)
    return None if which is None else proposal.authors.filter(**which).first()


def authors(proposal: Proposal) -> QuerySet[ProposalAuthor]:
    return ProposalAuthor.objects.filter(proposal=proposal).order_by("pk")


def parties(proposal: Proposal) -> list[str]:
    """Refs of a proposal and its authors: none of these checks it."""
    found = [proposal.ref]
    for person, organisation in proposal.authors.values_list("person_id", "organisation_id"):
        found.append(f"people.person:{person}" if person else "")
        found.append(Organisation.ref_of(organisation) if organisation else "")
    return [one for one in found if one]


def lives_in(budget: Budget, person: int, day: date) -> bool | None:
    """Is somebody confirmed to live in a budget's place? False: elsewhere; None: nowhere yet."""
    if law_queries.residents(budget.unit, day).filter(person_id=person).exists():
        return True
    anywhere = Verification.objects.filter(person_id=person, starts__lte=day, ends__gte=day)
    return False if anywhere.exists() else None


def own_support(proposal: Proposal, actor: Actor) -> ProposalSupport | None:
    if actor.kind is not Kind.PERSON or actor.person is None:
        return None
    return proposal.supports.filter(person_id=actor.person, taken_back_on=None).first()


def supporters(proposal: Proposal) -> int:
    """How many support it now, here and on paper."""
    paper = proposal.on_paper.filter(state=PaperSupport.State.CONFIRMED)
    signed = paper.aggregate(many=Sum("claimed"))["many"] or 0
    return int(proposal.supports.filter(taken_back_on=None).count()) + int(signed)
