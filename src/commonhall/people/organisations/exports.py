"""Organisations as open data."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from commonhall.core.exports import Column, Dataset, Row, publish
from commonhall.people.organisations.models import Organisation

ORGANISATIONS = (
    Column("id", "integer"),
    Column("names", "json"),
    Column("kind"),
    Column("state"),
    Column("place"),
    Column("identifier", about="org-id.guide identifier"),
    Column("website"),
    Column("founded_on", "date"),
)


def organisations() -> Iterator[Row]:
    for row in Organisation.objects.select_related("unit").order_by("pk"):
        yield {
            "id": row.pk,
            "names": row.names,
            "kind": row.kind,
            "state": row.state,
            "place": row.unit.code,
            "identifier": row.identifier,
            "website": row.website,
            "founded_on": row.founded_on,
        }


def register() -> None:
    publish(
        Dataset(
            "people.organisations",
            _("Organisations"),
            _("The register of social organisations."),
            ORGANISATIONS,
            organisations,
        )
    )
