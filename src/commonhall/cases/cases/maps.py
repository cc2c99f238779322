"""Cases on maps: marks that show their state, what is reported near a point, still maps in words."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from commonhall.cases.cases import queries
from commonhall.cases.cases.models import TONES, WAITING, Case
from commonhall.core import clock
from commonhall.places import grounds, stills
from commonhall.places.models import Unit
from commonhall.ui import maps
from commonhall.ui.ground.shapes import distance

# Metres within which a case is near, and how many of them are shown.
NEAR, MOST_NEAR = 200, 8
METRES_A_DEGREE = 111_320
EMPTY: Mapping[str, Any] = {"type": "FeatureCollection", "features": []}
LEGEND = (
    ("waiting", _("waiting for an answer")),
    ("info", _("answered, being worked on or promised")),
    ("warn", _("reported done, or partly")),
    ("bad", _("late, or sent back as not done")),
    ("good", _("confirmed by the person who raised it")),
    ("neutral", _("closed in another way")),
)
_FIELDS = ("pk", "title", "state", "latitude", "longitude", "next_on")


def _tone(state: str, next_on: date | None, today: date) -> str:
    late = next_on is not None and next_on < today
    return "bad" if late else TONES[state]


def _rows(cases: QuerySet[Case], most: int) -> Iterable[tuple[Any, ...]]:
    rows = cases.exclude(latitude=None).order_by("-id").select_related(None)
    return rows.values_list(*_FIELDS)[:most]


def marks(cases: QuerySet[Case], most: int) -> list[maps.Mark]:
    """The newest cases of a list as marks of a still map."""
    today = clock.today()
    return [
        maps.Mark(float(latitude), float(longitude), _tone(state, day, today))
        for _pk, _title, state, latitude, longitude, day in _rows(cases, most)
    ]


def collection(cases: QuerySet[Case], most: int) -> dict[str, Any]:
    """The newest cases of a list as GeoJSON, each with its state in words and as a tone."""
    said = _Said()
    return {
        "type": "FeatureCollection",
        "features": [_feature(said, *row) for row in _rows(cases, most)],
    }


class _Said:
    """What many cases say alike, asked once: today, addresses, states in words."""

    def __init__(self) -> None:
        self.today = clock.today()
        self.before, self.after = reverse("cases:case", args=[0]).split("0")
        self._notes: dict[tuple[str, bool], str] = {}

    def url(self, pk: int) -> str:
        return f"{self.before}{pk}{self.after}"

    def note(self, state: str, day: date | None) -> str:
        key = (state, day is not None and day < self.today)
        if key not in self._notes:
            words = str(Case.State(state).label)
            late = gettext("%(state)s, late") % {"state": words}
            self._notes[key] = late if key[1] else words
        return self._notes[key]


def _feature(
    said: _Said, pk: int, title: str, state: str, latitude: Any, longitude: Any, day: date | None
) -> dict[str, Any]:
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [float(longitude), float(latitude)]},
        "properties": {
            "label": title or gettext("Case %(number)s") % {"number": pk},
            "url": said.url(pk),
            "state": state,
            "tone": _tone(state, day, said.today),
            "note": said.note(state, day),
        },
    }


def point(latitude: str, longitude: str) -> tuple[float, float] | None:
    """A point from an address; None for what is none."""
    try:
        found = Decimal(latitude), Decimal(longitude)
    except InvalidOperation:
        return None
    if not all(one.is_finite() for one in found) or abs(found[0]) > 90 or abs(found[1]) > 180:
        return None
    return float(found[0]), float(found[1])


def near(latitude: float, longitude: float, besides: int = 0) -> list[Case]:
    """Cases that still wait within reach of a point, the nearest first; one query."""
    reach = NEAR / METRES_A_DEGREE
    wide = reach / max(0.01, math.cos(math.radians(latitude)))
    rows = queries.visible().filter(
        latitude__range=(_decimal(latitude - reach), _decimal(latitude + reach)),
        longitude__range=(_decimal(longitude - wide), _decimal(longitude + wide)),
        state__in=(*WAITING, Case.State.DONE),
    )
    found = []
    for case in rows.exclude(pk=besides).order_by("-id")[:200]:
        away = distance(latitude, longitude, float(case.latitude or 0), float(case.longitude or 0))
        if away <= NEAR:
            found.append((away, case.pk, case))
    return [case for _away, _pk, case in sorted(found)[:MOST_NEAR]]


def _decimal(number: float) -> Decimal:
    return Decimal(f"{number:.6f}")


def near_collection(latitude: float, longitude: float) -> dict[str, Any]:
    said = _Said()
    features = [
        _feature(said, one.pk, one.title, one.state, one.latitude, one.longitude, one.next_on)
        for one in near(latitude, longitude)
    ]
    return {"type": "FeatureCollection", "features": features}


# --- still maps -----------------------------------------------------------------------------------
def still_of(case: Case) -> maps.Still | None:
    """Where a case is: its point with what is reported near by, else its district."""
    if case.latitude is None or case.longitude is None:
        return still_of_place(case.unit)
    latitude, longitude = float(case.latitude), float(case.longitude)
    others = near(latitude, longitude, case.pk)
    words = maps.at_words(grounds.where(latitude, longitude), case.unit.name)
    if others:
        more = ngettext("%(count)d case nearby", "%(count)d cases nearby", len(others))
        words = f"{words}; {more % {'count': len(others)}}"
    shown = [_mark(one) for one in others]
    here = maps.Mark(latitude, longitude)
    url = f"{reverse('cases:map')}?place={case.unit.code}"
    return maps.Still(words, [*shown, here], caption=words, url=url)


def still_of_place(
    unit: Unit, cases: Iterable[Case] = (), size: str = "small"
) -> maps.Still | None:
    """A place with cases in it."""
    shown = [_mark(one) for one in cases if one.latitude is not None]
    words = gettext("Map of %(place)s") % {"place": unit.name}
    if shown:
        more = ngettext("%(count)d case shown", "%(count)d cases shown", len(shown))
        words = f"{words}; {more % {'count': len(shown)}}"
    url = f"{reverse('cases:map')}?place={unit.code}"
    return stills.of_unit(unit, shown, words=words, url=url, size=size)


def still_of_sheet(cases: Iterable[Case]) -> maps.Still | None:
    """The cases of a worksheet by their numbers."""
    shown = [
        maps.Mark(float(one.latitude), float(one.longitude or 0), _mark(one).tone, str(one.pk))
        for one in cases
        if one.latitude is not None
    ]
    words = gettext("Map of cases, by number")
    return maps.Still(words, shown, caption=words, size="wide") if shown else None


def _mark(case: Case) -> maps.Mark:
    tone = _tone(case.state, case.next_on, clock.today())
    return maps.Mark(float(case.latitude or 0), float(case.longitude or 0), tone)
