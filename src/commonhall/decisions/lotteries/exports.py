"""Lotteries as open data: what was given by which rule, every ticket, the chances of panels."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from commonhall.core.exports import CHUNK, Dataset, Row, columns, publish
from commonhall.decisions.lotteries import queries
from commonhall.decisions.lotteries.models import Portfolio, Ticket


def _lotteries() -> Iterator[Row]:
    for row in queries.lotteries().order_by("pk"):
        yield {
            "id": row.pk,
            "kind": row.kind,
            "names": row.names,
            "state": row.state,
            "rule": row.rule,
            "place": row.unit.code,
            "body": row.body.code,
            "about": row.about,
            "places": row.places,
            "tickets": row.tickets_count,
            "quotas": row.quotas,
            "criteria": row.criteria,
            "one_of_a_household": row.household,
            "source": row.source,
            "public_draw": row.draw_names,
            "draws_at": row.draws_at,
            "beacon": row.beacon,
            "numbers": row.numbers,
            "round": row.round,
            "entries": row.entries,
            "opens_at": row.opens_at,
            "closes_at": row.closes_at,
            "root": row.root,
            "seed": row.seed,
            "seed_from": row.seed_from,
            "drawn_at": row.drawn_at,
            "turns": row.turns,
            "held_again_after": row.again_of_id,
            "why_again": row.again_reason,
        }


def _tickets() -> Iterator[Row]:
    rows = Ticket.objects.order_by("lottery_id", "code")
    for row in rows.iterator(chunk_size=CHUNK):
        yield {
            "lottery": row.lottery_id,
            "code": row.code,
            "kind": row.kind,
            "place": row.place,
            "points": row.points,
            "household": row.household,
            "state": row.state,
            "stands_for": row.stands_for,
        }


def _chances() -> Iterator[Row]:
    for row in Portfolio.objects.order_by("lottery_id"):
        yield {"lottery": row.lottery_id, "content": row.content}


def register() -> None:
    publish(
        Dataset(
            "decisions.lotteries",
            _("Lotteries"),
            _("What was given by lot or by a stated rule, and how it was decided."),
            columns(
                id="integer",
                kind="text",
                names="json",
                state="text",
                rule="text",
                place="text",
                body="text",
                about="text",
                places="integer",
                tickets="integer",
                quotas="json",
                criteria="json",
                one_of_a_household="boolean",
                source="text",
                public_draw="json",
                draws_at="moment",
                beacon="json",
                numbers="json",
                round="integer",
                entries="json",
                opens_at="moment",
                closes_at="moment",
                root="text",
                seed="text",
                seed_from="json",
                drawn_at="moment",
                turns="json",
                held_again_after="integer",
                why_again="text",
            ),
            _lotteries,
        )
    )
    publish(
        Dataset(
            "decisions.tickets",
            _("Tickets of lotteries"),
            _("Every ticket on every frozen list and what became of it, without names."),
            columns(
                lottery="integer",
                code="text",
                kind="integer",
                place="integer",
                points="integer",
                household="text",
                state="text",
                stands_for="text",
            ),
            _tickets,
        )
    )
    publish(
        Dataset(
            "decisions.chances",
            _("Chances of panels"),
            _(
                "Every panel that could have been drawn, with its tickets, published before the seed was known."
            ),
            columns(lottery="integer", content="json"),
            _chances,
        )
    )
