"""Debates for tests: plain functions."""

from __future__ import annotations

from typing import Any

from commonhall.actions.actors import Actor
from commonhall.consultations.comments import actions
from commonhall.consultations.comments.models import Remark
from commonhall.core.models import Governed


def say(
    who: Actor, about: Governed | str, text: str = "It is dark there.", side: str = "for"
) -> Remark:
    """A comment on a thing; one on a case has no side."""
    ref = about if isinstance(about, str) else about.ref
    given: dict[str, Any] = {} if ref.startswith("cases.") else {"side": side}
    return actions.write_comment.perform(who, about=ref, text=text, **given).result


def reply(who: Actor, remark: Remark, text: str = "Not at my end.") -> Remark:
    return actions.reply_to_remark.perform(who, remark=remark, text=text).result


def mark(who: Actor, remark: Remark) -> None:
    actions.mark_remark.perform(who, remark=remark)
    remark.refresh_from_db()
