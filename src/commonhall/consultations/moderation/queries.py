"""The log of moderation as tables and programs show it: statements and comments in one shape."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import CharField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Concat

from commonhall.consultations.conversations.models import Moderation
from commonhall.consultations.drafts.models import Comment, CommentAppeal
from commonhall.people.bodies.models import Body
from commonhall.record.models import Entry


@dataclass(frozen=True)
class Logged:
    """Words that were hidden: which, why, by whom, when; and the appeal, if there was one."""

    statement: int | None
    comment: int | None
    reason: str
    body: Body
    at: datetime | None
    appeal: Moderation | CommentAppeal | None

    @property
    def appealed_at(self) -> datetime | None:
        return self.appeal.appealed_at if self.appeal else None

    @property
    def verdict(self) -> str:
        return self.appeal.verdict if self.appeal else ""

    @property
    def answer(self) -> str:
        return self.appeal.answer if self.appeal else ""

    @property
    def decided_by(self) -> Body | None:
        return self.appeal.decided_by if self.appeal else None


def statements() -> QuerySet[Moderation]:
    return Moderation.objects.select_related("body", "decided_by")


def comments() -> QuerySet[Comment]:
    """Those hidden now or once; a comment does not say when, the record does."""
    ref = Concat(Value("consultations.comment:"), Cast(OuterRef("pk"), CharField()))
    actions = Entry.objects.filter(action="consultations.hide_comment", subject=ref)
    rows: QuerySet[Comment] = (
        Comment.objects.filter(~Q(hidden_for="") | Q(appeal__isnull=False))
        .select_related("hidden_by", "appeal__body", "appeal__decided_by")
        .annotate(hidden_at=Subquery(actions.values("occurred_at")[:1]))
    )
    return rows


def of_statement(row: Moderation) -> Logged:
    return Logged(row.statement_id, None, row.reason, row.body, row.at, row)


def of_comment(row: Comment) -> Logged:
    """A row of `comments()`. One that is shown again has reason and body in its appeal only."""
    appeal = getattr(row, "appeal", None)
    hidden_at: datetime | None = getattr(row, "hidden_at", None)
    if appeal is not None:
        return Logged(None, row.pk, appeal.reason, appeal.body, hidden_at, appeal)
    assert row.hidden_by is not None
    return Logged(None, row.pk, row.hidden_for, row.hidden_by, hidden_at, None)
