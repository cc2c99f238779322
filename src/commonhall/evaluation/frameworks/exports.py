"""Frameworks as open data."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from commonhall.core.exports import Dataset, Row, columns, publish
from commonhall.evaluation.frameworks.models import Framework

FRAMEWORKS = columns(
    code="text",
    names="json",
    every="text",
    of="text",
    revision="integer",
    starts="date",
    ended_on="date",
    pack="text",
)


def frameworks() -> Iterator[Row]:
    for row in Framework.objects.order_by("code"):
        yield {
            "code": row.code,
            "names": row.names,
            "every": row.every,
            "of": row.of,
            "revision": row.revision,
            "starts": row.starts,
            "ended_on": row.ended_on,
            "pack": row.pack,
        }


def register() -> None:
    publish(
        Dataset(
            "evaluation.frameworks",
            _("Frameworks"),
            _("What is measured and how it is combined."),
            FRAMEWORKS,
            frameworks,
        )
    )
