"""What a confirmed result does: the outgoing terms and mandate end, the new ones begin."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commonhall.actions.context import Context
from commonhall.core.refusals import BadInput, Refused
from commonhall.law import queries
from commonhall.law.instruments.models import Provision
from commonhall.law.mandates.models import Mandate
from commonhall.law.recalls.models import Recall
from commonhall.law.results.models import Elected, PeoplesResult
from commonhall.people.actors import by_mail
from commonhall.people.bodies import holding
from commonhall.people.bodies.models import Body, Office, OfficeTerm
from commonhall.people.invitations.actions import invited
from commonhall.people.invitations.models import Invitation

ONE = timedelta(days=1)
Kinds = PeoplesResult.Kind
SPEAKS = "give-mandates"


def running(body: Body, day: date) -> Mandate | None:
    """The mandate of a body on a day."""
    return Mandate.objects.filter(queries.mandate_runs(day), body=body).order_by("-ends").first()


def last_day(body: Body, kind: str, starts: date, ends: date | None) -> date:
    """The last day of the new term; a by-election is for the rest of the running one. Raises BadInput."""
    mandate = running(body, starts)
    if kind == Kinds.BY_ELECTION:
        if mandate is None or mandate.ends is None:
            raise BadInput("kind", _("No mandate is in force on that day. Elect the whole body."))
        if ends is not None and ends > mandate.ends:
            raise BadInput(
                "ends", _("A by-election only covers the rest of the term. Leave this blank.")
            )
        return ends or mandate.ends
    if kind in (Kinds.RECALL, Kinds.KEPT) and mandate is None:
        raise BadInput(
            "kind", _("No mandate is in force on that day, so there is nothing to recall.")
        )
    if ends is None:
        if kind == Kinds.ELECTION or mandate is None or mandate.ends is None:
            raise BadInput("ends", _("Enter the last day of the new term."))
        return mandate.ends
    return ends


def take_effect(ctx: Context, result: PeoplesResult) -> None:
    """Do what the residents decided."""
    if result.kind == Kinds.KEPT:
        _answer_petitions(ctx, result, Recall.State.REFUSED)
        return
    elected = list(result.elected.select_related("office__body").order_by("pk"))
    if result.kind == Kinds.ELECTION:
        offices = list(result.body.offices.filter(ended_on=None))
    else:
        offices = [one.office for one in elected]
    if result.kind == Kinds.RECALL:
        _end_terms(ctx, list(result.body.offices.all()), result.starts, recalled=True)
    else:
        _end_terms(ctx, offices, result.starts, recalled=False)
    if result.kind in (Kinds.ELECTION, Kinds.RECALL):
        _lend(ctx, result, bool(elected))
    for one in elected:
        seat(ctx, one, result.starts, result.ends)
        ctx.save(one)


def seat(ctx: Context, one: Elected, starts: date, ends: date) -> None:
    """Give somebody elected their office, or ask them by letter: where they have no account, and where they must give up
    another office first, because nobody sits in a body and in its reviewer. The caller saves it."""
    person = by_mail(one.email)
    if person is None:
        one.invitation = invited(ctx, one.office, one.email, starts, ends)
    elif holding.clashes(person.pk, one.office, starts, ends):
        last = ctx.today + timedelta(days=holding.days_to_choose(ctx.today))
        one.invitation = invited(ctx, one.office, one.email, starts, ends, choose_by=last)
    else:
        one.term = ctx.save(OfficeTerm(office=one.office, person=person, starts=starts, ends=ends))


def _lend(ctx: Context, result: PeoplesResult, follows: bool) -> None:
    """End the outgoing mandate and give the new one; after a recall without a successor there is none."""
    outgoing = Mandate.objects.filter(body=result.body, recalled_on=None).filter(
        Q(ends=None) | Q(ends__gte=result.starts)
    )
    for mandate in outgoing.order_by("pk"):
        if result.kind == Kinds.RECALL or mandate.starts >= result.starts:
            mandate.recalled_on = max(result.starts, mandate.starts)
        else:
            mandate.ends = result.starts - ONE
        ctx.save(mandate)
    if result.kind == Kinds.RECALL:
        _answer_petitions(ctx, result, Recall.State.RECALLED)
    if follows:
        result.mandate = ctx.save(
            Mandate(
                provision=_ground(ctx.today),
                body=result.body,
                origin=Mandate.Origin.ELECTION,
                starts=result.starts,
                ends=result.ends,
            )
        )


def _ground(day: date) -> Provision:
    """The article by which the residents lend power. Raises Refused."""
    rows = Provision.objects.filter(
        queries.in_force(day), queries.in_force(day, "instrument__"), instrument__is_charter=True
    )
    row: Provision
    for row in rows.select_related("instrument").order_by("-pk"):
        if SPEAKS in row.speaks_of and not row.competences.filter(power=SPEAKS).exists():
            return row
    raise Refused(
        "rights", "not-spoken-of", _("No article of the charter provides for mandates by election.")
    )


def _end_terms(ctx: Context, offices: list[Office], starts: date, recalled: bool) -> None:
    """End what runs or would begin. Whoever is replaced may go on as caretaker until the successor accepts; whoever was
    recalled may not."""
    terms = OfficeTerm.objects.filter(office__in=offices, ends__gte=starts, ended_early_on=None)
    for term in terms.order_by("pk"):
        if recalled or term.starts >= starts:
            term.ended_early_on = max(starts, term.starts)
        else:
            term.ends = starts - ONE
        ctx.save(term)
    waiting = Invitation.objects.filter(office__in=offices, term=None, ended_on=None)
    for invitation in waiting.order_by("pk"):
        invitation.ended_on = ctx.today
        ctx.save(invitation)


def _answer_petitions(ctx: Context, result: PeoplesResult, state: str) -> None:
    waiting = [Recall.State.REACHED, Recall.State.PUT]
    if state == Recall.State.RECALLED:
        waiting.append(Recall.State.OPEN)
    petitions = Recall.objects.filter(mandate__body=result.body, state__in=waiting)
    for petition in petitions.order_by("pk"):
        petition.state = state
        petition.decided_at = ctx.occurred_at
        petition.decided_by = result.entered_by
        ctx.link(petition, result, "decided-by-residents")
        ctx.save(petition)
