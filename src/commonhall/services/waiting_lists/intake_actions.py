"""The operator's part: somebody without an account joins a list at the counter, by telephone or letter, and speaks later."""

from __future__ import annotations

from typing import Annotated, Any

from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonhall.actions import drafts, exemptions
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import Action, action
from commonhall.actions.inputs import Choice, Flag
from commonhall.actions.undoing import put_back
from commonhall.cases.intake.actions import CODE, PHONE, check_receipt, new_receipt, person_known_as
from commonhall.core.refusals import BadInput, Refused
from commonhall.people.actors import as_person, office_of
from commonhall.people.residents.models import Person
from commonhall.services.applications.intake_actions import (
    CHANNEL,
    EMAIL,
    IDENTITY,
    NAME,
    ON_ITS_PAGE,
)
from commonhall.services.waiting_lists import queries, rules
from commonhall.services.waiting_lists.actions import (
    CLAIMS,
    TEXT,
    accept_place_offer,
    decline_place_offer,
    enter,
    keep_waiting_entry,
    leave_waiting_list,
    takes_people,
)
from commonhall.services.waiting_lists.models import HERE, WaitingEntry, WaitingList


def _told(entry: WaitingEntry) -> str:
    code = f"{entry.receipt[:4]} {entry.receipt[4:]}"
    return format_html(
        "{} {}",
        rules.told(entry),
        gettext("Tell them the number, and this code, which is shown only now: %(code)s")
        % {"code": code},
    )


@action(
    "services.take_in_entry",
    by=Kind.OFFICE,
    power=rules.TAKES_IN,
    any_body=_("Every desk that takes in applications can put somebody on a list of any body."),
    undo=put_back,
    title=_("Put somebody on the list"),
    done=_("Somebody put on a waiting list at the desk"),
    told=_told,
    page_only=ON_ITS_PAGE,
    allows=takes_people,
    notifies=False,
)
def take_in_entry(
    ctx: Context,
    waiting_list: WaitingList,
    channel: Annotated[str, CHANNEL],
    name: Annotated[str, NAME],
    identity: Annotated[str, IDENTITY],
    phone: Annotated[str, PHONE] = "",
    email: Annotated[str, EMAIL] = "",
    claims: Annotated[list[str] | None, CLAIMS] = None,
    text: Annotated[str, TEXT] = "",
    another: Annotated[
        bool,
        Flag(
            _("It is another person of the same name"),
            _("Only if you are told that somebody of this name is on the list already."),
        ),
    ] = False,
) -> WaitingEntry:
    """Write down that somebody joins, in their name. Everybody is on a list once. Check that they live in the place where the
    list is for its residents."""
    person = person_known_as(name, phone, email)
    if queries.here(as_person(person), waiting_list) is not None:
        raise BadInput("name", _("They are on this list already."))
    if not another and queries.same_name(name, waiting_list):
        raise BadInput(
            "name",
            _(
                "Somebody of this name is on this list already. If it is another person, tick the box at the end."
            ),
        )
    entry = enter(
        ctx,
        waiting_list,
        claims or (),
        text,
        channel=channel,
        person=person,
        taken_by_id=office_of(ctx.actor),
        identity=identity,
        receipt=new_receipt(),
    )
    ctx.follow(entry, person.account_id)
    ctx.note(channel=channel, another=another or None)
    return entry


# --- their later word -----------------------------------------------------------------------------
SAYS = [
    ("keep", _("They still want it")),
    ("leave", _("They leave the list")),
    ("accept", _("They accept the place")),
    ("decline", _("They decline the place, and stay on the list")),
]
_ON_THE_ENTRY: dict[str, Action[..., Any]] = {
    "keep": keep_waiting_entry,
    "leave": leave_waiting_list,
}


def _for_another(_actor: Actor, entry: WaitingEntry) -> None:
    if not entry.receipt or entry.person_id is None:
        raise Refused("state", "not-for-another", _("They joined by themselves, not at a desk."))
    rules.in_state(entry, HERE)


@action(
    "services.record_waiting_word",
    by=Kind.OFFICE,
    power=rules.TAKES_IN,
    any_body=exemptions.TAKEN_IN,
    undo=put_back,
    title=_("Record what they say"),
    done=_("What somebody on a waiting list said was recorded"),
    limit="disputes.codes",
    page_only=ON_ITS_PAGE,
    allows=_for_another,
    notifies=False,
)
def record_waiting_word(
    ctx: Context,
    waiting_entry: WaitingEntry,
    code: Annotated[str, CODE],
    says: Annotated[
        str, Choice(_("What do they say?"), choices=SAYS, radio=True, empty=_("Choose one."))
    ],
) -> WaitingEntry:
    """Enter a later word of somebody who joined at a desk. Their code shows that it is they."""
    wrong = _("This is not the code of this place on the list. Check it and try again.")
    check_receipt(code, waiting_entry.receipt, wrong)
    person = as_person(Person.objects.get(pk=waiting_entry.person_id or 0))
    if (on_the_entry := _ON_THE_ENTRY.get(says)) is not None:
        ctx.perform_as(person, on_the_entry, waiting_entry)
        return waiting_entry
    offer = queries.open_offer(waiting_entry)
    if offer is None:
        raise BadInput("says", _("No place is offered to them just now."))
    if says == "accept":
        ctx.perform_as(person, accept_place_offer, offer)
    else:
        ctx.perform_as(person, decline_place_offer, offer, stay=True)
    return waiting_entry


drafts.keep_nothing(take_in_entry)
drafts.keep_nothing(record_waiting_word)
