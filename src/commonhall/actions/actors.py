"""Who acts: a person, an office a person holds, an organisation, or the System itself.

`actions` knows no table of people. An app above builds an `Actor` from what it knows; the gate only
hands it to the stages, which judge it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from django.http import HttpRequest


class Kind(StrEnum):
    """Kinds of subject. None outranks another: they differ in what law lets them do."""

    PERSON = "person"
    OFFICE = "office"
    ORGANISATION = "organisation"
    SYSTEM = "system"
    # A body as a whole, by a resolution it has passed. No door makes such an actor.
    BODY = "body"


@dataclass(frozen=True)
class Actor:
    """One subject at the door.

    kind: see `Kind`. ref: "people.office:3", "people.organisation:9", "people.body:1" (System, or a body by resolution) or
    "people.person:7". person: the person's id behind the action, None for the System. body: the id of
    the body whose power an office uses. name: for people to read. account: the signed-in account. seen_on: the day on which
    this request saw the office's term in force; a dry run need not look again. scope: the codes of the actions that
    the key of a program is for, none of them if it only reads; None: everything its owner may do. resolution: the ref
    of the motion by which a body as a whole acts. deputyship: the number of what lets somebody act for this person; the
    account is then the deputy's. stand_in: the number of the term by which somebody stands in for the holder of the office.
    """

    kind: Kind
    ref: str
    person: int | None = None
    body: int | None = None
    organisation: int | None = None
    account: int | None = None
    name: str = field(default="", compare=False)
    seen_on: date | None = field(default=None, compare=False)
    scope: frozenset[str] | None = field(default=None, compare=False)
    resolution: str = ""
    deputyship: int | None = None
    stand_in: int | None = None

    @property
    def person_id(self) -> int:
        """The person's id, 0 (nobody's id) for the System and for strangers."""
        return self.person or 0

    @property
    def body_id(self) -> int:
        """The body's id, 0 when the actor acts for none."""
        return self.body or 0

    @property
    def account_id(self) -> int:
        """The account's id, 0 when there is none."""
        return self.account or 0


def stood_in(actor: Actor) -> dict[str, str]:
    """What an entry says where somebody stood in for the holder of an office: by which term of theirs."""
    return {"stand_in": f"people.officeterm:{actor.stand_in}"} if actor.stand_in else {}


_find: list[Callable[[HttpRequest], Actor]] = []


def find_by(finder: Callable[[HttpRequest], Actor]) -> None:
    """Say how the actor of a request is found; the app that knows people does."""
    _find[:] = [finder]


def of_request(request: HttpRequest) -> Actor:
    """Who acts in this request: `ANYONE` when nobody is signed in."""
    return _find[0](request)


_system: list[Callable[[], Actor]] = []


def system_by(finder: Callable[[], Actor]) -> None:
    """Say who the System is; the app that knows bodies does."""
    _system[:] = [finder]


def system() -> Actor:
    """The System itself: who brings in files, keeps deadlines and timers."""
    return _system[0]()


ANYONE = Actor(Kind.PERSON, "", None, name="")
"""Somebody who has not signed in: may be asked about by dry runs, is refused by identity."""
