"""Votes as open data: elections, options, published ballots, motions and how each office voted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from commonhall.core.exports import CHUNK, Dataset, Row, columns, publish
from commonhall.decisions.votes import queries
from commonhall.decisions.votes.models import CastBallot, Election, Option
from commonhall.methods.budgeting import PabulibFile, write_pabulib


def _elections() -> Iterator[Row]:
    for row in queries.elections().select_related("result").order_by("pk"):
        result = getattr(row, "result", None)
        yield {
            "id": row.pk,
            "kind": row.kind,
            "names": row.names,
            "state": row.state,
            "form": row.form,
            "rule": row.rule,
            "completion": row.completion,
            "place": row.unit.code,
            "body": row.body.code,
            "budget": row.budget,
            "currency": row.currency,
            "most": row.most,
            "most_per_place": row.most_per_place,
            "within_budget": row.within_budget,
            "tellers": len(row.teller_keys),
            "need": row.need,
            "quorum": row.quorum,
            "threshold": row.threshold,
            "preference": row.preference,
            "seats": row.seats,
            "by_lot": row.by_lot,
            "tie_order": row.tie_order,
            "opens_at": row.opens_at,
            "closes_at": row.closes_at,
            "counted_at": row.counted_at,
            "roll_day": row.roll_day,
            "eligible": row.eligible,
            "turnout": row.turnout,
            "admitted": row.admitted,
            "on_paper": row.on_paper,
            "paper_in": row.paper_in,
            "ballots": result.ballots if result else None,
            "spoilt": result.spoilt if result else None,
            "invalid": result.invalid if result else None,
            "winners": result.outcome["winners"] if result else None,
            "outcome": result.outcome if result else None,
            "reported": row.reported,
        }


def _options() -> Iterator[Row]:
    rows = Option.objects.filter(election__in=queries.elections()).select_related(
        "unit", "election"
    )
    for row in rows.order_by("election_id", "code").iterator(chunk_size=CHUNK):
        yield {
            "election": row.election_id,
            "code": row.code,
            "names": row.names,
            "cost": row.cost,
            "currency": row.election.currency,
            "place": row.unit.code if row.unit else None,
            "category": row.category,
            "about": row.about,
            "withdrawn": row.withdrawn,
            "won": row.won,
        }


def _ballots() -> Iterator[Row]:
    rows = CastBallot.objects.filter(election__in=queries.elections())
    for row in rows.order_by("election_id", "tracker").iterator(chunk_size=CHUNK):
        yield {
            "election": row.election_id,
            "tracker": row.tracker,
            "choices": row.choices,
        }


def register() -> None:
    publish(
        Dataset(
            "decisions.elections",
            _("Votes"),
            _("What was voted on, by which rule, and the result."),
            columns(
                id="integer",
                kind="text",
                names="json",
                state="text",
                form="text",
                rule="text",
                completion="text",
                place="text",
                body="text",
                budget="integer",
                currency="text",
                most="integer",
                most_per_place="integer",
                within_budget="boolean",
                tellers="integer",
                need="integer",
                quorum="integer",
                threshold="integer",
                preference="integer",
                seats="integer",
                by_lot="boolean",
                tie_order="json",
                opens_at="moment",
                closes_at="moment",
                counted_at="moment",
                roll_day="date",
                eligible="integer",
                turnout="json",
                admitted="integer",
                on_paper="integer",
                paper_in="integer",
                ballots="integer",
                spoilt="integer",
                invalid="json",
                winners="json",
                outcome="json",
                reported="boolean",
            ),
            _elections,
        )
    )
    publish(
        Dataset(
            "decisions.options",
            _("Options of votes"),
            _("What people could vote for."),
            columns(
                election="integer",
                code="text",
                names="json",
                cost="integer",
                currency="text",
                place="text",
                category="text",
                about="text",
                withdrawn="boolean",
                won="boolean",
            ),
            _options,
        )
    )
    publish(
        Dataset(
            "decisions.ballots",
            _("Published ballots"),
            _("Every ballot under its tracker, without names or times."),
            columns(election="integer", tracker="text", choices="json"),
            _ballots,
        )
    )


# --- Pabulib -------------------------------------------------------------------------------------
VOTE_TYPES = {
    "approval": "approval",
    "points": "cumulative",
    "ranked": "ordinal",
    "scores": "scoring",
}
# What limits a ballot of each type; the others by how many they name.
LIMITS = {"cumulative": "max_sum_points", "scoring": "max_points"}


def pabulib(election: Election) -> str:
    """A counted vote as a Pabulib file, from which a stranger counts it again.

    Of a question each option costs one, and the money is the seats: so programs for budgets read it, too.
    """
    options = [one for one in queries.options(election) if not one.withdrawn]
    result = election.result
    ballots = election.ballots.order_by("tracker").values_list("tracker", "choices")
    form = VOTE_TYPES[election.form]
    votes = result.outcome.get("votes", {})
    meta = {
        "description": election.name,
        "country": "",
        "unit": election.unit.name,
        "instance": str(election.closes_at.year if election.closes_at else ""),
        "num_projects": str(len(options)),
        "num_votes": str(result.ballots),
        "budget": election.money.short if election.money else str(election.seats),
        "vote_type": form,
        "rule": _rule(election),
        "date_begin": election.opens_at.strftime("%d.%m.%Y") if election.opens_at else "",
        "date_end": election.closes_at.strftime("%d.%m.%Y") if election.closes_at else "",
        LIMITS.get(form, "max_length"): str(election.most or len(options)),
    }
    if election.kind == Election.Kind.QUESTION:
        meta.update(_of_question(election))
    if election.within_budget:
        meta["max_sum_cost"] = meta["budget"]
    rows = [
        [
            one.code,
            one.money.short if one.money else "1",
            str(votes.get(one.code, 0)),
            one.name,
            "1" if one.won else "0",
            one.category,
        ]
        for one in options
    ]
    header = ["voter_id", "vote"]
    if form in ("cumulative", "scoring"):
        header.append("points")
    return write_pabulib(
        PabulibFile(
            meta,
            ["project_id", "cost", "votes", "name", "selected", "category"],
            rows,
            header,
            [_vote(tracker, choices, form) for tracker, choices in ballots],
        )
    )


def _of_question(election: Election) -> dict[str, str]:
    """What else the count of a question hangs on."""
    said = {
        "seats": str(election.seats),
        "quorum": str(election.quorum),
        "threshold": str(election.threshold),
    }
    if election.preference:
        said["preference"] = str(election.preference)
    if election.tie_order:
        said["tie_order"] = ",".join(election.tie_order)
    return said


def _rule(election: Election) -> str:
    """Its name in the file: as Pabulib writes Equal Shares, else the rule's own code."""
    return f"equalshares/{election.completion}" if election.rule == "mes" else election.rule


def _vote(tracker: str, choices: list[list[Any]], form: str) -> list[str]:
    if form == "ordinal":
        choices = sorted(choices, key=lambda one: int(one[1]))
    row = [tracker, ",".join(code for code, _points in choices)]
    if form in ("cumulative", "scoring"):
        row.append(",".join(str(points) for _code, points in choices))
    return row
