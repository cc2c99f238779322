"""How points are given: one officer looks at the proof, another confirms it, each with a reason."""

from __future__ import annotations

from typing import Annotated, Any

from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Choice, Either, Words
from commonhall.actions.undoing import put_back
from commonhall.core.refusals import BadInput, Refused
from commonhall.people.actors import office_of
from commonhall.services.waiting_lists import rules
from commonhall.services.waiting_lists.models import HERE, WaitingEntry

READ_BY = _("Only they read this, and the body that reviews it if they appeal.")
WHY = Words(
    _("Reasons"),
    READ_BY,
    most=1000,
    long=True,
    empty=_("Enter what you saw, and what follows from it."),
)
HOLDS = Either(_("Does it apply to them?"), yes=_("Yes"), no=_("No"))


def _waiting(entry: WaitingEntry, seen: bool) -> list[str]:
    """Codes of claims that wait for the first look, or for the second."""
    known = rules.rule_of(entry.waiting_list).worth
    return [
        one["code"]
        for one in entry.claims or ()
        if one["code"] in known and one.get("holds") is None and bool(one.get("seen_on")) is seen
    ]


def _choices(entry: WaitingEntry, seen: bool) -> list[tuple[str, str]]:
    rule = rules.rule_of(entry.waiting_list)
    found = [(code, f"{rule.words[code]} ({rule.worth[code]})") for code in _waiting(entry, seen)]
    if not seen:
        return found
    said = {True: _("first look: applies"), False: _("first look: does not apply")}
    return [
        (code, f"{label}: {said[bool((rules.claim_of(entry, code) or {}).get('seen'))]}")
        for code, label in found
    ]


def _may_look(_actor: Actor, entry: WaitingEntry) -> None:
    rules.in_state(entry, HERE)
    if not _waiting(entry, seen=False):
        raise Refused("state", "nothing-to-look-at", _("No claim waits for a first look."))


@action(
    "services.look_at_claim",
    by=Kind.OFFICE,
    power=rules.CONFIRMS,
    undo=put_back,
    title=_("Look at a claim"),
    done=_("Claim of somebody on a waiting list looked at"),
    concerns=rules.parties,
    allows=_may_look,
    notifies=False,
)
def look_at_claim(
    ctx: Context,
    waiting_entry: WaitingEntry,
    criterion: Annotated[
        str,
        Choice(
            _("What did you look at?"),
            choices_of=lambda entry: _choices(entry, seen=False),
            empty=_("Choose the criterion."),
        ),
    ],
    holds: Annotated[bool, HOLDS],
    reason: Annotated[str, WHY],
) -> WaitingEntry:
    """The first look at the proof. It gives no points yet: a colleague looks, too."""
    _check(waiting_entry, criterion, seen=False)
    waiting_entry.claims = rules.with_claim(
        waiting_entry,
        criterion,
        seen=holds,
        seen_why=reason,
        seen_by=office_of(ctx.actor),
        seen_key=rules.person_key(waiting_entry, ctx.actor.person_id),
        seen_on=ctx.today.isoformat(),
    )
    return ctx.save(waiting_entry)


def _check(entry: WaitingEntry, criterion: str, seen: bool) -> dict[str, Any]:
    if criterion not in _waiting(entry, seen):
        raise BadInput("criterion", _("This criterion does not wait for you. Choose another."))
    found = rules.claim_of(entry, criterion)
    assert found is not None
    return found


def _may_confirm(actor: Actor, entry: WaitingEntry) -> None:
    rules.in_state(entry, HERE)
    waiting = _waiting(entry, seen=True)
    if not waiting:
        raise Refused(
            "state", "nothing-to-confirm", _("No claim waits for a second look. Look at it first.")
        )
    mine = rules.person_key(entry, actor.person_id) if actor.person else ""
    looked = [(rules.claim_of(entry, code) or {}).get("seen_key") for code in waiting]
    if all(key == mine for key in looked):
        raise Refused(
            "state", "second-look", _("You looked at it first. A colleague has to look, too.")
        )


@action(
    "services.confirm_claim",
    by=Kind.OFFICE,
    power=rules.CONFIRMS,
    undo=put_back,
    title=_("Confirm points"),
    done=_("Points of somebody on a waiting list decided"),
    concerns=rules.parties,
    allows=_may_confirm,
)
def confirm_claim(
    ctx: Context,
    waiting_entry: WaitingEntry,
    criterion: Annotated[
        str,
        Choice(
            _("What did you look at?"),
            choices_of=lambda entry: _choices(entry, seen=True),
            empty=_("Choose the criterion."),
        ),
    ],
    holds: Annotated[bool, HOLDS],
    reason: Annotated[str, WHY],
) -> WaitingEntry:
    """The second look decides. Nobody changes it afterwards, unless they appeal."""
    claim = _check(waiting_entry, criterion, seen=True)
    if claim.get("seen_key") == rules.person_key(waiting_entry, ctx.actor.person_id):
        raise BadInput("criterion", _("You looked at this first. A colleague has to look, too."))
    waiting_entry.claims = rules.with_claim(
        waiting_entry,
        criterion,
        holds=holds,
        why=reason,
        by=office_of(ctx.actor),
        on=ctx.today.isoformat(),
        made_in=str(ctx.entry_id),
    )
    rules.counted(waiting_entry, rules.rule_of(waiting_entry.waiting_list))
    return ctx.save(waiting_entry)
