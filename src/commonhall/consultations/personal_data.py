"""What `consult` holds about a person: what they said, their votes, their seats at tables."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Exists, QuerySet
from django.utils.translation import gettext_lazy as _

from commonhall.actions.context import Context
from commonhall.actions.erasure import erase
from commonhall.consultations.askings.models import NamedConcern
from commonhall.consultations.comments import personal_rows as debates
from commonhall.consultations.comments.models import Remark, RemarkAppeal, UsefulMark
from commonhall.consultations.conversations.models import (
    Argument,
    Moderation,
    Participant,
    Showing,
    Statement,
    StatementVote,
)
from commonhall.consultations.drafts.models import Amendment, Comment, CommentAppeal
from commonhall.consultations.feedback.models import FeedbackGiven
from commonhall.consultations.initiatives import personal_rows as signatures
from commonhall.consultations.initiatives.models import (
    Initiative,
    InitiativeAppeal,
    InitiativeUpdate,
    Promoter,
)
from commonhall.consultations.meetings.models import Presence, SpeakingTurn
from commonhall.consultations.moderation.models import Withheld, WordsReport
from commonhall.consultations.round_tables.models import Seat
from commonhall.consultations.statements import search
from commonhall.consultations.surveys.models import Participation
from commonhall.consultations.translations import personal_rows as translations
from commonhall.consultations.translations.models import Confirmation
from commonhall.people.personal_data import holds
from commonhall.people.residents.models import Person


def _kept(person: Person) -> dict[str, QuerySet[Any]]:
    """Where something may be kept about a person, by part of the export."""
    return {
        "takes_part_in": Participant.objects.filter(person=person).select_related("unit"),
        "votes": StatementVote.objects.filter(participant__person=person),
        "shown": Showing.objects.filter(participant__person=person),
        "statements": Statement.objects.filter(person=person),
        "arguments": Argument.objects.filter(person=person),
        "appeals": Moderation.objects.filter(statement__person=person).exclude(appeal=""),
        "comments": Comment.objects.filter(person=person),
        "appeals_for_comments": CommentAppeal.objects.filter(comment__person=person).select_related(
            "comment"
        ),
        "amendments": Amendment.objects.filter(person=person),
        "surveys_taken_part_in": Participation.objects.filter(person=person).select_related(
            "survey"
        ),
        "feedback": FeedbackGiven.objects.filter(person=person).select_related("feedback"),
        "meetings": Presence.objects.filter(person=person),
        "speeches": SpeakingTurn.objects.filter(person=person),
        "initiatives": Initiative.objects.filter(person=person),
        "promoter_of": Promoter.objects.filter(person=person),
        "signatures": signatures.of_person(person),
        "updates": InitiativeUpdate.objects.filter(person=person),
        "appeals_for_initiatives": InitiativeAppeal.objects.filter(initiative__person=person),
        "comments_in_debates": Remark.objects.filter(person=person),
        "useful_marks": UsefulMark.objects.filter(person=person, taken_back_on=None),
        "appeals_for_comments_in_debates": RemarkAppeal.objects.filter(remark__person=person),
        "translations": translations.of_person(person),
        "translations_confirmed": Confirmation.objects.filter(person=person).select_related(
            "translation"
        ),
        "reports": WordsReport.objects.filter(person=person),
        "hidden_parts": Withheld.objects.filter(author=person).exclude(original=""),
        "named": NamedConcern.objects.filter(person=person),
        "seats": Seat.objects.filter(person=person),
    }


# How a row of each part is told.
TOLD: dict[str, Callable[[Any], Any]] = {
    "takes_part_in": lambda row: {
        "conversation": row.conversation_id,
        "place": row.unit.code if row.unit else None,
    },
    "votes": lambda row: {
        "statement": row.statement_id,
        "vote": row.value,
        "salt": row.salt,
        "leaf": row.leaf,
    },
    "shown": lambda row: {"statement": row.statement_id, "at": row.at.isoformat()},
    "statements": lambda row: {
        "id": row.pk,
        "text": row.text,
        "state": row.state,
        "at": row.at.isoformat(),
    },
    "arguments": lambda row: {
        "conversation": row.conversation_id,
        "text": row.text,
        "source": row.source,
    },
    "appeals": lambda row: {"statement": row.statement_id, "text": row.appeal},
    "comments": lambda row: {
        "paragraph": row.paragraph_id,
        "text": row.text,
        "at": row.at.isoformat(),
    },
    "appeals_for_comments": lambda row: {
        "paragraph": row.comment.paragraph_id,
        "text": row.text,
    },
    "amendments": lambda row: {
        "paragraph": row.paragraph_id,
        "text": row.text,
        "why": row.reason,
    },
    "surveys_taken_part_in": lambda row: row.survey.names,
    "feedback": lambda row: row.feedback.thing,
    "meetings": lambda row: {
        "meeting": row.meeting_id,
        "text": row.text,
        "at": row.at.isoformat(),
    },
    "speeches": lambda row: {
        "meeting": row.meeting_id,
        "place": row.place,
        "asked_at": row.at.isoformat(),
        "began_at": row.began_at and row.began_at.isoformat(),
        "ended_at": row.ended_at and row.ended_at.isoformat(),
    },
    "initiatives": lambda row: {
        "id": row.pk,
        "title": row.title,
        "text": row.text,
        "at": row.at.isoformat(),
    },
    "promoter_of": lambda row: {"initiative": row.initiative_id, "name": row.name},
    "signatures": lambda row: {
        "initiative": row.initiative_id,
        "shown": row.shown,
        "name": row.name,
        "on": str(row.on),
        "taken_back_on": str(row.taken_back_on or ""),
    },
    "updates": lambda row: {
        "initiative": row.initiative_id,
        "text": row.text,
        "at": row.at.isoformat(),
    },
    "appeals_for_initiatives": lambda row: {
        "initiative": row.initiative_id,
        "text": row.text,
    },
    "comments_in_debates": lambda row: {
        "id": row.pk,
        "about": row.about,
        "side": row.side,
        "text": row.text,
        "at": row.at.isoformat(),
    },
    "useful_marks": lambda row: {"comment": row.remark_id, "at": row.at.isoformat()},
    "appeals_for_comments_in_debates": lambda row: {
        "comment": row.remark_id,
        "text": row.text,
    },
    "translations": lambda row: {
        "about": row.about,
        "language": row.language,
        "text": row.text,
        "at": row.at.isoformat(),
    },
    "translations_confirmed": lambda row: {
        "about": row.translation.about,
        "language": row.translation.language,
        "at": row.at.isoformat(),
    },
    "hidden_parts": lambda row: {
        "about": row.about,
        "original": row.original,
        "appeal": row.appeal,
    },
    "reports": lambda row: {
        "about": row.about,
        "reason": row.reason,
        "note": row.note,
        "at": row.at.isoformat(),
    },
    "named": lambda row: {"asking": row.asking, "at": row.at.isoformat()},
    "seats": lambda row: {
        "table": row.table_id,
        "speaks_for": row.label,
        "answer": row.answer,
        "reason": row.reason,
    },
}


def _export(person: Person) -> dict[str, Any]:
    """All of it; one query asks where anything is, so that empty parts cost nothing."""
    kept = _kept(person)
    asked = [Exists(rows.select_related(None)) for rows in kept.values()]
    there = Person.objects.filter(pk=person.pk).values_list(*asked)
    found = dict(zip(kept, there.get(), strict=True))
    return {
        name: [TOLD[name](row) for row in rows.order_by("pk")] if found[name] else []
        for name, rows in kept.items()
    }


def _erase(ctx: Context, person: Person, words: bool) -> None:
    """Untie the person; with `words`, what they wrote goes too. Votes of running conversations go
    altogether; those of closed ones lose value and salt, so that the root can still be computed."""
    # What was answered in surveys lies apart from the person already.
    Participation.objects.filter(person=person).delete()
    FeedbackGiven.objects.filter(person=person).delete()
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
    for turn in SpeakingTurn.objects.filter(person=person).order_by("pk"):
        erase(ctx, turn, ["person_id"])
    for seat in Seat.objects.filter(person=person).order_by("pk"):
        erase(ctx, seat, ["person_id", *(["label", "reason"] if words else [])])
        seat.left_at = ctx.occurred_at
        ctx.save(seat)

    if words:
        remarks = Remark.objects.filter(person=person).order_by("pk")
        translations.erase_of(ctx, [one.ref for one in (*statements, *remarks)])
    translations.erase_person(ctx, person, words)
    signatures.erase_person(ctx, person, words)
    debates.erase_person(ctx, person, words)


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
    "feedback": _("What I gave feedback about"),
    "meetings": _("Meetings I took part in"),
    "speeches": _("When I asked to speak at meetings"),
    "initiatives": _("Initiatives I began"),
    "promoter_of": _("Initiatives I stand behind"),
    "signatures": _("Initiatives I signed"),
    "updates": _("Updates I wrote"),
    "appeals_for_initiatives": _("My appeals for initiatives"),
    "comments_in_debates": _("My comments in debates"),
    "useful_marks": _("Comments I marked as useful"),
    "appeals_for_comments_in_debates": _("My appeals for comments in debates"),
    "translations": _("Translations I offered"),
    "translations_confirmed": _("Translations I confirmed"),
    "reports": _("Words I reported"),
    "hidden_parts": _("What moderation hid in my cases"),
    "seats": _("My seats at round tables"),
}


def register() -> None:
    holds("consultations", _export, _erase, NAMES)
