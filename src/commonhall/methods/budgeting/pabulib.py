"""Read and write Pabulib `.pb` files (https://pabulib.org/format), without losing a column.

A file has three sections, META, PROJECTS and VOTES, each with a header line and
semicolon-separated rows. Text goes in and out; nothing here touches the disk.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction

SECTIONS = ("META", "PROJECTS", "VOTES")
VOTE_TYPES = ("approval", "ordinal", "cumulative", "scoring")
REQUIRED_META = (
    "description", "country", "unit", "instance", "num_projects", "num_votes",
    "budget", "vote_type", "rule",
)  # fmt: skip


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
    votes: list[list[str]]
    project_lines: list[int] = field(default_factory=list, compare=False)
    vote_lines: list[int] = field(default_factory=list, compare=False)
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


def amount(text: str, line: int, what: str) -> Fraction:
    """An exact amount of money from its text, a decimal comma allowed."""
    try:
        value = Fraction(text.strip().replace(" ", "").replace(",", "."))
    except (ValueError, ZeroDivisionError):
        raise PabulibError(line, f"{what} {text!r} is not a number") from None
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
    meta: dict[str, str] = {}
    meta_lines: dict[str, int] = {}
    headers: dict[str, list[str]] = {}
    rows: dict[str, list[list[str]]] = {name: [] for name in SECTIONS}
    lines: dict[str, list[int]] = {name: [] for name in SECTIONS}
    section, last = "", 1
    for line, row in _rows(text):
        last = line
        if len(row) > 1 and section in ("PROJECTS", "VOTES") and headers[section]:
            if row[0] or any(row):
                rows[section].append(row)
                lines[section].append(line)
            continue
        mark = row[0].strip() if row else ""
        if len(row) <= 1 and mark.upper() in SECTIONS and mark.upper() not in headers:
            section = mark.upper()
            headers[section] = []
        elif not any(row):
            continue
        elif not section:
            raise PabulibError(line, f"expected the section META, found {mark!r}")
        elif not headers[section]:
            headers[section] = [cell.strip().lower() for cell in row]
        elif section == "META":
            meta[mark] = ";".join(row[1:]).strip()
            meta_lines[mark] = line
        else:
            rows[section].append(row)
            lines[section].append(line)
    for name in SECTIONS:
        if not headers.get(name):
            raise PabulibError(last, f"the section {name} is missing")
    file = PabulibFile(
        meta, headers["PROJECTS"], rows["PROJECTS"], headers["VOTES"], rows["VOTES"],
        lines["PROJECTS"], lines["VOTES"], meta_lines,
    )  # fmt: skip
    _check_structure(file, last)
    for problem_line, problem in _doubts(file, last):
        if strict:
            raise PabulibError(problem_line, problem)
        file.warnings.append(f"line {problem_line}: {problem}")
    return file


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=";")
    try:
        for row in reader:
            yield reader.line_num, row
    except csv.Error as error:
        raise PabulibError(reader.line_num, str(error)) from error


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
    position = max(
        file.vote_header.index(column) for column in ("vote", "points")
        if column in file.vote_header
    )  # fmt: skip
    for line, row in zip(file.vote_lines, file.votes, strict=True):
        # Trailing empty cells are often cut; a row without its last cells is an empty ballot.
        if len(row) > len(file.vote_header):
            raise PabulibError(line, f"{len(row)} cells under {len(file.vote_header)} columns")
        if len(row) <= position:
            row.extend([""] * (position + 1 - len(row)))


def _doubts(file: PabulibFile, last: int) -> Iterator[tuple[int, str]]:
    for key in REQUIRED_META:
        if key not in file.meta:
            yield last, f"META has no {key}"
    for key, found in (("num_projects", len(file.projects)), ("num_votes", len(file.votes))):
        stated = file.meta.get(key, str(found))
        if stated.strip() != str(found):
            yield file.meta_lines[key], f"{key} says {stated}, the file has {found}"
    known = {name.strip() for name in file.project_column("project_id")}
    vote = file.vote_header.index("vote")
    scored = file.vote_type in ("cumulative", "scoring")
    points = file.vote_header.index("points") if scored else None
    limits = {
        key: _limit(file, key)
        for key in ("min_length", "max_length", "max_points", "max_sum_points")
    }
    seen: dict[tuple[str, str], list[str]] = {}  # most ballots are written alike
    for line, row in zip(file.vote_lines, file.votes, strict=True):
        key_of_row = (row[vote], "" if points is None else row[points])
        problems = seen.get(key_of_row)
        if problems is None:
            problems = list(_ballot_doubts(*key_of_row, line, known, limits, scored=scored))
            seen[key_of_row] = problems
        for problem in problems:
            yield line, problem


def _ballot_doubts(
    cell: str, points: str, line: int, known: set[str], limits: dict[str, Fraction | None],
    *, scored: bool,
) -> Iterator[str]:  # fmt: skip
    names = split_cell(cell)
    for name in names:
        if name not in known:
            yield f"the vote names the unknown project {name!r}"
    if len(set(names)) < len(names):
        yield "the vote names a project twice"
    fewest, most = limits["min_length"], limits["max_length"]
    if fewest is not None and len(names) < fewest:
        yield f"the vote names {len(names)} projects, at least {fewest} were asked for"
    if most is not None and len(names) > most:
        yield f"the vote names {len(names)} projects, at most {most} were allowed"
    if not scored:
        return
    given = [_points(part, line) for part in split_cell(points)]
    highest, total = limits["max_points"], limits["max_sum_points"]
    if len(given) != len(names):
        yield f"{len(names)} projects but {len(given)} points"
    if highest is not None and any(value > highest for value in given):
        yield f"a project has more than {highest} points"
    if total is not None and sum(given) > total:
        yield f"the points add up to more than {total}"


def _limit(file: PabulibFile, key: str) -> Fraction | None:
    text = file.meta.get(key, "").strip()
    return amount(text, file.meta_lines[key], key) if text else None


def _points(text: str, line: int) -> Fraction:
    try:
        return Fraction(text)
    except (ValueError, ZeroDivisionError):
        raise PabulibError(line, f"{text!r} is not a number of points") from None


def split_cell(text: str) -> list[str]:
    """The entries of a comma-separated cell, without blanks."""
    return [name for part in text.split(",") if (name := part.strip())]


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
