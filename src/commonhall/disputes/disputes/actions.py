"""What the people in a dispute do: open it, accept or refuse, withdraw, and stop it where there is danger.

Each acts in their own name, also for their organisation or body: whoever would act as one would be named on the record.
"""

from __future__ import annotations

from typing import Annotated, Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonhall.actions import drafts
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Pick
from commonhall.core import clock
from commonhall.core.refusals import BadInput, Refused
from commonhall.disputes.disputes import letters, opening, parties, rules
from commonhall.disputes.disputes.models import OPEN, SECOND, Dispute
from commonhall.disputes.disputes.models import Words as Kept
from commonhall.disputes.disputes.opening import Other
from commonhall.disputes.mediators import choosing
from commonhall.people.bodies.models import Body
from commonhall.people.bodies.queries import active_bodies
from commonhall.people.organisations.models import Organisation
from commonhall.people.residents.models import Person

State = Dispute.State
TAKES_PART = "take-part-in-disputes"
ON_ITS_PAGE = (
    "confidential words are entered on the page alone, so that no program or shell keeps them"
)


@action(
    "disputes.open_dispute",
    by=Kind.PERSON,
    right="bring-disputes",
    title=_("Ask for mediation in a dispute"),
    done=_("Dispute opened"),
    limit="disputes.open_dispute",
    page_only=ON_ITS_PAGE,
    notifies=False,
)
def open_dispute(
    ctx: Context,
    kind: Annotated[str, opening.KIND],
    other: Annotated[str, opening.OTHER],
    matter: Annotated[str, opening.MATTER],
    email: Annotated[str, opening.EMAIL] = "",
    address: Annotated[str, opening.ADDRESS] = "",
    organisation: Annotated[Organisation | None, opening.ORGANISATION] = None,
    body: Annotated[Body | None, opening.BODY] = None,
    own_organisation: Annotated[
        Organisation | None,
        Pick(
            _("For which organisation you ask"),
            _("Only if you speak for one. Leave blank to ask for yourself."),
            rows=opening.organisations,
            folded=opening.GROUPS,
        ),
    ] = None,
    own_body: Annotated[
        Body | None,
        Pick(
            _("For which public body you ask"),
            _("Only if you hold an office in it. Leave blank to ask for yourself."),
            rows=active_bodies,
            key="code",
            folded=opening.GROUPS,
        ),
    ] = None,
    danger: Annotated[bool, opening.DANGER] = False,
) -> Dispute:
    """Say in confidence what the dispute is about and who the other side is. They are asked whether they accept a mediator."""
    rules.unnamed(ctx)
    person = Person.objects.get(pk=ctx.actor.person_id)
    own: Any = own_organisation or own_body
    mine = parties.refs_of(person.pk)
    if own is not None and own.ref not in mine:
        name = "own_organisation" if own_organisation else "own_body"
        raise BadInput(name, _("You do not speak for it. Leave this blank, or choose another."))
    if own_body is not None and body is not None:
        raise BadInput("body", _("A dispute between two public bodies goes to the arbiter."))
    found = Other(other, email, address, organisation, body)
    if found.ref and found.ref in mine:
        raise BadInput("other", _("You speak for the other side yourself. Ask somebody else."))
    first = {"ref": own.ref if own else person.ref, "name": own.name if own else str(person)}
    return opening.open_for(ctx, first=first, other=found, kind=kind, matter=matter, danger=danger)


# --- the invitation ---------------------------------------------------------------------------------
def accepted(ctx: Context, dispute: Dispute) -> Dispute:
    """The other side accepts: its words are open to it, and a mediator is chosen."""
    dispute.accepted_on = ctx.today
    choosing.begin(ctx, dispute)
    letters.news(dispute)
    return ctx.save(dispute)


def refused(ctx: Context, dispute: Dispute) -> Dispute:
    rules.end(ctx, dispute, State.REFUSED)
    letters.news(dispute)
    return ctx.save(dispute)


@action(
    "disputes.accept_dispute",
    by=Kind.PERSON,
    right=TAKES_PART,
    title=_("Accept mediation"),
    done=_("Mediation accepted"),
    allows=parties.party_while(State.INVITED, side=SECOND),
    notifies=False,
)
def accept_dispute(ctx: Context, dispute: Dispute) -> Dispute:
    """You read what the other side wrote, and both choose a mediator. You can withdraw at any time."""
    rules.unnamed(ctx)
    return accepted(ctx, dispute)


@action(
    "disputes.refuse_dispute",
    by=Kind.PERSON,
    right=TAKES_PART,
    title=_("Refuse mediation"),
    done=_("Mediation refused"),
    allows=parties.party_while(State.INVITED, side=SECOND),
    notifies=False,
)
def refuse_dispute(ctx: Context, dispute: Dispute) -> Dispute:
    """Nobody asks why, and refusing counts against nobody. The dispute ends here; both sides are shown the ways on."""
    rules.unnamed(ctx)
    return refused(ctx, dispute)


def _may_withdraw(actor: Actor, dispute: Dispute) -> None:
    parties.party_while(*OPEN)(actor, dispute)
    role = parties.role_of(actor, dispute)
    if dispute.state == State.INVITED and role is not None and role.side == SECOND:
        raise Refused("state", "wrong-state", _("You have not accepted yet. You can refuse."))


@action(
    "disputes.withdraw_dispute",
    by=Kind.PERSON,
    right=TAKES_PART,
    title=_("Withdraw from mediation"),
    done=_("Dispute withdrawn"),
    allows=_may_withdraw,
    notifies=False,
)
def withdraw_dispute(ctx: Context, dispute: Dispute) -> Dispute:
    """Mediation ends. Either side can do this at any time, without a reason."""
    rules.unnamed(ctx)
    rules.end(ctx, dispute, State.WITHDRAWN)
    letters.news(dispute)
    return ctx.save(dispute)


def _stopped(_dispute: Dispute) -> str:
    return gettext("Mediation has stopped. This page shows who helps at once.")


@action(
    "disputes.stop_dispute",
    by=Kind.PERSON,
    right=TAKES_PART,
    title=_("Stop: there is a threat or violence"),
    done=_("Mediation stopped"),
    allows=parties.anyone_in_it_while(*OPEN, State.AGREED),
    told=_stopped,
    notifies=False,
)
def stop_dispute(ctx: Context, dispute: Dispute) -> Dispute:
    """Mediation stops at once, and you are shown who helps. The other side is not told who stopped it, or why."""
    rules.unnamed(ctx)
    rules.end(ctx, dispute, State.STOPPED)
    return ctx.save(dispute)


# --- the System -------------------------------------------------------------------------------------
def _is_due(_actor: Actor, dispute: Dispute) -> None:
    day = clock.today()
    waits = {
        State.INVITED: dispute.answer_by,
        State.CHOOSING: dispute.choose_by,
    }.get(State(dispute.state))
    if waits is None or waits >= day:
        raise Refused("state", "not-over", _("The days for this are not over."))


@action(
    "disputes.go_on_without",
    by=Kind.SYSTEM,
    power="watch-disputes",
    title=_("Go on where nobody answered in time"),
    done=_("Days of a dispute ran out"),
    allows=_is_due,
    notifies=False,
)
def go_on_without(ctx: Context, dispute: Dispute) -> Dispute:
    """An invitation that nobody answered ends the dispute; names that nobody struck are left to the lot."""
    if dispute.state == State.INVITED:
        rules.end(ctx, dispute, State.UNANSWERED)
    else:
        choosing.settle(ctx, dispute)
    letters.news(dispute)
    return ctx.save(dispute)


def _may_be_destroyed(_actor: Actor, dispute: Dispute) -> None:
    day = dispute.words_until
    if dispute.destroyed_on is not None or day is None or day >= clock.today():
        raise Refused("state", "not-over", _("The words are kept until their day."))


@action(
    "disputes.destroy_words",
    by=Kind.SYSTEM,
    power="watch-disputes",
    title=_("Destroy the words of a dispute"),
    done=_("Confidential words destroyed"),
    allows=_may_be_destroyed,
    notifies=False,
)
def destroy_words(ctx: Context, dispute: Dispute) -> Dispute:
    """After the days of the provision nothing is left but number, kind and stations. An agreement that both wished to be
    public stays."""
    kept = [Kept.Kind.SETTLEMENT] if dispute.published else []
    dispute.words.exclude(kind__in=kept).delete()
    dispute.candidates.all().delete()
    dispute.parties.update(mark="", sealed=b"")
    dispute.destroyed_on = ctx.today
    return ctx.save(dispute)


drafts.keep_nothing(open_dispute)
