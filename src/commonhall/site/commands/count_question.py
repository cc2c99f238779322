"""The part of `commonhall count` for questions and seats: a hall's file of ballots, counted by the rule it names."""

from __future__ import annotations

import argparse
from functools import partial
from typing import Any

from commonhall.methods.apportionment import LISTS, ApportionmentError, counted
from commonhall.methods.ballots import METHODS, BallotError, count_by
from commonhall.methods.ballots.outcomes import answered, elected, most_votes
from commonhall.methods.budgeting import PabulibFile
from commonhall.methods.budgeting.pabulib import split_cell
from commonhall.ui.console import CommandError, emit, say

MOST = "most"
RULES = (MOST, *METHODS, *LISTS)
FORMS = {
    "approval": "approval",
    "choose-1": "approval",
    "ordinal": "ranked",
    "scoring": "scores",
    "cumulative": "points",
}


def is_question(file: PabulibFile) -> bool:
    """Does the file say of itself that it is a question or an election to seats?"""
    return file.meta.get("rule", "") in RULES


def run(args: argparse.Namespace, file: PabulibFile, rule: str) -> int:
    """Count, print, and compare with the winners in the file: 1 where they are others."""
    codes = sorted(name.strip() for name in file.project_column("project_id"))
    form = FORMS[file.vote_type]
    seats = args.seats or _number(file, "seats", 1)
    needed: dict[str, Any] = {
        "quorum": _number(file, "quorum", 0),
        "threshold": _number(file, "threshold", 0),
        "preferred": split_cell(file.meta.get("tie_order", "")),
    }
    try:
        ballots = _ballots(file, form, ranks=rule != MOST)
        if rule == MOST:
            outcome = answered(most_votes, codes, ballots, **needed)
        elif rule in LISTS:
            needed["preference"] = _number(file, "preference", 0)
            outcome = counted(rule, codes, ballots, seats=seats, **needed)
        else:
            if METHODS[rule].form != form:
                raise CommandError(f"--rule {rule} does not count {file.vote_type} ballots")
            elect = partial(count_by, rule)
            outcome = elected(elect, codes, ballots, form=form, seats=seats, **needed)
    except (BallotError, ApportionmentError) as error:
        raise CommandError(str(error)) from error
    data = {"rule": rule, "seats": seats, "voters": len(ballots), **outcome}
    emit(args, data, _text(data, file))
    return _compared(file, outcome["winners"], asked=rule == file.meta.get("rule"))


def _number(file: PabulibFile, key: str, otherwise: int) -> int:
    said = file.meta.get(key, "").strip()
    if said and not (said.isdecimal() and len(said) < 10):
        raise CommandError(f"META {key} {said!r} is no whole number")
    return int(said) if said else otherwise


def _ballots(file: PabulibFile, form: str, *, ranks: bool) -> list[dict[str, int]]:
    """Code → 1, rank, score or points; under most votes, ranks are points as in Borda's count."""
    votes = [split_cell(cell) for cell in file.vote_column("vote")]
    if form in ("scores", "points"):
        given = [split_cell(cell) for cell in file.vote_column("points")]
        try:
            return [
                dict(zip(codes, map(int, points), strict=True))
                for codes, points in zip(votes, given, strict=True)
            ]
        except ValueError as error:
            raise CommandError(f"a ballot's points are not whole numbers: {error}") from error
    if any(len(set(codes)) < len(codes) for codes in votes):
        raise CommandError("a ballot names an option twice")
    if form == "ranked":
        return [
            {code: at if ranks else len(codes) - at + 1 for at, code in enumerate(codes, 1)}
            for codes in votes
        ]
    return [dict.fromkeys(codes, 1) for codes in votes]


def _text(data: dict[str, Any], file: PabulibFile) -> str:
    names = _names(file)
    won = ", ".join(f"{code} {names.get(code, '')}".strip() for code in data["winners"])
    lines = [f"{data['rule']}: {data['voters']} ballots. Won: {won or 'nobody'}"]
    lines += [f"not decided: the {one} was missed" for one in data["missed"]]
    for one in data.get("lists", ()):
        lines.append(
            f"{one['list']} {names.get(one['list'], '')}: {one['votes']} votes, {one['seats']} seats"
        )
    for number, seat in enumerate(data.get("given", ()), 1):
        tie = f"; level: {', '.join(seat['tied'])}" if seat["tied"] else ""
        lines.append(f"{number:>4}  seat to {seat['list']} at {seat['quotient']}{tie}")
    for number, row in enumerate(data.get("rounds", ()), 1):
        tallies = ", ".join(f"{code} {votes}" for code, votes in row["tallies"].items())
        happened = [f"elected {code}" for code in row["elected"]]
        happened += [f"out {code}" for code in row["out"]]
        lines.append(f"{number:>4}  {tallies}; {', '.join(happened) or 'surplus goes on'}")
    for tie in data.get("ties", ()):
        what = "goes" if tie["out"] else "is preferred"
        lines.append(f"level: {', '.join(tie['level'])}; {tie['chosen']} {what}")
    return "\n".join(lines)


def _names(file: PabulibFile) -> dict[str, str]:
    if "name" not in file.project_header:
        return {}
    codes = (code.strip() for code in file.project_column("project_id"))
    return dict(zip(codes, file.project_column("name"), strict=True))


def _compared(file: PabulibFile, winners: list[str], *, asked: bool) -> int:
    if "selected" not in file.project_header or not asked:
        return 0
    pairs = zip(file.project_column("project_id"), file.project_column("selected"), strict=True)
    said = sorted(code.strip() for code, selected in pairs if selected.strip() == "1")
    if said == sorted(winners):
        return 0
    say(f"The file names other winners: {', '.join(said) or 'nobody'}")
    return 1
