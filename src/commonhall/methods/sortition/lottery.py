"""From a mixture of panels to a public lottery that anybody can recompute from its seed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from commonhall.methods.sortition.chances import Draw
from commonhall.methods.sortition.errors import SortitionError
from commonhall.methods.sortition.pool import Floats, Pool, Type

TICKETS = 1_000_000
PROCEDURE = (
    "Ticket: SHA-256 of the UTF-8 text SEED, a line feed and 'ticket', read as one big-endian "
    "number, modulo the number of tickets. Count through the panels in their order until their "
    "tickets exceed it: that panel says how many seats each type of people gets. People of a type "
    "are put in the order of the SHA-256 of SEED, a line feed, 'person', a line feed and their id "
    "(the digests as hexadecimal text, ascending); the first ones are drawn. Types are taken in "
    "their order; somebody whose household has been drawn from is passed over."
)


@dataclass(frozen=True, eq=False)
class Portfolio:
    """Panels with whole numbers of tickets, to be published before the seed is known.

    panels: J × T seats by type; tickets: J, each 1 or more. chances: T, of each person of a type
    when the ticket is drawn at random: exact multiples of 1 / all tickets / people of the type.
    """

    pool: Pool
    panels: Floats
    tickets: tuple[int, ...]

    @property
    def all_tickets(self) -> int:
        """How many tickets there are."""
        return sum(self.tickets)

    @property
    def chances(self) -> Floats:
        """T: chance of each person of a type under these tickets."""
        weights = np.array(self.tickets, dtype=np.float64)
        return np.asarray(weights @ self.panels / self.all_tickets / self.pool.counts)

    def published(self) -> dict[str, object]:
        """Everything somebody needs to recompute the draw, in a form to print."""
        return {
            "procedure": PROCEDURE,
            "size": self.pool.size,
            "features": list(self.pool.features),
            "types": [
                {"profile": list(kind.profile), "people": list(kind.people)}
                for kind in self.pool.types
            ],
            "households": dict(sorted(self.pool.households.items())),
            "panels": [
                {
                    "tickets": tickets,
                    "seats": {str(at): int(seats[at]) for at in np.flatnonzero(seats).tolist()},
                }
                for tickets, seats in zip(self.tickets, self.panels, strict=True)
            ],
        }

    @property
    def digest(self) -> str:
        """SHA-256 of the published portfolio as JSON with sorted keys and no spaces."""
        text = json.dumps(
            self.published(), ensure_ascii=False, sort_keys=True, separators=(",", ":")
        )
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class Drawn:
    """The outcome: the ticket, the panel it fell on (position), and the ids of the people."""

    seed: str
    ticket: int
    panel: int
    people: tuple[str, ...]


def make_portfolio(draw: Draw, tickets: int = TICKETS) -> Portfolio:
    """Whole numbers of tickets in proportion to the shares (largest remainders).

    Panels come in the order of falling share, then of their seats. Panels left without a ticket
    are dropped.
    """
    if tickets < 1:
        raise SortitionError("there must be 1 ticket or more")
    order = sorted(
        range(len(draw.shares)),
        key=lambda at: (-round(float(draw.shares[at]), 12), draw.panels[at].tolist()),
    )
    exact = draw.shares[order] * tickets
    whole = np.floor(exact).astype(np.int64)
    most = np.argsort(-(exact - whole), kind="stable")[: tickets - int(whole.sum())]
    whole[most] += 1
    kept = whole > 0
    return Portfolio(draw.pool, draw.panels[order][kept], tuple(whole[kept].tolist()))


def read_portfolio(published: Mapping[str, Any]) -> Portfolio:
    """A portfolio from its published form, to draw from it again.

    Quotas and bounds are not part of that form: the pool knows types, households and size only.
    """
    try:
        types = tuple(
            Type(tuple(one["profile"]), (), tuple(one["people"])) for one in published["types"]
        )
        panels = np.zeros((len(published["panels"]), len(types)))
        for at, panel in enumerate(published["panels"]):
            for kind, seats in panel["seats"].items():
                panels[at, int(kind)] = seats
        tickets = tuple(int(panel["tickets"]) for panel in published["panels"])
        size, features = int(published["size"]), tuple(published["features"])
        homes = dict(published["households"])
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise SortitionError(f"this is no published portfolio: {error}") from error
    if not tickets or min(tickets) < 1:
        raise SortitionError("this is no published portfolio: a panel needs a ticket")
    counts = np.array([len(one.people) for one in types], dtype=np.float64)
    if (panels > counts).any() or (panels < 0).any():
        raise SortitionError("a panel has more seats for a type than it has people")
    none = np.zeros(0)
    rows = np.zeros((0, len(types)))
    pool = Pool(size, (), features, types, counts, counts, rows, none, none, homes)
    return Portfolio(pool, panels, tickets)


def draw_people(portfolio: Portfolio, seed: str) -> Drawn:
    """The lottery as `PROCEDURE` states it. Every person of a type has the same chance."""
    if not seed:
        raise SortitionError("the seed is empty")
    number = int.from_bytes(hashlib.sha256(f"{seed}\nticket".encode()).digest(), "big")
    ticket = number % portfolio.all_tickets
    ends = np.cumsum(portfolio.tickets)
    panel = int(np.searchsorted(ends, ticket, side="right"))
    return Drawn(seed, ticket, panel, people_for(portfolio.pool, portfolio.panels[panel], seed))


def people_for(pool: Pool, seats: Floats, seed: str) -> tuple[str, ...]:
    """The people who take the seats of their types, by the order of their hashes."""
    taken: set[str] = set()
    chosen: list[str] = []
    for kind, count in zip(pool.types, seats.astype(int).tolist(), strict=True):
        left = count
        for person in sorted(kind.people, key=lambda name: person_hash(seed, name)) if left else ():
            home = pool.households.get(person)
            if left and home not in taken:
                chosen.append(person)
                left -= 1
                if home is not None:
                    taken.add(home)
    return tuple(sorted(chosen))


def person_hash(seed: str, person: str) -> str:
    """Where a person stands in the order of their type."""
    return hashlib.sha256(f"{seed}\nperson\n{person}".encode()).hexdigest()


def held(pool: Pool, people: Iterable[str]) -> dict[tuple[str, str], int]:
    """How many of these people have each value for which there is a quota."""
    profile = {person: kind.profile for kind in pool.types for person in kind.people}
    counts = {(quota.feature, quota.value): 0 for quota in pool.quotas}
    for person in people:
        for feature, value in zip(pool.features, profile[person], strict=True):
            counts[feature, value] += 1
    return counts
