"""How elections, options and motions are shown wherever a ref names one."""

from __future__ import annotations

from commonhall.core.refs import Described, describes
from commonhall.decisions.votes.models import (
    CastBallot,
    Election,
    Option,
    Result,
    Teller,
)
from commonhall.decisions.votes.roll_models import LateVoter


def _elections(numbers: list[int]) -> dict[int, Described]:
    rows = Election.objects.filter(pk__in=numbers)
    return {
        row.pk: Described(
            row.ref,
            row.name,
            row.get_absolute_url(),
            row.get_state_display(),
            "decision",
            stopped=row.state == Election.State.ANNULLED,
        )
        for row in rows
    }


def _options(numbers: list[int]) -> dict[int, Described]:
    """A project is a proposal of somebody; "Yes" and "No" are answers, and stand at no station."""
    rows = Option.objects.filter(pk__in=numbers).select_related("election")
    return {
        row.pk: Described(
            row.ref,
            row.name,
            row.get_absolute_url(),
            "",
            "proposal" if row.election.kind == Election.Kind.BUDGET else "",
        )
        for row in rows
    }


def _results(numbers: list[int]) -> dict[int, Described]:
    rows = Result.objects.filter(pk__in=numbers).select_related("election")
    return {
        row.pk: Described(row.ref, row.election.name, row.election.get_absolute_url())
        for row in rows
    }


def _ballots(numbers: list[int]) -> dict[int, Described]:
    rows = CastBallot.objects.filter(pk__in=numbers).select_related("election")
    return {
        row.pk: Described(row.ref, row.tracker, row.election.get_absolute_url()) for row in rows
    }


def _tellers(numbers: list[int]) -> dict[int, Described]:
    rows = Teller.objects.filter(pk__in=numbers).select_related("election")
    return {row.pk: Described(row.ref, str(row), row.get_absolute_url()) for row in rows}


def _late_voters(numbers: list[int]) -> dict[int, Described]:
    rows = LateVoter.objects.filter(pk__in=numbers).select_related("election")
    return {row.pk: Described(row.ref, row.election.name, row.get_absolute_url()) for row in rows}


def register() -> None:
    describes("decisions.election", _elections)
    describes("decisions.option", _options)
    describes("decisions.result", _results)
    describes("decisions.castballot", _ballots)
    describes("decisions.teller", _tellers)
    describes("decisions.latevoter", _late_voters)
