"""Elections held here as open data: which offices they fill, and which option on the ballot was given which."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from commonhall.core.exports import CHUNK, Column, Dataset, Row, publish
from commonhall.decisions.seats import queries
from commonhall.decisions.seats.models import Candidacy, CandidateList

SEAT_VOTES = (
    Column("election", "integer", about="number of the vote"),
    Column("body"),
    Column("kind"),
    Column("codes", "json", about="codes of the offices, in the order in which they are taken"),
    Column("starts", "date"),
    Column("ends", "date"),
    Column("result", about="ref of the result that gave the offices"),
)
CANDIDATE_LISTS = (
    Column("election", "integer", about="number of the vote"),
    Column("option", about="code on the ballot"),
    Column("names", "json"),
    Column("organisation", about="that put it up; empty where a resident did"),
    Column("needed", "integer", about="residents who must support it"),
    Column("supported", "integer", about="residents who do"),
    Column("withdrawn_on", "date"),
)
CANDIDACIES = (
    Column("election", "integer", about="number of the vote"),
    Column("option", about="code on the ballot"),
    Column("list", about="code of the list on which they stand"),
    Column("place", "integer", about="place on the list"),
    Column("given_up_on", "date"),
    Column("office", about="code of the office it gave"),
)


def _seat_votes() -> Iterator[Row]:
    for row in queries.seat_votes().order_by("pk"):
        yield {
            "election": row.election_id,
            "body": row.body.code,
            "kind": row.kind,
            "codes": row.codes,
            "starts": row.starts,
            "ends": row.ends,
            "result": row.result.ref if row.result else None,
        }


def _place(row: Candidacy) -> int | None:
    there = row.list.candidates if row.list else []
    return there.index(row.pk) + 1 if row.pk in there else None


def _lists() -> Iterator[Row]:
    rows = CandidateList.objects.select_related("seat_vote", "option", "organisation")
    supported = Count("supports", filter=Q(supports__taken_back_on=None))
    for row in rows.annotate(supported=supported).order_by("pk").iterator(chunk_size=CHUNK):
        yield {
            "election": row.seat_vote.election_id,
            "option": row.option.code,
            "names": row.option.names,
            "organisation": row.organisation.name if row.organisation else None,
            "needed": row.needed,
            "supported": row.supported,
            "withdrawn_on": row.withdrawn_on,
        }


def _candidacies() -> Iterator[Row]:
    rows = Candidacy.objects.select_related(
        "seat_vote", "option", "list__option", "office"
    ).order_by("pk")
    for row in rows.iterator(chunk_size=CHUNK):
        yield {
            "election": row.seat_vote.election_id,
            "option": row.option.code if row.option else None,
            "list": row.list.option.code if row.list else None,
            "place": _place(row),
            "given_up_on": row.given_up_on,
            "office": row.office.code if row.office else None,
        }


def register() -> None:
    publish(
        Dataset(
            "decisions.candidate_lists",
            _("Lists of candidates"),
            _("Who put up which list, and how many residents support it."),
            CANDIDATE_LISTS,
            _lists,
        )
    )
    publish(
        Dataset(
            "decisions.seat_votes",
            _("Elections held here"),
            _("Which offices a vote fills, and for which term."),
            SEAT_VOTES,
            _seat_votes,
        )
    )
    publish(
        Dataset(
            "decisions.candidacies",
            _("Candidacies"),
            _("Who of the options on a ballot gave up, and who was given which office."),
            CANDIDACIES,
            _candidacies,
        )
    )
