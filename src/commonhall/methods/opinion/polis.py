"""Reads the four files of a Polis export: summary, comments, votes, participants-votes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from commonhall.methods.opinion.tables import Faults, Row, TableError, decode, records, rows
from commonhall.methods.opinion.votes import Votes, id_order, votes_from_arrays

FILES = ("summary.csv", "comments.csv", "votes.csv", "participants-votes.csv")
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
    """A statement as exported; moderated: −1 left out, 0 not looked at, 1 accepted."""

    id: str
    text: str
    author: str = ""
    moderated: int = 0
    meta: bool = False


@dataclass(frozen=True, eq=False)
class PolisConversation:
    """A conversation: who said what, and how everybody voted.

    sign: "confirmed" when +1 means agree in the files, "reversed" when the export had −1 for
    agree and was turned round, "unverified" when no file could tell.
    published_groups: group of each participant in participants-votes.csv; None where blank.
    replaced: votes given again later by the same person, of which the last counts.
    """

    summary: Mapping[str, str]
    statements: Mapping[str, Statement]
    votes: Votes
    published_groups: Mapping[str, int | None]
    sign: str
    replaced: int
    warnings: tuple[str, ...] = field(default=())

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
        given, replaced = _votes(texts["votes.csv"], prefix + "votes.csv", faults)
    else:
        given, replaced = dict(participants.cells), 0
    sign = _sign(given, participants, claims, prefix, faults)
    if sign == "reversed":
        given = {place: -value for place, value in given.items()}
    _compare(given, participants, prefix, faults)
    unknown = id_order({name for _, name in given} - set(statements))
    if statements and unknown:
        faults.add(prefix + "comments.csv", f"no statement {_some(unknown)}, but votes on it")
    votes = _as_votes(given, statements)
    left_out = [
        name
        for name, item in statements.items()
        if item.moderated < 0 or (strict_moderation and item.moderated == 0 and not item.meta)
    ]
    about = [name for name, item in statements.items() if item.meta]
    votes = votes.moderating([*left_out, *about], about)
    return PolisConversation(
        summary, statements, votes, participants.groups, sign, replaced, tuple(faults.warnings)
    )


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
    try:
        value = int(cell)
        if cell.isascii() and value >= low:
            return value
    except ValueError:
        pass
    faults.add(file, f"{cell!r} is not {what}", row.line, name)
    return None


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
        )
        agrees, disagrees = row.cells.get("agrees", ""), row.cells.get("disagrees", "")
        if agrees.isdecimal() and disagrees.isdecimal():
            claims[name] = int(agrees), int(disagrees)
    return {name: found[name] for name in id_order(found)}, claims


def _votes(text: str, file: str, faults: Faults) -> tuple[dict[tuple[str, str], int], int]:
    """The last vote at each place (by timestamp, then line), and how many were replaced."""
    last: dict[tuple[str, str], tuple[int, int]] = {}
    replaced = now = 0
    for row in rows(text, file, faults, ("comment-id", "voter-id", "vote"), VOTE_NAMES):
        statement = _number(row, "comment-id", file, faults, 0, "a statement number")
        voter = _number(row, "voter-id", file, faults, 0, "a participant number")
        value = _one_of_three(row, "vote", file, faults)
        if statement is None or voter is None or value is None:
            continue
        if "timestamp" in row.cells:
            stamp = _number(row, "timestamp", file, faults, 0, "milliseconds since 1970")
            now = now if stamp is None else stamp
        place = str(voter), str(statement)
        before = last.get(place)
        if before is not None:
            replaced += 1
        if before is None or now >= before[0]:
            last[place] = now, value
    return {place: value for place, (_, value) in last.items()}, replaced


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
        if all(row.cells.get(column, "").isdecimal() for column in AGREE_COLUMNS):
            agree, disagree = (int(row.cells[column]) for column in AGREE_COLUMNS)
            found.tallies[name] = agree, disagree
        for column, cell in row.cells.items():
            if cell and column.isdecimal():
                value = _one_of_three(row, column, file, faults)
                if value is not None:
                    found.cells[name, str(int(column))] = value
    return found


def _sign(
    given: Mapping[tuple[str, str], int],
    participants: _Participants,
    claims: Mapping[str, tuple[int, int]],
    prefix: str,
    faults: Faults,
) -> str:
    """Whether +1 means agree: by n-agree of each person, else by agrees of each statement.

    Only people (statements) whose two numbers differ can tell; the nearer reading gets the voice.
    """
    for axis, known, file in (
        (0, participants.tallies, "participants-votes.csv"),
        (1, claims, "comments.csv"),
    ):
        plus: dict[str, int] = dict.fromkeys(known, 0)
        minus: dict[str, int] = dict.fromkeys(known, 0)
        for place, value in given.items():
            if place[axis] in known:
                plus[place[axis]] += value == 1
                minus[place[axis]] += value == -1
        same = turned = 0
        for name, (agree, disagree) in known.items():
            if agree == disagree or plus[name] == minus[name]:
                continue
            here = abs(plus[name] - agree) + abs(minus[name] - disagree)
            there = abs(minus[name] - agree) + abs(plus[name] - disagree)
            same += here < there
            turned += there < here
        if same == turned:
            continue
        if min(same, turned) * 10 > max(same, turned):
            faults.add(
                prefix + file,
                f"the sign of votes is in doubt: for {same} +1 is agree, for {turned} −1 is",
            )
        return "confirmed" if same > turned else "reversed"
    return "unverified"


def _compare(
    given: Mapping[tuple[str, str], int], participants: _Participants, prefix: str, faults: Faults
) -> None:
    """Say where the table of participants and the list of votes differ."""
    both = [place for place in participants.cells if place in given]
    same = sum(participants.cells[place] == given[place] for place in both)
    turned = sum(participants.cells[place] == -given[place] for place in both)
    factor = -1 if turned > same else 1
    odd = [place for place in both if participants.cells[place] * factor != given[place]]
    if odd:
        person, statement = odd[0]
        faults.add(
            prefix + "participants-votes.csv",
            f"{len(odd)} votes differ from votes.csv, which counts; the first is of participant "
            f"{person}",
            participants.lines[person],
            statement,
        )


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
