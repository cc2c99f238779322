"""What may be done with draft texts: put up, comment, amend, take up or refuse, finish."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commonhall.actions import exemptions
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Choice, Day, Lines, Pick, Ref, Rewording, Words
from commonhall.actions.undoing import by_action, put_back_anew
from commonhall.consultations.askings import reports
from commonhall.consultations.conversations.actions import matter_in
from commonhall.consultations.conversations.participation import EVERYBODY
from commonhall.consultations.drafts import search
from commonhall.consultations.drafts.models import Amendment, Comment, Draft, Paragraph
from commonhall.consultations.speakers import spoken_by
from commonhall.core import clock
from commonhall.core.refusals import BadInput, Refused
from commonhall.law.asking.models import Way
from commonhall.places.models import Unit
from commonhall.places.queries import units

MOST_PARAGRAPHS = 300
_NO_TEXT = _("Enter the text, with an empty line between paragraphs.")


def read_paragraphs(text: str) -> list[str]:
    """An empty line begins a new paragraph."""
    return [one.strip() for one in text.replace("\r\n", "\n").split("\n\n") if one.strip()]


@action(
    "consultations.put_up_draft",
    by=Kind.OFFICE,
    power="write-drafts",
    undo=by_action("consultations.annul_draft"),
    title=_("Publish a draft text"),
    done=_("Draft text published"),
)
def put_up_draft(
    ctx: Context,
    title: Annotated[str, Words(_("Title"), most=160, empty=_("Enter a name for the draft."))],
    unit: Annotated[Unit, Pick(_("Place"), rows=units, key="code", place=True)],
    closes_on: Annotated[date, Day(_("Last day for amendments"))],
    paragraphs: Annotated[
        Sequence[str],
        Lines(
            _("The text"),
            _("Leave an empty line between paragraphs."),
            read=read_paragraphs,
            most=200_000,
            empty=_NO_TEXT,
        ),
    ],
    text: Annotated[str, Words(_("What it is about"), most=4000, long=True)] = "",
    about: Annotated[str, Ref(_("Which matter it is about"))] = "",
) -> Draft:
    """Show a text before it is decided, for everybody to comment and amend."""
    wanted = [one.strip() for one in paragraphs if one.strip()]
    if not 0 < len(wanted) <= MOST_PARAGRAPHS:
        raise BadInput("paragraphs", _NO_TEXT)
    if closes_on < ctx.today:
        raise BadInput("closes_on", _("The last day must be today or later."))
    matter_in(about, unit)
    draft = ctx.save(
        Draft(
            title=title,
            text=text,
            about=about,
            unit=unit,
            body_id=ctx.actor.body_id,
            closes_on=closes_on,
            at=ctx.occurred_at,
        )
    )
    for place, words in enumerate(wanted, 1):
        ctx.save(Paragraph(draft=draft, place=place, text=words))
    if about:
        ctx.link(about, draft, "proposed")
    search.index_draft(draft)
    ctx.subject = draft.ref
    ctx.note(unit=unit.code, paragraphs=len(wanted))
    return draft


def _takes_words(_actor: Actor, paragraph: Paragraph) -> None:
    draft = paragraph.draft
    if draft.state != Draft.State.OPEN or clock.today() > draft.closes_on:
        raise Refused("state", "over", _("This text is closed for comments and amendments."))
    if paragraph.removed:
        raise Refused("state", "removed", _("This paragraph has been removed."))


@action(
    "consultations.comment",
    by=EVERYBODY,
    right="take-part-in-conversations",
    title=_("Comment on this paragraph"),
    done=_("Paragraph commented on"),
    allows=_takes_words,
    limit="consultations.write_statement",
)
def comment(
    ctx: Context,
    paragraph: Paragraph,
    text: Annotated[str, Words(_("Comment"), most=2000, long=True, empty=_("Enter a comment."))],
) -> Comment:
    """Say something to one paragraph."""
    ctx.follow(paragraph.draft, ctx.actor.account)
    made = ctx.save(
        Comment(
            paragraph=paragraph,
            text=text,
            at=ctx.occurred_at,
            **spoken_by(ctx.actor),
        )
    )
    # The writer hears if it is hidden, and may appeal.
    ctx.follow(made, ctx.actor.account)
    return made


@action(
    "consultations.amend",
    by=EVERYBODY,
    right="take-part-in-conversations",
    title=_("Propose an amendment to this paragraph"),
    done=_("Amendment to a paragraph proposed"),
    allows=_takes_words,
    limit="consultations.write_statement",
)
def amend(
    ctx: Context,
    paragraph: Paragraph,
    text: Annotated[
        str,
        Rewording(
            _("New text"),
            _("Edit the text below. Leave blank to remove the paragraph."),
            most=8000,
            present=lambda paragraph: paragraph.text,
        ),
    ],
    reason: Annotated[str, Words(_("Why"), most=2000, long=True, empty=_("Enter the reasons."))],
) -> Amendment:
    """Move other words for a paragraph; none strike it out."""
    if text == paragraph.text:
        raise BadInput(
            "text", _("You have not changed the text. Change it before you send the amendment.")
        )
    made = ctx.save(
        Amendment(
            paragraph=paragraph,
            text=text,
            before=paragraph.text,
            reason=reason,
            edition=paragraph.draft.edition,
            at=ctx.occurred_at,
            **spoken_by(ctx.actor),
        )
    )
    ctx.follow(made, ctx.actor.account)
    ctx.follow(paragraph.draft, ctx.actor.account)
    return made


def _own_waiting(actor: Actor, amendment: Amendment) -> None:
    if not amendment.said_by(actor):
        raise Refused("state", "not-yours", _("Only the person who proposed it can withdraw it."))
    _waiting(amendment)


def _waiting(amendment: Amendment) -> None:
    if amendment.state != Amendment.State.OPEN:
        raise Refused("state", "wrong-state", _("This amendment has already been answered."))


@action(
    "consultations.withdraw_amendment",
    by=EVERYBODY,
    right="take-part-in-conversations",
    title=_("Withdraw my amendment"),
    done=_("Amendment withdrawn"),
    allows=_own_waiting,
)
def withdraw_amendment(ctx: Context, amendment: Amendment) -> Amendment:
    """Take one's own amendment back."""
    amendment.state = Amendment.State.WITHDRAWN
    amendment.answered_at = ctx.occurred_at
    return ctx.save(amendment)


def _text_waiting(actor: Actor, amendment: Amendment) -> None:
    draft = amendment.paragraph.draft
    if draft.body_id != actor.body:
        raise Refused("state", "other-body", _("Another body published this text."))
    if draft.state != Draft.State.OPEN:
        raise Refused("state", "over", _("This text is final."))
    _waiting(amendment)


def _mover(amendment: Amendment) -> list[str]:
    return [
        f"people.organisation:{amendment.organisation_id}" if amendment.organisation_id else "",
        f"people.person:{amendment.person_id}" if amendment.person_id else "",
    ]


@action(
    "consultations.answer_amendment",
    by=Kind.OFFICE,
    any_body=exemptions.WRITTEN,
    power="write-drafts",
    undo=put_back_anew,
    title=_("Answer the amendment"),
    done=_("Amendment answered"),
    place=lambda amendment: amendment.paragraph.draft.unit_id,
    concerns=_mover,
    allows=_text_waiting,
)
def answer_amendment(
    ctx: Context,
    amendment: Amendment,
    verdict: Annotated[
        str,
        Choice(
            _("What is your answer?"),
            choices=[
                (one.value, one.label)
                for one in (Amendment.State.TAKEN_UP, Amendment.State.REFUSED)
            ],
            empty=_("Choose whether you agree to it."),
        ),
    ],
    text: Annotated[str, Words(_("Why"), most=2000, long=True, empty=_("Enter the reasons."))],
) -> Amendment:
    """Take an amendment up, which makes a new edition, or refuse it; with the reason."""
    if verdict == Amendment.State.TAKEN_UP:
        _take_up(ctx, amendment)
    ctx.note(verdict=verdict)
    amendment.state = verdict
    amendment.answer = text
    amendment.answered_at = ctx.occurred_at
    return ctx.save(amendment)


def _take_up(ctx: Context, amendment: Amendment) -> None:
    paragraph = amendment.paragraph.as_read()
    if paragraph.text != amendment.before or paragraph.removed:
        raise BadInput(
            "verdict",
            _("The paragraph has changed since then. Refuse this amendment and ask for a new one."),
        )
    draft = paragraph.draft.as_read()
    edition = draft.edition + 1
    draft.edition = edition
    ctx.save(draft)
    if amendment.text:
        paragraph.text = amendment.text
        paragraph.edition = edition
        ctx.save(paragraph)
    else:
        paragraph.removed = True
        paragraph.edition = edition
        ctx.save(paragraph)
    search.index_draft(draft)


def _own_and_over(actor: Actor, draft: Draft) -> None:
    if draft.body_id != actor.body:
        raise Refused("state", "other-body", _("Another body published this text."))
    if draft.state != Draft.State.OPEN:
        raise Refused("state", "wrong-state", _("This text is final."))
    if clock.today() <= draft.closes_on:
        raise Refused("state", "too-early", _("It is still open: people may propose amendments."))
    if Amendment.objects.filter(paragraph__draft=draft, state=Amendment.State.OPEN).exists():
        raise Refused("state", "unanswered", _("Some amendments have not been answered yet."))


@action(
    "consultations.finish_draft",
    by=Kind.OFFICE,
    power="write-drafts",
    undo=by_action("consultations.annul_draft"),
    title=_("Make it the final text"),
    done=_("Draft text made final"),
    place=lambda draft: draft.unit_id,
    allows=_own_and_over,
)
def finish_draft(ctx: Context, draft: Draft) -> Draft:
    """Once every amendment is answered and its time is over. Adopting it is a decision's matter."""
    draft.state = Draft.State.FINAL
    reports.publish(ctx, Way.DRAFT, draft, timezone.localdate(draft.at), draft.closes_on)
    return ctx.save(draft)
