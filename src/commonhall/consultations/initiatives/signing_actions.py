"""Signing an initiative, and taking a signature back.

Whoever is confirmed in its place counts at once. Whoever is not confirmed yet signs and counts from the confirmation on
(`count_confirmed`). Organisations are named beside them. Nobody signs for anybody else: each action is of the one who acts.
"""

from __future__ import annotations

from typing import Annotated, Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Choice, Words
from commonhall.actions.subscriptions import on
from commonhall.consultations.initiatives import counting, signers
from commonhall.consultations.initiatives.models import Initiative, InitiativeSignature, Promoter
from commonhall.consultations.initiatives.system_actions import oblige_initiative
from commonhall.core import clock
from commonhall.core.refusals import BadInput, Refused
from commonhall.people.actors import system
from commonhall.people.organisations.models import Organisation

State = Initiative.State
Shown = InitiativeSignature.Shown
BY = (Kind.PERSON, Kind.ORGANISATION)
SIGN = "sign-initiatives"


def _takes(initiative: Initiative) -> None:
    if initiative.is_hidden:
        raise Refused("state", "hidden", _("This initiative is hidden by moderation."))
    if not initiative.takes_signatures:
        raise Refused("state", "wrong-state", _("This initiative takes no more signatures."))
    if clock.today() > initiative.closes_on:
        raise Refused("state", "closed", _("The time to sign has passed."))


def _may_sign(actor: Actor, initiative: Initiative) -> None:
    _takes(initiative)
    if signers.own_signature(initiative, actor) is not None:
        raise Refused("state", "signed", _("You have already signed this."))
    if actor.kind is not Kind.PERSON or actor.person is None:
        return
    if signers.is_resident(actor.person_id, initiative, clock.today()) is False:
        raise Refused(
            "standing",
            "lives-elsewhere",
            _("This is for residents of %(place)s. You are confirmed to live elsewhere.")
            % {"place": initiative.unit.name},
        )
    if signers.signed_on_paper(initiative.pk, actor.person_id):
        raise Refused("state", "signed-on-paper", _("You have signed this on paper already."))


def _told(made: InitiativeSignature) -> str:
    if made.counts or made.organisation_id:
        return gettext("Thank you. You have signed.")
    return gettext(
        "Thank you. Your signature counts once you are confirmed as a resident: do that now, online or at an office."
    )


@action(
    "consultations.sign_initiative",
    by=BY,
    right=SIGN,
    title=_("Sign it"),
    done=_("Initiative signed"),
    told=_told,
    allows=_may_sign,
    limit="consultations.sign_initiative",
    notifies=False,
)
def sign_initiative(
    ctx: Context,
    initiative: Initiative,
    shown: Annotated[
        str,
        Choice(
            _("Who may know that you signed?"),
            _(
                "How many signed is public in any case. Without your name we keep a key that shows a second "
                "signature, and nothing that names you; you will not hear of the initiative."
            ),
            choices=Shown.choices,
            radio=True,
            empty=_("Choose who may know that you signed."),
        ),
    ],
    name: Annotated[str, Words(_("Your name, if it is shown"), most=120)] = "",
) -> InitiativeSignature:
    """Support it in your own name, or as your organisation. Each counts once; you can take it back while it collects."""
    if ctx.actor.kind is Kind.ORGANISATION:
        return _signed_by_organisation(ctx, initiative, shown)
    if shown == Shown.PUBLIC and not name.strip():
        raise BadInput("name", _("Enter the name people will read."))
    counts = bool(signers.is_resident(ctx.actor.person_id, initiative, ctx.today))
    anonymous = shown == Shown.ANONYMOUS
    if anonymous and not counts:
        raise BadInput(
            "shown",
            _(
                "Nobody could find your signature once you are confirmed as a resident. Confirm first, "
                "or choose not to show your name."
            ),
        )
    made = ctx.save(
        InitiativeSignature(
            initiative=initiative,
            person_id=None if anonymous else ctx.actor.person,
            shown=shown,
            name=name.strip() if shown == Shown.PUBLIC else "",
            token=signers.own_token(initiative, ctx.actor),
            counts=counts,
            on=ctx.today,
        )
    )
    if anonymous:
        ctx.forget_actor = True
    else:
        ctx.follow(initiative, ctx.actor.account)
    _freeze(ctx, initiative)
    counting.add(initiative, **{"online" if counts else "waiting": 1})
    ctx.note(counts=counts)
    if counts:
        oblige_if_enough(ctx, initiative)
    return made


def _signed_by_organisation(
    ctx: Context, initiative: Initiative, shown: str
) -> InitiativeSignature:
    if shown != Shown.PUBLIC:
        raise BadInput("shown", _("An organisation signs by its name."))
    name = Organisation.objects.get(pk=ctx.actor.organisation or 0).name
    made = ctx.save(
        InitiativeSignature(
            initiative=initiative,
            organisation_id=ctx.actor.organisation,
            shown=shown,
            name=name[:120],
            token=signers.own_token(initiative, ctx.actor),
            on=ctx.today,
        )
    )
    ctx.follow(initiative, ctx.actor.account)
    _freeze(ctx, initiative)
    counting.add(initiative, organisations=1)
    return made


def _freeze(ctx: Context, initiative: Initiative) -> None:
    """From the first signature of somebody else on, its text stays as it is."""
    if initiative.frozen_on is None and not signers.is_promoter(initiative, ctx.actor):
        initiative.frozen_on = ctx.today
        ctx.save(initiative)


def oblige_if_enough(ctx: Context, initiative: Initiative) -> None:
    """Once enough have signed, the System names the day by which an answer is owed."""
    if initiative.state != State.OPEN:
        return
    if counting.tally_of(initiative).signed >= initiative.needed:
        ctx.perform_as(system(), oblige_initiative, initiative=initiative)


# --- taking it back -------------------------------------------------------------------------------
def _may_take_back(actor: Actor, initiative: Initiative) -> None:
    if initiative.state != State.OPEN or clock.today() > initiative.closes_on:
        raise Refused(
            "state", "wrong-state", _("It can be taken back only while signatures are collected.")
        )
    if signers.own_signature(initiative, actor) is None:
        raise Refused("state", "wrong-state", _("You have not signed this here."))
    if signers.is_promoter(initiative, actor):
        raise Refused("state", "wrong-state", _("You stand behind it: stop doing so first."))


@action(
    "consultations.unsign_initiative",
    by=BY,
    right=SIGN,
    title=_("Take your signature back"),
    done=_("Signature taken back"),
    told=lambda _made: gettext("Your signature is taken back."),
    allows=_may_take_back,
    limit="consultations.sign_initiative",
    notifies=False,
)
def unsign_initiative(ctx: Context, initiative: Initiative) -> InitiativeSignature:
    """It counts no more. You can sign again while signatures are collected."""
    found = signers.own_signature(initiative, ctx.actor)
    assert found is not None  # the guard has seen to it
    if found.shown == Shown.ANONYMOUS:
        ctx.forget_actor = True
    was = "organisations" if found.organisation_id else "online" if found.counts else "waiting"
    found.taken_back_on, found.token, found.counts, found.name = ctx.today, None, False, ""
    counting.add(initiative, **{was: -1})
    return ctx.save(found)


# --- confirmed afterwards -------------------------------------------------------------------------
def _waits(_actor: Actor, signature: InitiativeSignature) -> None:
    if signature.counts or signature.taken_back_on is not None or signature.organisation_id:
        raise Refused("state", "wrong-state", _("This signature counts, or was taken back."))


@action(
    "consultations.count_signature",
    by=Kind.SYSTEM,
    power="watch-deadlines",
    title=_("Count a signature whose signer was confirmed"),
    done=_("A signature counts, because its signer was confirmed as a resident"),
    place=lambda signature: signature.initiative.unit_id,
    allows=_waits,
    notifies=False,
)
def count_signature(ctx: Context, signature: InitiativeSignature) -> InitiativeSignature:
    """Somebody signed before they were confirmed as a resident of the place, and now they are."""
    signature.counts = True
    made = ctx.save(signature)
    counting.add(signature.initiative, online=1, waiting=-1)
    oblige_if_enough(ctx, signature.initiative)
    return made


def count_confirmed(ctx: Context, result: Any, arguments: dict[str, Any]) -> None:
    """Somebody was confirmed as a resident: what they signed before counts from now on, where they live."""
    person = getattr(result, "person_id", None)
    if person is None:
        return
    waiting = InitiativeSignature.objects.filter(
        person_id=person, counts=False, taken_back_on=None, organisation=None
    ).select_related("initiative__unit")
    for signature in waiting.order_by("pk"):
        initiative = signature.initiative
        open_still = initiative.takes_signatures and ctx.today <= initiative.closes_on
        if not open_still or not signers.is_resident(person, initiative, ctx.today):
            continue
        if not signers.signed_on_paper(initiative.pk, person):
            ctx.perform_as(system(), count_signature, signature=signature)


for _code in (
    "people.verify_resident",
    "people.verify_by_census",
    "people.verify_by_letter",
    "people.verify_by_provider",
):
    on(_code)(count_confirmed)


def promoters(initiative: Initiative) -> list[str]:
    """Refs of those who stand behind it: none of them answers it."""
    rows = Promoter.objects.filter(initiative=initiative, left_on=None)
    found = []
    for person, organisation in rows.values_list("person_id", "organisation_id"):
        found.append(f"people.person:{person}" if person else "")
        found.append(Organisation.ref_of(organisation) if organisation else "")
    return found
