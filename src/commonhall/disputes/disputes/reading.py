"""Who reads which words of a dispute. Whatever shows words asks here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from commonhall.disputes.disputes.models import SECOND, Dispute, Words
from commonhall.disputes.disputes.parties import Role
from commonhall.disputes.sealing import seals

State, Kind = Dispute.State, Words.Kind
# Until the other side has accepted, it reads nothing; where it never did, it never reads anything.
BEFORE = (State.INVITED, State.REFUSED, State.UNANSWERED)
FOR_BOTH = {Kind.MATTER, Kind.SESSION, Kind.OFFER, Kind.SETTLEMENT, Kind.LOT, Kind.END}


@dataclass(frozen=True)
class Said:
    """Words that were opened. side: who said them."""

    kind: str
    side: int
    at: datetime
    words: dict[str, Any]


def write(dispute: Dispute, kind: str, side: int, at: datetime, **said: Any) -> Words:
    """Seal words and keep them. Raises `keys.KeyMissing`."""
    sealed = seals.seal(said, dispute.pk, kind)
    return Words.objects.create(dispute=dispute, kind=kind, side=side, sealed=sealed, at=at)


def has_begun(dispute: Dispute) -> bool:
    """Did the other side accept?"""
    return dispute.accepted_on is not None and dispute.state not in BEFORE


def readable(role: Role | None, dispute: Dispute) -> set[str]:
    """The kinds of words that somebody in this role reads."""
    if role is None:
        return {Kind.SETTLEMENT} if dispute.published else set()
    if role.recused:
        return set()
    if role.mediates:
        return {*FOR_BOTH, Kind.NOTE}
    if role.side == SECOND and not has_begun(dispute):
        return set()
    return set(FOR_BOTH)


def words(role: Role | None, dispute: Dispute) -> list[Said]:
    """The words that somebody in this role reads, the oldest first. Raises `keys.KeyMissing`."""
    kinds = readable(role, dispute)
    if not kinds:
        return []
    rows = dispute.words.filter(kind__in=kinds).exclude(sealed=b"").order_by("pk")
    found = [
        Said(one.kind, one.side, one.at, seals.unseal(one.sealed, dispute.pk, one.kind))
        for one in rows
    ]
    if role is None:
        # What both wished to be public is the last text, and who they are is not in it.
        return found[-1:]
    return found


def last(dispute: Dispute, kind: str) -> dict[str, Any]:
    """The newest words of a kind, opened; {} where there are none."""
    row = dispute.words.filter(kind=kind).exclude(sealed=b"").order_by("-pk").first()
    return seals.unseal(row.sealed, dispute.pk, kind) if row is not None else {}
