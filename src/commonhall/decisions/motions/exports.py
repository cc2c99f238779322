"""Motions as open data."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from commonhall.core.exports import Dataset, Row, columns, publish
from commonhall.decisions.motions import queries
from commonhall.decisions.motions.models import RollCallVote


def _motions() -> Iterator[Row]:
    for row in queries.motions().order_by("pk"):
        yield {
            "id": row.pk,
            "names": row.names,
            "state": row.state,
            "body": row.body.code,
            "place": row.unit.code,
            "about": row.about,
            "amount": row.amount,
            "currency": row.currency,
            "tabled_at": row.tabled_at,
            "decided_at": row.decided_at,
            "does": row.action,
            "result": row.result,
            "hindered": row.hindered,
        }


def _votes() -> Iterator[Row]:
    for row in RollCallVote.objects.select_related("office").order_by("motion_id", "office_id"):
        yield {
            "motion": row.motion_id,
            "office": row.office.code,
            "choice": row.choice,
            "reading": row.reading,
            "at": row.at,
        }


def register() -> None:
    publish(
        Dataset(
            "decisions.motions",
            _("Decisions of bodies"),
            _("What bodies decided by roll-call."),
            columns(
                id="integer",
                names="json",
                state="text",
                body="text",
                place="text",
                about="text",
                amount="integer",
                currency="text",
                tabled_at="moment",
                decided_at="moment",
                does="text",
                result="text",
                hindered="text",
            ),
            _motions,
        )
    )
    publish(
        Dataset(
            "decisions.votes",
            _("Roll-calls"),
            _("How each office voted."),
            columns(motion="integer", office="text", choice="text", reading="integer", at="moment"),
            _votes,
        )
    )
