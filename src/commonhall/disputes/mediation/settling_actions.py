"""How mediation ends: a text that both sign, what became of it, whether it is public; or no agreement and the ways on."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated

from django.utils.translation import gettext_lazy as _

from commonhall.actions import drafts
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Choice, Day
from commonhall.actions.inputs import Words as Text
from commonhall.core import clock
from commonhall.core.refusals import BadInput, Refused
from commonhall.disputes.disputes import letters, parties, reading, rules
from commonhall.disputes.disputes.actions import ON_ITS_PAGE, TAKES_PART
from commonhall.disputes.disputes.models import Dispute, Words
from commonhall.disputes.mediation.actions import MEDIATES
from commonhall.law.queries import due_day

State, Kinds = Dispute.State, Words.Kind
FOLLOW_UP = "follow-up-dispute"
# So long both are asked whether it was kept; then what was said until then stands.
ASKED_FOR = timedelta(days=60)
LONGEST = timedelta(days=3 * 366)


def _does(label: object) -> Text:
    return Text(label, _("Leave blank if this side has nothing to do."), most=1000, long=True)


@action(
    "disputes.propose_agreement",
    by=Kind.PERSON,
    right=MEDIATES,
    title=_("Write the agreement"),
    done=_("Text of an agreement put before both sides"),
    allows=parties.mediator_while(State.MEDIATING),
    page_only=ON_ITS_PAGE,
    notifies=False,
)
def propose_agreement(
    ctx: Context,
    dispute: Dispute,
    text: Annotated[
        str,
        Text(
            _("What both agree on"),
            _("Leave out names if both may want it to be public."),
            most=8000,
            long=True,
            empty=_("Enter what both agree on."),
        ),
    ],
    first_does: Annotated[str, _does(_("What the side that asked will do"))] = "",
    first_by: Annotated[date | None, Day(_("By when"))] = None,
    second_does: Annotated[str, _does(_("What the other side will do"))] = "",
    second_by: Annotated[date | None, Day(_("By when"))] = None,
) -> Dispute:
    """Put the text before both sides, with what each will do and by when. A new text needs both signatures again."""
    for name, does, day in (
        ("first_by", first_does, first_by),
        ("second_by", second_does, second_by),
    ):
        if bool(does) != bool(day):
            raise BadInput(name, _("Enter both what this side will do and by when."))
        if day is not None and not ctx.today <= day <= ctx.today + LONGEST:
            raise BadInput(name, _("Choose a day from today to three years from now."))
    rules.unnamed(ctx)
    reading.write(
        dispute,
        Kinds.SETTLEMENT,
        parties.MEDIATOR,
        ctx.occurred_at,
        text=text,
        first_does=first_does,
        first_by=first_by.isoformat() if first_by else "",
        second_does=second_does,
        second_by=second_by.isoformat() if second_by else "",
    )
    dispute.parties.update(signed_on=None)
    letters.news(dispute)
    return ctx.save(dispute)


def _may_sign(actor: Actor, dispute: Dispute) -> None:
    parties.party_while(State.MEDIATING)(actor, dispute)
    if parties.own_side(actor, dispute).signed_on is not None:
        raise Refused("state", "said-before", _("You have signed already."))
    if not dispute.words.filter(kind=Kinds.SETTLEMENT).exists():
        raise Refused("state", "wrong-state", _("There is no agreement to sign yet."))


@action(
    "disputes.sign_dispute",
    by=Kind.PERSON,
    right=TAKES_PART,
    title=_("Sign the agreement"),
    done=_("Agreement signed by one side"),
    allows=_may_sign,
    notifies=False,
)
def sign_dispute(ctx: Context, dispute: Dispute) -> Dispute:
    """Sign the newest text. Once both have signed, it is agreed; after six months both are asked whether it was kept."""
    rules.unnamed(ctx)
    party = parties.own_side(ctx.actor, dispute)
    party.signed_on = ctx.today
    party.save(update_fields=["signed_on"])
    if not dispute.parties.filter(signed_on=None).exists():
        dispute.state, dispute.agreed_on = State.AGREED, ctx.today
        dispute.follow_up_on = due_day(FOLLOW_UP, ctx.today)
        rules.keep_until(ctx, dispute)
    letters.news(dispute)
    return ctx.save(dispute)


# --- six months later -------------------------------------------------------------------------------
def _may_say(actor: Actor, dispute: Dispute) -> None:
    parties.party_while(State.AGREED)(actor, dispute)
    day = dispute.follow_up_on
    if day is None or day > clock.today():
        raise Refused("state", "not-yet", _("You are asked this six months after the agreement."))
    if parties.own_side(actor, dispute).held:
        raise Refused("state", "said-before", _("You have answered already."))


def together(said: set[str]) -> str:
    """What both say as one: kept where both say so, not kept where both say so, partly kept where they differ."""
    said = said - {""}
    return next(iter(said)) if len(said) == 1 else Dispute.Held.PARTLY if said else ""


def _followed(ctx: Context, dispute: Dispute) -> None:
    dispute.held = together(set(dispute.parties.values_list("held", flat=True)))
    dispute.state, dispute.followed_on = State.FOLLOWED, ctx.today


@action(
    "disputes.say_held",
    by=Kind.PERSON,
    right=TAKES_PART,
    title=_("Say whether the agreement was kept"),
    done=_("One side said whether the agreement was kept"),
    allows=_may_say,
    notifies=False,
)
def say_held(
    ctx: Context,
    dispute: Dispute,
    held: Annotated[
        str,
        Choice(
            _("Was the agreement kept?"),
            choices=Dispute.Held.choices,
            radio=True,
            empty=_("Choose whether the agreement was kept."),
        ),
    ],
) -> Dispute:
    """Answer in confidence. Only what both say together is public, as a word: kept, partly kept or not kept."""
    rules.unnamed(ctx)
    party = parties.own_side(ctx.actor, dispute)
    party.held = held
    party.save(update_fields=["held"])
    if not dispute.parties.filter(held="").exists():
        _followed(ctx, dispute)
    return ctx.save(dispute)


def _asked_long_enough(_actor: Actor, dispute: Dispute) -> None:
    day = dispute.follow_up_on
    if dispute.state != State.AGREED or day is None or day + ASKED_FOR >= clock.today():
        raise Refused("state", "not-over", _("Both can still say whether the agreement was kept."))


@action(
    "disputes.close_follow_up",
    by=Kind.SYSTEM,
    power="watch-disputes",
    title=_("End the follow-up of an agreement"),
    done=_("Follow-up of an agreement ended"),
    allows=_asked_long_enough,
    notifies=False,
)
def close_follow_up(ctx: Context, dispute: Dispute) -> Dispute:
    """Both were asked for 60 days. What was said until then stands; where nobody said anything, nothing does."""
    _followed(ctx, dispute)
    return ctx.save(dispute)


# --- in public, where both wish ---------------------------------------------------------------------
def _may_publish(actor: Actor, dispute: Dispute) -> None:
    parties.party_while(State.AGREED, State.FOLLOWED)(actor, dispute)
    if parties.own_side(actor, dispute).publishes:
        raise Refused("state", "said-before", _("You have said so already."))


@action(
    "disputes.publish_dispute",
    by=Kind.PERSON,
    right=TAKES_PART,
    title=_("Say that the agreement may be public"),
    done=_("One side wishes the agreement to be public"),
    allows=_may_publish,
    notifies=False,
)
def publish_dispute(ctx: Context, dispute: Dispute) -> Dispute:
    """The text is public only when both sides have said so. You can take it back."""
    rules.unnamed(ctx)
    party = parties.own_side(ctx.actor, dispute)
    party.publishes = True
    party.save(update_fields=["publishes"])
    dispute.published = not dispute.parties.filter(publishes=False).exists()
    return ctx.save(dispute)


def _may_hide(actor: Actor, dispute: Dispute) -> None:
    parties.party_while(State.AGREED, State.FOLLOWED)(actor, dispute)
    if not parties.own_side(actor, dispute).publishes:
        raise Refused("state", "wrong-state", _("You have not said that it may be public."))


@action(
    "disputes.unpublish_dispute",
    by=Kind.PERSON,
    right=TAKES_PART,
    title=_("Say that the agreement may not be public any more"),
    done=_("One side wishes the agreement not to be public"),
    allows=_may_hide,
    notifies=False,
)
def unpublish_dispute(ctx: Context, dispute: Dispute) -> Dispute:
    """From now on only both sides and the mediator read the text. What others have copied cannot be called back."""
    rules.unnamed(ctx)
    party = parties.own_side(ctx.actor, dispute)
    party.publishes = False
    party.save(update_fields=["publishes"])
    dispute.published = False
    return ctx.save(dispute)


# --- without agreement ------------------------------------------------------------------------------
HOW = [
    ("failed", _("No agreement was possible")),
    *(
        (to.value, label)
        for to, label in zip(
            Dispute.To,
            (
                _("It belongs before a court"),
                _("It belongs before an ombudsman"),
                _("It belongs before the independent reviewer"),
            ),
            strict=True,
        )
    ),
]


@action(
    "disputes.end_dispute",
    by=Kind.PERSON,
    right=MEDIATES,
    title=_("End mediation without agreement"),
    done=_("Mediation ended without agreement"),
    allows=parties.mediator_while(State.MEDIATING),
    page_only=ON_ITS_PAGE,
    notifies=False,
)
def end_dispute(
    ctx: Context,
    dispute: Dispute,
    how: Annotated[
        str,
        Choice(_("How it ends"), choices=HOW, radio=True, empty=_("Choose how it ends.")),
    ],
    words: Annotated[
        str,
        Text(
            _("What you say to both sides"),
            _("Only they read it. Say what they can do next."),
            most=2000,
            long=True,
            empty=_("Enter what both sides can do next."),
        ),
    ],
) -> Dispute:
    """End it where no agreement is possible, or refer it to a court, an ombudsman or the reviewer. Nobody is blamed."""
    rules.unnamed(ctx)
    reading.write(dispute, Kinds.END, parties.MEDIATOR, ctx.occurred_at, text=words)
    if how == "failed":
        rules.end(ctx, dispute, State.FAILED)
    else:
        rules.end(ctx, dispute, State.REFERRED)
        dispute.referred_to = how
    letters.news(dispute)
    return ctx.save(dispute)


for _one in (propose_agreement, end_dispute):
    drafts.keep_nothing(_one)
