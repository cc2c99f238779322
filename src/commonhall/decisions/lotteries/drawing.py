"""Lotteries as pure functions: the frozen list's root, the order the seed gives, what follows from it.

Everything here works on published data alone: pages, `commonhall verify` and strangers run the same code.
docs/methods/sortition.md states it in words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any

from commonhall.methods.allocation import by_lot
from commonhall.methods.sortition import draw_people, read_portfolio
from commonhall.record import entry_format
from commonhall.record.merkle import leaf_hash, root

FORMAT = "commonhall lottery v2"
# Fewer people than this with the same published features could be recognised by them.
SMALLEST = 5
PANEL, ORDER, LETTERS, QUEUE, NEED = "panel", "order", "letters", "queue", "need"


@dataclass(frozen=True)
class Row:
    """A ticket of the frozen list (see models.Ticket)."""

    code: str
    kind: int = 0
    place: int = 0
    points: int = 0
    household: str = ""

    @property
    def line(self) -> str:
        """What the list's root is taken over."""
        return f"{self.code}\t{self.kind}\t{self.place}\t{self.points}\t{self.household}"


def row_of(said: Mapping[str, Any]) -> Row:
    """A ticket from its published form; what is not of the list is left aside."""
    return Row(**{field.name: said[field.name] for field in fields(Row)})


def root_of(rows: Iterable[Row]) -> str:
    """Merkle root (RFC 9162) over the tickets' lines in the order of their codes."""
    lines = [one.line for one in sorted(rows, key=lambda one: one.code)]
    return root([leaf_hash(line.encode()) for line in lines]).hex()


def seed_of(list_root: str, value: str) -> str:
    """The seed: the frozen list's root, a line feed, and what the public source gave."""
    return f"{list_root}\n{' '.join(value.split())}"


# --- who is drawn ---------------------------------------------------------------------------------
def ordered(rule: str, rows: Iterable[Row], seed: str) -> list[Row]:
    """Tickets in the order in which places are given: by the queue, by need, else by lot alone."""
    if rule == QUEUE:
        return sorted(rows, key=lambda one: (one.place, one.code))
    lot = by_lot(seed, rows, lambda one: one.code)
    return sorted(lot, key=lambda one: -one.points) if rule == NEED else lot


def first_draw(
    kind: str, rule: str, places: int, rows: Sequence[Row], seed: str, portfolio: Any, homes: bool
) -> list[str]:
    """Codes drawn, in the order of their codes for a panel, else in the order of the rule.

    An order gives no places: they are offered along it one by one. homes: whether a household has at most one place.
    """
    if kind == PANEL:
        return list(draw_people(read_portfolio(with_people(portfolio, rows)), seed).people)
    if kind == ORDER:
        return []
    chosen: list[str] = []
    taken: set[str] = set()
    for one in ordered(rule, rows, seed):
        if len(chosen) < places and not (homes and one.household in taken):
            chosen.append(one.code)
            taken |= {one.household} - {""}
    return chosen


def with_people(portfolio: Mapping[str, Any], rows: Iterable[Row]) -> dict[str, Any]:
    """The published chances as `methods.sortition` reads them: types filled with their tickets."""
    members: dict[int, list[str]] = {}
    homes = {}
    for one in sorted(rows, key=lambda one: one.code):
        members.setdefault(one.kind, []).append(one.code)
        if one.household:
            homes[one.code] = one.household
    types = [
        {"profile": said["profile"], "people": members.get(at, [])}
        for at, said in enumerate(portfolio["types"])
    ]
    return {**portfolio, "types": types, "households": homes if portfolio["homes"] else {}}


# --- what happens afterwards ----------------------------------------------------------------------
Turn = dict[str, Any]


def follower(
    kind: str,
    rule: str,
    rows: Sequence[Row],
    seed: str,
    homes: bool,
    sitting: Iterable[str],
    gone: Iterable[str],
    among: Sequence[int],
) -> str:
    """Whose turn it is when a place falls free: the next in the order who was never drawn; "" if nobody.

    sitting: who holds a place now; gone: who gave one up. among: types that may take the seat (panels).
    """
    known = {one.code: one for one in rows}
    here = set(sitting)
    taken = {known[code].household for code in here} - {""} if homes else set()
    out = here | set(gone)
    order = ordered("" if kind == PANEL else rule, rows, seed)
    for one in order:
        fits = kind != PANEL or one.kind in among
        if fits and one.code not in out and one.household not in taken:
            return one.code
    return ""


@dataclass(frozen=True)
class Outcome:
    """drawn: at first; sitting: who holds a place now; gone: (ticket, how) in order; wrong: what in the
    turns does not follow from the rule."""

    drawn: tuple[str, ...]
    sitting: frozenset[str]
    gone: tuple[tuple[str, str], ...]
    wrong: tuple[str, ...]


def replay(said: Mapping[str, Any]) -> Outcome:
    """Draw again from the published form (see `published`), turn by turn."""
    rows = [row_of(one) for one in said["tickets"]]
    known = {one.code: one for one in rows}
    kind, rule, homes, seed = said["kind"], said["rule"], said["household"], said["seed"]
    drawn = first_draw(kind, rule, said["places"], rows, seed, said["portfolio"], homes)
    sitting, gone, wrong = set(drawn), [], []
    for turn in said["turns"]:
        code = turn["code"]
        if code not in sitting:
            wrong.append(f"{code} gave up a place it did not have")
            continue
        sitting.discard(code)
        gone.append((code, turn["how"]))
        own = [known[code].kind]
        out = [one for one, _how in gone]
        given = (kind, rule, rows, seed, homes, sitting, out)
        following = follower(*given, own)
        if not following and turn["among"] not in ([], own):
            following = follower(*given, turn["among"])
        if following != turn["next"]:
            wrong.append(f"after {code} comes {following or 'nobody'}, not {turn['next']}")
        if turn["next"] in known:
            sitting.add(turn["next"])
    return Outcome(tuple(drawn), frozenset(sitting), tuple(gone), tuple(wrong))


# --- panels: types, and what may be shown of them ---------------------------------------------------
def visible(profiles: Sequence[Sequence[str]], counts: Sequence[int]) -> list[list[str]]:
    """Profiles of types with values left out ("") until `SMALLEST` people share what is shown.

    The last features go first; a type whose profile cannot be hidden in a crowd shows nothing.
    """
    shown = [list(profile) for profile in profiles]
    while True:
        sizes: Counter[tuple[str, ...]] = Counter()
        for profile, count in zip(shown, counts, strict=True):
            sizes[tuple(profile)] += count
        small = [one for one in shown if any(one) and sizes[tuple(one)] < SMALLEST]
        if not small:
            return shown
        for profile in small:
            last = max(at for at, value in enumerate(profile) if value)
            profile[last] = ""


def misfits(quotas: Sequence[Mapping[str, Any]], portfolio: Mapping[str, Any]) -> list[str]:
    """Panels of the published chances that cannot meet the quotas, going by what types show."""
    found = []
    features = [one["feature"] for one in quotas]
    for number, panel in enumerate(portfolio["panels"]):
        seats = {int(at): count for at, count in panel["seats"].items()}
        if sum(seats.values()) != portfolio["size"]:
            found.append(f"panel {number} has not {portfolio['size']} seats")
        for at, quota in enumerate(quotas):
            for value in quota["values"]:
                least, most = bounds(portfolio, quota["feature"], value)
                shown = [portfolio["types"][kind]["profile"][at] for kind in seats]
                held = dict(zip(seats, shown, strict=True))
                sure = sum(n for kind, n in seats.items() if held[kind] == value["value"])
                unknown = sum(n for kind, n in seats.items() if held[kind] == "")
                if sure > most or sure + unknown < least:
                    found.append(f"panel {number} breaks the quota {features[at]}/{value['value']}")
    return found


def bounds(portfolio: Mapping[str, Any], feature: str, value: Mapping[str, Any]) -> tuple[int, int]:
    """Least and most of a quota, as loosened where no panel could meet it."""
    for one in portfolio["loosened"]:
        if (one["feature"], one["value"]) == (feature, value["value"]):
            return one["least"], one["most"]
    return value["least"], value["most"]


# --- the published form ---------------------------------------------------------------------------
def published(lottery: Mapping[str, Any], tickets: Iterable[Row], portfolio: Any) -> dict[str, Any]:
    """All that somebody needs to draw again; `lottery`: its public fields."""
    kept = (
        "kind",
        "rule",
        "places",
        "quotas",
        "household",
        "source",
        "root",
        "ready_in",
        "seed",
        "seed_from",
        "turns",
    )
    # What the seed's source is checked by; lotteries held before 0.2 have it not.
    of_source = (
        "body_id",
        "closes_at",
        "draw_names",
        "draws_at",
        "beacon",
        "numbers",
        "ready_at",
        "round",
        "entries",
        "drawn_at",
    )
    rows = sorted(tickets, key=lambda one: one.code)
    return {
        "format": FORMAT,
        **{name: lottery[name] for name in kept},
        **{name: _said(lottery[name]) for name in of_source if name in lottery},
        "tickets": [asdict(one) for one in rows],
        "portfolio": portfolio,
    }


def _said(value: Any) -> Any:
    """Moments as the record writes them."""
    return entry_format.moment(value) if isinstance(value, datetime) else value
