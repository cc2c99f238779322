"""Reads the four files of a Polis export: summary, comments, votes, participants-votes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import numpy as np

from commonhall.methods.opinion.polis_counts import add_up, compare, sign_of
from commonhall.methods.opinion.tables import Faults, Row, TableError, decode, records, rows
from commonhall.methods.opinion.votes import Votes, id_order, votes_from_arrays

FILES = ("summary.csv", "comments.csv", "votes.csv", "participants-votes.csv")
#: What Polis calls a file today, and what it was called before.
OTHER_NAMES = {"participant-votes.csv": "participants-votes.csv"}
FILE_NAMES = (*FILES, *OTHER_NAMES)
#: A moment counted in seconds is below this; in milliseconds and microseconds below its thousandfold.
MOST_SECONDS = 10**11
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LONGEST_NUMBER = 18
VOTE_NAMES = {
    "statement-id": "comment-id",
    "tid": "comment-id",
    "participant-id": "voter-id",
    "participant": "voter-id",
    "pid": "voter-id",
}
STATEMENT_NAMES = {
    "statement-id": "comment-id",
    "tid": "comment-id",
    "txt": "comment-body",
    "mod": "moderated",
    "is_meta": "is-meta",
}
TRUE = {"1", "true", "t", "yes"}
AGREE_COLUMNS = ("n-agree", "n-disagree")


@dataclass(frozen=True)
class Statement:
    """A statement as exported; moderated: −1 left out, 0 not looked at, 1 accepted.

    written: when, where the file says so; line: where it stands.
    """

    id: str
    text: str
    author: str = ""
    moderated: int = 0
    meta: bool = False
    written: datetime | None = None
    line: int = 0


@dataclass(frozen=True, eq=False)
class PolisConversation:
    """A conversation: who said what, and how everybody voted.

    sign: "confirmed" when +1 means agree in the files, "reversed" when the export had −1 for
    agree and was turned round, "unverified" when no file could tell.
    published_groups: group of each participant in participants-votes.csv; None where blank.
    replaced: votes given again later by the same person, of which the last counts.
    doubts: those of the warnings that leave nothing out: counts that do not add up to the votes.
    voted: when the first and the last vote was given, where the file says so.
    """

    summary: Mapping[str, str]
    statements: Mapping[str, Statement]
    votes: Votes
    published_groups: Mapping[str, int | None]
    sign: str
    replaced: int
    warnings: tuple[str, ...] = field(default=())
    doubts: tuple[str, ...] = field(default=())
    voted: tuple[datetime, datetime] | None = None

    @property
    def topic(self) -> str:
        """What it is about."""
        return self.summary.get("topic", "")


@dataclass
class _Participants:
    """What participants-votes.csv says."""

    groups: dict[str, int | None] = field(default_factory=dict)
    tallies: dict[str, tuple[int, int]] = field(default_factory=dict)
    cells: dict[tuple[str, str], int] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)


def read_polis(
    files: Mapping[str, bytes | str],
    *,
    strict: bool = False,
    strict_moderation: bool = False,
    prefix: str = "",
) -> PolisConversation:
    """Read a Polis export from the contents of its files, by name.

    votes.csv or participants-votes.csv must be there; the others may be missing. Lenient reading
    leaves out what is broken and says so in `warnings`; strict reading raises TableError at the
    first fault. strict_moderation: only accepted statements count, as in conversations run so.
    prefix: put before file names in messages.
    """
    faults = Faults(strict)
    for now, before in OTHER_NAMES.items():
        if now in files and before not in files:
            files = {**files, before: files[now]}
    texts = {name: decode(files[name], prefix + name, faults) for name in FILES if name in files}
    for name in FILES:
        if name not in texts:
            faults.add(prefix + name, "the file is missing")
    if "votes.csv" not in texts and "participants-votes.csv" not in texts:
        raise TableError(f"{prefix or 'the folder'}: neither votes.csv nor participants-votes.csv")
    summary = _summary(texts, prefix, faults)
    statements, claims = _statements(texts, prefix, faults)
    participants = _participants(texts, prefix, faults)
    if "votes.csv" in texts:
        voted = _votes(texts["votes.csv"], prefix + "votes.csv", faults)
    else:
        voted = _Given(dict(participants.cells))
    given, every = voted.last, voted.every
    sign = sign_of(given, participants.tallies, claims, prefix, faults)
    if sign == "reversed":
        given = {place: -value for place, value in given.items()}
        every = {name: [minus, plus] for name, (plus, minus) in every.items()}
    compare(given, participants.cells, participants.lines, prefix, faults)
    unknown = id_order({name for _, name in given} - set(statements))
    if statements and unknown:
        faults.add(prefix + "comments.csv", f"no statement {_some(unknown)}, but votes on it")
    known = len(faults.warnings)
    lines = {name: one.line for name, one in statements.items()}
    # Polis counts a vote that was given again as another one.
    claims = {name: claim for name, claim in claims.items() if list(claim) != every.get(name)}
    add_up(given, 1, claims, lines, ("statement", prefix + "comments.csv"), faults)
    who = "participant", prefix + "participants-votes.csv"
    add_up(given, 0, participants.tallies, participants.lines, who, faults)
    doubts = tuple(faults.warnings[known:])
    votes = _as_votes(given, statements)
    left_out = [
        name
        for name, item in statements.items()
        if item.moderated < 0 or (strict_moderation and item.moderated == 0 and not item.meta)
    ]
    about = [name for name, item in statements.items() if item.meta]
    votes = votes.moderating([*left_out, *about], about)
    return PolisConversation(
        summary,
        statements,
        votes,
        participants.groups,
        sign,
        voted.replaced,
        tuple(faults.warnings),
        doubts,
        voted.voted,
    )


def moment(stamp: int) -> datetime | None:
    """A moment counted since 1970 in seconds, as Polis exports today, or in thousandths, millionths or
    thousand-millionths of them; None where no calendar reaches it."""
    unit = MOST_SECONDS
    for microseconds in (10**6, 10**3, 1):
        if stamp < unit:
            return EPOCH + timedelta(microseconds=stamp * microseconds)
        unit *= 1000
    return EPOCH + timedelta(microseconds=stamp // 1000) if stamp < unit else None


def _some(names: list[str]) -> str:
    shown = ", ".join(names[:5])
    return shown if len(names) <= 5 else f"{shown} and {len(names) - 5} more"


def _summary(texts: Mapping[str, str], prefix: str, faults: Faults) -> dict[str, str]:
    if "summary.csv" not in texts:
        return {}
    file = prefix + "summary.csv"
    found: dict[str, str] = {}
    for line, cells in records(texts["summary.csv"], file, faults):
        if len(cells) == 1:
            cells = [*cells, ""]
        if len(cells) != 2:
            faults.add(file, f"{len(cells)} cells; a line is a name and a value", line)
            continue
        found[cells[0].strip()] = cells[1].strip()
    return found


def _number(row: Row, name: str, file: str, faults: Faults, low: int, what: str) -> int | None:
    cell = row.cells.get(name, "")
    whole = cell[:-2] if cell.endswith(".0") else cell
    if _is_count(whole) and int(whole) >= low:
        return int(whole)
    faults.add(file, f"{cell!r} is not {what}", row.line, name)
    return None


def _is_count(cell: str) -> bool:
    return cell.isascii() and cell.isdecimal() and len(cell) <= LONGEST_NUMBER


def _one_of_three(row: Row, name: str, file: str, faults: Faults) -> int | None:
    cell = row.cells[name]
    value = {"1": 1, "+1": 1, "1.0": 1, "0": 0, "0.0": 0, "-1": -1, "-1.0": -1}.get(cell)
    if value is None:
        faults.add(file, f"{cell!r} is none of −1, 0, 1", row.line, name)
    return value


def _statements(
    texts: Mapping[str, str], prefix: str, faults: Faults
) -> tuple[dict[str, Statement], dict[str, tuple[int, int]]]:
    """Statements by id, and the agrees and disagrees each claims."""
    found: dict[str, Statement] = {}
    claims: dict[str, tuple[int, int]] = {}
    if "comments.csv" not in texts:
        return found, claims
    file = prefix + "comments.csv"
    needed = ("comment-id", "comment-body")
    for row in rows(texts["comments.csv"], file, faults, needed, STATEMENT_NAMES):
        number = _number(row, "comment-id", file, faults, 0, "a statement number")
        if number is None:
            continue
        name = str(number)
        if name in found:
            faults.add(file, f"statement {name} stands twice; the first counts", row.line)
            continue
        moderated = 0
        if "moderated" in row.cells:
            moderated = _one_of_three(row, "moderated", file, faults) or 0
        found[name] = Statement(
            name,
            row.cells["comment-body"],
            row.cells.get("author-id", ""),
            moderated,
            row.cells.get("is-meta", "").lower() in TRUE,
            _written(row, file, faults),
            row.line,
        )
        agrees, disagrees = row.cells.get("agrees", ""), row.cells.get("disagrees", "")
        if _is_count(agrees) and _is_count(disagrees):
            claims[name] = int(agrees), int(disagrees)
    return {name: found[name] for name in id_order(found)}, claims


def _written(row: Row, file: str, faults: Faults) -> datetime | None:
    """When the row was written, where it says so."""
    if not row.cells.get("timestamp"):
        return None
    stamp = _number(row, "timestamp", file, faults, 0, "milliseconds since 1970")
    return None if stamp is None else moment(stamp)


@dataclass
class _Given:
    """What votes.csv says: the last vote at each place, and every vote by statement (1 and −1)."""

    last: dict[tuple[str, str], int] = field(default_factory=dict)
    every: dict[str, list[int]] = field(default_factory=dict)
    replaced: int = 0
    voted: tuple[datetime, datetime] | None = None


def _votes(text: str, file: str, faults: Faults) -> _Given:
    """The last vote at each place, by timestamp, then line."""
    found, now = _Given(), EPOCH
    when: dict[tuple[str, str], datetime] = {}
    for row in rows(text, file, faults, ("comment-id", "voter-id", "vote"), VOTE_NAMES):
        statement = _number(row, "comment-id", file, faults, 0, "a statement number")
        voter = _number(row, "voter-id", file, faults, 0, "a participant number")
        value = _one_of_three(row, "vote", file, faults)
        if statement is None or voter is None or value is None:
            continue
        if "timestamp" in row.cells:
            stamp = _number(row, "timestamp", file, faults, 0, "milliseconds since 1970")
            given = None if stamp is None else moment(stamp)
            if given is not None:
                now = given
                first, last = found.voted or (now, now)
                found.voted = min(first, now), max(last, now)
        place = str(voter), str(statement)
        if value:
            found.every.setdefault(place[1], [0, 0])[value < 0] += 1
        found.replaced += place in when
        if place not in when or now >= when[place]:
            found.last[place], when[place] = value, now
    return found


def _participants(texts: Mapping[str, str], prefix: str, faults: Faults) -> _Participants:
    found = _Participants()
    if "participants-votes.csv" not in texts:
        return found
    file = prefix + "participants-votes.csv"
    for row in rows(texts["participants-votes.csv"], file, faults, ("participant",)):
        number = _number(row, "participant", file, faults, 0, "a participant number")
        if number is None:
            continue
        name = str(number)
        if name in found.groups:
            faults.add(file, f"participant {name} stands twice; the first counts", row.line)
            continue
        group = None
        if row.cells.get("group-id", ""):
            group = _number(row, "group-id", file, faults, 0, "a group number or blank")
        found.groups[name], found.lines[name] = group, row.line
        if all(_is_count(row.cells.get(column, "")) for column in AGREE_COLUMNS):
            agree, disagree = (int(row.cells[column]) for column in AGREE_COLUMNS)
            found.tallies[name] = agree, disagree
        for column, cell in row.cells.items():
            if cell and _is_count(column):
                value = _one_of_three(row, column, file, faults)
                if value is not None:
                    found.cells[name, str(int(column))] = value
    return found


def _as_votes(given: Mapping[tuple[str, str], int], statements: Mapping[str, Statement]) -> Votes:
    people = id_order({name for name, _ in given})
    names = id_order({name for _, name in given} | set(statements))
    row = {name: at for at, name in enumerate(people)}
    column = {name: at for at, name in enumerate(names)}
    size = len(given)
    return votes_from_arrays(
        np.fromiter((row[name] for name, _ in given), np.int64, size),
        np.fromiter((column[name] for _, name in given), np.int64, size),
        np.fromiter(given.values(), np.int64, size),
        people,
        names,
    )
