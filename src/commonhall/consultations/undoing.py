"""What becomes of words when a review undoes their moderation, or the answer to them."""

from __future__ import annotations

from django.utils import timezone

from commonhall.actions.context import Context
from commonhall.actions.undoing import follows, set_aside, stays
from commonhall.consultations.comments.models import Remark
from commonhall.consultations.comments.search import index_remark
from commonhall.consultations.conversations.models import Moderation, Response, Statement
from commonhall.consultations.initiatives import counting, search
from commonhall.consultations.initiatives.models import Initiative, PaperLine, PaperSheet
from commonhall.consultations.moderation import originals
from commonhall.consultations.moderation.models import Withheld
from commonhall.consultations.statements import search as search_statements
from commonhall.law.promises import ledger

stays(Moderation, Response)


@set_aside(PaperSheet)
def does_not_count(ctx: Context, sheet: PaperSheet) -> bool:
    """What was entered on paper counts no more; its lines can be entered again."""
    if sheet.state == PaperSheet.State.REFUSED:
        return False
    PaperLine.objects.filter(sheet=sheet).delete()
    sheet.state, sheet.decided_on = PaperSheet.State.REFUSED, ctx.today
    return True


@follows(PaperSheet)
def counted_anew(ctx: Context, sheet: PaperSheet) -> None:
    """Signatures that were added count no more."""
    ctx.save(sheet)
    counting.recount(sheet.initiative)


@follows(Initiative)
def still_owed(ctx: Context, initiative: Initiative) -> None:
    """An answer that is owed stays owed, though what made it so was undone: the body may refuse for that reason."""
    promise = ledger.of(initiative.ref)
    if initiative.state == Initiative.State.OPEN and promise is not None:
        initiative.state = Initiative.State.REACHED
        initiative.reached_on = timezone.localdate(promise.made_at)
        initiative.due_on = promise.first_on
    ctx.save(initiative)
    search.index_initiative(initiative)


@follows(Statement)
def statement_found_again(ctx: Context, statement: Statement) -> None:
    """Words that a review shows again, or parts from their twin, are found by what they say now."""
    ctx.save(statement)
    search_statements.index_statements([statement])


@follows(Remark)
def found_again(ctx: Context, remark: Remark) -> None:
    """Words that a review shows again are found again."""
    ctx.save(remark)
    index_remark(remark)


@set_aside(Withheld)
def put_back_where_it_stood(ctx: Context, hidden: Withheld) -> bool:
    """A review undoes the hiding: what was under seal stands in its thing again."""
    if hidden.shown_at is not None:
        return False
    originals.put_back(ctx, hidden)
    hidden.shown_at = ctx.occurred_at
    return True
