"""Requests of GeoReport v2 (Open311), as JSON or XML: from a file, or pulled from a server by spans of days.

Who raised a request, and by which address or telephone, is not taken, though some servers send it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit
from xml.etree import ElementTree as ET

from django.utils.translation import gettext as _

from commonhall.actions.models import ImportRun
from commonhall.cases.moving_in import systems
from commonhall.cases.moving_in.reported import Reported, Said, title_of
from commonhall.cases.moving_in.systems import Given, Record
from commonhall.core import fetching
from commonhall.core.imports import Invalid, Problem
from commonhall.ui.console import progress

STATES = {"open": "open", "closed": "closed"}
PAGE = 500
#: So many at once may be all that a server gives.
FULL = (50, 100, 200, 250, 500, 1000)
SHORTEST = timedelta(hours=1)
ROOTS = ("service_requests", "requests", "request")


# --- one answer -----------------------------------------------------------------------------------
def records(raw: bytes, name: str) -> list[dict[str, Any]]:
    """The records of an answer or file, JSON or XML. Raises `Invalid`."""
    text = raw.decode("utf-8-sig", "replace").strip()
    try:
        found = _of_xml(text) if text.startswith("<") else _of_json(json.loads(text))
    except (ValueError, ET.ParseError, RecursionError) as error:
        said = _("This is not valid Open311 JSON or XML: %(why)s")
        raise Invalid([Problem(1, name, said % {"why": str(error)[:200]})]) from error
    return found


def _of_json(value: Any) -> list[dict[str, Any]]:
    if isinstance(value, Mapping):
        value = next((value[root] for root in ROOTS if root in value), value)
    if isinstance(value, Mapping):
        value = value.get("request", [value])
    if not isinstance(value, list) or not all(isinstance(one, Mapping) for one in value):
        raise ValueError(_("it is not a list of requests"))
    return [dict(one) for one in value]


def _of_xml(text: str) -> list[dict[str, Any]]:
    if "<!DOCTYPE" in text[:2000] or "<!ENTITY" in text:
        raise ValueError(_("it contains definitions of its own"))
    root = ET.fromstring(text)  # noqa: S314 - without a document type nothing is expanded
    items = root.findall("request") or root.findall(".//request")
    return [_inner(item) for item in items]


def _inner(element: ET.Element) -> Any:
    if len(element) == 0:
        return element.text or ""
    return {child.tag: _inner(child) for child in element}


def read(found: list[dict[str, Any]], told: Given) -> tuple[list[Reported], list[Problem]]:
    """Requests as cases, and what is wrong in them, by their place in the list."""
    rows: list[Reported] = []
    problems: list[Problem] = []
    for line, values in enumerate(found, start=1):
        record = Record(line, values, told.mapped, problems)
        one = _request(record)
        if record.right:
            rows.append(one)
    return rows, problems


def _request(record: Record) -> Reported:
    text = record.text("detail", "description")
    title = record.text("title")
    state = record.state("status", STATES)
    raised = record.moment("requested_datetime", needed=True)
    updated = record.moment("updated_datetime")
    expected = record.moment("expected_datetime")
    notes = record.text("status_notes")
    closed = max(updated, raised) if state == "closed" and updated and raised else None
    at = updated or raised or datetime.now(UTC)
    return Reported(
        line=record.line,
        key=record.text("service_request_id"),
        title=title_of(title, text or record.text("service_name", "service_code")),
        raised=raised or at,
        category=record.text("service_name", "service_code"),
        text=text,
        point=record.point("lat", "long"),
        address=record.text("address"),
        body=record.text("agency_responsible.recipient", "agency_responsible"),
        state=state,
        closed=closed,
        due=expected.date() if expected and state != "closed" else None,
        answers=(Said(notes, max(at, raised or at), final=state == "closed"),) if notes else (),
    )


# --- a server -------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Server:
    """A GeoReport server. base: the address before /requests.json."""

    base: str
    jurisdiction: str = ""
    form: str = "json"

    @property
    def host(self) -> str:
        parts = urlsplit(self.base)
        return f"{parts.hostname}-{parts.port}" if parts.port else str(parts.hostname)

    def page(self, start: datetime, end: datetime, number: int) -> list[dict[str, Any]]:
        asked = {
            "start_date": start.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "end_date": end.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "page": str(number),
            "page_size": str(PAGE),
        }
        if self.jurisdiction:
            asked["jurisdiction_id"] = self.jurisdiction
        address = f"{self.base}/requests.{self.form}?{urlencode(asked)}"
        try:
            raw = fetching.get(address, "application/json, text/xml")
        except fetching.FetchError as error:
            raise Invalid([Problem(0, "address", str(error))]) from error
        return records(raw, f"{self.host} {start:%Y-%m-%d}")

    def span(self, start: datetime, end: datetime) -> list[dict[str, Any]]:
        """All requests of a span. Where a server gives only so many at once, the span is halved."""
        found: dict[str, dict[str, Any]] = {}
        number = 1
        while True:
            part = self.page(start, end, number)
            fresh = {str(one.get("service_request_id")): one for one in part}
            new = fresh.keys() - found.keys()
            found |= {key: fresh[key] for key in fresh if key in new}
            if not new or len(part) not in FULL:
                break
            number += 1
        if number == 2 and not new and len(found) in FULL and end - start > SHORTEST:
            middle = start + (end - start) / 2
            halves = [*self.span(start, middle), *self.span(middle, end)]
            return list({str(one.get("service_request_id")): one for one in halves}.values())
        return list(found.values())


def server(address: str, jurisdiction: str, form: str) -> Server:
    base = address.split("?")[0].rstrip("/")
    for ending in ("/requests.json", "/requests.xml", "/services.json", "/services.xml"):
        base = base.removesuffix(ending)
    return Server(base, jurisdiction, form)


def spans(since: date, until: date, days: int) -> Iterator[tuple[datetime, datetime]]:
    """Spans of whole days, the last of which ends with the day `until`."""
    start = datetime(since.year, since.month, since.day, tzinfo=UTC)
    last = datetime(until.year, until.month, until.day, tzinfo=UTC) + timedelta(days=1)
    while start < last:
        end = min(start + timedelta(days=days), last)
        yield start, end
        start = end


def pull(source: Server, since: date, until: date, days: int, told: Given) -> dict[str, Any]:
    """Bring in a server's requests span by span: each is whole, and one that was brought in is not asked again."""
    wanted = list(spans(since, until, days))
    total: dict[str, Any] = {
        "rows": 0,
        "new": 0,
        "made": [],
        "left_out": [],
        "states": {},
        "on_the_map": 0,
        "spans": len(wanted),
        "dry_run": told.dry_run,
        "repeated": True,
    }
    with progress(len(wanted), f"Reading {source.host}") as bar:
        for start, end in wanted:
            _add(total, _bring_in_span(source, start, end, told))
            bar.advance()
    return total


def _bring_in_span(source: Server, start: datetime, end: datetime, told: Given) -> dict[str, Any]:
    name = f"open311-{source.host}"[:60]
    which = f"{source.base}|{source.jurisdiction}|{start:%Y-%m-%dT%H}|{end:%Y-%m-%dT%H}|{told.said}"
    digest = hashlib.sha256(which.encode()).hexdigest()
    done = ImportRun.objects.filter(
        format=name, source_sha256=digest, state=ImportRun.State.CLOSED
    ).first()
    if done is not None:
        return {"rows": done.rows, "new": 0, "made": [], "left_out": [], "repeated": True}
    found = source.span(start, end)
    if not found:
        return {"rows": 0, "new": 0, "made": [], "left_out": [], "repeated": False}
    shown = f"{source.host} {start:%Y-%m-%d}–{end - timedelta(seconds=1):%Y-%m-%d}"
    return systems.bring_in(name, digest, shown, read(found, told), told)


def _add(total: dict[str, Any], part: Mapping[str, Any]) -> None:
    for key in ("rows", "new"):
        total[key] += part[key]
    total["on_the_map"] += part.get("on_the_map", 0)
    for key in ("made", "left_out"):
        total[key] = [*total[key], *(one for one in part[key] if one not in total[key])]
    for state, count in part.get("states", {}).items():
        total["states"][state] = total["states"].get(state, 0) + count
    total["repeated"] = total["repeated"] and part["repeated"]
