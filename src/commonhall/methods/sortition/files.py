"""Reads people and quotas from comma-separated text, as sortition-algorithms writes them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from commonhall.methods.sortition.errors import SortitionError
from commonhall.methods.sortition.pool import Person, Quota

ID_NAMES = ("id", "person_id", "nationbuilder_id", "participant_id", "key")
COLUMNS = {"category": "feature", "name": "value"}


@dataclass(frozen=True)
class PeopleFile:
    """People in the order of the file, and which column held their ids."""

    people: tuple[Person, ...]
    id_column: str


def _table(data: bytes | str, file: str) -> Iterator[tuple[int, list[str]]]:
    """Records with the line each begins on; empty lines are passed over."""
    if isinstance(data, bytes):
        try:
            text = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
        except UnicodeDecodeError as error:
            line = data[: error.start].count(b"\n") + 1
            at = error.start - (data.rfind(b"\n", 0, error.start) + 1) + 1
            raise SortitionError(
                f"{file}, line {line}: byte {at} is not UTF-8 text; save the file as UTF-8"
            ) from error
    else:
        text = data.removeprefix("\ufeff")
    mark = _separator(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    start = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield start, [cell.strip() for cell in cells]
            start = reader.line_num + 1
    except csv.Error as error:
        raise SortitionError(
            f"{file}, line {start}: quotation marks are broken ({error})"
        ) from error


def _separator(text: str) -> str:
    """The sign that stands between cells: which the header has most often, outside quotation marks."""
    header = next((line for line in text.splitlines() if line.strip()), "")
    plain = "".join(header.split('"')[::2])
    return max(",;\t", key=plain.count)


def _header(
    table: Iterator[tuple[int, list[str]]], file: str, needed: Sequence[str]
) -> dict[str, int]:
    """Column name in lower case to its position."""
    line, names = next(table, (1, []))
    found: dict[str, int] = {}
    for at, name in enumerate(names):
        key = name.lower()
        if key in found:
            raise SortitionError(f"{file}, line {line}: column {name!r} stands twice")
        if key:
            found[key] = at
    for name in needed:
        if name.lower() not in found:
            raise SortitionError(
                f"{file}, line {line}: no column {name!r}; the header has {', '.join(names)}"
            )
    return found


def _cells(
    table: Iterator[tuple[int, list[str]]], file: str, columns: int
) -> Iterator[tuple[int, list[str]]]:
    for line, cells in table:
        if len(cells) < columns:
            raise SortitionError(
                f"{file}, line {line}: {len(cells)} cells, the header has {columns}"
            )
        if any(cells[columns:]):
            raise SortitionError(
                f"{file}, line {line}: {len(cells)} cells, the header has {columns}; is one not quoted?"
            )
        yield line, cells


def read_quotas(data: bytes | str, file: str = "quotas.csv") -> tuple[Quota, ...]:
    """Quotas from columns feature (or category), value (or name), min, max, and, if they are
    there, min_flex and max_flex. Raises SortitionError with line and column."""
    table = _table(data, file)
    line, names = next(table, (1, []))
    lowered = [name.lower() for name in names]
    old = "feature" not in lowered
    renamed = [COLUMNS.get(name, name) if old else name for name in lowered]
    columns = _header(iter([(line, renamed)]), file, ("feature", "value", "min", "max"))
    flexible = "min_flex" in columns and "max_flex" in columns
    quotas: list[Quota] = []
    seen: dict[tuple[str, str], int] = {}
    spelt: dict[str, str] = {}
    for line, cells in _cells(table, file, len(names)):
        feature, value = cells[columns["feature"]], cells[columns["value"]]
        if not feature:
            continue
        if not value:
            raise SortitionError(f"{file}, line {line}, column value: empty")
        # Area and area are one characteristic, under the name it has first.
        feature = spelt.setdefault(feature.lower(), feature)
        key = feature.lower(), value.lower()
        if key in seen:
            raise SortitionError(
                f"{file}, line {line}: {feature} / {value} stands already on line {seen[key]}"
            )
        seen[key] = line
        bounds = [
            _count(cells[columns[name]], file, line, name)
            for name in ("min", "max", "min_flex", "max_flex")[: 4 if flexible else 2]
        ]
        if bounds[0] > bounds[1]:
            raise SortitionError(
                f"{file}, line {line}, column max: {bounds[1]} is below the min of {bounds[0]}"
            )
        if flexible and bounds[2] > bounds[0]:
            raise SortitionError(
                f"{file}, line {line}, column min_flex: {bounds[2]} is above the min of {bounds[0]}"
            )
        if flexible and bounds[3] < bounds[1]:
            raise SortitionError(
                f"{file}, line {line}, column max_flex: {bounds[3]} is below the max of {bounds[1]}"
            )
        quotas.append(Quota(feature, value, *bounds))
    if not quotas:
        raise SortitionError(f"{file}: no quotas below the header")
    return tuple(quotas)


def _count(cell: str, file: str, line: int, column: str) -> int:
    whole = cell[:-2] if cell.endswith(".0") else cell
    if whole.isascii() and whole.isdigit() and len(whole) < 10:
        return int(whole)
    raise SortitionError(
        f"{file}, line {line}, column {column}: {cell!r} is not a whole number of 0 or more"
    )


def read_people(
    data: bytes | str,
    quotas: Sequence[Quota],
    file: str = "people.csv",
    *,
    id_column: str | None = None,
    household: Sequence[str] = (),
) -> PeopleFile:
    """People with the features that quotas name; names and values are compared in any case.

    id_column: none: the first of id, person_id, nationbuilder_id, participant_id, key, else the
    first column. household: columns that together name a household; people with nothing in all of
    them have none. Raises SortitionError with line and column.
    """
    features = list(dict.fromkeys(quota.feature for quota in quotas))
    values = {(q.feature.lower(), q.value.lower()): (q.feature, q.value) for q in quotas}
    table = _table(data, file)
    line, names = next(table, (1, []))
    needed = [*features, *household, *([id_column] if id_column else [])]
    columns = _header(iter([(line, names)]), file, needed)
    chosen = id_column or next(
        (name for name in ID_NAMES if name in columns), next(filter(None, names), "")
    )
    people: list[Person] = []
    seen: dict[str, int] = {}
    for line, cells in _cells(table, file, len(names)):
        person = cells[columns[chosen.lower()]]
        if not person:
            raise SortitionError(f"{file}, line {line}, column {chosen}: empty id")
        if person in seen:
            raise SortitionError(
                f"{file}, line {line}, column {chosen}: {person!r} stands already on line "
                f"{seen[person]}"
            )
        seen[person] = line
        mine = {}
        for feature in features:
            cell = cells[columns[feature.lower()]]
            known = values.get((feature.lower(), cell.lower()))
            if known is None:
                allowed = ", ".join(q.value for q in quotas if q.feature == feature)
                raise SortitionError(
                    f"{file}, line {line}, column {feature}: {cell!r} is none of {allowed}"
                )
            mine[feature] = known[1]
        address = tuple(cells[columns[name.lower()]].lower() for name in household)
        people.append(Person(person, mine, "\n".join(address) if any(address) else None))
    if not people:
        raise SortitionError(f"{file}: no people below the header")
    return PeopleFile(tuple(people), chosen)
