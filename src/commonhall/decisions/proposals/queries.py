"""Asking about proposals for budgets. A list costs the same number of queries however long it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from commonhall.core import search
from commonhall.decisions.proposals.models import (
    Merger,
    PaperSupport,
    Proposal,
    ProposalAuthor,
    ProposalSupport,
)
from commonhall.decisions.proposals.search import PROPOSAL
from commonhall.places.models import Unit

State = Proposal.State
GONE = (State.WITHDRAWN, State.MERGED)
# So many are drawn on one map.
MOST_ON_MAP = 200


@dataclass(frozen=True)
class Filter:
    """What a list of proposals is narrowed to; empty values narrow nothing."""

    budget: int = 0
    state: str = ""
    place: str = ""
    category: str = ""
    words: str = ""


def with_support(rows: QuerySet[Proposal]) -> QuerySet[Proposal]:
    """With `supported`: by how many, here and on paper."""
    standing = ProposalSupport.objects.filter(proposal=OuterRef("pk"), taken_back_on=None)
    number = standing.order_by().values("proposal").annotate(many=Count("pk")).values("many")
    paper = PaperSupport.objects.filter(proposal=OuterRef("pk"), state="confirmed")
    signed = paper.order_by().values("proposal").annotate(many=Sum("claimed")).values("many")
    return rows.annotate(supported=Coalesce(Subquery(number), 0) + Coalesce(Subquery(signed), 0))


def paper(proposal: Proposal) -> QuerySet[PaperSupport]:
    """Support on paper, the first entered first."""
    rows = PaperSupport.objects.filter(proposal=proposal)
    return rows.select_related("entered_by", "decided_by", "proposal__budget").order_by("pk")


def proposals(wanted: Filter) -> QuerySet[Proposal]:
    """Proposals by filter, with place, budget and how many support them; order and page are the caller's."""
    rows: QuerySet[Proposal] = Proposal.objects.select_related(
        "unit", "budget__unit", "budget__body", "budget__election", "organisation", "option"
    )
    if wanted.budget:
        rows = rows.filter(budget=wanted.budget)
    if wanted.state in State.values:
        rows = rows.filter(state=wanted.state)
    if wanted.category:
        rows = rows.filter(category=wanted.category)
    if wanted.place:
        unit = Unit.objects.filter(code=wanted.place).first()
        inside = Unit.objects.filter(path__startswith=unit.path) if unit else Unit.objects.none()
        rows = rows.filter(unit__in=inside)
    if wanted.words:
        rows = search.matching(rows, PROPOSAL, wanted.words)
    return with_support(rows)


def one(number: int) -> QuerySet[Proposal]:
    """One proposal, as its page shows it."""
    rows = proposals(Filter()).select_related(
        "merged_into", "option__election__result", "option__election__body"
    )
    return rows.filter(pk=number)


def authors(proposal: Proposal) -> list[ProposalAuthor]:
    rows = ProposalAuthor.objects.filter(proposal=proposal)
    return list(rows.select_related("organisation").order_by("pk"))


def merged_into(proposal: Proposal) -> list[Proposal]:
    """Those that became part of it."""
    return list(Proposal.objects.filter(merged_into=proposal).order_by("pk"))


def mergers(proposal: Proposal) -> list[Merger]:
    """Offers to merge it, the newest first."""
    rows = Merger.objects.filter(Q(proposal=proposal) | Q(into=proposal))
    return list(rows.select_related("proposal__budget", "into__budget").order_by("-pk"))


def on_map(rows: QuerySet[Proposal]) -> list[Proposal]:
    """Those that have a point, for a map."""
    return list(rows.exclude(latitude=None).order_by("-pk")[:MOST_ON_MAP])


def in_place(unit: Unit) -> QuerySet[Proposal]:
    rows = proposals(Filter()).filter(unit__path__startswith=unit.path)
    return rows.exclude(state__in=GONE).order_by("-pk")


def to_check(body: int | None) -> QuerySet[Proposal]:
    """Proposals that wait for the check of a body, the one that is owed longest first."""
    rows = Proposal.objects.filter(state=State.WAITING, budget__body=body)
    rows = rows.filter(budget__called_off_on=None).select_related("unit", "budget")
    return rows.order_by("due_on", "pk")


def of_options(options: Sequence[int]) -> dict[int, Proposal]:
    """Proposals by the number of their option."""
    rows = Proposal.objects.filter(option__in=options).select_related("budget", "organisation")
    return {row.option_id: row for row in rows if row.option_id is not None}


def told(row: Proposal) -> dict[str, Any]:
    """How it stands, as programs and tables read it; `supported` counted before."""
    return {
        "ref": row.ref,
        "budget": row.budget.ref,
        "title": row.title,
        "state": row.state,
        "place": row.unit.code,
        "latitude": None if row.latitude is None else float(row.latitude),
        "longitude": None if row.longitude is None else float(row.longitude),
        "category": row.category,
        "organisation": row.organisation.name if row.organisation else "",
        "estimate": row.estimate,
        "cost": row.cost,
        "currency": row.budget.currency,
        "supporters": getattr(row, "supported", 0),
        "proposed_at": row.at,
        "checked_at": row.checked_at,
        "due_on": row.due_on,
        "overdue_on": row.overdue_on,
        "merged_into": Proposal.ref_of(row.merged_into_id) if row.merged_into_id else "",
        "option": row.option.ref if row.option else "",
        "won": row.option.won if row.option else None,
        "item": row.item,
    }
