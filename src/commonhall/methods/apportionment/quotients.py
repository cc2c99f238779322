"""Highest quotients: each list's votes are divided by a row of numbers, and the seats go to the highest results.

D'Hondt divides by 1, 2, 3 …, which favours large lists a little; Sainte-Laguë by 1, 3, 5 …, which favours no size.
All numbers are exact, so that equal quotients are equal.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction


class ApportionmentError(ValueError):
    """What was given cannot be shared out."""


@dataclass(frozen=True)
class Seat:
    """One seat. tied: the lists that had this same quotient, where there were more of them than seats left."""

    to: str
    quotient: Fraction
    tied: tuple[str, ...] = ()


@dataclass(frozen=True)
class Apportionment:
    """seats: in the order in which they were given. below: lists with votes, but fewer than the threshold asks for."""

    seats: tuple[Seat, ...]
    below: tuple[str, ...]

    def of(self, name: str) -> int:
        """How many seats a list has."""
        return sum(seat.to == name for seat in self.seats)


def dhondt(held: int) -> int:
    """What a list that holds so many seats divides by for its next."""
    return held + 1


def sainte_lague(held: int) -> int:
    """What a list that holds so many seats divides by for its next."""
    return 2 * held + 1


def highest_quotients(
    votes: Mapping[str, int],
    seats: int,
    divisor: Callable[[int], int],
    *,
    threshold: int = 0,
    preferred: Sequence[str] = (),
) -> Apportionment:
    """Share the seats out among lists.

    threshold: per cent of all votes that a list needs to get any seat; whoever has exactly so many gets seats.
    preferred: names in the order in which ties are decided, as drawn by lot; empty: text order. A list without votes gets
    no seat: where nobody has any, none is given. `ApportionmentError` for a negative number or a threshold above 100.
    """
    if seats < 0 or any(number < 0 for number in votes.values()):
        raise ApportionmentError("votes and seats must be whole numbers from 0")
    if not 0 <= threshold <= 100:
        raise ApportionmentError("the threshold must be between 0 and 100 per cent")
    if preferred and sorted(preferred) != sorted(votes):
        raise ApportionmentError("the order for ties must name each list once")
    place = {name: at for at, name in enumerate(preferred or sorted(votes))}
    total = sum(votes.values())
    voted = [name for name in place if votes[name]]
    below = tuple(sorted(name for name in voted if votes[name] * 100 < threshold * total))
    held = {name: 0 for name in voted if name not in below}
    given: list[Seat] = []
    while held and len(given) < seats:
        quotients = {name: Fraction(votes[name], divisor(number)) for name, number in held.items()}
        highest = max(quotients.values())
        level = [name for name in held if quotients[name] == highest]
        # Where all who are level get a seat, nobody is preferred to anybody: only the order is.
        short = len(level) > seats - len(given)
        tied = tuple(sorted(level)) if short else ()
        for name in sorted(level, key=place.__getitem__)[: seats - len(given)]:
            given.append(Seat(name, highest, tied))
            held[name] += 1
    return Apportionment(tuple(given), below)
