"""The formats tables are published in: one file of this folder a format, found by its `FORMAT`.

A new format is one new file here; the export command, the catalogue, the downloads and the links on
pages then offer it (docs/add-an-export-format.md).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from commonhall.core.exports import CHUNK, Column, Dataset, Row


@dataclass(frozen=True)
class Format:
    """A way to write a table.

    ending: of the file's name, letters and digits, "csv"; also the format's name in addresses.
    media_type: as sent over HTTP. title: what people call it, not translated. order: place in lists.
    pieces: (columns, rows) → the file's bytes, piece by piece; rows are read as they are asked for.
    """

    ending: str
    media_type: str
    title: str
    order: int
    pieces: Callable[[tuple[Column, ...], Iterable[Row]], Iterator[bytes]]


def formats() -> dict[str, Format]:
    """Every format by its ending, in the order they are offered."""
    return _found(tuple(__path__))


@cache
def _found(folders: tuple[str, ...]) -> dict[str, Format]:
    names = sorted(one.name for one in iter_modules(folders))
    declared: list[Format] = [import_module(f"{__name__}.{name}").FORMAT for name in names]
    declared.sort(key=lambda one: (one.order, one.ending))
    return {one.ending: one for one in declared}


def write(
    dataset: Dataset, path: Path, ending: str, step: Callable[[int], None] = lambda count: None
) -> int:
    """Write a table to a file, whole or not at all; how many rows. `step` hears of each chunk.

    Raises KeyError where no format has this ending.
    """
    counted = 0

    def counting() -> Iterator[Row]:
        nonlocal counted
        for row in dataset.rows():
            counted += 1
            if counted % CHUNK == 0:
                step(CHUNK)
            yield row

    form = formats()[ending]
    waiting = path.with_name(path.name + ".part")
    with waiting.open("wb") as file:
        file.writelines(form.pieces(dataset.columns, counting()))
    waiting.replace(path)
    return counted
