"""Joining cases that are the same matter, and parting them. Each stays a case of its own, with its own deadline,
letters, confirmation and appeal: what the body says to the main one it says to each that is joined with it."""

from __future__ import annotations

from typing import Annotated, Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Internal, PickMany, Words
from commonhall.actions.subscriptions import on
from commonhall.actions.undoing import put_back, put_back_anew
from commonhall.cases.cases import rules
from commonhall.cases.cases.models import Answer, Case, Confirmation
from commonhall.cases.cases.queries import visible
from commonhall.core.compiled_queries import CompiledQuery
from commonhall.core.refusals import BadInput, Refused

MOST = 100
# What is said to the main case is said to those joined with it, too.
SAID_TO_ALL = (
    "cases.answer_case",
    "cases.plan_case",
    "cases.part_done",
    "cases.decline_case",
    "cases.mark_done",
    "cases.send_outside",
    "cases.pass_on_case",
)


# --- joining --------------------------------------------------------------------------------------
def _open_to_all(case: Case) -> None:
    """What is said to one is said to all: a confidential case stands alone."""
    if case.is_private:
        raise Refused(
            "state",
            "confidential",
            _("This case is confidential. It cannot be joined with others."),
        )


def _may_lead(actor: Actor, case: Case) -> None:
    rules.IN_WORK(actor, case)
    _open_to_all(case)
    if case.main_id is not None:
        raise Refused(
            "state",
            "joined",
            _("This case is itself joined with another. Separate it from that one first."),
        )


def _may_join(actor: Actor, case: Case) -> None:
    rules.IN_WORK(actor, case)
    _open_to_all(case)
    if case.main_id is not None or case.voices.exists():
        raise Refused("state", "joined", _("It is already joined with another case."))


@action(
    "cases.join_to_case",
    by=Kind.OFFICE,
    power="answer-cases",
    undo=put_back,
    title=_("Join cases about the same matter to this one"),
    done=_("Cases joined"),
    place=rules.unit_of,
    concerns=rules.parties,
    allows=_may_lead,
    notifies=False,
)
def join_to_case(
    ctx: Context,
    case: Case,
    cases: Annotated[
        list[Case],
        PickMany(
            _("Numbers of the cases about the same matter"),
            rows=visible,
            empty=_("Enter the number of at least one case."),
        ),
    ],
    reason: Annotated[
        str,
        Words(
            _("Why they are the same"),
            most=1000,
            long=True,
            empty=_("Enter why they are the same."),
        ),
    ],
) -> Case:
    """Say once what concerns them all. Each keeps its deadline, its letters and its own last word."""
    if len(cases) > MOST:
        raise BadInput("cases", _("Choose up to 100 cases at once."))
    for one in cases:
        if one.pk == case.pk:
            raise BadInput("cases", _("You cannot join a case to itself."))
        try:
            ctx.perform(merge_case, one, into=case, reason=reason)
        except Refused as refusal:
            words = gettext("Case %(number)d: %(why)s") % {
                "number": one.pk,
                "why": refusal.message,
            }
            raise BadInput("cases", words) from refusal
    ctx.note(cases=[one.pk for one in cases])
    return case


@action(
    "cases.merge_case",
    by=Kind.OFFICE,
    power="answer-cases",
    undo=put_back_anew,
    title=_("Join to another case"),
    done=_("Case joined with another"),
    place=rules.unit_of,
    concerns=rules.parties,
    allows=_may_join,
    no_door="part of cases.join_to_case, which names both cases",
)
def merge_case(
    ctx: Context,
    case: Case,
    into: Annotated[Case, Internal()],
    reason: Annotated[str, Words(most=1000)],
) -> Answer:
    """One of the cases that are joined to another."""
    case.main = into
    ctx.save(case)
    ctx.link(case, into, "same")
    ctx.note(into=into.pk)
    return rules.answer(ctx, case, Answer.Kind.JOINED, reason)


# --- parting --------------------------------------------------------------------------------------
def _joined(actor: Actor, case: Case) -> None:
    if case.main_id is None:
        raise Refused("state", "wrong-state", _("This case is not joined with another."))


def _own_joined(actor: Actor, case: Case) -> None:
    rules.own_body(actor, case)
    _joined(actor, case)


def _raised_joined(actor: Actor, case: Case) -> None:
    if not rules.raised_by(actor, case):
        raise Refused("state", "not-yours", _("Only the person who raised the case can say this."))
    _joined(actor, case)


@action(
    "cases.split_case",
    by=Kind.OFFICE,
    power="answer-cases",
    undo=put_back,
    title=_("Separate it from the other case"),
    done=_("Case separated from another"),
    place=rules.unit_of,
    concerns=rules.parties,
    allows=_own_joined,
)
def split_case(
    ctx: Context,
    case: Case,
    reason: Annotated[
        str,
        Words(
            _("Why it is a different matter"),
            most=1000,
            long=True,
            empty=_("Enter what is different."),
        ),
    ],
) -> Answer:
    """It is another matter after all, and is answered by itself from now on."""
    case.main = None
    ctx.save(case)
    return rules.answer(ctx, case, Answer.Kind.PARTED, reason)


@action(
    "cases.part_from_case",
    by=(Kind.PERSON, Kind.ORGANISATION),
    right="raise-cases",
    title=_("It is not the same matter"),
    done=_("Case separated from another by the person who raised it"),
    allows=_raised_joined,
)
def part_from_case(
    ctx: Context,
    case: Case,
    text: Annotated[
        str,
        Words(_("What is different"), most=1000, long=True, empty=_("Enter what is different.")),
    ],
) -> Confirmation:
    """The person who raised it says that it is another matter. It is answered by itself from now on."""
    case.main = None
    ctx.save(case)
    return rules.say(ctx, case, Confirmation.Verdict.PARTED, text)


# --- one word for all -----------------------------------------------------------------------------
_JOINED = CompiledQuery(
    lambda main, body: Case.objects.filter(main=main, body=body).order_by("pk"), main=0, body=0
)


def _to_the_joined(ctx: Context, _result: Any, arguments: dict[str, Any]) -> None:
    """Say the same to every case joined with this one, each with its own entry and its own letter."""
    case: Case = arguments["case"]
    said = {name: value for name, value in arguments.items() if name != "case"}
    for voice in _JOINED.rows(main=case.pk, body=ctx.actor.body_id or 0):
        # What has ended already, or is this official's own matter, waits for a colleague.
        if ctx.action.check(ctx.actor, voice):
            ctx.perform(ctx.action, voice, **said)


for _code in SAID_TO_ALL:
    on(_code)(_to_the_joined)
