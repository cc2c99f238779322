"""The mapping file: which column of a table is what here, where its words lead, how it writes days.

TOML, made on the page *Administration → Moving in → Cases of another system* or by hand (docs/moving-in.md).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import tomli_w
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonhall.cases.cases.models import Case
from commonhall.cases.moving_in import moments
from commonhall.cases.moving_in.matching import Leading
from commonhall.cases.moving_in.reported import STATES
from commonhall.core.imports import Invalid, Problem

#: What can be taken from a table, with what it is called.
FIELDS: dict[str, Any] = {
    "key": gettext_lazy("Number of the case"),
    "raised": gettext_lazy("Raised on"),
    "title": gettext_lazy("Short title"),
    "text": gettext_lazy("What is the matter"),
    "category": gettext_lazy("Category"),
    "state": gettext_lazy("State"),
    "place": gettext_lazy("Place"),
    "latitude": gettext_lazy("Latitude"),
    "longitude": gettext_lazy("Longitude"),
    "address": gettext_lazy("Where exactly"),
    "body": gettext_lazy("Responsible body"),
    "closed": gettext_lazy("Closed on"),
    "due": gettext_lazy("Answer due"),
    "answer": gettext_lazy("Answer"),
    "answered": gettext_lazy("Answered on"),
    "kind": gettext_lazy("Kind"),
    "channel": gettext_lazy("How it came"),
}
NEEDED = ("key", "raised")
TABLES = ("columns", "categories", "places", "bodies", "states", "kinds", "channels")
OTHERS = ("category", "place", "body", "state", "kind", "channel")


@dataclass(frozen=True)
class Mapped:
    """A mapping. source: the other system's name, under which numbers are kept; columns: our field → its header.
    others: what is taken where a word leads nowhere."""

    source: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    categories: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)
    bodies: Mapping[str, str] = field(default_factory=dict)
    states: Mapping[str, str] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)
    channels: Mapping[str, str] = field(default_factory=dict)
    others: Mapping[str, str] = field(default_factory=dict)
    order: str = "dmy"
    time_zone: str = ""
    make_categories: bool = False

    @property
    def leading(self) -> Leading:
        return Leading(
            self.categories,
            self.places,
            self.bodies,
            self.others.get("category", ""),
            self.others.get("place", ""),
            self.others.get("body", ""),
            self.make_categories,
        )


def read(text: str, columns: bool = True) -> Mapped:
    """A mapping from its file. columns: must it name columns? Raises `Invalid`, naming what is wrong."""
    try:
        said = tomllib.loads(text.removeprefix("\ufeff"))
    except tomllib.TOMLDecodeError as error:
        raise Invalid([Problem(1, _("mapping"), str(error))]) from error
    problems: list[Problem] = []

    def wrong(place: str, message: str) -> None:
        problems.append(Problem(0, place, message))

    known = {"source", "make_categories", "days", "others", *TABLES}
    for key in said.keys() - known:
        wrong(
            key,
            _("This is not known. You can use: %(names)s.") % {"names": ", ".join(sorted(known))},
        )
    tables = {name: _table(name, said.get(name, {}), wrong) for name in (*TABLES, "others", "days")}
    _known(tables["columns"], "columns", tuple(FIELDS), wrong)
    _known(tables["others"], "others", OTHERS, wrong)
    _known(tables["days"], "days", ("order", "time_zone"), wrong)
    choices = {"states": STATES, "kinds": Case.Kind.values, "channels": Case.Channel.values}
    for name, values in choices.items():
        for word, led in {**tables[name], **_one(tables["others"], name[:-1])}.items():
            if led not in values:
                message = _(
                    "“%(word)s” is mapped to “%(led)s”. Use one of these instead: %(listed)s."
                )
                words = {"word": word, "led": led, "listed": ", ".join(values)}
                wrong(name, message % words)
    order = tables["days"].get("order", "dmy")
    if order not in moments.ORDERS:
        wrong(
            "days.order",
            _("Use one of these: %(listed)s.") % {"listed": ", ".join(moments.ORDERS)},
        )
    try:
        moments.zone(tables["days"].get("time_zone", ""))
    except ValueError as error:
        wrong("days.time_zone", str(error))
    make = said.get("make_categories", False)
    if not isinstance(make, bool):
        wrong("make_categories", _("Enter true or false."))
    source = said.get("source", "")
    if not isinstance(source, str) or not re.fullmatch(r"[a-z0-9-]{0,40}", source):
        wrong(
            "source",
            _("Enter a short name for the other system: small letters, digits and hyphens."),
        )
    for name in NEEDED if columns else ():
        if not tables["columns"].get(name):
            wrong(f"columns.{name}", _("Enter which column this is."))
    if columns and not (tables["columns"].get("title") or tables["columns"].get("text")):
        wrong("columns.title", _("Enter which column is the title, or which is the text."))
    if problems:
        raise Invalid(problems)
    days = tables.pop("days")
    return Mapped(
        source=source,
        order=days.get("order", "dmy"),
        time_zone=days.get("time_zone", ""),
        make_categories=make,
        **tables,
    )


def _one(table: Mapping[str, str], name: str) -> dict[str, str]:
    return {name: table[name]} if table.get(name) else {}


def _table(name: str, said: Any, wrong: Any) -> dict[str, str]:
    if not isinstance(said, Mapping):
        wrong(name, _("Write this as a table: [%(name)s]") % {"name": name})
        return {}
    found = {}
    for word, led in said.items():
        if isinstance(led, str):
            found[str(word)] = led
        else:
            wrong(f"{name}.{word}", _("Put text in quotes."))
    return found


def _known(table: Mapping[str, str], name: str, known: tuple[str, ...], wrong: Any) -> None:
    for key in table.keys() - set(known):
        wrong(
            f"{name}.{key}",
            _("This is not known. You can use: %(names)s.") % {"names": ", ".join(known)},
        )


def written(mapped: Mapped) -> str:
    """The mapping as a file."""
    said: dict[str, Any] = {"source": mapped.source, "make_categories": mapped.make_categories}
    for name in (*TABLES, "others"):
        table = {key: value for key, value in getattr(mapped, name).items() if value}
        if table:
            said[name] = table
    days = {"order": mapped.order}
    if mapped.time_zone:
        days["time_zone"] = mapped.time_zone
    said["days"] = days
    return tomli_w.dumps(said)
