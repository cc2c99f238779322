"""Is a file a charter? What is wrong with it is told by its place, before anything is founded with it."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from typing import Any

from commonhall.actions import registry
from commonhall.core import refs
from commonhall.core.content import Content, ContentError
from commonhall.law import duties, thresholds
from commonhall.law.asking.models import IfFew, Way
from commonhall.law.instruments.models import Majority
from commonhall.law.segregation.models import PowerOverPower
from commonhall.people.bodies.models import Body

MAIN = "charter.toml"
# Whom an article names together: the bodies that answer cases, and these with the council.
ANSWERING, ACTING = "answering", "acting"
ARTICLE = {
    "number",
    "gives_mandates",
    "founding_office",
    "set_up",
    "asking",
    "most",
    "ceilings",
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
    "unasked",
}
RESOLUTION_NUMBERS = {
    "quorum": (0, 100),
    "readings": (1, 3),
    "urgent": (2, 20),
    "urgent_days": (1, 365),
    "urgent_most": (0, 10**15),
}
RESOLUTION = {"powers", "bodies", "majority", "casting", *RESOLUTION_NUMBERS}

# Set by a charter alone: `law.set_threshold` does not offer it.
OWN_MATTERS = {"confirm-result"}
THRESHOLD = {"per_cent": (0, 100), "least": (1, 10_000_000)}
# The same, where the number is an amount.
AMOUNT = {"per_cent": (0, 0), "least": (1, 10**15)}
ASKING_LISTS = {"powers": "powers", "ways": "ways of asking"}
ASKING_NUMBERS = {
    "least_amount": (0, 10**15),
    "people": (0, 10_000_000),
    "residents": (0, 10_000_000),
    "per_cent": (0, 100),
    "organisations": (0, 100_000),
    "offices": (0, 100_000),
    "per_place": (0, 1_000_000),
    "named": (0, 500),
    "days": (1, 3650),
    "valid_days": (1, 20_000),
}


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
    for name in ("by_each", "unasked"):
        _known(place, "power", article.get(name, ()), registry.powers())
    _known(place, "power", article.get("suspends", ()), registry.powers())
    _known(place, "right", article.get("rights", {}), registry.rights())
    for number, rule in enumerate(article.get("asking", ()), start=1):
        _check_asking(f"{place}: asking {number}", rule)
    _check_ceilings(f"{place}: ceilings", article)
    _check_bounds(place, article, bodies)
    _check_deadlines(place, article)


def _check_ceilings(place: str, article: Mapping[str, Any]) -> None:
    """An amount for each power that the article grants up to a ceiling of its own."""
    given = {power for powers in article.get("powers", {}).values() for power in powers}
    for power, most in article.get("ceilings", {}).items():
        if power not in given:
            raise ContentError(f"{place}: the article grants no power {power}")
        if type(most) is not int or not 1 <= most <= 10**15:
            raise ContentError(f"{place}: {power}: expected a number from 1 to {10**15}")


def _check_deadlines(place: str, article: Mapping[str, Any]) -> None:
    """A duty, or a duty and a matter: `answer-initiative.motion`; matters of thresholds."""
    found = [one.partition(".") for one in article.get("deadlines", {})]
    _known(place, "duty", (duty for duty, *_rest in found), set(dict(duties.with_deadline())))
    for duty, _dot, matter in found:
        if matter:
            known = duties.divided(duty) if duty in duties.CHARTERED else []
            _known(place, "matter", [matter], set(dict(known)))
    matters = [one.get("matter", "") for one in article.get("thresholds", ())]
    _known(place, "threshold of the matter", matters, {*dict(thresholds.known()), *OWN_MATTERS})
    for one in article.get("thresholds", ()):
        for key, (least, most) in (
            AMOUNT if one["matter"] in thresholds.SUMS else THRESHOLD
        ).items():
            value = one.get(key)
            if type(value) is not int or not least <= value <= most:
                raise ContentError(
                    f"{place}: threshold of the matter {one['matter']}: {key}: expected a number from {least} to {most}"
                )


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
    if (matter := rule.get("matter", "")) and matter not in refs.kinds():
        raise ContentError(f"{place}: matter: expected the kind of a thing, such as delivery.item")
    _known(place, "power", rule["powers"], registry.powers())


def _known(place: str, kind: str, found: Iterable[str], known: Container[str]) -> None:
    for one in found:
        if one not in known:
            raise ContentError(f"{place}: no action here knows the {kind} {one}")
