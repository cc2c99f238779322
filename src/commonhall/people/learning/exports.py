"""Learning paths as open data: how many people finished each, in whole tens. Nobody who learns is named."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from commonhall.core.exports import Dataset, Row, columns, publish
from commonhall.people.learning import queries


def _paths() -> Iterator[Row]:
    counts = queries.counts()
    for path in queries.public_paths():
        yield {
            "code": path.code,
            "names": path.names,
            "lessons": len(path.lessons),
            "finished": counts.get(path.code),
        }


def register() -> None:
    publish(
        Dataset(
            "people.learning",
            _("Learning paths"),
            _("Short lessons by path, and how many people finished each, in whole tens."),
            columns(code="text", names="json", lessons="integer", finished="integer"),
            _paths,
        )
    )
