"""Asking about participatory budgets."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q, QuerySet

from commonhall.decisions.budgets.models import Budget
from commonhall.decisions.votes.models import Election

ANNULLED = Election.State.ANNULLED


def budgets() -> QuerySet[Budget]:
    """All, with place, body and vote."""
    rows: QuerySet[Budget] = Budget.objects.select_related("unit", "body", "election")
    return rows


def counted() -> QuerySet[Budget]:
    """With `many`: how many proposals there are, without those withdrawn or merged."""
    gone = Q(proposals__state__in=("withdrawn", "merged"))
    return budgets().annotate(many=Count("proposals", filter=~gone))


def has_ballot(budget: Budget) -> bool:
    """Is its ballot drawn, and its vote not annulled?"""
    return budget.election is not None and budget.election.state != ANNULLED


def taking_part(today: Any) -> QuerySet[Budget]:
    """In which residents can propose or support something today, what ends first first."""
    rows = budgets().filter(called_off_on=None, election=None, opens_on__lte=today)
    return rows.filter(support_until__gte=today).order_by("support_until", "pk")


def told(budget: Budget) -> dict[str, Any]:
    """How it stands, as programs and tables read it."""
    return {
        "ref": budget.ref,
        "names": budget.names,
        "place": budget.unit.code,
        "body": budget.body.code,
        "money": budget.money,
        "currency": budget.currency,
        "opens_on": budget.opens_on,
        "ideas_until": budget.ideas_until,
        "support_until": budget.support_until,
        "check_until": budget.check_until,
        "ballot_on": budget.ballot_on,
        "votes_from": budget.votes_from,
        "votes_until": budget.votes_until,
        "categories": budget.categories,
        "needed": budget.needed,
        "most_each": budget.most_each,
        "most_cost": budget.most_cost,
        "form": budget.form,
        "rule": budget.rule,
        "most": budget.most,
        "within_money": budget.within_money,
        "election": budget.election.ref if budget.election else "",
        "called_off_on": budget.called_off_on,
    }
