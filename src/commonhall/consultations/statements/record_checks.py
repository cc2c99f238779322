"""Part of `record verify`: the votes of each closed conversation give the root its entry names."""

from __future__ import annotations

import json

from commonhall.consultations.conversations.models import StatementVote
from commonhall.consultations.statements import votes
from commonhall.record import verification
from commonhall.record.models import Entry
from commonhall.record.readers import DatabaseSource, RecordSource
from commonhall.record.reports import Report

CLOSING = ("consultations.close_conversation", "consultations.freeze_import")


def check_votes(source: RecordSource, report: Report) -> None:
    """Leaves against the root, and each vote that was not erased against its leaf."""
    if not isinstance(source, DatabaseSource):
        return
    for entry in Entry.objects.using(source.alias).filter(action__in=CLOSING).order_by("pk"):
        body = json.loads(entry.body)
        number = int(str(body.get("subject", "")).partition(":")[2] or 0)
        root = body.get("data", {}).get("votes_root", "")
        leaves: list[str] = []
        rows = StatementVote.objects.using(source.alias).filter(conversation_id=number)
        for vote in rows.order_by("pk").iterator(chunk_size=5000):
            leaves.append(vote.leaf)
            whole = vote.value is not None and vote.salt
            if whole and vote.leaf != votes.leaf(vote.salt, vote.statement_id, vote.value or 0):
                report.add("vote_changed", "a vote differs from its leaf", entry.subject)
        if not all(leaves) or votes.root_of(filter(None, leaves)) != root:
            report.add("votes_changed", "the votes do not give the root it names", entry.subject)


def register() -> None:
    verification.register_check("consultations.votes", check_votes)
