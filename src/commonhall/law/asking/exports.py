"""Asking rules and the reviewer's leaves as open data."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from commonhall.core.exports import Column, Dataset, Row, publish
from commonhall.law.asking.models import AskingLeave, AskingRule
from commonhall.law.instruments.models import Provision

NUMBERS = (
    "people",
    "residents",
    "per_cent",
    "organisations",
    "offices",
    "per_place",
    "named",
    "days",
    "valid_days",
)
RULES = (
    Column("ref"),
    Column("provision"),
    Column("power"),
    Column("matter", about="kind of thing; empty: all"),
    Column("place"),
    Column("least_amount", "integer", "money in minor units; empty: every sum"),
    Column("currency"),
    Column("ways", "json"),
    *(Column(name, "integer") for name in NUMBERS),
    Column("must_ask", "json", "organisations that must be asked by name"),
    Column("answered", "boolean"),
    Column("if_few"),
    Column("starts", "date"),
    Column("ends", "date"),
)
LEAVES = (
    Column("ref"),
    Column("rule"),
    Column("matter"),
    Column("body"),
    Column("text", sealed=True),
    Column("ends", "date"),
    Column("at", "moment"),
)


def rules() -> Iterator[Row]:
    for row in AskingRule.objects.select_related("unit").order_by("pk"):
        yield {
            "ref": row.ref,
            "provision": Provision.ref_of(row.provision_id),
            "power": row.power,
            "matter": row.matter,
            "place": row.unit.code,
            "least_amount": row.least_amount,
            "currency": row.currency if row.least_amount is not None else "",
            "ways": row.ways,
            **{name: getattr(row, name) for name in NUMBERS},
            "must_ask": row.must_ask_refs,
            "answered": row.answered,
            "if_few": row.if_few,
            "starts": row.starts,
            "ends": row.ends,
        }


def leaves() -> Iterator[Row]:
    for row in AskingLeave.objects.select_related("body").order_by("pk"):
        yield {
            "ref": row.ref,
            "rule": AskingRule.ref_of(row.rule_id),
            "matter": row.matter,
            "body": row.body.code,
            "text": row.text,
            "ends": row.ends,
            "at": row.at,
        }


def register() -> None:
    publish(
        Dataset(
            "law.asking_rules",
            _("Asking rules"),
            _("Who must be asked before each power is used, and how many."),
            RULES,
            rules,
        )
    )
    publish(
        Dataset(
            "law.asking_leaves",
            _("Permissions to decide although few took part"),
            _(
                "Matters in which the reviewer let a body decide although too few people were asked."
            ),
            LEAVES,
            leaves,
        )
    )
