"""Elections held here as open data: which offices they fill, and which option on the ballot was given which."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from commonhall.core.exports import CHUNK, Column, Dataset, Row, publish
from commonhall.decisions.seats import queries
from commonhall.decisions.seats.models import Candidacy

SEAT_VOTES = (
    Column("election", "integer", about="number of the vote"),
    Column("body"),
    Column("kind"),
    Column("codes", "json", about="codes of the offices, in the order in which they are taken"),
    Column("starts", "date"),
    Column("ends", "date"),
    Column("result", about="ref of the result that gave the offices"),
)
CANDIDACIES = (
    Column("election", "integer", about="number of the vote"),
    Column("option", about="code on the ballot"),
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


def _candidacies() -> Iterator[Row]:
    rows = Candidacy.objects.select_related("option", "office").order_by("pk")
    for row in rows.iterator(chunk_size=CHUNK):
        yield {
            "election": row.option.election_id,
            "option": row.option.code,
            "given_up_on": row.given_up_on,
            "office": row.office.code if row.office else None,
        }


def register() -> None:
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
