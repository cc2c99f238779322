"""Law as open data: provisions and what they grant."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from commonhall.acts.datasets import Column, Dataset, Row, publish
from commonhall.law.models import Competence, Mandate, Provision

PROVISIONS = (
    Column("ref"),
    Column("instrument", about="its short name"),
    Column("rank", "integer", "1 constitution, 2 law, 3 regulation, 4 local rule, 5 decision"),
    Column("number"),
    Column("texts", "json"),
    Column("starts", "date"),
    Column("ends", "date"),
)
COMPETENCES = (
    Column("ref"),
    Column("provision"),
    Column("body"),
    Column("power"),
    Column("place"),
    Column("most", "integer", "money in minor units; empty: no limit"),
    Column("asks_first", "boolean"),
    Column("starts", "date"),
    Column("ends", "date"),
)
MANDATES = (
    Column("ref"),
    Column("provision"),
    Column("body"),
    Column("origin"),
    Column("starts", "date"),
    Column("ends", "date"),
    Column("recalled_on", "date"),
)


def provisions() -> Iterator[Row]:
    for row in Provision.objects.select_related("instrument").order_by("pk"):
        yield {
            "ref": row.ref,
            "instrument": row.instrument.code,
            "rank": row.instrument.rank,
            "number": row.number,
            "texts": row.texts,
            "starts": row.starts,
            "ends": row.ends,
        }


def competences() -> Iterator[Row]:
    for row in Competence.objects.select_related("body", "unit").order_by("pk"):
        yield {
            "ref": row.ref,
            "provision": Provision.ref_of(row.provision_id),
            "body": row.body.code,
            "power": row.power,
            "place": row.unit.code,
            "most": row.most,
            "asks_first": row.asks_first,
            "starts": row.starts,
            "ends": row.ends,
        }


def mandates() -> Iterator[Row]:
    for row in Mandate.objects.select_related("body").order_by("pk"):
        yield {
            "ref": row.ref,
            "provision": Provision.ref_of(row.provision_id),
            "body": row.body.code,
            "origin": row.origin,
            "starts": row.starts,
            "ends": row.ends,
            "recalled_on": row.recalled_on,
        }


def register() -> None:
    publish(
        Dataset(
            "law.provisions",
            _("Provisions"),
            _("Every article every public act rests on."),
            PROVISIONS,
            provisions,
        )
    )
    publish(
        Dataset(
            "law.competences",
            _("Competences"),
            _("Which body holds which power, where and by which provision."),
            COMPETENCES,
            competences,
        )
    )
    publish(
        Dataset(
            "law.mandates",
            _("Mandates"),
            _("Power lent to bodies, for which term."),
            MANDATES,
            mandates,
        )
    )
