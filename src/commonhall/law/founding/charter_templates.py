"""Charter templates: the first law a hall can be founded with, as folders of `charters/`.

A template grants each power to one named body and each right to a kind of subject; set-up powers end with
their provision. A place writes its own law on top of it, or a charter of its own: docs/add-a-charter.md.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from commonhall.actions import registry
from commonhall.core import content
from commonhall.core.content import Content, ContentError
from commonhall.law import duties
from commonhall.law.founding.charter import FirstBody, FirstOffice, Grant, Plan
from commonhall.people.bodies.models import Body
from commonhall.people.residents.models import Person
from commonhall.places.actions import UnitRow

FOLDER = Path(__file__).parent / "charters"
MAIN = "charter.toml"
STANDARD = "standard"
# Whom an article names together: the bodies that answer cases, and these with the council.
ANSWERING, ACTING = "answering", "acting"
ARTICLE = {
    "number",
    "gives_mandates",
    "set_up",
    "asks_first",
    "most",
    "powers",
    "rights",
    "deadlines",
    "thresholds",
}


def templates() -> dict[str, Path]:
    """The templates that come with Commonhall, by their names."""
    return content.folders(FOLDER, MAIN)


def read(template: str | Path) -> Content:
    """A template by its name, or from a folder anywhere. Raises ContentError."""
    known = templates()
    folder = known.get(str(template)) or Path(template)
    if not (folder / MAIN).is_file():
        raise ContentError(
            f'there is no charter "{template}": give one of {", ".join(known)}, or a folder with {MAIN}'
        )
    found = content.read(folder, MAIN)
    _check(found)
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
) -> Plan:
    """What founding with this charter writes.

    names: of the place. bodies, offices: those of the place, beside the charter's; its bodies answer cases.
    people: office code → its first holder.
    """
    data, holders = charter.data, people or {}
    ends = starts + timedelta(days=data["mandate_days"])
    first = [
        FirstOffice(
            one["body"],
            one["code"],
            charter.needed("offices", one["code"]),
            {},
            holders.get(one["code"]),
        )
        for one in data["offices"]
    ]
    own = [
        FirstBody(one["code"], charter.needed("bodies", one["code"]), one["kind"])
        for one in data["bodies"]
    ]
    answering = [
        *(one["code"] for one in data["bodies"] if one.get("answers")),
        *(one.code for one in bodies),
    ]
    return Plan(
        code="charter",
        titles=charter.needed("title"),
        starts=starts,
        mandates_end=ends,
        units=units or [UnitRow("root", "municipality", names)],
        bodies=[*own, *bodies],
        offices=[*first, *offices],
        grants=[_grant(charter, one, answering, starts) for one in data["articles"]],
    )


def _grant(
    charter: Content, article: Mapping[str, Any], answering: list[str], starts: date
) -> Grant:
    council = [one["code"] for one in charter.data["bodies"] if one["kind"] == "council"]
    together = {ANSWERING: answering, ACTING: list(dict.fromkeys([*council, *answering]))}
    set_up_ends = starts + timedelta(days=charter.data["set_up_days"])
    return Grant(
        f"Article {article['number']}",
        charter.needed("articles", str(article["number"])),
        powers=tuple(
            (code, power)
            for who, powers in article.get("powers", {}).items()
            for code in together.get(who, [who])
            for power in powers
        ),
        rights=tuple(
            (right, kind) for right, kinds in article.get("rights", {}).items() for kind in kinds
        ),
        deadlines=tuple(article.get("deadlines", {}).items()),
        thresholds=tuple(
            (one["matter"], one["per_cent"], one["least"]) for one in article.get("thresholds", ())
        ),
        mandates=_mandates(charter, answering) if article.get("gives_mandates") else (),
        most=article.get("most"),
        asks_first=article.get("asks_first", False),
        until=set_up_ends if article.get("set_up") else None,
    )


def _mandates(charter: Content, answering: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """(body, whence its first mandate comes)."""
    given = charter.data.get("mandates_from", {})
    codes = dict.fromkeys([*(one["code"] for one in charter.data["bodies"]), *answering])
    return tuple((code, given.get(code, "council")) for code in codes)


# --- a template of somebody's own -----------------------------------------------------------------
def _check(charter: Content) -> None:
    """Raise ContentError, naming the place, where the file cannot be a charter."""
    place, data = charter.folder / MAIN, charter.data
    for name in ("set_up_days", "mandate_days"):
        if not isinstance(data.get(name), int) or data[name] < 1:
            raise ContentError(f"{place}: {name}: expected a number of days")
    for name, keys in (
        ("bodies", ("code", "kind")),
        ("offices", ("code", "body")),
        ("articles", ("number",)),
    ):
        rows = data.get(name)
        if not isinstance(rows, list) or not rows:
            raise ContentError(f"{place}: expected at least one [[{name}]]")
        for number, row in enumerate(rows, start=1):
            for key in keys:
                if key not in row:
                    raise ContentError(f"{place}: [[{name}]] {number}: {key} is missing")
    codes = {one["code"] for one in data["bodies"]}
    for body in data["bodies"]:
        if body["kind"] not in Body.Kind.values:
            kinds = ", ".join(Body.Kind.values)
            raise ContentError(f"{place}: body {body['code']}: kind: expected one of {kinds}")
    if not any(body["kind"] == Body.Kind.SYSTEM for body in data["bodies"]):
        raise ContentError(f"{place}: expected a body of the kind system, as which timers act")
    for office in data["offices"]:
        if office["body"] not in codes:
            raise ContentError(
                f"{place}: office {office['code']}: there is no body {office['body']}"
            )
    numbers = [one["number"] for one in data["articles"]]
    if doubled := sorted({one for one in numbers if numbers.count(one) > 1}):
        raise ContentError(f"{place}: article {doubled[0]} is there twice")
    for article in data["articles"]:
        _check_article(f"{place}: article {article['number']}", article, codes)


def _check_article(place: str, article: Mapping[str, Any], bodies: set[str]) -> None:
    if unknown := sorted(set(article) - ARTICLE):
        raise ContentError(
            f"{place}: {unknown[0]} is not known; known are {', '.join(sorted(ARTICLE))}"
        )
    for who, powers in article.get("powers", {}).items():
        if who not in bodies | {ANSWERING, ACTING}:
            raise ContentError(f"{place}: powers: there is no body {who}")
        _known(place, "power", powers, registry.powers())
    _known(place, "right", article.get("rights", {}), registry.rights())
    _known(place, "duty", article.get("deadlines", {}), set(dict(duties.with_deadline())))


def _known(place: str, kind: str, found: Iterable[str], known: Container[str]) -> None:
    for one in found:
        if one not in known:
            raise ContentError(f"{place}: no action here knows the {kind} {one}")
