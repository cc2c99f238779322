"""Moderation of amendments to plan books: words hidden for a published reason. Support and the answer that is owed stay."""

from __future__ import annotations

from typing import Annotated

from django.utils.translation import gettext_lazy as _

from commonhall.actions import exemptions
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.undoing import put_back
from commonhall.consultations.moderation.joining import hides
from commonhall.consultations.moderation.judging import REASON
from commonhall.consultations.moderation.kinds import Hideable
from commonhall.consultations.moderation.models import Withheld
from commonhall.consultations.moderation.withheld_actions import hide, parties
from commonhall.core.refusals import Refused
from commonhall.delivery.plan_books.models import BookAmendment


def _has_words(_actor: Actor, amendment: BookAmendment) -> None:
    """Whose words they are does not judge them: their interest recuses."""
    if amendment.gone:
        raise Refused("state", "wrong-state", _("There is nothing here that could be hidden."))


@action(
    "delivery.hide_book_amendment",
    by=Kind.OFFICE,
    power="moderate-conversations",
    any_body=exemptions.MODERATED,
    undo=put_back,
    title=_("Hide its words"),
    done=_("Words of an amendment to a plan book hidden by moderation"),
    place=lambda amendment: amendment.book.unit_id,
    concerns=parties,
    allows=_has_words,
)
def hide_book_amendment(
    ctx: Context, amendment: BookAmendment, reason: Annotated[str, REASON]
) -> Withheld:
    """Hide the words of an amendment for one of the published reasons. The person who wrote it is told and may appeal once."""
    return hide(ctx, amendment, Withheld.What.TEXT, reason)


hides(hide_book_amendment.code, Hideable(BookAmendment, text=("title", "text", "reason")))
