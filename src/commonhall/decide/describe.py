"""How elections, options and motions are shown wherever a ref names one."""

from __future__ import annotations

from commonhall.acts.registry import Described, describes
from commonhall.decide.models import (
    CastBallot,
    Election,
    Lottery,
    Motion,
    Option,
    Portfolio,
    Result,
    RollCallVote,
    Ticket,
)


def _elections(numbers: list[int]) -> dict[int, Described]:
    rows = Election.objects.filter(pk__in=numbers)
    return {
        row.pk: Described(
            row.ref, row.name, row.get_absolute_url(), row.get_state_display(), "decision"
        )
        for row in rows
    }


def _options(numbers: list[int]) -> dict[int, Described]:
    rows = Option.objects.filter(pk__in=numbers)
    return {
        row.pk: Described(row.ref, row.name, row.get_absolute_url(), "", "proposal") for row in rows
    }


def _motions(numbers: list[int]) -> dict[int, Described]:
    rows = Motion.objects.filter(pk__in=numbers)
    return {
        row.pk: Described(
            row.ref, row.name, row.get_absolute_url(), row.get_state_display(), "decision"
        )
        for row in rows
    }


def _results(numbers: list[int]) -> dict[int, Described]:
    rows = Result.objects.filter(pk__in=numbers).select_related("election")
    return {
        row.pk: Described(row.ref, row.election.name, row.election.get_absolute_url())
        for row in rows
    }


def _votes(numbers: list[int]) -> dict[int, Described]:
    rows = RollCallVote.objects.filter(pk__in=numbers).select_related("motion", "office")
    return {
        row.pk: Described(row.ref, row.office.name, row.motion.get_absolute_url()) for row in rows
    }


def _ballots(numbers: list[int]) -> dict[int, Described]:
    rows = CastBallot.objects.filter(pk__in=numbers).select_related("election")
    return {
        row.pk: Described(row.ref, row.tracker, row.election.get_absolute_url()) for row in rows
    }


def _lotteries(numbers: list[int]) -> dict[int, Described]:
    """A panel is asked, so it stands where consultations do; places are decided about by lot."""
    rows = Lottery.objects.filter(pk__in=numbers)
    return {
        row.pk: Described(
            row.ref, row.name, row.get_absolute_url(), row.get_state_display(),
            "consultation" if row.kind == Lottery.Kind.PANEL else "decision",
        )
        for row in rows
    }  # fmt: skip


def _tickets(numbers: list[int]) -> dict[int, Described]:
    rows = Ticket.objects.filter(pk__in=numbers).select_related("lottery")
    return {row.pk: Described(row.ref, row.code, row.lottery.get_absolute_url()) for row in rows}


def _portfolios(numbers: list[int]) -> dict[int, Described]:
    rows = Portfolio.objects.filter(pk__in=numbers).select_related("lottery")
    return {
        row.pk: Described(row.ref, row.lottery.name, row.lottery.get_absolute_url()) for row in rows
    }


def register() -> None:
    describes("decide.lottery", _lotteries)
    describes("decide.ticket", _tickets)
    describes("decide.portfolio", _portfolios)
    describes("decide.election", _elections)
    describes("decide.option", _options)
    describes("decide.motion", _motions)
    describes("decide.result", _results)
    describes("decide.rollcallvote", _votes)
    describes("decide.castballot", _ballots)
