"""Who is drawn, as pure functions of the frozen roll and the seed: shared out by place, then in the order of the seed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from commonhall.decisions.lotteries import roll_letters
from commonhall.decisions.lotteries.models import Lottery
from commonhall.methods.sortition import person_hash
from commonhall.people.residents.models import CensusEntry
from commonhall.places.models import Unit


def shares(people: Mapping[str, int], size: int, least: int) -> dict[str, int]:
    """Letters a place: first the minimum, or all who live there; the rest by largest remainder, in proportion to people.

    Without a minimum it is plainly proportional. A minimum that all letters are too few for is lowered until it fits. No place
    gets more letters than it has people.
    """
    size = min(size, sum(people.values()))
    while sum(min(least, count) for count in people.values()) > size:
        least -= 1
    return _filled(people, {place: min(least, count) for place, count in people.items()}, size)


def _filled(people: Mapping[str, int], floor: Mapping[str, int], size: int) -> dict[str, int]:
    """Every place its part of the whole, lifted to its floor; what that takes, the others give."""
    lifted: set[str] = set()
    while True:
        free = [place for place in people if place not in lifted]
        left = size - sum(floor[place] for place in lifted)
        whole = sum(people[place] for place in free)
        if not whole:
            return {place: floor[place] if place in lifted else 0 for place in people}
        exact = {place: left * people[place] / whole for place in free}
        below = {place for place in free if exact[place] < floor[place]}
        if not below:
            break
        lifted |= below
    found = {place: floor[place] if place in lifted else int(exact[place]) for place in people}
    order = sorted(free, key=lambda place: (int(exact[place]) - exact[place], place))
    for place in order[: size - sum(found.values())]:
        found[place] += 1
    return found


def drawn(
    lottery: Lottery, sample: Mapping[str, Any]
) -> tuple[list[dict[str, Any]], dict[int, str]]:
    """(strata, {line of the roll: place}) of a survey's sample, by the seed alone. Strata: [{place, people, letters}]."""
    lines = CensusEntry.objects.filter(
        unit__path__startswith=lottery.unit.path, pk__lte=lottery.roll_last or 0
    )
    of = places(lottery.unit)
    living: dict[str, list[int]] = {}
    for number, path in lines.order_by("pk").values_list("pk", "unit__path"):
        living.setdefault(_place(path, of, lottery.unit), []).append(number)
    people = {place: len(numbers) for place, numbers in sorted(living.items())}
    letters = shares(people, sample["size"], sample["least"])
    chosen = {}
    for place, numbers in living.items():
        turn = sorted(numbers, key=lambda number: person_hash(lottery.seed, str(number)))
        chosen.update(dict.fromkeys(turn[: letters[place]], place))
    strata = [
        {"place": place, "people": people[place], "letters": letters[place]} for place in people
    ]
    return strata, chosen


def places(unit: Unit) -> dict[int, str]:
    """The places told apart: those directly in the survey's place; {their id: code}."""
    return dict(Unit.objects.filter(parent=unit).values_list("pk", "code"))


def _place(path: str, of: Mapping[int, str], unit: Unit) -> str:
    inside = (of.get(int(part)) for part in path.strip("/").split("/") if part)
    return next((code for code in inside if code), unit.code)


def root_of(chosen: Sequence[int]) -> str:
    return roll_letters.root_of(chosen)
