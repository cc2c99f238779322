"""The ballot paper of a vote out of the database: see `ballot_paper`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from commonhall.core.compiled_queries import CompiledQuery
from commonhall.decisions.votes.ballot_paper import KIND, Paper, size_of
from commonhall.decisions.votes.models import Election, Option

#: What one may choose in a vote.
ON_BALLOT: CompiledQuery[Option] = CompiledQuery(
    lambda election: Option.objects.filter(election=election, withdrawn=False), election=0
)


def of(election: Election) -> Paper:
    """By it envelopes are sealed and opened. It holds from the opening of the vote on."""
    return _paper(election, sorted(one.code for one in ON_BALLOT.rows(election=election.pk)))


def _paper(election: Election, codes: list[str]) -> Paper:
    named = election.most if election.form != Election.Form.SCORES and election.most else len(codes)
    most = max(election.most, len(codes), 1)
    size = size_of(codes, min(named, len(codes)), most)
    return Paper(election.ref, election.need, election.keys, tuple(codes), size)


def said(election: Election, on_ballot: Iterable[Option] | None = None) -> dict[str, Any]:
    """The same as a file, with what a browser needs to see whether a ballot holds by the vote's terms.

    on_ballot: the options, where somebody has fetched them with their places.
    """
    standing = election.options.filter(withdrawn=False).select_related("unit")
    options = sorted(standing if on_ballot is None else on_ballot, key=lambda one: one.code)
    paper = _paper(election, [one.code for one in options])
    return {
        "commonhall": KIND,
        "vote": paper.vote,
        "need": paper.need,
        "tellers": [[number, key] for number, key in sorted(paper.keys.items())],
        "size": paper.size,
        "form": election.form,
        "most": election.most,
        "per_place": election.most_per_place,
        "budget": election.budget if election.within_budget else None,
        "options": [
            [one.code, one.name, one.cost or 0, one.unit.code if one.unit else ""]
            for one in options
        ],
    }
