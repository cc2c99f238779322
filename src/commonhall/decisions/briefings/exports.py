"""Briefings as open data: what people could read before they voted."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from commonhall.core.exports import CHUNK, Column, Dataset, Row, columns, publish
from commonhall.decisions.briefings.models import CostStatement, VoteArgument

ARGUMENTS = (
    *columns(id="integer", election="integer", side="text"),
    Column("text", "text", "The argument, in its writer's words", sealed=True),
    Column("source", "text", "Where it comes from", sealed=True),
    *columns(kind="text", by="text", answers="integer", at="moment"),
)
COSTS = columns(
    election="integer", body="text", text="text", amount="integer", currency="text", at="moment"
)


def arguments() -> Iterator[Row]:
    rows = VoteArgument.objects.filter(withdrawn=False)
    rows = rows.select_related("organisation", "office__body").order_by("pk")
    for row in rows.iterator(chunk_size=CHUNK):
        yield {
            "id": row.pk,
            "election": row.election_id,
            "side": row.side,
            "text": row.text,
            "source": row.source,
            "kind": row.speaker,
            "by": "" if row.speaker == "resident" else row.who,
            "answers": row.answers_id,
            "at": row.at,
        }


def costs() -> Iterator[Row]:
    rows = CostStatement.objects.filter(withdrawn=False)
    rows = rows.select_related("body").order_by("pk")
    for row in rows.iterator(chunk_size=CHUNK):
        yield {
            "election": row.election_id,
            "body": row.body.code,
            "text": row.text,
            "amount": row.amount,
            "currency": row.currency,
            "at": row.at,
        }


def register() -> None:
    publish(
        Dataset(
            "decisions.vote_arguments",
            _("Arguments before votes"),
            _("What was argued for and against, by whom, before voting began."),
            ARGUMENTS,
            arguments,
        )
    )
    publish(
        Dataset(
            "decisions.vote_costs",
            _("Costs stated before votes"),
            _("What the outcome would cost, in minor units, as another body stated it."),
            COSTS,
            costs,
        )
    )
