"""What importers of other case systems share: their mapping, where their words lead, faults left out."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from commonhall.cases.moving_in import bringing, mapping, moments, reported
from commonhall.cases.moving_in.mapping import Mapped
from commonhall.cases.moving_in.matching import Leading
from commonhall.cases.moving_in.reported import Point, Reported
from commonhall.core.importers import DRY_RUN, Imported, Option
from commonhall.core.imports import Invalid, Problem

MAPPING = Option(
    "--mapping",
    "TOML file: which column is what, where categories, places and bodies lead",
    key="mapping_file",
)
#: What every importer of another case system may be told.
OPTIONS = (
    MAPPING,
    Option("--body", "code of the body that answers categories that are made here"),
    Option(
        "--leave-out-faulty",
        "leave out what cannot be read, and say it",
        default=False,
        switch=True,
    ),
    DRY_RUN,
)


@dataclass(frozen=True)
class Given:
    """What was told. said: the mapping's text, a part of what makes an import the same."""

    mapped: Mapped
    leading: Leading
    said: str
    lenient: bool
    dry_run: bool


def given(
    mapping_file: str = "", body: str = "", leave_out_faulty: bool = False, dry_run: bool = False
) -> Given:
    """Options as they are used. Raises `Invalid`."""
    said = ""
    if mapping_file:
        try:
            said = Path(mapping_file).read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise Invalid([Problem(0, "--mapping", f"{mapping_file}: {error}")]) from error
    mapped = mapping.read(said, columns=False)
    leading = mapped.leading
    if body:
        leading = replace(leading, other_body=body, make=True)
    return Given(mapped, leading, f"{said}{body}", leave_out_faulty, dry_run)


def bring_in(
    source: str,
    digest: str,
    name: str,
    found: tuple[list[Reported], list[Problem]],
    told: Given,
) -> Imported:
    """As `bringing.bring_in`; where it was told so, what is faulty is left out and counted."""
    rows, problems = found
    left_out: list[Problem] = []
    if told.lenient:
        faults: list[Problem] = list(problems)
        reported.check(rows, faults)
        lines = {one.line for one in faults}
        rows, left_out, problems = [row for row in rows if row.line not in lines], faults, []
    result = bringing.bring_in(source, digest, name, rows, told.leading, told.dry_run, problems)
    return {**result, "left_out": [str(one) for one in left_out]}


def told(result: Mapping[str, Any]) -> str:
    """What came, as a sentence."""
    left = result.get("left_out") or []
    more = f" Left out, because they cannot be read: {len(left)}." if left else ""
    return bringing.told(result) + more


# --- values ---------------------------------------------------------------------------------------
class Record:
    """One record of another system: values by name; what is wrong goes to `problems`."""

    def __init__(
        self, line: int, values: Mapping[str, Any], mapped: Mapped, problems: list[Problem]
    ) -> None:
        self.line, self.values, self.mapped, self.problems = line, values, mapped, problems
        self.before = len(problems)

    @property
    def right(self) -> bool:
        return len(self.problems) == self.before

    def text(self, *names: str) -> str:
        """The first of these that says something; inner names as "status.text"."""
        for name in names:
            value: Any = self.values
            for part in name.split("."):
                value = value.get(part) if isinstance(value, Mapping) else None
            said = str(value).strip() if isinstance(value, (str, int, float)) else ""
            if said not in ("", "null") and not isinstance(value, bool):
                return said
        return ""

    def fault(self, name: str, message: str) -> None:
        self.problems.append(Problem(self.line, name, message))

    def moment(self, *names: str, needed: bool = False) -> datetime | None:
        text = self.text(*names)
        if not text:
            if needed:
                self.fault(names[0], _("This must not be blank."))
            return None
        try:
            zone = moments.zone(self.mapped.time_zone)
            return moments.read(text, self.mapped.order, zone)
        except ValueError as error:
            self.fault(names[0], str(error))
            return None

    def point(self, latitude: str, longitude: str) -> Point | None:
        try:
            return reported.point_of(self.text(latitude), self.text(longitude))
        except ValueError as error:
            self.fault(latitude, str(error))
            return None

    def state(self, name: str, states: Mapping[str, str]) -> str:
        """By the mapping, else by what the system's own states mean here."""
        word = self.text(name)
        led = self.mapped.states.get(word) or states.get(word.casefold())
        if led is None:
            led = self.mapped.others.get("state", "")
        if not led:
            names = {"word": word[:40], "listed": ", ".join(reported.STATES)}
            said = _("“%(word)s” is not mapped to anything. Map it to one of these: %(listed)s.")
            self.fault(name, said % names)
        return led or "open"


class _Plain(HTMLParser):
    BREAKS = frozenset(("p", "br", "li", "div", "h1", "h2", "h3", "h4", "tr"))

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        self.silent += tag in ("script", "style")
        if tag in self.BREAKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in ("script", "style") and self.silent > 0
        if tag in self.BREAKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.parts.append(data)


def plain(text: str) -> str:
    """Words of a page's HTML; text without tags stays as it is."""
    if not re.search(r"<[a-zA-Z/!]", text):
        return html.unescape(text).strip()
    parser = _Plain()
    parser.feed(text)
    parser.close()
    return re.sub(r"\n\s*\n\s*", "\n\n", "".join(parser.parts)).strip()
