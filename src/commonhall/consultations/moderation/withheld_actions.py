"""Hidden parts of things: cases, texts of organisations, and what joins them; appeal once, another body decides."""

from __future__ import annotations

from typing import Annotated, Any

from django.utils.translation import gettext_lazy as _

from commonhall.actions import exemptions
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Choice
from commonhall.actions.subscriptions import on
from commonhall.actions.undoing import put_back
from commonhall.cases.cases import search as case_search
from commonhall.cases.cases.models import Case
from commonhall.cases.cases.queries import visible
from commonhall.consultations.moderation import kinds, originals
from commonhall.consultations.moderation.joining import hides
from commonhall.consultations.moderation.judging import (
    REASON,
    VERDICT,
    WHY,
    WHY_SHOWN,
    no_part_in_hiding,
)
from commonhall.consultations.moderation.kinds import Hideable
from commonhall.consultations.moderation.models import Hiding, Withheld
from commonhall.core import refs
from commonhall.core.models import Governed
from commonhall.core.refusals import BadInput, Refused
from commonhall.people.bodies.models import Body
from commonhall.people.organisations.models import Organisation

What = Withheld.What
OVERTURNED = Hiding.Verdict.OVERTURNED
WHAT = Choice(
    _("What is hidden?"), choices=What.choices, radio=True, empty=_("Choose what is hidden.")
)


def may_hide(actor: Actor, thing: Governed) -> None:
    """Raises `Refused` where nothing stands that could be hidden, and for one's own words."""
    if not originals.has(thing, What.ALL):
        raise Refused("state", "wrong-state", _("There is nothing here that could be hidden."))
    if originals.own(actor, thing):
        raise Refused("state", "own-words", _("These are your own words."))


def parties(thing: Governed) -> list[str]:
    """Those whose words they are."""
    return list(kinds.of(thing).parties(thing))


def hide(ctx: Context, thing: Governed, what: str, reason: str) -> Withheld:
    """Take a part out of a thing, and keep it under seal."""
    if not originals.has(thing, what):
        raise BadInput("what", _("There is nothing of this to hide."))
    overturned = Withheld.objects.filter(about=thing.ref, verdict=OVERTURNED, what=what)
    if overturned.exists():
        raise BadInput("what", _("On appeal it was decided to show this."))
    ctx.note(reason=reason, what=what)
    return ctx.save(
        Withheld(
            about=thing.ref,
            what=what,
            original=originals.take_out(ctx, thing, what),
            author_id=getattr(thing, "person_id", None),
            reason=reason,
            body_id=ctx.actor.body_id,
            at=ctx.occurred_at,
        )
    )


@action(
    "consultations.hide_case",
    by=Kind.OFFICE,
    power="moderate-conversations",
    any_body=exemptions.MODERATED,
    undo=put_back,
    title=_("Hide its text or photos"),
    done=_("Text or photos of a case hidden by moderation"),
    place=lambda case: case.unit_id,
    concerns=parties,
    allows=may_hide,
)
def hide_case(
    ctx: Context,
    case: Case,
    what: Annotated[str, WHAT],
    reason: Annotated[str, REASON],
) -> Withheld:
    """Hide the words or the photos of a case for one of the published reasons. The body goes on working on it and reads
    them; the person who raised it is told and may appeal once."""
    return hide(ctx, case, what, reason)


@action(
    "consultations.hide_organisation",
    by=Kind.OFFICE,
    power="moderate-conversations",
    any_body=exemptions.MODERATED,
    undo=put_back,
    title=_("Hide its description or photo"),
    done=_("Description or photo of an organisation hidden by moderation"),
    place=lambda organisation: organisation.unit_id,
    concerns=parties,
    allows=may_hide,
)
def hide_organisation(
    ctx: Context,
    organisation: Organisation,
    reason: Annotated[str, REASON],
    what: Annotated[str, WHAT] = What.TEXT,
) -> Withheld:
    """Hide what an organisation says or shows of itself for one of the published reasons. It may appeal once."""
    return hide(ctx, organisation, what, reason)


@on("people.present_organisation")
def not_the_hidden_words(_ctx: Context, result: Organisation, _arguments: dict[str, Any]) -> None:
    """Raises BadInput where an organisation writes again what was hidden."""
    for hidden in Withheld.objects.filter(about=result.ref, shown_at=None):
        kept = originals.kept_of(hidden)
        for name in ("purpose", "tongues"):
            said = kept.get(name, "").strip()
            if said and said == getattr(result, name).strip():
                raise BadInput(
                    name, _("These words were hidden by moderation. Write others, or appeal.")
                )


hides(
    hide_case.code,
    Hideable(
        Case,
        text=("title", "text"),
        photos=("photo", "photo_words"),
        changed=lambda _ctx, case: case_search.index([case]),
        seen=lambda case: visible().filter(pk=case.pk).exists(),
    ),
)
hides(
    hide_organisation.code,
    Hideable(
        Organisation,
        text=("purpose", "tongues"),
        photos=("image", "image_words"),
        own=lambda actor, organisation: (
            actor.kind is Kind.ORGANISATION and actor.organisation == organisation.pk
        ),
        parties=lambda organisation: [organisation.ref],
    ),
)


# --- the appeal -----------------------------------------------------------------------------------
def _may_appeal(actor: Actor, hidden: Withheld) -> None:
    if not originals.own(actor, refs.thing(hidden.about)):
        raise Refused("state", "not-yours", _("Only its author can appeal."))
    if hidden.shown_at is not None:
        raise Refused("state", "wrong-state", _("This is not hidden."))
    if hidden.appealed_at is not None:
        raise Refused(
            "state", "appealed", _("There has already been an appeal. You can only appeal once.")
        )


@action(
    "consultations.appeal_withheld",
    by=(Kind.PERSON, Kind.ORGANISATION),
    right="take-part-in-conversations",
    title=_("Appeal: it should be shown"),
    done=_("Appeal against moderation"),
    allows=_may_appeal,
)
def appeal_withheld(ctx: Context, withheld: Withheld, text: Annotated[str, WHY_SHOWN]) -> Withheld:
    """Ask another body to look at it again; once."""
    withheld.appeal, withheld.appealed_at = text, ctx.occurred_at
    return ctx.save(withheld)


def _may_decide(actor: Actor, hidden: Withheld) -> None:
    if hidden.appealed_at is None or hidden.verdict:
        raise Refused("state", "wrong-state", _("There is no appeal waiting here."))
    thing = refs.thing(hidden.about)
    no_part_in_hiding(actor, hidden, None, getattr(thing, "body_id", None))


def _place(hidden: Withheld) -> int | None:
    unit: int | None = getattr(refs.thing(hidden.about), "unit_id", None)
    return unit


def _author(hidden: Withheld) -> list[str]:
    thing = refs.thing(hidden.about)
    return [] if thing is None else parties(thing)


@action(
    "consultations.decide_withheld",
    by=Kind.OFFICE,
    power="review-moderation",
    any_body=exemptions.MODERATED,
    undo=put_back,
    title=_("Decide the appeal"),
    done=_("Appeal against moderation decided"),
    place=_place,
    concerns=_author,
    allows=_may_decide,
)
def decide_withheld(
    ctx: Context,
    withheld: Withheld,
    verdict: Annotated[str, VERDICT],
    text: Annotated[str, WHY],
) -> Withheld:
    """Leave it hidden, or show it again, with the reason."""
    ctx.note(verdict=verdict)
    withheld.verdict, withheld.answer = verdict, text
    withheld.decided_by = Body.objects.get(pk=ctx.actor.body_id)
    withheld.decided_at = ctx.occurred_at
    if verdict == OVERTURNED:
        originals.put_back(ctx, withheld)
        withheld.shown_at = ctx.occurred_at
    return ctx.save(withheld)
