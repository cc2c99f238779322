"""What `consult` holds about a person: what they said, their votes, their seats at tables."""

from __future__ import annotations

from typing import Any

from django.db.models import CharField, Value
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from commonhall.actions.context import Context
from commonhall.actions.erasure import erase
from commonhall.consultations.askings.models import NamedConcern
from commonhall.consultations.conversations.models import (
    Argument,
    Moderation,
    Participant,
    Showing,
    Statement,
    StatementVote,
)
from commonhall.consultations.drafts.models import Amendment, Comment, CommentAppeal
from commonhall.consultations.meetings.models import Presence
from commonhall.consultations.round_tables.models import Seat
from commonhall.consultations.statements import search
from commonhall.consultations.surveys.models import Participation
from commonhall.people.personal_data import holds
from commonhall.people.residents.models import Person


def _export(person: Person) -> dict[str, Any]:
    votes = StatementVote.objects.filter(participant__person=person).order_by("pk")
    # Seats at tables, and what the person was named as concerned by: one query for both.
    seats = Seat.objects.filter(person=person).order_by()
    named = NamedConcern.objects.filter(person=person).order_by()
    apart = sorted(
        seats.values_list(Value("seat"), Cast("table_id", CharField()), "label").union(
            named.values_list(Value("named"), "asking", Value("")), all=True
        )
    )
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
        "named": [{"asking": one} for kind, one, _label in apart if kind == "named"],
        "seats": [
            {"table": int(one), "speaks_for": label} for kind, one, label in apart if kind == "seat"
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
    for named in NamedConcern.objects.filter(person=person).order_by("pk"):
        erase(ctx, named, ["person_id"])
    for presence in Presence.objects.filter(person=person).order_by("pk"):
        erase(ctx, presence, ["person_id", *(["text"] if words else [])])
    for seat in Seat.objects.filter(person=person).order_by("pk"):
        erase(ctx, seat, ["person_id", *(["label"] if words else [])])
        seat.left_at = ctx.occurred_at
        ctx.save(seat)


NAMES = {
    "named": _("What I was named as concerned by"),
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
    "seats": _("My seats at round tables"),
}


def register() -> None:
    holds("consultations", _export, _erase, NAMES)
