"""What holds where a charter says nothing: councils decide together, people are asked first, nobody grants to itself.

A charter may say otherwise, each by a word of its own (`by_each`, `unasked`, `over_power`, `reviews`), which everybody reads.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from commonhall.core.content import Content, ContentError
from commonhall.law.asking.models import Way
from commonhall.law.founding.charter import Together
from commonhall.law.founding.charter_checks import ACTING, ANSWERING
from commonhall.law.instruments.grounds import EACH_MEMBERS
from commonhall.law.segregation.models import PowerOverPower
from commonhall.people.bodies.models import Body

# By which power each way of asking is held.
HELD_BY = {
    Way.CONVERSATION: "hold-conversations",
    Way.DRAFT: "write-drafts",
    Way.SURVEY: "hold-surveys",
    Way.ROUND_TABLE: "convene-round-tables",
    Way.PANEL: "hold-conversations",
    Way.MEETING: "hold-conversations",
}
# Without an election that somebody enters and another confirms, nobody else could fill a council.
ELECTIONS = {"enter-results", "confirm-results"}
WATCH, OVER_POWER = PowerOverPower.Kind.WATCH.value, PowerOverPower.Kind.values
UNTIL_ELECTED = {PowerOverPower.Kind.MANDATE.value, PowerOverPower.Kind.APPOINT.value}

Articles = Sequence[Mapping[str, Any]]


def _granted(article: Mapping[str, Any]) -> list[str]:
    return [power for powers in article.get("powers", {}).values() for power in powers]


def _said(articles: Articles, key: str) -> set[str]:
    """What any article lists under a key."""
    return {one for article in articles for one in article.get(key, ())}


def together(
    articles: Articles,
    article: Mapping[str, Any],
    said: Mapping[str, Together],
    reached: Mapping[str, Iterable[str]],
    councils: set[str],
) -> dict[str, Together]:
    """Power → how it is used by resolution: as the article says, and by every council that it grants the power to.

    reached: whom an article names together → codes of bodies. Bodies answer cases by their offices.
    """
    found = dict(said)
    if article.get("founding_office"):
        return found
    each = EACH_MEMBERS | _said(articles, "by_each")
    for who, powers in article.get("powers", {}).items():
        mine = [code for code in reached.get(who, [who]) if code in councils]
        if who == ANSWERING or not mine:
            continue
        for power in powers:
            if power in each:
                continue
            how = found.get(power)
            if how is None:
                found[power] = Together(bodies=tuple(mine))
            elif how.bodies:
                bodies = tuple(dict.fromkeys([*how.bodies, *mine]))
                found[power] = Together(**{**vars(how), "bodies": bodies})
    return found


def completed(charter: Content, standard: Content) -> list[dict[str, Any]]:
    """The articles of a charter, with the asking rules and bounds of the standard one where it says nothing of them."""
    articles = [dict(one) for one in charter.data["articles"]]
    _ask(articles, standard.data["articles"])
    _bound(articles, standard.data["articles"])
    _review(articles, charter)
    return articles


def left_unasked(articles: Articles, standard: Content) -> dict[int, list[str]]:
    """An article's number → powers it grants before which people are asked by default, and no article asks them."""
    asked = {
        power for one in articles for rule in one.get("asking", ()) for power in rule["powers"]
    }
    usual = [
        power
        for one in standard.data["articles"]
        for rule in one.get("asking", ())
        for power in rule["powers"]
        if power not in asked
    ]
    return {
        one["number"]: found
        for one in articles
        if (found := [power for power in usual if power in _granted(one)])
    }


def _ask(articles: list[dict[str, Any]], standard: Articles) -> None:
    """Before what people are asked by default, in the article that grants it. Raises ContentError where nobody could ask."""
    known = {
        power for one in articles for rule in one.get("asking", ()) for power in rule["powers"]
    }
    known |= _said(articles, "unasked")
    held = {power for one in articles for power in _granted(one)}
    for rule in (rule for one in standard for rule in one.get("asking", ())):
        for power in (one for one in rule["powers"] if one not in known):
            granting = next((one for one in articles if power in _granted(one)), None)
            if granting is None:
                continue
            ways = [way for way in rule["ways"] if HELD_BY[Way(way)] in held]
            if not ways:
                raise ContentError(
                    f"article {granting['number']}: people are asked before {power} is used, but no article lets a "
                    f'body ask them: grant hold-conversations, or say unasked = ["{power}"] and why'
                )
            granting["asking"] = [
                *granting.get("asking", ()),
                {**rule, "powers": [power], "ways": ways},
            ]


def _bound(articles: list[dict[str, Any]], standard: Articles) -> None:
    """Power over power, where no article speaks of it."""
    said = {kind for one in articles for kind in one.get("over_power", {})}
    # Whoever speaks of power over power may not have thought of those who watch: that takes a word of its own.
    left = {WATCH} - said if any("over_power" in one for one in articles) else set(OVER_POWER)
    held = {power for one in articles for power in _granted(one)}
    for kind, powers in ((k, p) for one in standard for k, p in one.get("over_power", {}).items()):
        if kind not in left or (kind in UNTIL_ELECTED and not held >= ELECTIONS):
            continue
        for power in powers:
            granting = next((one for one in articles if power in _granted(one)), None)
            if granting is not None:
                over = granting.setdefault("over_power", {})
                over[kind] = [*over.get(kind, ()), power]


def _review(articles: list[dict[str, Any]], charter: Content) -> None:
    """A reviewer reviews all who act, where no article says whom."""
    if any("reviews" in one for one in articles):
        return
    codes = [one["code"] for one in charter.data["bodies"] if one["kind"] == Body.Kind.REVIEWER]
    granting = next((one for one in articles if "review-decisions" in _granted(one)), None)
    if granting is not None and codes:
        granting["reviews"] = {code: [ACTING] for code in codes}
