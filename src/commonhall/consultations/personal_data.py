"""What `consult` holds about a person: what they said, their votes, their seats at tables."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from commonhall.actions.context import Context
from commonhall.actions.erasure import erase
from commonhall.consultations.conversations.models import (
    Argument,
    Moderation,
    Participant,
    Showing,
    Statement,
    StatementVote,
)
from commonhall.consultations.drafts.models import Amendment, Comment, CommentAppeal
from commonhall.consultations.initiatives import personal_rows as signatures
from commonhall.consultations.initiatives.models import (
    Initiative,
    InitiativeAppeal,
    InitiativeUpdate,
    Promoter,
)
from commonhall.consultations.meetings.models import Presence
from commonhall.consultations.round_tables.models import Seat
from commonhall.consultations.statements import search
from commonhall.consultations.surveys.models import Participation
from commonhall.people.personal_data import holds
from commonhall.people.residents.models import Person


def _export(person: Person) -> dict[str, Any]:
    votes = StatementVote.objects.filter(participant__person=person).order_by("pk")
    return {
        "takes_part_in": [
            {"conversation": row.conversation_id, "place": row.unit.code if row.unit else None}
            for row in Participant.objects.filter(person=person)
            .select_related("unit")
            .order_by("pk")
        ],
        "votes": [
            {"statement": row.statement_id, "vote": row.value, "salt": row.salt, "leaf": row.leaf}
            for row in votes
        ],
        "shown": [
            {"statement": row.statement_id, "at": row.at.isoformat()}
            for row in Showing.objects.filter(participant__person=person).order_by("pk")
        ],
        "statements": [
            {"id": row.pk, "text": row.text, "state": row.state, "at": row.at.isoformat()}
            for row in Statement.objects.filter(person=person).order_by("pk")
        ],
        "arguments": [
            {"conversation": row.conversation_id, "text": row.text, "source": row.source}
            for row in Argument.objects.filter(person=person).order_by("pk")
        ],
        "appeals": [
            {"statement": row.statement_id, "text": row.appeal}
            for row in Moderation.objects.filter(statement__person=person).order_by("pk")
            if row.appeal
        ],
        "comments": [
            {"paragraph": row.paragraph_id, "text": row.text, "at": row.at.isoformat()}
            for row in Comment.objects.filter(person=person).order_by("pk")
        ],
        "appeals_for_comments": [
            {"paragraph": row.comment.paragraph_id, "text": row.text}
            for row in CommentAppeal.objects.filter(comment__person=person)
            .select_related("comment")
            .order_by("pk")
        ],
        "amendments": [
            {"paragraph": row.paragraph_id, "text": row.text, "why": row.reason}
            for row in Amendment.objects.filter(person=person).order_by("pk")
        ],
        "surveys_taken_part_in": [
            row.survey.names
            for row in Participation.objects.filter(person=person)
            .select_related("survey")
            .order_by("pk")
        ],
        "meetings": [
            {"meeting": row.meeting_id, "text": row.text, "at": row.at.isoformat()}
            for row in Presence.objects.filter(person=person).order_by("pk")
        ],
        "initiatives": [
            {"id": row.pk, "title": row.title, "text": row.text, "at": row.at.isoformat()}
            for row in Initiative.objects.filter(person=person).order_by("pk")
        ],
        "promoter_of": [
            {"initiative": row.initiative_id, "name": row.name}
            for row in Promoter.objects.filter(person=person).order_by("pk")
        ],
        "signatures": [
            {
                "initiative": row.initiative_id,
                "shown": row.shown,
                "name": row.name,
                "on": str(row.on),
                "taken_back_on": str(row.taken_back_on or ""),
            }
            for row in signatures.of_person(person).order_by("pk")
        ],
        "updates": [
            {"initiative": row.initiative_id, "text": row.text, "at": row.at.isoformat()}
            for row in InitiativeUpdate.objects.filter(person=person).order_by("pk")
        ],
        "appeals_for_initiatives": [
            {"initiative": row.initiative_id, "text": row.text}
            for row in InitiativeAppeal.objects.filter(initiative__person=person).order_by("pk")
        ],
        "seats": [
            {"table": row.table_id, "speaks_for": row.label}
            for row in Seat.objects.filter(person=person).order_by("pk")
        ],
    }


def _erase(ctx: Context, person: Person, words: bool) -> None:
    """Untie the person; with `words`, what they wrote goes too. Votes of running conversations go
    altogether; those of closed ones lose value and salt, so that the root can still be computed."""
    # What was answered in surveys lies apart from the person already.
    Participation.objects.filter(person=person).delete()
    Showing.objects.filter(participant__person=person).delete()
    votes = StatementVote.objects.filter(participant__person=person)
    votes.filter(leaf="").delete()
    votes.update(value=None, salt="")
    places = Participant.objects.filter(person=person)
    places.filter(votes=None).delete()
    places.update(person=None, subject="", unit=None)
    statements = list(Statement.objects.filter(person=person).order_by("pk"))
    for statement in statements:
        if words:
            for found in statement.moderations.order_by("pk"):
                erase(ctx, found, ["appeal"])
        erase(ctx, statement, ["person_id", *(["text"] if words else [])])
    if words and statements:
        search.index_statements(statements)
    for argument in Argument.objects.filter(person=person).order_by("pk"):
        erase(ctx, argument, ["person_id", *(["text", "source"] if words else [])])
    for comment in Comment.objects.filter(person=person).order_by("pk"):
        if words:
            for appeal in CommentAppeal.objects.filter(comment=comment):
                erase(ctx, appeal, ["text"])
        erase(ctx, comment, ["person_id", *(["text"] if words else [])])
    for amendment in Amendment.objects.filter(person=person).order_by("pk"):
        mine = ["text", "reason"] if words and amendment.state != "taken_up" else []
        erase(ctx, amendment, ["person_id", *mine])
    for presence in Presence.objects.filter(person=person).order_by("pk"):
        erase(ctx, presence, ["person_id", *(["text"] if words else [])])
    for seat in Seat.objects.filter(person=person).order_by("pk"):
        erase(ctx, seat, ["person_id", *(["label"] if words else [])])
        seat.left_at = ctx.occurred_at
        ctx.save(seat)

    signatures.erase_person(ctx, person, words)


NAMES = {
    "takes_part_in": _("Conversations I take part in"),
    "votes": _("My votes on statements"),
    "shown": _("Statements I was shown"),
    "statements": _("Statements I wrote"),
    "arguments": _("Arguments I gave"),
    "appeals": _("My appeals for statements"),
    "comments": _("My comments on draft texts"),
    "appeals_for_comments": _("My appeals for comments"),
    "amendments": _("My amendments"),
    "surveys_taken_part_in": _("Surveys I took part in"),
    "meetings": _("Meetings I took part in"),
    "initiatives": _("Initiatives I began"),
    "promoter_of": _("Initiatives I stand behind"),
    "signatures": _("Initiatives I signed"),
    "updates": _("Updates I wrote"),
    "appeals_for_initiatives": _("My appeals for initiatives"),
    "seats": _("My seats at round tables"),
}


def register() -> None:
    holds("consultations", _export, _erase, NAMES)
