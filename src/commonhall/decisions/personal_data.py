"""What `decide` holds about a person: an envelope until it is counted, applications, being a teller."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from commonhall.actions.context import Context
from commonhall.actions.erasure import erase
from commonhall.decisions.lotteries.draw_actions import forget_names
from commonhall.decisions.lotteries.models import Application, Lottery
from commonhall.decisions.votes.models import Envelope, LateVoter, Teller
from commonhall.people.personal_data import holds
from commonhall.people.residents.models import Person


def _export(person: Person) -> dict[str, Any]:
    rows = Envelope.objects.filter(person=person).select_related("election")
    entered = Application.objects.filter(person=person).select_related("lottery").order_by("pk")
    tells = Teller.objects.filter(person=person, released=False).select_related("election")
    return {
        "envelopes_handed_in": [row.election.name for row in rows],
        "votes_admitted_to": [
            row.election.name
            for row in LateVoter.objects.filter(person=person).select_related("election")
        ],
        "votes_told": [row.election.name for row in tells.order_by("pk")],
        "lotteries_entered": [
            {
                "lottery": row.lottery.name,
                "ticket": row.code,
                "at": row.at.isoformat(),
                "said": row.features,
                "claimed": row.claims,
                "confirmed": row.confirmed,
            }
            for row in entered
        ],
    }


def _erase(ctx: Context, person: Person, words: bool) -> None:
    # The envelope stays until the count, so that nobody votes twice by erasing themselves; it names a
    # person who has no name any more, and is destroyed with all others.
    del words
    mine = Application.objects.filter(person=person)
    forget_names(ctx, list(mine.values_list("code", flat=True)))
    # A frozen list cannot lose a ticket, and chances are worked out from what it said: it stays
    # without its person until everybody has answered, and then goes like the others.
    under_way = (Lottery.State.CLOSED, Lottery.State.READY, Lottery.State.DRAWN)
    mine.exclude(lottery__state__in=under_way).delete()
    mine.update(person=None)
    for teller in Teller.objects.filter(person=person):
        erase(ctx, teller, ["person_id"])
    for late in LateVoter.objects.filter(person=person):
        erase(ctx, late, ["person_id", "reason"])
    for late in LateVoter.objects.filter(proposer=person):
        erase(ctx, late, ["proposer_id"])


NAMES = {
    "envelopes_handed_in": _("Votes I handed in (not what I chose)"),
    "lotteries_entered": _("Lotteries I entered"),
    "votes_admitted_to": _("Votes I was admitted to later"),
    "votes_told": _("Votes I am a teller of"),
}


def register() -> None:
    holds("decisions", _export, _erase, NAMES)
