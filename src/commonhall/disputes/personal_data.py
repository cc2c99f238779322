"""What disputes hold about a person: their side and their own words, and that they are on the roll of mediators."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from commonhall.actions.context import Context
from commonhall.actions.erasure import erase
from commonhall.core.refusals import Refused
from commonhall.disputes.disputes import parties, rules
from commonhall.disputes.disputes.models import FIRST, OPEN, Dispute, Party, Words
from commonhall.disputes.mediators.models import Candidate, Mediator
from commonhall.disputes.sealing import keys, seals
from commonhall.people.personal_data import holds
from commonhall.people.residents.models import Person

# Words of a side: not those of the mediator, which are about both.
OWN = (Words.Kind.MATTER, Words.Kind.OFFER)


def _sides(person: Person) -> list[Party]:
    if not keys.is_here() and not keys.anything_sealed():
        return []
    mark = parties.mark_of(person.ref)
    return list(Party.objects.filter(mark=mark).select_related("dispute").order_by("pk"))


def _export(person: Person) -> dict[str, Any]:
    """Their own side and words. What the other side said, and who it is, is the other side's."""
    try:
        sides = [_side(one) for one in _sides(person)]
    except keys.KeyMissing as missing:
        sides = [{"unreadable": str(missing.message)}]
    on_roll = Mediator.objects.filter(person=person).order_by("pk")
    return {
        "disputes": sides,
        "on_the_roll_of_mediators": [
            {"name": one.name, "from": str(one.starts), "to": str(one.ends)} for one in on_roll
        ],
    }


def _side(party: Party) -> dict[str, Any]:
    dispute = party.dispute
    said = parties.said_of(party)
    # An address that somebody else gave of them is theirs to know; who gave it is not told.
    rows = dispute.words.filter(side=party.side, kind__in=OWN).order_by("pk")
    return {
        "number": dispute.pk,
        "kind": dispute.kind,
        "state": dispute.state,
        "opened_it": party.side == FIRST,
        "known_as": {key: value for key, value in said.items() if key != "ref" and value},
        "words": [
            {
                "what": one.kind,
                "at": one.at.isoformat(),
                "said": seals.unseal(one.sealed, dispute.pk, one.kind).get("text", ""),
            }
            for one in rows
        ],
        "held": party.held,
    }


def _erase(ctx: Context, person: Person, words: bool) -> None:
    """An open dispute ends. Their side names nobody any more; with `words`, what they wrote is destroyed."""
    try:
        sides = _sides(person)
    except Refused:
        # Without the key nobody can find their side; nobody can read it either.
        sides = []
    for party in sides:
        dispute = party.dispute
        if dispute.state in OPEN:
            rules.end(ctx, dispute, Dispute.State.WITHDRAWN)
            ctx.save(dispute)
        if words:
            dispute.words.filter(side=party.side, kind__in=OWN).delete()
        party.mark, party.sealed = "", b""
        party.save(update_fields=["mark", "sealed"])
    for one in Mediator.objects.filter(person=person):
        erase(ctx, one, ["person_id", "name", "training", "reason"])
        if one.ended_on is None:
            one.ended_on = ctx.today
            ctx.save(one)
        Candidate.objects.filter(mediator=one, chosen=False).delete()


NAMES = {
    "disputes": _("Disputes I am a side in"),
    "on_the_roll_of_mediators": _("My terms as a mediator"),
}


def register() -> None:
    holds("disputes", _export, _erase, NAMES)
