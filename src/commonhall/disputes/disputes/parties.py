"""Who is who in a dispute: found by a keyed hash, named by opening a seal."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from django.db.models.base import ModelState
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor, Kind
from commonhall.core import clock
from commonhall.core.refusals import Refused
from commonhall.disputes.disputes.models import SECOND, Dispute, Party
from commonhall.disputes.sealing import keys, seals
from commonhall.people.actors import in_force, in_term
from commonhall.people.bodies.models import Body, OfficeTerm
from commonhall.people.interests.models import Interest
from commonhall.people.organisations.models import Membership, Organisation
from commonhall.people.residents.models import Person

# Letters and digits that are not mistaken for one another when they are read out.
SIGNS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
MEDIATOR = 0


@dataclass(frozen=True)
class Role:
    """side: FIRST or SECOND; MEDIATOR for who mediates. party: None for the mediator.

    recused: the mediator declared an interest in one side since: they read nothing and only hand over.
    """

    side: int
    party: Party | None = None
    recused: bool = False

    @property
    def mediates(self) -> bool:
        return self.side == MEDIATOR


def mark_of(ref: str) -> str:
    return keys.mac("party", ref)


def refs_of(person: int) -> list[str]:
    """In whose name a person may speak in a dispute: their own, their organisations', the bodies' they hold office in."""
    day = clock.today()
    speaks = Membership.objects.filter(in_force(day), person=person).values_list(
        "organisation", flat=True
    )
    holds = OfficeTerm.objects.filter(in_term(day), person=person).values_list(
        "office__body", flat=True
    )
    return [
        f"people.person:{person}",
        *(Organisation.ref_of(one) for one in speaks),
        *(Body.ref_of(one) for one in holds),
    ]


def marks_of(person: int) -> list[str]:
    return [mark_of(ref) for ref in refs_of(person)]


def add(dispute: Dispute, side: int, ref: str, **said: str) -> Party:
    """Write a side down, sealed. ref: "" while nobody here is known by it."""
    return Party.objects.create(
        dispute=dispute,
        side=side,
        mark=mark_of(ref) if ref else "",
        sealed=seals.seal({"ref": ref, **said}, dispute.pk, "party"),
    )


def said_of(party: Party) -> dict[str, Any]:
    """ref, name, email, address and phone of a side; {} once they were destroyed."""
    return seals.unseal(party.sealed, party.dispute_id, "party")


def reseal(party: Party, **said: str) -> None:
    """Change what is known of a side, and by whom it is found."""
    now = {**said_of(party), **said}
    party.mark = mark_of(now["ref"]) if now.get("ref") else ""
    party.sealed = seals.seal(now, party.dispute_id, "party")
    party.save(update_fields=["mark", "sealed"])


def of(dispute: Dispute, side: int) -> Party:
    return dispute.parties.get(side=side)


# What was found of a dispute as it was read: a page asks for every action on it. Forgotten with the row that was read.
_found: WeakKeyDictionary[ModelState, dict[int, Role | None]] = WeakKeyDictionary()


def role_of(actor: Actor, dispute: Dispute) -> Role | None:
    """What somebody is in a dispute; None for everybody else. An office is never anything in it: people are."""
    if actor.kind is not Kind.PERSON or not actor.person:
        return None
    known = _found.setdefault(dispute._state, {})
    if actor.person not in known:
        known[actor.person] = _role_of(actor, dispute)
    return known[actor.person]


def _role_of(actor: Actor, dispute: Dispute) -> Role | None:
    person = actor.person_id
    chosen = dispute.candidates.filter(chosen=True, mediator__person=person)
    if chosen.exists():
        return Role(MEDIATOR, recused=is_recused(person, dispute))
    sides = [one for one in dispute.parties.order_by("side") if one.mark]
    if not sides:
        return None
    marks = set(marks_of(person))
    return next((Role(one.side, one) for one in sides if one.mark in marks), None)


def is_recused(person: int, dispute: Dispute) -> bool:
    """Has a person an interest in one of the sides, declared or by standing on it?"""
    refs = {str(said_of(one).get("ref", "")) for one in dispute.parties.all()} - {""}
    declared = Interest.objects.filter(in_force(clock.today()), person=person, target__in=refs)
    return bool(refs & set(refs_of(person))) or declared.exists()


# --- codes ----------------------------------------------------------------------------------------
def code_of(party: Party) -> str:
    """The ten signs by which a side is known on the telephone: made of the key, kept nowhere."""
    return _signs(f"code {party.dispute_id} {party.side}", 10)


def token_of(party: Party) -> str:
    """What the link in an invitation carries: made of the key, kept nowhere."""
    return f"{party.dispute_id}-{_signs(f'link {party.dispute_id} {party.side}', 26)}"


def _signs(said: str, length: int) -> str:
    return "".join(SIGNS[byte % 32] for byte in bytes.fromhex(keys.mac("code", said))[:length])


def by_token(token: str) -> Party | None:
    """The invited side whose link this is."""
    number, _dash, _rest = token.partition("-")
    if not number.isdecimal() or len(number) != 9:
        return None
    party = Party.objects.filter(dispute=int(number), side=SECOND).select_related("dispute").first()
    if party is None or not constant_time_compare(token_of(party), token):
        return None
    return party


def by_code(dispute: Dispute, code: str) -> Party | None:
    """The side that a code belongs to."""
    given = "".join(code.upper().split())
    found = None
    for party in dispute.parties.order_by("side"):
        if constant_time_compare(code_of(party), given):
            found = party
    return found


def spaced(code: str) -> str:
    return f"{code[:5]} {code[5:]}"


# --- what a thing's state allows --------------------------------------------------------------------
Allows = Callable[[Actor, Dispute], None]


def _not_yours() -> Refused:
    return Refused("state", "not-yours", _("Only the people in this dispute can do this."))


def _in(dispute: Dispute, states: Iterable[str]) -> None:
    if dispute.state not in states:
        raise Refused("state", "wrong-state", _("The dispute is not at this stage."))


def party_while(*states: str, side: int = 0) -> Allows:
    """A side does it, while the dispute stands so. side: that one alone."""

    def allows(actor: Actor, dispute: Dispute) -> None:
        role = role_of(actor, dispute)
        if role is None or role.mediates or side not in (0, role.side):
            raise _not_yours()
        _in(dispute, states)

    return allows


def handing_over_while(*states: str) -> Allows:
    """The mediator does it, also with an interest in one side."""

    def allows(actor: Actor, dispute: Dispute) -> None:
        role = role_of(actor, dispute)
        if role is None or not role.mediates:
            raise _not_yours()
        _in(dispute, states)

    return allows


def mediator_while(*states: str) -> Allows:
    """The mediator does it, while the dispute stands so; who has an interest since then only hands over."""

    def allows(actor: Actor, dispute: Dispute) -> None:
        role = role_of(actor, dispute)
        if role is None or not role.mediates:
            raise _not_yours()
        if role.recused:
            raise Refused(
                "state",
                "recused",
                _("You have an interest in one side. Decline, so that somebody else mediates."),
            )
        _in(dispute, states)

    return allows


def anyone_in_it_while(*states: str) -> Allows:
    def allows(actor: Actor, dispute: Dispute) -> None:
        if role_of(actor, dispute) is None:
            raise _not_yours()
        _in(dispute, states)

    return allows


def own_side(actor: Actor, dispute: Dispute) -> Party:
    """The side that acts. Raises `Refused`."""
    role = role_of(actor, dispute)
    if role is None or role.party is None:
        raise _not_yours()
    return role.party


def person_of(party: Party) -> Person | None:
    """The person a side is, where it is one; None for an organisation, a body, or somebody who is not known yet."""
    ref = str(said_of(party).get("ref", ""))
    kind, _colon, number = ref.partition(":")
    return Person.objects.filter(pk=int(number)).first() if kind == "people.person" else None
