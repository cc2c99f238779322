"""Open data: what each feature publishes as tables. The formats they are written in: `export_formats`.

A feature registers its tables in its `exports.py`; the export command, the catalogue and the dump
then know them all. A table holds nothing personal: what may not be published is not a column.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

Row = dict[str, Any]
# How many rows are read from the database, or written, at once.
CHUNK = 2000
# kind of a column → what it means for readers; "money" is minor units as an integer.
KINDS = ("text", "integer", "number", "boolean", "date", "moment", "json")


@dataclass(frozen=True)
class Column:
    """One column: its name, its kind (see KINDS), and what it means, in English.

    sealed: it says what a sealed field holds. The record has a salted commitment to that only, so nobody can
    derive the column from what is published.
    """

    name: str
    kind: str = "text"
    about: str = ""
    sealed: bool = False


def columns(**kinds: str) -> tuple[Column, ...]:
    """Columns whose names say enough: `columns(id="integer", title="text")`."""
    return tuple(Column(name, kind) for name, kind in kinds.items())


@dataclass(frozen=True)
class Dataset:
    """One table. name: "app.things", also the file's name; rows: in a fixed order, any number."""

    name: str
    title: Any
    about: Any
    columns: tuple[Column, ...]
    rows: Callable[[], Iterable[Row]] = field(compare=False)


_datasets: dict[str, Dataset] = {}


def publish(dataset: Dataset) -> None:
    """Register a table as open data."""
    for column in dataset.columns:
        if column.kind not in KINDS:
            raise ValueError(f"{dataset.name}.{column.name}: no such kind {column.kind!r}")
    _datasets[dataset.name] = dataset


def datasets() -> dict[str, Dataset]:
    """Every table by name, in order."""
    return dict(sorted(_datasets.items()))


def as_text(value: Any) -> str:
    """A "json" column's value for formats that have no structure: canonical JSON; "" for nothing."""
    return "" if value is None else json.dumps(value, ensure_ascii=False, sort_keys=True)
