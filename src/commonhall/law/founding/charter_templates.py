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
from commonhall.law.asking.models import IfFew, Way
from commonhall.law.founding import numbers
from commonhall.law.founding.charter import FirstBody, FirstOffice, Grant, Plan, Together
from commonhall.law.instruments.models import Majority
from commonhall.law.segregation.models import PowerOverPower
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
    "founding_office",
    "set_up",
    "asking",
    "most",
    "powers",
    "rights",
    "deadlines",
    "thresholds",
    "resolutions",
    "speaks_of",
    "over_power",
    "reviews",
    "caretakers",
    "caretaker_days",
    "until_somebody_follows",
    "entrenched",
    "majority",
    "suspends",
    "others",
    "by_each",
}
RESOLUTION_NUMBERS = {
    "quorum": (0, 100),
    "readings": (1, 3),
    "urgent": (2, 20),
    "urgent_days": (1, 365),
    "urgent_most": (0, 10**15),
}
RESOLUTION = {"powers", "bodies", "majority", "casting", *RESOLUTION_NUMBERS}

ASKING_LISTS = {"powers": "powers", "ways": "ways of asking"}
ASKING_NUMBERS = {
    "least_amount": (0, 10**15),
    "people": (0, 10_000_000),
    "residents": (0, 10_000_000),
    "per_cent": (0, 100),
    "organisations": (0, 100_000),
    "offices": (0, 100_000),
    "per_place": (0, 1_000_000),
    "days": (1, 3650),
    "valid_days": (1, 20_000),
}


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
    check(found)
    return found


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
        numbers.filled(charter.needed("articles", str(article["number"])), charter),
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
        together={
            power: _together(one)
            for one in article.get("resolutions", ())
            for power in one["powers"]
        },
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


# --- a template of somebody's own -----------------------------------------------------------------
def check(charter: Content) -> None:
    """Raise ContentError, naming the place, where the file cannot be a charter."""
    place, data = charter.folder / MAIN, charter.data
    needed = ["set_up_days", "mandate_days"]
    if any(one.get("founding_office") for one in data.get("articles", ())):
        needed.append("founding_days")
    for name in needed:
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
    offices = {one["code"] for one in data["offices"]}
    for article in data["articles"]:
        _check_article(f"{place}: article {article['number']}", article, codes, offices)
    _check_urgent(f"{place}: resolutions: urgent", data["articles"])


def _check_urgent(place: str, articles: Iterable[Mapping[str, Any]]) -> None:
    """Power over power waits for the whole body, however urgent it is."""
    over = {
        power
        for article in articles
        for powers in article.get("over_power", {}).values()
        for power in powers
    }
    for one in (one for article in articles for one in article.get("resolutions", ())):
        if one.get("urgent") and (found := sorted(over & set(one["powers"]))):
            raise ContentError(f"{place}: {found[0]} is a power over power, and is never urgent")


def _check_article(
    place: str, article: Mapping[str, Any], bodies: set[str], offices: set[str]
) -> None:
    if unknown := sorted(set(article) - ARTICLE):
        raise ContentError(
            f"{place}: {unknown[0]} is not known; known are {', '.join(sorted(ARTICLE))}"
        )
    if (first := article.get("founding_office", "")) and first not in offices:
        raise ContentError(f"{place}: founding_office: there is no office {first}")
    for who, powers in article.get("powers", {}).items():
        if who not in bodies | {ANSWERING, ACTING}:
            raise ContentError(f"{place}: powers: there is no body {who}")
        _known(place, "power", powers, registry.powers())
    for one in article.get("resolutions", ()):
        _check_resolution(f"{place}: resolutions", one, article, offices)
        for who in one.get("bodies", ()):
            if who not in bodies:
                raise ContentError(f"{place}: resolutions: bodies: there is no body {who}")
    _known(place, "power", article.get("by_each", ()), registry.powers())
    _known(place, "power", article.get("suspends", ()), registry.powers())
    _known(place, "right", article.get("rights", {}), registry.rights())
    for number, rule in enumerate(article.get("asking", ()), start=1):
        _check_asking(f"{place}: asking {number}", rule)
    _check_bounds(place, article, bodies)
    _known(place, "duty", article.get("deadlines", {}), set(dict(duties.with_deadline())))


def _check_bounds(place: str, article: Mapping[str, Any], bodies: set[str]) -> None:
    """Power over power, who reviews whom, caretakers, entrenchment."""
    for kind, powers in article.get("over_power", {}).items():
        if kind not in PowerOverPower.Kind.values:
            kinds = ", ".join(PowerOverPower.Kind.values)
            raise ContentError(f"{place}: over_power: {kind}: expected one of {kinds}")
        _known(place, "power", powers, registry.powers())
    for reviewer, reviewed in article.get("reviews", {}).items():
        for who in (reviewer, *reviewed):
            if who not in bodies | {ANSWERING, ACTING}:
                raise ContentError(f"{place}: reviews: there is no body {who}")
    anything = registry.powers() | registry.rights()
    for key in ("caretakers", "until_somebody_follows", "speaks_of"):
        _known(place, "power", article.get(key, ()), anything)
    days = article.get("caretaker_days", 0)
    if article.get("caretakers") and (type(days) is not int or not 1 <= days <= 3650):
        raise ContentError(f"{place}: caretaker_days: expected a number of days from 1 to 3650")
    if article.get("majority", Majority.SIMPLE) not in Majority.values:
        raise ContentError(f"{place}: majority: expected one of {', '.join(Majority.values)}")


def _check_resolution(
    place: str, one: Mapping[str, Any], article: Mapping[str, Any], offices: set[str]
) -> None:
    """Which powers a body uses by resolution, and by what majority."""
    if unknown := sorted(set(one) - RESOLUTION):
        known = ", ".join(sorted(RESOLUTION))
        raise ContentError(f"{place}: {unknown[0]} is not known; known are {known}")
    given = {power for powers in article.get("powers", {}).values() for power in powers}
    for power in one.get("powers") or [""]:
        if power not in given:
            raise ContentError(f"{place}: powers: the article grants no power {power or '…'}")
    if one.get("majority", Majority.SIMPLE) not in Majority.values:
        raise ContentError(f"{place}: majority: expected one of {', '.join(Majority.values)}")
    for name, (least, most) in RESOLUTION_NUMBERS.items():
        value = one.get(name, least)
        if type(value) is not int or not least <= value <= most:
            raise ContentError(f"{place}: {name}: expected a number from {least} to {most}")
    if (office := one.get("casting", "")) and office not in offices:
        raise ContentError(f"{place}: casting: there is no office {office}")


def _check_asking(place: str, rule: Mapping[str, Any]) -> None:
    """An asking rule: powers, ways, and numbers that ask somebody."""
    known = {*ASKING_LISTS, *ASKING_NUMBERS, "matter", "answered", "if_few"}
    if unknown := sorted(set(rule) - known):
        raise ContentError(
            f"{place}: {unknown[0]} is not known; known are {', '.join(sorted(known))}"
        )
    for name, words in ASKING_LISTS.items():
        found = rule.get(name)
        if not isinstance(found, list) or not found or not all(isinstance(n, str) for n in found):
            raise ContentError(f"{place}: {name}: expected a list of {words}")
    for name in rule["ways"]:
        if name not in Way.values:
            raise ContentError(f"{place}: ways: expected some of {', '.join(Way.values)}")
    for name, (least, most) in ASKING_NUMBERS.items():
        value = rule.get(name, least)
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise ContentError(f"{place}: {name}: expected a whole number from {least} to {most}")
    if not any(rule.get(name) for name in ("people", "residents", "organisations", "offices")):
        raise ContentError(
            f"{place}: say how many must be asked: people, residents, organisations or offices"
        )
    if not isinstance(rule.get("answered", False), bool):
        raise ContentError(f"{place}: answered: expected true or false")
    if rule.get("if_few", IfFew.AGAIN) not in IfFew.values:
        raise ContentError(f"{place}: if_few: expected one of {', '.join(IfFew.values)}")
    if not isinstance(rule.get("matter", ""), str):
        raise ContentError(f"{place}: matter: expected the kind of a thing, such as delivery.item")
    _known(place, "power", rule["powers"], registry.powers())


def _known(place: str, kind: str, found: Iterable[str], known: Container[str]) -> None:
    for one in found:
        if one not in known:
            raise ContentError(f"{place}: no action here knows the {kind} {one}")
