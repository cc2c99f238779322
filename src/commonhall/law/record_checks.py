"""Was every action allowed by what it names? Judged again from the record alone, with `record verify`.

An entry names the competence and the mandate, or the right, that its action rested on. The versions of these, as
the record holds them, say whose they were and when they held. So a forged action is found also where whoever
forged it holds every key of the hall: somebody's own body, power or day would have to be different on the record.
What an entry does not say is not judged: the sum, the place, and whether a body should have decided together.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from commonhall.actions import registry
from commonhall.record import verification
from commonhall.record.entry_format import parse_moment
from commonhall.record.readers import RecordSource, SqlSource
from commonhall.record.reports import Report

COMPETENCE, MANDATE, RIGHT, OFFICE = "law.competence", "law.mandate", "law.right", "people.office"
PROVISION, INSTRUMENT = "law.provision", "law.instrument"
_STATES = (
    "SELECT v.type, v.object_id, v.entry, v.state, e.body FROM actions_version v "
    "JOIN record_entry e ON e.id = v.entry WHERE v.type IN (%s, %s, %s, %s, %s, %s) "
    "ORDER BY v.type, v.object_id, v.version"
)
_RESTING = "SELECT e.id, e.body FROM record_entry e WHERE e.body LIKE %s"
# Entries are written side by side: of two that are this near, either may have come first.
NEAR = timedelta(seconds=2)


@dataclass(frozen=True)
class _State:
    """One version of something actions rest on: which entry made it, and when."""

    entry: str
    at: datetime
    values: dict[str, Any]


class _History:
    """What was so at which moment, for everything that actions rest on."""

    def __init__(self, source: SqlSource) -> None:
        self.states: dict[str, list[_State]] = defaultdict(list)
        for kind, number, entry, state, body in source.rows(
            _STATES, (COMPETENCE, MANDATE, RIGHT, OFFICE, PROVISION, INSTRUMENT)
        ):
            at = parse_moment(json.loads(body)["recorded_at"])
            values = json.loads(state)["state"]
            self.states[f"{kind}:{number}"].append(_State(_plain(entry), at, values))

    def of(self, ref: str, entry: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """Every state that a thing may have had when an entry was written; what it made itself among them."""
        own = {_plain(entry["id"]), _plain(entry.get("parent", ""))}
        at = parse_moment(entry["recorded_at"])
        before: dict[str, Any] | None = None
        for one in self.states.get(ref, ()):
            if one.at <= at - NEAR:
                before = one.values
            elif one.at <= at + NEAR or one.entry in own:
                yield one.values
        if before is not None:
            yield before


def check_bases(source: RecordSource, report: Report) -> None:
    """Each entry's basis: was it the actor's own, of this power, and in force on that day?"""
    if not isinstance(source, SqlSource):
        return
    history = _History(source)
    if not history.states:
        # A record without a law, as programs keep that only use the log.
        return
    for identity, text in source.rows(_RESTING, ('%"basis":[{%',)):
        entry = json.loads(text)
        for problem in _problems(entry, history):
            report.add("basis_false", problem, _plain(identity))


def _problems(entry: dict[str, Any], history: _History) -> Iterator[str]:
    # What happened without a connection is judged as it arrives, what a clock replays on its own day.
    moments = (entry["occurred_at"], entry["recorded_at"])
    days = {timezone.localdate(parse_moment(one)) for one in moments}
    caretaker = any(one.get("caretaker") for one in entry["basis"])
    for basis in entry["basis"]:
        for name, fits in (("competence", _grants), ("mandate", _mandates), ("right", _entitles)):
            ref = basis.get(name)
            if ref is None:
                continue
            states = list(history.of(ref, entry))
            said = [fits(values, entry, basis, history, day) for values in states for day in days]
            if name == "mandate" and caretaker:
                # A rule lets somebody go on after the mandate's end.
                said = ["" if one == "was not in force that day" else one for one in said]
            if not said:
                yield f"{ref} is on no record before it"
            elif "" not in said:
                yield f"{ref} {said[0]}"


def _grants(
    values: dict[str, Any], entry: dict[str, Any], basis: Any, history: _History, day: date
) -> str:
    """What is wrong with a competence as the basis of an entry; "" where nothing is."""
    action = registry.actions().get(entry["action"])
    if action is not None and action.power and values["power"] != action.power:
        return f"gives the power {values['power']}, and this takes {action.power}"
    office = entry["by"].get("ref", "")
    own = f"{OFFICE}:{values.get('office_id')}"
    if values.get("office_id") and office.startswith(f"{OFFICE}:") and office != own:
        return "is for another office alone"
    if basis.get("provision") != f"{PROVISION}:{values['provision_id']}":
        return "rests on another provision than the entry names"
    return _of_the_body(values, entry, history) or _granted(values, entry, history, day)


def _mandates(
    values: dict[str, Any], entry: dict[str, Any], _basis: Any, history: _History, day: date
) -> str:
    recalled = values.get("recalled_on")
    if recalled and day >= date.fromisoformat(recalled):
        return "was not in force that day"
    return _of_the_body(values, entry, history) or _granted(values, entry, history, day)


def _entitles(
    values: dict[str, Any], entry: dict[str, Any], basis: Any, history: _History, day: date
) -> str:
    action = registry.actions().get(entry["action"])
    if action is not None and action.right and values["right"] != action.right:
        return f"gives the right {values['right']}, and this takes {action.right}"
    if values["holder"] != entry["by"]["kind"]:
        return f"is for {values['holder']}, not for {entry['by']['kind']}"
    if basis.get("provision") != f"{PROVISION}:{values['provision_id']}":
        return "rests on another provision than the entry names"
    return _granted(values, entry, history, day)


def _of_the_body(values: dict[str, Any], entry: dict[str, Any], history: _History) -> str:
    """Whether it is the acting body's own."""
    ref = entry["by"].get("ref", "")
    kind, _, number = ref.partition(":")
    if kind == "people.body":
        bodies = {int(number)}
    elif kind == OFFICE:
        bodies = {office["body_id"] for office in history.of(ref, entry)}
    else:
        return ""
    return "" if values["body_id"] in bodies else "belongs to another body"


def _granted(values: dict[str, Any], entry: dict[str, Any], history: _History, day: date) -> str:
    """A grant is in force with its provision and its instrument."""
    if not _runs(values, day):
        return "was not in force that day"
    provisions = list(history.of(f"{PROVISION}:{values['provision_id']}", entry))
    running = [one for one in provisions if _runs(one, day)]
    instruments = [
        other
        for one in running
        for other in history.of(f"{INSTRUMENT}:{one['instrument_id']}", entry)
    ]
    if not any(_runs(one, day) for one in instruments):
        return "was not in force that day"
    return ""


def _runs(values: dict[str, Any], day: date) -> bool:
    ends = values.get("ends")
    return day >= date.fromisoformat(values["starts"]) and not (
        ends and day > date.fromisoformat(ends)
    )


def _plain(identity: Any) -> str:
    return str(identity).replace("-", "")


def register() -> None:
    """Add the check to the record."""
    verification.register_check("bases", check_bases)
