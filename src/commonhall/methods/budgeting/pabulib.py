"""Read and write Pabulib `.pb` files (https://pabulib.org/format), without losing a column.

A file has three sections, META, PROJECTS and VOTES, each with a header line and
semicolon-separated rows. Text goes in and out; nothing here touches the disk.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import chain, compress, repeat
from operator import itemgetter

from commonhall.methods.budgeting.amounts import (
    LONGEST,
    AmountError,
    amount_of,
    is_doubtful,
)
from commonhall.methods.budgeting.ballot_doubts import ballot_doubts, not_plainly_right, split_cell
from commonhall.methods.budgeting.columns import Columns, plain_table

SECTIONS = ("META", "PROJECTS", "VOTES")
__all__ = ["PabulibError", "PabulibFile", "amount", "read_pabulib", "split_cell", "write_pabulib"]
VOTE_TYPES = ("approval", "choose-1", "ordinal", "cumulative", "scoring")
REQUIRED_META = (
    "description",
    "country",
    "unit",
    "instance",
    "num_projects",
    "num_votes",
    "budget",
    "vote_type",
    "rule",
)


class PabulibError(ValueError):
    """The text is not a Pabulib election; `line` counts from 1."""

    def __init__(self, line: int, problem: str) -> None:
        super().__init__(f"line {line}: {problem}")
        self.line = line
        self.problem = problem


@dataclass(frozen=True)
class PabulibFile:
    """One election as written: every column kept as text, money parsed where asked for.

    `warnings` names, by line, what a lenient reading passed over.
    """

    meta: dict[str, str]
    project_header: list[str]
    projects: list[list[str]]
    vote_header: list[str]
    votes: Sequence[list[str]]
    project_lines: Sequence[int] = field(default_factory=list, compare=False)
    vote_lines: Sequence[int] = field(default_factory=list, compare=False)
    meta_lines: dict[str, int] = field(default_factory=dict, compare=False)
    warnings: list[str] = field(default_factory=list, compare=False)

    @property
    def vote_type(self) -> str:
        """One of `VOTE_TYPES`."""
        return self.meta["vote_type"].strip().lower()

    @property
    def budget(self) -> Fraction:
        """The money to be shared, in the file's currency."""
        return amount(self.meta["budget"], self.meta_lines.get("budget", 0), "budget")

    def project_column(self, name: str) -> list[str]:
        """A PROJECTS column, one text a project; `KeyError` when the file has none."""
        if name not in self.project_header:
            raise KeyError(name)
        position = self.project_header.index(name)
        return [row[position] if position < len(row) else "" for row in self.projects]

    def vote_column(self, name: str) -> list[str]:
        """A VOTES column, one text a ballot; `KeyError` when the file has none."""
        if name not in self.vote_header:
            raise KeyError(name)
        position = self.vote_header.index(name)
        if isinstance(self.votes, Columns):
            return self.votes.columns[position]
        return [row[position] if position < len(row) else "" for row in self.votes]


def amount(text: str, line: int, what: str) -> Fraction:
    """An exact amount of money from its text, a decimal comma allowed."""
    try:
        value = amount_of(text)
    except AmountError as error:
        raise PabulibError(line, f"{what} {text[:LONGEST]!r} {error}") from None
    if value < 0:
        raise PabulibError(line, f"{what} {text!r} is negative")
    return value


def read_pabulib(text: str, *, strict: bool = False) -> PabulibFile:
    """Parse a whole file.

    A broken structure (no section, no header, a cost that is no number, an unknown vote type,
    a project listed twice) raises `PabulibError` always. What counting can live with (counts
    that disagree with META, votes for unknown or repeated projects, lengths and points outside
    the stated limits, missing descriptive META) raises when `strict`, else becomes a warning.
    """
    text = text.removeprefix("\ufeff")
    found, numbers, votes = _plain_rows(text) or (*_rows(text), None)
    last = numbers[-1] if numbers else 1
    headers: dict[str, list[str]] = {}
    rows: dict[str, Sequence[list[str]]] = {}
    lines: dict[str, Sequence[int]] = {}
    for name, begin, end in _sections(found, numbers):
        section, at = found[begin:end], numbers[begin:end]
        if not (all(section) and all(map(itemgetter(0), section))):  # some rows may be blank
            full = list(map(any, section))
            section, at = list(compress(section, full)), list(compress(at, full))
        headers[name] = [cell.strip().lower() for cell in section[0]] if section else []
        rows[name], lines[name] = section[1:], at[1:]
    if votes is not None:
        rows["VOTES"], lines["VOTES"] = votes, range(last + 1, last + 1 + len(votes))
        last += len(votes)
    for name in SECTIONS:
        if not headers.get(name):
            raise PabulibError(last, f"the section {name} is missing")
    keys = [row[0].strip() for row in rows["META"]]
    meta = {key: ";".join(row[1:]).strip() for key, row in zip(keys, rows["META"], strict=True)}
    meta_lines = dict(zip(keys, lines["META"], strict=True))
    file = PabulibFile(
        meta,
        headers["PROJECTS"],
        list(rows["PROJECTS"]),
        headers["VOTES"],
        rows["VOTES"],
        lines["PROJECTS"],
        lines["VOTES"],
        meta_lines,
    )
    _check_structure(file, last)
    for problem_line, problem in chain(
        _stated_twice(keys, lines["META"]), _odd_tables(file, headers), _doubts(file, last)
    ):
        if strict:
            raise PabulibError(problem_line, problem)
        file.warnings.append(f"line {problem_line}: {problem}")
    return file


def _plain_rows(text: str) -> tuple[list[list[str]], Sequence[int], Columns] | None:
    """As `_rows`, but the votes apart, when they come last and need no CSV reader."""
    start = text.find("\nVOTES\n") + 1
    if not start:
        return None
    table = plain_table(text[start + len("VOTES\n") :])
    if table is None:
        return None
    found, numbers = _rows(text[: start + len("VOTES")])
    # Not so inside quotes, and not so after another mark of the votes.
    if found[-1] != ["VOTES"] or _sections(found, numbers)[-1] != ("VOTES", len(found), len(found)):
        return None
    header, votes = table
    return [*found, header], [*numbers, numbers[-1] + 1], votes


def _rows(text: str) -> tuple[list[list[str]], Sequence[int]]:
    """All rows, blank ones too, and the line on which each ends."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";")
    try:
        found = list(reader)
        if not found:
            raise PabulibError(1, "the file is empty")
        if reader.line_num == len(found):
            return found, range(1, len(found) + 1)
        # Some row has a line break inside quotes: read again, counting lines.
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=";")
        return found, [reader.line_num for _ in reader]
    except csv.Error as error:
        raise PabulibError(reader.line_num, str(error)) from error


def _sections(found: list[list[str]], numbers: Sequence[int]) -> list[tuple[str, int, int]]:
    """Each section's name and the rows after its mark, as begin and end."""
    starts: dict[str, int] = {}
    for at, row in enumerate(found):
        mark = row[0].strip().upper() if row else ""
        # A spreadsheet fills a mark's row up with empty cells.
        if mark in SECTIONS and not any(row[1:]):
            starts.setdefault(mark, at)
    first = min(starts.values(), default=len(found))
    for at in range(first):
        if any(found[at]):
            raise PabulibError(
                numbers[at], f"expected the section META, found {found[at][0].strip()!r}"
            )
    ends = [*sorted(starts.values())[1:], len(found)]
    ordered = sorted(starts.items(), key=lambda pair: pair[1])
    return [(name, at + 1, end) for (name, at), end in zip(ordered, ends, strict=True)]


def _check_structure(file: PabulibFile, last: int) -> None:
    for key in ("budget", "vote_type"):
        if key not in file.meta:
            raise PabulibError(last, f"META has no {key}")
    if file.vote_type not in VOTE_TYPES:
        raise PabulibError(
            file.meta_lines["vote_type"], f"vote_type {file.meta['vote_type']!r} is unknown"
        )
    _ = file.budget
    for name, header, needed in (
        ("PROJECTS", file.project_header, ("project_id", "cost")),
        ("VOTES", file.vote_header, ("vote",)),
    ):
        for column in needed:
            if column not in header:
                raise PabulibError(last, f"{name} has no column {column}")
        for column in (*needed, "points"):
            if header.count(column) > 1:
                raise PabulibError(last, f"{name} has the column {column} twice")
    if file.vote_type in ("cumulative", "scoring") and "points" not in file.vote_header:
        raise PabulibError(last, f"VOTES of type {file.vote_type} need the column points")
    identity = file.project_header.index("project_id")
    cost = file.project_header.index("cost")
    seen: set[str] = set()
    for line, row in zip(file.project_lines, file.projects, strict=True):
        if len(row) <= max(identity, cost):
            raise PabulibError(line, "the project has no cost")
        name = row[identity].strip()
        if not name or name in seen:
            raise PabulibError(line, f"the project {name!r} is listed twice or has no id")
        seen.add(name)
        amount(row[cost], line, "cost")
    if isinstance(file.votes, Columns):
        return
    position = max(
        file.vote_header.index(column)
        for column in ("vote", "points")
        if column in file.vote_header
    )
    lengths = set(map(len, file.votes))
    if not lengths or (max(lengths) <= len(file.vote_header) and min(lengths) > position):
        return
    for line, row in zip(file.vote_lines, file.votes, strict=True):
        # Trailing empty cells are often cut; a row without its last cells is an empty ballot.
        if len(row) > len(file.vote_header):
            raise PabulibError(line, f"{len(row)} cells under {len(file.vote_header)} columns")
        if len(row) <= position:
            row.extend([""] * (position + 1 - len(row)))


def _stated_twice(keys: Sequence[str], lines: Sequence[int]) -> Iterator[tuple[int, str]]:
    first: dict[str, int] = {}
    for key, line in zip(keys, lines, strict=True):
        if key in first:
            yield line, f"META states {key} in line {first[key]} already; the last counts"
        first.setdefault(key, line)


def _odd_tables(file: PabulibFile, headers: dict[str, list[str]]) -> Iterator[tuple[int, str]]:
    """What a table has too much, or a section its header too little."""
    if headers["META"][0] != "key":
        first = min(file.meta_lines.values(), default=1)
        yield first, "META has no header key;value; its first line was taken for one"
    for name, header in (("PROJECTS", file.project_header), ("VOTES", file.vote_header)):
        for column in dict.fromkeys(header):
            if column and header.count(column) > 1:
                yield 1, f"{name} has the column {column} twice; the first is used"
    cost = file.project_header.index("cost")
    for line, row in zip(file.project_lines, file.projects, strict=True):
        if any(row[len(file.project_header) :]):
            yield line, f"{len(row)} cells under {len(file.project_header)} columns"
        if is_doubtful(row[cost]):
            yield line, f"cost {row[cost]!r} may have a point of thousands; it was read as decimal"
    if is_doubtful(file.meta["budget"]):
        line = file.meta_lines["budget"]
        yield line, f"budget {file.meta['budget']!r} may have a point of thousands"
    if not isinstance(file.votes, Columns):
        for line, row in zip(file.vote_lines, file.votes, strict=True):
            if row[0].strip().upper() in SECTIONS and not any(row[1:]):
                yield (
                    line,
                    f"the section {row[0].strip()} begins again; the line counts as a ballot",
                )


def _doubts(file: PabulibFile, last: int) -> Iterator[tuple[int, str]]:
    for key in REQUIRED_META:
        if key not in file.meta:
            yield last, f"META has no {key}"
    for key, found in (("num_projects", len(file.projects)), ("num_votes", len(file.votes))):
        stated = file.meta.get(key, str(found))
        if stated.strip() != str(found):
            yield file.meta_lines[key], f"{key} says {stated}, the file has {found}"
    known = {name.strip() for name in file.project_column("project_id")}
    limits = {
        key: _limit(file, key)
        for key in ("min_length", "max_length", "max_points", "max_sum_points")
    }
    if file.vote_type == "choose-1":
        limits["max_length"] = Fraction(1)
    scored = file.vote_type in ("cumulative", "scoring")
    cells = file.vote_column("vote")
    given: Iterable[str] = repeat("", len(cells))
    ballots: Iterable[tuple[str, str]] = zip(dict.fromkeys(cells), repeat(""), strict=False)
    if scored:
        given = file.vote_column("points")
        ballots = dict.fromkeys(zip(cells, given, strict=True))
    # Most ballots are written alike, and few are in doubt.
    doubtful: dict[tuple[str, str], list[str]] = {}
    for ballot in not_plainly_right(ballots, known, limits, scored=scored):
        problems = list(ballot_doubts(*ballot, known, limits, scored=scored))
        if problems:
            doubtful[ballot] = problems
    if not doubtful:
        return
    for line, ballot in zip(file.vote_lines, zip(cells, given, strict=True), strict=True):
        for problem in doubtful.get(ballot, ()):
            yield line, problem


def _limit(file: PabulibFile, key: str) -> Fraction | None:
    text = file.meta.get(key, "").strip()
    return amount(text, file.meta_lines[key], key) if text else None


def write_pabulib(file: PabulibFile) -> str:
    """The file as text; reading it again gives an equal `PabulibFile`."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\n")
    writer.writerow(["META"])
    writer.writerow(["key", "value"])
    writer.writerows(file.meta.items())
    for name, header, rows in (
        ("PROJECTS", file.project_header, file.projects),
        ("VOTES", file.vote_header, file.votes),
    ):
        writer.writerow([name])
        writer.writerow(header)
        writer.writerows(rows)
    return out.getvalue()
