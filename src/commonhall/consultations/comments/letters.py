"""What letters about debates say: what somebody wrote, unless it is hidden or withdrawn since."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from commonhall.actions.notification_letters import says
from commonhall.consultations.comments.models import Remark
from commonhall.consultations.comments.subjects import readable


def _told(row: Remark | None) -> Iterator[str]:
    if row is not None and row.is_shown and readable([row.about]):
        side = f" ({row.get_side_display()})" if row.side else ""
        yield _("%(who)s writes%(side)s:") % {"who": row.who, "side": side}
        yield row.text


@says("consultations.write_comment")
def written(ref: str, at: datetime) -> Iterator[str]:
    """The comment of that moment on a thing."""
    rows = Remark.objects.filter(about=ref, parent=None, at=at)
    yield from _told(rows.select_related("organisation", "office__body").first())


@says("consultations.reply_to_remark")
def replied(ref: str, at: datetime) -> Iterator[str]:
    """The reply of that moment to a comment."""
    rows = Remark.objects.filter(parent_id=int(ref.rpartition(":")[2]), at=at)
    yield from _told(rows.select_related("organisation", "office__body").first())


@says("consultations.hide_remark")
def hidden(ref: str, _at: datetime) -> Iterator[str]:
    """Why a comment was hidden: its writer follows it. The words themselves are not repeated."""
    row = Remark.objects.filter(pk=int(ref.rpartition(":")[2])).select_related("hidden_by").first()
    if row is not None and row.hidden_by is not None:
        yield _("%(body)s hid it. Reason: %(reason)s.") % {
            "body": row.hidden_by.name,
            "reason": row.hidden_reason,
        }
        yield _("Its writer can appeal once, to another body, on the page of the comment.")
