"""Waiting lists as open data: lists with their rules, and every offer with its reasons. Nobody who waits is named."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from commonhall.core.exports import CHUNK, Dataset, Row, columns, publish
from commonhall.services.waiting_lists import queries
from commonhall.services.waiting_lists.models import PlaceOffer, WaitingRule

LISTS = columns(
    id="integer",
    names="json",
    body="text",
    place="text",
    service="text",
    about="text",
    places="integer",
    waiting="integer",
    residents="boolean",
    opens_on="date",
    closes_on="date",
    answer_days="integer",
    ended_on="date",
)
RULES = columns(
    id="integer",
    waiting_list="integer",
    edition="integer",
    rule="text",
    criteria="json",
    provision="integer",
    body="text",
    since="date",
    waiting="integer",
    reason="text",
    ended_on="date",
)
OFFERS = columns(
    id="integer",
    waiting_list="integer",
    number="integer",
    edition="integer",
    state="text",
    offered_on="date",
    answer_by="date",
    answered_on="date",
    passed_over="integer",
    reason="text",
    free_on="date",
)


def _lists() -> Iterator[Row]:
    for row in queries.lists().order_by("pk"):
        yield {
            "id": row.pk,
            "names": row.names,
            "body": row.body.code,
            "place": row.unit.code,
            "service": row.service.code if row.service else "",
            "about": row.about,
            "places": row.places,
            "waiting": row.waiting,  # type: ignore[attr-defined]
            "residents": row.residents,
            "opens_on": row.opens_on,
            "closes_on": row.closes_on,
            "answer_days": row.answer_days,
            "ended_on": row.ended_on,
        }


def _rules() -> Iterator[Row]:
    rows = WaitingRule.objects.select_related("body").order_by("pk")
    for row in rows.iterator(chunk_size=CHUNK):
        yield {
            "id": row.pk,
            "waiting_list": row.waiting_list_id,
            "edition": row.number,
            "rule": row.rule,
            "criteria": row.criteria,
            "provision": row.provision_id,
            "body": row.body.code,
            "since": row.since,
            "waiting": row.waiting,
            "reason": row.reason,
            "ended_on": row.ended_on,
        }


def _offers() -> Iterator[Row]:
    rows = PlaceOffer.objects.select_related("rule").order_by("pk")
    for row in rows.iterator(chunk_size=CHUNK):
        yield {
            "id": row.pk,
            "waiting_list": row.waiting_list_id,
            "number": row.entry_id,
            "edition": row.rule.number,
            "state": row.state,
            "offered_on": row.offered_on,
            "answer_by": row.answer_by,
            "answered_on": row.answered_on,
            "passed_over": row.before,
            "reason": row.reason,
            "free_on": row.free_on,
        }


def register() -> None:
    for name, title, about, shape, rows in (
        (
            "waiting_lists",
            _("Waiting lists"),
            _("What is too little for all, how many wait for it, and how many places there are."),
            LISTS,
            _lists,
        ),
        (
            "waiting_rules",
            _("Rules of waiting lists"),
            _("Every edition of every rule, with its criteria, its provision and its reasons."),
            RULES,
            _rules,
        ),
        (
            "place_offers",
            _("Offers of places"),
            _("Which number was offered a place when, and why where it was out of order."),
            OFFERS,
            _offers,
        ),
    ):
        publish(Dataset(f"services.{name}", title, about, shape, rows))
