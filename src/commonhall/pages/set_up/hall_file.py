"""`hall.toml`: everything a hall is founded with, in one file.

The guided set-up in the browser writes it, `commonhall found --file` reads it, and a founded hall can be
exported as one. Every key, with examples: docs/hall-file.md. Texts are a string in the hall's own language, or a
table of language → text.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone

from commonhall.core.content import ContentError
from commonhall.law import thresholds
from commonhall.law.hall_settings.models import HallPage
from commonhall.ui import colours, hall, languages

Texts = dict[str, str]
Table = Mapping[str, Any]
KEYS: dict[str, set[str]] = {
    "": {
        "hall",
        "letters",
        "pages",
        "territory",
        "places",
        "charter",
        "articles",
        "bodies",
        "offices",
        "categories",
        "category_pack",
    },
    "hall": {"name", "languages", "time_zone", "currency", "colour", "logo", "logo_alt", "starts"},
    "letters": {"greeting", "closing"},
    "territory": {"file", "code", "name", "kind", "root_kind", "ground", "thanks"},
    "places": {"code", "name", "kind", "parent"},
    "charter": {"template", "numbers"},
    "bodies": {"code", "name", "kind", "place", "duties", "answers"},
    "offices": {"code", "body", "name", "duties", "holder"},
    "categories": {"code", "name", "body", "days", "routes"},
    "category_pack": {"pack", "body"},
}
# "text" is said here; in a template it stands in the files of words.
ARTICLE = {
    "number",
    "text",
    "replaces",
    "gives_mandates",
    "founding_office",
    "set_up",
    "asking",
    "resolutions",
    "suspends",
    "others",
    "by_each",
    "unasked",
    "most",
    "ceilings",
    "powers",
    "rights",
    "deadlines",
    "thresholds",
    "speaks_of",
    "over_power",
    "reviews",
    "caretakers",
    "caretaker_days",
    "until_somebody_follows",
    "entrenched",
    "majority",
}


@dataclass(frozen=True)
class HallFile:
    """A file as read, its shape checked. folder: where files it names lie; files: their texts, where given."""

    data: Table
    folder: Path
    languages: tuple[str, ...]
    names: Texts
    time_zone: str = ""
    currency: str = ""
    colour: str = ""
    starts: date | None = None
    files: Mapping[str, str] = field(default_factory=dict)

    def rows(self, name: str) -> list[Table]:
        """The tables [[name]]."""
        return list(self.data.get(name, ()))

    def table(self, name: str) -> Table:
        """The table [name]; {} where it is not there."""
        return dict(self.data.get(name, {}))

    def texts(self, place: str, value: Any) -> Texts:
        """A text by language. Raises ContentError naming the place."""
        return _texts(place, value, self.languages)

    @contextmanager
    def in_its_ways(self) -> Iterator[None]:
        """What is read meanwhile is read in the languages, the money and the time that the hall will have."""
        settled = hall.Settled(
            languages=self.languages, currency=self.currency, time_zone=self.time_zone
        )
        hall.believe(settled, 3600)
        try:
            with timezone.override(hall.time_zone()):
                yield
        finally:
            hall.forget()


def read(path: Path) -> HallFile:
    """Read a file. Raises ContentError."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ContentError(f"{path}: cannot be read: {error}") from error
    try:
        return of(tomllib.loads(text), path.parent)
    except tomllib.TOMLDecodeError as error:
        raise ContentError(f"{path}: {error}") from error
    except ContentError as error:
        raise ContentError(f"{path}: {error}") from error


def of(data: Table, folder: Path = Path(), files: Mapping[str, str] | None = None) -> HallFile:
    """Check the shape of what a file says. Raises ContentError naming the place at fault."""
    _check_keys(data)
    said = data.get("hall", {})
    if isinstance(said.get("languages"), str):
        said = {**said, "languages": [said["languages"]]}
    codes = _languages(said.get("languages"))
    names = _texts("[hall] name", said.get("name"), codes)
    if not names:
        raise ContentError("[hall] name is missing: write how the place is called")
    starts = said.get("starts")
    if starts is not None and not isinstance(starts, date):
        raise ContentError("[hall] starts: write a day like 2026-05-01")
    return HallFile(
        data,
        folder,
        codes,
        names,
        _time_zone(said.get("time_zone", "")),
        _currency(said.get("currency", "")),
        _colour(said.get("colour", "")),
        starts,
        files or {},
    )


def _check_keys(data: Table) -> None:
    _known("", data, KEYS[""])
    for name in ("hall", "letters", "territory", "charter", "category_pack", "pages"):
        table = data.get(name, {})
        if not isinstance(table, Mapping):
            raise ContentError(f"[{name}]: expected a table")
        known = set(HallPage.Code.values) if name == "pages" else KEYS[name]
        _known(f"[{name}] ", table, known)
    for name in ("places", "bodies", "offices", "categories", "articles"):
        rows = data.get(name, [])
        if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
            raise ContentError(f"[[{name}]]: expected tables that each begin with [[{name}]]")
        for number, row in enumerate(rows, start=1):
            place = f"[[{name}]] {number}: "
            _known(place, row, ARTICLE if name == "articles" else KEYS[name])
            key = "number" if name == "articles" else "code"
            wanted = int if name == "articles" else str
            if not isinstance(row.get(key), wanted) or row[key] == "":
                raise ContentError(f"{place}{key} is missing")
            _check_kinds(place, row)
        _once(name, rows)
    for name in ("territory", "charter", "category_pack"):
        _check_kinds(f"[{name}] ", data.get(name, {}))


# Keys whose value is no text. "name", "text" and "duties" are texts by language: `_texts` reads them.
TABLES = {"routes", "numbers", "powers", "rights", "deadlines", "over_power", "reviews", "ceilings"}
LISTS = {"suspends", "by_each", "unasked", "speaks_of", "caretakers", "until_somebody_follows"}
BY_LANGUAGE = {"name", "text", "duties"}
TRUTHS = {"answers", "replaces", "gives_mandates", "set_up", "entrenched", "others"}
WHOLE = {"number", "most", "days", "caretaker_days"}


def _check_kinds(place: str, row: Table) -> None:
    """Is every value of the kind its key wants?"""
    for key, value in row.items():
        if key in BY_LANGUAGE:
            continue
        if key in TABLES:
            fits, wanted = isinstance(value, Mapping), "a table"
        elif key in TRUTHS:
            fits, wanted = isinstance(value, bool), "true or false"
        elif key in WHOLE:
            fits = isinstance(value, int) and not isinstance(value, bool)
            wanted = "a whole number"
        elif key == "asking":
            fits = isinstance(value, list) and all(isinstance(one, Mapping) for one in value)
            wanted = "tables with powers, ways and numbers"
        elif key == "resolutions":
            fits = isinstance(value, list) and all(isinstance(one, Mapping) for one in value)
            wanted = "tables with powers, majority, quorum and readings"
        elif key in LISTS:
            fits = isinstance(value, list) and all(isinstance(one, str) for one in value)
            wanted = "a list of words"
        elif key == "thresholds":
            fits, wanted = _are_thresholds(value), "matter, per_cent and least"
        else:
            fits, wanted = isinstance(value, str), "a text"
        if not fits:
            raise ContentError(f"{place}{key}: expected {wanted}")
        if key in TABLES - {"numbers"}:
            _check_table(f"{place}{key}: ", key, value)


def _check_table(place: str, key: str, table: Table) -> None:
    for name, value in table.items():
        if key == "deadlines":
            fits = isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 20_000
            wanted = "a number of days from 1 to 20000"
        elif key == "ceilings":
            fits = type(value) is int and 1 <= value <= 10**15
            wanted = f"an amount from 1 to {10**15}"
        elif key == "routes":
            fits, wanted = isinstance(value, str), "the code of a body"
        else:
            fits = isinstance(value, list) and all(isinstance(one, str) for one in value)
            wanted = "a list of words"
        if not fits:
            raise ContentError(f"{place}{name}: expected {wanted}")


def _are_thresholds(value: Any) -> bool:
    # The size of a group and a sum of money are no share of the residents.
    of_nobody = {*thresholds.GROUPS, *thresholds.SUMS}

    def fits(one: Any) -> bool:
        return (
            isinstance(one, Mapping)
            and set(one) == {"matter", "per_cent", "least"}
            and isinstance(one["matter"], str)
            and all(type(one[key]) is int for key in ("per_cent", "least"))
            and one["least"] >= 1
            and (0 if one["matter"] in of_nobody else 1) <= one["per_cent"] <= 100
        )

    return isinstance(value, list) and all(fits(one) for one in value)


def _once(name: str, rows: list[Table]) -> None:
    key = "number" if name == "articles" else "code"
    found = [row[key] for row in rows]
    if doubled := sorted({str(one) for one in found if found.count(one) > 1}):
        raise ContentError(f"[[{name}]]: {key} {doubled[0]} is there twice")


def _known(place: str, table: Table, known: set[str]) -> None:
    for key in table:
        if key not in known:
            raise ContentError(f"{place}{key} is not known; known are {', '.join(sorted(known))}")


def _languages(said: Any) -> tuple[str, ...]:
    can = languages.available()
    if said is None:
        return tuple(languages.codes())
    if not isinstance(said, list) or not said:
        raise ContentError(
            '[hall] languages: write a list like ["de", "en"], the hall\'s own first'
        )
    for code in said:
        if not isinstance(code, str) or code not in can:
            raise ContentError(
                f"[hall] languages: {code} is none of the languages here: {', '.join(can)}"
            )
    return tuple(dict.fromkeys(said))


def _texts(place: str, value: Any, codes: tuple[str, ...]) -> Texts:
    if value is None or value == "":
        return {}
    if isinstance(value, str):
        return {codes[0]: value.strip()}
    if not isinstance(value, Mapping):
        raise ContentError(f"{place}: write a text, or a table of language and text")
    for code, text in value.items():
        if code not in codes:
            raise ContentError(
                f"{place}: {code} is none of the hall's languages: {', '.join(codes)}"
            )
        if not isinstance(text, str):
            raise ContentError(f"{place}.{code}: expected a text")
    return {code: text.strip() for code, text in value.items() if text.strip()}


def _time_zone(said: Any) -> str:
    if said and (not isinstance(said, str) or said not in available_timezones()):
        raise ContentError(f"[hall] time_zone: {said} is none; write one like Europe/Warsaw")
    return ZoneInfo(said).key if said else ""


def _currency(said: Any) -> str:
    if said and not (
        isinstance(said, str) and len(said) == 3 and said.isalpha() and said.isupper()
    ):
        raise ContentError(f"[hall] currency: {said}: write its three letters, like PLN (ISO 4217)")
    return said or ""


def _colour(said: Any) -> str:
    if not said:
        return ""
    if not isinstance(said, str) or not colours.is_colour(said):
        raise ContentError(f"[hall] colour: write it like {colours.HOUSE}")
    if colours.readable(said) < colours.ENOUGH:
        raise ContentError(
            f"[hall] colour: text in {said} cannot be read by everybody "
            f"({colours.readable(said):.1f} to 1; {colours.ENOUGH} is needed); "
            f"{colours.nearest_readable(said)} can be"
        )
    return said.lower()


def address(place: str, said: Any) -> str:
    """An e-mail address. Raises ContentError."""
    try:
        validate_email(said)
    except ValidationError as error:
        raise ContentError(f"{place}: {said} is no e-mail address") from error
    return str(said).lower()
