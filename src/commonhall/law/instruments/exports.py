"""Provisions, and the competences they grant, as open data."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from commonhall.core.exports import Column, Dataset, Row, publish
from commonhall.law.instruments.models import Competence, Provision

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
    Column("currency", about="ISO 4217 code of the limit"),
    Column("starts", "date"),
    Column("ends", "date"),
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
            "currency": row.currency if row.most is not None else "",
            "starts": row.starts,
            "ends": row.ends,
        }


def register() -> None:
    for name, title, about, shape, rows in (
        (
            "provisions",
            _("Provisions"),
            _("Every article that public acts are based on."),
            PROVISIONS,
            provisions,
        ),
        (
            "competences",
            _("Competences"),
            _("Which body holds which power, where, and under which provision."),
            COMPETENCES,
            competences,
        ),
    ):
        publish(Dataset(f"law.{name}", title, about, shape, rows))
