"""Cases of another system, read and checked, on their way in: what each importer here makes of its file.

Who raised them is not taken. What another system did is a reported fact; nobody speaks here as anybody else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from commonhall.cases.cases.models import Case
from commonhall.core.imports import Problem

LONGEST_TITLE, LONGEST_TEXT, LONGEST_KEY = 160, 4000, 120
#: States in which a case of another system may stand here: nobody is left who could confirm it.
STATES = ("open", "working", "answered", "cannot", "closed")
Point = tuple[Decimal, Decimal]


@dataclass(frozen=True, slots=True)
class Said:
    """What a body said there, and when. final: with it the case was done."""

    text: str
    at: datetime
    final: bool = False


@dataclass(frozen=True, slots=True)
class Reported:
    """One case of another system. line: in its file; key: its number there. category, place, body: as it is
    called there. state: one of STATES."""

    line: int
    key: str
    title: str
    raised: datetime
    category: str = ""
    text: str = ""
    place: str = ""
    point: Point | None = None
    address: str = ""
    body: str = ""
    state: str = "open"
    kind: str = "complaint"
    channel: str = "import"
    closed: datetime | None = None
    due: date | None = None
    answers: tuple[Said, ...] = ()

    @property
    def shown_state(self) -> Any:
        """What the state is called here."""
        return Case.State(self.state).label


def title_of(title: str, text: str) -> str:
    """The title, or the beginning of the text."""
    first = " ".join((title or text.strip().split("\n")[0]).split())
    return first if len(first) <= LONGEST_TITLE else first[: LONGEST_TITLE - 1] + "…"


def point_of(latitude: str, longitude: str) -> Point | None:
    """A point in degrees; None where none is given. Raises ValueError."""
    texts = [
        str(one if one is not None else "").strip().replace(",", ".")
        for one in (latitude, longitude)
    ]
    if not any(texts):
        return None
    try:
        found = Decimal(texts[0]), Decimal(texts[1])
        fits = found[0].is_finite() and found[1].is_finite()
        fits = fits and abs(found[0]) <= 90 and abs(found[1]) <= 180
    except InvalidOperation:
        fits = False
    if not fits:
        raise ValueError(_("These are not valid degrees. Write them like 52.2297 and 21.0122."))
    if not any(found):
        # Where programs put what has no place.
        return None
    return found[0].quantize(Decimal("0.000001")), found[1].quantize(Decimal("0.000001"))


def check(rows: Sequence[Reported], problems: list[Problem]) -> None:
    """What is wrong among rows: keys that stand twice, or are missing; titles; days the wrong way round."""
    first: dict[str, int] = {}
    for row in rows:
        if not row.key or len(row.key) > LONGEST_KEY:
            problems.append(Problem(row.line, _("key"), _("Give each case its own number.")))
        elif row.key in first:
            said = _("This number is already in line %(first)d.") % {"first": first[row.key]}
            problems.append(Problem(row.line, _("key"), said))
        first.setdefault(row.key, row.line)
        if not row.title:
            problems.append(Problem(row.line, _("title"), _("Enter a title or a text.")))
        if row.closed is not None and row.closed < row.raised:
            said = _("It was closed before it was raised. Check both days.")
            problems.append(Problem(row.line, _("closed"), said))
