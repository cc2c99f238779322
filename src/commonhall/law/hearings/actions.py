"""What may be done about removing a reviewer: open a hearing with public reasons, and answer."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from commonhall.actions import exemptions
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Pick, Words
from commonhall.actions.undoing import put_back
from commonhall.core import clock
from commonhall.core.refusals import BadInput, Refused
from commonhall.law.hearings import queries
from commonhall.law.hearings.models import Hearing
from commonhall.people.actors import in_term
from commonhall.people.bodies.actions import body_place
from commonhall.people.bodies.models import Body, OfficeTerm

LONGEST = 4000


def _reviews(actor: Actor, body: Body) -> None:
    if queries.provision_of_review(body.pk, clock.today()) is None:
        raise Refused(
            "state", "no-reviewer", _("This body reviews nobody: no hearing is needed here.")
        )
    if actor.body == body.pk:
        raise Refused("state", "same-body", _("No body opens a hearing of its own members."))


def _terms(body: Body | None = None) -> QuerySet[OfficeTerm]:
    rows = OfficeTerm.objects.filter(in_term(clock.today())).select_related("office")
    return rows.filter(office__body=body) if body is not None else rows


@action(
    "law.open_hearing",
    by=Kind.OFFICE,
    power="fill-offices",
    any_body=exemptions.SET_UP,
    undo=put_back,
    title=_("Open a hearing before a reviewer is removed"),
    done=_("Hearing opened before a reviewer is removed"),
    place=body_place,
    allows=_reviews,
    second_factor=True,
)
def open_hearing(
    ctx: Context,
    body: Body,
    reasons: Annotated[
        str,
        Words(
            _("Why they would be removed"),
            _("Public. The reviewer answers to this."),
            most=LONGEST,
            long=True,
            empty=_("Say why they would be removed."),
        ),
    ],
    term: Annotated[
        OfficeTerm | None,
        Pick(
            _("Whose term would end"),
            _("Leave blank if the mandate of the whole body would be taken."),
            rows=_terms,
            rows_of=_terms,
        ),
    ] = None,
) -> Hearing:
    """Say in public why. The term is not ended, nor the mandate taken, before the reviewer has answered or the days to do so
    are over."""
    if term is not None and term.office.body_id != body.pk:
        raise BadInput("term", _("Choose a term of this body."))
    open_already = Hearing.objects.filter(
        body=body, by_body=ctx.actor.body_id, term=term, until__gte=ctx.today, answered_on=None
    )
    if open_already.exists():
        raise BadInput("reasons", _("You have opened this hearing already. It is still open."))
    made = ctx.save(
        Hearing(
            body=body,
            term=term,
            by_body_id=ctx.actor.body_id,
            reasons=reasons,
            opened_on=ctx.today,
            until=ctx.today + timedelta(days=queries.days(ctx.today)),
        )
    )
    for held in _terms(body).select_related("person__account"):
        if term is None or held.pk == term.pk:
            ctx.follow(made, held.person.account_id if held.person else None)
    ctx.subject = made.ref
    ctx.note(body=body.code, until=made.until.isoformat())
    return made


def _is_heard(actor: Actor, hearing: Hearing) -> None:
    mine = OfficeTerm.objects.filter(
        in_term(clock.today()), person_id=actor.person_id, office__body=hearing.body_id
    )
    if hearing.term_id is not None:
        mine = mine.filter(pk=hearing.term_id)
    if not mine.exists():
        raise Refused(
            "state", "not-heard-here", _("Only the reviewer who would be removed can answer here.")
        )
    if hearing.is_over(clock.today()):
        raise Refused("state", "wrong-state", _("This hearing is over."))


@action(
    "law.answer_hearing",
    by=Kind.PERSON,
    right="appeal",
    title=_("Answer before you are removed"),
    done=_("A reviewer answered before being removed"),
    allows=_is_heard,
)
def answer_hearing(
    ctx: Context,
    hearing: Hearing,
    text: Annotated[
        str,
        Words(
            _("Your answer"),
            _("Public. It stands beside the reasons."),
            most=LONGEST,
            long=True,
            empty=_("Enter your answer."),
        ),
    ],
) -> Hearing:
    """The reviewer's own word, in public, before anything is decided. It can be given once."""
    hearing.answer, hearing.answered_on = text, ctx.today
    return ctx.save(hearing)
