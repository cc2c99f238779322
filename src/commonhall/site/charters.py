"""The standard charter: the first law a hall is founded with, in both languages.

It grants each power to one named body and each right to a kind of subject; set-up powers of the
System end with their provision. A place writes its own law on top of it, or its own charter.
"""

from __future__ import annotations

from datetime import date, timedelta

from commonhall.law.founding.charter import FirstBody, FirstOffice, Grant, Plan
from commonhall.people.residents.models import Person
from commonhall.places.actions import UnitRow
from commonhall.site.charter_articles import ACTING, ANSWERING, ARTICLES

SETUP_FOR = timedelta(days=10 * 365)


def texts(en: str, zh: str) -> dict[str, str]:
    return {"en": en, "zh-hans": zh}


BODIES = [
    FirstBody("council", texts("Council", "议会"), "council"),
    FirstBody("hall", texts("Residents' Office", "居民事务处"), "department"),
    FirstBody("reviewer", texts("Reviewer", "独立复核人"), "reviewer"),
    FirstBody("system", texts("Deadlines and timers", "期限与定时程序"), "system"),
]
OFFICES = [
    ("council", "council-chair", texts("Chair of the Council", "议会主席")),
    ("hall", "hall-desk", texts("Residents' desk", "居民服务台")),
    ("reviewer", "reviewer", texts("Reviewer", "复核人")),
]


def grants(answering: list[str], setup_ends: date) -> list[Grant]:
    """The charter's articles; `answering`: codes of the bodies that answer cases."""
    named = {ANSWERING: answering, ACTING: list(dict.fromkeys(["council", *answering]))}
    return [
        Grant(
            f"Article {one.number}",
            texts(one.en, one.zh),
            powers=tuple(
                (code, power)
                for who, powers in one.powers.items()
                for code in named.get(who, [who])
                for power in powers
            ),
            rights=tuple((right, kind) for right, kinds in one.rights.items() for kind in kinds),
            deadlines=tuple(one.deadlines.items()),
            thresholds=one.thresholds,
            mandates=_mandates(answering) if one.founding else (),
            asks_first=one.asks_first,
            until=setup_ends if one.set_up else None,
        )
        for one in ARTICLES
    ]


def _mandates(answering: list[str]) -> tuple[tuple[str, str], ...]:
    """(body, whence its first mandate comes)."""
    bodies = dict.fromkeys(["council", "hall", *answering, "reviewer", "system"])
    given = {"council": "election", "system": "law"}
    return tuple((code, given.get(code, "council")) for code in bodies)


def standard(
    names: dict[str, str],
    starts: date,
    *,
    bodies: list[FirstBody] | None = None,
    offices: list[FirstOffice] | None = None,
    units: list[UnitRow] | None = None,
    people: dict[str, Person] | None = None,
) -> Plan:
    """The plan of a founding: a place named `names`; people: office code → its first holder."""
    more, holders = bodies or [], people or {}
    first = [FirstOffice(body, code, title, {}, holders.get(code)) for body, code, title in OFFICES]
    answering = ["hall", *(body.code for body in more)]
    return Plan(
        code="charter",
        titles=texts("Charter", "章程"),
        starts=starts,
        mandates_end=starts + timedelta(days=5 * 365),
        units=units or [UnitRow("root", "municipality", names)],
        bodies=[*BODIES, *more],
        offices=[*first, *(offices or [])],
        grants=grants(answering, starts + SETUP_FOR),
    )
