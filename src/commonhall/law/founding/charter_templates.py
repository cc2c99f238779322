"""Charter templates: the first law a hall can be founded with, as folders of `charters/`.

A template grants each power to one named body and each right to a kind of subject; set-up powers end with
their provision. A place writes its own law on top of it, or a charter of its own: docs/add-a-charter.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from commonhall.core import content
from commonhall.core.content import Content, ContentError
from commonhall.core.models import in_language
from commonhall.law.founding import charter_checks, defaults, numbers
from commonhall.law.founding.charter import FirstBody, FirstOffice, Grant, Plan, Together
from commonhall.law.founding.charter_checks import ACTING, ANSWERING, MAIN
from commonhall.law.instruments.models import Majority
from commonhall.people.bodies.models import Body
from commonhall.people.residents.models import Person
from commonhall.places.actions import UnitRow

FOLDER = Path(__file__).parent / "charters"
STANDARD = "standard"


def templates() -> dict[str, Path]:
    """The templates that come with Commonhall, by their names."""
    return content.folders(FOLDER, MAIN)


def read(template: str | Path) -> Content:
    """A template by its name, or from a folder anywhere. Raises ContentError."""
    known = templates()
    folder = known.get(str(template)) or Path(template)
    try:
        there = (folder / MAIN).is_file()
    except OSError:  # no folder has such a name
        there = False
    if not there:
        raise ContentError(
            f'there is no charter "{template}": give one of {", ".join(known)}, or a folder with {MAIN}'
        )
    found = content.read(folder, MAIN)
    if base := found.data.get("based_on"):
        found = numbers.with_numbers(_upon(read(base), found), found.data.get("numbers", {}))
    charter_checks.check(found)
    return found


def summary(charter: Content, article: int | str) -> str:
    """What an article says, in one sentence; "" where the charter does not say it. article: its number, or "Article 7"."""
    return in_language(charter.texts("summaries", str(article).rpartition(" ")[2]))


def _upon(base: Content, own: Content) -> Content:
    """A template that says only in what it differs from another: numbers, names, texts.

    Words in a language that the other lacks stand by themselves.
    """
    data = {
        **base.data,
        **{key: value for key, value in own.data.items() if key not in {"based_on", "numbers"}},
    }
    words = {
        code: merged(base.words.get(code, {}), own.words.get(code, {}))
        for code in dict.fromkeys([*base.words, *own.words])
    }
    return Content(own.folder, data, words)


def merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Two tables of words; what both say is taken from the second."""
    found = dict(below)
    for key, value in above.items():
        both = isinstance(value, Mapping) and isinstance(found.get(key), Mapping)
        found[key] = merged(found[key], value) if both else value
    return found


def plan(
    charter: Content,
    names: dict[str, str],
    starts: date,
    *,
    bodies: Sequence[FirstBody] = (),
    offices: Sequence[FirstOffice] = (),
    units: list[UnitRow] | None = None,
    people: Mapping[str, Person] | None = None,
    emails: Mapping[str, str] | None = None,
) -> Plan:
    """What founding with this charter writes.

    names: of the place. bodies, offices: those of the place, beside the charter's; its bodies answer cases.
    people: office code → its first holder; emails: office code → who is invited to hold it.
    """
    data, holders, invited = charter.data, people or {}, emails or {}
    figures = numbers.written(charter)
    ends = starts + timedelta(days=data["mandate_days"])
    first = [
        FirstOffice(
            one["body"],
            one["code"],
            charter.needed("offices", one["code"]),
            charter.texts("duties", one["code"]),
            holders.get(one["code"]),
            invited.get(one["code"], ""),
        )
        for one in data["offices"]
    ]
    own = [
        FirstBody(
            one["code"],
            charter.needed("bodies", one["code"]),
            one["kind"],
            one.get("unit", ""),
            charter.texts("duties", one["code"]),
        )
        for one in data["bodies"]
    ]
    answering = [
        *(one["code"] for one in data["bodies"] if one.get("answers")),
        *(one.code for one in bodies),
    ]
    councils = {one.code for one in (*own, *bodies) if one.kind == Body.Kind.COUNCIL}
    try:
        articles = defaults.completed(charter, read(STANDARD))
    except ContentError as error:
        raise ContentError(f"{charter.folder / MAIN}: {error}") from error
    return Plan(
        code="charter",
        titles=charter.needed("title"),
        starts=starts,
        mandates_end=ends,
        units=units or [UnitRow("root", "municipality", names)],
        bodies=[*own, *bodies],
        offices=[*first, *offices],
        grants=[
            _grant(charter, articles, one, answering, councils, starts, figures) for one in articles
        ],
    )


def _grant(
    charter: Content,
    articles: Sequence[Mapping[str, Any]],
    article: Mapping[str, Any],
    answering: list[str],
    councils: set[str],
    starts: date,
    figures: Mapping[str, str],
) -> Grant:
    council = [one["code"] for one in charter.data["bodies"] if one["kind"] == "council"]
    together = {ANSWERING: answering, ACTING: list(dict.fromkeys([*council, *answering]))}
    until = None
    if article.get("set_up"):
        until = starts + timedelta(days=charter.data["set_up_days"])
    if article.get("founding_office"):
        until = starts + timedelta(days=charter.data["founding_days"])
    powers = article.get("powers", {})
    deadlines = dict(article.get("deadlines", {}))
    if article.get("gives_mandates"):
        deadlines.setdefault("hold-mandate", charter.data["mandate_days"])
    return Grant(
        f"Article {article['number']}",
        numbers.filled(charter.needed("articles", str(article["number"])), figures),
        powers=tuple(
            (code, power)
            for who, granted in powers.items()
            for code in together.get(who, [who])
            for power in granted
        ),
        rights=tuple(
            (right, kind) for right, kinds in article.get("rights", {}).items() for kind in kinds
        ),
        deadlines=tuple(deadlines.items()),
        thresholds=tuple(
            (one["matter"], one["per_cent"], one["least"]) for one in article.get("thresholds", ())
        ),
        mandates=_mandates(charter, answering) if article.get("gives_mandates") else (),
        most=article.get("most"),
        ceilings=tuple(article.get("ceilings", {}).items()),
        asking=tuple(article.get("asking", ())),
        suspends=tuple(article.get("suspends", ())),
        others=article.get("others", False),
        until=until,
        office=article.get("founding_office", ""),
        speaks_of=tuple(_spoken_of(article)),
        over_power=tuple(
            (power, kind)
            for kind, these in article.get("over_power", {}).items()
            for power in these
        ),
        reviews=tuple(
            dict.fromkeys(
                (code, reviewer)
                for reviewer, reviewed in article.get("reviews", {}).items()
                for who in reviewed
                for code in together.get(who, [who])
            )
        ),
        routines=(
            *((one, article["caretaker_days"]) for one in article.get("caretakers", ())),
            *((one, None) for one in article.get("until_somebody_follows", ())),
        ),
        entrenched=article.get("entrenched", False),
        majority=article.get("majority", Majority.SIMPLE),
        together=defaults.together(
            articles,
            article,
            {
                power: _together(one)
                for one in article.get("resolutions", ())
                for power in one["powers"]
            },
            together,
            councils,
        ),
    )


def _together(one: Mapping[str, Any]) -> Together:
    said = {key: value for key, value in one.items() if key not in ("powers", "bodies")}
    return Together(**said, bodies=tuple(one.get("bodies", ())))


def _spoken_of(article: Mapping[str, Any]) -> Iterable[str]:
    """What an article grants, and what it says that may be granted by it."""
    granted = [one for powers in article.get("powers", {}).values() for one in powers]
    giving = ["give-mandates"] if article.get("gives_mandates") else []
    return dict.fromkeys(
        [*granted, *article.get("rights", {}), *giving, *article.get("speaks_of", ())]
    )


def _mandates(charter: Content, answering: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """(body, whence its first mandate comes)."""
    given = charter.data.get("mandates_from", {})
    codes = dict.fromkeys([*(one["code"] for one in charter.data["bodies"]), *answering])
    return tuple((code, given.get(code, "council")) for code in codes)
