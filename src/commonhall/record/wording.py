"""How entries are told to people: apps above say what actions are called and what references name.

The record knows codes only. Without any provider a page still works: it shows the codes.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from commonhall.record import entry_format
from commonhall.record.models import Entry


@dataclass(frozen=True)
class Name:
    """What a reference is called, and its page ("" if it has none)."""

    title: Any
    url: str = ""


@dataclass(frozen=True)
class Basis:
    """One legal basis of an action; empty names where a part was not needed."""

    provision: Name | None = None
    competence: Name | None = None
    mandate: Name | None = None
    right: Name | None = None
    caretaker: Name | None = None


@dataclass(frozen=True)
class Description:
    """An entry for people: a sentence, who acted, about what, on what basis."""

    text: Any
    who: Name
    subject: Name | None
    basis: Sequence[Basis]
    refusal_provision: Name | None
    body: Mapping[str, Any]


ActionNames = Callable[[], Mapping[str, Any]]
RefNames = Callable[[Collection[str]], Mapping[str, Name]]

Section = Callable[[HttpRequest, Entry], str]

_sections: list[tuple[int, Section]] = []
_actions: list[ActionNames] = []
_names: list[RefNames] = []

_OWN_ACTS = {
    "record.reopen": _("The record was reopened after a restore"),
    "record.rotate_key": _("A new key that signs the record was announced"),
    "record.revoke_key": _("A key that signed the record was revoked"),
    "record.admit": _("Entries without this hall's mark were accepted into the record"),
}
_KINDS = {
    "person": _("A resident"),
    "office": _("An office"),
    "organisation": _("An organisation"),
    "system": _("The system, by rule"),
    "body": _("A body, by resolution"),
}


def provide_actions(provider: ActionNames) -> None:
    """Add act code → sentence ("A matter was raised"); asked at every use, so keep it a dict."""
    _actions.append(provider)


def provide_names(provider: RefNames) -> None:
    """Add a function that names many references at once, in as few queries as it can."""
    _names.append(provider)


def provide_section(section: Section, order: int) -> None:
    """Show a function's HTML, which escapes what it shows, on the page of an entry; "" is nothing."""
    if section not in [known for _order, known in _sections]:
        _sections.append((order, section))
        _sections.sort(key=lambda one: one[0])


def sections(request: HttpRequest, entry: Entry) -> list[SafeString]:
    """What apps above show on the page of an entry, in order."""
    shown = (section(request, entry) for _order, section in _sections)
    return [mark_safe(html) for html in shown if html]


def action_names() -> dict[str, Any]:
    """Every action that has a name, by code."""
    found: dict[str, Any] = dict(_OWN_ACTS)
    for provider in _actions:
        found.update(provider())
    return found


def describe(entry: Entry) -> Description:
    """One entry for people; see `describe_all`."""
    return describe_all([entry])[0]


def describe_all(entries: Sequence[Entry]) -> list[Description]:
    """Many entries for people, naming all their references together."""
    read = [_body(entry) for entry in entries]
    wanted = {ref for body in read for ref in _refs(body)}
    names: dict[str, Name] = {}
    for provider in _names:
        names.update(provider(wanted))
    actions = action_names()
    return [_describe(body, actions, names) for body in read]


def _body(entry: Entry) -> Mapping[str, Any]:
    try:
        return entry_format.decode(entry.body)
    except entry_format.BodyError:
        # Tampered with: show what the columns say; verification names the fault.
        return {
            "action": entry.action,
            "by": {"kind": "system"},
            "subject": entry.subject,
            "kind": "",
        }


def _refs(body: Mapping[str, Any]) -> list[str]:
    refs = [body["subject"], body["by"].get("ref", "")]
    refs += [ref for basis in body.get("basis", []) for ref in basis.values()]
    refs.append(body.get("refusal", {}).get("provision", ""))
    refs.append(_stand_in(body))
    return [ref for ref in refs if ref]


def _stand_in(body: Mapping[str, Any]) -> str:
    """The term of who stood in for the holder of the office that acted; "" where nobody did."""
    found = body.get("data", {}).get("stand_in", "")
    return found if isinstance(found, str) else ""


def _describe(
    body: Mapping[str, Any], actions: Mapping[str, Any], names: Mapping[str, Name]
) -> Description:
    def named(ref: str) -> Name:
        return names.get(ref, Name(ref))

    by = body["by"]
    refused = body.get("refusal", {}).get("provision", "")
    acted = _stand_in(body) or by.get("ref")
    who = named(acted) if acted else Name(_KINDS.get(by["kind"], by["kind"]))
    return Description(
        text=actions.get(body["action"], body["action"]),
        who=who,
        subject=named(body["subject"]) if body["subject"] else None,
        basis=[
            Basis(**{part: named(ref) for part, ref in one.items()})
            for one in body.get("basis", [])
        ],
        refusal_provision=named(refused) if refused else None,
        body=body,
    )
