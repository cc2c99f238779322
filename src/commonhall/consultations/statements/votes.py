"""Votes on statements: cast, changed, sealed at closing.

A vote is personal. At closing each gets a random salt and a leaf, SHA-256 over salt, statement and
value; the closing entry holds the Merkle root over all leaves in the order of their bytes.
"""

from __future__ import annotations

import hashlib
import secrets
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor
from commonhall.consultations.conversations.actions import take_part
from commonhall.consultations.conversations.models import (
    Conversation,
    Statement,
    StatementVote,
)
from commonhall.consultations.conversations.participation import participant_of
from commonhall.consultations.statements.vote_rows import put
from commonhall.core.refusals import BadInput, Refused
from commonhall.record import merkle

if TYPE_CHECKING:
    from collections.abc import Iterable

AGREE, PASS, DISAGREE = 1, 0, -1
VALUES = (AGREE, PASS, DISAGREE)
CHUNK = 5000
_SEAL = "UPDATE consultations_statementvote SET salt = %s, leaf = %s WHERE id = %s"


def cast(actor: Actor, statement: Statement, value: int) -> StatementVote:
    """Vote on a statement, or change one's vote. Raises Refused as the gate would, or BadInput."""
    conversation = statement.conversation
    permission = take_part.check(actor, conversation)
    if permission.refusal is not None:
        raise permission.refusal
    if value not in VALUES:
        raise BadInput("value", _("Agree, disagree or pass."))
    participant = participant_of(conversation, actor)
    if participant is None:
        raise Refused("state", "not-taking-part", _("Take part first: see the briefing."))
    with transaction.atomic():
        # Nobody votes while the closing action seals the votes.
        fresh = conversation.as_read()
        if fresh.state != Conversation.State.OPEN:
            raise Refused("state", "over", _("This conversation has ended."))
        if statement.as_read().state != Statement.State.SHOWN:
            raise Refused("state", "hidden", _("This statement is not shown any more."))
        return put(participant, statement, value)


def leaf(salt: str, statement: int, value: int) -> str:
    """What stands for one vote in the root: hex SHA-256 over salt, statement and value."""
    return hashlib.sha256(bytes.fromhex(salt) + f"|{statement}|{value}".encode()).hexdigest()


def root_of(leaves: Iterable[str]) -> str:
    """The Merkle root (RFC 9162) over leaves in the order of their bytes."""
    hashed = [merkle.leaf_hash(bytes.fromhex(one)) for one in sorted(leaves)]
    return merkle.root(hashed).hex()


def seal(conversation: Conversation) -> tuple[str, int]:
    """Give every vote its salt and leaf; (root, number of votes)."""
    leaves: list[str] = []
    last = 0
    while True:
        rows = list(
            StatementVote.objects.filter(conversation=conversation, pk__gt=last).order_by("pk")[
                :CHUNK
            ]
        )
        if not rows:
            break
        last = rows[-1].pk
        fresh = [row for row in rows if not row.leaf and row.value is not None]
        for row in fresh:
            row.salt = secrets.token_hex(16)
            row.leaf = leaf(row.salt, row.statement_id, int(row.value or 0))
        with connection.cursor() as cursor:
            cursor.executemany(_SEAL, [(row.salt, row.leaf, row.pk) for row in fresh])
        leaves += [row.leaf for row in rows if row.leaf]
    return root_of(leaves), len(leaves)
