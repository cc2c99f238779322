"""Mandates as open data."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from commonhall.core.exports import Column, Dataset, Row, publish
from commonhall.law.instruments.models import Provision
from commonhall.law.mandates.models import Mandate

MANDATES = (
    Column("ref"),
    Column("provision"),
    Column("body"),
    Column("origin"),
    Column("starts", "date"),
    Column("ends", "date"),
    Column("recalled_on", "date"),
)


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
            "law.mandates",
            _("Mandates"),
            _("The power given to bodies, and for which term."),
            MANDATES,
            mandates,
        )
    )
