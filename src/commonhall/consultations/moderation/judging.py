"""Judging words that somebody wrote: what all kinds of moderated words have in common.

A kind of words says where it was said (`asked_in`), whose it is (`said_by`), whether it is hidden and what came of that.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor
from commonhall.actions.context import Context
from commonhall.actions.inputs import Choice, Words
from commonhall.consultations.comments.models import Remark
from commonhall.consultations.comments.search import index_remark
from commonhall.consultations.conversations.models import Statement
from commonhall.consultations.drafts.models import Comment
from commonhall.consultations.initiatives.models import Initiative
from commonhall.consultations.initiatives.search import index_initiative
from commonhall.consultations.initiatives.signing_actions import oblige_if_enough
from commonhall.consultations.moderation.kinds import writers
from commonhall.consultations.moderation.models import Hiding
from commonhall.consultations.statements import search
from commonhall.consultations.statements.actions import State
from commonhall.core.refusals import Refused
from commonhall.people import four_eyes
from commonhall.people.bodies.models import Body

Said = Statement | Comment | Initiative | Remark

# An initiative that has ended is not hidden any more: the answer stands beside what was asked.
HIDEABLE = (Initiative.State.OPEN, Initiative.State.REACHED)


def where(words: Said) -> int | None:
    """The place of what the words were said to; None where that has none."""
    unit: int | None = getattr(words.asked_in, "unit_id", None)
    return unit


def author(words: Said) -> list[str]:
    """Whose words they are: nobody judges their own."""
    return writers(words)


REASON = Choice(
    _("Reason"), choices=Hiding.Reason.choices, empty=_("Choose one of the published reasons.")
)


def may_hide(actor: Actor, words: Said) -> None:
    """Raises `Refused` where the words are not shown, are final, or were shown again on appeal."""
    if isinstance(words, Statement):
        if words.state != Statement.State.SHOWN or words.reported:
            raise Refused(
                "state", "wrong-state", _("This statement is not shown, or is not one of ours.")
            )
        if words.conversation.state != State.OPEN:
            raise Refused(
                "state", "closed", _("The report is final. What it shows can no longer be changed.")
            )
    elif words.is_hidden:
        raise Refused("state", "wrong-state", _("This is already hidden."))
    elif isinstance(words, Initiative) and words.state not in HIDEABLE:
        raise Refused(
            "state", "over", _("This has ended. What was signed and answered stays as it is.")
        )
    elif isinstance(words, Remark):
        _may_hide_remark(actor, words)
    found = words.hiding()
    if found is not None and found.verdict == Hiding.Verdict.OVERTURNED:
        raise Refused("state", "overturned", _("On appeal it was decided to show this."))


def _may_hide_remark(actor: Actor, remark: Remark) -> None:
    if not remark.is_shown:
        raise Refused("state", "wrong-state", _("This comment is not shown any more."))
    if remark.said_by(actor):
        raise Refused(
            "state", "own-words", _("These are your own words. You can withdraw them instead.")
        )


WHY_SHOWN = Words(
    _("Why it should be shown"), most=1000, long=True, empty=_("Enter why it should be shown.")
)


def may_appeal(actor: Actor, words: Said) -> None:
    """Raises `Refused` unless the words are the actor's, hidden, and nobody appealed before."""
    if not words.said_by(actor):
        raise Refused("state", "not-yours", _("Only its author can appeal."))
    if not words.is_hidden:
        raise Refused("state", "wrong-state", _("This is not hidden."))
    found = words.hiding()
    if found is not None and found.appealed_at is not None:
        raise Refused(
            "state", "appealed", _("There has already been an appeal. You can only appeal once.")
        )


VERDICT = Choice(
    _("Decision"), choices=Hiding.Verdict.choices, empty=_("Choose whether it stays hidden.")
)
WHY = Words(_("Why"), most=1000, long=True, empty=_("Enter the reasons."))


NEITHER = _("Another body decides: neither the one that hid it nor the one that is asking.")


def another_body(actor: Actor, words: Said) -> None:
    """Raises `Refused` unless an appeal waits, and the actor's body had no part in it."""
    found = words.hiding()
    if found is None or found.appealed_at is None or found.verdict:
        raise Refused("state", "wrong-state", _("There is no appeal waiting here."))
    own = words.office.body_id if isinstance(words, Remark) and words.office else None
    asking = getattr(words.asked_in, "body_id", None)
    no_part_in_hiding(actor, found, getattr(words, "hidden_at", None), asking, own)


def no_part_in_hiding(
    actor: Actor, found: Any, hidden: datetime | None, *asking: int | None
) -> None:
    """Raises `Refused` where the actor's body hid the words or asked for them, or the person held an office there then.

    found: the hiding, with its appeal. hidden: when, where that stands elsewhere. asking: the bodies the words were
    said to.
    """
    moments = (found.at, found.appealed_at, hidden)
    days = {timezone.localdate(one) for one in moments if one}
    four_eyes.check_no_part(actor, (found.body_id, *asking), days, NEITHER)


def _shown_again(ctx: Context, initiative: Initiative) -> None:
    """The days that it was hidden are given back; what counted meanwhile may be enough."""
    hidden_on = initiative.hidden_on or ctx.today
    initiative.closes_on += ctx.today - hidden_on
    initiative.hidden_for, initiative.hidden_by, initiative.hidden_on = "", None, None
    ctx.save(initiative)
    index_initiative(initiative)
    oblige_if_enough(ctx, initiative)


def decide(ctx: Context, words: Said, verdict: str, text: str) -> Hiding:
    """Keep the verdict on an appeal; overturned, the words are shown again."""
    found = words.hiding()
    assert found is not None
    if verdict == Hiding.Verdict.OVERTURNED:
        if isinstance(words, Statement):
            words.state = Statement.State.SHOWN
            ctx.save(words)
            search.index_statements([words])
        elif isinstance(words, Initiative):
            _shown_again(ctx, words)
        else:
            words.hidden_for = ""
            words.hidden_by = None
            ctx.save(words)
        if isinstance(words, Remark):
            index_remark(words)
    ctx.note(verdict=verdict)
    found.verdict = verdict
    found.answer = text
    found.decided_by = Body.objects.get(pk=ctx.actor.body_id)
    found.decided_at = ctx.occurred_at
    return ctx.save(found)
