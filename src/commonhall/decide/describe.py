"""How elections, options and motions are shown wherever a ref names one."""

from __future__ import annotations

from commonhall.acts.registry import Described, describes
from commonhall.decide.models import CastBallot, Election, Motion, Option, Result, RollCallVote


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


def register() -> None:
    describes("decide.election", _elections)
    describes("decide.option", _options)
    describes("decide.motion", _motions)
    describes("decide.result", _results)
    describes("decide.rollcallvote", _votes)
    describes("decide.castballot", _ballots)
