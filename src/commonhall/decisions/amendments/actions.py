"""What may be done with amendments: put, vote, conclude, take back."""

from __future__ import annotations

from typing import Annotated, Any

from django.utils.translation import gettext_lazy as _

from commonhall.actions import gate, owed
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Choice, Internal, JsonObject, Names, Words
from commonhall.actions.undoing import put_back
from commonhall.core import refs
from commonhall.core.refusals import BadInput, Refused
from commonhall.decisions.amendments import paragraphs, queries
from commonhall.decisions.amendments.models import AmendmentVote, MotionAmendment
from commonhall.decisions.motions import conclusions, files, held, search, standing_votes, trying
from commonhall.decisions.motions import queries as motion_queries
from commonhall.decisions.motions.majorities import Rule, passed
from commonhall.decisions.motions.models import Motion, RollCallVote
from commonhall.decisions.motions.queries import Present
from commonhall.decisions.urgent import outcomes
from commonhall.people.actors import office_of

State = MotionAmendment.State
# Open amendments of one office to one motion: nobody can bury a motion under them.
MOST = 10
CHANGED = _(
    "This paragraph has been changed since you opened it. Read it again and choose it again."
)


def _unit_of(amendment: MotionAmendment) -> int:
    return amendment.motion.unit_id


def _concerned(amendment: MotionAmendment) -> list[str]:
    return amendment.motion.parties


def _may_amend(actor: Actor, motion: Motion) -> None:
    conclusions.before_own_body(actor, motion)
    outcomes.not_done(motion)
    conclusions.open_to_amendments(motion)
    own = {"by_office_id": office_of(actor), "state": State.OPEN}
    if motion.amendments.filter(**own).count() >= MOST:
        raise Refused(
            "state",
            "too-many",
            _("You have %(number)d amendments waiting here. Have them voted on first.")
            % {"number": MOST},
        )


@action(
    "decisions.amend_motion",
    by=Kind.OFFICE,
    remedy=owed.DECISION,
    power="vote-in-body",
    title=_("Propose an amendment"),
    done=_("Amendment proposed"),
    place=lambda motion: motion.unit_id,
    concerns=lambda motion: motion.parties,
    allows=_may_amend,
    own_page=True,
)
def amend_motion(
    ctx: Context,
    motion: Motion,
    reasons: Annotated[
        str, Words(_("Why"), most=4000, long=True, empty=_("Enter why it should be changed."))
    ],
    paragraph: Annotated[
        str,
        Choice(
            _("Which paragraph"),
            _("Leave blank if you change the whole text below."),
            choices_of=lambda motion: paragraphs.choices(motion.texts),
            gone=CHANGED,
            asked_of=lambda motion: not motion.action,
        ),
    ] = "",
    words: Annotated[
        dict[str, str] | None,
        Names(
            _("Its new words"),
            _("Leave blank to take the paragraph out."),
            most=8000,
            long=True,
            asked_of=lambda motion: not motion.action,
        ),
    ] = None,
    texts: Annotated[
        dict[str, str] | None,
        Names(
            _("Or the whole decision as it should read"),
            most=8000,
            long=True,
            present=lambda motion: motion.texts,
            asked_of=lambda motion: not motion.action,
        ),
    ] = None,
    given: Annotated[
        Any,
        JsonObject(
            _("New values for the action"),
            _("Enter only what changes, in the form the action's own operation uses."),
            asked_of=lambda motion: bool(motion.action),
        ),
    ] = None,
    sent: Annotated[Any, Internal()] = None,
) -> MotionAmendment:
    """A member proposes other words for a motion, or other values of what it does. The body votes on it first; taken
    up, it changes the motion, on which everybody then votes anew."""
    data: dict[str, list[str]] = {}
    found = held.action_of(motion)
    number, old = None, {}
    if found is None:
        number, texts = _words(motion, paragraph, words or {}, texts)
        old = paragraphs.at(motion.texts, number) if number else {}
    else:
        thing = refs.thing(motion.thing) if motion.thing else None
        data = (
            sent
            if sent is not None
            else {**motion.given, **held.data_of(found, thing, given or {})}
        )
        with trying.as_after(ctx, motion.after):
            arguments = held.read(found, thing, data, files.given_by(motion))
            request = gate.judge_tabling(found, ctx.actor, arguments, ctx.occurred_at)
            trying.try_out(ctx, found, motion.body, request)
        reader = held.Reader(motion)
        if reader.texts(data) == reader.texts(motion.given):
            raise BadInput("given", _("The motion already says this."))
    amendment = ctx.save(
        MotionAmendment(
            motion=motion,
            by_office_id=office_of(ctx.actor) or 0,
            wording=motion.wording,
            texts=texts or {},
            paragraph=number,
            old=old,
            words=(words or {}) if number else {},
            given=data,
            reasons=reasons,
            at=ctx.occurred_at,
        )
    )
    ctx.link(motion, amendment, "amended-by")
    ctx.subject = motion.ref
    return amendment


def _words(
    motion: Motion, paragraph: str, words: dict[str, str], texts: dict[str, str] | None
) -> tuple[int | None, dict[str, str]]:
    """Which paragraph is changed, None for the whole text, and how the decision would read. Raises `BadInput`."""
    whole = any(
        paragraphs.of(text) != paragraphs.of(motion.texts.get(language, ""))
        for language, text in (texts or {}).items()
    )
    if not paragraph:
        if any(one.strip() for one in words.values()):
            raise BadInput("paragraph", _("Choose the paragraph that has these new words."))
        if not whole or texts is None:
            raise BadInput("texts", _("Enter how the decision should read instead."))
        return None, texts
    if whole:
        raise BadInput("paragraph", _("Change one paragraph or the whole text, not both."))
    number = int(paragraph.partition("-")[0])
    if paragraphs.key(motion.texts, number) != paragraph:
        raise BadInput("paragraph", CHANGED)
    made = paragraphs.changed(motion.texts, number, words)
    if made == motion.texts:
        raise BadInput("words", _("This is what the paragraph says already."))
    if not any(one.strip() for one in made.values()):
        raise BadInput("words", _("Nothing would be left of the decision. Reject it instead."))
    return number, made


def _open(actor: Actor, amendment: MotionAmendment) -> None:
    conclusions.before_own_body(actor, amendment.motion)
    if amendment.state != State.OPEN:
        raise Refused("state", "wrong-state", _("This has already been decided."))


def _may_vote(actor: Actor, amendment: MotionAmendment) -> None:
    _open(actor, amendment)
    standing_votes.check_free(actor, amendment.votes.all())


def _present(amendment: MotionAmendment) -> Present:
    """The body as it decides on the amendment, with whose votes on it stand."""
    cast = standing_votes.terms_of(amendment.votes.all())
    return motion_queries.sitting(amendment.motion, cast)


@action(
    "decisions.vote_on_amendment",
    by=Kind.OFFICE,
    remedy=owed.DECISION,
    power="vote-in-body",
    title=_("Vote on the amendment"),
    done=_("Voted on an amendment"),
    place=_unit_of,
    concerns=_concerned,
    allows=_may_vote,
    notifies=False,
)
def vote_on_amendment(
    ctx: Context,
    amendment: MotionAmendment,
    choice: Annotated[
        str,
        Choice(
            _("Your vote"),
            choices=RollCallVote.Choice.choices,
            radio=True,
            empty=_("Choose yes, no or abstain."),
        ),
    ],
) -> AmendmentVote:
    """An office votes in the open; it may change its vote until the amendment is concluded."""
    office = office_of(ctx.actor) or 0
    known = amendment.votes.filter(office_id=office).first()
    cast = known or AmendmentVote(amendment=amendment, office_id=office)
    cast.term = standing_votes.term_of(ctx.actor)
    cast.choice, cast.at = choice, ctx.occurred_at
    ctx.note(choice=choice)
    return ctx.save(cast)


def _can_conclude(actor: Actor, amendment: MotionAmendment) -> None:
    _open(actor, amendment)
    present = _present(amendment)
    conclusions.check_count(
        amendment.motion,
        queries.count(amendment, present),
        motion_queries.rule_of(amendment.motion),
        amendment.at,
    )


@action(
    "decisions.conclude_amendment",
    by=Kind.OFFICE,
    remedy=owed.DECISION,
    power="vote-in-body",
    title=_("Conclude the amendment"),
    done=_("Amendment decided"),
    place=_unit_of,
    concerns=_concerned,
    allows=_can_conclude,
)
def conclude_amendment(ctx: Context, amendment: MotionAmendment) -> MotionAmendment:
    """More for it than against, with the quorum of the motion: it is taken up. Other amendments to the words it
    replaced are overtaken, those of other paragraphs go on, and votes on the motion before it no longer count."""
    motion = amendment.motion
    count = queries.count(amendment, _present(amendment))
    taken_up = passed(count, Rule().majority)
    ctx.note(yes=count.yes, no=count.no, passed=taken_up)
    amendment.state = State.PASSED if taken_up else State.REJECTED
    amendment.decided_at, amendment.counted = ctx.occurred_at, count.as_state()
    ctx.save(amendment)
    if taken_up:
        _take_up(ctx, motion, amendment)
    ctx.subject = motion.ref
    return amendment


def _take_up(ctx: Context, motion: Motion, amendment: MotionAmendment) -> None:
    motion.wording += 1
    motion.worded_at = ctx.occurred_at
    if found := held.action_of(motion):
        motion.given = amendment.given
        arguments = found.cleaned(held.arguments_of(motion, found))
        request = found.request(ctx.actor, ctx.occurred_at, arguments)
        # Who is touched may be others now, and recused with it.
        motion.concerned = sorted(set(request.concerned))
        motion.amount = request.amount
        motion.unit_id = request.place or motion.body.unit_id
    else:
        motion.texts = amendment.texts
    ctx.save(motion)
    search.index_motion(motion)
    for other in motion.amendments.filter(state=State.OPEN).exclude(pk=amendment.pk):
        place = paragraphs.found_again(motion.texts, other.old) if other.paragraph else None
        if place is None:
            other.state, other.decided_at = State.OVERTAKEN, ctx.occurred_at
        else:
            # Its paragraph stands there as before: it goes on, in the words of today.
            other.paragraph, other.wording = place, motion.wording
            other.texts = paragraphs.changed(motion.texts, place, other.words)
        ctx.save(other)


def _is_own(actor: Actor, amendment: MotionAmendment) -> None:
    _open(actor, amendment)
    if amendment.by_office_id != office_of(actor):
        raise Refused("state", "not-yours", _("Only the office that proposed it can withdraw it."))


@action(
    "decisions.retract_amendment",
    by=Kind.OFFICE,
    undo=put_back,
    power="vote-in-body",
    title=_("Withdraw the amendment"),
    done=_("Amendment withdrawn"),
    place=_unit_of,
    allows=_is_own,
)
def retract_amendment(ctx: Context, amendment: MotionAmendment) -> MotionAmendment:
    """The person who put it takes it back before it is voted on."""
    amendment.state, amendment.decided_at = State.WITHDRAWN, ctx.occurred_at
    return ctx.save(amendment)
