"""How moderation are shown wherever a ref names one."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from commonhall.consultations.conversations.models import Moderation
from commonhall.consultations.drafts.models import CommentAppeal
from commonhall.core.refs import Described, describes


def _moderations(numbers: list[int]) -> dict[int, Described]:
    rows = Moderation.objects.filter(pk__in=numbers).select_related("statement")
    return {
        row.pk: Described(row.ref, row.get_reason_display(), row.statement.get_absolute_url())
        for row in rows
    }


def _comment_appeals(numbers: list[int]) -> dict[int, Described]:
    rows = CommentAppeal.objects.filter(pk__in=numbers).select_related("comment__paragraph")
    return {
        row.pk: Described(
            row.ref,
            str(_("Appeal against a hidden comment")),
            row.comment.get_absolute_url(),
            row.get_verdict_display(),
        )
        for row in rows
    }


def register() -> None:
    describes("consultations.moderation", _moderations)
    describes("consultations.commentappeal", _comment_appeals)
