"""Whether what a Polis export counts is what its votes are: the sign of votes, and the sums."""

from __future__ import annotations

from collections.abc import Mapping

from commonhall.methods.opinion.tables import Faults


def sign_of(
    given: Mapping[tuple[str, str], int],
    tallies: Mapping[str, tuple[int, int]],
    claims: Mapping[str, tuple[int, int]],
    prefix: str,
    faults: Faults,
) -> str:
    """Whether +1 means agree: by n-agree of each person, else by agrees of each statement.

    Only people (statements) whose two numbers differ can tell; the nearer reading gets the voice.
    """
    for axis, known, file in (
        (0, tallies, "participants-votes.csv"),
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


def compare(
    given: Mapping[tuple[str, str], int],
    cells: Mapping[tuple[str, str], int],
    lines: Mapping[str, int],
    prefix: str,
    faults: Faults,
) -> None:
    """Say where the table of participants and the list of votes differ."""
    both = [place for place in cells if place in given]
    same = sum(cells[place] == given[place] for place in both)
    turned = sum(cells[place] == -given[place] for place in both)
    factor = -1 if turned > same else 1
    odd = [place for place in both if cells[place] * factor != given[place]]
    if odd:
        person, statement = odd[0]
        faults.add(
            prefix + "participants-votes.csv",
            f"{len(odd)} votes differ from votes.csv, which counts; the first is of participant "
            f"{person}",
            lines[person],
            statement,
        )


def add_up(
    given: Mapping[tuple[str, str], int],
    axis: int,
    claims: Mapping[str, tuple[int, int]],
    lines: Mapping[str, int],
    where: tuple[str, str],
    faults: Faults,
) -> None:
    """Say where the agrees and disagrees a file states are not those of the votes."""
    what, file = where
    counted = {name: [0, 0] for name in claims}
    for place, value in given.items():
        if value and place[axis] in counted:
            counted[place[axis]][value < 0] += 1
    odd = [name for name, claim in claims.items() if counted[name] != list(claim)]
    if odd:
        first = odd[0]
        faults.add(
            file,
            f"the counts of {len(odd)} {what}s do not add up to the votes; "
            f"{what} {first} says {claims[first][0]} agrees and {claims[first][1]} disagrees, "
            f"the votes are {counted[first][0]} and {counted[first][1]}",
            lines[first],
        )
