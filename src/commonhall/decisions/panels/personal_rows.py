"""What panels hold about a person, and how it goes: the ties go, what was said and voted for the panel stays."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from commonhall.actions.context import Context
from commonhall.actions.erasure import erase
from commonhall.decisions.lotteries.draw_actions import forget_names, give_up
from commonhall.decisions.panels.models import Member, Panel, PanelDay, PanelLetter
from commonhall.decisions.panels.spoken_models import (
    MinorityNote,
    RecommendationVote,
    Witness,
    WitnessApproval,
)
from commonhall.people.residents.models import Person


def held(person: Person) -> dict[str, QuerySet[Any]]:
    """What ties a person to panels, so that it is looked up only where there is any."""
    return {
        "letters": PanelLetter.objects.filter(person=person),
        "seats": Member.objects.filter(person=person),
        "witnesses": Witness.objects.filter(person=person),
    }


def export(person: Person, kinds: set[str]) -> dict[str, Any]:
    """Letters, seats with what was said and paid there, and witnesses proposed."""
    rows = held(person)
    letters = rows["letters"].select_related("panel").order_by("pk") if "letters" in kinds else ()
    proposed = rows["witnesses"].order_by("pk") if "witnesses" in kinds else ()
    return {
        "panel_letters": [
            {
                "panel": row.panel.name,
                "answer": row.answer,
                "answered_on": str(row.answered_on or ""),
                "care": row.care,
                "needs": row.needs,
                "email": row.email,
            }
            for row in letters
        ],
        "witnesses_proposed": [
            {"name": row.name, "text": row.text, "at": row.at.isoformat()} for row in proposed
        ],
        **(_as_member(person) if "seats" in kinds else {name: [] for name in AS_MEMBER}),
    }


AS_MEMBER = ("panel_seats", "panel_votes", "minority_notes", "witnesses_wanted", "panel_pay")


def _as_member(person: Person) -> dict[str, Any]:
    """What a person said, voted and is owed on the panels they sit on."""
    members = Member.objects.filter(person=person).select_related("panel", "ticket")
    votes = RecommendationVote.objects.filter(member__person=person)
    notes = MinorityNote.objects.filter(member__person=person).order_by("pk")
    days = PanelDay.objects.filter(member__person=person).order_by("pk")
    wanted = WitnessApproval.objects.filter(member__person=person, taken_back_on=None)
    return {
        "panel_seats": [
            {
                "panel": row.panel.name,
                "number": row.number,
                "name": row.ticket.name,
                "since": str(row.since),
                "left_on": str(row.left_on or ""),
            }
            for row in members.order_by("pk")
        ],
        "panel_votes": [
            {"recommendation": row.recommendation_id, "choice": row.choice}
            for row in votes.order_by("pk")
        ],
        "minority_notes": [
            {"recommendation": row.recommendation_id, "text": row.text} for row in notes
        ],
        "witnesses_wanted": [row.witness_id for row in wanted.order_by("pk")],
        "panel_pay": [
            {
                "amount": row.amount,
                "currency": row.currency,
                "owed_on": str(row.owed_on),
                "paid_on": str(row.paid_on or ""),
            }
            for row in days
        ],
    }


def erase_person(ctx: Context, person: Person, words: bool) -> None:
    """Untie the person. A vote that was cast still counts; their seat goes to whom the rule names next."""
    mine = Member.objects.filter(person=person).select_related("ticket", "panel__draw")
    for member in mine.order_by("pk"):
        forget_names(ctx, [member.ticket.code])
        for note in MinorityNote.objects.filter(member=member).order_by("pk") if words else ():
            erase(ctx, note, ["text"])
        erase(ctx, member, ["person_id"])
        if member.left_on is None:
            member.left_on = ctx.today
            ctx.save(member)
            if member.panel.state == Panel.State.WORKING:
                give_up(ctx, member.panel.draw, member.ticket)
    for witness in Witness.objects.filter(person=person).order_by("pk"):
        waits = words and witness.state == Witness.State.PROPOSED
        erase(ctx, witness, ["person_id", *(["name", "text", "interests"] if waits else [])])
    PanelLetter.objects.filter(person=person).update(person=None, care=[], needs="", email="")
