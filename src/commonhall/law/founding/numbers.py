"""The numbers of a charter: days, thresholds, ceilings. A place sets them before it is founded.

The texts of the articles name a number by its key, as "within {appeal} days", so that what is written is
what holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from commonhall.core.content import Content, ContentError, Texts
from commonhall.law import duties, thresholds

# Numbers of the charter as a whole.
WHOLE = {
    "mandate_days": _("First mandates and terms of office, in days"),
    "set_up_days": _("Days until set-up powers end"),
    "founding_days": _("Maximum length of the founding period, in days"),
}
LIMITS = {"days": (1, 20_000), "per_cent": (1, 100), "least": (1, 10_000_000), "most": (1, 10**15)}
# Numbers of asking rules, by their keys in the file: what is asked, and the kind of number.
ASKING = {
    "residents": (_("Minimum number of residents asked first"), "least"),
    "per_cent": (_("Share of confirmed residents asked first, in per cent"), "per_cent"),
    "people": (_("Minimum number of people asked first, of all kinds"), "least"),
    "organisations": (_("Minimum number of organisations asked first"), "least"),
    "days": (_("Days for which people are asked"), "days"),
    "valid_days": (_("Days for which the asking stays valid"), "days"),
    "least_amount": (_("People are asked first from this amount"), "most"),
}
# Numbers of urgent decisions (`resolutions`), by their keys in the file.
URGENT = {
    "urgent_days": ("days", _("Days until an urgent decision lapses"), "days"),
    "urgent_most": ("most", _("Maximum amount of an urgent decision"), "most"),
}


@dataclass(frozen=True)
class Number:
    """One number. key: as in texts and files. article: where it stands; 0: in none. kind: one of LIMITS."""

    key: str
    label: Any
    value: int
    kind: str = "days"
    article: int = 0


def numbers(charter: Content) -> list[Number]:
    """Every number of a charter, in the order of its articles."""
    return [*_whole(charter), *_of_articles(charter.data)]


def _whole(charter: Content) -> Iterator[Number]:
    for key, label in WHOLE.items():
        if key in charter.data:
            yield Number(key, label, charter.data[key])


def _of_articles(data: Mapping[str, Any]) -> Iterator[Number]:
    for article in data["articles"]:
        place = article["number"]
        for duty, days in article.get("deadlines", {}).items():
            yield Number(duty, _days(duty), days, "days", place)
        for one in article.get("thresholds", ()):
            matter = one["matter"]
            share = thresholds.SHARES.get(
                matter, _("Signatures needed, in per cent of confirmed residents")
            )
            if matter in thresholds.SUMS:
                yield Number(
                    f"{matter}.least", thresholds.SUMS[matter], one["least"], "most", place
                )
                continue
            if one["per_cent"]:
                yield Number(f"{matter}.per_cent", share, one["per_cent"], "per_cent", place)
            if matter not in thresholds.SHARES:
                yield Number(
                    f"{matter}.least",
                    _("Minimum number of signatures"),
                    one["least"],
                    "least",
                    place,
                )
        for count, rule in enumerate(article.get("asking", ()), start=1):
            for name, (label, kind) in ASKING.items():
                if name in rule:
                    key = f"asking-{place}-{count}.{name}"
                    yield Number(key, label, rule[name], kind, place)
        for one in article.get("resolutions", ()):
            for name, (key, label, kind) in URGENT.items():
                if name in one:
                    yield Number(f"urgent-{place}.{key}", label, one[name], kind, place)
        if "caretaker_days" in article:
            yield Number(
                "caretaker_days",
                _("Maximum length of a caretaker period, in days"),
                article["caretaker_days"],
                "days",
                place,
            )
        if "most" in article:
            yield Number(
                f"article-{place}.most", _("Up to this amount"), article["most"], "most", place
            )
        yield from _ceilings(article)


def _ceilings(article: Mapping[str, Any]) -> Iterator[Number]:
    for power, most in article.get("ceilings", {}).items():
        yield Number(f"{power}.most", _("Up to this amount"), most, "most", article["number"])


def _days(duty: str) -> Any:
    code, _dot, matter = duty.partition(".")
    return _("Days allowed: %(duty)s") % {"duty": duties.label(code, matter)}


def with_numbers(charter: Content, chosen: Mapping[str, int]) -> Content:
    """The charter with other numbers. Raises ContentError naming a key that it has not, or a wrong value."""
    known = {one.key: one for one in numbers(charter)}
    for key, value in chosen.items():
        if key not in known:
            raise ContentError(
                f"numbers: {key} is none of this charter's: {', '.join(sorted(known))}"
            )
        least, most = LIMITS[known[key].kind]
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise ContentError(f"numbers: {key}: expected a whole number from {least} to {most}")
    data = deepcopy(dict(charter.data))
    for key in WHOLE.keys() & chosen.keys():
        data[key] = chosen[key]
    for article in data["articles"]:
        for duty in article.get("deadlines", {}):
            article["deadlines"][duty] = chosen.get(duty, article["deadlines"][duty])
        for one in article.get("thresholds", ()):
            for name in ("per_cent", "least"):
                one[name] = chosen.get(f"{one['matter']}.{name}", one[name])
        for count, rule in enumerate(article.get("asking", ()), start=1):
            for name in ASKING.keys() & rule.keys():
                key = f"asking-{article['number']}-{count}.{name}"
                rule[name] = chosen.get(key, rule[name])
        for one in article.get("resolutions", ()):
            for name in URGENT.keys() & one.keys():
                key = f"urgent-{article['number']}.{URGENT[name][0]}"
                one[name] = chosen.get(key, one[name])
        if "caretaker_days" in article:
            article["caretaker_days"] = chosen.get("caretaker_days", article["caretaker_days"])
        if "most" in article:
            article["most"] = chosen.get(f"article-{article['number']}.most", article["most"])
        for power, most in article.get("ceilings", {}).items():
            article["ceilings"][power] = chosen.get(f"{power}.most", most)
    return Content(charter.folder, data, charter.words)


def written(charter: Content) -> dict[str, str]:
    """The charter's numbers as texts name them: key in braces → figures."""
    return {f"{{{one.key}}}": str(one.value) for one in numbers(charter)}


def filled(texts: Texts, figures: Mapping[str, str]) -> Texts:
    """Texts with numbers (as `written` gives them) in the place of their keys."""
    return {code: _filled(text, figures) for code, text in texts.items()}


def _filled(text: str, found: Mapping[str, str]) -> str:
    for key, value in found.items():
        text = text.replace(key, value)
    return text
