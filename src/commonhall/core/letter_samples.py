"""Every kind of letter the hall writes, with an example of each: shown in the administration.

    @sample("people.invitation", _("Invitation to an office"))
    def invitation() -> EmailMessage: …

An example is written in the language that is active and is sent to nobody. It names no real person, and its links
lead nowhere.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.mail import EmailMessage

from commonhall.core.letter_form import HTML, formed

Write = Callable[[], EmailMessage]
NOBODY = "reader@example.org"


@dataclass(frozen=True)
class Kind:
    """A kind of letter: its code in addresses, what it is called, and how an example is written.

    webhook: what a program is told in the same case; None where no program is.
    """

    code: str
    title: Any
    write: Write
    webhook: Callable[[], dict[str, Any]] | None = None


@dataclass(frozen=True)
class Shown:
    """An example as its reader would get it. webhook: the JSON that a program gets, laid out; "" for none."""

    subject: str
    text: str
    html: str
    webhook: str = ""


_kinds: dict[str, Kind] = {}


def sample(
    code: str, title: Any, webhook: Callable[[], dict[str, Any]] | None = None
) -> Callable[[Write], Write]:
    """Register an example of a kind of letter."""

    def register(write: Write) -> Write:
        _kinds[code] = Kind(code, title, write, webhook)
        return write

    return register


def kinds() -> list[Kind]:
    """All kinds, in the order in which the apps register them."""
    return list(_kinds.values())


def kind(code: str) -> Kind | None:
    return _kinds.get(code)


def shown(one: Kind) -> Shown:
    """The example in the form in which letters are sent."""
    message: Any = formed(one.write())
    html = next((part for part, kind in message.alternatives if kind == HTML), "")
    webhook = json.dumps(one.webhook(), indent=2) if one.webhook else ""
    return Shown(str(message.subject), str(message.body), str(html), webhook)
