"""What may be done with draft texts: put up, comment, amend, take up or refuse, finish."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.stages import ActionRequest
from commonhall.consultations.conversations.actions import matter_in
from commonhall.consultations.conversations.participation import EVERYBODY
from commonhall.consultations.drafts import search
from commonhall.consultations.drafts.models import Amendment, Comment, Draft, Paragraph
from commonhall.consultations.speakers import spoken_by
from commonhall.core import rate_limits
from commonhall.core.refusals import BadInput, Refused
from commonhall.places.models import Unit

MOST_PARAGRAPHS = 300


@action(
    "consultations.put_up_draft",
    by=Kind.OFFICE,
    power="write-drafts",
    title=_("Put up a draft text"),
    done=_("Draft text put up"),
    place=lambda unit, **_arguments: unit.pk,
)
def put_up_draft(
    ctx: Context,
    title: str,
    text: str,
    unit: Unit,
    closes_on: date,
    paragraphs: Sequence[str],
    about: str = "",
) -> Draft:
    """Show a text before it is decided, for everybody to comment and amend."""
    if not title.strip():
        raise BadInput("title", _("Give the draft a name."))
    wanted = [one.strip() for one in paragraphs if one.strip()]
    if not 0 < len(wanted) <= MOST_PARAGRAPHS:
        raise BadInput("paragraphs", _("Write the text, with an empty line between paragraphs."))
    if closes_on < ctx.today:
        raise BadInput("closes_on", _("The last day must be today or later."))
    matter_in(about, unit)
    draft = ctx.save(
        Draft(
            title=title.strip()[:160],
            text=text.strip(),
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


def _open(draft: Draft, request: ActionRequest) -> None:
    if draft.state != Draft.State.OPEN or timezone.localdate(request.at) > draft.closes_on:
        raise Refused("state", "over", _("This text takes no more comments or amendments."))


def _paragraph_open(request: ActionRequest) -> None:
    paragraph: Paragraph = request.arguments["paragraph"]
    _open(paragraph.draft, request)
    if paragraph.removed:
        raise Refused("state", "removed", _("This paragraph was struck out."))


def _limited(ctx: Context) -> None:
    if not rate_limits.allowed("consultations.write_statement", ctx.actor.ref):
        raise Refused(
            "rate", "too-many", _("That was a lot in an hour. Please go on a little later.")
        )


@action(
    "consultations.comment",
    by=EVERYBODY,
    right="take-part-in-conversations",
    title=_("Comment on this paragraph"),
    done=_("Paragraph commented on"),
    subject="paragraph",
    guard=_paragraph_open,
)
def comment(ctx: Context, paragraph: Paragraph, text: str) -> Comment:
    """Say something to one paragraph."""
    if not text.strip():
        raise BadInput("text", _("A comment needs words."))
    _limited(ctx)
    ctx.follow(paragraph.draft, ctx.actor.account)
    made = ctx.save(
        Comment(
            paragraph=paragraph,
            text=text.strip()[:2000],
            at=ctx.occurred_at,
            **spoken_by(ctx.actor),
        )
    )
    # Whoever wrote it hears if it is hidden, and may appeal.
    ctx.follow(made, ctx.actor.account)
    return made


@action(
    "consultations.amend",
    by=EVERYBODY,
    right="take-part-in-conversations",
    title=_("Amend this paragraph"),
    done=_("Amendment moved"),
    subject="paragraph",
    guard=_paragraph_open,
)
def amend(ctx: Context, paragraph: Paragraph, text: str, reason: str) -> Amendment:
    """Move other words for a paragraph; none strike it out."""
    if text.strip() == paragraph.text:
        raise BadInput("text", _("These are the words as they are; change something."))
    if not reason.strip():
        raise BadInput("reason", _("Say why."))
    _limited(ctx)
    made = ctx.save(
        Amendment(
            paragraph=paragraph,
            text=text.strip(),
            before=paragraph.text,
            reason=reason.strip()[:2000],
            edition=paragraph.draft.edition,
            at=ctx.occurred_at,
            **spoken_by(ctx.actor),
        )
    )
    ctx.follow(made, ctx.actor.account)
    ctx.follow(paragraph.draft, ctx.actor.account)
    return made


def _own_amendment(request: ActionRequest) -> None:
    amendment: Amendment = request.arguments["amendment"]
    if not amendment.said_by(request.actor):
        raise Refused("state", "not-yours", _("Only whoever moved it can withdraw it."))
    _waiting(amendment)


def _waiting(amendment: Amendment) -> None:
    if amendment.state != Amendment.State.OPEN:
        raise Refused("state", "wrong-state", _("This amendment has been answered already."))


@action(
    "consultations.withdraw_amendment",
    by=EVERYBODY,
    right="take-part-in-conversations",
    title=_("Withdraw my amendment"),
    done=_("Amendment withdrawn"),
    subject="amendment",
    guard=_own_amendment,
)
def withdraw_amendment(ctx: Context, amendment: Amendment) -> Amendment:
    """Take one's own amendment back."""
    amendment.state = Amendment.State.WITHDRAWN
    amendment.answered_at = ctx.occurred_at
    return ctx.save(amendment)


def _answers(request: ActionRequest) -> None:
    amendment: Amendment = request.arguments["amendment"]
    draft = amendment.paragraph.draft
    if draft.body_id != request.actor.body:
        raise Refused("state", "other-body", _("Another body put this text up."))
    if draft.state != Draft.State.OPEN:
        raise Refused("state", "over", _("This text is final."))
    _waiting(amendment)


@action(
    "consultations.answer_amendment",
    by=Kind.OFFICE,
    power="write-drafts",
    title=_("Answer the amendment"),
    done=_("Amendment answered"),
    subject="amendment",
    place=lambda amendment, **_arguments: amendment.paragraph.draft.unit_id,
    concerns=lambda amendment, **_arguments: [
        f"people.organisation:{amendment.organisation_id}" if amendment.organisation_id else "",
        f"people.person:{amendment.person_id}" if amendment.person_id else "",
    ],
    guard=_answers,
)
def answer_amendment(ctx: Context, amendment: Amendment, verdict: str, text: str) -> Amendment:
    """Take an amendment up, which makes a new edition, or refuse it; with the reason."""
    if verdict not in (Amendment.State.TAKEN_UP, Amendment.State.REFUSED):
        raise BadInput("verdict", _("Choose whether it is taken up."))
    if not text.strip():
        raise BadInput("text", _("Say why."))
    if verdict == Amendment.State.TAKEN_UP:
        _take_up(ctx, amendment)
    ctx.note(verdict=verdict)
    amendment.state = verdict
    amendment.answer = text.strip()[:2000]
    amendment.answered_at = ctx.occurred_at
    return ctx.save(amendment)


def _take_up(ctx: Context, amendment: Amendment) -> None:
    paragraph = amendment.paragraph.as_read()
    if paragraph.text != amendment.before or paragraph.removed:
        raise BadInput(
            "verdict",
            _("The paragraph has changed since: ask for a new amendment, and say so in refusing."),
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


def _may_finish(request: ActionRequest) -> None:
    draft: Draft = request.arguments["draft"]
    if draft.body_id != request.actor.body:
        raise Refused("state", "other-body", _("Another body put this text up."))
    if draft.state != Draft.State.OPEN:
        raise Refused("state", "wrong-state", _("This text is final."))
    if timezone.localdate(request.at) <= draft.closes_on:
        raise Refused("state", "too-early", _("Its time is not over: people may still amend it."))
    if Amendment.objects.filter(paragraph__draft=draft, state=Amendment.State.OPEN).exists():
        raise Refused("state", "unanswered", _("Some amendments have not been answered yet."))


@action(
    "consultations.finish_draft",
    by=Kind.OFFICE,
    power="write-drafts",
    title=_("Make it the final text"),
    done=_("Draft text made final"),
    subject="draft",
    place=lambda draft, **_arguments: draft.unit_id,
    guard=_may_finish,
)
def finish_draft(ctx: Context, draft: Draft) -> Draft:
    """Once every amendment is answered and its time is over. Adopting it is a decision's matter."""
    draft.state = Draft.State.FINAL
    return ctx.save(draft)
