"""Votes on statements as rows: one per participant and statement."""

from __future__ import annotations

from commonhall.consultations.conversations.models import Participant, Statement, StatementVote


def put(participant: Participant, statement: Statement, value: int) -> StatementVote:
    made, _new = StatementVote.objects.update_or_create(
        participant=participant,
        statement=statement,
        defaults={"value": value, "conversation_id": participant.conversation_id},
    )
    return made
