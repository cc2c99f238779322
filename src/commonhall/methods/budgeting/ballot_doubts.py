"""What is in doubt about one ballot of a Pabulib file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from commonhall.methods.budgeting.amounts import LONGEST, points_of


def split_cell(text: str) -> list[str]:
    """The entries of a comma-separated cell, without blanks."""
    return [name for part in text.split(",") if (name := part.strip())]


def not_plainly_right(
    ballots: Iterable[tuple[str, str]],
    known: set[str],
    limits: dict[str, Fraction | None],
    *,
    scored: bool,
) -> Iterator[tuple[str, str]]:
    """A quick look that lets no ballot in doubt pass."""
    fewest = int(-(-(limits["min_length"] or 0) // 1))
    most = len(known) if limits["max_length"] is None else int(limits["max_length"] // 1)
    highest, total = limits["max_points"], limits["max_sum_points"]
    for ballot in ballots:
        names = ballot[0].split(",")
        found = set(names)
        if fewest <= len(found) <= most and len(found) == len(names) and found <= known:
            if not scored:
                continue
            parts = ballot[1].split(",")
            if (
                len(parts) == len(names)
                and all(map(str.isdecimal, parts))
                and len(ballot[1]) < LONGEST
            ):
                points = list(map(int, parts))
                if (highest is None or max(points) <= highest) and (
                    total is None or sum(points) <= total
                ):
                    continue
        yield ballot


def ballot_doubts(
    cell: str,
    points: str,
    known: set[str],
    limits: dict[str, Fraction | None],
    *,
    scored: bool,
) -> Iterator[str]:
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
    read = [points_of(part) for part in split_cell(points)]
    given = [value for value in read if value is not None]
    if len(given) < len(read):
        yield f"{points!r} are not numbers of points; the ballot counts as empty"
        return
    highest, total = limits["max_points"], limits["max_sum_points"]
    if len(given) != len(names):
        yield f"{len(names)} projects but {len(given)} points"
    if highest is not None and any(value > highest for value in given):
        yield f"a project has more than {highest} points"
    if total is not None and sum(given) > total:
        yield f"the points add up to more than {total}"
