"""What may be done in debates: comment, reply, correct within an hour, withdraw, mark as useful."""

from __future__ import annotations

from typing import Annotated

from django.db.models import F, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.erasure import erase
from commonhall.actions.inputs import Choice, Ref, Words
from commonhall.consultations.comments import newcomers, search
from commonhall.consultations.comments.models import Remark, UsefulMark
from commonhall.consultations.comments.subjects import thing_of
from commonhall.consultations.conversations.participation import EVERYBODY
from commonhall.consultations.speakers import spoken_by
from commonhall.core import clock
from commonhall.core.refusals import BadInput, Refused

DEBATE = "take-part-in-debates"
LIMIT = "consultations.write_comment"
LONGEST = 2000
TEXT = Words(
    _("Comment"),
    _(
        "Up to 2,000 characters. You can correct it for an hour, until somebody answers or marks it."
    ),
    most=LONGEST,
    long=True,
    empty=_("Enter a comment."),
)
_CLOSED = _("Comments are no longer taken on this. What was said stays readable.")


# --- writing --------------------------------------------------------------------------------------
def _may_write(actor: Actor, _thing: None) -> None:
    newcomers.keep_within(actor)


@action(
    LIMIT,
    by=EVERYBODY,
    right=DEBATE,
    verified=True,
    title=_("Comment"),
    done=_("Comment written"),
    told=lambda _made: gettext("Your comment is shown."),
    allows=_may_write,
    limit=LIMIT,
)
def write_comment(
    ctx: Context,
    about: Annotated[
        str,
        Ref(_("What the comment is about"), empty=_("Choose what the comment is about.")),
    ],
    text: Annotated[str, TEXT],
    side: Annotated[
        str,
        Choice(
            _("Your comment is"),
            choices=Remark.Side.choices,
            radio=True,
            unsaid=_("neither: this is a matter without sides"),
        ),
    ] = "",
) -> Remark:
    """Say what speaks for something, what against, or ask. Those who follow it are told."""
    found = thing_of(about)
    if found is None:
        raise BadInput("about", _("This cannot be commented on. Choose something else."))
    subject, thing = found
    if not subject.takes(thing):
        raise BadInput("about", _CLOSED)
    if subject.sides and not side:
        raise BadInput("side", _("Choose whether your comment is for, against or a question."))
    if side and not subject.sides:
        raise BadInput("side", _("Leave this blank: here nobody is for or against."))
    made = ctx.save(
        Remark(about=about, side=side, text=text, at=ctx.occurred_at, **spoken_by(ctx.actor))
    )
    search.index_remark(made)
    # The writer hears of replies, and if it is hidden.
    ctx.follow(made, ctx.actor.account)
    ctx.subject = about
    ctx.note(comment=made.pk, side=side or None)
    return made


def _may_reply(actor: Actor, remark: Remark) -> None:
    if remark.parent_id is not None:
        raise Refused(
            "state",
            "reply",
            _("This is a reply. Write your reply under the comment that it belongs to."),
        )
    if not remark.is_shown:
        raise Refused("state", "wrong-state", _("This comment is not shown any more."))
    _check_open(remark)
    newcomers.keep_within(actor)


def _check_open(remark: Remark) -> None:
    """Is the thing still there to be debated?"""
    found = thing_of(remark.about)
    if found is None or not found[0].takes(found[1]):
        raise Refused("state", "closed", _CLOSED)


@action(
    "consultations.reply_to_remark",
    by=EVERYBODY,
    right=DEBATE,
    verified=True,
    title=_("Reply"),
    done=_("Reply to a comment"),
    told=lambda _made: gettext("Your reply is shown."),
    allows=_may_reply,
    limit=LIMIT,
)
def reply_to_remark(ctx: Context, remark: Remark, text: Annotated[str, TEXT]) -> Remark:
    """Answer a comment. Its writer is told, and everybody else who answered it."""
    made = ctx.save(
        Remark(
            about=remark.about,
            parent=remark,
            text=text,
            at=ctx.occurred_at,
            **spoken_by(ctx.actor),
        )
    )
    _uncounted(remark).update(replies=F("replies") + 1)
    search.index_remark(made)
    ctx.follow(made, ctx.actor.account)
    ctx.follow(remark, ctx.actor.account)
    ctx.note(reply=made.pk)
    return made


def _uncounted(remark: Remark) -> QuerySet[Remark]:
    """A comment whose counters are written: no versions hold them, because they follow from other rows."""
    return QuerySet(Remark).filter(pk=remark.pk)


# --- one's own words ------------------------------------------------------------------------------
def _own(actor: Actor, remark: Remark) -> None:
    if not remark.said_by(actor):
        raise Refused("state", "not-yours", _("Only its writer can do this."))
    if remark.is_hidden:
        raise Refused(
            "state", "hidden", _("This comment is hidden by moderation. You can appeal instead.")
        )
    if not remark.is_shown:
        raise Refused("state", "wrong-state", _("This comment is not shown any more."))


def _may_reword(actor: Actor, remark: Remark) -> None:
    _own(actor, remark)
    if remark.replies or remark.useful:
        raise Refused(
            "state",
            "answered",
            _(
                "Others have answered or marked these words, so they stay as they are. Reply to add something."
            ),
        )
    if not remark.editable(clock.now()):
        raise Refused(
            "state",
            "too-late",
            _(
                "You can correct a comment for an hour. Reply to it to add something, or withdraw it."
            ),
        )


@action(
    "consultations.reword_remark",
    by=EVERYBODY,
    right=DEBATE,
    title=_("Correct your comment"),
    done=_("Comment corrected by its writer"),
    allows=_may_reword,
    limit=LIMIT,
    notifies=False,
)
def reword_remark(
    ctx: Context,
    remark: Remark,
    text: Annotated[
        str,
        Words(
            TEXT.label,
            most=LONGEST,
            long=True,
            empty=TEXT.empty,
            present=lambda remark: remark.text,
        ),
    ],
) -> Remark:
    """Change your own words within the hour, while nobody has answered or marked them. It then says “corrected”."""
    remark.text, remark.edited_at = text, ctx.occurred_at
    made = ctx.save(remark)
    search.index_remark(made)
    return made


@action(
    "consultations.withdraw_remark",
    by=EVERYBODY,
    right=DEBATE,
    title=_("Withdraw your comment"),
    done=_("Comment withdrawn by its writer"),
    told=lambda _made: gettext("Your comment is withdrawn. Its words are gone."),
    allows=_own,
    notifies=False,
)
def withdraw_remark(ctx: Context, remark: Remark) -> Remark:
    """Take your words back: they are erased. That there was a comment stays visible, and so do the replies."""
    remark.withdrawn_at = ctx.occurred_at
    erase(ctx, remark, ["text"])
    search.index_remark(remark)
    return remark


# --- useful ---------------------------------------------------------------------------------------
def mark_of(actor: Actor, remark: Remark) -> UsefulMark | None:
    """The actor's mark, also one that was taken back."""
    if actor.person is None:
        return None
    return UsefulMark.objects.filter(remark=remark, person_id=actor.person).first()


def _may_mark(actor: Actor, remark: Remark) -> None:
    if not remark.is_shown:
        raise Refused("state", "wrong-state", _("This comment is not shown any more."))
    if remark.said_by(actor):
        raise Refused("state", "own-words", _("You cannot mark your own comment."))
    found = mark_of(actor, remark)
    if found is not None and found.taken_back_on is None:
        raise Refused("state", "marked", _("You have already marked this as useful."))


@action(
    "consultations.mark_remark",
    by=Kind.PERSON,
    right=DEBATE,
    verified=True,
    title=_("Mark as useful"),
    done=_("Comment marked as useful"),
    told=lambda _made: gettext("Marked as useful."),
    allows=_may_mark,
    limit="consultations.mark_remark",
    notifies=False,
)
def mark_remark(ctx: Context, remark: Remark) -> UsefulMark:
    """Say that this comment helps, whichever side it is on. Each resident once; nobody sees who did."""
    found = mark_of(ctx.actor, remark)
    if found is None:
        found = UsefulMark(remark=remark, person_id=ctx.actor.person, at=ctx.occurred_at)
    found.taken_back_on, found.at = None, ctx.occurred_at
    _uncounted(remark).update(useful=F("useful") + 1)
    return ctx.save(found)


def _may_unmark(actor: Actor, remark: Remark) -> None:
    found = mark_of(actor, remark)
    if found is None or found.taken_back_on is not None:
        raise Refused("state", "wrong-state", _("You have not marked this."))


@action(
    "consultations.unmark_remark",
    by=Kind.PERSON,
    right=DEBATE,
    title=_("Take the mark back"),
    done=_("Useful mark taken back"),
    told=lambda _made: gettext("Your mark is taken back."),
    allows=_may_unmark,
    limit="consultations.mark_remark",
    notifies=False,
)
def unmark_remark(ctx: Context, remark: Remark) -> UsefulMark:
    """It counts no more. You can mark it again."""
    found = mark_of(ctx.actor, remark)
    assert found is not None  # the guard has seen to it
    return uncount(ctx, found)


def uncount(ctx: Context, mark: UsefulMark) -> UsefulMark:
    """A mark counts no more."""
    mark.taken_back_on = ctx.today
    _uncounted(mark.remark).update(useful=F("useful") - 1)
    return ctx.save(mark)
